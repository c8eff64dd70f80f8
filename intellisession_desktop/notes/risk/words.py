"""How people speak of suicide, self-harm, harm to others, abuse and overdoses, and when they mean none."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from ...settings import resources_folder
from ..language.lexicon import lexicon

SUICIDE, SELF_HARM, OVERDOSE, HARM, ABUSE, VOICES = (
    "suicide",
    "self_harm",
    "overdose",
    "harm_to_others",
    "abuse",
    "voices",
)
_NAME = re.compile(r"<([a-z_]+)>")
_NOT = re.compile(r"\b(?:not|never|nobody)\b")  # of the wording, as in 'not a burden much longer'
_FORMS = re.compile(r"<forms: ([a-z ]+)>")


@dataclass(frozen=True, slots=True)
class _Words:
    """What resources/risk.toml holds. `patterns`: kind, pattern, whether a 'not' there belongs to the wish,
    and whether the words are veiled.
    """

    patterns: tuple[tuple[str, re.Pattern[str], bool, bool], ...]
    harmless: re.Pattern[str]
    feared: re.Pattern[str]
    accident: re.Pattern[str]
    asked: re.Pattern[str]
    history: re.Pattern[str]
    kept: re.Pattern[str]
    means: re.Pattern[str]
    against: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text speaks of a risk: its kind, its place, whether a 'not' there belongs to the wish, and
    whether it may mean something else.
    """

    kind: str
    start: int
    end: int
    wish: bool
    veiled: bool


def mentions(words: str) -> Iterator[Mention]:
    """Where a sentence (lower case, contractions opened) speaks of a risk; the first place of each kind."""
    plain = _words().harmless.sub(lambda found: "-" * len(found.group()), words)
    seen: set[str] = set()
    for kind, pattern, wish, veiled in _words().patterns:
        found = pattern.search(plain)
        if found and kind not in seen:
            seen.add(kind)
            yield Mention(kind, found.start(), found.end(), wish or bool(_NOT.search(found.group())), veiled)


def feared(words: str) -> bool:
    """Whether somebody speaks of a fear, a dream, or a thought that comes by itself."""
    return bool(_words().feared.search(words))


def feared_accident(words: str) -> bool:
    """'I will lose control of the car and kill somebody' is a fear of an accident, not a risk to others."""
    return feared(words) and bool(_words().accident.search(words))


def asks_further(words: str) -> bool:
    """Whether a question may follow up a risk that was just spoken of."""
    return bool(_words().asked.search(words))


def asks_what_helps(words: str) -> bool:
    """Whether a question is for what keeps somebody safe."""
    return bool(_words().kept.search(words))


def tells_of_history(words: str) -> bool:
    """Whether an answer about a risk tells of an earlier time."""
    return bool(_words().history.search(words))


def belongs_to_risk(words: str) -> str:
    """What a sentence beside a risk adds to it: 'means', 'against' (what keeps somebody from it), or ''."""
    if _words().against.search(words):
        return "against"
    return "means" if _words().means.search(words) else ""


@cache
def _words() -> _Words:
    raw = tomllib.loads((resources_folder() / "risk.toml").read_text(encoding="utf-8"))
    kin = sorted(
        {word for word in lexicon().kin if word.isalpha()} | {"parents", "family", "sons", "daughters"}
    )
    named = {**raw["words"], "kin": f"(?:{'|'.join(kin)})"}

    def compiled(says: list[str]) -> re.Pattern[str]:
        return re.compile("|".join(rf"\b(?:{_opened(pattern, named)})\b" for pattern in says))

    risks: list[dict[str, Any]] = raw["risk"]
    return _Words(
        tuple(
            (each["kind"], compiled(each["says"]), each.get("wish", False), each.get("veiled", False))
            for each in risks
        ),
        compiled(raw["harmless"]["says"]),
        compiled([raw["fear"]["feared"]]),
        compiled([raw["fear"]["accident"]]),
        *(compiled([raw["beside"][name]]) for name in ("asked", "history", "kept", "means", "against")),
    )


def _opened(pattern: str, named: dict[str, str]) -> str:
    """A pattern with the words that it names written out."""
    while _NAME.search(pattern):
        pattern = _NAME.sub(lambda found: named[found[1]], pattern)
    return _FORMS.sub(lambda found: _forms(found[1]), pattern)


def _forms(stumps: str) -> str:
    """All forms of verbs, each given as the part before 'e', 'ed', 'ing' ('chok', 'hit', 'slap')."""
    every = (rf"{stump}(?:e|es|ed|en|s|ing|{stump[-1]}ing|{stump[-1]}ed)?" for stump in stumps.split())
    return f"(?:{'|'.join(every)})"
