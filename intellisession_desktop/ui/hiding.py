"""Hides every window but the main one while it is locked, also those that want to open meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QToolTip, QWidget

SHOWN_WHILE_LOCKED = "shown_while_locked"
"""The property of a dialog that shows nothing of a client and may be seen over the locked window."""


class HiddenWindows(QObject):
    """`hide_all`, and then `show_again` with everything where it was."""

    def __init__(self, main: QWidget) -> None:
        super().__init__(main)
        self._main = main
        self._hidden: list[QWidget] = []
        self._hiding = False

    def windows(self) -> list[QWidget]:
        """The dialogs that are open, be they hidden by this or not."""
        return [window for window in QApplication.topLevelWidgets() if self._of_desk(window)]

    def hide_all(self) -> None:
        """Closes what pops up, and hides the rest."""
        while (popup := QApplication.activePopupWidget()) is not None and popup.close():
            pass
        QToolTip.hideText()
        self._hiding = True
        for window in self.windows():
            if window.isVisible():
                self._hide(window)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def show_again(self) -> None:
        """Brings back what was hidden and not deleted meanwhile."""
        self.forget()
        for window in self._still_there():
            window.setVisible(True)
        self._hidden = []

    def close_all(self) -> None:
        """Takes away what belongs to a vault that is being closed."""
        self.forget()
        for window in self.windows():
            window.hide()
            window.deleteLater()
        self._hidden = []

    def forget(self) -> None:
        """From now on windows may open again."""
        self._hiding = False
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QDialog) and self._of_desk(watched):
            # It cannot be hidden while it is being shown; until it is, nothing of it reaches the screen.
            watched.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            QTimer.singleShot(0, watched, lambda: self._hide_late(watched))
        return False

    def _hide_late(self, window: QWidget) -> None:
        harmless = not self._of_desk(window)  # its maker has said so by now
        window.setVisible(False)
        window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)
        if harmless or not self._hiding:
            window.setVisible(True)
        else:
            self._hidden.append(window)

    def _hide(self, window: QWidget) -> None:
        self._hidden.append(window)
        window.setVisible(False)

    def _still_there(self) -> list[QWidget]:
        there = QApplication.topLevelWidgets()
        return [window for window in self._hidden if any(window is other for other in there)]

    def _of_desk(self, window: QWidget) -> bool:
        if window is self._main or not isinstance(window, QDialog):
            return False
        return not window.property(SHOWN_WHILE_LOCKED)
