"""The main window: opening a vault, locking it, and going away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, Qt, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QStackedWidget

from ..sessions.destruction import finish_pending
from ..sessions.engines import Engines, installed_engines
from ..sessions.models import missing_defaults
from ..settings import data_folder, default_vault
from ..vault.vault import Vault
from .background import Background
from .context import Context, SettingsStore, show_error
from .desk import Desk
from .idle import IdleWatch
from .start.models_page import ModelsPage
from .start.start_page import StartPage
from .theme import Theme

_FIRST_SIZE = (1180, 720)


class Shell(QMainWindow):
    """Shows the start (create, unlock, recover), then the models if some are missing, then the desk."""

    def __init__(
        self,
        settings: SettingsStore,
        theme: Theme,
        find_engines: Callable[[], Engines] | None = None,
    ) -> None:
        """`find_engines`: the chosen models, unless a test brings others."""
        super().__init__()
        self.setWindowTitle("IntelliSession")
        self.settings, self._theme = settings, theme
        self._find_engines = find_engines or (lambda: installed_engines(self.settings.current))
        self.background = Background(self._show_error, self)
        self.context: Context | None = None
        self.desk: Desk | None = None
        self._hidden_dialogs: list[QDialog] = []
        self._going = False
        self.start = StartPage(self.background, settings, self._vault_folder())
        self.start.opened.connect(self.open_desk)
        self.start.unlocked.connect(self._come_back)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.start)
        self.setCentralWidget(self._pages)
        self.setMinimumSize(900, 600)
        self._idle = IdleWatch(self)
        self._idle.idle.connect(self.lock)
        settings.changed.connect(self._use_settings)
        self._use_settings()
        self._restore_size()

    @property
    def locked(self) -> bool:
        """Whether a vault is open but locked."""
        return self.context is not None and self._pages.currentWidget() is self.start

    @Slot(object)
    def open_desk(self, vault: Vault) -> None:
        """Takes over an open vault and shows its clients, or the models page where models are missing."""
        self.context = Context(vault, self.background, self.settings, self._find_engines, self)
        self.background.run(lambda: _made_ready(vault), done=self._show_models_or_desk, owner=self)

    @Slot()
    def lock(self) -> None:
        """Hides everything, stores what was typed, and drops the key. Work in progress goes on."""
        if self.context is None or self.locked:
            return
        context = self.context
        if self.desk is not None:
            self.desk.flush()
        context.clipboard.clear()
        self._hidden_dialogs = [
            window
            for window in QApplication.topLevelWidgets()
            if isinstance(window, QDialog) and window.isVisible()
        ]
        for dialog in self._hidden_dialogs:
            dialog.setProperty("hidden_by_lock", True)
            dialog.setVisible(False)
        self.start.show_locked(context.vault, context.jobs)
        self._pages.setCurrentWidget(self.start)
        self.background.run(context.vault.lock, done=lambda _: context.jobs.queue.vault_locked(), owner=self)

    @Slot()
    def _come_back(self) -> None:
        """After unlocking: everything is where it was."""
        assert self.context is not None  # noqa: S101 - for the type checker
        context = self.context
        context.jobs.queue.vault_unlocked()
        self.background.run(lambda: finish_pending(context.vault), owner=self)
        if self.desk is not None:
            self._pages.setCurrentWidget(self.desk)
            self.desk.clients.refresh()
        for dialog in self._hidden_dialogs:
            dialog.setVisible(True)
        self._hidden_dialogs = []
        self._idle.restart()

    def _show_models_or_desk(self, missing: int) -> None:
        if missing and self.context is not None:
            page = ModelsPage(self.context)
            page.done.connect(self._show_desk)
            self._show_only(page)
        else:
            self._show_desk()

    @Slot()
    def _show_desk(self) -> None:
        assert self.context is not None  # noqa: S101 - for the type checker
        self.desk = Desk(self.context)
        self.desk.lock_requested.connect(self.lock)
        self._show_only(self.desk)
        self._idle.restart()

    def _show_only(self, page: ModelsPage | Desk) -> None:
        for i in reversed(range(self._pages.count())):
            other = self._pages.widget(i)
            if other is not None and other is not self.start:
                self._pages.removeWidget(other)
                other.deleteLater()
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stores everything, ends the work (it can be resumed), closes the vault."""
        self._keep_size()
        if not self._going:
            self._going = True
            self._idle.stop()
            if self.desk is not None and not self.locked:
                self.desk.flush()
            if self.context is not None:
                self.context.clipboard.clear()
                self.context.jobs.close()
                self.background.run(self.context.vault.close)
            self.background.close()
        event.accept()

    def _vault_folder(self) -> Path:
        chosen = self.settings.current.vault_folder
        return Path(chosen) if chosen else default_vault()

    @Slot()
    def _use_settings(self) -> None:
        self._theme.choose(self.settings.current.theme)
        self._idle.set_minutes(self.settings.current.auto_lock_minutes)

    def _show_error(self, error: Exception) -> None:
        show_error(self, error)

    def _window_file(self) -> QSettings:
        return QSettings(str(data_folder() / "window.ini"), QSettings.Format.IniFormat)

    def _keep_size(self) -> None:
        if data_folder().is_dir():
            self._window_file().setValue("geometry", self.saveGeometry())

    def _restore_size(self) -> None:
        geometry = self._window_file().value("geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            self.resize(*_FIRST_SIZE)
            self.setWindowState(Qt.WindowState.WindowNoState)


def _made_ready(vault: Vault) -> int:
    """On the background thread, when a vault was opened. Gives how many default models are missing."""
    vault.never_wait()
    finish_pending(vault)
    return len(missing_defaults())
