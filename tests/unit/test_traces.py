"""The search for traces finds what it looks for: without this, finding nothing would show nothing."""

from __future__ import annotations

import json

import numpy as np
import pytest

from intellisession_desktop.settings import resources_folder
from tests.traces import holds_sound, holds_text, pieces_of_file, pieces_of_sound, runs_of

from .speech.sounds import sample_session

NOISE = np.random.default_rng(5).bytes(100_000)
TEXT = "I kept the log, and I didn't leave the supermarket."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-16", "utf-32"])
@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.upper(),
        json.dumps({"text": TEXT}),
        "kept\tthe\nlog; AND",
        "xx didn't leave the supermarket",
    ],
)
def test_four_words_are_found_however_they_are_written(text: str, encoding: str) -> None:
    for odd in (b"", b"\x01", b"\x01\x02\x03"):
        around = NOISE[:100] + odd + bytes(4)
        assert holds_text(around + text.encode(encoding) + bytes(4) + NOISE[:100], runs_of([TEXT]))


@pytest.mark.parametrize("text", ["kept the log", "the log I kept", "supermarket the leave didn't", ""])
def test_less_is_not_taken_for_them(text: str) -> None:
    assert not holds_text(text.encode(), runs_of([TEXT]))
    assert not holds_text(NOISE, runs_of([TEXT]))


def test_a_part_of_the_file_is_found() -> None:
    content = (resources_folder() / "sample_session" / "session.m4a").read_bytes()
    pieces = pieces_of_file(content)
    assert len(pieces) > 150
    third = len(content) // 3
    assert holds_sound(NOISE[:77] + content[third : third + third // 2], pieces)
    assert not holds_sound(NOISE, pieces)


@pytest.mark.parametrize(
    "stored",
    [
        lambda sound: sound.tobytes(),
        lambda sound: np.rint(sound * 32767).astype("<i2").tobytes(),
        lambda sound: (sound * 32768).astype("<i2").tobytes(),
        lambda sound: np.rint(sound * 32767).astype(">i2").tobytes(),
    ],
)
def test_a_part_of_the_sound_is_found_whatever_its_samples_are(stored) -> None:
    sound = sample_session()
    pieces = pieces_of_sound(sound)
    assert len(pieces) > 500
    assert holds_sound(b"RIFF." + stored(sound[100_000:500_000]), pieces)
    assert not holds_sound(NOISE, pieces)
