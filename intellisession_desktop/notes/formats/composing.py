"""Puts checked statements into the sections of a format, in the order of the session, nothing twice."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ...records import Section, Statement, Status
from ..models import Embedder
from .format import Format, Kind
from .joining import joined
from .own_kinds import kind_in

SAME_STATEMENT = 0.93
"""Cosine from which on two statements of different exchanges count as one (looked at on drafts here)."""


def compose(
    format: Format,
    risk: Sequence[Statement],
    statements: Sequence[Statement],
    carried: Sequence[Statement],
    goals: Sequence[Statement],
    embedder: Embedder,
    client_names: Collection[str] = (),
) -> tuple[Section, ...]:
    """All sections of `format`, empty ones too. `client_names`: the words of the client's name.

    `risk` (found by rules, worded safely) always stands in the risk section. Flagged statements are never
    merged away.
    """
    of_risk = format.section_for(Kind.RISK)
    placed: dict[str, list[Statement]] = {section.name: [] for section in format.sections}
    for statement in _merged(statements, risk, embedder):
        placed[format.section_for(kind_in(statement, client_names))].append(statement)
    placed = {name: joined(texts) if name != of_risk else [*risk, *texts] for name, texts in placed.items()}
    placed[format.section_for(Kind.CARRIED)] += carried
    placed[format.section_for(Kind.GOAL)] += goals
    return tuple(Section(name, tuple(texts)) for name, texts in placed.items())


def _merged(
    statements: Sequence[Statement], risk: Sequence[Statement], embedder: Embedder
) -> list[Statement]:
    """Without supported statements that an earlier one, or a risk statement, has said already."""
    everything = [*risk, *statements]
    if not everything:
        return []
    vectors = embedder.embed([each.text for each in everything])
    nearness = vectors @ vectors.T
    kept: list[int] = []
    for i, statement in enumerate(everything):
        repeated = statement.status == Status.SUPPORTED and any(
            nearness[i, k] >= SAME_STATEMENT for k in kept if everything[k].status == Status.SUPPORTED
        )
        if i < len(risk) or not repeated:
            kept.append(i)
    return [everything[i] for i in kept if i >= len(risk)]
