"""How a note names the client: a draft is written and checked with "Client" and "they" and in the past tense,
and put into the wished words at the end.

Nothing within quotation marks is changed. A 'they' becomes 'she' or 'he' only where nobody else can be meant:
the sentence speaks of no other person, and the turns that it rests on of no several people.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ...records import Section, Speaker, Statement, Status, Turn
from ..language.inflection import past_forms, with_s
from ..language.lexicon import lexicon
from ..language.tense import Tense, in_present


class Named(StrEnum):
    """What stands for the client."""

    CLIENT = "client"  # Client
    THE_CLIENT = "the client"  # The client
    INITIALS = "initials"
    FIRST_NAME = "first name"


class Pronoun(StrEnum):
    THEY = "they"
    SHE = "she"
    HE = "he"


@dataclass(frozen=True, slots=True)
class Naming:
    """How one client is called and told of. `name` is the client's, as it is in the vault."""

    named: Named = Named.CLIENT
    pronoun: Pronoun = Pronoun.THEY
    name: str = ""
    tense: Tense = Tense.PAST

    @property
    def plain(self) -> bool:
        """Whether nothing is to be called otherwise."""
        return self.named == Named.CLIENT and self.pronoun == Pronoun.THEY

    @property
    def subject(self) -> str:
        """What a sentence begins with."""
        words = [word for word in re.split(r"[\s.]+", self.name) if word[:1].isalpha()]
        if self.named == Named.THE_CLIENT:
            return "The client"
        if self.named == Named.INITIALS and words:
            return "".join(f"{word[0].upper()}." for word in words)
        if self.named == Named.FIRST_NAME and words:
            return words[0]
        return "Client"


PLAIN = Naming()
"""As a draft is written."""

_WRITTEN = (Status.SUPPORTED, Status.FLAGGED, Status.CARRIED)
_QUOTED = re.compile(r'("[^"]*")')
_CLIENT = re.compile(r"\b([Cc])lient\b(?! ?\d)")
_SEVERAL = re.compile(r"\b(?:they|them|theirs?|we|us|ours?|both|all of)\b", re.IGNORECASE)
_THEY = re.compile(
    r"\b([Tt])hey(?P<short>['’](?:re|ve|ll|d))?"
    r"(?: (?P<adverb>\w+ly|also|still|just|never|always|often|even|only|then) )?"
    r"(?: ?(?P<verb>\w+(?:['’]t)?))?"
)
_FORMS = {
    "were": "was", "are": "is", "have": "has", "do": "does",
    "weren't": "wasn't", "aren't": "isn't", "haven't": "hasn't", "don't": "doesn't",
}  # fmt: skip
_OTHERS = frozenset(["he", "she", "him", "her", "his", "hers", "dr", "somebody", "someone", "friend", "boss"])
_SHORT = {"re": "'s", "ve": "'s", "ll": "'ll", "d": "'d"}
_OTHER_FORMS = {
    Pronoun.SHE: {"them": "her", "their": "her", "theirs": "hers", "themself": "herself"},
    Pronoun.HE: {"them": "him", "their": "his", "theirs": "his", "themself": "himself"},
}


def named_sections(sections: Sequence[Section], turns: Sequence[Turn], naming: Naming) -> tuple[Section, ...]:
    """All that the program wrote, with the client called as is wished; several clients stay "Client" and
    "Client 2".
    """
    return tuple(
        replace(section, statements=tuple(named(each, turns, naming) for each in section.statements))
        for section in sections
    )


def named(statement: Statement, turns: Sequence[Turn], naming: Naming) -> Statement:
    """One statement; `turns` are those of the session. What the therapist wrote stays."""
    if statement.status not in _WRITTEN:
        return statement
    if naming.tense == Tense.PRESENT:
        statement = replace(statement, text=in_present(statement.text))
    several = any(turn.speaker not in _PAIR for turn in turns)
    if naming.plain or several:
        return statement
    said = " ".join(turns[n].text for n in statement.evidence if n < len(turns))
    alone = naming.pronoun != Pronoun.THEY and not _SEVERAL.search(said)
    parts = _QUOTED.split(statement.text)
    plain = [part for part in parts if not part.startswith('"')]
    if alone and all(_tellable(part) for part in plain):
        parts = [part if part.startswith('"') else _with_pronoun(part, naming.pronoun) for part in parts]
    parts = [part if part.startswith('"') else _with_name(part, naming.subject) for part in parts]
    return replace(statement, text="".join(parts))


_PAIR = (Speaker.THERAPIST, Speaker.CLIENT, Speaker.UNKNOWN)


def _with_name(text: str, subject: str) -> str:
    def instead(found: re.Match[str]) -> str:
        inside = found[1] == "c" and subject == "The client"
        return "the client" if inside else subject

    return _CLIENT.sub(instead, text)


def _tellable(text: str) -> bool:
    """Whether each 'they' can be another word here: nobody else could be meant by it, and no verb is joined
    by 'and', which would need another form too.
    """
    words = set(re.findall(r"[a-z]+", text.lower()))
    if words & _OTHERS or words & lexicon().kin.keys():
        return False
    return not any(
        _present(found["verb"]) and re.search(r"\b(?:and|or|but)\b", text[found.end() :])
        for found in _THEY.finditer(text)
    )


def _with_pronoun(text: str, pronoun: Pronoun) -> str:
    def instead(found: re.Match[str]) -> str:
        word = pronoun.value.capitalize() if found[1] == "T" else pronoun.value
        short = _SHORT[found["short"][1:]] if found["short"] else ""
        adverb = f" {found['adverb']}" if found["adverb"] else ""
        verb = found["verb"] or ""
        if verb and not short:
            plain = verb.replace("’", "'").lower()
            verb = _FORMS.get(plain) or (with_s(plain) if _present(verb) else verb)
        return f"{word}{short}{adverb}{f' {verb}' if verb else ''}"

    text = _THEY.sub(instead, text).replace("themselves", "themself")
    for word, other in _OTHER_FORMS[pronoun].items():
        text = re.sub(rf"\b{word}\b", other, text)
        text = re.sub(rf"\b{word.capitalize()}\b", other.capitalize(), text)
    return text


def _present(verb: str | None) -> bool:
    """Whether a verb would take another form with 'she'."""
    plain = (verb or "").lower()
    return plain in lexicon().verbs and plain not in past_forms() and not plain.endswith("ed")
