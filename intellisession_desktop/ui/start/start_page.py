"""The start: creates, unlocks, recovers or restores a vault, and hands it over open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...errors import KnownError, WrongPassphrase
from ...sessions.vault_places import place_for_restored, place_in
from ...settings import default_vault
from ...vault.folder import holds_running_recording
from ...vault.vault import Vault
from ..background import Background
from ..context import SettingsStore, show_error
from ..tokens import SPACE_2, SPACE_3, SPACE_4, SPACE_5, TITLE
from ..widgets.files import choose_folder
from ..widgets.layouts import box, column, row, scrolling
from ..widgets.texts import Label, Picture
from .missing import MissingPanel
from .panel import COLUMN, Panel
from .recover import RecoverPanel, ResetPanel
from .tries import Tries
from .unlock import UnlockPanel

if TYPE_CHECKING:  # what the unlock screen can do without is imported when it is wanted
    from ..clipboard import PrivateClipboard
    from ..job_bridge import JobBridge
    from ..restore_form import Restoring


class StartPage(QWidget):
    """One step at a time in the middle of the window."""

    opened = Signal(object)
    """A Vault, open and from now on somebody else's to close."""
    unlocked = Signal()
    """The vault of `show_locked` is open again."""
    leave_requested = Signal(object)
    """While one vault is locked another folder (a Path) was chosen: close it, then call `show_folder`."""

    def __init__(self, background: Background, settings: SettingsStore, folder: Path) -> None:
        super().__init__()
        self.setProperty("kind", "page")
        self.folder = folder
        self._background, self._settings = background, settings
        self._tries = Tries()
        self._locked: Vault | None = None
        self._in_hand: Vault | None = None  # open, and not handed over yet
        self._clipboard: PrivateClipboard | None = None  # of the recovery key
        self._going_on: Callable[[], tuple[str, ...]] | None = None
        self._panel: Panel | None = None
        self.key_not_kept = False
        """Whether a recovery key is shown that nobody has said to have kept."""
        self._place = column()
        self.setLayout(column(scrolling(self._middle()), spacing=0))
        self._show_first()

    def show_locked(
        self, vault: Vault, jobs: JobBridge, recording: Callable[[], bool] = lambda: False
    ) -> None:
        """Asks for the passphrase of an open but locked vault; `recording` says whether one goes on."""
        from .going_on import going_on

        self._locked, self.folder = vault, vault.folder
        self._going_on = going_on(jobs, recording)
        self._show_unlock()

    def show_folder(self, folder: Path) -> None:
        """Goes on with another folder: opens the vault in it, or makes one there."""
        self._locked, self._going_on = None, None
        self._tries = Tries()
        if self._panel is None or not self._panel.takes_other_folder:
            self._show(Panel("One moment…"))  # another vault may still be closing
        self._background.run(
            lambda: place_in(folder),
            done=lambda place: self._show_place(*place),
            failed=self._refused,
            owner=self,
        )

    def close_vault(self) -> None:
        """Closes what was opened here and not handed over. A recovery key that was copied goes with it."""
        if self._clipboard is not None:
            self._clipboard.forget()
        if self._in_hand is not None:
            self._background.run(self._in_hand.close)
            self._in_hand = None

    def focus(self) -> None:
        """Puts the cursor where one begins."""
        if self._panel is not None:
            self._panel.start()

    # steps

    def _show_first(self) -> None:
        # Two looks at the disk: nobody waits for a thread before the first picture.
        if Vault.exists(self.folder):
            self._show_unlock()
        elif self._settings.current.vault_folder:
            self._show_missing()
        else:
            self._show_create()

    def _show_place(self, folder: Path, exists: bool) -> None:
        self.folder = folder
        if exists:
            self._show_unlock()
        elif self._panel is not None and self._panel.takes_other_folder:
            self._panel.use_folder(folder)  # what was typed stays
        else:
            self._show_create()

    @Slot()
    def _show_unlock(self) -> None:
        folder = self.folder
        panel = UnlockPanel(folder, self._tries, self._going_on, lambda: holds_running_recording(folder))
        panel.passphrase_given.connect(self._unlock)
        panel.recovery_requested.connect(self._show_recover)
        panel.other_requested.connect(self._choose_other)
        panel.restore_requested.connect(self._show_restore)
        self._show(panel)

    @Slot()
    def _show_create(self) -> None:
        from .create import CreatePanel

        panel = CreatePanel(self.folder)
        panel.passphrase_given.connect(self._create)
        panel.other_requested.connect(self._choose_other)
        panel.restore_requested.connect(self._show_restore)
        self._show(panel)

    def _show_missing(self) -> None:
        panel = MissingPanel(self.folder)
        panel.again_requested.connect(self._show_first)
        panel.other_requested.connect(self._choose_other)
        panel.restore_requested.connect(self._show_restore)
        panel.create_requested.connect(self._create_elsewhere)
        self._show(panel)

    @Slot()
    def _show_recover(self) -> None:
        panel = RecoverPanel()
        panel.key_given.connect(self._recover)
        panel.back_requested.connect(self._show_unlock)
        self._show(panel)

    def _show_reset(self) -> None:
        panel = ResetPanel()
        panel.passphrase_given.connect(self._reset)
        panel.back_requested.connect(self._put_away)
        self._show(panel)

    @Slot()
    def _show_restore(self) -> None:
        back = self._show_missing if isinstance(self._panel, MissingPanel) else self._show_create
        if isinstance(self._panel, UnlockPanel):
            back = self._show_unlock
        self._background.run(
            lambda: place_for_restored(default_vault()),
            done=lambda folder: self._show_restore_to(folder, back),
            owner=self,
        )

    def _show_restore_to(self, folder: Path, back: Callable[[], None]) -> None:
        from .restore import RestorePanel

        panel = RestorePanel(folder)
        panel.restore_requested.connect(self._restore)
        panel.folder_chosen.connect(
            lambda chosen: self._background.run(
                lambda: place_for_restored(chosen), done=panel.use_folder, owner=panel
            )
        )
        panel.back_requested.connect(back)
        self._show(panel)

    # what they ask for

    @Slot(str)
    def _unlock(self, passphrase: str) -> None:
        folder, locked = self.folder, self._locked
        if locked is not None:
            self._do(lambda: locked.unlock(passphrase), lambda _: self._hand_over(None))
        else:
            self._do(lambda: Vault.open(folder, passphrase), self._hand_over)

    @Slot(str)
    def _create(self, passphrase: str) -> None:
        folder = self.folder
        self._do(lambda: Vault.create(folder, passphrase), lambda made: self._show_key(*made))

    def _show_key(self, vault: Vault, key: str) -> None:
        from ..clipboard import PrivateClipboard
        from .recovery_key import RecoveryKeyPanel

        self._in_hand = vault
        self._clipboard = PrivateClipboard(self)
        panel = RecoveryKeyPanel(key, self._clipboard)
        self.key_not_kept = True
        panel.kept.connect(lambda: self._hand_over(vault))
        self._show(panel)

    @Slot(str)
    def _recover(self, key: str) -> None:
        folder, locked = self.folder, self._locked
        if locked is not None:
            self._do(lambda: locked.unlock_with_recovery_key(key), lambda _: self._show_reset())
        else:
            self._do(lambda: Vault.open_with_recovery_key(folder, key), self._hold_and_reset)

    def _hold_and_reset(self, vault: Vault) -> None:
        self._in_hand = vault
        self._show_reset()

    @Slot(str)
    def _reset(self, passphrase: str) -> None:
        vault = self._locked or self._in_hand
        if vault is not None:
            self._do(lambda: vault.change_passphrase(passphrase), lambda _: self._hand_over(self._in_hand))

    @Slot()
    def _put_away(self) -> None:
        """Recovered, and then no new passphrase: closed again."""
        if self._locked is not None:
            self._background.run(self._locked.lock, done=lambda _: self._show_unlock(), owner=self)
        elif self._in_hand is not None:
            vault, self._in_hand = self._in_hand, None
            self._background.run(vault.close, done=lambda _: self._show_unlock(), owner=self)

    @Slot(object)
    def _restore(self, wanted: Restoring) -> None:
        from .restoring import restore

        def restored(vault: Vault) -> None:
            self.folder = wanted.folder
            if wanted.is_recovery_key:
                self._hold_and_reset(vault)
            else:
                self._hand_over(vault)

        self._do(lambda: restore(wanted), restored)

    @Slot()
    def _choose_other(self) -> None:
        choose_folder(self, "Choose the folder of a vault, or an empty one", self._use_other)

    def _use_other(self, folder: Path) -> None:
        if self._locked is None:
            self.show_folder(folder)
        elif folder != self.folder:
            self.leave_requested.emit(folder)

    @Slot()
    def _create_elsewhere(self) -> None:
        self.show_folder(default_vault())

    def _do(self, work: Callable[[], object], done: Callable[..., None]) -> None:
        """Has the panel wait while something is done beside the main thread."""
        panel = self._panel
        if panel is None:
            return
        panel.set_busy(True)
        self._background.run(work, done=done, failed=self._refused, owner=self)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, WrongPassphrase) and isinstance(self._panel, UnlockPanel):
            self._tries.wrong()
        if self._panel is not None:
            self._panel.set_busy(False)
        if isinstance(error, KnownError) and self._panel is not None:
            self._panel.refuse(error)
        else:
            show_error(self, error)

    def _hand_over(self, vault: Vault | None) -> None:
        """It is open: nothing typed stays here, and the folder is remembered."""
        self._tries.right()
        self._show(Panel("Opening your vault…"))
        self._in_hand, self.key_not_kept = None, False
        if vault is None:
            self._locked, self._going_on = None, None
            self.unlocked.emit()
            return
        self._remember()
        self.opened.emit(vault)

    def _remember(self) -> None:
        folder = "" if self.folder == default_vault() else str(self.folder)
        if folder != self._settings.current.vault_folder:
            try:
                self._settings.replace(replace(self._settings.current, vault_folder=folder))
            except KnownError as error:
                show_error(self, error)

    # how it looks

    def _middle(self) -> QWidget:
        """The name above, the step below it, in a column in the middle."""
        mark = box(row(Picture("notebook-pen", "accent", TITLE), margins=SPACE_3), "mark")
        name, line = (
            Label("IntelliSession", "title"),
            Label("Everything stays on this computer.", role="muted"),
        )
        for label in (name, line):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        head: QVBoxLayout = column(row(None, mark, None), SPACE_2, name, line, spacing=SPACE_2)
        holder = QWidget()
        holder.setFixedWidth(COLUMN)
        holder.setLayout(column(head, self._place, spacing=SPACE_5))
        content = QWidget()
        content.setLayout(
            column(None, row(None, holder, None), None, None, margins=(SPACE_3, SPACE_4, SPACE_3, SPACE_4))
        )
        return content

    def _show(self, panel: Panel) -> None:
        """Puts a step in the place of the one before, of which nothing stays."""
        if self._panel is not None:
            self._place.removeWidget(self._panel)
            self._panel.hide()
            self._panel.setParent(None)
            self._panel.deleteLater()
        self._panel = panel
        self._place.addWidget(panel)
        panel.show()
        panel.start()
