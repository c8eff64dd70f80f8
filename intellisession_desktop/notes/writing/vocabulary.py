"""Which words a note may be written with: those that were said, each person's own.

A sentence about the client holds only words of the client, of the questions that they answered (open ones,
and those that they said yes or no to), and plain ones. So nothing that only the therapist said can become the
client's, and no number, name, medicine or cause can come from nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ...records import Speaker, Turn
from ...records.writing import RUN, AllowedWords
from ..checking.claims import Standing
from ..checking.heard_claims import heard_claims
from ..language.inflection import forms, with_s
from ..language.lexicon import alike, lexicon, plain_words
from ..language.wording import sentences

NOTHING = "NONE"
_WORD = re.compile(r"[^\W_]+(?:['’\-.:][^\W_]+)*")
_BROKEN_OFF = re.compile(r"\b[\w'’]+-+(?=[\s,.]|$)")
_POSSESSIVES = frozenset(["my", "your", "our", "his", "her", "their"])
_ANSWERED = (Standing.OPEN, Standing.AFFIRMED, Standing.DENIED, Standing.UNSURE)


def allowed_words(
    turns: Sequence[Turn], about: str = "", also: str = "", something: bool = False
) -> AllowedWords:
    """For sentences about each of those who speak in the turns, or about one of them only. `also`: a text
    whose words may be used too. `something`: there is something to write, "NONE" is no answer.
    """
    said: dict[str, set[str]] = {str(Speaker.THERAPIST): set(), str(Speaker.CLIENT): set()}
    for turn in turns:
        own_words = said.setdefault(turn.speaker, set())
        text = _BROKEN_OFF.sub(" ", turn.text)
        own_words.update(_WORD.findall(text))
        own_words.update(
            token.word for part in sentences(text) for token in part.tokens if not token.text.isupper()
        )
        own_words.difference_update(
            [word for word in own_words if word.lower() in plain_words("never_written")]
        )
    answered = {
        token.text if token.text.isupper() else token.word
        for claim in heard_claims(turns)
        if claim.speaker == Speaker.THERAPIST and claim.standing in _ANSWERED
        for token in claim.clause.tokens
    }
    people = {word for words in said.values() for word in words if _is_person(word)}
    own_forms = frozenset(form for word in _WORD.findall(also) for form in _written(word))
    by_subject = {}
    for speaker, own in said.items():
        spoken = own if speaker == Speaker.THERAPIST else own | answered | people
        plain = plain_words("plain") | own_forms
        if speaker == Speaker.THERAPIST:
            plain |= plain_words("plain_for_therapist")
        if about in ("", speaker):
            by_subject[name_of(speaker)] = plain | frozenset(
                form for word in spoken for form in _written(word)
            )
    therapist = name_of(Speaker.THERAPIST)
    first = {
        subject: plain_words("therapist_acts") if subject == therapist else held - _not_first()
        for subject, held in by_subject.items()
    }
    strangers = _not_theirs(turns)
    first |= {f"{each}'s": held - strangers for each, held in by_subject.items() if each != therapist}
    return AllowedWords(
        by_subject, first, _runs(turns), plain_words("never_last"), "" if something else NOTHING
    )


@cache
def _not_first() -> frozenset[str]:
    """What does not stand behind "Client": present forms (a note is in the past), and words that only say
    that something was said.
    """
    present = {with_s(verb) for verb in lexicon().verbs} | {"is", "are", "has", "does", "am"}
    return frozenset(present) | plain_words("only_said")


def _not_theirs(turns: Sequence[Turn]) -> frozenset[str]:
    """Words for relatives that nobody's relative was called by: "a good dad" is not "my dad"."""
    spoken = [token.word for turn in turns for part in sentences(turn.text) for token in part.tokens]
    theirs = {
        word for place, word in enumerate(spoken) if _POSSESSIVES & set(spoken[max(0, place - 2) : place])
    }
    called = {form for word in theirs for form in _written(word)}
    return frozenset(word for word in _relatives() if word not in called)


@cache
def _relatives() -> frozenset[str]:
    return frozenset(form for word in lexicon().kin for form in _written(word))


def _written(word: str) -> frozenset[str]:
    """How a word that was said may be written; letters that stand for words ('STD') only as they are."""
    if len(word) > 1 and word.isupper():
        return frozenset((word,))
    if word.lower() in lexicon().function:
        return frozenset((word, word.lower())) | alike().get(word.lower(), frozenset())
    found = forms(word) | {word}
    if not _is_person(word):
        return found
    return found | {f"{each}'s" for each in found} | {f"{each}'" for each in found if each.endswith("s")}


def _is_person(word: str) -> bool:
    """Whether a word is a relative, a role or a name: who was spoken of may be told of whoever named them."""
    return (
        word in lexicon().kin
        or word.rstrip("s") in lexicon().kin
        or (word[:1].isupper() and word[1:].islower())
    )


def _runs(turns: Sequence[Turn]) -> frozenset[tuple[str, ...]]:
    """Every row of RUN words of one turn."""
    found = set()
    for turn in turns:
        spoken = [word.lower().replace("’", "'") for word in _WORD.findall(turn.text)]
        found |= {tuple(spoken[start : start + RUN]) for start in range(len(spoken) - RUN + 1)}
    return frozenset(found)


def name_of(speaker: str) -> str:
    """What a sentence calls a speaker: 'Therapist', 'Client', 'Client2'."""
    return speaker.title()
