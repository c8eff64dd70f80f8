"""`intellisession sample`: the sample session from sound to note, in a throw-away vault."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import shutil
import tempfile
from pathlib import Path

from ..notes.export import sections_from_text
from ..records import ConsentScope
from ..sessions.engines import installed_engines
from ..sessions.note_creation import NoteCreation, NoteRequest
from ..settings import Settings, resources_folder
from ..vault.vault import Vault
from .notes import finish
from .terminal import JsonFile, progress


def sample(json_file: JsonFile = None) -> None:
    """Try it: the sample session's recording becomes a note. Nothing of it stays on this computer."""
    facts = json.loads((resources_folder() / "sample_session" / "facts.json").read_text(encoding="utf-8"))
    day, earlier = dt.date.fromisoformat(facts["date"]), facts["previous_note"]
    with tempfile.TemporaryDirectory(prefix="intellisession-") as folder, progress() as report:
        audio = Path(folder) / "session.m4a"
        shutil.copyfile(resources_folder() / "sample_session" / "session.m4a", audio)
        vault, _ = Vault.create(Path(folder) / "vault", secrets.token_urlsafe(24))
        with vault:
            client = vault.clients.add(facts["client"])
            vault.consents.record(client.id, ConsentScope.RECORDING, day)
            for goal in earlier["goals"]:
                vault.goals.add(client.id, goal)
            sections = sections_from_text(earlier["text"])
            vault.notes.add(
                client.id, None, facts["format"], dt.date.fromisoformat(earlier["date"]), sections, "imported"
            )
            request = NoteRequest(client.id, day, audio, facts["format"])
            outcome = NoteCreation(vault, lambda: installed_engines(Settings()), report).create(request)
            finish(outcome, client.name, json_file)
