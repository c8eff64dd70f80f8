"""Sounds the tests make, and the sample session as blocks of sound."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache

import av
import numpy as np

from intellisession_desktop.engine.speech_activity import Samples
from intellisession_desktop.records import SAMPLE_RATE
from intellisession_desktop.settings import resources_folder

BLOCK = SAMPLE_RATE  # samples


def blocks(sound: Samples, size: int = BLOCK) -> Iterator[Samples]:
    for at in range(0, len(sound), size):
        yield sound[at : at + size]


@cache
def sample_session(seconds: float | None = None) -> Samples:
    """The beginning of the sample session that ships with the program."""
    parts: list[Samples] = []
    resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
    with av.open(str(resources_folder() / "sample_session" / "session.m4a")) as container:
        for frame in container.decode(audio=0):
            parts += [part.to_ndarray().reshape(-1) for part in resampler.resample(frame)]
            if seconds is not None and sum(map(len, parts)) >= seconds * SAMPLE_RATE:
                break
    sound = np.concatenate(parts)
    return sound if seconds is None else sound[: round(seconds * SAMPLE_RATE)]


def sample_reference() -> list[dict[str, object]]:
    """What is said in the sample session: start, end, speaker, text."""
    path = resources_folder() / "sample_session" / "reference.json"
    reference: list[dict[str, object]] = json.loads(path.read_text(encoding="utf-8"))
    return reference


def faint_noise(seconds: float) -> Samples:
    """White noise at -60 dBFS."""
    return _float32(np.random.default_rng(0).normal(size=round(seconds * SAMPLE_RATE)) * 1e-3)


def pink_noise(seconds: float) -> Samples:
    count = round(seconds * SAMPLE_RATE)
    spectrum = np.fft.rfft(np.random.default_rng(1).normal(size=count))
    pink = np.fft.irfft(spectrum / np.sqrt(np.maximum(1, np.arange(len(spectrum)))), count)
    return _float32(0.3 * pink / np.abs(pink).max())


def chords(seconds: float) -> Samples:
    """A new major chord with overtones every two seconds, fading like a piano's."""
    beat = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    random = np.random.default_rng(2)
    played = []
    for _ in range(round(seconds / 2)):
        root = 220 * 2 ** (random.integers(0, 12) / 12)
        tones = [
            np.sin(2 * np.pi * root * interval * overtone * beat) / overtone
            for interval in (1, 1.26, 1.5, 2)
            for overtone in (1, 2, 3)
        ]
        played.append(np.sum(tones, axis=0) * np.exp(-beat))
    music = np.concatenate(played)
    return _float32(0.4 * music / np.abs(music).max())


def ringing_phone(seconds: float) -> Samples:
    """440 and 480 Hz, warbling, two seconds in every six."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    tone = np.sin(2 * np.pi * 440 * time) + np.sin(2 * np.pi * 480 * time)
    return _float32(0.2 * tone * (np.sin(2 * np.pi * 20 * time) > 0) * (time % 6 < 2))


def siren(seconds: float) -> Samples:
    """A tone that swings between 100 and 500 Hz: the speech detector takes a moment of it for speech."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return _float32(0.2 * np.sin(2 * np.pi * (300 + 200 * np.sin(2 * np.pi * 2 * time)) * time))


def _float32(sound: np.ndarray) -> Samples:
    return np.asarray(sound, dtype=np.float32)
