"""A note for the tests of the review: statements of every status, made from part of the sample session."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget
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
from intellisession_desktop.ui.review.note_pane import NotePane
from intellisession_desktop.ui.review.review_page import ReviewPage
from intellisession_desktop.ui.review.section_view import SectionView
from intellisession_desktop.ui.review.statement_row import StatementRow
from intellisession_desktop.ui.review.transcript_pane import TranscriptPane
from intellisession_desktop.ui.widgets.buttons import IconButton
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
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    qtbot.waitUntil(lambda: page.complete, timeout=60_000)
    settle(qtbot, context.background)
    return page


def pane_of(page: ReviewPage) -> NotePane:
    assert page.note_pane is not None
    return page.note_pane


def transcript_of(page: ReviewPage) -> TranscriptPane:
    assert page.transcript is not None
    return page.transcript


def row_of(page: ReviewPage, beginning: str) -> StatementRow:
    """The row whose statement begins so."""
    return next(row for row in pane_of(page).rows() if row.statement.text.startswith(beginning))


def click(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(20, min(12, widget.height() // 2)))


def press(qtbot: QtBot, page: ReviewPage, name: str) -> None:
    """Clicks the first button of the page that is shown with this object name."""
    button = next(each for each in page.findChildren(QAbstractButton, name) if each.isVisible())
    assert button.isEnabled(), name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(menu: QMenu, *path: str) -> None:
    """Chooses from a menu, through its submenus."""
    action = next(each for each in menu.actions() if each.text().split("\t")[0] == path[0])
    assert action.isEnabled(), path[0]
    if len(path) > 1:
        inner = action.menu()
        assert isinstance(inner, QMenu)
        choose(inner, *path[1:])
    else:
        action.trigger()


def statement_menu(qtbot: QtBot, page: ReviewPage, beginning: str) -> QMenu:
    """Opens a statement's menu."""
    row = row_of(page, beginning)
    click(qtbot, row)
    button = next(each for each in row.findChildren(IconButton) if each.objectName() == "statement-menu")
    assert button.isVisible()
    menu = button.menu()
    menu.aboutToShow.emit()  # a popup grabs the keyboard, which the offscreen platform cannot
    return menu


def section_menu(page: ReviewPage, name: str) -> QMenu:
    """Opens a section's menu."""
    view = next(each for each in page.findChildren(SectionView) if each.name == name)
    button = next(each for each in view.findChildren(IconButton) if each.objectName() == "section-menu")
    menu = button.menu()
    menu.aboutToShow.emit()  # a popup grabs the keyboard, which the offscreen platform cannot
    return menu


def stored(page: ReviewPage, qtbot: QtBot) -> dict[str, list[Statement]]:
    """The statements that the vault holds once everything is stored, by section."""
    assert page.editing is not None
    storing = page.editing.storing
    qtbot.waitUntil(lambda: not storing.pending, timeout=5_000)
    settle(qtbot, page.context.background)
    note = page.context.vault.notes.get(page.editing.opened().note.id)
    return {section.name: list(section.statements) for section in note.sections}


def texts(statements: list[Statement]) -> list[str]:
    return [each.text for each in statements]


def stored_turns(page: ReviewPage, qtbot: QtBot) -> tuple[Turn, ...]:
    """The turns that the vault holds."""
    stored(page, qtbot)
    assert page.editing is not None
    session_id = page.editing.opened().note.session_id
    assert session_id is not None
    return page.context.vault.transcripts.load(session_id)
