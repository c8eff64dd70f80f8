"""The clipboard for clinical text: kept out of histories where possible, and cleared after a minute."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication

CLEARED_AFTER_S = 60

# What clipboard histories look for: Windows' own, KDE's, and what programs on macOS agreed on.
_KEEP_OUT = {
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': b"\0\0\0\0",
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': b"\0\0\0\0",
    "x-kde-passwordManagerHint": b"secret",
    "org.nspasteboard.ConcealedType": b"",
}


class PrivateClipboard(QObject):
    """Puts text on the clipboard, and takes it away again if it is still there."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._text = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)

    def copy(self, text: str) -> None:
        """Replaces what is on the clipboard for `CLEARED_AFTER_S` seconds."""
        content = QMimeData()
        content.setText(text)
        for kind, value in _KEEP_OUT.items():
            content.setData(kind, QByteArray(value))
        QGuiApplication.clipboard().setMimeData(content)
        self._text = text
        self._timer.start(round(CLEARED_AFTER_S * 1000))

    def clear(self) -> None:
        """Empties the clipboard if it still holds what was copied here."""
        self._timer.stop()
        if self._text and QGuiApplication.clipboard().text() == self._text:
            QGuiApplication.clipboard().clear()
        self._text = ""
