"""Whether memory grows with the length of a recording: the speech worker on the sample session, again and "
"again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from intellisession_desktop.audio.source import AttachedFile
from intellisession_desktop.records import SAMPLE_RATE
from intellisession_desktop.sessions.engines import Engines, Speech, installed_engines
from intellisession_desktop.sessions.jobs import CancelToken
from intellisession_desktop.settings import Settings, resources_folder
from intellisession_desktop.workers.worker import Worker
from tests.fakes import FakeSpeechEngine


def measure(minutes: list[float], fake_hours: float) -> list[dict[str, Any]]:
    """Peak MB of a fresh speech worker for each length of sound; then the same with the fake engine for "
    "hours."""
    rows = [_row("whisper", installed_engines(Settings()), each * 60) for each in minutes]
    fake = Engines(lambda: Worker("speech", FakeSpeechEngine, None, 0, False), lambda: _none(), {})
    rows += [_row("fake", fake, each * 3600) for each in (fake_hours / 8, fake_hours)]
    return rows


def _row(engine: str, engines: Engines, seconds: float) -> dict[str, Any]:
    with engines.speech(CancelToken()) as speech:
        peak = _feed(speech, seconds)
    return {"engine": engine, "minutes": seconds / 60, "MB": round(peak / 1e6)}


def _feed(speech: Speech, seconds: float) -> int:
    speech.begin(2, "en", ())
    left = int(seconds * SAMPLE_RATE)
    for block in _endless():
        speech.hear(block[:left])
        left -= len(block)
        if left <= 0:
            break
    speech.finish()
    return speech.facts().peak_memory


def _endless() -> Iterator[np.ndarray[Any, np.dtype[np.float32]]]:
    path = Path(resources_folder() / "sample_session" / "session.m4a")
    while True:
        with AttachedFile.open(path) as file:
            yield from file.decode()


def _none() -> Worker:
    raise AssertionError("the benchmark of memory needs no writing model")
