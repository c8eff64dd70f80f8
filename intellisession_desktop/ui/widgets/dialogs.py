"""Dialogs: a form, a question with two plain answers, a message. None of them blocks the event loop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLayout, QWidget

from ..clipboard import copy_openly
from ..tokens import SPACE_3, SPACE_4, SPACE_5
from .buttons import Button
from .layouts import add_to, column, row
from .texts import Label


class Dialog(QDialog):
    """A window above its window: title, content, and a row of buttons with the main one at the right.

    Deletes itself when closed. Escape closes; override `reject` where that could lose something.
    """

    def __init__(self, parent: QWidget | None, title: str, width: int = 480) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(width)
        self._shown = False
        self._title = Label(title, "heading")
        self.body = column(spacing=SPACE_3)
        self.buttons = row(spacing=SPACE_3)
        self.setLayout(column(self._title, self.body, self.buttons, spacing=SPACE_4, margins=SPACE_5))

    @property
    def unsaved(self) -> bool:
        """Whether it holds words that are stored nowhere yet."""
        return False

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its sentences need at its width; Qt's own guess is for a narrower window."""
        if not event.spontaneous() and not self._shown:
            self._shown = True
            self.fit(shrink=True)
        super().showEvent(event)

    def fit(self, shrink: bool = False) -> None:
        """Takes the height that the content needs now. Once it is seen it only grows: what is below what was
        changed, and the buttons, would jump under the mouse. `shrink`: it is being laid out still.
        """
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            needed = layout.totalHeightForWidth(self.width())
            least = self.height() if self.isVisible() and not shrink else 0
            self.resize(self.width(), max(least, min(needed, self.screen().availableSize().height())))

    def set_low(self, low: bool) -> None:
        """Less around the content where the window is low; the title bar says the title too."""
        layout = self.layout()
        edge = SPACE_3 if low else SPACE_5
        if layout is not None and layout.contentsMargins().top() != edge:
            self._title.setVisible(not low)
            layout.setContentsMargins(SPACE_5, edge, SPACE_5, edge)
            layout.setSpacing(SPACE_3 if low else SPACE_4)

    def event(self, event: QEvent) -> bool:
        """Grows when a sentence of several lines appears in it, as far as the screen allows."""
        if event.type() != QEvent.Type.LayoutRequest or not self.isVisible():
            return super().event(event)
        handled = super().event(event)
        layout = self.layout()
        if layout is not None:
            least = layout.totalMinimumHeightForWidth(self.width())  # what scrolls may stay low
            needed = min(least, self.screen().availableSize().height())
            if needed > self.height():
                self.resize(self.width(), needed)
        return handled

    def add(self, *parts: QWidget | QLayout) -> None:
        """Adds to the content."""
        add_to(self.body, *parts)

    def set_buttons(self, *buttons: Button | None) -> None:
        """The buttons from left to right; None stretches. The last one is what Enter does."""
        for button in buttons:
            if button is None:
                self.buttons.addStretch(1)
            else:
                self.buttons.addWidget(button)
        last = buttons[-1]
        if last is not None:
            last.setAutoDefault(True)
            last.setDefault(True)


def ask(
    parent: QWidget,
    question: str,
    detail: str,
    stay: str,
    go: str,
    on_go: Callable[[], object],
    *,
    loses: bool = True,
) -> Dialog:
    """A question whose answers say what they do, as 'Keep' and 'Destroy'. Escape and Enter mean `stay`.

    `loses`: whether something is gone after `go`; its button is red then.
    """
    dialog = Dialog(parent, question, 420)
    if detail:
        dialog.add(Label(detail))
    dialog.set_buttons(
        Button(go, "danger" if loses else "", on_click=dialog.accept, name="go"),
        None,
        Button(stay, "primary", on_click=dialog.reject, name="stay"),
    )
    dialog.accepted.connect(lambda: on_go())
    dialog.open()
    return dialog


def ask_to_leave(parent: QWidget, why: str, leave: Callable[[], object]) -> Dialog:
    """Before a screen is left whose last changes cannot be stored; `why` says what is in the way."""
    return ask(
        parent,
        "Leave without the last changes?",
        f"They could not be saved yet. {why}",
        "Stay",
        "Leave",
        leave,
    )


def tell(parent: QWidget, title: str, text: str, *buttons: Button, beside: Button | None = None) -> Dialog:
    """A message with one button that closes it, and more if there is more to do. `beside` stands apart and
    leaves it open.
    """
    dialog = Dialog(parent, title, 420)
    dialog.add(Label(text))
    close = Button("Close", "" if buttons else "primary", on_click=dialog.accept, name="close")
    for button in buttons:
        button.clicked.connect(dialog.accept)
    dialog.set_buttons(*([beside] if beside is not None else []), None, close, *buttons)
    (buttons[-1] if buttons else close).setFocus()
    dialog.open()
    return dialog


def tell_bug(parent: QWidget, report: str) -> Dialog:
    """Our own mistake: says so, and offers a report that holds no clinical text."""

    def copy() -> None:
        copy_openly(report)

    return tell(
        parent,
        "Something is wrong in the program",
        "This is our mistake, not yours. What was stored is safe. You can copy a report for us; it names "
        "only places in the program and holds nothing of a client. Then close the program and start it "
        "again.",
        Button("Copy report", "primary", "copy", on_click=copy, name="copy-report"),
    )
