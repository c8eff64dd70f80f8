"""Looks for what must not be left on a disk: runs of words of a text, and pieces of a recording."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RUN = 4  # words
PIECE = 64  # bytes
PLACES = 200  # of a recording, at which a piece is taken

Run = tuple[bytes, ...]


def _words(data: bytes) -> list[bytes]:
    return re.findall(rb"[a-z0-9']+", data.lower())


def _runs(data: bytes) -> Iterator[Run]:
    words = _words(data)
    return (tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


def runs_of(texts: Iterable[str]) -> set[Run]:
    """Every run of four words inside each text, whatever stands between them and however they are written."""
    return {run for text in texts for run in _runs(text.encode())}


def holds_text(data: bytes, runs: set[Run]) -> bool:
    """Whether one of the runs is there in UTF-8, or in UTF-16 or UTF-32 of either byte order."""
    readings = (data[offset::width] for width in (1, 2, 4) for offset in range(width))
    return any(run in runs for reading in readings for run in _runs(reading))


def pieces_of_file(content: bytes) -> list[bytes]:
    """Pieces of a file as it is, from all over it, but for what any file of its kind may hold."""
    places = np.linspace(0, len(content) - PIECE, PLACES).astype(int)
    pieces = [content[at : at + PIECE] for at in places]
    return [piece for piece in pieces if len(set(piece)) > PIECE // 3]


def pieces_of_sound(sound: NDArray[np.float32]) -> list[bytes]:
    """Pieces of the loud parts of a sound, as float32 and as int16 in the usual ways to make it."""
    places = np.linspace(0, len(sound) - PIECE, PLACES).astype(int)
    parts = [sound[at : at + PIECE // 2] for at in places]
    loud = [part for part in parts if np.abs(part).mean() > 0.02]
    pieces = [part[: PIECE // 4].astype(form).tobytes() for part in loud for form in ("<f4", ">f4")]
    for scale in (32767.0, 32768.0):
        for whole in (np.rint, np.trunc, np.floor):
            pieces += [
                whole(part * scale).clip(-32768, 32767).astype(form).tobytes()
                for part in loud
                for form in ("<i2", ">i2")
            ]
    return pieces


def holds_sound(data: bytes, pieces: Iterable[bytes]) -> bool:
    return any(piece in data for piece in pieces)


def files_in(*folders: Path) -> list[Path]:
    return [
        path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink()
    ]
