"""Joins two short sentences about the client that follow each other in a section: a note says 'Client slept
badly and had two panic attacks', not the same beginning twice.

Only where the first has one plain clause, so that nobody can take the second for what somebody else did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...records import Statement, Status
from ..language.lexicon import lexicon, plain_words, words
from ..language.wording import stem
from ..risk.finding import is_risk
from ..writing.grounding import MOST

_FIRST, _SECOND = 12, 16
"""Words that the two may have, that the sentence stays easy to read."""
_NEAR = 4
"""Turns between what the two rest on: they were spoken of together."""
_AUXILIARIES = frozenset(["was", "were", "had", "did", "could"])
_SUBJECT = "Client "


def joined(statements: Sequence[Statement]) -> list[Statement]:
    """In the order given; a sentence is joined with one other at most."""
    out: list[Statement] = []
    last_is_joined = False
    for each in statements:
        if out and not last_is_joined and _belong_together(out[-1], each):
            out[-1] = _both(out[-1], each)
            last_is_joined = True
        else:
            out.append(each)
            last_is_joined = False
    return out


def _belong_together(one: Statement, other: Statement) -> bool:
    if one.status != Status.SUPPORTED or other.status != Status.SUPPORTED:
        return False
    if one.outcome or other.outcome or not one.evidence or not other.evidence:
        return False
    if is_risk(one.text) or is_risk(other.text):
        return False
    near = min(abs(a - b) for a in one.evidence for b in other.evidence) <= _NEAR
    cited = len({*one.evidence, *other.evidence}) <= MOST
    return near and cited and _plain(one.text) and _short(other.text, _SECOND)


def _plain(text: str) -> bool:
    """Whether a sentence is one clause that tells what the client did or what was so: nobody else is in it
    who could do what follows, and nothing is said, thought or denied that what follows could belong to.
    """
    said = text.rstrip(".").lower().split()
    if not _short(text, _FIRST) or {*said} & plain_words("subordinating") or set(",;:") & {*text}:
        return False
    others = {*said} & (lexicon().kin.keys() | plain_words("of_others"))
    tells = {stem(word) for word in said[1:]} & {
        stem(word) for word in lexicon().reporting | words("own_mind")
    }
    denied = {*said} & lexicon().negators
    return not (others or tells or denied) and not any(_is_past(word) for word in said[2:])


def _short(text: str, most: int) -> bool:
    said = text.rstrip(".").split()
    return text.startswith(_SUBJECT) and 3 <= len(said) <= most and _is_past(said[1])


def _is_past(word: str) -> bool:
    base = lexicon().base.get(word, "")
    return word in _AUXILIARIES or (bool(base) and base != word) or (not base and word.endswith("ed"))


def _both(one: Statement, other: Statement) -> Statement:
    said = one.text.rstrip(".")
    link = ", and" if " and " in said else " and"
    text = f"{said}{link} {other.text.removeprefix(_SUBJECT)}"
    return replace(one, text=text, evidence=tuple(sorted({*one.evidence, *other.evidence})))
