"""Which kind of statement a sentence in the therapist's own words is: it may have no subject, and it tells
what was seen and measured, which nobody hears.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from functools import cache

from ...records import Statement, Status
from ...settings import resources_folder
from ..risk.finding import is_risk
from .format import Kind
from .kinds import kind_of

_PRONOUNS = frozenset(["she", "he", "they"])
_Row = tuple[Kind, re.Pattern[str], re.Pattern[str] | None]


def kind_in(statement: Statement, client_names: Collection[str]) -> Kind:
    """By which a format puts a statement into its section. `client_names`: the words of the client's name."""
    if statement.status == Status.THERAPIST:
        return kind_of_own(statement.text, client_names)
    return kind_of(statement.text)


def kind_of_own(text: str, client_names: Collection[str] = ()) -> Kind:
    """Of a sentence that the therapist wrote."""
    if is_risk(text):
        return Kind.RISK
    for kind, found, unless in _rows():
        if found.search(text) and not (unless and unless.search(text)):
            return kind
    return kind_of(_with_subject(text, client_names))


def _with_subject(text: str, client_names: Collection[str]) -> str:
    """The sentence as a draft would begin it."""
    first, _, rest = text.partition(" ")
    if first.lower() in _PRONOUNS or first in client_names:
        return f"Client {rest}"
    return f"Therapist {rest}" if first == "I" else text


@cache
def _rows() -> tuple[_Row, ...]:
    raw = tomllib.loads((resources_folder() / "own_words.toml").read_text(encoding="utf-8"))
    return tuple(
        (
            Kind(each["kind"]),
            re.compile("|".join(each["patterns"]), re.IGNORECASE),
            re.compile(each["unless"].replace("\n", ""), re.IGNORECASE) if "unless" in each else None,
        )
        for each in raw["own"]
    )
