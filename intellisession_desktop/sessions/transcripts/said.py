"""What a transcript's file says was said, and how that becomes turns with times of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...records import Speaker, Turn

_WORDS_A_SECOND = 2.5  # of talk, not of reading aloud
_SHORTEST_S = 0.4
_PAUSE_S = 0.4  # between two people, where no time is given
_NEW_TURN_S = 4.0  # as of our own turns: a silence that ends one although the same person goes on
_LONG_TURN_WORDS = 75  # half a minute
_LONGEST_TURN_WORDS = 150
_SENTENCE_END = re.compile(r"[.?!…][\"'”’)\]]*$")
_BETWEEN_SENTENCES = re.compile(r"(?:(?<=[.?!…])|(?<=[.?!…][\"'”’)\]]))\s+")


@dataclass(frozen=True, slots=True)
class Said:
    """One line or cue. `name` is who speaks, as the file writes it; '' where it names nobody. Times in
    seconds, None where the file has none.
    """

    name: str
    text: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said, in order, each with its times. There is something in it."""

    said: tuple[Said, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Who speaks, in the order in which they do first."""
        return tuple(dict.fromkeys(each.name for each in self.said if each.name))

    def samples(self, name: str, most: int = 2) -> tuple[str, ...]:
        """A few things that one of them said, the tellingly long ones first."""
        texts = dict.fromkeys(each.text for each in self.said if each.name == name)
        return tuple(sorted(list(texts)[:40], key=len, reverse=True)[:most])

    def turns(self, roles: Mapping[str, str]) -> tuple[Turn, ...]:
        """The turns, with the speakers' labels by name; whoever has none is 'unknown'."""
        return tuple(
            Turn(each.start or 0.0, each.end or 0.0, roles.get(each.name, str(Speaker.UNKNOWN)), each.text)
            for each in self.said
        )


def with_times(said: Sequence[Said]) -> tuple[Said, ...]:
    """Gives each a start that is not before the one before it, and an end after its start.

    Times of the file are kept where they are possible. Where there are none they are estimated from the
    number of words, at 2.5 a second: good enough to put the turns in order, and to show about where one is.
    """
    timed: list[Said] = []
    at, before = 0.0, 0.0  # where the last one ended, and began
    for i, each in enumerate(said):
        start = each.start if each.start is not None and each.start >= before else max(at, before)
        likely = start + max(_SHORTEST_S, len(each.text.split()) / _WORDS_A_SECOND)
        end = each.end
        if end is None or end <= start:
            following = said[i + 1].start if i + 1 < len(said) else None
            end = min(likely, following) if following is not None and following > start else likely
        start = round(start, 2)
        end = max(round(end, 2), round(start + 0.1, 2))  # a turn without length would be a written summary
        timed.append(replace(each, start=start, end=end))
        at, before = end + _PAUSE_S, start
    return tuple(timed)


def joined(said: Iterable[Said]) -> tuple[Said, ...]:
    """What the same person goes on saying becomes one turn, as long as our own turns are; a monologue is
    parted at the ends of its sentences.
    """
    turns: list[Said] = []
    for each in said:
        if turns and _goes_on(turns[-1], each):
            last = turns[-1]
            turns[-1] = replace(last, text=f"{last.text} {each.text}", end=each.end)
        else:
            turns.append(each)
    return tuple(part for turn in turns for part in _parted(turn))


def _goes_on(last: Said, following: Said) -> bool:
    if last.name != following.name:
        return False
    words = len(last.text.split())
    if words + len(following.text.split()) > _LONGEST_TURN_WORDS:
        return False
    if not _SENTENCE_END.search(last.text):
        return True
    times = last.end is not None and following.start is not None
    silence = (following.start or 0.0) - (last.end or 0.0) if times else 0.0
    return silence < _NEW_TURN_S and words < _LONG_TURN_WORDS


def _parted(turn: Said) -> Iterator[Said]:
    """The turn, or its parts; its time is shared out by words."""
    total = len(turn.text.split())
    if total <= _LONGEST_TURN_WORDS:
        yield turn
        return
    parts = _parts(turn.text)
    length = turn.end - turn.start if turn.start is not None and turn.end is not None else None
    done = 0
    for part in parts:
        count = len(part.split())
        if length is None or turn.start is None:
            yield replace(turn, text=part, start=turn.start if done == 0 else None, end=None)
        else:
            at, until = (turn.start + length * share / total for share in (done, done + count))
            yield replace(turn, text=part, start=at, end=until)
        done += count


def _parts(text: str) -> list[str]:
    """Sentences together, up to a turn's length; one without an end is cut between words."""
    pieces: list[list[str]] = []
    for sentence in _BETWEEN_SENTENCES.split(text):
        words = sentence.split()
        for at in range(0, len(words), _LONGEST_TURN_WORDS):
            pieces.append(words[at : at + _LONGEST_TURN_WORDS])
    parts: list[list[str]] = []
    for piece in pieces:
        if parts and len(parts[-1]) < _LONG_TURN_WORDS and len(parts[-1] + piece) <= _LONGEST_TURN_WORDS:
            parts[-1] = parts[-1] + piece
        else:
            parts.append(piece)
    return [" ".join(part) for part in parts]
