"""The sample session, ready to become a note, in a throw-away vault."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..notes.export import sections_from_text
from ..records import ConsentScope
from ..settings import resources_folder
from ..vault.vault import Vault
from .note_creation import NoteRequest


@contextmanager
def sample_session() -> Iterator[tuple[Vault, NoteRequest]]:
    """A vault with the sample's client, goals and earlier note, and the request for its note.

    The recording is a copy, which may be destroyed. Nothing is left after the `with` block.
    """
    sample = resources_folder() / "sample_session"
    facts = json.loads((sample / "facts.json").read_text(encoding="utf-8"))
    day, earlier = dt.date.fromisoformat(facts["date"]), facts["previous_note"]
    with tempfile.TemporaryDirectory(prefix="intellisession-") as folder:
        audio = Path(folder) / "session.m4a"
        shutil.copyfile(sample / "session.m4a", audio)
        vault, _ = Vault.create(Path(folder) / "vault", secrets.token_urlsafe(24))
        with vault:
            client = vault.clients.add(facts["client"])
            vault.consents.record(client.id, ConsentScope.RECORDING, day)
            for goal in earlier["goals"]:
                vault.goals.add(client.id, goal)
            sections = sections_from_text(earlier["text"])
            before = dt.date.fromisoformat(earlier["date"])
            vault.notes.add(client.id, None, facts["format"], before, sections, "imported")
            yield vault, NoteRequest(client.id, day, audio, facts["format"])
