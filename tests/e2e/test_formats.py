"""The same minute is understood in every kind of file, mono or stereo, from 8 to 96 kHz."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from intellisession_desktop.audio.decoder import HeldFile
from intellisession_desktop.cli.result import transcript_json
from intellisession_desktop.sessions.engines import Engines, installed_engines
from intellisession_desktop.sessions.hearing import hear
from intellisession_desktop.sessions.jobs import CancelToken, unreported
from intellisession_desktop.sessions.sound import open_sound
from intellisession_desktop.settings import Settings

from ..unit.audio.sounds import M4A, MP3, WAV, WEBM, Container
from .excerpt import SECONDS, save_excerpt, scored

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    """The real ones; all files share one speech worker, since loading it takes longer than it is worth."""
    real = installed_engines(Settings())
    with real.start_speech() as worker:
        shared: Any = nullcontext(worker)
        yield replace(real, start_speech=lambda: shared)


@pytest.mark.parametrize(
    ("container", "channels", "rate", "most_errors"),
    [
        (MP3, 1, 8_000, 0.20),  # a telephone, and MP3 besides: measured 0.15, the others 0.06 to 0.08
        (MP3, 2, 44_100, 0.15),
        (WAV, 1, 96_000, 0.15),
        (WAV, 2, 8_000, 0.15),
        (M4A, 2, 96_000, 0.15),
        (WEBM, 1, 48_000, 0.15),
    ],
    ids=lambda each: each.ending if isinstance(each, Container) else str(each),
)
def test_a_minute_is_understood(
    engines: Engines, tmp_path: Path, container: Container, channels: int, rate: int, most_errors: float
) -> None:
    path = save_excerpt(tmp_path, container, rate, channels)
    before = path.read_bytes()
    with HeldFile.open(path) as file:
        sound = open_sound(file, accept_partial=False)
        heard = hear(
            sound.blocks,
            sound.seconds,
            engines,
            people=2,
            language="en",
            vocabulary=(),
            report=unreported,
            cancel=CancelToken(),
        )
    figures = scored(transcript_json(heard.hearing.turns))
    assert heard.hearing.seconds == pytest.approx(SECONDS, abs=0.3)
    assert figures["wer"] <= most_errors
    assert figures["speaker_acc"] >= 0.9
    assert path.read_bytes() == before
