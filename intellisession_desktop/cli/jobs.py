"""`intellisession job ...`: what a crash or an error left unfinished."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Annotated

import typer

from ..records import Job
from ..sessions.engines import installed_engines
from ..sessions.note_creation import NoteCreation
from ..sessions.note_request import options_of
from ..settings import load_settings
from ..vault.vault import Vault
from .notes import finish
from .terminal import JsonFile, VaultFolder, open_vault, progress

app = typer.Typer(help="Unfinished work.", no_args_is_help=True)


@app.command("list")
def list_jobs(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False, vault: VaultFolder = None
) -> None:
    """List unfinished notes and how far they came."""
    with open_vault(vault) as opened:
        rows = [_row(opened, job) for job in opened.jobs.unfinished()]
    if as_json:
        print(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    for row in rows:
        error = f"  ({row['error']})" if row["error"] else ""
        print(f"{str(row['id'])[:8]}  {row['date']}  {row['client']}  {row['stage']}{error}")
    if not rows:
        print("Nothing is unfinished.")


@app.command("resume")
def resume(
    job: Annotated[str, typer.Argument(metavar="ID")],
    accept_partial: Annotated[
        bool, typer.Option("--accept-partial", help="Use a recording that is cut off or damaged.")
    ] = False,
    accept_unheard: Annotated[
        bool, typer.Option("--accept-unheard", help="Destroy it although there is voice without words in it.")
    ] = False,
    json_file: JsonFile = None,
    vault: VaultFolder = None,
) -> None:
    """Go on with an unfinished note after its last committed stage."""
    with open_vault(vault) as opened, progress() as report:
        found = opened.jobs.get(job)
        before = options_of(found)
        options = replace(
            before,
            accept_partial=before.accept_partial or accept_partial,
            accept_unheard=before.accept_unheard or accept_unheard,
        )
        outcome = NoteCreation(opened, lambda: installed_engines(load_settings()), report).resume(
            found, options
        )
        name = opened.clients.by_name(outcome.note.client_id).name
    finish(outcome, name, json_file)


def _row(vault: Vault, job: Job) -> dict[str, str | None]:
    session = vault.sessions.get(job.session_id)
    return {
        "id": job.id,
        "client": vault.clients.by_name(session.client_id).name,
        "date": session.date.isoformat(),
        "stage": job.stage.value,
        "error": job.error_code or None,
        "audio": job.path,
    }
