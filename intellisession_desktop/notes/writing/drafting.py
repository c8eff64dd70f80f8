"""Writes what the note should say about one window of a session, with a small writing model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...records import Exchange, Speaker, Statement, Status, Turn
from ..details import content_words, must, split_sentences, telling_details
from ..known import Known
from ..models import Embedder, Writer
from ..worth import says_something, substance
from .grounding import grounds
from .prompt import asked
from .vocabulary import NOTHING, allowed_words

MOST_TOKENS = 110
MORE_TOKENS = 60
UNTOLD = 2
"""So many telling words of a turn that no sentence holds are asked about once more."""
UNTOLD_SHARE = 0.4
"""And so large a share of its telling words."""
ADDS = 2
"""So many of them a further sentence must hold."""


def draft_window(window: Exchange, known: Known, writer: Writer, embedder: Embedder) -> tuple[Statement, ...]:
    """What the note should say about a window; nothing where it holds no clinical content.

    What the first answer leaves untold is asked about once more, turn by turn.
    """
    if not any(content_words(turn.text) for turn in window.turns):
        return ()
    places = range(len(window.turns))
    told = _answer(window, places, MOST_TOKENS, known, writer)
    for place, turn in enumerate(window.turns):
        untold, details = _untold(turn, told, known)
        if not untold and not details:
            continue
        about = "" if turn.speaker == Speaker.THERAPIST else turn.speaker
        more = _answer(window, _around(window.turns, place), MORE_TOKENS, known, writer, about)
        told += [
            text for text in more if len(substance(text, known) & untold) >= ADDS or must(text) & details
        ]
    return tuple(_statement(text, window, known) for text in _without_repeats(told, known))


def _untold(turn: Turn, told: Sequence[str], known: Known) -> tuple[frozenset[str], frozenset[str]]:
    """The telling words, and what a note must not miss, that a turn holds and no sentence: of the client's if
    it is much of the turn; of the therapist's only figures and medicines.
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


def _answer(
    window: Exchange, places: Sequence[int], limit: int, known: Known, writer: Writer, about: str = ""
) -> list[str]:
    turns = [window.turns[place] for place in places]
    text = writer.write(asked(turns), limit, allowed_words(turns, about))
    found = [each for each in split_sentences(text) if not each.startswith(NOTHING) and each[-1] in ".!"]
    found = [re.sub(r"\bClient(\d)", r"Client \1", each) for each in found]
    return [each for each in found if says_something(each, known)]


def _statement(text: str, window: Exchange, known: Known) -> Statement:
    places = grounds(text, window.turns, known)
    return Statement(text, tuple(window.indices[place] for place in places), Status.SUPPORTED)


def _without_repeats(texts: Sequence[str], known: Known) -> list[str]:
    """Without sentences of which the others tell everything."""
    left = list(dict.fromkeys(texts))
    for text in sorted(left, key=len):
        others = [each for each in left if each != text]
        if others and substance(text, known) <= _substance(others, known) and must(text) <= _musts(others):
            left.remove(text)
    return left


def _substance(texts: Sequence[str], known: Known) -> frozenset[str]:
    return frozenset(stem for text in texts for stem in substance(text, known))


def _musts(texts: Sequence[str]) -> frozenset[str]:
    return frozenset(detail for text in texts for detail in must(text))
