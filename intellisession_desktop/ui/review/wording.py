"""How a note, its statements and its turns are named on the screen and to a screen reader."""

from __future__ import annotations

from collections.abc import Sequence

from ...notes.continuity.carrying import Carried, carried_from
from ...records import Moment, MomentKind, Note, Speaker, Statement, Status, Turn
from .. import words

_OWN_WORDS = "your words"
_CARRIED = {
    Carried.GOAL: "from the client's goals",
    Carried.PLAN: "from the note before",
    Carried.COURSE: "compared with earlier notes",
}
KEYS = "Enter edits it, Space keeps it, Delete removes it."
KNOWN_SPEAKERS = (Speaker.THERAPIST.value, Speaker.CLIENT.value, "partner")


def numbers(evidence: Sequence[int]) -> str:
    """Turns as a reader counts them, neighbours drawn together: '3–4 8'."""
    runs: list[list[int]] = []
    for index in sorted(set(evidence)):
        if runs and index == runs[-1][1] + 1:
            runs[-1][1] = index
        else:
            runs.append([index, index])
    return " ".join(f"{a + 1}" if a == b else f"{a + 1}–{b + 1}" for a, b in runs)


def speaker_name(speaker: str) -> str:
    """'Therapist', 'Client 2', 'Partner', 'Not known'."""
    if speaker == Speaker.UNKNOWN:
        return "Not known"
    head = speaker.rstrip("0123456789")
    name = f"{head} {speaker[len(head) :]}" if head and head != speaker else speaker
    return name[:1].upper() + name[1:]


def turn_name(turn: Turn) -> str:
    """Who said a turn, or that the therapist wrote it."""
    return "Your own words" if turn.is_written else speaker_name(turn.speaker)


def aside(statement: Statement) -> str:
    """What stands behind a statement that was not drafted from what was said; '' for the others."""
    if statement.status == Status.CARRIED:
        return _CARRIED[carried_from(statement)]
    return _OWN_WORDS if statement.status == Status.THERAPIST else ""


def about_kept(statement: Statement) -> str:
    """What stands below a statement that was flagged and kept."""
    why = f" It was flagged: {statement.reason}" if statement.reason else ""
    return f"You kept this.{why}"


def spoken_statement(statement: Statement) -> str:
    """A statement with all that its place on the screen says, for a screen reader."""
    parts = [statement.text]
    if statement.status == Status.FLAGGED:
        parts.append(f"To check: {statement.reason}")
    elif statement.status == Status.KEPT:
        parts.append(about_kept(statement))
    elif statement.status == Status.SUPPORTED and statement.reason:
        parts.append(statement.reason)
    elif statement.status == Status.THERAPIST:
        parts.append(f"Your words. {statement.reason}".strip())
    elif statement.status == Status.CARRIED:
        parts.append(f"{aside(statement).capitalize()}.")
    if statement.evidence:
        parts.append(f"From turn {numbers(statement.evidence)}.")
    return " ".join(parts)


def spoken_turn(index: int, turn: Turn, statements: int) -> str:
    """A turn, for a screen reader."""
    made = f" {words.counted(statements, 'statement')} made from it." if statements else ""
    at = "" if turn.is_written else f"{words.position(turn.start)} "
    return f"{index + 1}. {at}{turn_name(turn)}: {turn.text}{made}"


_MISSING = {
    MomentKind.PAUSED: ("pause", "The recording was paused for {}."),
    MomentKind.MICROPHONE_GONE: ("triangle-alert", "The microphone was disconnected for {}."),
    MomentKind.ASLEEP: ("triangle-alert", "The computer slept for {}."),
    MomentKind.RECORDER_GONE: ("triangle-alert", "The recording was interrupted for {}."),
    MomentKind.LOST: ("triangle-alert", "The computer was too busy to record for {}."),
    MomentKind.UNHEARD: ("triangle-alert", "Someone speaks for {} and could not be understood."),
    MomentKind.DAMAGED: ("triangle-alert", "The recording is damaged here: {} cannot be heard."),
}


def moment(happened: Moment) -> tuple[str, str]:
    """Icon and sentence of what happened while a session was recorded."""
    if happened.kind == MomentKind.MARKED:
        return "bookmark", f"You marked this moment ({words.position(happened.at)})."
    icon, said = _MISSING[happened.kind]
    return icon, said.format(words.duration(happened.seconds))


def state_chip(note: Note) -> tuple[str, str]:
    """The state of a note, and the chip's role."""
    if note.signed is not None:
        moment = f"{words.day(note.signed.astimezone().date())} {words.clock(note.signed)}"
        return f"signed {moment} by {note.signed_by}", "good"
    return (note.state, "") if note.state != "signed" else ("signed", "good")
