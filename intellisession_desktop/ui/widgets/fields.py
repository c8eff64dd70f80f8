"""Where something is typed or chosen: a field is always below the words that say what it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from ..tokens import SPACE_1, TARGET
from .buttons import IconButton
from .layouts import column
from .texts import Label


class Field(QWidget):
    """A widget with its words above and a hint, or what is wrong with it, below."""

    def __init__(self, words: str, widget: QWidget, hint: str = "") -> None:
        super().__init__()
        self.widget = widget
        self._words = Label(words, "small", wrap=False)
        self._words.setBuddy(widget)
        self._hint = Label(hint, "small")
        self._hint_text = hint
        if not widget.accessibleName():
            widget.setAccessibleName(words)
        self.setLayout(column(self._words, widget, self._hint, spacing=SPACE_1))
        self._hint.setVisible(bool(hint))  # only now: without a parent it would be a window for a moment

    def say(self, text: str, role: str = "danger") -> None:
        """Shows what is wrong, or with an empty text the hint again."""
        self._hint.setText(text or self._hint_text)
        self._hint.set_role(role if text else "")
        self._hint.setVisible(bool(text or self._hint_text))


class LineEdit(QLineEdit):
    """One line of text."""

    def __init__(
        self, text: str = "", placeholder: str = "", accessible_name: str = "", name: str = ""
    ) -> None:
        super().__init__(text)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(accessible_name or placeholder)
        self.setObjectName(name)
        self.setMinimumHeight(TARGET)


class PassphraseEdit(LineEdit):
    """A passphrase, hidden until the eye is clicked."""

    def __init__(self, accessible_name: str, name: str = "") -> None:
        super().__init__("", "", accessible_name, name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setTextMargins(0, 0, TARGET, 0)
        self._eye = IconButton("eye", "Show the passphrase", self._turn)
        self._eye.setParent(self)
        self._eye.setCursor(Qt.CursorShape.ArrowCursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._eye.move(self.width() - self._eye.width(), (self.height() - self._eye.height()) // 2)

    def _turn(self) -> None:
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        if hidden:
            self._eye.show_icon("eye-off", "Hide the passphrase")
        else:
            self._eye.show_icon("eye", "Show the passphrase")


class RecoveryKeyEdit(LineEdit):
    """A vault's recovery key, as it is printed or written off by hand."""

    def __init__(self, name: str) -> None:
        super().__init__("", "-".join(["XXXX"] * 7), "Recovery key", name)

    def key(self) -> str:
        return self.text().strip()


class Select(QComboBox):
    """One of a few choices, by key. The wheel scrolls the page, not the choice."""

    def __init__(self, choices: Sequence[tuple[str, str]], accessible_name: str, name: str = "") -> None:
        """`choices`: key and text of each."""
        super().__init__()
        self.setAccessibleName(accessible_name)
        self.setObjectName(name)
        self.setMinimumHeight(TARGET)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Other choices; the one that was on stays on if it is still there."""
        before = self.key() if self.count() else None
        self.blockSignals(True)
        self.clear()
        for key, text in choices:
            self.addItem(text, key)
        self.blockSignals(False)
        if before is not None:
            self.choose(before)

    def key(self) -> str:
        """The key of the choice that is on; empty where there is none."""
        return str(self.currentData() or "")

    def choose(self, key: str) -> None:
        index = self.findData(key)
        if index >= 0:
            self.setCurrentIndex(index)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class TextArea(QPlainTextEdit):
    """Several lines of text; Tab goes on to the next field."""

    def __init__(
        self, text: str = "", placeholder: str = "", accessible_name: str = "", name: str = ""
    ) -> None:
        super().__init__(text)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(accessible_name or placeholder)
        self.setObjectName(name)
        self.setTabChangesFocus(True)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 2 * TARGET)
