"""A minute of the sample session, in any container, with any number of channels, at any rate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from intellisession_desktop.records import SAMPLE_RATE
from tests.eval.score import transcript_figures

from ..unit.audio.sounds import Container, save
from ..unit.speech.sounds import sample_reference, sample_session

SECONDS = 62.4
"""Ends in the pause after the eleventh turn."""


def save_excerpt(folder: Path, container: Container, rate: int, channels: int = 1) -> Path:
    """Writes the minute; with two channels, the right one is softer, as beside a microphone on the left."""
    sound = at_rate(sample_session(SECONDS), rate)
    planes = np.stack([sound, 0.5 * sound][:channels])
    return save(folder / f"session.{container.ending}", container, planes, rate)


def at_rate(sound: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """16 kHz mono at another rate."""
    frame = av.AudioFrame.from_ndarray(sound[None, :], format="fltp", layout="mono")
    frame.sample_rate = SAMPLE_RATE
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=rate)
    parts = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([part.to_ndarray()[0] for part in parts])


def scored(turns: list[dict[str, Any]]) -> dict[str, Any]:
    """`wer`, `speaker_acc` and `role_acc` of a transcript of the minute."""
    said: list[dict[str, Any]] = [turn for turn in sample_reference() if float(str(turn["end"])) < SECONDS]
    assert len(said) == 11
    return transcript_figures(said, turns)
