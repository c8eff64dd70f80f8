"""Chooses which sentences of a draft stand in the note: those that tell the most in the room that it has.

What matters comes first: figures, medicines, people, what is planned, what a session came back to again and
again, and what the client said of change; and every part of the session has a say.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from ...records import Speaker, Statement, Status, Turn
from ..client_facts import Known
from ..conversation.highlights import significance
from ..formats.format import Kind
from ..formats.kinds import kind_of
from ..formats.wishes import Style
from ..language.content import must
from ..language.lexicon import lexicon
from ..language.wording import stem, stems
from .interventions import is_named
from .substance import substance
from .vocabulary import name_of

_FREE_WORDS = 10  # so that a very short sentence is not the best one only for being short
MUST = 1.5
CLINICAL = 1.0
FOLLOWED = 0.5
"""For a word of what was planned last time, or of a goal."""
PLANNED = 2.0
NAMED = 2.0
"""For the name of an intervention: what was done belongs in a note, in a sentence or two."""
THERAPISTS = 0.6
"""What other sentences about the therapist count: a note tells of the client first, and the therapist often
says again what the client said.
"""
SIGNIFICANT = 1.0
FLAGGED = 0.6
"""What a sentence counts that the therapist would have to look at first, and may have to strike:
what it tells stands beside the draft as said, but not in the note.
"""
NOT_CITED = 1.5
"""For a sentence that rests on turns on which no other one rests: every part of a session has its say."""
LEAST_GAIN = 1.0
_THERAPIST = name_of(Speaker.THERAPIST)


def chosen(
    statements: Sequence[Statement], turns: Sequence[Turn], known: Known, style: Style, taken_words: int = 0
) -> list[Statement]:
    """In the order given. Greedy: always the one that adds most for its length, while there is room; what
    adds no new word may still say it otherwise ("not sure"), and takes the room that is left.

    `taken_words`: of the room, what other statements of the note take.
    """
    room = style.room(sum(len(turn.text.split()) for turn in turns)) - taken_words
    weight = _weights(turns, known)
    held = [substance(each.text, known) & weight.keys() for each in statements]
    musts = [must(each.text) for each in statements]
    cited: set[int] = set()
    told: set[str] = set()
    told_musts: set[str] = set()
    left, kept = set(range(len(statements))), list[int]()
    used = 0

    def gain(i: int) -> float:
        own = sum(weight[each] for each in held[i] - told) + MUST * len(musts[i] - told_musts)
        own += NOT_CITED * (not cited & set(statements[i].evidence))
        if kind_of(statements[i].text) == Kind.PLAN:
            own += PLANNED
        own += SIGNIFICANT * any(significance(turns[n].text) for n in statements[i].evidence)
        own += NAMED * is_named(statements[i].text)
        if statements[i].text.startswith(_THERAPIST) and not is_named(statements[i].text):
            own *= THERAPISTS
        return own * (FLAGGED if statements[i].status == Status.FLAGGED else 1.0)

    while left:
        best = max(left, key=lambda i: (gain(i) / (_length(statements[i]) + _FREE_WORDS), -i))
        left.remove(best)
        if gain(best) < LEAST_GAIN or used + _length(statements[best]) > room:
            continue
        kept.append(best)
        used += _length(statements[best])
        cited |= set(statements[best].evidence)
        told |= held[best]
        told_musts |= musts[best]
    spare = [i for i in range(len(statements)) if i not in kept]
    for i in sorted(spare, key=lambda i: (statements[i].status == Status.FLAGGED, -len(held[i]), i)):
        if used + _length(statements[i]) <= room:
            kept.append(i)
            used += _length(statements[i])
    return [statements[i] for i in sorted(kept)]


def _weights(turns: Sequence[Turn], known: Known) -> dict[str, float]:
    """What each telling word of the session counts: more if it was said again and again, or is of therapy."""
    counts = Counter(each for turn in turns for each in substance(turn.text, known))
    kin = {stem(word) for word in lexicon().kin}
    return {
        each: 1.0
        + 0.3 * math.log(count)
        + CLINICAL * (each in stems("clinical") or each in kin)
        + FOLLOWED * (each in known.followed)
        for each, count in counts.items()
    }


def _length(statement: Statement) -> int:
    return len(statement.text.split())
