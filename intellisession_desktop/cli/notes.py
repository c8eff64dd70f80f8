"""`intellisession note ...`: making notes, checking statements, and reading what is stored."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import InvalidInput
from ..files import write_atomically
from ..notes.documents.export import as_text, sections_from_text
from ..notes.formats.format import load_format
from ..records import FIND_OUT, Turn
from ..sessions.checking import StatementToCheck, check_statements
from ..sessions.documents import about_empty, keeps_empty
from ..sessions.engines import installed_engines
from ..sessions.jobs import CancelToken
from ..sessions.note_creation import NoteCreation, NoteRequest, Options, Outcome
from ..sessions.transcripts.reading import read_transcript
from ..sessions.transcripts.speakers import turns_for
from ..settings import load_settings
from .result import labelling_line, outcome_json, receipt_line
from .terminal import JsonFile, VaultFolder, date_of, new_file, open_vault, progress, text_of, write_json

app = typer.Typer(help="Progress notes.", no_args_is_help=True)

ClientName = Annotated[str, typer.Option("--client", metavar="NAME", help="Whose session it was.")]
FormatName = Annotated[str, typer.Option("--format", help="SOAP, DAP, BIRP, GIRP, ... or one of your own.")]
Day = Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="Default: today.")]
_FIND_OUT = "find-out"


def _people(given: str | int) -> int:
    """1 to 8, or FIND_OUT."""
    text = str(given)  # the default comes as it is
    if text.lower() == _FIND_OUT:
        return FIND_OUT
    if text.isdecimal() and 1 <= int(text) <= 8:
        return int(text)
    raise typer.BadParameter(f"give a number from 1 to 8, or {_FIND_OUT}")


People = Annotated[
    int,
    typer.Option(
        "--speakers",
        parser=_people,
        metavar=f"[1-8|{_FIND_OUT}]",
        help="People heard, the therapist included.",
    ),
]
Language = Annotated[str, typer.Option("--language", help="The session's language: en, de, ... or auto.")]


@app.command("create")
def create(
    client: ClientName,
    audio: Annotated[Path | None, typer.Argument(help="MP3, WAV, M4A, WEBM or another recording.")] = None,
    format: FormatName = "SOAP",
    date: Day = None,
    speakers: People = 2,
    language: Language = "en",
    summary_file: Annotated[Path | None, typer.Option(help="Your own summary, as text.")] = None,
    transcript: Annotated[
        Path | None, typer.Option("--transcript", metavar="FILE", help="A transcript made elsewhere.")
    ] = None,
    therapist: Annotated[
        str | None,
        typer.Option("--therapist", metavar="NAME", help="Which name in the transcript is the therapist's."),
    ] = None,
    keep_audio: Annotated[bool, typer.Option("--keep-audio", help="Do not destroy the recording.")] = False,
    accept_partial: Annotated[
        bool, typer.Option("--accept-partial", help="Use a cut-off recording.")
    ] = False,
    shred_partial: Annotated[bool, typer.Option("--shred-partial", help="... and destroy it too.")] = False,
    accept_unheard: Annotated[
        bool, typer.Option("--accept-unheard", help="Destroy it although there is voice without words in it.")
    ] = False,
    names_meant: Annotated[
        bool, typer.Option("--names-meant", help="The summary names another client, and shall.")
    ] = False,
    json_file: JsonFile = None,
    vault: VaultFolder = None,
) -> None:
    """Turn a recording, a transcript made elsewhere (WebVTT, SRT, text, JSON) or a summary into a draft note.
    The recording is destroyed once it is transcribed; a transcript's file stays as it is.
    """
    if audio is not None and transcript is not None:
        raise typer.BadParameter("Give a recording or a transcript, not both.")
    if audio is None and transcript is None and summary_file is None:
        raise typer.BadParameter(
            "Give a recording, a transcript with --transcript, or a summary with --summary-file."
        )
    if therapist is not None and transcript is None:
        raise typer.BadParameter("--therapist goes with --transcript.")
    if shred_partial and not accept_partial:
        raise typer.BadParameter("--shred-partial goes with --accept-partial.")
    summary = text_of(summary_file) if summary_file else ""
    options = Options(summary, keep_audio, accept_partial, shred_partial, accept_unheard=accept_unheard)
    day = date_of(date)
    said = read_transcript(transcript) if transcript else None
    with open_vault(vault) as opened, progress() as report:
        request = NoteRequest(
            opened.clients.by_name(client).id,
            day,
            audio,
            format,
            speakers,
            language,
            options,
            names_meant=names_meant,
        )
        if said is not None:
            request = replace(request, turns=turns_for(opened, said, request.client_id, therapist))
        creation = NoteCreation(opened, lambda: installed_engines(load_settings()), report)
        outcome = creation.create(request)
        name = opened.clients.by_name(request.client_id).name
    finish(outcome, name, json_file)


def finish(outcome: Outcome, client_name: str, json_file: Path | None) -> None:
    """Prints the note and what became of the audio, and writes the JSON."""
    write_json(json_file, outcome_json(outcome))
    print(as_text(outcome.note, client_name))
    print(f"Note {outcome.note.id[:8]} is stored as a draft. {receipt_line(outcome)}")
    if line := labelling_line(outcome.labelling):
        print(line)
    if outcome.too_late:
        print(f"Too late to change, since this note was under way already: {', '.join(outcome.too_late)}.")
    if outcome.other_job:
        print(
            "Another recording lay under this name before, and its note is not finished: "
            f"`job resume {outcome.other_job[:8]}`."
        )


@app.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="JSON: [{id, turns: [{speaker, text}], statement}].")],
    json_file: JsonFile = None,
) -> None:
    """Check statements against the turns they were made from. Needs no vault."""
    wanted = _to_check(text_of(file))
    with progress() as report:
        results = check_statements(wanted, installed_engines(load_settings()), report, CancelToken())
    content = [{"id": each.id, "status": each.status.value, "reason": each.reason} for each in results]
    write_json(json_file, content)
    if json_file is None:
        print(json.dumps(content, indent=1, ensure_ascii=False))


@app.command("import")
def import_note(
    name: Annotated[str, typer.Argument(help="The client's name.")],
    file: Annotated[Path, typer.Argument(help="An earlier note as text.")],
    date: Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD")],
    format: FormatName = "SOAP",
    vault: VaultFolder = None,
) -> None:
    """Take in an earlier note, so that the next one can go on from it."""
    day, sections = date_of(date), sections_from_text(text_of(file))
    if not sections:
        raise InvalidInput(f"There is no text in {file.name}.")
    with open_vault(vault) as opened:
        client = opened.clients.by_name(name)
        note = opened.notes.add(client.id, None, load_format(format).name, day, sections, "imported")
        print(f"Imported as note {note.id[:8]}.")


@app.command("list")
def list_notes(
    client: Annotated[str | None, typer.Option("--client", metavar="NAME")] = None, vault: VaultFolder = None
) -> None:
    """List notes, of one client or of all."""
    with open_vault(vault) as opened:
        names = {each.id: each.name for each in opened.clients.list()}
        for note in opened.notes.list(opened.clients.by_name(client).id if client else None):
            print(
                f"{note.id[:8]}  {note.date.isoformat()}  {note.format:5} {note.state:9} "
                f"{names[note.client_id]}"
            )


@app.command("show")
def show(note: Annotated[str, typer.Argument(metavar="ID")], vault: VaultFolder = None) -> None:
    """Print a note."""
    with open_vault(vault) as opened:
        found = opened.notes.get(note)
        print(as_text(found, opened.clients.by_name(found.client_id).name))


@app.command("export")
def export(
    note: Annotated[str, typer.Argument(metavar="ID")],
    to: Annotated[Path, typer.Option("--to", metavar="FILE.txt", callback=new_file)],
    vault: VaultFolder = None,
) -> None:
    """Write a note to a text file, unencrypted."""
    with open_vault(vault) as opened:
        found = opened.notes.get(note)
        text = as_text(found, opened.clients.by_name(found.client_id).name, keeps_empty())
    write_atomically(to.absolute(), text.encode())
    print(f"Written to {to.name}. That file is not encrypted: keep it where only you can read it.")
    if empty := about_empty(found):
        print(empty)


def _to_check(text: str) -> tuple[StatementToCheck, ...]:
    try:
        raw: list[dict[str, Any]] = json.loads(text)
        return tuple(
            StatementToCheck(
                str(each["id"]),
                each["statement"],
                tuple(Turn(0.0, 0.0, turn["speaker"], turn["text"]) for turn in each["turns"]),
            )
            for each in raw
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InvalidInput(
            "This file does not hold checks: a list of {id, turns, statement} is needed."
        ) from error
