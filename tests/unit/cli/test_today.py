"""The command that shows what waits."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from intellisession_desktop.records import Turn

from .tool import CLIENT, Cli, Ran


def test_with_nothing_to_do_it_says_so(cli: Cli) -> None:
    assert cli.ok("today", "--vault", cli.vault).lines == ["All is done."]


def test_what_waits_is_listed_with_the_ids_that_other_commands_take(made: Ran, cli: Cli, audio: Path) -> None:
    day = dt.date.today()
    with cli.open() as vault:
        client = vault.clients.by_name(CLIENT)
        (note,) = vault.notes.list(client.id)
        session = vault.sessions.add(client.id, day, "SOAP", 2, "en")
        vault.transcripts.save(session.id, [Turn(0.0, 4.0, "client", "The week was long.")])
        job = vault.jobs.add(vault.sessions.add(client.id, day, "SOAP", 2, "en").id, None, "{}")
        vault.consents.record(client.id, "recording", day, "partner")
        ends = day + dt.timedelta(days=3)
        vault.consents.revoke(client.id, ends, "partner")
    lines = cli.ok("today", "--vault", cli.vault).lines
    assert lines[0] == "Drafts to review"
    assert lines[1].startswith(f"  note {note.id[:8]}  {note.date.isoformat()}  {CLIENT}  SOAP")
    assert lines[2:] == [
        "Without a note yet",
        f"  job {job.id[:8]}  {day.isoformat()}  {CLIENT}  a summary",
        f"  session {session.id[:8]}  {day.isoformat()}  {CLIENT}  a transcript",
        "Consents that end soon",
        f"  {CLIENT}  partner: recording, from {ends.isoformat()} on no more",
    ]
    assert note.id[:8] in cli.ok("note", "list", "--vault", cli.vault).out
