"""One statement in its section: its words, why it is flagged, and its editing in place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QVBoxLayout, QWidget

from ...records import Statement, Status
from ...sessions.review import Place
from ..theme import colour
from ..tokens import RADIUS, SPACE_1, SPACE_2, SPACE_3, TARGET
from ..widgets.buttons import Button, IconButton, menu_button
from ..widgets.layouts import column, row
from ..widgets.texts import Label, Picture
from . import wording
from .asking import Asking
from .editing import Editing
from .growing_edit import GrowingEdit
from .statement_text import StatementText

_EDGE = 3
_EDITOR_FRAME = 3  # border and padding above the words; 2 more beside them


class StatementRow(QFrame):
    """Selected by a click or the arrow keys, edited by Enter or a double click."""

    def __init__(self, editing: Editing, asking: Asking, place: Place, statement: Statement) -> None:
        super().__init__()
        self.setObjectName("statement")
        self._editing, self._asking, self.place = editing, asking, place
        self._statement = statement
        self._editor: GrowingEdit | None = None
        self._menu: IconButton | None = None
        self._below: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._text = StatementText()
        self._middle: QVBoxLayout = column(self._text, spacing=SPACE_1)
        self._line = row(self._middle, spacing=SPACE_2)
        self._line.addSpacing(TARGET)
        self._set_margins(0)
        self.setLayout(self._line)
        self._draw()

    @property
    def statement(self) -> Statement:
        return self._statement

    @property
    def editor(self) -> GrowingEdit | None:
        """What its words are typed into, while they are."""
        return self._editor

    def show_statement(self, place: Place, statement: Statement) -> None:
        self.place = place
        if statement != self._statement:
            self._statement = statement
            self._draw()

    def tab_stops(self) -> list[QWidget]:
        """What Tab goes through in it."""
        buttons = [] if self._below is None else self._below.findChildren(Button)
        return [self, *buttons, *([self._menu] if self._menu is not None else [])]

    # Looks.

    def _draw(self) -> None:
        statement = self._statement
        self._text.show_text(statement.text, wording.numbers(statement.evidence), wording.aside(statement))
        self.setAccessibleName(wording.spoken_statement(statement))
        self.setAccessibleDescription("" if self._editing.read_only else wording.KEYS)
        first = statement.first_text
        self.setToolTip(f"First wording: {first}" if first and first != statement.text else "")
        self._draw_below()
        self.update()

    def _draw_below(self) -> None:
        if self._below is not None:
            focused = self.window().focusWidget()
            if focused is not None and self._below.isAncestorOf(focused):
                self.setFocus()  # else Qt would look for another widget, and scroll to it
            self._middle.removeWidget(self._below)
            self._below.hide()
            self._below.deleteLater()
            self._below = None
        below = self._made_below()
        if below is not None:
            self._below = below
            self._middle.addWidget(below)
            self._asking.tabs_changed.emit()

    def _made_below(self) -> QWidget | None:
        statement, own = self._statement, self._statement.status == Status.THERAPIST
        if statement.status == Status.KEPT:
            return _noted(Label(wording.about_kept(statement), "small"))
        if statement.status == Status.SUPPORTED and statement.reason:
            return _noted(Label(statement.reason, "small"))
        if own and statement.reason:
            reason = Label(statement.reason, "small", "caution")
            reason.setObjectName("warning")
            return _noted(Picture("info", "caution"), reason)
        if statement.status != Status.FLAGGED:
            return None
        reason = Label(statement.reason, "", "caution")
        reason.setObjectName("reason")
        if self._editing.read_only:
            return _noted(Picture("triangle-alert", "caution"), reason)
        keep = Button("Keep", "", "check", self.keep, "keep")
        remove = Button("Remove", "", "x", self.remove, "remove")
        whole = QWidget()
        line = row(Picture("triangle-alert", "caution"), reason, keep, remove, spacing=SPACE_2)
        line.setStretch(1, 1)
        whole.setLayout(line)
        return whole

    def paintEvent(self, event: QPaintEvent) -> None:
        ground, edge = self._ground()
        if not ground and not edge:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        if ground:
            painter.setBrush(colour(ground))
            painter.drawRoundedRect(whole, RADIUS - 2, RADIUS - 2)
        if edge:
            painter.setBrush(colour(edge))
            painter.drawRoundedRect(QRectF(0, SPACE_1, _EDGE, self.height() - 2 * SPACE_1), 1.5, 1.5)
        if self.hasFocus() and self._editing.by_keyboard:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour("accent"), 2))
            painter.drawRoundedRect(whole.adjusted(1, 1, -1, -1), RADIUS - 2, RADIUS - 2)

    def _ground(self) -> tuple[str, str]:
        editing = self._editing
        flagged = self._statement.status == Status.FLAGGED
        if self.place in editing.linked():
            return "evidence", "accent"
        if self.place == editing.place:
            return "caution_soft" if flagged else "accent_soft", "accent"
        if flagged:
            return "caution_soft", "caution"
        return ("canvas", "") if self.place == editing.hovered else ("", "")

    def look_again(self) -> None:
        """What is pointed at has changed."""
        chosen = self.place in (self._editing.place, self._editing.hovered)
        if chosen and self._menu is None and self._editor is None:
            self._menu = self._menu_button()
            self._menu.setParent(self)
            self._asking.tabs_changed.emit()
            self._place_menu()
        if self._menu is not None:
            self._menu.setVisible(chosen and self._editor is None)
        current = self.place == self._editing.place
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if current else Qt.FocusPolicy.ClickFocus)
        self.update()

    def open_menu(self, at: QPoint) -> QMenu:
        """What can be done with it, at a place on the screen."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._asking.menu_wanted.emit(menu, self.place)
        menu.popup(at)
        return menu

    def _menu_button(self) -> IconButton:
        """The same as a button; what can be done is looked up when it is opened."""
        menu = QMenu()
        button = menu_button("More for this statement", menu)
        button.setObjectName("statement-menu")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

        def fill() -> None:
            self._asking.chosen.emit(self.place, False)
            menu.clear()
            self._asking.menu_wanted.emit(menu, self.place)

        menu.aboutToShow.connect(fill)
        return button

    def _set_margins(self, editor: int) -> None:
        """So that the words stand still when their editor comes around them."""
        above = SPACE_1 + 2
        self._line.setContentsMargins(
            SPACE_3 - editor - 2 * bool(editor), above - editor, SPACE_1, above - editor
        )

    def _place_menu(self) -> None:
        if self._menu is not None:
            self._menu.move(self.width() - TARGET - SPACE_1, 1)

    # What is done with it.

    def keep(self) -> None:
        self._asking.keep_wanted.emit(self.place)

    def remove(self) -> None:
        self._asking.remove_wanted.emit(self.place)

    def edit(self, at: int | None = None) -> None:
        """Lets its words be typed, with the cursor at a place in them or behind them."""
        if self._editor is not None or self._editing.read_only:
            return
        self._editing.select(self.place)
        editor = GrowingEdit(self._statement.text, "The statement's words", "statement-edit")
        self._editor = editor
        editor.setFixedHeight(self._text.height() + 2 * _EDITOR_FRAME)
        self._text.hide()
        self._middle.insertWidget(0, editor)
        self._set_margins(_EDITOR_FRAME)
        if self._menu is not None:
            self._menu.hide()
        editor.typed.connect(self._typed)
        editor.ended.connect(self._ended)
        editor.undo_wanted.connect(self._undo)
        editor.grown.connect(lambda: self._asking.view_wanted.emit(self))
        editor.show()
        editor.setFocus()
        editor.put_cursor(at)

    def end_edit(self) -> None:
        if self._editor is not None:
            self._editor.end()

    def _typed(self, text: str) -> None:
        self._editing.edit(self.place, text)

    def _undo(self, again: bool) -> None:
        self.end_edit()
        self._asking.undo_wanted.emit(again)

    def _ended(self) -> None:
        editor, self._editor = self._editor, None
        if editor is None:
            return
        had_focus = editor.hasFocus()
        self._middle.removeWidget(editor)
        editor.hide()
        editor.deleteLater()
        self._text.show()
        self._set_margins(0)
        if had_focus:
            self.setFocus()
        self._editing.end_edit(self.place)

    # Events.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._asking.chosen.emit(self.place, False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.edit(self._text.place_at(self._text.mapFrom(self, event.position().toPoint())))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._asking.chosen.emit(self.place, False)
        self.open_menu(event.globalPos())

    def enterEvent(self, event: QEnterEvent) -> None:
        self._editing.hover(self.place)

    def leaveEvent(self, event: QEvent) -> None:
        self._editing.hover(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        tabbed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if tabbed:
            self._asking.chosen.emit(self.place, True)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_menu()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
        self._asking.key_pressed.emit(self, event)
        if not event.isAccepted():
            super().keyPressEvent(event)


def _noted(*parts: QWidget) -> QWidget:
    """A quiet line below a statement."""
    whole = QWidget()
    line = row(*parts, spacing=SPACE_2)
    line.setStretch(len(parts) - 1, 1)
    whole.setLayout(line)
    return whole
