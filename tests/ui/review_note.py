"""A note for the tests of the review: statements of every status, made from part of the sample session."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace

from pytestqt.qtbot import QtBot

from intellisession_desktop.records import (
    Client,
    Destruction,
    Note,
    RecordingState,
    Section,
    Session,
    Statement,
    Status,
    Turn,
)
from intellisession_desktop.settings import resources_folder
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.review.review_page import ReviewPage
from intellisession_desktop.vault.vault import Vault
from tests.ui.conftest import settle

DAY = dt.date(2026, 11, 12)
_TAKEN = (*range(2, 12), *range(24, 38), *range(46, 50))  # of the sample's turns


@dataclass(frozen=True)
class Drafted:
    """A stored draft."""

    client: Client
    session: Session
    note: Note


def sample_turns() -> tuple[Turn, ...]:
    """28 turns; 'fifty milligrams' and 'nausea' were heard unclearly."""
    read = json.loads((resources_folder() / "sample_session" / "reference.json").read_bytes())
    turns = [Turn(read[n]["start"], read[n]["end"], read[n]["speaker"], read[n]["text"]) for n in _TAKEN]
    turns[15] = replace(turns[15], unsure=("fifty", "nausea"))
    return tuple(turns)


RISK = (
    Statement("Client denied thoughts of suicide and of self-harm.", (20, 21)),
    Statement("Client's brother took an overdose at the age of nineteen and survived.", (18, 19)),
)


def sections(risk: tuple[Statement, ...] = RISK) -> tuple[Section, ...]:
    """A draft with a statement of each status."""
    return (
        Section("Risk", risk),
        Section(
            "Subjective",
            (
                Statement("Client reported two panic attacks this week, down from four a week.", (1, 2)),
                Statement("Client sleeps about five hours a night and wakes up at three.", (11,)),
                Statement(
                    "Client takes 15 mg of sertraline every day.",
                    (15,),
                    Status.FLAGGED,
                    'Not found in what was said: "15 mg"',
                ),
                Statement("Client drinks a coffee at four in the afternoon.", (13,)),
                Statement(
                    "Client felt ashamed of having turned around at the on-ramp.",
                    (8, 9),
                    Status.KEPT,
                    "The words do not say this clearly.",
                ),
                Statement(
                    "She misses her tablets about twice a week.",
                    (16, 17),
                    Status.THERAPIST,
                    "",
                    "Client missed the medication twice last week.",
                ),
            ),
        ),
        Section(
            "Objective",
            (Statement("Therapist asked about a change and named it as real progress.", (2, 8)),),
        ),
        Section("Assessment", ()),
        Section(
            "Plan last time",
            (Statement("Panic log: kept every day.", (1,), Status.CARRIED),),
        ),
        Section(
            "Plan",
            (
                Statement(
                    "Client will drive one exit on the highway with her husband by Sunday.", (25, 26, 27)
                ),
                Statement(
                    "Client will call her mother on Monday.",
                    (25,),
                    Status.FLAGGED,
                    'Not found in what was said: "mother", "Monday"',
                ),
            ),
        ),
    )


def add_draft(vault: Vault, client: Client, made: tuple[Section, ...] | None = None) -> Drafted:
    """Stores session, transcript, receipt and draft."""
    session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en", time=dt.time(10, 0))
    vault.transcripts.save(session.id, sample_turns())
    recording = vault.recordings.add(session.id, "[]", state=RecordingState.SHREDDED)
    vault.receipts.add(
        recording.id,
        Destruction(
            "key destroyed, overwritten and deleted",
            4_800_000,
            True,
            ("Solid-state disks keep old blocks; without the key they cannot be read.",),
        ),
    )
    note = vault.notes.add(client.id, session.id, "SOAP", DAY, made if made is not None else sections())
    return Drafted(client, session, note)


def open_page(
    context: Context, qtbot: QtBot, note_id: str, width: int = 1280, height: int = 720
) -> ReviewPage:
    """The page, shown and filled."""
    page = ReviewPage(context, note_id)
    qtbot.addWidget(page)
    page.resize(width, height)
    page.show()
    qtbot.waitUntil(lambda: page.note_pane is not None and page.note_pane.complete, timeout=5_000)
    settle(qtbot, context.background)
    return page
