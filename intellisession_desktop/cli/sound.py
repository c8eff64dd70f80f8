"""`intellisession record` and `transcribe`: sound without a note yet."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from ..audio.decoder import HeldFile
from ..errors import Cancelled
from ..notes.formats.format import load_format
from ..records import Progress
from ..sessions.engines import installed_engines
from ..sessions.hearing import hear
from ..sessions.jobs import CancelToken
from ..sessions.recorder import Recorder, RecorderStatus
from ..sessions.recording import RecordRequest
from ..sessions.sound import open_sound
from ..settings import load_settings
from .notes import ClientName, Day, FormatName, Language, People
from .result import timings_json, transcript_json
from .terminal import JsonFile, VaultFolder, date_of, open_vault, progress, write_json


def record(
    client: ClientName,
    from_file: Annotated[
        Path | None, typer.Option("--from-file", metavar="WAV", help="Play this instead.")
    ] = None,
    speed: Annotated[float, typer.Option("--speed", min=0.1, help="How fast to play the file.")] = 1.0,
    seconds: Annotated[float | None, typer.Option("--seconds", min=1.0, help="Stop after this long.")] = None,
    format: FormatName = "SOAP",
    date: Day = None,
    speakers: People = 2,
    language: Language = "en",
    vault: VaultFolder = None,
) -> None:
    """Record a session, encrypted from the first second. Ctrl-C stops it; the note is written by `job
    resume`.
    """
    day, format = date_of(date), load_format(format).name
    if from_file:
        with HeldFile.open(from_file.absolute()):  # a wrong one is told before anything is stored
            pass
    with open_vault(vault) as opened, progress() as report:

        def heard(status: RecorderStatus) -> None:
            report(Progress("recording", None, f"{status.seconds:.0f} s"))

        request = RecordRequest(
            opened.clients.by_name(client).id,
            day,
            format,
            speakers,
            language,
            seconds,
            play=str(from_file.absolute()) if from_file else "",
            speed=speed,
        )
        recorder = Recorder(opened, request, load_settings().microphone, heard)
        with _ctrl_c_noticed() as ctrl_c:
            recorder.start()
            stopped = False
            while not recorder.wait(0.2):
                if ctrl_c.pressed and not stopped:
                    stopped = True
                    recorder.stop()
        status = recorder.status
    if status.job_id:
        print(
            f"Recorded {status.seconds:.0f} seconds. Write the note: intellisession job resume "
            f"{status.job_id[:8]}"
        )
    if status.error is not None:
        raise status.error
    if ctrl_c.pressed:
        raise Cancelled()


class _CtrlC:
    """Whether it was pressed."""

    pressed = False


@contextmanager
def _ctrl_c_noticed() -> Iterator[_CtrlC]:
    """Ctrl-C is only noted, whatever the program is doing at that moment: it may hold any lock."""
    ctrl_c = _CtrlC()

    def note(*_: object) -> None:
        ctrl_c.pressed = True

    before = signal.signal(signal.SIGINT, note)
    try:
        yield ctrl_c
    finally:
        signal.signal(signal.SIGINT, before)


def transcribe(
    audio: Annotated[Path, typer.Argument(help="A recording.")],
    speakers: People = 2,
    language: Language = "en",
    json_file: JsonFile = None,
) -> None:
    """Transcribe a recording. It is not changed, and nothing is stored."""
    engines = installed_engines(load_settings())
    with HeldFile.open(audio.absolute()) as file, progress() as report:
        sound = open_sound(file, accept_partial=False)
        heard = hear(
            sound.blocks,
            sound.seconds,
            engines,
            people=speakers,
            language=language,
            vocabulary=(),
            report=report,
            cancel=CancelToken(),
        )
    turns = heard.hearing.turns
    busy = heard.hearing.timings
    write_json(
        json_file,
        {
            "transcript": transcript_json(turns),
            "audio": {"seconds": round(heard.hearing.seconds, 2), "shredded": False, "receipt": None},
            "timings": timings_json(
                {**busy, "load": heard.worker.load_s, "decode": heard.decode_s, "to_transcript": heard.wall_s}
            ),
            "models": engines.models,
            "peak_memory": {"speech": heard.worker.peak_memory},
        },
    )
    for turn in turns:
        minutes, rest = divmod(int(turn.start), 60)
        print(f"{minutes:02d}:{rest:02d} {turn.speaker.title()}: {turn.text}")
