"""From a committed transcript to a committed draft: written, checked and composed, going on where a crash
left off.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ..notes.checking.evidence import rule_findings
from ..notes.client_facts import Known
from ..notes.continuity.carrying import carry_forward, goals_moved, planned_items
from ..notes.continuity.themes import EarlierNote, copies_marked, themes_told
from ..notes.conversation.marked import with_marked
from ..notes.conversation.misheard import flagged_where_misheard, misheard
from ..notes.conversation.windows import windows
from ..notes.formats.composing import compose
from ..notes.formats.format import Format, Kind, load_format
from ..notes.formats.naming import Named, Naming, Pronoun, named_sections
from ..notes.formats.wishes import Quotes, Style
from ..notes.language.tense import Tense
from ..notes.risk.finding import find_risk
from ..notes.risk.telling import not_told_under_risk, risk_told
from ..notes.writing.choosing import chosen
from ..notes.writing.client_quotes import with_quotes
from ..notes.writing.drafting import draft_window
from ..notes.writing.interventions import find_interventions, tell_interventions
from ..notes.writing.substance import without_small_talk
from ..notes.writing.watching import WatchedWriter
from ..records import (
    NO_WISHES,
    Client,
    DraftWishes,
    Exchange,
    Note,
    Progress,
    Section,
    Speaker,
    Stage,
    Statement,
    Status,
    Turn,
)
from ..settings import load_settings
from ..vault.vault import Vault
from .engines import Engines, Language, WorkerFacts
from .jobs import CancelToken, Report

WRITING = "writing"
_LONGEST_ENTRY = 60
"""Letters of a line that may be an entry of a list; what is longer was broken to fit a page."""
_BULLET = re.compile(r"^(?:[-•*–]|\d+[.)])\s+")
MOST_EARLIER = 60
"""Earlier notes that a draft is compared with: a year of weekly sessions, and some more."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """The stored note; `draft_s` is busy time without the loading of models."""

    note: Note
    draft_s: float
    worker: WorkerFacts


@dataclass(frozen=True, slots=True)
class DraftTask:
    """What to write: `spoken` turns come from the recording, `summary` turns are the therapist's own
    words. `format` ('': the session's) and `wishes` are those of this one note.
    """

    job_id: str
    session_id: str
    spoken: tuple[Turn, ...]
    summary: tuple[Turn, ...]
    format: str = ""
    wishes: DraftWishes = NO_WISHES


class Written(Protocol):
    """Statements that were written before, for a client of whom the same was `known`."""

    known: Known

    def of(self, exchange: Exchange) -> tuple[Statement, ...] | None: ...


def write_draft(
    vault: Vault,
    task: DraftTask,
    engines: Engines,
    report: Report,
    cancel: CancelToken,
    ahead: Written | None = None,
) -> Drafted:
    """Writes, checks and stores the draft note of a session. Raises EngineCrashed, ModelDoesNotFollow,
    Cancelled, DiskFull.

    `ahead`: what was written while it was recorded. The statements of each exchange are committed as they
    come; calling again goes on after the last one.
    """
    session = vault.sessions.get(task.session_id)
    client = vault.clients.by_name(session.client_id)
    earlier = vault.notes.latest_before(client.id, session.date)
    format = load_format(task.format or session.format)
    goals = [goal.text for goal in vault.goals.list(client.id)]
    known = known_to(client.name, earlier, goals)
    style = wanted_style(vault, client.id, format, task.wishes)
    if ahead is not None and ahead.known != known:
        ahead = None  # another date was set: other earlier notes count
    groups = windows(task.spoken)
    report(Progress(WRITING, 0.0))  # the model takes a while to load
    cancel.check()
    with engines.language(cancel) as language:
        began = time.monotonic()
        statements = _write_all(vault, task.job_id, groups, known, language, report, cancel, ahead)
        statements = without_small_talk(statements, len(task.spoken), known)
        statements = flagged_where_misheard(statements, misheard(task.spoken, known))
        risk = risk_told(find_risk(task.spoken), task.spoken, known, language)
        statements = not_told_under_risk(statements, risk)
        found = find_interventions(task.spoken)
        statements = tell_interventions(found, statements, task.spoken, known, language, style.schools)
        items = planned_items(earlier) if earlier else ()
        carried = carry_forward(items, groups, statements, known, language, language)
        moved = goals_moved(goals, groups, statements, known, language, language)
        statements = chosen(statements, task.spoken, known, style, words_of(risk))
        if style.quotes == Quotes.MANY:
            statements = with_quotes(statements, task.spoken)
        statements += _therapists_own(task.summary, len(task.spoken), known)
        course = [EarlierNote.of(note) for note in vault.notes.before(client.id, session.date, MOST_EARLIER)]
        themes = themes_told(statements, course)
        told = [*moved, *themes]
        sections = compose(format, risk, statements, carried, told, language, client.name.split())
        moments = vault.transcripts.moments(session.id)
        sections = with_marked(sections, format.section_for(Kind.REPORT), groups, task.spoken, moments)
        naming = wanted_naming(vault, client, format, task.wishes)
        sections = copies_marked(named_sections(sections, task.spoken, naming), course)
        draft_s = time.monotonic() - began
        facts = language.facts()
    return Drafted(_store(vault, task, sections), draft_s, facts)


def wanted_style(
    vault: Vault, client_id: str, format: Format | None, wishes: DraftWishes = NO_WISHES
) -> Style:
    """How a draft shall be: as the settings say, but as its format says, but as is wished for this client,
    but as is wished for this note.
    """
    return Style.of(*_wishes(vault, client_id, format), wishes)


def wanted_naming(
    vault: Vault, client: Client, format: Format | None, wishes: DraftWishes = NO_WISHES
) -> Naming:
    """How a client shall be called and told of, by the same levels."""
    levels = (*_wishes(vault, client.id, format), wishes)
    called = [each.naming for each in levels if each.naming in list(Named)]
    tenses = [each.tense for each in levels if each.tense in list(Tense)]
    pronoun = wishes.pronoun or levels[-2].pronoun  # nothing but a client has one
    return Naming(
        Named(called[-1]) if called else Named.CLIENT,
        Pronoun(pronoun) if pronoun in list(Pronoun) else Pronoun.THEY,
        client.name,
        Tense(tenses[-1]) if tenses else Tense.PAST,
    )


def _wishes(vault: Vault, client_id: str, format: Format | None) -> tuple[DraftWishes, ...]:
    """The widest level first."""
    chosen = load_settings()
    general = DraftWishes(chosen.note_length, chosen.quotes, chosen.school, chosen.naming, chosen.tense)
    return general, format.wishes if format else NO_WISHES, vault.draft_wishes.get(client_id)


def known_to(client_name: str, earlier: Note | None, goals: Sequence[str] = ()) -> Known:
    """What a statement may hold beside its evidence: the client's name and what an earlier note says; and
    what was planned then, with the goals, which shall not be missed.
    """
    items = planned_items(earlier) if earlier else ()
    return Known.of(client_name, note_text(earlier) if earlier else "", (*items, *goals))


def note_text(note: Note) -> str:
    return " ".join(statement.text for section in note.sections for statement in section.statements)


def summary_turns(text: str, at_s: float = 0.0) -> tuple[Turn, ...]:
    """The paragraphs of a therapist's own text, and the lines of a list in it, as turns at the end of the
    transcript.
    """
    parts = (" ".join(part.split()) for whole in re.split(r"\n\s*\n", text) for part in _entries(whole))
    return tuple(Turn(at_s, at_s, Speaker.THERAPIST, part) for part in parts if part)


def _entries(paragraph: str) -> list[str]:
    """A paragraph in one, or its lines where they are a list: each short, or with a sign before it."""
    lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
    short = all(len(line) <= _LONGEST_ENTRY for line in lines)
    a_list = (short and not any(line[0].islower() for line in lines[1:])) or all(map(_BULLET.match, lines))
    return [_BULLET.sub("", line) for line in lines] if a_list else [paragraph]


def spoken_turns(turns: Sequence[Turn]) -> int:
    """How many turns were said: what the therapist wrote stands behind them."""
    written = 0
    while written < len(turns) and turns[-1 - written].is_written:
        written += 1
    return len(turns) - written


def _write_all(
    vault: Vault,
    job_id: str,
    groups: Sequence[Exchange],
    known: Known,
    language: Language,
    report: Report,
    cancel: CancelToken,
    ahead: Written | None,
) -> list[Statement]:
    """The checked statements of all exchanges; those of an exchange are committed before the next is
    begun.
    """
    saved = vault.drafts.load(job_id)
    writer = WatchedWriter(language)
    for index, exchange in enumerate(groups):
        cancel.check()
        if index not in saved:
            report(Progress(WRITING, index / len(groups)))
            written = ahead.of(exchange) if ahead is not None else None
            if written is None:
                written = draft_window(exchange, known, writer)
            saved[index] = written
            vault.drafts.save_exchange(job_id, index, saved[index])
    return [statement for index in sorted(saved) for statement in saved[index]]


def words_of(statements: Sequence[Statement]) -> int:
    return sum(len(each.text.split()) for each in statements)


def _therapists_own(summary: Sequence[Turn], first: int, known: Known) -> list[Statement]:
    """Each sentence of a summary is a statement as it stands: nothing is written into the therapist's
    words. Of a dictation it is told where they may have been misheard.
    """
    return [
        Statement(sentence, (first + offset,), Status.THERAPIST, _misheard(sentence, turn, known))
        for offset, turn in enumerate(summary)
        for sentence in summary_sentences(turn.text)
    ]


def _misheard(sentence: str, turn: Turn, known: Known) -> str:
    """Why a dictated sentence should be looked at once more: the sound is gone. Empty where all was clear."""
    if not turn.unsure:
        return ""
    found = rule_findings(sentence, (turn,), known)
    return next((each.reason for each in found if each.code == "heard_unclearly"), "")


def summary_sentences(text: str) -> list[str]:
    """The sentences of a therapist's own text, as they stand in it."""
    return [part.strip() for part in re.split(r"(?<=[.!?])\s+(?=[A-Z\"“])", text) if part.strip()]


def _store(vault: Vault, task: DraftTask, sections: tuple[Section, ...]) -> Note:
    session = vault.sessions.get(task.session_id)
    with vault.transaction():
        format = task.format or session.format
        note = vault.notes.add(session.client_id, session.id, format, session.date, sections, "draft")
        vault.jobs.set_stage(task.job_id, Stage.DRAFTED)
        vault.drafts.clear(task.job_id)
    return note
