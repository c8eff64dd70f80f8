"""Finds what whisper describes instead of writing it down: [wind blowing], (sighs), *laughs*, ♪ songs ♪."""

from __future__ import annotations

import re
from collections.abc import Iterator

SEGMENT = "\n"
"""Stands between whisper's segments: a description may be spread over two of them."""

_LONGEST = 80  # characters; people speak in no brackets, but a stray one must not swallow half a minute
_LONGEST_OPEN = 40  # ... of what is left open at the end of a segment, or closed at the start of one

_DESCRIBED = re.compile(
    rf"\[[^\[\]]{{0,{_LONGEST}}}\]|\([^()]{{0,{_LONGEST}}}\)|（[^（）]{{0,{_LONGEST}}}）|【[^【】]{{0,{_LONGEST}}}】"
    rf"|\*[^*\n]{{1,{_LONGEST}}}\*|♪[^♪\n]*♪?|♫[^♫\n]*♫?"
    # Left open, or never opened: the other bracket was not written, or lies in another chunk.
    rf"|[\[(*（【](?=\w)[^\[\]()*\n]{{1,{_LONGEST_OPEN}}}$|^[^\[\](（【)\n]{{1,{_LONGEST_OPEN}}}[\])）】]",
    re.MULTILINE,
)


def described(text: str) -> Iterator[tuple[int, int]]:
    """Where descriptions stand in `text`, the segments of which are parted by SEGMENT: start, end."""
    for match in _DESCRIBED.finditer(text):
        yield match.span()
