"""Writes what the note should say about one window of a session, with a small writing model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...records import Exchange, Speaker, Statement, Status, Turn
from ...records.writing import AllowedWords
from ..checking.drafted import checked
from ..client_facts import Known
from ..conversation.uninterrupted import uninterrupted
from ..language.content import content_words, must, split_sentences, telling_details
from ..models import Embedder, Writer
from .grounding import grounds
from .prompt import asked
from .substance import says_something, substance
from .vocabulary import NOTHING, allowed_words, name_of

MOST_TOKENS = 110
MORE_TOKENS = 60
UNTOLD = 2
"""So many telling words of a turn that no sentence holds are asked about once more."""
SOMETHING = 4
"""So many are no small talk, whatever the model thinks, or was told to think in the session."""
EXPLAINS = 6
"""So many telling words of the therapist's at one stretch are more than a question."""
UNTOLD_SHARE = 0.4
"""And so large a share of its telling words."""
ADDS = 2
"""So many of them a further sentence must hold."""


def draft_window(window: Exchange, known: Known, writer: Writer) -> tuple[Statement, ...]:
    """What the note should say about a window, each sentence checked; nothing where it holds no clinical
    content.

    What the first answer leaves untold is asked about once more: what the therapist explained, and what the
    client said, turn by turn.
    """
    if not any(content_words(turn.text) for turn in window.turns):
        return ()
    told = written(window.turns, known, writer, allowed_words(window.turns), MOST_TOKENS)
    if not any(text.startswith(name_of(Speaker.THERAPIST)) for text in told):
        told += _explained(window.turns, known, writer)
    for place, turn in enumerate(window.turns):
        untold, details = _untold(turn, told, known)
        if not untold and not details:
            continue
        turns = [window.turns[each] for each in _around(window.turns, place)]
        about = "" if turn.speaker == Speaker.THERAPIST else turn.speaker
        something = len(untold) >= SOMETHING or bool(details)
        allowed = allowed_words(turns, about, something=something)
        more = written(turns, known, writer, allowed, MORE_TOKENS)
        told += [
            text for text in more if len(substance(text, known) & untold) >= ADDS or must(text) & details
        ]
    made = [grounded(text, window, known, writer) for text in dict.fromkeys(told)]
    return tuple(_without_repeats(made, known))


def written(
    turns: Sequence[Turn], known: Known, writer: Writer, allowed: AllowedWords, limit: int = MORE_TOKENS
) -> list[str]:
    """The model's sentences about some turns, those left out that say nothing."""
    found = sentences_of(writer.write(asked(turns), limit, allowed))
    return [each for each in found if says_something(each, known)]


def sentences_of(answer: str) -> list[str]:
    """The whole sentences of an answer, further clients as a note calls them, 'Client 2'."""
    found = [each for each in split_sentences(answer) if not each.startswith(NOTHING) and each[-1] in ".!"]
    return [re.sub(r"\bClient(\d)", r"Client \1", each) for each in found]


def grounded(text: str, window: Exchange, known: Known, writer: Writer) -> Statement:
    """A sentence about a window with the turns that bear it out, checked against them."""
    places = grounds(text, window.turns, known)
    evidence = tuple(
        dict.fromkeys(window.indices[place] for place in places)
    )  # of a long turn in parts, once
    return checked(text, evidence, window, known, writer)


def _explained(turns: Sequence[Turn], known: Known, writer: Writer) -> list[str]:
    """What the therapist said at most length, of which nothing was written, in a sentence about them: what
    they explained or offered is part of what was done.
    """
    stretches = [text for speaker, text in uninterrupted(turns) if speaker == Speaker.THERAPIST]
    longest = max(stretches, key=lambda text: len(substance(text, known)), default="")
    if len(substance(longest, known)) < EXPLAINS:
        return []
    stretch = [Turn(turns[0].start, turns[-1].end, Speaker.THERAPIST, longest)]
    return written(stretch, known, writer, allowed_words(stretch, Speaker.THERAPIST))[:1]


def _untold(turn: Turn, told: Sequence[str], known: Known) -> tuple[frozenset[str], frozenset[str]]:
    """The telling words, and what a note must not miss, that a turn holds and no sentence: of the client's
    if it is much of the turn; of the therapist's only figures and medicines.
    """
    if turn.speaker == Speaker.THERAPIST:
        return frozenset(), telling_details(turn.text) - _musts(told)
    own = substance(turn.text, known)
    untold = own - _substance(told, known)
    few = len(untold) < max(UNTOLD, UNTOLD_SHARE * len(own))
    return frozenset() if few else untold, must(turn.text) - _musts(told)


def _around(turns: Sequence[Turn], place: int) -> list[int]:
    """A turn with the question before it, or with the answer to it."""
    if turns[place].speaker == Speaker.THERAPIST:
        return [place, place + 1] if place + 1 < len(turns) else [place]
    asked_before = place > 0 and turns[place - 1].speaker == Speaker.THERAPIST
    return [place - 1, place] if asked_before else [place]


def _without_repeats(made: Sequence[Statement], known: Known) -> list[Statement]:
    """Without statements of which the others tell everything; what is flagged goes first, and makes none go
    that is not.
    """
    left = list(made)
    for each in sorted(made, key=lambda each: (each.status != Status.FLAGGED, len(each.text))):
        others = [other.text for other in left if other is not each and _stands_for(other, each)]
        told = substance(each.text, known) <= _substance(others, known)
        if others and told and must(each.text) <= _musts(others):
            left.remove(each)
    return left


def _stands_for(other: Statement, each: Statement) -> bool:
    return other.status != Status.FLAGGED or each.status == Status.FLAGGED


def _substance(texts: Sequence[str], known: Known) -> frozenset[str]:
    return frozenset(stem for text in texts for stem in substance(text, known))


def _musts(texts: Sequence[str]) -> frozenset[str]:
    return frozenset(detail for text in texts for detail in must(text))


def repeats(text: str, others: Sequence[str], embedder: Embedder) -> bool:
    """Whether a sentence says again what one of `others`, about the same turns, says."""
    if not others:
        return False
    vectors = embedder.embed([text, *others])
    return any(
        _says_no_more(text, other, float(vectors[0] @ vector))
        for other, vector in zip(others, vectors[1:], strict=True)
    )


SAME_MEANING = 0.86
"""Cosine of two sentences about the same turns from which on the second says nothing new (looked at on
drafts here).
"""


def _says_no_more(text: str, other: str, nearness: float) -> bool:
    same = nearness >= SAME_MEANING or content_words(text) <= content_words(other)
    return same and must(text) <= must(other)
