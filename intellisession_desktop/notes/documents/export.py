"""A note as plain text, for the terminal, the clipboard and other records; and back from plain text."""

from __future__ import annotations

import re

from ...records import Note, Section, Statement, Status
from .note import NOTHING

_HEADINGS = {
    "s": "Subjective", "o": "Objective", "a": "Assessment", "p": "Plan", "d": "Data", "b": "Behavior",
    "g": "Goal", "i": "Intervention", "r": "Response", "e": "Evaluation",
}  # fmt: skip
_HEADING = re.compile(
    r"(?:^|(?<=[.!?;\n])\s*)\s*(S|O|A|P|D|B|G|I|R|E|Subjective|Objective|Assessment|Plan|Data|Behaviou?r|Goals?|"
    r"Interventions?|Response|Evaluation|Risk):\s+",
    re.MULTILINE,
)


def as_text(note: Note, client_name: str, keep_empty: bool = False) -> str:
    """The whole note; flagged statements carry their reason, so that nobody takes them for checked. Empty
    sections are left out, or say so.
    """
    lines = [f"{note.format} note · {client_name} · {note.date.isoformat()} · {note.state}", ""]
    for section in note.sections:
        if not section.statements and not keep_empty:
            continue
        lines.append(section.name)
        lines += [] if section.statements else [f"  {NOTHING}"]
        lines += [f"  {_line(statement)}" for statement in section.statements]
        lines.append("")
    return "\n".join(lines)


def sections_from_text(text: str) -> tuple[Section, ...]:
    """An earlier note's text as sections, by headings such as 'S:' or 'Plan:'; without any, one section
    'Note'.

    Its words are the therapist's own.
    """
    found = list(_HEADING.finditer(text))
    if not found:
        return (Section("Note", (Statement(text.strip(), (), Status.THERAPIST),)),) if text.strip() else ()
    parts = [("Note", text[: found[0].start()])]
    for heading, following in zip(found, [*found[1:], None], strict=True):
        name = heading.group(1)
        body = text[heading.end() : following.start() if following else len(text)]
        parts.append((_HEADINGS.get(name.lower(), name), body))
    return tuple(
        Section(name, (Statement(body.strip(), (), Status.THERAPIST),))
        for name, body in parts
        if body.strip()
    )


def _line(statement: Statement) -> str:
    if statement.status == Status.FLAGGED:
        return f"[check: {statement.reason}] {statement.text}"
    return statement.text
