"""Generate Note: what can be chosen, what is missing, what is asked before something is lost."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import sentence_of
from intellisession_desktop.records import FIND_OUT, Client, ConsentScope, Modality
from intellisession_desktop.sessions.models import ModelChoice
from intellisession_desktop.ui.clients.consent import ConsentDialog
from intellisession_desktop.ui.clients.name_dialogs import NewClientDialog
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.generate.dialog import GenerateDialog
from intellisession_desktop.vault.vault import Vault
from tests.fake_microphone import FakeMicrophones
from tests.ui.generating import Shot, button, ended, gone, look, opened, press, question, rest, said

SUMMARY = "Maya slept better this week. She kept the panic log every day."


@pytest.fixture(autouse=True)
def ready_computer(monkeypatch: pytest.MonkeyPatch) -> FakeMicrophones:
    """A computer with models and a microphone."""
    monkeypatch.setattr("intellisession_desktop.ui.generate.dialog.missing_defaults", tuple)
    return FakeMicrophones("Built-in microphone", "USB microphone").install(monkeypatch)


@pytest.fixture
def daniel(vault: Vault) -> Client:
    """A client who was not asked yet."""
    return vault.clients.add("Daniel K.")


def in_summary_only(qtbot: QtBot, context: Context, client: Client) -> GenerateDialog:
    dialog = opened(qtbot, context, client.id)
    qtbot.mouseClick(dialog.summary_only, Qt.MouseButton.LeftButton)
    dialog.inputs.boxes[0].choose("text")
    return dialog


def test_its_buttons_stay_where_they_are_when_what_is_above_them_changes(
    qtbot: QtBot, context: Context, maya: Client
) -> None:
    dialog = opened(qtbot, context, maya.id)
    heights = [dialog.height()]
    for tab in ("attach", "record", "attach", "record"):
        dialog.inputs.boxes[0].choose(tab)
        rest(qtbot, context)
        heights.append(dialog.height())
    assert heights == sorted(heights)
    assert len(set(heights[1:])) == 1


def test_without_a_client_it_asks_for_one(qtbot: QtBot, context: Context, maya: Client, shot: Shot) -> None:
    dialog = opened(qtbot, context)
    assert said(dialog, "missing") == "Choose a client."
    assert not button(dialog, "create").isEnabled()
    look(qtbot, context, dialog, shot, "30-generate-empty")


def test_its_window_title_names_nobody(qtbot: QtBot, context: Context, maya: Client) -> None:
    assert opened(qtbot, context, maya.id).windowTitle() == "Generate Note"


def test_a_client_who_agreed_can_be_recorded(
    qtbot: QtBot, context: Context, maya: Client, shot: Shot
) -> None:
    dialog = opened(qtbot, context, maya.id)
    assert said(dialog, "consent-of-client") == "Maya R. agreed to be recorded"
    assert dialog.inputs.boxes[0].record.ready.button.isVisible()
    assert said(dialog, "missing") == "Record or attach the session, or write a summary."
    look(qtbot, context, dialog, shot, "30-generate-ready")


def test_without_consent_it_is_locked_with_the_reason(
    qtbot: QtBot, context: Context, daniel: Client, shot: Shot
) -> None:
    dialog = opened(qtbot, context, daniel.id)
    box = dialog.inputs.boxes[0]
    assert "has not yet agreed to be recorded" in said(dialog, "locked-reason")
    assert not box.record.ready.button.isVisible()
    look(qtbot, context, dialog, shot, "31-generate-no-consent")
    box.choose("attach")
    assert "has not yet agreed to be recorded" in said(dialog, "locked-reason")
    assert not box.attach.drop.isVisible()


def test_a_consent_recorded_from_there_unlocks_it(qtbot: QtBot, context: Context, daniel: Client) -> None:
    dialog = opened(qtbot, context, daniel.id)
    press(qtbot, dialog, "consent")
    consent = next(each for each in dialog.findChildren(ConsentDialog) if each.isVisible())
    rest(qtbot, context)
    press(qtbot, consent, "go")
    qtbot.waitUntil(lambda: dialog.inputs.boxes[0].record.ready.button.isVisible())
    assert said(dialog, "consent-of-client") == "Daniel K. agreed to be recorded"


def test_a_consent_does_not_cover_an_earlier_day(qtbot: QtBot, context: Context, maya: Client) -> None:
    dialog = opened(qtbot, context, maya.id)
    dialog.form.date.set_day(dt.date(2025, 12, 31))
    rest(qtbot, context)
    assert "has not yet agreed to be recorded on 31 Dec 2025" in said(dialog, "locked-reason")


def test_everybody_present_has_a_line(
    qtbot: QtBot, context: Context, vault: Vault, maya: Client, shot: Shot
) -> None:
    vault.consents.record(maya.id, ConsentScope.DICTATION, dt.date(2026, 1, 1), "partner")
    dialog = opened(qtbot, context, maya.id)
    dialog.form.people.setValue(4)
    rest(qtbot, context)
    assert said(dialog, "consent-of-partner") == "Partner agreed to your dictation only"
    assert said(dialog, "consent-of-person 4") == "Person 4: no consent for this day yet"
    assert said(dialog, "locked-reason").startswith("Partner agreed to your own dictation only")
    look(qtbot, context, dialog, shot, "39-generate-several-people")


def test_dictation_only_leads_to_a_dictation(
    qtbot: QtBot, context: Context, vault: Vault, daniel: Client
) -> None:
    vault.consents.record(daniel.id, ConsentScope.DICTATION, dt.date(2026, 1, 1))
    dialog = opened(qtbot, context, daniel.id)
    assert "your own dictation only" in said(dialog, "locked-reason")
    press(qtbot, dialog, "go-summary")
    assert dialog.inputs.boxes[0].tab == "dictate"
    assert dialog.inputs.boxes[0].dictate.ready.button.isVisible()


def test_who_declined_gets_a_summary(
    qtbot: QtBot, context: Context, vault: Vault, daniel: Client, shot: Shot
) -> None:
    vault.consents.record(daniel.id, ConsentScope.DECLINED, dt.date(2026, 1, 1))
    dialog = opened(qtbot, context, daniel.id)
    assert dialog.summary_only.isChecked()
    assert "Daniel K. declined to be recorded" in said(dialog, "declined")
    assert dialog.inputs.boxes[0].tab == "text"
    look(qtbot, context, dialog, shot, "31-generate-declined")
    dialog.inputs.boxes[0].choose("dictate")
    assert "Type the summary" in said(dialog, "locked-reason")


def test_the_consent_form_is_saved_as_a_pdf(
    qtbot: QtBot, context: Context, daniel: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "form.pdf"
    monkeypatch.setattr(
        "intellisession_desktop.ui.saving.choose_save",
        lambda parent, title, name, filter, on_chosen: on_chosen(path),
    )
    dialog = opened(qtbot, context, daniel.id)
    with qtbot.waitSignal(context.notified):
        press(qtbot, dialog, "consent-form")
    assert path.read_bytes().startswith(b"%PDF")


def test_a_new_client_is_chosen_at_once(qtbot: QtBot, context: Context, maya: Client) -> None:
    dialog = opened(qtbot, context, maya.id)
    dialog.form.client.choose("new")
    assert dialog.form.client.key() == maya.id
    new = next(each for each in dialog.findChildren(NewClientDialog) if each.isVisible())
    new.name.setText("Sam and Lou")
    press(qtbot, new, "go")
    qtbot.waitUntil(lambda: dialog.form.details().client_name == "Sam and Lou")
    rest(qtbot, context)
    assert "Sam and Lou has not yet agreed" in said(dialog, "locked-reason")


def test_format_and_modality_are_remembered_for_each_client(
    qtbot: QtBot, context: Context, vault: Vault, maya: Client, daniel: Client
) -> None:
    vault.sessions.add(maya.id, dt.date(2026, 11, 1), "DAP", 3, "en", modality=Modality.PHONE)
    dialog = opened(qtbot, context, maya.id)
    shown = dialog.form.details()
    assert (shown.format, shown.modality, shown.people) == ("DAP", Modality.PHONE, 3)


def test_the_number_of_people_may_be_left_to_find_out(
    qtbot: QtBot, context: Context, vault: Vault, maya: Client, daniel: Client, shot: Shot
) -> None:
    dialog = opened(qtbot, context, maya.id)
    assert dialog.form.details().people == 2
    dialog.form.people.setFocus()
    dialog.form.people.stepDown()
    assert dialog.form.people.text() == "Find out"
    assert dialog.form.details().people == FIND_OUT
    rest(qtbot, context)
    assert said(dialog, "consent-of-client")
    look(qtbot, context, dialog, shot, "84-generate-find-out")
    vault.sessions.add(daniel.id, dt.date(2026, 11, 1), "SOAP", FIND_OUT, "en")
    again = opened(qtbot, context, daniel.id)
    assert again.form.details().people == FIND_OUT


def test_a_date_in_the_future_is_allowed_but_said(qtbot: QtBot, context: Context, maya: Client) -> None:
    dialog = opened(qtbot, context, maya.id)
    assert said(dialog, "about-date") == ""
    dialog.form.date.set_day(dt.date.today() + dt.timedelta(days=1))
    assert said(dialog, "about-date") == "This date is in the future."


def test_missing_models_are_said_and_recording_stays_possible(
    qtbot: QtBot, context: Context, maya: Client, monkeypatch: pytest.MonkeyPatch, shot: Shot
) -> None:
    missing = ModelChoice("m", "M", "writing", 1_100_000_000, "", "", "missing", True, True, "", False)
    monkeypatch.setattr("intellisession_desktop.ui.generate.dialog.missing_defaults", lambda: (missing,))
    dialog = opened(qtbot, context, maya.id)
    assert button(dialog, "models").isEnabled()
    assert dialog.inputs.boxes[0].record.ready.button.isEnabled()
    look(qtbot, context, dialog, shot, "30-generate-no-models")


def test_a_summary_becomes_a_note(
    qtbot: QtBot, context: Context, vault: Vault, maya: Client, shot: Shot
) -> None:
    dialog = in_summary_only(qtbot, context, maya)
    area = dialog.inputs.boxes[0].text.area
    assert said(dialog, "missing") == "Write or dictate the summary."
    qtbot.keyClicks(area, SUMMARY)
    look(qtbot, context, dialog, shot, "37-generate-summary")
    said_of_it: list[str] = []
    context.notified.connect(lambda text, _: said_of_it.append(text))
    qtbot.keyClick(area, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(ended(context), timeout=30_000)
    assert gone(dialog)
    assert said_of_it == ["The note is being made."]
    (note,) = vault.notes.list(maya.id)
    assert note.state == "draft"


def test_another_clients_name_in_a_summary_is_asked_about_before_it_is_stored(
    qtbot: QtBot, context: Context, vault: Vault, maya: Client, shot: Shot
) -> None:
    vault.clients.add("Zoe Lind")
    dialog = in_summary_only(qtbot, context, maya)
    dialog.inputs.boxes[0].text.set_text("Zoe slept better this week.")
    press(qtbot, dialog, "create")
    rest(qtbot, context)
    asked = question(dialog)
    shot(asked, "37-generate-other-client")
    assert "Zoe Lind" in " ".join(each.text() for each in asked.findChildren(QLabel))
    press(qtbot, asked, "stay")
    assert not vault.jobs.unfinished()
    assert dialog.inputs.content().summary == "Zoe slept better this week."
    press(qtbot, dialog, "create")
    rest(qtbot, context)
    press(qtbot, question(dialog), "go")
    qtbot.waitUntil(ended(context), timeout=30_000)
    assert gone(dialog)
    assert len(vault.notes.list(maya.id)) == 1


def test_a_second_click_makes_no_second_note(
    qtbot: QtBot, context: Context, vault: Vault, maya: Client
) -> None:
    dialog = in_summary_only(qtbot, context, maya)
    dialog.inputs.boxes[0].text.set_text(SUMMARY)
    create = button(dialog, "create")
    create.click()
    create.click()
    dialog.create_note()
    assert not create.isEnabled()
    qtbot.waitUntil(ended(context), timeout=30_000)
    assert len(vault.notes.list(maya.id)) == 1


def test_what_is_written_survives_the_switch_back_and_forth(
    qtbot: QtBot, context: Context, maya: Client
) -> None:
    dialog = in_summary_only(qtbot, context, maya)
    dialog.inputs.boxes[0].text.set_text(SUMMARY)
    for _ in range(3):
        dialog.summary_only.click()
        assert [box.text.text() for box in dialog.inputs.boxes if box.text.text()] == [SUMMARY]
        dialog.inputs.boxes[0].choose("attach")
        dialog.inputs.boxes[0].choose("record")
    assert not dialog.summary_only.isChecked()
    assert [box.tab for box in dialog.inputs.boxes] == ["record", "text"]
    assert dialog.inputs.content().summary == SUMMARY


def test_another_box_takes_what_was_not_recorded(
    qtbot: QtBot, context: Context, maya: Client, shot: Shot
) -> None:
    dialog = opened(qtbot, context, maya.id)
    press(qtbot, dialog, "add-input")
    box = dialog.inputs.boxes[1]
    assert box.text.area.accessibleName() == "What is not in the recording"
    box.text.set_text("Her husband brought her and waited outside.")
    look(qtbot, context, dialog, shot, "38-generate-two-inputs")
    assert said(dialog, "missing") == "Record or attach the session, or turn on Summary Only."


def test_tab_goes_through_the_dialog_as_it_is_read(qtbot: QtBot, context: Context, maya: Client) -> None:
    dialog = opened(qtbot, context, maya.id)
    press(qtbot, dialog, "add-input")
    rest(qtbot, context)
    dialog.form.people.setFocus()
    seen: list[str] = []
    while "cancel" not in seen and len(seen) < 20:
        focused = dialog.focusWidget()
        assert focused is not None
        seen.append(focused.objectName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    ordered = ["people", "consent-client", "summary-only", "segment-record", "remove-input", "record"]
    assert seen[: len(ordered)] == ordered
    assert seen[-5:] == ["remove-input", "text", "from-page", "add-input", "cancel"]


def test_only_one_box_can_be_a_dictation(qtbot: QtBot, context: Context, maya: Client) -> None:
    dialog = in_summary_only(qtbot, context, maya)
    press(qtbot, dialog, "add-input")
    first, second = dialog.inputs.boxes
    first.choose("dictate")
    second.choose("dictate")
    assert (first.tab, second.tab) == ("dictate", "text")
    first.choose("text")
    second.choose("dictate")
    assert (first.tab, second.tab) == ("text", "dictate")


def test_a_box_with_text_asks_before_it_goes(qtbot: QtBot, context: Context, maya: Client) -> None:
    dialog = opened(qtbot, context, maya.id)
    press(qtbot, dialog, "add-input")
    box = dialog.inputs.boxes[1]
    box.text.set_text(SUMMARY)
    box.close_button.click()
    press(qtbot, question(dialog), "stay")
    assert dialog.inputs.boxes[1] is box
    box.close_button.click()
    press(qtbot, question(dialog), "go")
    assert len(dialog.inputs.boxes) == 1


def test_the_recording_box_can_be_removed_and_added_again(
    qtbot: QtBot, context: Context, maya: Client
) -> None:
    dialog = opened(qtbot, context, maya.id)
    press(qtbot, dialog, "add-input")
    dialog.inputs.boxes[0].close_button.click()
    assert [box.tab for box in dialog.inputs.boxes] == ["text"]
    press(qtbot, dialog, "add-input")
    assert [box.tab for box in dialog.inputs.boxes] == ["record", "text"]


@pytest.mark.parametrize("way", ["escape", "cancel", "x"])
def test_written_text_is_not_lost_by_closing(qtbot: QtBot, context: Context, maya: Client, way: str) -> None:
    dialog = in_summary_only(qtbot, context, maya)
    dialog.inputs.boxes[0].text.set_text(SUMMARY)
    for answer in ("stay", "go"):
        if way == "escape":
            qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        elif way == "cancel":
            press(qtbot, dialog, "cancel")
        else:
            dialog.close()
        assert question(dialog).windowTitle() == "Discard the text you wrote?"
        press(qtbot, question(dialog), answer)
        assert gone(dialog) is (answer == "go")


def test_an_empty_dialog_closes_without_a_word(qtbot: QtBot, context: Context, maya: Client) -> None:
    dialog = opened(qtbot, context, maya.id)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert gone(dialog)


def test_it_scrolls_on_a_low_screen(qtbot: QtBot, context: Context, maya: Client, shot: Shot) -> None:
    dialog = opened(qtbot, context, maya.id)
    press(qtbot, dialog, "add-input")
    rest(qtbot, context)
    dialog.resize(640, 440)
    look(qtbot, context, dialog, shot, "39-generate-low")
    assert dialog.height() == 440
    assert dialog.area.verticalScrollBar().isVisible()


@pytest.mark.parametrize("height", [440, 400])
def test_the_record_button_is_seen_at_once_on_a_low_screen(
    qtbot: QtBot, context: Context, maya: Client, shot: Shot, height: int
) -> None:
    dialog = opened(qtbot, context, maya.id)
    before = dialog.height()
    dialog.resize(640, height)
    rest(qtbot, context)
    record = dialog.inputs.boxes[0].record.ready.button
    assert record.visibleRegion().boundingRect() == record.rect()
    if height == 440:
        look(qtbot, context, dialog, shot, "39-generate-low-opened")
    dialog.resize(640, before)
    rest(qtbot, context)
    assert dialog.height() == before
    assert not dialog.area.verticalScrollBar().isVisible()


def test_a_low_screen_is_known_from_the_start(
    qtbot: QtBot, context: Context, maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intellisession_desktop.ui.generate.dialog._TALLEST", 0.01)
    dialog = opened(qtbot, context, maya.id)
    record = dialog.inputs.boxes[0].record.ready.button
    qtbot.waitUntil(lambda: record.visibleRegion().boundingRect() == record.rect())
    assert dialog.height() == 400


def test_an_error_stays_in_the_dialog_with_what_was_written(
    qtbot: QtBot, context: Context, vault: Vault, maya: Client, shot: Shot
) -> None:
    dialog = in_summary_only(qtbot, context, maya)
    dialog.inputs.boxes[0].text.set_text(SUMMARY)
    vault.lock()
    vault.never_wait()
    context.background.run(vault.never_wait)
    press(qtbot, dialog, "create")
    qtbot.waitUntil(lambda: sentence_of("vault_locked") in said(dialog, "error"))
    assert button(dialog, "create").isEnabled()
    assert dialog.inputs.content().summary == SUMMARY
