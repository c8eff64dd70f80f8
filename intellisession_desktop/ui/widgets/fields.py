"""Where something is typed or chosen: a field is always below the words that say what it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStyledItemDelegate,
    QWidget,
)

from ..clipboard import private_content
from ..tokens import SPACE_1, TARGET
from .buttons import IconButton
from .layouts import column
from .texts import Label, RoomyLabel


class Field(QWidget):
    """A widget with its words above and a hint, or what is wrong with it, below."""

    def __init__(self, words: str, widget: QWidget, hint: str = "", roomy: bool = False) -> None:
        """`roomy`: keeps the place for a line below, so that nothing jumps when there is something to say."""
        super().__init__()
        self.widget = widget
        self._words = Label(words, "small", wrap=False)
        self._words.setBuddy(widget)
        self._roomy = roomy
        self._hint = RoomyLabel(1, "small") if roomy else Label(hint, "small")
        self._hint_text = hint
        if not widget.accessibleName():
            widget.setAccessibleName(words)
        self.setLayout(column(self._words, widget, self._hint, spacing=SPACE_1))
        # Only now: without a parent it would be a window for a moment.
        self._hint.setVisible(roomy or bool(hint))

    def say(self, text: str, role: str = "danger") -> None:
        """Shows what is wrong, or with an empty text the hint again."""
        self._hint.setText(text or self._hint_text)
        self._hint.set_role(role if text else "")
        self._hint.setVisible(self._roomy or bool(text or self._hint_text))


def too_long(text: str, longest: int) -> str:
    """What is said where more was typed or pasted than there is room for; '' where it fits. Nothing is cut
    without a word.
    """
    over = len(" ".join(text.split())) - longest
    if over <= 0:
        return ""
    return f"Too long by {over} letter{'' if over == 1 else 's'}: there is room for {longest}."


_NOT_LEARNED = (
    Qt.InputMethodHint.ImhSensitiveData
    | Qt.InputMethodHint.ImhNoPredictiveText
    | Qt.InputMethodHint.ImhNoAutoUppercase
)
"""For keyboards on the screen: they must not remember what is typed."""


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
    """A passphrase, hidden until the eye is clicked or Alt+F8 pressed.

    Tab passes the eye by: who types the passphrase a second time after one Tab would write into the first
    field, and its spaces would show what is typed.
    """

    def __init__(self, accessible_name: str, name: str = "") -> None:
        super().__init__("", "", accessible_name, name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(self.inputMethodHints() | _NOT_LEARNED)
        self.setTextMargins(0, 0, TARGET, 0)
        self._eye = IconButton("eye", _SHOW, self._turn)
        self._eye.setParent(self)
        self._eye.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._eye.setCursor(Qt.CursorShape.ArrowCursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._eye.move(self.width() - self._eye.width(), (self.height() - self._eye.height()) // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F8 and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            self._turn()
            return
        super().keyPressEvent(event)

    def _turn(self) -> None:
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self.setInputMethodHints(self.inputMethodHints() | _NOT_LEARNED)  # Qt takes them away when it shows
        if hidden:
            self._eye.show_icon("eye-off", _HIDE)
        else:
            self._eye.show_icon("eye", _SHOW)


_SHOW, _HIDE = "Show the passphrase (Alt+F8)", "Hide the passphrase (Alt+F8)"


class RecoveryKeyEdit(LineEdit):
    """A vault's recovery key, as it is printed or written off by hand."""

    def __init__(self, name: str) -> None:
        super().__init__("", "-".join(["XXXX"] * 7), "Recovery key", name)
        self.setInputMethodHints(_NOT_LEARNED)

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
        self.setItemDelegate(QStyledItemDelegate(self))  # the only one that reads the style sheet
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

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied or cut: histories must not see it even for a moment."""
        return private_content(self.textCursor().selection().toPlainText())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 2 * TARGET)


_MOST_LINES = 4


class GrowingArea(TextArea):
    """A sentence or two, in as many lines as they need. Enter ends it, and makes no line."""

    entered = Signal()
    left = Signal()
    """The keyboard went elsewhere."""
    grown = Signal()
    """It has another height."""

    def __init__(
        self, text: str = "", placeholder: str = "", accessible_name: str = "", name: str = ""
    ) -> None:
        super().__init__(text, placeholder, accessible_name, name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._fit())
        self._fit()

    def words(self) -> str:
        """What stands in it, on one line."""
        return " ".join(self.toPlainText().split())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, TARGET)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def _fit(self) -> None:
        needed = max(1, round(self.document().size().height()))  # which counts lines in a plain text
        around = TARGET - self.fontMetrics().lineSpacing()
        above = max(0, around // 2 - SPACE_1 - 1)  # beside the frame's own: one line stands in the middle
        if self.viewportMargins().top() != above:
            self.setViewportMargins(0, above, 0, 0)
        height = max(TARGET, min(needed, _MOST_LINES) * self.fontMetrics().lineSpacing() + around)
        many = needed > _MOST_LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if many else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        if height != self.height():
            self.setFixedHeight(height)
            self.grown.emit()
