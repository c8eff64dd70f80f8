"""Attaching a transcript made elsewhere: it is shown as what it is, who is who is asked, the file stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.records import Client, Practice
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.generate.dialog import GenerateDialog
from intellisession_desktop.ui.generate.who_is_who import WhoIsWhoDialog
from intellisession_desktop.vault.vault import Vault
from tests.fake_microphone import FakeMicrophones
from tests.ui.conftest import HIGHEST
from tests.ui.generating import (
    Shot,
    attach,
    button,
    drop,
    ended,
    gone,
    look,
    opened,
    press,
    rest,
    said,
    sound_file,
)
from tests.ui.review_note import open_page, stored_turns, transcript_of
from tests.ui.small_dialogs import words
from tests.ui.test_review_transcript import click_turn

VTT = """WEBVTT

1
00:00:01.000 --> 00:00:04.000
{a}: How did you sleep this week?

2
00:00:04.500 --> 00:00:09.000
{b}: About five hours a night, and I wake at four.

3
00:00:09.500 --> 00:00:11.000
{a}: What do you do then?

4
00:00:11.500 --> 00:00:15.000
{b}: I walk around the kitchen until it is time to get up and wake the children for school, most days.
"""


@pytest.fixture(autouse=True)
def ready_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intellisession_desktop.ui.generate.dialog.missing_defaults", tuple)
    FakeMicrophones().install(monkeypatch)


@pytest.fixture
def dialog(qtbot: QtBot, context: Context, maya: Client) -> GenerateDialog:
    return opened(qtbot, context, maya.id)


@pytest.fixture
def known(tmp_path: Path) -> Path:
    path = tmp_path / "call with Maya.vtt"
    path.write_text(VTT.format(a="Anna Berg", b="Maya Rivera"), encoding="utf-8")
    return path


@pytest.fixture
def strangers(tmp_path: Path) -> Path:
    path = tmp_path / "call.vtt"
    path.write_text(VTT.format(a="Speaker 1", b="Speaker 2"), encoding="utf-8")
    return path


def taken(qtbot: QtBot, context: Context, dialog: GenerateDialog, path: Path) -> None:
    """Dropped, read, and looked at who is who."""
    attach(qtbot, dialog, path)
    rest(qtbot, context)


def asked(dialog: QWidget) -> WhoIsWhoDialog:
    return next(each for each in dialog.findChildren(WhoIsWhoDialog) if each.isVisible())


def test_a_transcript_becomes_a_note_and_its_file_stays(
    qtbot: QtBot,
    context: Context,
    vault: Vault,
    maya: Client,
    dialog: GenerateDialog,
    known: Path,
    shot: Shot,
) -> None:
    before = known.read_bytes()
    taken(qtbot, context, dialog, known)
    assert said(dialog, "transcript-name") == known.name
    assert said(dialog, "transcript-facts") == "Transcript, 4 turns, 15 seconds"
    assert said(dialog, "transcript-who") == "Therapist: Anna Berg. Client: Maya Rivera."
    assert "does not change" in said(dialog, "transcript-stays")
    assert said(dialog, "foot") == "The transcript you attached stays where it is."
    assert said(dialog, "fate") == ""
    look(qtbot, context, dialog, shot, "35-generate-transcript")
    press(qtbot, dialog, "add-input")
    dialog.inputs.boxes[1].text.set_text("Her husband waited outside.")
    press(qtbot, dialog, "create")
    qtbot.waitUntil(ended(context), timeout=30_000)
    assert gone(dialog)
    (note,) = vault.notes.list(maya.id)
    turns = vault.transcripts.load(note.session_id or "")
    assert [turn.speaker for turn in turns] == ["therapist", "client"] * 2 + ["therapist"]
    assert turns[-1].text == "Her husband waited outside."
    assert known.read_bytes() == before
    assert not vault.recordings.unfinished()


def test_who_is_who_is_asked_where_nobody_is_known(
    qtbot: QtBot,
    context: Context,
    vault: Vault,
    maya: Client,
    dialog: GenerateDialog,
    strangers: Path,
    shot: Shot,
) -> None:
    taken(qtbot, context, dialog, strangers)
    assert said(dialog, "missing") == "Say who is who."
    question = asked(dialog)
    assert "About five hours" in words(question)
    assert not question.go.isEnabled()
    shot(question, "35-generate-who-is-who")
    question.choices["Speaker 1"].choose("client")
    assert question.choices["Speaker 2"].key() == "therapist"  # who is left
    question.choices["Speaker 1"].choose("therapist")
    assert not question.go.isEnabled()
    assert said(question, "who-missing") == "Choose who the client is."
    question.choices["Speaker 2"].choose("client")
    press(qtbot, question, "go")
    rest(qtbot, context)
    assert said(dialog, "transcript-who") == "Therapist: Speaker 1. Client: Speaker 2."
    press(qtbot, dialog, "create")
    qtbot.waitUntil(ended(context), timeout=30_000)
    (note,) = vault.notes.list(maya.id)
    turns = vault.transcripts.load(note.session_id or "")
    assert [turn.speaker for turn in turns] == ["therapist", "client"] * 2


def test_the_question_can_be_left_and_asked_again(
    qtbot: QtBot, context: Context, dialog: GenerateDialog, strangers: Path, shot: Shot
) -> None:
    taken(qtbot, context, dialog, strangers)
    qtbot.keyClick(asked(dialog), Qt.Key.Key_Escape)
    rest(qtbot, context)
    assert not button(dialog, "create").isEnabled()
    look(qtbot, context, dialog, shot, "35-generate-transcript-unclear")
    press(qtbot, dialog, "who-is-who")
    assert asked(dialog)


def test_others_are_numbered_in_their_order(
    qtbot: QtBot, context: Context, dialog: GenerateDialog, tmp_path: Path, shot: Shot
) -> None:
    path = tmp_path / "family.txt"
    path.write_text(
        "".join(f"{name}: Hello, I am here now.\n" for name in ("Ann", "Bo", "Cy", "Di", "Ed")) * 2
    )
    taken(qtbot, context, dialog, path)
    question = asked(dialog)
    for name, key in (("Bo", "other"), ("Ann", "therapist"), ("Cy", "client")):
        question.choices[name].choose(key)
    assert question.choices["Ed"].key() == "other"
    question.choices["Ed"].choose("unknown")
    qtbot.waitUntil(lambda: question.height() < HIGHEST)
    shot(question, "35-generate-who-is-who-five")
    assert question.roles() == {
        "Ann": "therapist",
        "Bo": "client2",
        "Cy": "client",
        "Di": "client3",
        "Ed": "unknown",
    }


def test_the_practices_therapist_is_known(
    qtbot: QtBot, context: Context, vault: Vault, dialog: GenerateDialog, tmp_path: Path
) -> None:
    vault.practice.set(Practice(therapist="Anna Berg"))
    path = tmp_path / "call.txt"
    path.write_text("Anna Berg: Hi.\niPhone: Hi.\n", encoding="utf-8")
    taken(qtbot, context, dialog, path)
    assert said(dialog, "transcript-who") == "Therapist: Anna Berg. Client: iPhone."


def test_it_needs_no_consent_to_sound(
    qtbot: QtBot, context: Context, vault: Vault, known: Path, tmp_path: Path, shot: Shot
) -> None:
    stranger = vault.clients.add("Maya R.")
    dialog = opened(qtbot, context, stranger.id)
    dialog.inputs.boxes[0].choose("attach")
    assert "not yet agreed" in said(dialog, "locked-reason")
    assert button(dialog, "choose-transcript").isEnabled()
    look(qtbot, context, dialog, shot, "35-generate-attach-without-consent")
    assert not drop(dialog, sound_file(tmp_path, "wav"))
    taken(qtbot, context, dialog, known)
    assert said(dialog, "locked-reason") == ""
    press(qtbot, dialog, "create")
    qtbot.waitUntil(ended(context), timeout=30_000)
    assert len(vault.notes.list(stranger.id)) == 1


def test_a_transcript_can_be_chosen_without_consent_and_a_bad_one_is_told(
    qtbot: QtBot, context: Context, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "session.docx"
    path.write_bytes(b"PK\x03\x04 and more")
    monkeypatch.setattr(
        "intellisession_desktop.ui.generate.attach_panel.choose_file",
        lambda parent, title, filter, on_chosen: on_chosen(path),
    )
    dialog = opened(qtbot, context, vault.clients.add("Maya R.").id)
    dialog.inputs.boxes[0].choose("attach")
    press(qtbot, dialog, "choose-transcript")
    panel = dialog.inputs.boxes[0].attach
    qtbot.waitUntil(lambda: not panel.looking)
    assert said(dialog, "attach-error").startswith("This is a document, not plain text.")


def test_it_can_be_detached_and_a_recording_taken_instead(
    qtbot: QtBot, context: Context, dialog: GenerateDialog, known: Path, tmp_path: Path
) -> None:
    taken(qtbot, context, dialog, known)
    press(qtbot, dialog, "take-transcript-away")
    assert not button(dialog, "create").isEnabled()
    taken(qtbot, context, dialog, known)
    attach(qtbot, dialog, sound_file(tmp_path, "wav"))
    assert said(dialog, "file-name") == "session.wav"
    assert said(dialog, "transcript-name") == ""
    taken(qtbot, context, dialog, known)
    assert said(dialog, "file-name") == ""
    content = dialog.inputs.content()
    assert content.attached is None
    assert content.turns


def test_another_client_means_another_look_at_who_is_who(
    qtbot: QtBot, context: Context, vault: Vault, dialog: GenerateDialog, known: Path
) -> None:
    taken(qtbot, context, dialog, known)
    other = vault.clients.add("Anna Berg")
    dialog.form.reload(other.id)
    rest(qtbot, context)
    assert said(dialog, "transcript-who") == "Therapist: Maya Rivera. Client: Anna Berg."


def test_its_note_is_reviewed_like_any_other(
    qtbot: QtBot,
    context: Context,
    vault: Vault,
    maya: Client,
    dialog: GenerateDialog,
    known: Path,
    shot: Shot,
) -> None:
    taken(qtbot, context, dialog, known)
    press(qtbot, dialog, "create")
    qtbot.waitUntil(ended(context), timeout=30_000)
    (note,) = vault.notes.list(maya.id)
    page = open_page(context, qtbot, note.id)
    assert page.editing is not None
    cited = [each.evidence for section in note.sections for each in section.statements if each.evidence]
    assert cited
    assert transcript_of(page).isVisible()
    pointed = next(i for evidence in cited for i in evidence)
    click_turn(page, qtbot, pointed)
    assert page.editing.linked()  # the statements made from it
    shot(page, "35-review-of-a-transcript")
    page.editing.swap_speakers("therapist", "client")
    assert [turn.speaker for turn in stored_turns(page, qtbot)] == ["client", "therapist"] * 2
    assert "destroyed" not in words(page)
