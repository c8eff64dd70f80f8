"""What the timeline says of a note, and of a transcript without one."""

from __future__ import annotations

import datetime as dt

from ...sessions.overview import NoteRow, TranscriptRow
from .. import words
from .timeline_rows import Line

Row = NoteRow | TranscriptRow


def key(row: Row) -> str:
    """The id of the note, or of the session that has none."""
    return row.id if isinstance(row, NoteRow) else row.session_id


def newest_first(notes: tuple[NoteRow, ...], transcripts: tuple[TranscriptRow, ...]) -> tuple[Row, ...]:
    """Both kinds together, by the day and time of their session."""
    rows: list[Row] = [*notes, *transcripts]
    return tuple(sorted(rows, key=lambda row: (row.date, row.time or dt.time.min, row.created), reverse=True))


def title(row: Row) -> str:
    """'SOAP · telehealth'; how they met where it is known."""
    met = row.modality.value if row.modality is not None else ""
    name = row.format if isinstance(row, NoteRow) else "Transcript only"
    return f"{name} · {met}" if met else name


def states(row: Row) -> tuple[tuple[str, str], ...]:
    """The chips of a row: text and role."""
    if isinstance(row, TranscriptRow):
        return (("no note", ""),)
    if row.state == "draft":
        text = f"draft · {row.to_check} to check" if row.to_check else "draft"
        return ((text, "caution" if row.to_check else ""),)
    said = [("signed", "good") if row.state == "signed" else ("earlier note", "")]
    if row.addenda:
        said.append(("1 addendum" if row.addenda == 1 else f"{row.addenda} addenda", ""))
    return tuple(said)


def destroyed_words(row: Row) -> str:
    """'Audio destroyed 10:52', with the day where it was not the session's."""
    if row.destroyed is None:
        return ""
    at = row.destroyed.astimezone()
    day = "" if at.date() == row.date else f"{words.day(at.date())} "
    return f"Audio destroyed {day}{words.clock(at)}"


def origin(row: Row) -> str:
    """Where a note without a destroyed recording comes from."""
    if isinstance(row, TranscriptRow):
        return "The audio was kept" if row.kept else "From a text or a transcript made elsewhere"
    if row.state == "imported":
        return "Written elsewhere"
    return "The audio was kept" if row.recorded_s else "Written without a recording"


def action(row: Row) -> str:
    if isinstance(row, TranscriptRow):
        return "Read"
    return "Review" if row.state == "draft" else "Open"


def to_do(row: Row) -> bool:
    """Whether it waits for the therapist."""
    return isinstance(row, NoteRow) and row.state == "draft"


def line(row: Row) -> Line:
    """The row as it is painted."""
    return Line(
        day=words.day(row.date),
        clock=words.clock(row.time) if row.time else "",
        title=title(row),
        states=states(row),
        below=origin(row),
        action=action(row),
        destroyed=destroyed_words(row),
        to_do=to_do(row),
    )


def spoken(row: Row) -> str:
    """The row for a screen reader."""
    at = f" {words.clock(row.time)}" if row.time else ""
    chips = ", ".join(text.replace(" · ", ", ") for text, _ in states(row))
    more = destroyed_words(row) or origin(row)
    said = title(row).replace(" · ", ", ")
    return f"{words.full_day(row.date)}{at}, {said}, {chips}. {more}. {action(row)}"
