"""Words of a transcript that sound like a medicine or like a name of the client's record: whisper writes
"sertraline" as "search line". They are shown with both readings, and never replaced by the program.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from jellyfish import jaro_winkler_similarity, metaphone

from ...records import Statement, Status, Turn
from ..client_facts import Known
from ..language.lexicon import lexicon, medicines

SOUNDS_LIKE = 0.82
"""Likeness of sound and spelling from which on words beside a dose are taken for a medicine. Looked at here:
twenty ways of mishearing lie at 0.83 and above, what else stands beside a dose ("caffeine", "every morning")
below 0.81.
"""
SOUNDS_LIKE_A_NAME = 0.86
_MOST_WORDS = 4
_DOSE = re.compile(r"(?:mg|milligrams?|micrograms?|mcg)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NUMBER = re.compile(
    r"\d[\d.,]*|(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|"
    r"thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|and|half|a|point)$",
    re.IGNORECASE,
)
_BESIDE = frozenset(["of", "at", "about", "around", "only", "on"])
"""Words that may stand between a medicine and its dose."""


@dataclass(frozen=True, slots=True)
class Misheard:
    """`heard` as it stands in the turn, and what it may have been."""

    turn: int
    heard: str
    instead: str

    @property
    def question(self) -> str:
        """Both readings, for the therapist."""
        return f'Heard: "{self.heard}". {self.instead[:1].upper()}{self.instead[1:]}?'


def misheard(turns: Sequence[Turn], known: Known) -> tuple[Misheard, ...]:
    """What may have been misheard, in order; each place once."""
    beside_doses = [list(_medicines(turn.text)) for turn in turns]
    spoken_of = {name for found in beside_doses for _, name in found}
    out = []
    for n, turn in enumerate(turns):
        again = _once_more(turn.text, spoken_of, {heard for heard, _ in beside_doses[n]})
        out += [Misheard(n, heard, name) for heard, name in (*beside_doses[n], *again, *_names(turn, known))]
    return tuple(out)


def with_other_reading(text: str, found: Misheard) -> str:
    """A turn or statement with the other reading in place of what was heard; a capital stays one."""

    def instead(place: re.Match[str]) -> str:
        name = found.instead
        return name[:1].upper() + name[1:] if place.group()[:1].isupper() else name

    return re.sub(re.escape(found.heard), instead, text, count=1, flags=re.IGNORECASE)


def flagged_where_misheard(statements: Sequence[Statement], found: Sequence[Misheard]) -> list[Statement]:
    """A statement that repeats what may have been misheard waits for the therapist, with both readings."""
    out = []
    for each in statements:
        doubt = next(
            (m for m in found if m.turn in each.evidence and m.heard.lower() in each.text.lower()), None
        )
        if doubt is not None and each.status == Status.SUPPORTED:
            each = replace(each, status=Status.FLAGGED, reason=doubt.question)
        out.append(each)
    return out


def _medicines(text: str) -> Iterator[tuple[str, str]]:
    """Words beside a dose that sound like a medicine and are none."""
    spoken = list(_WORD.finditer(text))
    for place, word in enumerate(spoken):
        if not _DOSE.fullmatch(word.group()) and not re.fullmatch(
            r"\d+(?:mg|mcg)", word.group(), re.IGNORECASE
        ):
            continue
        first = place
        while first and _NUMBER.fullmatch(spoken[first - 1].group()):
            first -= 1
        last = place
        while first and spoken[first - 1].group().lower() in _BESIDE:
            first -= 1
        before = [spoken[start:first] for start in range(max(0, first - _MOST_WORDS), first)]
        after = []
        if last + 1 < len(spoken) and spoken[last + 1].group().lower() == "of":
            after = [
                spoken[last + 2 : end]
                for end in range(last + 3, min(len(spoken), last + 2 + _MOST_WORDS) + 1)
            ]
        near = [*before, *after]
        if any(word.group().lower() in medicines() for run in near for word in run):
            continue  # it was heard well
        best = max(
            ((*_nearest(run), run) for run in near if run), default=(0.0, "", []), key=lambda each: each[0]
        )
        likeness, name, run = best
        if likeness >= SOUNDS_LIKE:
            yield text[run[0].start() : run[-1].end()], name


def _once_more(text: str, spoken_of: set[str], told: set[str]) -> Iterator[tuple[str, str]]:
    """Words elsewhere that sound like a medicine which was misheard beside its dose."""
    spoken = list(_WORD.finditer(text))
    if not spoken_of or any(heard in text for heard in told):
        return
    runs = [
        spoken[start:end]
        for start in range(len(spoken))
        for end in range(start + 1, min(len(spoken), start + _MOST_WORDS - 1) + 1)
    ]
    near = [(*_nearest(run, spoken_of), run) for run in runs]
    likeness, name, run = max(near, key=lambda each: each[0], default=(0.0, "", []))
    if likeness >= SOUNDS_LIKE and "".join(word.group() for word in run).lower() != name:
        yield text[run[0].start() : run[-1].end()], name


def _nearest(run: Sequence[re.Match[str]], among: Collection[str] = ()) -> tuple[float, str]:
    """How like the nearest medicine (of those `among` which to look) a run of words sounds, and which it
    is.
    """
    said = "".join(word.group() for word in run).lower()
    if any(_NUMBER.fullmatch(word.group()) for word in run):
        return 0.0, ""
    empty = sum(word.group().lower() in lexicon().function for word in run)
    if 2 * empty > len(run):
        return 0.0, ""
    return max((_likeness(said, name), name) for name in among or medicines()) if len(said) > 3 else (0.0, "")


def _names(turn: Turn, known: Known) -> Iterator[tuple[str, str]]:
    """Words heard unclearly, or written like a name, that sound like a name of the record and are another."""
    names = [name.strip(".,") for name in known.names if len(name.strip(".,")) > 3]
    written = {name.lower() for name in names}
    for n, word in enumerate(_WORD.finditer(turn.text)):
        plain = re.sub(r"['’]s$", "", word.group())
        like_a_name = (n > 0 and plain[:1].isupper()) or plain in turn.unsure
        if (
            not like_a_name
            or len(plain) < 4
            or plain.lower() in written | lexicon().function | medicines().keys()
        ):
            continue
        likeness, name = max(
            ((_likeness(plain.lower(), each.lower()), each) for each in names), default=(0.0, "")
        )
        if likeness >= SOUNDS_LIKE_A_NAME:
            yield plain, name


def _likeness(said: str, name: str) -> float:
    """Of sound (Metaphone) and spelling together, each by Jaro and Winkler, [0, 1]."""
    sound = jaro_winkler_similarity(metaphone(said), metaphone(name))
    return (sound + jaro_winkler_similarity(said, name)) / 2


__all__ = ["Misheard", "flagged_where_misheard", "misheard", "with_other_reading"]
