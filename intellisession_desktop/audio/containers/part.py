"""One part of a file: a complete container of its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """`start` and `end`: where it lies in the file, in bytes.

    A decoder is given `head` and then the file from `body` (else `start`) to `usable` (else `end`): a header
    that says what is there, in the place of one that does not. `cut`: more is declared than is there.
    `expected_s`: the length it declares, in seconds. `damaged`: it cannot be followed to its end. `unread`:
    bytes within it that no decoder will find.
    """

    start: int
    end: int
    head: bytes = b""
    body: int | None = None
    usable: int | None = None
    cut: bool = False
    expected_s: float | None = None
    damaged: bool = False
    unread: int = 0
    follows_frames: bool = False
    """It is nothing but frames, one after another: bytes that are in none of them are lost sound."""
