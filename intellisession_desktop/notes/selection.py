"""Chooses the sentences that tell the most of an exchange in the room that a note has for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..records import Turn
from .details import telling_details
from .highlights import significance
from .known import Known
from .lexicon import lexicon
from .style import STANDARD, Quotes, Style
from .wording import stem
from .wording import stems as stems_of
from .worth import substance

LEAST_ROOM = 8
MORE_ROOM = 8
"""Words that days, numbers and medicines may take beyond it."""
LEAST_GAIN = 2.0
ENOUGH = 0.3
"""Share of a sentence's content that another must hold to stand for it."""
_FREE_WORDS = 6  # so that a very short sentence is not the best one only for being short
DETAIL = 2.5
RELATIVE = 1.0
CLINICAL = 1.0
FOLLOWED = 0.5
"""For a word of what was planned last time, or of a goal."""
MUST = 3.0
"""For what the client means to do until the next time, and for medicines that are not taken as was meant: the
next session begins with it.
"""
SIGNIFICANT = 1.0
"""For a sentence of the client's that is worth finding again (highlights.py)."""
UNCLEAR = 0.5
"""What a sentence counts that was heard unclearly: the therapist has to look at it."""
QUOTED_FEW = 0.5
"""What a quotation counts where few are wanted."""
WRITTEN = 1.25
"""What a sentence that the model wrote counts more: it joins question and answer."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence, what it tells (in the words that were said, where it retells them), and who made it."""

    text: str
    tells: str
    written: bool  # by the model
    quotes: bool = False  # it shows words as they were said
    must: bool = False  # it tells what the client means to do, or how medicines are taken
    unclear: bool = False  # a name, number or medicine of it was heard unclearly


def chosen(
    candidates: Sequence[Candidate], turns: Sequence[Turn], known: Known, style: Style = STANDARD
) -> list[int]:
    """The places of those that together tell the most, the model's first, in the order given.

    Greedy: what must not be missed, then always the one that adds most for its length. Days, numbers and
    medicines have some room more.
    """
    spoken = substance(" ".join(turn.text for turn in turns), known)
    room = max(LEAST_ROOM, style.room * sum(len(turn.text.split()) for turn in turns))
    stems = [substance(each.tells, known) & spoken for each in candidates]
    details = [telling_details(each.tells) for each in candidates]
    left, taken, used = set(range(len(candidates))), list[int](), 0
    told, told_details = frozenset[str](), frozenset[str]()
    while left:
        gains = {
            i: _gain(candidates[i], stems[i] - told, len(details[i] - told_details), known, style)
            for i in left
        }
        best = max(
            left,
            key=lambda i: (
                candidates[i].must and gains[i] >= MUST,
                gains[i] / (len(candidates[i].text.split()) + _FREE_WORDS),
                -i,
            ),
        )
        left.remove(best)
        length = len(candidates[best].text.split())
        fits = (
            used + length / 2 <= room
            or not taken
            or ((details[best] - told_details or candidates[best].must) and used <= room + MORE_ROOM)
        )
        if gains[best] >= LEAST_GAIN and fits:
            taken.append(best)
            used += length
            told |= stems[best]
            told_details |= details[best]
    return sorted(taken)


def nearest(wanted: frozenset[str], candidates: Sequence[Candidate], known: Known, first: int) -> int | None:
    """The place, from `first` on, of the candidate that shares most with the stems `wanted`; None where
    none shares enough.
    """
    shared = [
        len(wanted & substance(each.tells, known)) * (UNCLEAR if each.unclear else 1)
        for each in candidates[first:]
    ]
    best = max(range(len(shared)), key=lambda i: shared[i], default=None)
    return None if best is None or shared[best] < max(1, ENOUGH * len(wanted)) else first + best


def without_repeats(taken: Sequence[int], candidates: Sequence[Candidate], known: Known) -> list[int]:
    """`taken` without those of which the others among them tell everything."""
    left = list(taken)
    for i in sorted(taken, key=lambda each: len(candidates[each].tells)):
        others = " ".join(candidates[k].tells for k in left if k != i)
        own, details = substance(candidates[i].tells, known), telling_details(candidates[i].tells)
        if own <= substance(others, known) and details <= telling_details(others):
            left.remove(i)
    return left


def _gain(candidate: Candidate, new: frozenset[str], details: int, known: Known, style: Style) -> float:
    """What a sentence adds: its new words, those of therapy, relatives and plans more, and days, numbers and
    medicines; what the model wrote more, and a quotation less where few are wanted.
    """
    own = len(new) + RELATIVE * len(new & _kin()) + CLINICAL * len(new & stems_of("clinical"))
    own += FOLLOWED * len(new & known.followed) + DETAIL * details
    if candidate.quotes and style.quotes == Quotes.FEW:
        own *= QUOTED_FEW
    if candidate.must and 2 * len(new) > len(substance(candidate.tells, known)):
        own += MUST
    if not candidate.written and significance(candidate.tells):
        own += SIGNIFICANT
    if candidate.unclear:
        own *= UNCLEAR
    return own * (WRITTEN if candidate.written else 1.0)


def _kin() -> frozenset[str]:
    return frozenset(stem(word) for word in lexicon().kin)
