"""A note to review, for the tests of all that is done with one."""

from __future__ import annotations

import datetime as dt

from intellisession_desktop.records import (
    Client,
    Note,
    Practice,
    Section,
    Session,
    Statement,
    Status,
    Turn,
)
from intellisession_desktop.sessions.review import Opened, ReviewContent, open_note
from intellisession_desktop.vault.vault import Vault

DAY = dt.date(2026, 11, 12)
PRACTICE = Practice(
    "Jana Köhler", "LPC", "Practice at the Mill", "Mill Lane 4, Bath BA1 2QH", "jana@mill.example"
)
TURNS = (
    Turn(0.0, 4.0, "therapist", "How did the week go with the panic log we agreed on?"),
    Turn(4.0, 9.0, "client", "I kept it daily and had two attacks, one on Tuesday in town.", ("Tuesday",)),
    Turn(9.0, 12.0, "therapist", "Are you having any thoughts of killing yourself?"),
    Turn(12.0, 16.0, "client", "No, I never wanted to die, it is more that I am scared of losing my mind."),
    Turn(16.0, 20.0, "therapist", "Would you keep the log until we meet again next Thursday at ten?"),
    Turn(20.0, 24.0, "client", "Yes, I will keep the log and drive for one exit with my husband on Sunday."),
    Turn(24.0, 24.0, "therapist", "She came ten minutes late. She looked tired."),
)  # fmt: skip
SECTIONS = (
    Section("Risk", (Statement("Client denied thoughts of suicide.", (2, 3)),)),
    Section(
        "Subjective",
        (
            Statement("Client kept the panic log every day and had two attacks.", (0, 1)),
            Statement("Client took 15 mg.", (0, 1), Status.FLAGGED, 'Not found in what was said: "15 mg"'),
            Statement("She came ten minutes late.", (6,), Status.THERAPIST),
        ),
    ),
    Section("Objective"),
    Section("Assessment"),
    Section(
        "Plan last time",
        (Statement("Planned last time: log. Not mentioned this session.", (), Status.CARRIED),),
    ),
    Section("Plan", (Statement("Client will keep the log and drive for one exit on Sunday.", (4, 5)),)),
)


def add_note(vault: Vault, client: Client, sections: tuple[Section, ...] = SECTIONS) -> Note:
    """A draft with its session and transcript."""
    session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en", time=dt.time(10, 0))
    vault.transcripts.save(session.id, TURNS)
    return vault.notes.add(client.id, session.id, "SOAP", DAY, sections)


def opened_note(vault: Vault, client: Client, sections: tuple[Section, ...] = SECTIONS) -> Opened:
    return open_note(vault, add_note(vault, client, sections).id)


def session_of(opened: Opened) -> Session:
    assert opened.session is not None
    return opened.session


def content_of(opened: Opened) -> ReviewContent:
    """As it was stored when it was opened."""
    return ReviewContent(opened.note.sections, opened.turns)
