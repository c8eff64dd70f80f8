"""`intellisession sample`: the sample session from sound to note, in a throw-away vault."""

from __future__ import annotations

from ..sessions.engines import installed_engines
from ..sessions.note_creation import NoteCreation
from ..sessions.sample import sample_session
from ..settings import load_settings
from .notes import finish
from .terminal import JsonFile, progress


def sample(json_file: JsonFile = None) -> None:
    """Try it: the sample session's recording becomes a note. Nothing of it stays on this computer."""
    with sample_session() as (vault, request):
        with progress() as report:
            outcome = NoteCreation(vault, lambda: installed_engines(load_settings()), report).create(request)
        name = vault.clients.by_name(request.client_id).name
    finish(outcome, name, json_file)
