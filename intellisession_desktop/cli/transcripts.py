"""`intellisession transcript ...`: what was said in a session, with a note from it or without."""

from __future__ import annotations

from typing import Annotated

import typer

from ..notes.formats.format import WISHES
from ..records import DraftWishes, Turn
from ..sessions.another_note import delete_transcript, open_transcript, prepare_another
from ..sessions.engines import installed_engines
from ..sessions.note_creation import NoteCreation
from ..settings import declared_settings, load_settings
from .notes import finish
from .terminal import JsonFile, VaultFolder, open_vault, progress

app = typer.Typer(help="Transcripts of sessions.", no_args_is_help=True)

SessionId = Annotated[str, typer.Argument(metavar="ID", help="The id that `transcript list` shows.")]


@app.command("list")
def list_transcripts(
    client: Annotated[str | None, typer.Option("--client", metavar="NAME")] = None, vault: VaultFolder = None
) -> None:
    """List the transcripts, of one client or of all, and how many notes were written from each."""
    found = False
    with open_vault(vault) as opened:
        for each in [opened.clients.by_name(client)] if client else opened.clients.list():
            notes = [note.session_id for note in opened.notes.list(each.id)]
            for session in opened.sessions.list(each.id):
                if not any(turn.text for turn in opened.transcripts.load(session.id)):
                    continue
                found = True
                count = notes.count(session.id)
                told = "no note" if not count else "1 note" if count == 1 else f"{count} notes"
                print(f"{session.id[:8]}  {session.date.isoformat()}  {told:8}  {each.name}")
    if not found:
        print("There is no transcript.")


@app.command("show")
def show(session: SessionId, vault: VaultFolder = None) -> None:
    """Print what was said."""
    with open_vault(vault) as opened:
        for turn in open_transcript(opened, opened.sessions.find(session).id).turns:
            if turn.text:
                print(_line(turn))


@app.command("write")
def write(
    session: SessionId,
    format: Annotated[
        str | None, typer.Option("--format", help="SOAP, DAP, ... or your own. Default: the session's.")
    ] = None,
    wish: Annotated[
        list[str] | None,
        typer.Option("--wish", metavar="NAME=VALUE", help=f"How this note shall be: {', '.join(WISHES)}."),
    ] = None,
    json_file: JsonFile = None,
    vault: VaultFolder = None,
) -> None:
    """Write another note from a transcript, without the recording. Notes that are there stay."""
    wishes = _wishes(wish or [])
    with open_vault(vault) as opened, progress() as report:
        found = opened.sessions.find(session)
        job = prepare_another(opened, found.id, format or found.format, wishes)
        outcome = NoteCreation(opened, lambda: installed_engines(load_settings()), report).resume(job)
        name = opened.clients.get(found.client_id).name
    finish(outcome, name, json_file)


@app.command("delete")
def delete(session: SessionId, vault: VaultFolder = None) -> None:
    """Delete a transcript on which no note rests. The receipt of its audio stays."""
    with open_vault(vault) as opened:
        delete_transcript(opened, opened.sessions.find(session).id)
    print("The transcript is deleted.")


def _line(turn: Turn) -> str:
    if turn.is_written:
        return f"your own words: {turn.text}"
    return f"{int(turn.start) // 60:02d}:{int(turn.start) % 60:02d}  {turn.speaker}: {turn.text}"


def _wishes(given: list[str]) -> DraftWishes:
    """Of 'length=full' and the like."""
    wished: dict[str, str] = {}
    for each in given:
        name, _, value = each.partition("=")
        if name not in WISHES:
            raise typer.BadParameter(f"{name} is none of {', '.join(WISHES)}.")
        values = [key for key, _ in declared_settings()[WISHES[name]].choices if key]
        if value not in values:
            raise typer.BadParameter(f"{name} may be {', '.join(values)}.")
        wished[name] = value
    return DraftWishes(**wished)
