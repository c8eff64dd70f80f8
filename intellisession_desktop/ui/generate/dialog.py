"""The Generate Note dialog: from who was there and what was said to a note in the making."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from ...errors import KnownError, OtherClientNamed
from ...sessions.models import ModelChoice, missing_defaults
from ...sessions.waiting import WaitingSound, open_waiting
from .. import words
from ..context import Context
from ..preferences.dialog import PreferencesDialog
from ..shortcuts import SHORTCUTS
from ..tokens import SPACE_2
from ..widgets.buttons import Button, Switch
from ..widgets.dialogs import Dialog
from ..widgets.layouts import column, scrolling
from ..widgets.tab_order import tab_through
from ..widgets.texts import Banner, Label
from .begun import say_begun
from .closing import ask_about_recording, ask_about_text
from .consent_panel import ConsentPanel, Consents
from .creating import Begun, creation
from .details import DetailsForm
from .head import Head
from .inputs import Content, Inputs
from .other_client import ask_whose

_WIDTH = 640
_TALLEST = 0.9  # of the screen
_LEAST_HEIGHT = 400
_LOW = 500  # px; as on a screen of 1280 x 720 at 150 %
_TITLE_BAR = 30  # px, about; the real one is not known yet when the place is chosen
_DESTROYED = "Audio is destroyed once it is transcribed."
_FILE_KEPT = "The file you attached is kept."
_TRANSCRIPT_KEPT = "The transcript you attached stays where it is."
_KEPT = "The recording is kept. You can write its note from the client's page."


class GenerateDialog(Dialog):
    """Not modal: notes can be read while a session is recorded. Closing it never loses a recording."""

    def __init__(self, context: Context, client_id: str = "", job_id: str = "") -> None:
        """`client_id`: chosen at first; `job_id`: of sound that waits for its note."""
        super().__init__(context.window, "Generate Note", _WIDTH)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setAcceptDrops(True)
        self._context, self._job_id = context, job_id
        self._creating = self._leaving = False
        self._declined_told = ""
        self._fitted = 0
        self.form = DetailsForm(context, client_id)
        self.consent = ConsentPanel(context)
        self.inputs = Inputs(context, self.form.details)
        self.summary_only = Switch("Summary Only")
        self.summary_only.setObjectName("summary-only")
        self._head = Head(self.form, self.consent, self.summary_only)
        self._models = Banner("", "caution", Button("Models…", on_click=self._show_models, name="models"))
        self._models.setVisible(False)
        self._foot = Label(_DESTROYED, "small")
        self._foot.setObjectName("foot")
        self.error = Banner("", "danger")
        self.error.label.setObjectName("error")
        self.error.setVisible(False)
        self.missing = Label("", "small")
        self.missing.setObjectName("missing")
        self.missing.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.create_button = Button("Create", "primary", on_click=self.create_note, name="create")
        self._content = QWidget()
        self._content.setLayout(column(self._models, self._head, self.inputs, None, margins=(0, 2, 0, 2)))
        self.area = scrolling(self._content)
        self.area.setMinimumHeight(120)
        self.add(self.area, column(self.error, self._foot, spacing=SPACE_2))
        self.buttons.addWidget(self.missing, 1)
        self._cancel = Button("Cancel", on_click=self.reject, name="cancel")
        self.set_buttons(self._cancel, self.create_button)
        self._connect()
        self._content.installEventFilter(self)
        self._fit_timer = QTimer(self)
        self._fit_timer.setSingleShot(True)
        self._fit_timer.timeout.connect(self._fit)
        context.background.run(missing_defaults, done=self._say_models, owner=self)
        if job_id:
            vault = context.vault
            context.background.run(
                lambda: open_waiting(vault, job_id), done=self._waiting, failed=self._gone, owner=self
            )
        self._update()

    def stop_recording(self) -> None:
        """Ends a running recording and keeps it; for whoever closes the window."""
        recorder = self.inputs.recorder
        if recorder is not None and recorder.active:
            recorder.stop()

    @Slot()
    def create_note(self) -> None:
        """Hands everything over, once."""
        self._create(names_meant=False)

    def _create(self, names_meant: bool) -> None:
        understood = self.form.settled()  # before it is looked whether something is missing
        content = self._ready()
        if self._creating or not understood or isinstance(content, str):
            return
        self._creating = True
        self.error.setVisible(False)
        self._update()
        work = creation(self._context, self.form.details(), content, self.inputs.summary_only, names_meant)
        self._context.background.run(work, done=self._created, failed=self._failed, owner=self)

    def reject(self) -> None:
        """Escape, Cancel and the window's x: asks where something would be lost."""
        recorder = self.inputs.recorder
        if self._creating:
            return
        if recorder is not None and recorder.active:
            ask_about_recording(self, recorder.recorded_s, self._stop_and_go, self._destroy_and_go)
        elif self.inputs.written:
            ask_about_text(self, self._go)
        else:
            self._go()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.isVisible() and not self._leaving:
            self.reject()
            if not self._leaving:
                event.ignore()
                return
        super().closeEvent(event)

    def _connect(self) -> None:
        self.form.changed.connect(self._details_changed)
        self.consent.changed.connect(self._consents_changed)
        self.inputs.changed.connect(self._inputs_changed)
        self.inputs.consent_wanted.connect(lambda: self.consent.record())
        self.inputs.form_wanted.connect(self.consent.save_form)
        self.inputs.summary_wanted.connect(lambda: self.summary_only.setChecked(True))
        self.summary_only.toggled.connect(self._switched)
        for name, slot in (("create", self.create_note), ("pause", self._pause)):
            QShortcut(QKeySequence(SHORTCUTS[name].keys), self).activated.connect(slot)
        mark = QShortcut(QKeySequence(SHORTCUTS["mark"].keys), self)
        mark.setContext(Qt.ShortcutContext.ApplicationShortcut)  # also while an earlier note is read
        mark.activated.connect(self._mark)

    def _ready(self) -> Content | str:
        """What a note can be made from, or what is missing."""
        if not self.form.details().client_id:
            return "Choose a client"
        if self.form.details().date_unclear:
            return "Check the date"
        content = self.inputs.content()
        return content.missing or content

    @Slot()
    def _details_changed(self) -> None:
        self.error.setVisible(False)  # it was said of what was chosen before
        self.consent.show_for(self.form.details())
        self._update()

    @Slot(object)
    def _consents_changed(self, consents: Consents) -> None:
        self.error.setVisible(False)
        self.inputs.set_consents(consents)
        who = f"{self.form.client.key()} {consents.declined}" if consents.declined else ""
        if who and who != self._declined_told and self.inputs.recorder is None:
            self.summary_only.setChecked(True)
        self._declined_told = who
        self._update()

    @Slot()
    def _inputs_changed(self) -> None:
        self._update()
        recorder = self.inputs.recorder
        if self._leaving and (recorder is None or not recorder.active):
            self._go()

    @Slot(bool)
    def _switched(self, on: bool) -> None:
        self.inputs.set_summary_only(on)
        self._update()

    @Slot()
    def _pause(self) -> None:
        recorder = self.inputs.recorder
        if recorder is not None:
            recorder.pause_or_go_on()

    @Slot()
    def _mark(self) -> None:
        recorder = self.inputs.recorder
        if recorder is not None:
            recorder.mark()

    def _update(self) -> None:
        recorder, consents = self.inputs.recorder, self.consent.consents
        self.setProperty("recording_active", recorder is not None and recorder.active)
        self.form.hold_client(recorder is not None)
        self.summary_only.setEnabled(recorder is None)
        self.summary_only.setToolTip("" if recorder is None else "This comes from the recording.")
        declined = consents.declined if self.summary_only.isChecked() else ""
        self._head.say_declined(
            f"{declined} declined to be recorded, so you write the summary yourself." if declined else ""
        )
        ready = self._ready()
        waits = ready if isinstance(ready, str) else ""
        self.missing.setText("Starting…" if self._creating else f"{waits}." if waits else "")
        self.create_button.setEnabled(not waits and not self._creating)
        if not waits and self.focusWidget() in (None, self, self._cancel):
            self.create_button.setFocus()  # what had the keyboard is gone, as Stop is after a recording
        kept = not isinstance(ready, str) and ready.attached is not None and ready.options.keep_audio
        only_text = self.summary_only.isChecked() and recorder is None
        file_kept = _TRANSCRIPT_KEPT if self.inputs.holds_transcript else _FILE_KEPT if kept else ""
        self._foot.setText(file_kept or _DESTROYED)
        self._foot.setVisible(not only_text)

    def _created(self, begun: Begun) -> None:
        self._context.client_changed.emit(self.form.details().client_id)
        self._leaving = True
        self.accept()
        say_begun(self._context, begun)

    def _failed(self, error: Exception) -> None:
        self._creating = False
        if isinstance(error, OtherClientNamed):
            name, why = self.form.client.currentText(), self._context.told(error)
            ask_whose(self, name, why, lambda: self._create(names_meant=True))
        elif isinstance(error, KnownError):
            self.error.label.setText(self._context.told(error))
            self.error.setVisible(True)
        else:
            self._context.show_error(error)
        self._update()

    def _stop_and_go(self) -> None:
        self._leaving = True
        self.stop_recording()
        self._inputs_changed()

    def _destroy_and_go(self) -> None:
        recorder = self.inputs.recorder
        if recorder is not None:
            self._leaving = True
            recorder.destroy_recording()
        self._inputs_changed()

    def _go(self) -> None:
        recorder = self.inputs.recorder
        if recorder is not None and recorder.job_id and not self._job_id:
            self._context.notify(_KEPT, "info")
            self._context.client_changed.emit(self.form.details().client_id)
        self._leaving = True
        super().reject()

    def _waiting(self, waiting: WaitingSound) -> None:
        self.summary_only.setChecked(waiting.options.dictated or waiting.job.recording_id is None)
        self.form.show_session(waiting.session)
        self.inputs.show_waiting(waiting)
        self._details_changed()

    def _gone(self, error: Exception) -> None:
        self._context.show_error(error)
        self._go()

    def _say_models(self, missing: tuple[ModelChoice, ...]) -> None:
        if missing:
            roles = " and ".join(
                {"speech": "listens", "writing": "writes"}.get(role, role)
                for role in dict.fromkeys(each.role for each in missing)
            )
            size = words.size(sum(each.size for each in missing))
            self._models.label.setText(
                f"The model that {roles} is not installed yet ({size}). You can record now and make the note "
                "later."
            )
        self._models.setVisible(bool(missing))

    def _show_models(self) -> None:
        PreferencesDialog(self._context, "Models").open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if event.mimeData().hasUrls() and self.inputs.hover(True, paths):
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.inputs.hover(False)

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        event.acceptProposedAction()
        self.inputs.drop(paths, others=len(paths) < len(urls))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_timer.start(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_timer.start(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._content and event.type() == QEvent.Type.LayoutRequest:
            self._fit_timer.start(0)
        return False

    @Slot()
    def _fit(self) -> None:
        """As high as the content needs and the screen allows, until a person chooses another height."""
        top = (self._models, self.form, self.consent, self.summary_only)
        tab_through((*top, *self.inputs.tab_parts(), self.error, self._cancel, self.create_button))
        QTimer.singleShot(0, self, self._bring_into_view)  # when everything has its new place
        layout = self._content.layout()
        chosen = bool(self._fitted) and self.height() != self._fitted
        most = round(self.screen().availableGeometry().height() * _TALLEST)
        low = (self.height() if chosen else most) < _LOW
        self.set_low(low)
        self._head.set_low(low)
        if layout is None or chosen:
            return
        around = self.height() - self.area.viewport().height()
        needed = layout.totalHeightForWidth(self._content.width()) + around
        self._fitted = max(_LEAST_HEIGHT, self._fitted, min(needed, most))  # it only grows: nothing jumps
        self.resize(self.width(), self._fitted)
        room = self.screen().availableGeometry()
        if self.geometry().top() < room.top() + _TITLE_BAR:
            self.move(self.x(), room.top() + _TITLE_BAR)  # where it can be taken hold of

    @Slot()
    def _bring_into_view(self) -> None:
        """Scrolls to a box in which something was chosen or which was added at the end."""
        focused = self.focusWidget()
        for box in self.inputs.boxes:
            if focused is not None and box.isAncestorOf(focused):
                self.area.ensureWidgetVisible(box, 0, 0)
                self.area.ensureWidgetVisible(focused)
