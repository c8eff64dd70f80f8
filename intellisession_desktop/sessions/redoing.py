"""The statements of a corrected turn, written and checked anew.

What the therapist wrote, changed or kept stays as it is, and nothing that was said of a risk disappears: a
risk statement that the corrected words no longer bear out is flagged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from ..notes.client_facts import Known
from ..notes.continuity.carrying import is_carried
from ..notes.conversation.windows import windows
from ..notes.formats.kinds import kind_of
from ..notes.formats.naming import Naming, named
from ..notes.formats.own_kinds import kind_of_own
from ..notes.language.content import content_words
from ..notes.risk.finding import find_risk, is_risk
from ..notes.risk.telling import risk_told
from ..notes.writing.drafting import draft_window, repeats
from ..records import Exchange, Progress, Speaker, Statement, Status, Turn
from .draft_writing import summary_sentences
from .engines import Engines, Language
from .jobs import CancelToken, Report
from .opened import Opened
from .review_content import Place, ReviewContent, Statements
from .sections import section_taking

LOADING = "getting the model ready"
WRITING = "writing"
NO_LONGER_SAID = "The corrected words may no longer say this"
_BY_MODEL = (Status.SUPPORTED, Status.FLAGGED)
_LOST = 2
"""So many telling words that stand nowhere any more are something that was told."""
_SAME_SUBJECT = 0.3
"""Cosine from which on a new sentence takes the place of an old one of the same exchange."""
_ALIKE = 0.5
"""Share of letters in common from which on a corrected sentence takes the place of an old one."""


@dataclass(slots=True)
class _Changes:
    """What to put where: in place of statements, and at the ends of sections."""

    content: ReviewContent
    naming: Naming
    instead: dict[Place, Statements] = field(default_factory=dict)
    added: dict[int, Statements] = field(default_factory=dict)

    def add(self, section: int, statement: Statement) -> None:
        self.added[section] = (*self.added.get(section, ()), statement)

    def called(self, statement: Statement) -> Statement:
        """As the client is called in this note."""
        return named(statement, self.content.turns, self.naming)

    def result(self) -> dict[Place, Statements]:
        found = {
            place: tuple(self.called(each) for each in new)
            for place, new in self.instead.items()
            if new != (self.content.statement(place),)
        }
        for section, new in self.added.items():
            end = Place(section, len(self.content.statements(section)))
            found[end] = tuple(self.called(each) for each in new)
        return found


def redo_turn(
    opened: Opened,
    content: ReviewContent,
    turn_index: int,
    engines: Engines,
    report: Report,
    cancel: CancelToken,
) -> dict[Place, Statements]:
    """What to put in place of the statements made from a corrected turn; a place just after a section's end
    takes new ones.

    Raises EngineCrashed, ModelMissing, ModelDamaged, Cancelled; IndexError for a turn that is not there.
    """
    changes = _Changes(content, opened.naming)
    turn = content.turn(turn_index)
    if _is_own(turn, content.turns):
        _redo_summary(opened, changes, turn_index)
        return changes.result()
    window = _window_of(opened, content, turn_index)
    report(Progress(WRITING, 0.0))
    _redo_carried(changes, turn_index)
    with engines.language(cancel) as language:
        _redo_risk(opened, changes, turn_index, language)
        new = _written(opened, changes, window, turn_index, language)
        cancel.check()
        report(Progress(WRITING, 0.9))
        _put(opened, changes, turn_index, new, language)
    return changes.result()


def _is_own(turn: Turn, turns: Sequence[Turn]) -> bool:
    """Whether a turn is the therapist's summary: written down, or dictated alone."""
    return turn.is_written or all(each.speaker == Speaker.THERAPIST for each in turns)


def _spoken(turns: Sequence[Turn]) -> tuple[int, ...]:
    """The indices of what was said in the session and is still there."""
    return tuple(i for i, turn in enumerate(turns) if turn.text.strip() and not _is_own(turn, turns))


def _window_of(opened: Opened, content: ReviewContent, turn_index: int) -> Exchange:
    """The window of the turn as it was when the statements were made, with its words as they are now.

    A correction could shift the borders between windows; the evidence of what was written stays.
    """
    spoken = _spoken(opened.turns)
    groups = windows([opened.turns[i] for i in spoken])
    found = (tuple(spoken[i] for i in group.indices) for group in groups)
    indices = next((group for group in found if turn_index in group), ())
    indices = tuple(i for i in indices if content.turns[i].text.strip())
    return Exchange(indices, tuple(content.turns[i] for i in indices))


def _parts(window: Exchange) -> tuple[Exchange, ...]:
    """A window in the several that a monologue, or what was corrected, makes of it."""
    return tuple(
        Exchange(tuple(window.indices[at] for at in part.indices), part.turns)
        for part in windows(window.turns)
    )


def _is_drafted(opened: Opened, place: Place, statement: Statement) -> bool:
    """Whether the program wrote it from what was said, and nobody decided about it."""
    by_model = statement.status in _BY_MODEL and place.section != opened.risk_section
    return by_model and not is_carried(statement)


def _written(
    opened: Opened, changes: _Changes, window: Exchange, turn_index: int, language: Language
) -> list[Statement]:
    """The window's new statements that rest on the turn, without those that say what stands already in other
    words, or better under Risk.
    """
    if not window.turns:
        return []
    stays = [
        (place, statement)
        for place, statement in changes.content.all()
        if set(statement.evidence) & set(window.indices)
        and not (turn_index in statement.evidence and _is_drafted(opened, place, statement))
        and not is_carried(statement)  # it repeats what was drafted, in the words before the correction
    ]
    risk = opened.risk_section
    has_risk = risk in changes.added or any(place.section == risk for place, _ in stays)
    new = []
    for draft in (each for part in _parts(window) for each in draft_window(part, opened.known, language)):
        in_risk = has_risk and draft.status == Status.SUPPORTED and is_risk(draft.text)
        rests = turn_index in draft.evidence
        if rests and not in_risk and not repeats(draft.text, [each.text for _, each in stays], language):
            new.append(draft)
    return new


def _put(
    opened: Opened, changes: _Changes, turn_index: int, new: Sequence[Statement], language: Language
) -> None:
    """New statements take the places of those they resemble, else the section that their format says."""
    old = {
        place: statement
        for place, statement in changes.content.all()
        if turn_index in statement.evidence and _is_drafted(opened, place, statement)
    }
    pairs = _paired(tuple(old.values()), new, language)
    taken = dict(zip(old, pairs, strict=True))
    for place, n in taken.items():
        same = n is not None and (old[place].text, old[place].status) == (
            changes.called(new[n]).text,
            new[n].status,
        )
        instead = () if n is None else (old[place] if same else new[n],)
        if _loses(old[place], instead, turn_index, opened.turns):
            instead = (replace(old[place], status=Status.FLAGGED, reason=NO_LONGER_SAID), *instead)
        changes.instead[place] = instead
    for n, statement in enumerate(new):
        if n not in taken.values():
            changes.add(section_taking(opened, changes.content, kind_of(statement.text)), statement)


def _loses(old: Statement, instead: Sequence[Statement], turn_index: int, turns: Sequence[Turn]) -> bool:
    """Whether a statement tells of other answers what none of those in its place tells: two short ones may
    have been joined in it.
    """
    answers = [i for i in old.evidence if i != turn_index and turns[i].speaker != Speaker.THERAPIST]
    others = [turns[i].text for i in answers]
    told = content_words(old.text) & content_words(" ".join(others)) - content_words(turns[turn_index].text)
    return len(told - content_words(" ".join(each.text for each in instead))) >= _LOST


def _paired(old: Sequence[Statement], new: Sequence[Statement], language: Language) -> list[int | None]:
    """For each old statement the index of the new one that comes nearest to it; each is used once."""
    pairs: list[int | None] = [None] * len(old)
    if not old or not new:
        return pairs
    nearness = language.embed([each.text for each in old]) @ language.embed([each.text for each in new]).T
    order = sorted((-float(nearness[o, n]), o, n) for o in range(len(old)) for n in range(len(new)))
    for distance, o, n in order:
        if -distance >= _SAME_SUBJECT and pairs[o] is None and n not in pairs:
            pairs[o] = n
    return pairs


def _redo_risk(opened: Opened, changes: _Changes, turn_index: int, language: Language) -> None:
    """The findings that touch the turn, found anew in the corrected transcript."""
    section = opened.risk_section
    if section is None:
        return
    after = [
        changes.called(each) for each in _risk_of(changes.content.turns, turn_index, opened.known, language)
    ]
    is_new = opened.turns[turn_index] != changes.content.turns[turn_index]  # not corrected earlier already
    known = (
        [changes.called(each) for each in _risk_of(opened.turns, turn_index, opened.known, language)]
        if is_new
        else []
    )
    before = {each.text for each in known}
    there = changes.content.statements(section)
    written = {each.text for each in there} | {each.first_text for each in there}
    # What the old words gave was decided already: it was kept, put into other words, or removed.
    fresh = [each for each in after if each.text not in written | before]
    lasting = {each.text for each in after}
    for position, old in enumerate(there):
        if turn_index not in old.evidence or old.status not in _BY_MODEL or old.text in lasting:
            continue
        if old.status == Status.FLAGGED and not is_new:
            continue  # it is to be decided already, by the same words
        instead = next((each for each in fresh if set(each.evidence) & set(old.evidence)), None)
        if instead is not None:
            fresh.remove(instead)
            changes.instead[Place(section, position)] = (instead,)
        else:
            flagged = replace(old, status=Status.FLAGGED, reason=NO_LONGER_SAID)
            changes.instead[Place(section, position)] = (flagged,)
    for each in fresh:
        changes.add(section, each)


def _redo_carried(changes: _Changes, turn_index: int) -> None:
    """What became of a plan or goal was read from the words as they were: where they were corrected, the
    therapist has to decide.
    """
    for place, each in changes.content.all():
        undecided = each.status in (Status.CARRIED, *_BY_MODEL)
        carried = each.status == Status.CARRIED or is_carried(each)
        if turn_index in each.evidence and undecided and carried:
            changes.instead[place] = (replace(each, status=Status.FLAGGED, reason=NO_LONGER_SAID),)


def _risk_of(turns: Sequence[Turn], turn_index: int, known: Known, language: Language) -> list[Statement]:
    """The risk statements that rest on a turn, with their evidence as indices of all `turns`."""
    spoken = _spoken(turns)
    said = [turns[i] for i in spoken]
    findings = [each for each in find_risk(said) if turn_index in [spoken[i] for i in each.evidence]]
    told = risk_told(findings, said, known, language)
    return [replace(each, evidence=tuple(spoken[i] for i in each.evidence)) for each in told]


def _redo_summary(opened: Opened, changes: _Changes, turn_index: int) -> None:
    """A summary's sentences are statements as they stand, so corrected ones replace those that were taken
    over and not changed since.
    """
    content = changes.content
    old_text, new_text = opened.turns[turn_index].text, content.turns[turn_index].text
    said = summary_sentences(new_text)
    citing = [(place, each) for place, each in content.all() if turn_index in each.evidence]
    known = {text for _, each in citing for text in (each.text, each.first_text)}
    known |= set(summary_sentences(old_text)) if old_text != new_text else set()
    fresh = [text for text in said if text not in known]
    for place, each in citing:
        if each.status != Status.THERAPIST or each.text in said:
            continue
        first = each.first_text or each.text
        likeness = {text: SequenceMatcher(None, first, text, autojunk=False).ratio() for text in fresh}
        best = max(likeness, key=lambda text: likeness[text], default="")
        alike = bool(best) and likeness[best] >= _ALIKE
        if alike:
            fresh.remove(best)
        if not each.first_text:
            changes.instead[place] = (replace(each, text=best, reason=""),) if alike else ()
    for text in fresh:
        kind = kind_of_own(text, opened.client.name.split())
        statement = Statement(text, (turn_index,), Status.THERAPIST)
        changes.add(section_taking(opened, content, kind), statement)
