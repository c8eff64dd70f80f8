"""The English words that the checks know, from resources/wording.toml and resources/medicines.txt."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from ...settings import resources_folder


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word lists by subject. `kin`: the kind of relative for each word; `base`: the verb of each form."""

    base: dict[str, str]
    verbs: frozenset[str]
    same: tuple[tuple[str, ...], ...]
    opposites: tuple[tuple[str, str], ...]
    reporting: frozenset[str]
    frame: frozenset[str]
    light: frozenset[str]
    function: frozenset[str]
    negators: frozenset[str]
    lexical_negators: frozenset[str]
    hedges: frozenset[str]
    hedge_phrases: tuple[str, ...]
    yes: frozenset[str]
    yes_phrases: tuple[str, ...]
    no: frozenset[str]
    no_phrases: tuple[str, ...]
    planned_phrases: tuple[str, ...]
    past_phrases: tuple[str, ...]
    fears: frozenset[str]
    desires: frozenset[str]
    kin: dict[str, str]
    kin_general: dict[str, frozenset[str]]


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((resources_folder() / "wording.toml").read_text(encoding="utf-8"))


@cache
def words(group: str) -> frozenset[str]:
    """The words of one of the file's `groups`."""
    listed: str = _file()["groups"][group]
    return frozenset(listed.split())


def spaced(group: str) -> tuple[str, ...]:
    """The words of a group between blanks, to be found as whole words in a text of words."""
    return tuple(f" {word} " for word in sorted(words(group)))


@cache
def lexicon() -> Lexicon:
    """The word lists of this program's language."""
    raw = _file()
    rows = [row.split() for row in raw["irregular"]]
    base = {form: row[0] for row in rows for form in row}

    def listed(name: str) -> frozenset[str]:
        return frozenset(raw[name].split())

    def phrases(name: str) -> tuple[str, ...]:
        return tuple(f" {phrase} " for phrase in raw[name])

    return Lexicon(
        base=base,
        verbs=listed("verbs") | frozenset(base.values()),
        same=tuple(tuple(row.split()) for row in raw["same"]),
        opposites=tuple((row.split()[0], row.split()[1]) for row in raw["opposites"]),
        reporting=listed("reporting"),
        frame=listed("frame"),
        light=listed("light"),
        function=listed("function"),
        negators=listed("negators"),
        lexical_negators=listed("lexical_negators"),
        hedges=listed("hedges"),
        hedge_phrases=phrases("hedge_phrases"),
        yes=listed("yes"),
        yes_phrases=phrases("yes_phrases"),
        no=listed("no"),
        no_phrases=phrases("no_phrases"),
        planned_phrases=phrases("planned_phrases"),
        past_phrases=phrases("past_phrases"),
        fears=listed("fears"),
        desires=listed("desires"),
        kin={word: kind for kind, row in raw["kin"].items() for word in row.split()},
        kin_general={general: frozenset(row.split()) for general, row in raw["kin_general"].items()},
    )


@cache
def plain_words(name: str) -> frozenset[str]:
    """Words that a note may hold though nobody said them: of anybody ('plain'), and of the therapist."""
    listed: str = _file()[name]
    return frozenset(listed.split())


@cache
def alike() -> dict[str, frozenset[str]]:
    """For each word those that may be written for it: its irregular forms, and words of the same sense."""
    rows = [row.split() for row in (*_file()["irregular"], *_file()["written_for"])]
    rows += [row.split() for row in _file()["kin"].values()]
    found: dict[str, frozenset[str]] = {}
    for row in rows:
        for word in row:
            found[word] = found.get(word, frozenset()) | frozenset(row)
    return found


@cache
def medicines() -> dict[str, str]:
    """From each generic or brand name, in lower case, to its generic name."""
    found: dict[str, str] = {}
    for line in (resources_folder() / "medicines.txt").read_text(encoding="utf-8").splitlines():
        generic, _, brands = line.partition(":")
        for name in (generic, *brands.split(",")):
            if name.strip() and not line.startswith("#"):
                found[name.strip().lower()] = generic.strip().lower()
    return found
