"""A progress note as a document: a draft says so on every page, a signed one carries its signature."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from ...records import Note, Practice, Section, Session, Statement, Status
from .content import Block, Document, Kind, day_in_words, moment_in_words

DRAFT = "DRAFT, not signed"
NOTHING = "Nothing noted."
"""Below the heading of an empty section, where such headings are kept."""


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What stands around a note's words. `title` is the format's, in full; without a session, no time.
    `paragraphs` are the sections whose statements run on; `keep_empty`: an empty one has its heading too.
    """

    client_name: str
    practice: Practice
    title: str = ""
    session: Session | None = None
    paragraphs: frozenset[str] = frozenset()
    keep_empty: bool = False


def note_document(note: Note, facts: NoteFacts) -> Document:
    """The whole note."""
    title = "Progress note"
    day = day_in_words(note.date)
    return Document(
        title,
        (*section_blocks(note.sections, facts.paragraphs, facts.keep_empty), *closing_blocks(note)),
        letterhead(facts.practice),
        tuple(_facts(note, facts)),
        running=f"{facts.client_name} · {day}",
        mark=DRAFT if note.state == "draft" else "",
    )


def section_blocks(
    sections: tuple[Section, ...], paragraphs: frozenset[str] = frozenset(), keep_empty: bool = False
) -> tuple[Block, ...]:
    """Each section's name over its statements, one after another in those called in `paragraphs`; a flagged
    one stands alone and says why: nobody shall take it for checked. Empty ones are left out, or say so.
    """
    blocks: list[Block] = []
    for section in sections:
        if section.statements:
            blocks.append(Block(Kind.HEADING, section.name))
            lines = [_block(statement) for statement in section.statements]
            blocks += _run_on(lines) if section.name in paragraphs else lines
        elif keep_empty:
            blocks += (Block(Kind.HEADING, section.name), Block(Kind.STATEMENT, NOTHING))
    return tuple(blocks)


def _run_on(lines: list[Block]) -> list[Block]:
    """Statements that follow each other as one."""
    out: list[Block] = []
    for line in lines:
        if out and line.kind == out[-1].kind == Kind.STATEMENT:
            out[-1] = Block(Kind.STATEMENT, f"{out[-1].text} {line.text}")
        else:
            out.append(line)
    return out


def closing_blocks(note: Note) -> tuple[Block, ...]:
    """The signature, if there is one, and the addenda, oldest first."""
    blocks: list[Block] = []
    if note.signed is not None:
        blocks.append(Block(Kind.SIGNATURE, f"{note.signed_by}\nSigned {moment_in_words(note.signed)}"))
    for addendum in note.addenda:
        blocks.append(Block(Kind.HEADING, "Addendum"))
        blocks.append(Block(Kind.TEXT, addendum.text.strip()))
        blocks.append(Block(Kind.BYLINE, f"{addendum.author}, {moment_in_words(addendum.at)}".lstrip(", ")))
    return tuple(blocks)


def letterhead(practice: Practice) -> tuple[str, ...]:
    """The practice's name, who works there, where it is and how it is reached; what is not known is left
    out.
    """
    lines = (practice.name, signature_name(practice), practice.address, practice.contact)
    return tuple(line for each in lines if (line := ", ".join(each.split("\n")).strip(" ,")))


def signature_name(practice: Practice) -> str:
    """As a therapist signs: 'Jana Köhler, LPC'."""
    return ", ".join(part for part in (practice.therapist.strip(), practice.credentials.strip()) if part)


def _facts(note: Note, facts: NoteFacts) -> Iterator[tuple[str, str]]:
    yield "Client", facts.client_name
    yield "Session", _when(note.date, facts.session)
    yield "Format", f"{note.format} ({facts.title})" if facts.title else note.format
    if note.state == "imported":
        yield "Origin", "Taken over from an earlier record"


def _when(day: dt.date, session: Session | None) -> str:
    parts = [day_in_words(day)]
    if session is not None:
        parts += [f"{session.time:%H:%M}"] if session.time is not None else []
        parts.append(session.modality)
    return ", ".join(parts)


def _block(statement: Statement) -> Block:
    text = " ".join(statement.text.split())
    if statement.status == Status.FLAGGED:
        return Block(Kind.TO_CHECK, f"[check: {statement.reason}] {text}")
    return Block(Kind.STATEMENT, text)
