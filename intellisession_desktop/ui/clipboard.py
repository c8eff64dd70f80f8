"""The clipboard for clinical text: kept out of histories where possible, and cleared after a minute."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QMimeData, QObject, QTimer, Slot
from PySide6.QtGui import QClipboard, QGuiApplication

CLEARED_AFTER_S = 60

# What clipboard histories look for: Windows' own, KDE's, and what programs on macOS agreed on.
_KEEP_OUT = {
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': b"\0\0\0\0",
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': b"\0\0\0\0",
    "x-kde-passwordManagerHint": b"secret",
    "org.nspasteboard.ConcealedType": b"",
}
_PRIVATE = "x-kde-passwordManagerHint"
_OPEN = "application/x-intellisession-not-clinical"


def private_content(text: str) -> QMimeData:
    """Text for the clipboard that histories are asked to leave out."""
    content = QMimeData()
    content.setText(text)
    for kind, value in _KEEP_OUT.items():
        content.setData(kind, QByteArray(value))
    return content


def copy_openly(text: str) -> None:
    """For what holds nothing of a client, as a report about the program: it may outlive the window."""
    content = QMimeData()
    content.setText(text)
    content.setData(_OPEN, QByteArray(b"1"))
    QGuiApplication.clipboard().setMimeData(content)


def leave_plain() -> None:
    """Hands what may outlive the window over to Qt: contents made here must be gone before Python is, or the
    program dies at its end (seen on Qt's offscreen platform).
    """
    clipboard = QGuiApplication.clipboard()
    clipboard.blockSignals(True)  # nobody shall make it private again
    if clipboard.mimeData().hasFormat(_OPEN):
        text = clipboard.text()
        clipboard.clear()
        clipboard.setText(text)


class PrivateClipboard(QObject):
    """Puts text on the clipboard, and takes it away again if it is still there. What is copied out of a field
    by its own keys is made as private, and goes when the window is locked or closed: it may have been cut to
    be put elsewhere, so that it must not be gone after a minute.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._text = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        QGuiApplication.clipboard().dataChanged.connect(self._look)

    def copy(self, text: str) -> None:
        """Replaces what is on the clipboard for `CLEARED_AFTER_S` seconds."""
        self._text = text
        QGuiApplication.clipboard().setMimeData(private_content(text))
        self._timer.start(round(CLEARED_AFTER_S * 1000))

    @Slot()
    def clear(self) -> None:
        """Empties the clipboard if it still holds what was copied here."""
        self._timer.stop()
        if self._text and QGuiApplication.clipboard().text() == self._text:
            QGuiApplication.clipboard().clear()
        self._text = ""

    def forget(self) -> None:
        """The same, and of what is merely selected, which a click of the middle button would paste elsewhere
        (Linux).
        """
        self.clear()
        clipboard, selection = QGuiApplication.clipboard(), QClipboard.Mode.Selection
        if clipboard.supportsSelection() and _ours(selection):
            clipboard.clear(selection)

    @Slot()
    def _look(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if not _ours(QClipboard.Mode.Clipboard):
            return
        text = clipboard.text()
        if not text or text == self._text:
            return
        content = clipboard.mimeData()
        if content.hasFormat(_OPEN):
            return
        self._timer.stop()
        self._text = text
        if not content.hasFormat(_PRIVATE):
            clipboard.setMimeData(private_content(text))


def _ours(mode: QClipboard.Mode) -> bool:
    """Whether it was this program that put there what is there."""
    clipboard = QGuiApplication.clipboard()
    return clipboard.ownsSelection() if mode == QClipboard.Mode.Selection else clipboard.ownsClipboard()
