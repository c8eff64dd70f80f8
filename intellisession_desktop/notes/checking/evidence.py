"""Checks a statement against its evidence: by rules, and by asking the language model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ...records import Speaker, Status, Turn
from ..client_facts import Known, spoken_names
from ..models import Message, Writer
from .comparison import Comparison, Finding, read
from .rules import additions, figures, meaning, people, timing

RULE = 0.6
"""What a rule's finding of weight 1 counts beside the model's log-odds that everything was said."""
DOUBTED = -0.05
"""Log-odds, less the findings, below which a statement is flagged (measured: tests/eval/README.md)."""
MODEL_DOUBTS = "The language model doubts that all of this was said"
FLAGS = 1.0
"""Weight from which on a finding flags alone, where no model can be asked, or what it says cannot be so."""

Rule = Callable[[Comparison], Iterator[Finding]]

NOT_SAID: tuple[Rule, ...] = (
    figures.numbers_said,
    figures.days_said,
    figures.daytimes_said,
    people.names_said,
    people.medicines_said,
    additions.appearances,
    additions.heard_unclearly,
)
"""What stands in no turn, cannot be heard, or was heard unclearly: flagged whatever the model thinks."""
MEANT_OTHERWISE: tuple[Rule, ...] = (
    people.relatives_said,
    meaning.absence,
    meaning.polarity,
    people.whose,
    people.done_to,
    people.speaker,
    timing.tense,
    meaning.intent,
    meaning.certainty,
    meaning.negation_kept,
    meaning.possibility_kept,
    meaning.only_imagined,
    figures.days_of_the_same,
    figures.changes_said,
    figures.numbers_of_the_same,
    additions.irony,
    additions.opposites,
    additions.causes,
)
"""Who, whether and when: these object, and the model has its say."""

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


_NUMBERED = re.compile(r"\bClient ?\d\b")


def rule_findings(text: str, turns: Sequence[Turn], known: Known) -> tuple[Finding, ...]:
    """All that the rules have against a statement, the gravest first."""
    return findings_of(text, turns, known, (*NOT_SAID, *MEANT_OTHERWISE))


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
    text: str,
    turns: Sequence[Turn],
    known: Known,
    agreement: float | None,
) -> tuple[Status, str]:
    """Supported, or flagged with the reason in a sentence.

    `agreement` is the model's log-odds that everything was said; None where no model can be asked.
    """
    not_said = _not_said(text, turns, known)
    if not_said is not None:
        return Status.FLAGGED, not_said.reason
    found = findings_of(text, turns, known, MEANT_OTHERWISE)
    weight = sum(finding.weight for finding in found)
    if agreement is None:
        doubted = bool(found) and found[0].weight >= FLAGS
    else:
        doubted = agreement - RULE * weight < DOUBTED
    if not doubted:
        return Status.SUPPORTED, ""
    return Status.FLAGGED, found[0].reason if found else MODEL_DOUBTS


def check(
    text: str,
    turns: Sequence[Turn],
    known: Known,
    writer: Writer | None,
) -> tuple[Status, str]:
    """Judges a statement with the model, where there is one: supported, or flagged with the reason. The model
    is not asked about what was not said.
    """
    if writer is None or _not_said(text, turns, known) is not None:
        return judge(text, turns, known, None)
    return judge(text, turns, known, writer.agreement(check_messages(text, turns)))


def _not_said(text: str, turns: Sequence[Turn], known: Known) -> Finding | None:
    """What flags a statement whatever the model thinks."""
    found = findings_of(text, turns, known, NOT_SAID)
    return found[0] if found and found[0].weight >= FLAGS else None


def _question(transcript: str, sentence: str) -> str:
    return f"Transcript:\n{transcript}\n\nSentence: {sentence}\nCorrect?"


def _label(speaker: str) -> str:
    return "Therapist" if speaker == Speaker.THERAPIST else speaker.title()


__all__ = [
    "Finding",
    "Known",
    "check",
    "check_messages",
    "findings_of",
    "judge",
    "rule_findings",
    "spoken_names",
]
