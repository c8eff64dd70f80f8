"""A note opened for review, with all that is shown around it, and the storing of what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..errors import InvalidInput, NotFound
from ..notes.checking.evidence import rule_findings
from ..notes.client_facts import Known
from ..notes.conversation.exchanges import exchanges
from ..notes.conversation.highlights import Highlight, find_highlights
from ..notes.conversation.misheard import Misheard, misheard
from ..notes.conversation.outline import Topic, find_topics
from ..notes.formats.format import Format, Kind, load_format
from ..notes.formats.naming import PLAIN, Naming
from ..notes.formats.wishes import STANDARD, Style
from ..records import (
    FIND_OUT,
    UNLABELLED,
    Client,
    ConsentScope,
    Labelling,
    Moment,
    Note,
    Practice,
    Receipt,
    Section,
    Session,
    Stage,
    Statement,
    Turn,
)
from ..vault.vault import Vault
from .another_note import is_whole, wishes_of
from .consents import CLIENT
from .draft_writing import known_to, wanted_naming, wanted_style
from .kept_audio import kept_recording
from .review_content import ReviewContent

_SEEN_BY_THERAPIST = "appearance"
"""The code of findings that do not count against a therapist's own words: they were there and saw it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A note, and whose it is.

    `labelling`: how its speakers were told apart. `others`: people besides the client of whom there is a
    consent. `unagreed`: how many more voices were heard than people agreed to be recorded. `moments`: what
    happened while it was recorded. `misheard`: what of a draft's transcript may have been heard wrongly.
    `topics` and `highlights`: what the session spoke of, and what of it is worth finding again.
    `style` and `naming`: how what is written again shall be. `kept_recording`: the id of the recording whose
    audio was kept; `kept_s`: how long it is.
    `shared`: whether another note rests on the same transcript, or is being made from it, so that it stays as
    it is.
    `asks` holds a question to the therapist for each section, shown while it is empty ('' for none);
    `risk_section` is the index of the one that takes risk. `known` is what may stand in it unheard.
    """

    note: Note
    client: Client
    session: Session | None
    turns: tuple[Turn, ...]
    receipt: Receipt | None
    kept_audio: bool
    practice: Practice
    asks: tuple[str, ...]
    risk_section: int | None
    known: Known
    labelling: Labelling = UNLABELLED
    others: tuple[str, ...] = ()
    unagreed: int = 0
    moments: tuple[Moment, ...] = ()
    misheard: tuple[Misheard, ...] = ()
    topics: tuple[Topic, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    style: Style = STANDARD
    naming: Naming = PLAIN
    kept_recording: str = ""
    kept_s: float = 0.0
    shared: bool = False

    @property
    def may_write_another(self) -> bool:
        """Whether another note can be written from what was said."""
        return self.session is not None and is_whole(self.turns)


SHARED = (
    "Another note is based on the same words. So that it stays true, they can be changed only while there is "
    "one note of this session."
)


def open_note(vault: Vault, note_id: str) -> Opened:
    """Raises NotFound."""
    note = vault.notes.get(note_id)
    client = vault.clients.get(note.client_id)
    session = vault.sessions.get(note.session_id) if note.session_id else None
    recordings = vault.recordings.of_session(session.id) if session else ()
    kept = kept_recording(vault, session.id) if session else None
    receipts = [found for each in recordings if (found := vault.receipts.for_recording(each.id))]
    format, wishes = _format_of(note), wishes_of(vault, note)
    asks, risk_section = _asked(note, format)
    labelling = vault.transcripts.labelling(session.id) if session else UNLABELLED
    turns = vault.transcripts.load(session.id) if session else ()
    said = tuple(turn for turn in turns if not turn.is_written)  # what is written stands behind it
    moments = vault.transcripts.moments(session.id) if session else ()
    known = known_to(client.name, vault.notes.latest_before(client.id, note.date))
    return Opened(
        note,
        client,
        session,
        turns,
        receipts[-1] if receipts else None,
        kept is not None,
        vault.practice.get(),
        asks,
        risk_section,
        known,
        labelling,
        tuple(sorted({each.person for each in vault.consents.list(client.id)} - {CLIENT})),
        _unagreed(vault, session, labelling) if session else 0,
        moments,
        misheard(turns, known) if note.state == "draft" else (),
        find_topics(exchanges(said), known),
        find_highlights(said, moments),
        wanted_style(vault, client.id, format, wishes),
        wanted_naming(vault, client, format, wishes),
        kept.id if kept else "",
        kept.seconds if kept else 0.0,
        session is not None and _is_shared(vault, session.id),
    )


def _is_shared(vault: Vault, session_id: str) -> bool:
    being_made = any(job.stage is not Stage.DRAFTED for job in vault.jobs.of_session(session_id))
    return being_made or vault.notes.count_of_session(session_id) > 1


def store(
    vault: Vault, note_id: str, session_id: str | None, before: ReviewContent, after: ReviewContent
) -> None:
    """Writes what differs between the content stored last and the present one, all or nothing.

    Statements that are being written and have no words yet are left out. Raises NotFound, NoteSigned.
    """
    sections = without_blanks(after.sections)
    with vault.transaction():
        if sections != without_blanks(before.sections):
            vault.notes.replace_sections(note_id, sections)
        if session_id is None:
            return
        if len(before.turns) != len(after.turns):
            raise ValueError("a review changes turns, it neither adds nor removes any")
        if before.turns != after.turns and _is_shared(vault, session_id):
            raise InvalidInput(SHARED)
        for index, (old, new) in enumerate(zip(before.turns, after.turns, strict=True)):
            if old != new:
                vault.transcripts.set_turn(session_id, index, new)


def check_own_words(opened: Opened, statement: Statement, turns: Sequence[Turn] | None = None) -> str:
    """What the rules have against a statement that the therapist wrote or changed; '' where nothing.

    It needs no model. `turns` is the transcript as it is now, where it was corrected since. What was seen
    (a posture, an affect) is the therapist's to say, and words that rest on no turn cannot be compared.
    """
    spoken = opened.turns if turns is None else turns
    evidence = [spoken[i] for i in statement.evidence if i < len(spoken) and spoken[i].text]
    if not evidence or not statement.text.strip():
        return ""
    findings = rule_findings(statement.text, evidence, opened.known)
    grave = [each for each in findings if each.weight >= 1 and each.code != _SEEN_BY_THERAPIST]
    return grave[0].reason if grave else ""


def without_blanks(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections without statements that hold no words."""
    return tuple(
        replace(section, statements=tuple(each for each in section.statements if each.text.strip()))
        for section in sections
    )


def _format_of(note: Note) -> Format | None:
    """None where it was imported from elsewhere, or the format was taken away since."""
    try:
        return load_format(note.format)
    except (NotFound, InvalidInput):
        return None


def _unagreed(vault: Vault, session: Session, labelling: Labelling) -> int:
    """Counts only where the voices said how many there were; else consents were asked for by number."""
    if session.people != FIND_OUT:
        return 0
    agreed = [
        each
        for each in vault.consents.valid(session.client_id, session.date)
        if each.scope == ConsentScope.RECORDING
    ]
    return max(0, labelling.voices - 1 - len(agreed))


def _asked(note: Note, format: Format | None) -> tuple[tuple[str, ...], int | None]:
    """The question of each section of the note, and which one takes risk, as far as its format is known."""
    if format is None:
        return ("",) * len(note.sections), None
    questions = {section.name: section.asks for section in format.sections}
    risk = format.section_for(Kind.RISK)
    names = [section.name for section in note.sections]
    return tuple(questions.get(name, "") for name in names), names.index(risk) if risk in names else None
