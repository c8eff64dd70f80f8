"""Choosing files and folders, without ever standing still for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir, QSettings, Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def choose_file(parent: QWidget, title: str, filter: str, on_chosen: Callable[[Path], None]) -> QFileDialog:
    """Asks for a file that is there; `filter` as Qt reads it, e.g. 'Recordings (*.mp3 *.wav)'.

    Returns at once; `on_chosen` is called on the main thread, and not at all when nothing was chosen.
    """
    dialog = _dialog(parent, title, on_chosen)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(filter)
    dialog.open()
    return dialog


def choose_folder(parent: QWidget, title: str, on_chosen: Callable[[Path], None]) -> QFileDialog:
    """Asks for a folder; otherwise as `choose_file`."""
    dialog = _dialog(parent, title, on_chosen)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.open()
    return dialog


def choose_save(
    parent: QWidget, title: str, suggested_name: str, filter: str, on_chosen: Callable[[Path], None]
) -> QFileDialog:
    """Asks where to write a file; the ending of `suggested_name` is added where none was typed."""
    dialog = _dialog(parent, title, on_chosen)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setNameFilter(filter)
    dialog.setDefaultSuffix(Path(suggested_name).suffix.lstrip("."))
    dialog.selectFile(suggested_name)
    dialog.open()
    return dialog


def _dialog(parent: QWidget, title: str, on_chosen: Callable[[Path], None]) -> QFileDialog:
    dialog = QFileDialog(parent.window(), title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if dialog.directory() == QDir.current():  # where the program lies, until a folder was chosen
        dialog.setDirectory(QDir.homePath())
    dialog.fileSelected.connect(lambda chosen: on_chosen(Path(chosen)))
    dialog.destroyed.connect(_forget_folders)
    return dialog


def _forget_folders() -> None:
    """Qt's own dialog writes down in which folders it was, readably, and one may bear a client's name."""
    written = QSettings(QSettings.Scope.UserScope, "QtProject")
    for name in ("history", "lastVisited"):
        written.remove(f"FileDialog/{name}")
