"""What a client can be handed: the consent form, and the receipts of destruction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.errors import sentence_of
from intellisession_desktop.records import Client
from intellisession_desktop.ui.clients.consent_form import ConsentFormDialog
from intellisession_desktop.ui.clients.receipts import ReceiptsDialog
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.widgets.dialogs import Dialog
from intellisession_desktop.vault.vault import Vault
from tests.ui.caseload import add_caseload
from tests.ui.conftest import settle
from tests.ui.small_dialogs import click, words

Shot = Callable[[QWidget, str], None]


def save_as(dialog: ReceiptsDialog, qtbot: QtBot, path: Path) -> None:
    """By the button; the system's dialog answers with `path`."""
    click(qtbot, dialog, "save")
    asked = dialog.findChild(QFileDialog)
    assert asked is not None
    asked.fileSelected.emit(str(path))


def test_receipts_are_shown_in_full_and_saved_as_text(
    context: Context,
    vault: Vault,
    opened: Callable[[Dialog], None],
    qtbot: QtBot,
    tmp_path: Path,
    shot: Shot,
) -> None:
    maya = add_caseload(vault)
    dialog = ReceiptsDialog(context, maya.id, maya.name)
    opened(dialog)
    assert dialog.table.rowCount() == 3
    assert "solid-state disks may keep old blocks" in words(dialog).lower()
    shot(dialog, "29f-receipts")
    path = tmp_path / "receipts.txt"
    save_as(dialog, qtbot, path)
    settle(qtbot, context.background)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("Receipts for destroyed audio: Maya R.\n")
    assert text.count("How: key destroyed, overwritten and deleted") == 3


def test_receipts_that_cannot_be_written_get_their_sentence(
    context: Context,
    window: QWidget,
    vault: Vault,
    opened: Callable[[Dialog], None],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "no")

    maya = add_caseload(vault)
    dialog = ReceiptsDialog(context, maya.id, maya.name)
    opened(dialog)
    monkeypatch.setattr("intellisession_desktop.files.os.open", refuse)
    save_as(dialog, qtbot, tmp_path / "receipts.txt")
    settle(qtbot, context.background)
    monkeypatch.undo()
    assert sentence_of("folder_unwritable") in words(window) + words(dialog) + "".join(
        words(each) for each in window.findChildren(Dialog)
    )


def test_without_receipts_it_says_so(
    context: Context, maya: Client, opened: Callable[[Dialog], None], shot: Shot
) -> None:
    dialog = ReceiptsDialog(context, maya.id, maya.name)
    opened(dialog)
    assert "No recording of this client has been destroyed yet." in words(dialog)
    shot(dialog, "29g-receipts-none")


@pytest.mark.parametrize(("kind", "beginning"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_the_consent_form_is_saved(
    context: Context,
    maya: Client,
    opened: Callable[[Dialog], None],
    qtbot: QtBot,
    tmp_path: Path,
    shot: Shot,
    kind: str,
    beginning: bytes,
) -> None:
    dialog = ConsentFormDialog(context, maya)
    opened(dialog)
    if kind == "pdf":
        shot(dialog, "29h-consent-form")
    click(qtbot, dialog, kind)
    asked = dialog.findChild(QFileDialog)
    assert asked is not None
    path = tmp_path / f"form.{kind}"
    asked.fileSelected.emit(str(path))
    settle(qtbot, context.background)
    assert path.read_bytes().startswith(beginning)
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog))  # it has closed


def test_the_consent_form_is_printed(
    context: Context, maya: Client, opened: Callable[[Dialog], None], qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = ConsentFormDialog(context, maya)
    opened(dialog)
    click(qtbot, dialog, "print")
    qtbot.waitUntil(lambda: dialog.findChild(QPrintDialog) is not None)
    asked = dialog.findChild(QPrintDialog)
    assert asked is not None
    assert asked.printer().docName() == "Consent form"
    asked.printer().setOutputFileName(str(tmp_path / "form.pdf"))
    asked.accepted.emit(asked.printer())
    assert (tmp_path / "form.pdf").read_bytes().startswith(b"%PDF")
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog))  # it has closed
