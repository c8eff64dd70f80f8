"""The sample session, ready to become a note: in a throw-away vault, or beside real clients to try it out."""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..errors import NotFound
from ..files import known_disk_errors
from ..notes.documents.export import sections_from_text
from ..records import Client, ConsentScope
from ..settings import resources_folder
from ..vault.vault import Vault
from .note_request import NoteRequest

_AUDIO = "session.m4a"
_MARK = " (sample)"


@contextmanager
def sample_session() -> Iterator[tuple[Vault, NoteRequest]]:
    """A vault with the sample's client, goals and earlier note, and the request for its note.

    The recording is a copy, which may be destroyed. Nothing is left after the `with` block.
    """
    facts = _facts()
    with tempfile.TemporaryDirectory(prefix="intellisession-") as folder:
        vault, _ = Vault.create(Path(folder) / "vault", secrets.token_urlsafe(24))
        with vault:
            client = vault.clients.add(facts["client"])
            _fill(vault, client, facts)
            yield vault, _request(client, facts, Path(folder) / _AUDIO)


def add_sample(vault: Vault) -> NoteRequest:
    """Adds the sample's client to this vault, marked as a sample, with consent, goals and earlier note, and
    gives the request for its note. What is there already of an earlier try is used again.

    The recording is a copy among the system's temporary files: it is destroyed as an attached file is.
    Raises DiskFull, FolderUnwritable.
    """
    facts = _facts()
    name = facts["client"] + _MARK
    with vault.transaction():
        try:
            client = vault.clients.by_name(name)
        except NotFound:
            client = vault.clients.add(name)
        _fill(vault, client, facts)
    with known_disk_errors():
        descriptor, path = tempfile.mkstemp(prefix="intellisession-sample-", suffix=".m4a")
        os.close(descriptor)
        return _request(client, facts, Path(path))


def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((_folder() / "facts.json").read_text(encoding="utf-8"))
    return facts


def _folder() -> Path:
    return resources_folder() / "sample_session"


def _fill(vault: Vault, client: Client, facts: dict[str, Any]) -> None:
    """Consent, goals and the earlier note, as far as they are missing."""
    day, earlier = dt.date.fromisoformat(facts["date"]), facts["previous_note"]
    if not vault.consents.valid(client.id, day):
        vault.consents.record(client.id, ConsentScope.RECORDING, day)
    there = {goal.text for goal in vault.goals.list(client.id, include_closed=True)}
    for goal in earlier["goals"]:
        if goal not in there:
            vault.goals.add(client.id, goal)
    if vault.notes.latest_before(client.id, day) is None:
        sections = sections_from_text(earlier["text"])
        before = dt.date.fromisoformat(earlier["date"])
        vault.notes.add(client.id, None, facts["format"], before, sections, "imported")


def _request(client: Client, facts: dict[str, Any], copy: Path) -> NoteRequest:
    """The request, with a copy of the recording."""
    shutil.copyfile(_folder() / _AUDIO, copy)
    return NoteRequest(client.id, dt.date.fromisoformat(facts["date"]), copy, facts["format"])
