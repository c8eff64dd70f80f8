"""Plain text in which lines say who speaks: 'Therapist: ...', with or without times, as people type it and as
Zoom, Google Meet, Otter, Rev and the copied page of Teams have it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .names import all_capitals, candidate, is_heading, names_among, tidy
from .said import Said, joined

_TIME = r"(?:(?P<h>\d{1,2}):)?(?P<m>\d{1,2}):(?P<s>\d{2})(?:[.,]\d{1,3})?"
_MARK = re.compile(r"^[\s>*•]*(?:[-–—]\s+)?")
_LEADING_TIME = re.compile(
    rf"[\[(]?{_TIME}(?:\s*(?:-->|-|–|to)\s*[\d:.,]{{4,12}})?\s*(?:[ap]m)?[\])]?\s*[-–—:|]?\s*", re.I
)
_ONLY_TIME = re.compile(rf"[\[(]?{_TIME}\s*(?:[ap]m)?[\])]?\s*:?", re.I)
_NAME_THEN_TIME = re.compile(
    rf"\[?(?P<name>[^\W\d_][^:\[\]()<>]{{0,59}}?)\]?\s*[\[(]?\s*(?<=[\s(\[]){_TIME}\s*(?:[ap]m)?[\])]?\s*(?P<colon>:?)\s*"
    r"(?P<text>.*)",
    re.I,
)
_NOT_SAID = re.compile(
    r"(meeting|transcription|recording) (started|stopped|ended)( after .*)?"
    r"|.{1,60} (started|stopped) (transcription|recording)\.?"
    r"|this editable transcript was computer generated.*"
    r"|transcribed by https?://\S+"
    r"|[-=_*#\s]+",
    re.I,
)
_A_CLOCK_S = 3600.0  # a first time later than this is the time of day


@dataclass(frozen=True, slots=True)
class _Line:
    """`head`: the possible name at its beginning, `text`: what follows, `whole`: both, as they stand there;
    `sure`: a time stands with the name, so it is one.
    """

    start: float | None
    head: str
    text: str
    whole: str = ""
    sure: bool = False


def lines_of_speech(text: str) -> tuple[Said, ...]:
    """What the lines say. A line without a name goes on with the one before; what stands before the first
    name is the transcript's head. Empty where nobody is named.
    """
    lines = [_line(line) for line in text.splitlines() if line.strip()]
    names = names_among(line.head for line in lines if line.head and not line.sure)
    names |= {line.head for line in lines if line.sure}
    begun: list[tuple[_Line, float | None, list[str]]] = []  # who, when, and what
    waiting: float | None = None  # a time that stood alone is the next one's
    for line in lines:
        if line.head in names and (begun or not is_heading(line.head)):
            begun.append((line, line.start if line.start is not None else waiting, [line.text]))
            waiting = None
            continue
        if not line.whole:
            waiting = line.start if line.start is not None else waiting
        elif begun and not _NOT_SAID.fullmatch(line.whole):
            begun[-1][2].append(line.whole)
    said = (Said(line.head, " ".join(filter(None, parts)), start) for line, start, parts in begun)
    return joined(_from_zero([each for each in said if each.text]))


def _line(line: str) -> _Line:
    line = _MARK.sub("", line).replace("**", "").strip()
    line = " ".join(line.split())
    if alone := _ONLY_TIME.fullmatch(line):
        return _Line(_seconds(alone), "", "")
    leading = _LEADING_TIME.match(line)
    if leading is not None:
        rest = line[leading.end() :]
        named = candidate(rest)
        if named is not None:
            return _Line(_seconds(leading), *named, rest)
        if line[0] in "[(":
            return _Line(_seconds(leading), "", rest, rest)
    if headed := _NAME_THEN_TIME.fullmatch(line):
        name, rest = tidy(headed["name"]), headed["text"]
        if all_capitals(name) and (not rest or headed["colon"]):
            return _Line(_seconds(headed), name, rest, line, sure=True)
    named = candidate(line)
    return _Line(None, *(named or ("", line)), line)


def _from_zero(said: Sequence[Said]) -> list[Said]:
    """Times of day become times from the first."""
    first = next((each.start for each in said if each.start is not None), 0.0)
    if first < _A_CLOCK_S:
        return list(said)
    return [
        Said(each.name, each.text, None if each.start is None else max(0.0, each.start - first))
        for each in said
    ]


def _seconds(match: re.Match[str]) -> float:
    return int(match["h"] or 0) * 3600 + int(match["m"]) * 60.0 + int(match["s"])
