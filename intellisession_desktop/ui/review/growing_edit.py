"""A text that is edited where it stands: it grows with its words, and stops on Enter and Escape."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextBlockFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from ..clipboard import private_content
from .lines import LEADING

_PERCENT = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value


class GrowingEdit(QTextEdit):
    """Plain text without line breaks. Every key is told at once; ending it changes nothing more."""

    typed = Signal(str)
    ended = Signal()
    grown = Signal()
    undo_wanted = Signal(bool)
    """The edit has nothing left to undo (or, when True, to do again); the note may have."""

    def __init__(self, text: str, accessible_name: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setProperty("kind", "in-place")
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.setPlainText(text)
        self._space_lines()
        self.document().clearUndoRedoStacks()
        self.textChanged.connect(self._tell)
        self._over = False

    def words(self) -> str:
        """What was typed, on one line."""
        return " ".join(self.toPlainText().splitlines())

    def put_cursor(self, place: int | None) -> None:
        """At a place in the text, or at its end."""
        cursor = self.textCursor()
        if place is None:
            cursor.movePosition(QTextCursor.MoveOperation.End)
        else:
            cursor.setPosition(min(place, self.document().characterCount() - 1))
        self.setTextCursor(cursor)

    def end(self) -> None:
        """Stops editing, once."""
        if not self._over:
            self._over = True
            self.ended.emit()

    def frame_width(self) -> int:
        """The px between its edge and its words."""
        return self.viewport().x()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 24)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_Escape or (
            plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self.end()
        elif event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable():
            self.undo_wanted.emit(False)
        elif event.matches(QKeySequence.StandardKey.Redo) and not self.document().isRedoAvailable():
            self.undo_wanted.emit(True)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # with Ctrl it signs, with Shift it does nothing: a statement is one line
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            # Not from within the event: whoever takes the edit away deletes it.
            QTimer.singleShot(0, self, self.end)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied or cut: histories must not see it even for a moment."""
        return private_content(self.textCursor().selection().toPlainText())

    def insertFromMimeData(self, source: QMimeData) -> None:
        self.insertPlainText(" ".join(source.text().split()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _tell(self) -> None:
        self._fit()
        self.typed.emit(self.words())

    def _fit(self) -> None:
        around = max(0, self.height() - self.viewport().height())
        wanted = round(self.document().size().height() + 0.49) + around
        if wanted != self.height():
            self.setFixedHeight(wanted)
            self.updateGeometry()
            self.grown.emit()

    def _space_lines(self) -> None:
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        spaced = QTextBlockFormat()
        spaced.setLineHeight(LEADING * 100, _PERCENT)
        cursor.mergeBlockFormat(spaced)
