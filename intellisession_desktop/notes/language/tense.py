"""The tense in which a note reports: "Client reported" or "Client reports".

Only the words of reporting change, and what the therapist did; what happened to the client stays past, as
it is. A draft is written and checked in the past, and nothing within quotation marks is changed.
"""

from __future__ import annotations

import re
from enum import StrEnum

from .inflection import with_s


class Tense(StrEnum):
    PAST = "past"
    PRESENT = "present"


_REGULAR = (
    "acknowledge", "add", "affirm", "agree", "answer", "arrange", "ask", "assess", "describe",
    "disclose", "discuss", "encourage", "endorse", "explain", "explore", "express", "guide", "introduce",
    "invite", "mention", "note", "offer", "provide", "rate", "recommend", "reflect", "remind", "report",
    "request", "review", "share", "state", "suggest", "summarise", "summarize", "validate",
)  # fmt: skip
_PRESENT = {verb + ("d" if verb.endswith("e") else "ed"): verb for verb in _REGULAR} | {
    "said": "say",
    "denied": "deny",
    "identified": "identify",
    "planned": "plan",
}
_SPOKE = re.compile(r"(?<=^Client )spoke(?= (?:about|of)\b)")  # and not: spoke in the seminar
_OF_THERAPIST = {"used": "use", "taught": "teach", "led": "lead"}
"""Said of the client, these tell what happened."""

_QUOTED = re.compile(r'"[^"]*"')
_HELD = "\0"
_SENTENCE_END = re.compile(r"(?<=[.!?\0]) (?=[A-Z])")
_VERB = "|".join(sorted({*_PRESENT, *_OF_THERAPIST}, key=len, reverse=True))
_SUBJECT = re.compile(
    rf"(?P<before>^(?:Client(?: \d)?|Therapist|They) |, client(?: \d)? )(?P<adverb>(?:also|then|still) )?"
    rf"(?P<verb>{_VERB})\b"
)
_JOINED = re.compile(rf"(?P<before>,? (?:and|but) (?:client (?:\d )?)?(?:also |then )?)(?P<verb>{_VERB})\b")
_ANOTHER = re.compile(r"\b(?:that|who|which|when|because|whether|if|how|he|she|they|we|it|I)\b|;")
"""Whoever is meant by a verb after these may be somebody else."""


def in_present(text: str) -> str:
    """A statement's sentences with the reporting in the present tense."""
    held = _QUOTED.findall(text)
    sentences = _SENTENCE_END.split(_QUOTED.sub(_HELD, text))
    told = " ".join(_sentence(each) for each in sentences)
    for each in held:
        told = told.replace(_HELD, each, 1)
    return told


def _sentence(text: str) -> str:
    text = _SPOKE.sub("speaks", text)
    found = _SUBJECT.search(text)
    if found is None:
        return text
    of_therapist = found["before"].startswith("Therapist")
    form = _forms(of_therapist).get(found["verb"])
    if form is None:
        return text
    several = found["before"].startswith("They")
    begins = text[: found.start("verb")] + (form if several else with_s(form))
    rest, out = text[found.end() :], [begins]
    while (joined := _JOINED.search(rest)) is not None:
        between = rest[: joined.start()]
        form = _forms(of_therapist).get(joined["verb"])
        if form is None or _ANOTHER.search(between):
            break
        out.append(between + joined["before"] + (form if several else with_s(form)))
        rest = rest[joined.end() :]
    return "".join([*out, rest])


def _forms(of_therapist: bool) -> dict[str, str]:
    return {**_PRESENT, **_OF_THERAPIST} if of_therapist else _PRESENT
