"""Tells a risk finding as a note tells it: in a sentence, and never more than was said.

A denial is told as a denial, in words that are always the same; where the model's sentence does not speak of
the risk itself, the client's own words stand in its place.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...records import Speaker, Statement, Status, Turn
from ..checking.claims import reporting_stems
from ..client_facts import Known
from ..conversation.windows import pieces
from ..language.content import content_words
from ..language.wording import sentences
from ..models import Writer
from ..writing.drafting import written
from ..writing.vocabulary import allowed_words
from .finding import RiskFinding, is_risk

MOST = 8
"""Lines under Risk: the words stand one click away."""
ENOUGH = 0.5
"""Share of a drafted statement's content that one under Risk must hold to stand for it."""
_DENYING = frozenset(["not", "never", "no", "denied", "denies", "without"])


def risk_told(
    findings: Sequence[RiskFinding], turns: Sequence[Turn], known: Known, writer: Writer
) -> list[Statement]:
    """One statement for each finding, the undecided ones flagged: the therapist decides where the words do
    not tell. Of more than MOST those are told that are most of all the client's own.
    """
    by_weight = sorted(findings, key=lambda each: (each.veiled, each.whose != "client", each.denied))
    kept = [each for each in findings if each in by_weight[:MOST]]
    found = [_told(each, turns, known, writer) for each in kept]
    return [each for n, each in enumerate(found) if each.text not in {other.text for other in found[:n]}]


def not_told_under_risk(statements: Sequence[Statement], risk: Sequence[Statement]) -> list[Statement]:
    """Without supported statements of which a supported one under Risk, of the same turns, says enough."""
    told = [each for each in risk if each.status == Status.SUPPORTED]
    return [
        each
        for each in statements
        if each.status != Status.SUPPORTED or not any(_says_enough_of(each, other) for other in told)
    ]


def _says_enough_of(statement: Statement, risk: Statement) -> bool:
    if not set(statement.evidence) & set(risk.evidence):
        return False
    own = content_words(statement.text) - reporting_stems()
    return is_risk(statement.text) or len(own & content_words(risk.text)) >= ENOUGH * len(own)


def _told(finding: RiskFinding, turns: Sequence[Turn], known: Known, writer: Writer) -> Statement:
    if finding.unclear:
        why = (
            "the answer was not clear"
            if "answer was unclear" in finding.text
            else "this may be about risk, or not"
        )
        return Statement(finding.text, finding.evidence, Status.FLAGGED, f"Please decide: {why}.")
    return Statement(_sentence(finding, turns, known, writer), finding.evidence, Status.SUPPORTED)


def _sentence(finding: RiskFinding, turns: Sequence[Turn], known: Known, writer: Writer) -> str:
    """Of what is denied, the finding's own words."""
    if finding.denied and " denied " in finding.text:
        return finding.text
    about = [_telling(turns[n]) for n in finding.evidence]
    speaker = next((turn.speaker for turn in about if turn.speaker != Speaker.THERAPIST), "")
    if not speaker:
        return finding.text
    own = [turn for turn in about if turn.speaker != Speaker.THERAPIST]
    denies = _denies(" ".join(turn.text for turn in own))
    for text in written(about, known, writer, allowed_words(about, speaker)):
        if is_risk(text) and _denies(text) == denies:
            return text
    return finding.text


def _telling(turn: Turn) -> Turn:
    """A turn, or the piece of a long one that speaks of risk."""
    parts = list(pieces(turn))
    return next((part for part in parts if is_risk(part.text)), parts[0])


def _denies(text: str) -> bool:
    return any(token.word in _DENYING for part in sentences(text) for token in part.tokens)
