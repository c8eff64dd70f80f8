"""WebVTT and SRT as call programs write them (Zoom, Teams, Webex, Rev): cues with times and names."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from .names import candidate, names_among, tidy
from .said import Said, joined

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_WEBEX = re.compile(r'\s*\d+\s+"([^"]{1,80})"\s*(?:\(\d+\))?\s*')
"""The line before a cue's times, in which Webex says who speaks."""
_NOT_SAID = re.compile(r"(NOTE|STYLE|REGION)(\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s>.]{1,40}){0,8}\s+([^>]{0,120})>", re.I)
_TAG = re.compile(r"</?[a-z][^<>]{0,200}>|<[\d:.]{5,15}>|\{\\[^}]{0,40}\}", re.I)
_DASH = re.compile(r"^\s*(?:[-–—]\s+|>{2,3}\s*)")


def is_subtitles(text: str) -> bool:
    return any(_TIMING.fullmatch(line) for line in text.splitlines())


def subtitles(text: str) -> tuple[Said, ...]:
    """What the cues say, in the order of their times, with what goes on in one turn. Styles, notes, numbers
    and settings of cues are left out. A cue without a name belongs to the one before.
    """
    cues = sorted(_cues(text.splitlines()), key=lambda cue: cue[0])
    pieces = [(start, end, list(_pieces(lines))) for start, end, lines in cues]
    before_colons = (
        found[0]
        for _, _, said in pieces
        for voice, line in said
        if voice is None and (found := candidate(line)) is not None
    )
    names = names_among(before_colons)
    said: list[Said] = []
    speaker = ""
    for start, end, lines in pieces:
        here: list[Said] = []
        for voice, line in lines:
            found = candidate(line) if voice is None else None
            if voice is not None:
                speaker = voice or speaker
            elif found is not None and found[0] in names:
                speaker, line = found
            if line:
                here.append(Said(speaker, line))
        said += _sharing(here, start, end)
    return joined(said)


def _cues(lines: list[str]) -> Iterator[tuple[float, float, list[str]]]:
    """Start, end and lines of each cue; a name that stands before its times is put before its words."""
    timings = [(i, match) for i, line in enumerate(lines) if (match := _TIMING.fullmatch(line))]
    for n, (i, match) in enumerate(timings):
        last = n + 1 == len(timings)
        payload = lines[i + 1 : len(lines) if last else timings[n + 1][0]]
        if not last:
            _drop_name_of_cue(payload)
        said = _without_notes(payload)
        named = _WEBEX.fullmatch(lines[i - 1]) if i else None
        yield _seconds(match, 1), _seconds(match, 5), [f"<v {named[1]}>", *said] if named else said


def _drop_name_of_cue(payload: list[str]) -> None:
    """Before the next cue's times stands its number or name, behind a blank line as a rule."""
    if not payload or not payload[-1].strip():
        return
    behind_blank = len(payload) > 1 and not payload[-2].strip()
    if payload[-1].strip().isdecimal() or behind_blank:
        payload.pop()


def _without_notes(payload: list[str]) -> list[str]:
    kept: list[str] = []
    in_note, blank = False, False
    for line in payload:
        if not line.strip():
            in_note, blank = False, True
            continue
        in_note = in_note or (blank and _NOT_SAID.match(line) is not None)
        blank = False
        if not in_note:
            kept.append(line)
    return kept


def _pieces(lines: list[str]) -> Iterator[tuple[str | None, str]]:
    """The name of a voice tag ('' in one without a name), or None where there is no tag; and the words."""
    voice: str | None = None
    for line in lines:
        at = 0
        for tag in _VOICE.finditer(line):
            if words := _plain(line[at : tag.start()]):
                yield voice, words
            voice, at = tidy(html.unescape(tag[1])), tag.end()
        rest = line[at:]
        closed = rest.lower().rfind("</v>")
        if words := _plain(rest):
            yield voice, words
        if closed >= 0:
            voice = None


def _plain(line: str) -> str:
    line = html.unescape(_TAG.sub("", line))
    return " ".join(_DASH.sub("", line).split())


def _sharing(said: list[Said], start: float, end: float) -> list[Said]:
    """Those who speak in one cue have its time one after the other, by their words."""
    total = sum(len(each.text.split()) for each in said) or 1
    shared, done = [], 0
    for each in said:
        begun, done = done, done + len(each.text.split())
        at, until = (start + max(0.0, end - start) * share / total for share in (begun, done))
        shared.append(Said(each.name, each.text, at, until))
    return shared


def _seconds(match: re.Match[str], first: int) -> float:
    hours, minutes, seconds, part = (str(each or 0) for each in match.groups()[first - 1 : first + 3])
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{part}")
