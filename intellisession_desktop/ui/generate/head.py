"""What stands above the inputs: the details, who agreed, and the switch for a summary only."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QWidget

from ..tokens import SPACE_2, SPACE_3
from ..widgets.buttons import Switch
from ..widgets.layouts import column, row
from ..widgets.texts import Label
from .consent_panel import ConsentPanel
from .details import DetailsForm

_DIRECTION = QBoxLayout.Direction


class Head(QWidget):
    """In a low window it takes fewer lines, so that what records can be seen below it."""

    def __init__(self, form: DetailsForm, consent: ConsentPanel, switch: Switch) -> None:
        super().__init__()
        self._form = form
        self._low = False
        self._declined = Label("", "small")
        self._declined.setObjectName("declined")
        beside = row(switch, self._declined, spacing=SPACE_3)
        beside.setStretch(1, 1)
        beside.setAlignment(switch, Qt.AlignmentFlag.AlignLeft)  # also where nothing stands next to it
        self._lines = column(consent, beside)
        self._all = column(form, self._lines)
        self.setLayout(self._all)

    def say_declined(self, text: str) -> None:
        """Why the therapist writes the summary; empty where nobody declined."""
        self._declined.setText(text)
        self._declined.setVisible(bool(text))
        self._arrange()

    def set_low(self, low: bool) -> None:
        """Whether the window is low."""
        if low != self._low:
            self._low = low
            self._form.set_low(low)
            self._all.setSpacing(SPACE_2 if low else SPACE_3)
            self._arrange()

    def _arrange(self) -> None:
        """The switch beside the consents, or below them with what has to be said next to it."""
        one_line = self._low and not self._declined.text()
        self._lines.setDirection(_DIRECTION.LeftToRight if one_line else _DIRECTION.TopToBottom)
        self._lines.setSpacing(SPACE_2 if self._low and not one_line else SPACE_3)
        self._lines.setStretch(0, 1 if one_line else 0)
