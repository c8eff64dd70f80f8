"""Runs one command and turns its end into an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer
from typer import exceptions

from .. import logs
from ..errors import Cancelled, KnownError
from ..files import known_disk_errors
from ..hardening import harden_process
from . import (
    goals,
    jobs,
    models,
    notes,
    people,
    recordings,
    sample,
    self_test,
    sound,
    today,
    transcripts,
    vaults,
    voice,
)
from .hints import with_hint
from .terminal import PASSPHRASE_VARIABLE, set_passphrase

OK, USAGE, KNOWN_ERROR, BUG, INTERRUPTED = 0, 2, 3, 4, 130

app = typer.Typer(
    help="From a therapy session's recording to a progress note, entirely on this computer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(vaults.app, name="vault")
app.add_typer(people.clients, name="client")
app.add_typer(goals.app, name="goal")
app.add_typer(voice.app, name="voice")
app.add_typer(people.consents, name="consent")
app.add_typer(notes.app, name="note")
app.add_typer(jobs.app, name="job")
app.add_typer(recordings.app, name="recording")
app.add_typer(transcripts.app, name="transcript")
app.add_typer(models.app, name="models")
app.command("record")(sound.record)
app.command("transcribe")(sound.transcribe)
app.command("sample")(sample.sample)
app.command("today")(today.today)
app.command("self-test")(self_test.self_test)


def main(arguments: Sequence[str]) -> int:
    """The exit code: 0; 2 usage; 3 a known error (code and sentence on stderr); 4 our bug; 130 Ctrl-C."""
    harden_process()
    logs.to_stderr()
    # Before any child process starts, so that none inherits it.
    set_passphrase(os.environ.pop(PASSPHRASE_VARIABLE, None))
    try:
        with known_disk_errors():
            ended = app(args=list(arguments), standalone_mode=False)
        if ended == INTERRUPTED:  # how typer hands on Ctrl-C
            raise KeyboardInterrupt
    except (exceptions.Abort, KeyboardInterrupt, Cancelled):
        print(Cancelled.default, file=sys.stderr)
        return INTERRUPTED
    except exceptions.TyperException as error:
        show = getattr(error, "show", None)
        if show is not None:
            show()
        return USAGE
    except KnownError as error:
        print(f"{error.code}: {with_hint(error)}", file=sys.stderr)
        return KNOWN_ERROR
    except Exception as error:  # the process's edge: said without clinical text
        place = logs.bug(error)
        print(
            f"bug: Something is wrong in the program itself ({place}). What was stored before is safe.",
            file=sys.stderr,
        )
        return BUG
    return ended or OK
