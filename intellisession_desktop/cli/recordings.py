"""`intellisession recording ...`: audio that was kept although its note is made."""

from __future__ import annotations

from typing import Annotated

import typer

from ..errors import InvalidInput
from ..records import RecordingState
from ..sessions.kept_audio import destroy_kept, kept_recording, unheard_of
from .result import destruction_json
from .terminal import VaultFolder, open_vault

app = typer.Typer(help="Audio that was kept.", no_args_is_help=True)


@app.command("list")
def list_kept(vault: VaultFolder = None) -> None:
    """List the sessions whose audio was kept, and how much of it was voice without words."""
    found = False
    with open_vault(vault) as opened:
        for client in opened.clients.list():
            for recording in opened.recordings.of_client(client.id):
                if recording.state == RecordingState.KEPT:
                    found = True
                    unheard = unheard_of(opened.transcripts.moments(recording.session_id))
                    said = f"  {sum(each.seconds for each in unheard):.0f} s without words" if unheard else ""
                    date = opened.sessions.get(recording.session_id).date.isoformat()
                    print(f"{recording.session_id}  {date}  {client.name}{said}")
    if not found:
        print("No audio was kept.")


@app.command("destroy")
def destroy(
    session: Annotated[str, typer.Argument(metavar="SESSION", help="The id that `recording list` shows.")],
    vault: VaultFolder = None,
) -> None:
    """Destroy the audio of a session that was kept. Its transcript and its note stay."""
    with open_vault(vault) as opened:
        kept = kept_recording(opened, opened.sessions.get(session).id)
        if kept is None:
            raise InvalidInput("The audio of this session was not kept.")
        receipt = destroy_kept(opened, kept.id)
    if receipt is None:
        print("Another note needs the same file: it is destroyed with that one.")
    else:
        print(f"Receipt {receipt.id[:8]}: {destruction_json(receipt.destruction)['method']}.")
