"""Puts checked statements into the sections of a format, in the order of the session, nothing twice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..records import Section, Statement, Status
from .formats import Format, Kind
from .models import Embedder
from .risk import is_risk

SAME_STATEMENT = 0.93
"""Cosine from which on two statements of different exchanges count as one (looked at on drafts here)."""

_AGREED = re.compile(
    r"\b(?:agree[ds]?|plan(?:s|ned)?|intend(?:s|ed)?|committed|promised|scheduled|arranged) (?:to|on|for)\b|"
    r"\bwill\b|\bwould (?:set|try|keep|call|bring|write|take|start|continue)\b|"
    r"\bnext (?:session|appointment|week|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|"
    r"\bhomework\b|\buntil next\b|\bmeet again\b",
    re.IGNORECASE,
)
_RATED = re.compile(
    r"\brat(?:ed|ing|es)\b|\bout of (?:ten|10|a hundred|one hundred|100)\b|\bpercent\b|%|"
    r"\b(?:down|up) (?:from|to)\b|\bfrom \w+ to \w+\b|"
    r"\bimprove(?:d|ment)\b|\bprogress\b|\bcompared (?:to|with)\b",
    re.IGNORECASE,
)
_VOICED = re.compile(
    r"^Therapist (?:noted|reflected|observed|pointed out|formulated|summari[sz]ed|highlighted|linked|named)\b"
)


def kind_of(text: str) -> Kind:
    """Which kind of statement `text` is, by its wording."""
    if is_risk(text):
        return Kind.RISK
    if _AGREED.search(text):
        return Kind.PLAN
    if _RATED.search(text) or _VOICED.search(text):
        return Kind.ASSESSMENT
    if text.startswith("Therapist"):
        return Kind.INTERVENTION
    return Kind.REPORT


def compose(
    format: Format,
    risk: Sequence[Statement],
    statements: Sequence[Statement],
    carried: Sequence[Statement],
    embedder: Embedder,
) -> tuple[Section, ...]:
    """All sections of `format`, empty ones too.

    `risk` (found by rules, worded safely) always stands in the risk section; a drafted statement that says
    the same gives way to it. Flagged statements are never merged away.
    """
    placed: dict[str, list[Statement]] = {section.name: [] for section in format.sections}
    placed[format.section_for(Kind.RISK)] += risk
    for statement in _merged(statements, risk, embedder):
        placed[format.section_for(kind_of(statement.text))].append(statement)
    placed[format.section_for(Kind.CARRIED)] += carried
    return tuple(Section(name, tuple(texts)) for name, texts in placed.items())


def _merged(
    statements: Sequence[Statement], risk: Sequence[Statement], embedder: Embedder
) -> list[Statement]:
    """Without supported statements that an earlier one, or a risk statement of the same turns, has said
    already.
    """
    everything = [*risk, *statements]
    if not everything:
        return []
    vectors = embedder.embed([each.text for each in everything])
    nearness = vectors @ vectors.T
    kept: list[int] = []
    for i, statement in enumerate(everything):
        repeated = statement.status == Status.SUPPORTED and any(
            nearness[i, k] >= SAME_STATEMENT
            or (
                k < len(risk)
                and is_risk(statement.text)
                and set(statement.evidence) & set(everything[k].evidence)
            )
            for k in kept
            if everything[k].status == Status.SUPPORTED
        )
        if i < len(risk) or not repeated:
            kept.append(i)
    return [everything[i] for i in kept if i >= len(risk)]
