"""Statements written anew when the therapist asks for it: shorter, fuller, with a quote, or as they say.

Each new one is checked against its evidence as a draft's are; what did not come out better is not given.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import ExitStack
from dataclasses import replace

from ..notes.checking.evidence import check, check_opening, rule_findings
from ..notes.client_facts import Known
from ..notes.formats.naming import named
from ..notes.language.content import split_sentences
from ..notes.models import Message
from ..notes.risk.finding import is_risk
from ..notes.writing.drafting import repeats
from ..notes.writing.rewriting import Rewriting, is_better, opening_for, rewritten, written_anew
from ..records import Progress, Statement, Status, Turn
from .engines import Engines, Language
from .jobs import CancelToken, Report
from .opened import Opened
from .redoing import LOADING, WRITING, redo_turn
from .review_content import Place, ReviewContent, Statements

MOST_WORDINGS = 3
"""Ways to say one statement, among which the therapist chooses."""


def rewrite(
    opened: Opened,
    content: ReviewContent,
    places: Collection[Place],
    how: Rewriting,
    engines: Engines,
    report: Report,
    cancel: CancelToken,
    wish: str = "",
) -> dict[Place, Statements]:
    """What to put in place of the statements at `places`; those that came out no better are left out.
    `wish`: what the therapist asks for, in their own words, with AS_ASKED.

    Risk statements are never written anew, nor what was carried forward; the therapist's own words only get a
    quote. A quote needs no model. Raises EngineCrashed, ModelMissing, ModelDamaged, Cancelled; IndexError for
    a place that is not there.
    """
    wanted = [place for place in sorted(places) if may_be_rewritten(opened, content, place, how)]
    found: dict[Place, Statements] = {}
    if not wanted:
        return found
    with ExitStack() as stack:
        language = None
        if how != Rewriting.WITH_QUOTE:
            report(Progress(LOADING, 0.0))
            language = stack.enter_context(engines.language(cancel, openings=openings(how)))
        loading = 0 if language is None else 1  # a step of its own: it takes about as long as a statement
        for done, place in enumerate(wanted, loading):
            report(_writing(done - loading, len(wanted), done / (len(wanted) + loading)))
            cancel.check()
            others = _others(content, place, found)
            old = content.statement(place)
            turns = _evidence(content, old)
            if language is None:
                new = _with_quote(old, turns, opened.known, others)
            else:
                new = _rewritten(old, turns, how, opened.known, others, language, wish)
            if new:
                found[place] = tuple(named(each, content.turns, opened.naming) for each in new)
    return found


def wordings(
    opened: Opened,
    content: ReviewContent,
    place: Place,
    how: Rewriting,
    engines: Engines,
    report: Report,
    cancel: CancelToken,
    wish: str = "",
) -> tuple[Statements, ...]:
    """Different ways to put the statement at one place, the likeliest first: none where nothing better came,
    else MOST_WORDINGS at most. Each one is checked as in `rewrite`. Raises the same.
    """
    if how == Rewriting.WITH_QUOTE or not may_be_rewritten(opened, content, place, how):
        found = rewrite(opened, content, (place,), how, engines, report, cancel, wish)
        return tuple(found.values())
    old, others = content.statement(place), _others(content, place, {})
    turns = _evidence(content, old)
    tried: list[str] = []
    good: list[Statements] = []
    report(Progress(LOADING, 0.0))
    with engines.language(cancel, openings=openings(how)) as language:
        for number in range(MOST_WORDINGS):
            report(_writing(number, MOST_WORDINGS, (number + 1) / (MOST_WORDINGS + 1)))
            cancel.check()
            answer = written_anew(old.text, turns, how, language, wish, tried)
            if not answer or answer in tried:
                break  # it has no other words for it
            tried.append(answer)
            text = answer if is_better(old.text, answer, how) else None
            new = _as_statements(text, old, turns, how, opened.known, others, language)
            if new:
                good.append(tuple(named(each, content.turns, opened.naming) for each in new))
    return tuple(dict.fromkeys(good))


def _writing(done: int, of: int, share: float) -> Progress:
    return Progress(WRITING, share, f"{done + 1} of {of}" if of > 1 else "")


def openings(how: Rewriting) -> tuple[tuple[Message, ...], ...]:
    """What the writing model reads once before it rewrites."""
    return (opening_for(how), check_opening())


def why_not_rewritten(opened: Opened, content: ReviewContent, place: Place, how: Rewriting) -> str:
    """Why the statement at a place cannot be written anew in this way, in a sentence; empty where it can."""
    statement = content.statement(place)
    if place.section == opened.risk_section or is_risk(statement.text):
        return "Statements about risk are never rewritten. You can edit them yourself."
    if statement.status == Status.CARRIED:
        return "This statement comes from the note before and is not rewritten. You can edit it yourself."
    if statement.status == Status.THERAPIST and how != Rewriting.WITH_QUOTE:
        return "These are your own words and are not rewritten. You can edit them yourself."
    if not _evidence(content, statement):
        return "This statement is not based on anything in the transcript. You can edit it yourself."
    return ""


def may_be_rewritten(opened: Opened, content: ReviewContent, place: Place, how: Rewriting) -> bool:
    """Whether the statement at a place can be written anew in this way at all."""
    return not why_not_rewritten(opened, content, place, how)


def _rewritten(
    old: Statement,
    turns: Sequence[Turn],
    how: Rewriting,
    known: Known,
    others: Sequence[Statement],
    language: Language,
    wish: str,
) -> Statements:
    text = rewritten(old.text, turns, how, language, wish=wish)
    return _as_statements(text, old, turns, how, known, others, language)


def _as_statements(
    text: str | None,
    old: Statement,
    turns: Sequence[Turn],
    how: Rewriting,
    known: Known,
    others: Sequence[Statement],
    language: Language,
) -> Statements:
    """One statement, or two where the new one has two sentences; none where nothing better came. What was
    asked for comes also where it is in doubt, flagged: the therapist decides.
    """
    if text is None:
        return ()
    near = [each.text for each in others if set(each.evidence) & set(old.evidence)]
    sentences = [text] if how == Rewriting.SHORTER else split_sentences(text)
    new = [sentence for sentence in sentences if not repeats(sentence, near, language)]
    first = old.first_text or old.text
    if how == Rewriting.AS_ASKED:
        checked = [(each, *check(each, turns, known, language)) for each in new]
        return tuple(Statement(each, old.evidence, status, why, first) for each, status, why in checked)
    if not new or not _is_sound(new, turns, known, language):
        return ()
    return tuple(Statement(each, old.evidence, Status.SUPPORTED, "", first) for each in new)


def _is_sound(sentences: Sequence[str], turns: Sequence[Turn], known: Known, language: Language) -> bool:
    return all(check(each, turns, known, language)[0] == Status.SUPPORTED for each in sentences)


def _with_quote(
    old: Statement, turns: Sequence[Turn], known: Known, others: Sequence[Statement]
) -> Statements:
    """The statement with a quote after it. It stands as it stood before: the quote is the client's own."""
    written = " ".join(each.text for each in others)
    text = rewritten(old.text, turns, Rewriting.WITH_QUOTE, None, written)
    if text is None or _grave(text, turns, known) - _grave(old.text, turns, known):
        return ()
    return (replace(old, text=text, first_text=old.first_text or old.text),)


def _grave(text: str, turns: Sequence[Turn], known: Known) -> frozenset[str]:
    return frozenset(each.reason for each in rule_findings(text, turns, known) if each.weight >= 1)


def _evidence(content: ReviewContent, statement: Statement) -> tuple[Turn, ...]:
    """The turns a statement rests on, as far as their words are still there."""
    return tuple(turn for i in statement.evidence if (turn := content.turns[i]).text.strip())


def _others(content: ReviewContent, place: Place, found: dict[Place, Statements]) -> tuple[Statement, ...]:
    """All other statements as they would stand by now."""
    return tuple(
        each
        for there, statement in content.all()
        if there != place
        for each in found.get(there, (statement,))
    )


__all__ = [
    "LOADING",
    "Rewriting",
    "may_be_rewritten",
    "redo_turn",
    "rewrite",
    "why_not_rewritten",
    "wordings",
]
