"""The main window: opening a vault, locking it, leaving it for another, and going away."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, QTimer, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from ..settings import data_folder, default_vault
from ..vault.vault import Vault
from .background import Background
from .context import Context, SettingsStore, show_error
from .hiding import HiddenWindows
from .idle import IdleWatch
from .leaving import (
    ask_about_changes,
    ask_about_key,
    ask_about_recording,
    ask_about_text,
    ask_about_work,
    notes_in_the_making,
    recording_windows,
    text_windows,
)
from .start.start_page import StartPage
from .theme import Theme

if TYPE_CHECKING:  # the unlock screen is there before any of this is needed
    from ..sessions.engines import Engines
    from ..sessions.models import ModelChoice
    from .desk import Desk

_FIRST_SIZE = (1180, 720)
_LEAST_SIZE = (760, 420)  # px; a screen of 1280 x 720 at 150 % has 853 x 480, less what the system takes
_TITLE_BAR = 40  # px, about; the system's own is not known before the window is shown
_WARM_UP_MS = 50


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
        self._find_engines = find_engines or self._installed_engines
        self.background = Background(self._show_error, self)
        self.context: Context | None = None
        self.desk: Desk | None = None
        self.locked = False
        """Whether a vault is open but locked."""
        self._page: QWidget | None = None  # of the open vault: the models or the desk
        self._hidden = HiddenWindows(self)
        self._may_go = self._gone = self._recording_stopped = self._work_told = False
        self._warming: threading.Thread | None = None
        self._use_theme()
        self.start = StartPage(self.background, settings, self._vault_folder())
        self.start.opened.connect(self.open_desk)
        self.start.unlocked.connect(self._come_back)
        self.start.leave_requested.connect(self._ask_to_leave)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.start)
        self.setCentralWidget(self._pages)
        self.setMinimumSize(*_LEAST_SIZE)
        self._idle = IdleWatch(self)
        self._idle.idle.connect(self.lock)
        self._idle.lock_pressed.connect(self.lock)
        self._use_settings()
        settings.changed.connect(self._use_settings)
        self._restore_size()
        QTimer.singleShot(0, self, self.start.focus)
        QTimer.singleShot(_WARM_UP_MS, self, self._warm_up)

    # Opening

    @Slot(object)
    def open_desk(self, vault: Vault) -> None:
        """Takes over an open vault and shows its clients, or the models page where models are missing."""
        self.context = Context(vault, self.background, self.settings, self._find_engines, self)
        chosen = {self.settings.current.speech_model, self.settings.current.writing_model}
        self.background.run(
            lambda: _made_ready(vault, chosen), done=self._show_models_or_desk, owner=self.context
        )

    def _show_models_or_desk(self, missing: int) -> None:
        if missing and self.context is not None:
            from .start.models_page import ModelsPage

            page = ModelsPage(self.context)
            page.done.connect(self._show_desk)
            self._show_page(page)
        else:
            self._show_desk()

    @Slot()
    def _show_desk(self) -> None:
        from .desk import Desk

        if self.context is None:
            return
        self.desk = Desk(self.context)
        self.desk.lock_requested.connect(self.lock)
        self._show_page(self.desk)
        self._idle.restart()

    def _show_page(self, page: QWidget | None) -> None:
        """Takes the place of the page before; while it is locked it only waits for its turn."""
        if self._page is not None:
            self._pages.removeWidget(self._page)
            self._page.deleteLater()
        self._page = page
        if page is not None:
            self._pages.addWidget(page)
        if not self.locked:
            self._pages.setCurrentWidget(page or self.start)

    # Locking

    @Slot()
    def lock(self) -> None:
        """Hides everything, stores what was typed, and drops the key. Work in progress goes on."""
        if self.context is None or self.locked or self._gone:
            return
        context = self.context
        if self.desk is not None:
            self.desk.flush()
        context.clipboard.forget()
        context.histories.clear()
        self.locked = True
        self._hidden.hide_all()
        self.start.show_locked(context.vault, context.jobs, lambda: bool(recording_windows()))
        self._pages.setCurrentWidget(self.start)
        self.start.focus()
        # After what was typed: the background does one thing after another.
        self.background.run(
            context.vault.lock, done=lambda _: context.jobs.queue.vault_locked(), owner=context
        )

    @Slot()
    def _come_back(self) -> None:
        """After unlocking: everything is where it was."""
        if self.context is None:
            return
        context = self.context
        self.locked = False
        context.jobs.queue.vault_unlocked()
        self.background.run(lambda: _finish_pending(context.vault), owner=context)
        if self._page is not None:
            self._pages.setCurrentWidget(self._page)
        if self.desk is not None:
            self.desk.clients.refresh()
        self._hidden.show_again()
        self._idle.restart()

    # Leaving

    @Slot(object)
    def _ask_to_leave(self, folder: Path) -> None:
        """From the locked vault to another one. Work in progress ends; it can be finished later."""

        def leave() -> None:
            self.close_vault()
            self.start.show_folder(folder)

        if recording_windows():
            ask_about_recording(self, leave)
        elif text_windows() or self._unsaved:
            ask_about_text(self, leave)
        elif self.context is not None and self.context.jobs.works():
            ask_about_work(self, self.context.jobs.works(), "Close this vault", leave)
        else:
            leave()

    def close_vault(self) -> None:
        """Ends the work (it can be resumed), stores what was typed, and closes the vault."""
        if self.context is None:
            return
        context, self.context = self.context, None
        if self.desk is not None and not self.locked:
            self.desk.flush()
        context.clipboard.forget()
        self._hidden.close_all()
        self.locked, self.desk = False, None
        self._show_page(None)
        self.background.run(context.jobs.close)
        self.background.run(context.vault.close, done=lambda _: context.deleteLater(), owner=context)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks only where something would be lost; everything else is stored or can be gone on with."""
        if self._gone:
            return
        if not (self._may_go or self._may_close()):
            event.ignore()
            return
        self._gone = True
        self._keep_size()
        self._idle.stop()
        self.hide()  # nobody shall watch it end the work, which may take seconds
        self.start.close_vault()
        self.close_vault()
        self.background.close()
        if self._warming is not None:
            self._warming.join()

    def _may_close(self) -> bool:
        """Whether nothing keeps the window open; what does asks, and closes it when that is answered."""
        # While it is locked a stopped recording waits for the vault; its sound is on the disk.
        stopped, self._recording_stopped = self._recording_stopped, False
        told, self._work_told = self._work_told, False
        works = self.context.jobs.works() if self.context is not None else ()
        if self.start.key_not_kept:
            ask_about_key(self, self._close_now)
        elif recording_windows() and not stopped:
            ask_about_recording(self, self._close_after_recording)
        elif self.locked and (text_windows() or self._unsaved):
            ask_about_text(self, self._close_now)
        elif notes_in_the_making(works) and not told:
            ask_about_work(self, works, "Close", lambda: self._close_with_work(stopped))
        elif self.locked:
            return True
        # Each dialog knows what it holds, and asks or stores; one whose recorder was told to stop, and takes
        # long, does not ask again.
        elif all(
            (stopped and window in recording_windows() and window not in text_windows()) or window.close()
            for window in self._hidden.windows()
        ):
            if self.desk is None or not self._unsaved:
                return True
            self.desk.store_then(self._close_now, self._ask_about_changes)
        return False

    @property
    def _unsaved(self) -> bool:
        return self.desk is not None and self.desk.unsaved

    def _ask_about_changes(self, why: str) -> None:
        ask_about_changes(self, why, self._close_now)

    def _close_after_recording(self) -> None:
        self._recording_stopped = True
        self.close()

    def _close_with_work(self, recording_stopped: bool) -> None:
        self._work_told, self._recording_stopped = True, recording_stopped
        self.close()

    def _close_now(self) -> None:
        self._may_go = True
        self.close()

    # The rest

    def _vault_folder(self) -> Path:
        chosen = self.settings.current.vault_folder
        return Path(chosen) if chosen else default_vault()

    def _installed_engines(self) -> Engines:
        from ..sessions.engines import installed_engines

        return installed_engines(self.settings.current)

    @Slot()
    def _use_settings(self) -> None:
        self._use_theme()
        self._idle.set_minutes(self.settings.current.auto_lock_minutes)

    def _use_theme(self) -> None:
        self._theme.choose(self.settings.current.theme)

    @Slot()
    def _warm_up(self) -> None:
        """Loads what the desk needs while the passphrase is being typed."""
        if not self._gone:
            self._warming = threading.Thread(target=_load_work, name="warm-up", daemon=True)
            self._warming.start()

    def _show_error(self, error: Exception) -> None:
        if self.context is not None:
            self.context.show_error(error)
        else:
            show_error(self, error)

    def _window_file(self) -> QSettings:
        return QSettings(str(data_folder() / "window.ini"), QSettings.Format.IniFormat)

    def _keep_size(self) -> None:
        if data_folder().is_dir():
            self._window_file().setValue("geometry", self.saveGeometry())

    def _restore_size(self) -> None:
        geometry = self._window_file().value("geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            room = self.screen().availableSize()
            self.resize(min(_FIRST_SIZE[0], room.width()), min(_FIRST_SIZE[1], room.height() - _TITLE_BAR))


def _made_ready(vault: Vault, chosen: set[str]) -> int:
    """On the background thread, when a vault was opened: how many of the models in use are missing."""
    vault.never_wait()
    _finish_pending(vault)
    return sum(1 for model in missing_defaults() if model.name in chosen)


def missing_defaults() -> tuple[ModelChoice, ...]:
    """As sessions.models has it, loaded when it is wanted."""
    from ..sessions import models

    return models.missing_defaults()


def _finish_pending(vault: Vault) -> None:
    from ..sessions.destruction import finish_pending

    finish_pending(vault)


def _load_work() -> None:
    """No module of Qt here: those are made on the main thread."""
    from ..sessions import documents, job_queue, overview, recorder, review  # noqa: F401
