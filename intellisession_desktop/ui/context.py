"""What every screen of an open vault needs: the vault, the work, the settings, and ways to say something."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from .. import logs
from ..errors import KnownError, VaultDamaged, VaultLocked
from ..settings import Settings, load_settings, save_settings
from .background import Background
from .clipboard import PrivateClipboard
from .details import details, tell_known
from .widgets.dialogs import tell_bug

if TYPE_CHECKING:  # the start page needs this module, and nothing of the work
    from ..sessions.engines import Engines
    from ..sessions.review import History
    from ..vault.vault import Vault

_BUG = "bug"  # the dialog's name


class SettingsStore(QObject):
    """The settings in force. `changed` tells that they were replaced."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.current: Settings = load_settings()

    def replace(self, settings: Settings) -> None:
        """Stores other settings (a small file; at once). Raises DiskFull, FolderUnwritable."""
        save_settings(settings)
        self.current = settings
        self.changed.emit()


class Context(QObject):
    """Handed to every screen of an open vault; lives until another vault is opened."""

    client_changed = Signal(str)
    """The client whose record was changed (an id; empty: any, or the list of clients itself)."""
    notified = Signal(str, str)
    """A sentence to show for a moment, and its role: good, info, caution, danger."""

    def __init__(
        self,
        vault: Vault,
        background: Background,
        settings: SettingsStore,
        find_engines: Callable[[], Engines],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        from .job_bridge import JobBridge

        self.vault = vault
        self.background = background
        self.settings = settings
        self.find_engines = find_engines
        self.window = window
        self.jobs = JobBridge(vault, find_engines, self)
        self.clipboard = PrivateClipboard(self)
        self.histories: dict[str, History] = {}
        """What can be undone in the drafts that were open, by the notes' ids; until the vault is locked."""

    @property
    def folder(self) -> Path:
        return self.vault.folder

    def notify(self, text: str, role: str = "good") -> None:
        """Shows a sentence until it was read, below everything else. Never anything a client said."""
        self.notified.emit(text, role)

    def told(self, error: Exception) -> str:
        """What is said of an error in its place. Our own mistake is shown as one, and said here as well."""
        if isinstance(error, VaultDamaged):
            self.show_error(error)  # what can be done is offered there
        if isinstance(error, KnownError):
            logs.event("error_told", code=error.code)
            return error.sentence
        self.show_error(error)
        return "This did not work."

    def show_error(self, error: Exception) -> None:
        """As `show_error`; of a damaged vault, which is open, what can be read can be saved."""
        if isinstance(error, VaultDamaged):
            from .rescue import tell_damaged

            tell_damaged(self.window, self.vault, error, self.told)
        else:
            show_error(self.window, error)


def show_error(window: QWidget, error: Exception) -> None:
    """A known error as its sentence; anything else is our mistake."""
    if isinstance(error, VaultLocked):
        logs.event("asked_while_locked")  # nobody is there to be told
    elif isinstance(error, KnownError):
        logs.event("error_shown", code=error.code)
        tell_known(window, "This did not work", error)
    else:
        show_bug(window, logs.bug(error))


def show_bug(window: QWidget, place: str) -> None:
    """Our mistake, once at a time, with a report that names only places in the program."""
    if window.findChild(QDialog, _BUG) is None:
        tell_bug(window, details(place)).setObjectName(_BUG)
