"""Help: short answers (resources/help.toml), and which of them belong to what somebody types."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ..settings import resources_folder

_NOT_TELLING = frozenset(
    re.findall(
        r"\w+",
        "a about an and are be can do does for from get how i in is it me my of on or the to we what when "
        "where which why with you your",
    )
)


@dataclass(frozen=True, slots=True)
class Answer:
    """`asks`: its heading. `also`: words that it is found by and that stand nowhere in it."""

    asks: str
    says: str
    also: str = ""


@cache
def answers() -> tuple[Answer, ...]:
    """All of resources/help.toml, in order."""
    raw = tomllib.loads((resources_folder() / "help.toml").read_text(encoding="utf-8"))
    return tuple(Answer(each["asks"], each["says"], each.get("also", "")) for each in raw["answer"])


def found(typed: str, among: Sequence[Answer]) -> tuple[Answer, ...]:
    """Those that hold the beginnings of most telling words of what was typed, headings first; all of them
    while nothing telling was typed.
    """
    wanted = [word for word in _words(typed) if word not in _NOT_TELLING]
    if not wanted:
        return tuple(among)
    scores = [(_held(wanted, each), each) for each in among]
    most = max((held for (held, _), _ in scores), default=0)
    best = [(score, each) for score, each in scores if most and score[0] == most]
    return tuple(each for _, each in sorted(best, key=lambda pair: -pair[0][1]))


def _held(wanted: Sequence[str], answer: Answer) -> tuple[int, int]:
    """How many of the words are in it, and how many in its heading."""
    heading = _words(answer.asks)
    everywhere = [*heading, *_words(answer.says), *_words(answer.also)]
    return _beginnings(wanted, everywhere), _beginnings(wanted, heading)


def _beginnings(wanted: Sequence[str], words: Sequence[str]) -> int:
    return sum(any(word.startswith(each) for word in words) for each in wanted)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)))
