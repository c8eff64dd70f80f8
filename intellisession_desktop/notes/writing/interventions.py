"""Names what the therapist did, by the therapist's own words: the words are the evidence, and stand in the
note.

A small model leaves the therapist out, or has the client say what the therapist said. So interventions are
recognised by rules (resources/interventions.toml), each once in a session.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from ...records import Speaker, Statement, Turn
from ...settings import resources_folder
from ..client_facts import Known
from ..conversation.windows import pieces
from ..language.content import split_sentences
from ..models import Writer
from .drafting import written
from .vocabulary import allowed_words

_MOST_WORDS = 16
"""Of a quotation: longer sentences are cut at a pause."""
_MOST_CITED = 3


@dataclass(frozen=True, slots=True)
class Intervention:
    """`does` follows "Therapist"; `school` ('' for none) is the way of working whose word it is, and
    `plain` what others call it. `quoted`: the name alone would say nothing.
    """

    does: str
    school: str
    plain: str
    quoted: bool
    says: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """An intervention, the turns in which it was recognised, and the sentence that says most of it."""

    intervention: Intervention
    turns: tuple[int, ...]
    quote: str


def find_interventions(turns: Sequence[Turn]) -> tuple[Found, ...]:
    """Each intervention once, in the order in which they began. A sentence stands for one intervention
    only.
    """
    said: dict[int, list[tuple[int, int, str]]] = {}
    for n, turn in enumerate(turns):
        if turn.speaker != Speaker.THERAPIST:
            continue
        for sentence in split_sentences(turn.text):
            hits = [
                (sum(bool(pattern.search(sentence.lower())) for pattern in each.says), -i)
                for i, each in enumerate(interventions())
            ]
            count, place = max(hits)
            if count:
                said.setdefault(-place, []).append((count, n, sentence))
    found = []
    for i, hits_of in said.items():
        _, _, quote = max(hits_of, key=lambda hit: (hit[0], _good_length(hit[2]), -hit[1]))
        cited = tuple(dict.fromkeys(n for _, n, sentence in hits_of if sentence == quote))
        cited += tuple(n for _, n, _ in hits_of if n not in cited)
        found.append(Found(interventions()[i], tuple(sorted(set(cited[:_MOST_CITED]))), quote))
    return tuple(sorted(found, key=lambda each: each.turns[0]))


def tell_interventions(
    found: Sequence[Found],
    statements: Sequence[Statement],
    turns: Sequence[Turn],
    known: Known,
    writer: Writer,
    schools: frozenset[str] = frozenset(),
) -> list[Statement]:
    """The statements of a draft with the name of what the therapist did behind the sentence that tells what
    it was about; where none does, one is written about the turn. A bare name is never told.

    `schools`: the ways of working whose words the therapist uses; all, where none is given.
    """
    out = list(statements)
    for each in found:
        name = _name(each, schools)
        place = next((n for n, made in enumerate(out) if _tells(made, each)), None)
        if place is not None:
            out[place] = replace(out[place], text=_with_name(out[place].text, name))
            continue
        turn = each.turns[0]
        around = [_around(turns[turn], each.quote)]
        texts = written(around, known, writer, allowed_words(around, Speaker.THERAPIST))
        made = [Statement(_with_name(text, name), (turn,)) for text in texts[:1]]
        at = next((n for n, other in enumerate(out) if other.evidence and other.evidence[0] > turn), len(out))
        out[at:at] = made
    return out


def _around(turn: Turn, sentence: str) -> Turn:
    """A turn, or the piece of a long one that holds a sentence."""
    parts = list(pieces(turn))
    return next((part for part in parts if " ".join(sentence.split()) in part.text), parts[0])


def _tells(statement: Statement, found: Found) -> bool:
    told = statement.text.startswith("Therapist") and not is_named(statement.text)
    return told and bool(set(statement.evidence) & set(found.turns))


def _with_name(text: str, name: str) -> str:
    return f"{text.rstrip('.')} ({name})." if name else text


def is_named(text: str) -> bool:
    """Whether a sentence ends with the name of an intervention."""
    return text.startswith("Therapist") and text.endswith(").")


def _name(found: Found, schools: frozenset[str] = frozenset()) -> str:
    """What an intervention is called; empty for one whose sentence names it itself."""
    what = found.intervention
    plain = what.plain and schools and what.school not in schools
    does = f"used {what.plain}" if plain else what.does
    return does.removeprefix("used ") if does.startswith("used ") else ""


@cache
def interventions() -> tuple[Intervention, ...]:
    """All that can be recognised."""
    raw = tomllib.loads((resources_folder() / "interventions.toml").read_text(encoding="utf-8"))
    return tuple(
        Intervention(
            each.get("does") or f"used {each['name']}",
            each.get("school", ""),
            each.get("plain", ""),
            each.get("quoted", False),
            tuple(re.compile(pattern) for pattern in each["says"]),
        )
        for each in raw["intervention"]
    )


def _good_length(sentence: str) -> int:
    """A sentence that says something and is not too long."""
    return min(len(sentence.split()), _MOST_WORDS)
