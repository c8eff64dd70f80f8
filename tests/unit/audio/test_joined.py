"""A property: of pieces joined in any way, seconds heard and seconds missing are those that were put in."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intellisession_desktop.audio.source import AttachedFile

from . import pieces, sounds
from .pieces import Piece, file_of, second_chunk, stale

CONTAINERS = {
    "wav": sounds.WAV,
    "wav24": pieces.WAV24,
    "wav float": pieces.WAV_FLOAT,
    "wave64": pieces.W64,
    "aiff": sounds.AIFF,
    "mp3": sounds.MP3,
    "flac": sounds.FLAC,
    "ogg flac": pieces.OGG_FLAC,
    "opus": sounds.OPUS,
    "webm": sounds.WEBM,
    "mkv flac": sounds.MKV_FLAC,
    "m4a alac": pieces.M4A_ALAC,
    "m4a": sounds.M4A,
    "caf alac": pieces.CAF_ALAC,
    "wma": sounds.WMA,
    "aac": sounds.AAC,
}
WAVS = ("wav", "wav24", "wav float")
STALE = (*WAVS, "wave64")
WITH_TRACKS = ("mkv flac", "m4a alac", "m4a", "webm", "wma")
FRAME = {"m4a": 1024, "aac": 1024, "wma": 512}
"""Pieces of these are made of whole frames, in samples: the encoder fills up the last one, and no container
says with how much."""
DELAY = {"aac": 1024, "wma": -512}
"""What the encoder puts in front, and the container does not say; or, at 16 kHz, never writes of the end."""


@st.composite
def joined_files(draw: st.DrawFn) -> tuple[str, tuple[Piece, ...], str, int, float]:
    name = draw(st.sampled_from(sorted(CONTAINERS)))
    container = CONTAINERS[name]
    rates = (16_000, 24_000) if container.codec == "libopus" else (8000, 11_025, 16_000)
    if name == "wma":
        rates = (16_000,)
    frame = FRAME.get(name, 1)
    made = tuple(
        Piece(
            container,
            draw(st.integers(4000, 24_000)) // frame * frame,
            draw(st.sampled_from(rates)),
            draw(st.integers(1, 2)),
        )
        for _ in range(draw(st.integers(2, 4)))
    )
    ways = ["cat"]
    ways += ["stale"] if name in STALE else []
    ways += ["chunk"] if name in WAVS else []
    ways += ["tracks"] if name in WITH_TRACKS else []
    ways += ["cut"] if name in (*STALE, "aiff", "mp3", "flac", "mkv flac") else []
    return (
        name,
        made,
        draw(st.sampled_from(ways)),
        draw(st.integers(0, len(made) - 1)),
        draw(st.floats(0.2, 0.95)),
    )


def join(made: tuple[Piece, ...], way: str, which: int, share: float) -> tuple[bytes, float]:
    """The file, and the seconds of sound that were put into it."""
    seconds = sum(piece.seconds for piece in made)
    if way == "tracks":
        like = made[0]
        planes = [tones(piece.samples, like.rate, 1) for piece in made]
        return file_of(planes, like), max(piece.samples for piece in made) / like.rate
    contents = [content(piece) for piece in made]
    if way == "stale":
        contents[which] = stale(contents[which], share)
    elif way == "cut":
        contents[which] = contents[which][: int(len(contents[which]) * max(share, 0.5))]
    elif way == "chunk":
        whole = contents[0]
        for following in contents[1:]:
            whole = second_chunk(whole, following)
        return whole, seconds
    return b"".join(contents), seconds


def content(piece: Piece) -> bytes:
    return file_of([tones(piece.samples, piece.rate, piece.channels)], piece)


def tones(samples: int, rate: int, channels: int) -> np.ndarray:
    return np.repeat(sounds.tone(samples / rate, rate)[None, :samples], channels, axis=0)


@settings(max_examples=200, derandomize=True, deadline=None, database=None)
@given(joined_files())
def test_what_is_heard_and_what_is_missing_is_what_was_put_in(joined) -> None:
    """The examples are the same in each run: they follow from this function's own text."""
    name, made, way, which, share = joined
    content, put_s = join(made, way, which, share)
    put_s += sum(DELAY.get(name, 0) / piece.rate for piece in made)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "session"
        path.write_bytes(content)
        with AttachedFile.open(path) as file:
            found = file.check()
            decoded_s = sum(len(block) for block in file.decode()) / 16_000
    assert found.heard_s + found.missing_s == pytest.approx(put_s, abs=0.1)
    assert decoded_s == pytest.approx(found.seconds, abs=0.01)
    if way != "cut":
        assert found.whole
    elif decoded_s < put_s - 0.1:
        assert not found.whole
