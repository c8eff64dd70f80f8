"""Checks a statement against its evidence: rules first, then nearness of meaning, then the language model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..records import Speaker, Status, Turn
from .comparison import Comparison, Finding, read
from .known import Known, spoken_names
from .models import Embedder, Message, Writer
from .rules import additions, figures, meaning, people, timing

MODEL_SURE = 0.8
"""Log-odds from which on the language model casts no doubt (measured: tests/eval/README.md)."""
MODEL_DENIES = -0.5
"""Log-odds at which its No flags alone: 1 of 122 true and 123 of 239 false statements measured lie below."""
FAR = 0.5
"""Cosine to the nearest part of the evidence below which a statement's meaning is a doubt of its own."""
FAR_DOUBT = 0.5
MODEL_DOUBTS = "The language model doubts that all of this was said"
FLAGS = 1.0
"""Weight, or sum of weights and doubts, from which on a statement is flagged."""
FLAGS_WITHOUT_MODEL = 0.7
"""The same where no language model can be asked, so that the rules' lesser findings must do."""

Rule = Callable[[Comparison], Iterator[Finding]]

_RULES: tuple[Rule, ...] = (
    figures.numbers_said,
    figures.days_said,
    figures.daytimes_said,
    people.names_said,
    people.medicines_said,
    people.relatives_said,
    additions.appearances,
    additions.heard_unclearly,
    meaning.absence,
    meaning.polarity,
    people.whose,
    people.done_to,
    people.speaker,
    timing.tense,
    meaning.intent,
    meaning.only_feared,
    meaning.certainty,
    meaning.negation_kept,
    meaning.possibility_kept,
    meaning.only_imagined,
    meaning.only_asked,
    figures.days_of_the_same,
    figures.changes_said,
    figures.numbers_of_the_same,
    figures.numbers_at_the_same_time,
    figures.comparisons_said,
    additions.irony,
    additions.opposites,
    additions.causes,
    additions.new_words,
)

_SYSTEM = (
    "You check sentences of a clinical note against the transcript they were written from. "
    "Compare who did it, numbers, names, not, and when. Answer Yes if everything in the sentence was said. "
    "Answer No if anything differs or was added."
)
_WORK = "Therapist: How is work?\nClient: My manager quit in June. I still go in three days."
_CALL = "Therapist: Did you call your aunt?\nClient: Not yet. I will on Monday."
_EXAMPLES = (
    (_WORK, "Client reported going to work three days and that their manager quit in June.", "Yes"),
    (_WORK, "Client quit their job in June.", "No"),
    (_CALL, "Client called their aunt.", "No"),
    (_CALL, "Client has not called their aunt and plans to do so on Monday.", "Yes"),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a statement stands. `doubt` is 0 where nothing speaks against it; from 1 on it is flagged."""

    status: Status
    reason: str
    doubt: float


_NUMBERED = re.compile(r"\bClient ?\d\b")


def rule_findings(text: str, turns: Sequence[Turn], known: Known) -> tuple[Finding, ...]:
    """All that the rules have against a statement, the gravest first."""
    return findings_of(text, turns, known, _RULES)


def findings_of(text: str, turns: Sequence[Turn], known: Known, rules: Sequence[Rule]) -> tuple[Finding, ...]:
    """All that some rules have against a statement, the gravest first."""
    case = read(_NUMBERED.sub("Client", text), turns, known)
    found = [finding for rule in rules for finding in rule(case)]
    return tuple(sorted(found, key=lambda finding: -finding.weight))


def check_messages(text: str, turns: Sequence[Turn]) -> tuple[Message, ...]:
    """The question to the language model whether everything in a statement was said; it answers Yes or No."""
    said = "\n".join(f"{_label(turn.speaker)}: {turn.text}" for turn in turns)
    return (*check_opening(), Message("user", _question(said, text)))


def check_opening() -> tuple[Message, ...]:
    """The same for every question, so that the model evaluates it once."""
    out = [Message("system", _SYSTEM)]
    for transcript, sentence, answer in _EXAMPLES:
        out += [Message("user", _question(transcript, sentence)), Message("assistant", answer)]
    return tuple(out)


def judge(
    text: str, turns: Sequence[Turn], known: Known, agreement: float | None, nearness: float | None
) -> tuple[Status, str]:
    """Supported, or flagged with the reason in a sentence.

    `agreement` is the model's log-odds that everything was said, `nearness` the cosine of the statement to
    the nearest part of its evidence; None where there is none.
    """
    verdict = _verdict(rule_findings(text, turns, known), agreement, nearness)
    return verdict.status, verdict.reason


def check(
    text: str, turns: Sequence[Turn], known: Known, writer: Writer | None, embedder: Embedder | None
) -> tuple[Status, str]:
    """Judges a statement with the models there are: supported, or flagged with the reason."""
    verdict = weigh(text, turns, known, writer, embedder)
    return verdict.status, verdict.reason


def weigh(
    text: str, turns: Sequence[Turn], known: Known, writer: Writer | None, embedder: Embedder | None
) -> Verdict:
    """The same with how doubtful it is; the models are not asked where the rules flag already."""
    findings = rule_findings(text, turns, known)
    if findings and findings[0].weight >= FLAGS:
        return Verdict(Status.FLAGGED, findings[0].reason, findings[0].weight)
    nearness = _nearness(text, turns, embedder) if embedder is not None else None
    agreement = writer.agreement(check_messages(text, turns)) if writer is not None else None
    return _verdict(findings, agreement, nearness)


def _verdict(findings: Sequence[Finding], agreement: float | None, nearness: float | None) -> Verdict:
    if findings and findings[0].weight >= FLAGS:
        return Verdict(Status.FLAGGED, findings[0].reason, findings[0].weight)
    doubt = sum(finding.weight for finding in findings)
    if nearness is not None and nearness < FAR:
        doubt += FAR_DOUBT * min(1.0, (FAR - nearness) / 0.2)
    if agreement is not None:
        doubt += float(np.clip((MODEL_SURE - agreement) / (MODEL_SURE - MODEL_DENIES), 0.0, 2.0))
    if doubt < (FLAGS if agreement is not None else FLAGS_WITHOUT_MODEL):
        return Verdict(Status.SUPPORTED, "", doubt)
    return Verdict(Status.FLAGGED, findings[0].reason if findings else MODEL_DOUBTS, max(doubt, FLAGS))


def _nearness(text: str, turns: Sequence[Turn], embedder: Embedder) -> float:
    """Cosine of the statement to the nearest turn of its evidence, or to all of it together."""
    parts = [turn.text for turn in turns]
    vectors = embedder.embed([text, *parts, " ".join(parts)])
    return float(np.max(vectors[1:] @ vectors[0]))


def _question(transcript: str, sentence: str) -> str:
    return f"Transcript:\n{transcript}\n\nSentence: {sentence}\nCorrect?"


def _label(speaker: str) -> str:
    return "Therapist" if speaker == Speaker.THERAPIST else speaker.title()


__all__ = [
    "Finding",
    "Known",
    "check",
    "check_messages",
    "judge",
    "rule_findings",
    "spoken_names",
]
