"""The Generate Note dialog as its tests open and use it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import shiboken6
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.sessions.job_queue import Work, WorkState
from intellisession_desktop.ui.context import Context
from intellisession_desktop.ui.generate.dialog import GenerateDialog
from intellisession_desktop.ui.widgets.buttons import Button
from intellisession_desktop.ui.widgets.dialogs import Dialog
from tests.ui.conftest import settle

FORMATS = {
    "mp3": ("libmp3lame", "mp3"),
    "wav": ("pcm_s16le", "wav"),
    "m4a": ("aac", "ipod"),
    "webm": ("libopus", "webm"),
}


def opened(qtbot: QtBot, context: Context, client_id: str = "", job_id: str = "") -> GenerateDialog:
    """The dialog, shown, with everything it reads at first."""
    dialog = GenerateDialog(context, client_id, job_id)
    dialog.show()
    qtbot.waitExposed(dialog)
    rest(qtbot, context)
    return dialog


def gone(dialog: QWidget) -> bool:
    """Whether the dialog was closed; it deletes itself then."""
    return not shiboken6.isValid(dialog) or not dialog.isVisible()


def rest(qtbot: QtBot, context: Context) -> None:
    """Until everything asked for is answered, and what the answers asked for too."""
    settle(qtbot, context.background)
    QApplication.processEvents()
    settle(qtbot, context.background)
    QApplication.processEvents()


Shot = Callable[[QWidget, str], None]


def look(qtbot: QtBot, context: Context, dialog: GenerateDialog, shot: Shot, name: str) -> None:
    """Saves a picture once the dialog has found its size."""
    rest(qtbot, context)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setStyleSheet(application.styleSheet())  # what was hidden till now is as high as it will be
    heights: list[tuple[int, ...]] = []

    def at_rest() -> bool:
        heights.append(tuple(each.height() for each in (dialog, *dialog.findChildren(QLabel))))
        return len(heights) > 4 and len(set(heights[-4:])) == 1

    qtbot.waitUntil(at_rest)
    bar = dialog.area.verticalScrollBar()
    # It does not scroll without need, once the layout has come to rest.
    qtbot.waitUntil(lambda: dialog.height() in (440, 720) or not bar.isVisible())
    shot(dialog, name)


def button(widget: QWidget, name: str) -> Button:
    """The button of this name that can be seen."""
    return next(each for each in widget.findChildren(Button, name) if each.isVisible())


def press(qtbot: QtBot, widget: QWidget, name: str) -> None:
    qtbot.mouseClick(button(widget, name), Qt.MouseButton.LeftButton)


def said(widget: QWidget, name: str) -> str:
    """The text of the label of this name that can be seen; empty where there is none."""
    return next((each.text() for each in widget.findChildren(QLabel, name) if each.isVisible()), "")


def question(dialog: QWidget) -> Dialog:
    """What is being asked over the dialog."""
    return next(each for each in dialog.findChildren(Dialog) if each.isVisible())


def sound_file(folder: Path, ending: str, seconds: float = 3.0) -> Path:
    """A small recording of noise."""
    codec, container = FORMATS[ending]
    path = folder / f"session.{ending}"
    noise = np.random.default_rng(3).uniform(-0.3, 0.3, round(seconds * 48_000)).astype(np.float32)
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=48_000)
        stream.codec_context.layout = "mono"
        resampler = av.AudioResampler(stream.codec_context.format, "mono", 48_000, frame_size=0)
        frame = av.AudioFrame.from_ndarray(noise[None, :], format="flt", layout="mono")
        frame.sample_rate = 48_000
        fifo = av.AudioFifo()
        for part in resampler.resample(frame):
            fifo.write(part)
        size = stream.codec_context.frame_size or 1024
        while (piece := fifo.read(size, partial=True)) is not None:
            file.mux(stream.encode(piece))
        file.mux(stream.encode(None))
    return path


def drop(dialog: GenerateDialog, *paths: Path | QUrl) -> bool:
    """Drops files on the dialog as a person does; gives whether they could be."""
    data = QMimeData()
    data.setUrls([each if isinstance(each, QUrl) else QUrl.fromLocalFile(str(each)) for each in paths])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, buttons, keys)
    enter.ignore()
    dialog.dragEnterEvent(enter)
    if not enter.isAccepted():
        return False
    dialog.dropEvent(QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, buttons, keys))
    return True


def attach(qtbot: QtBot, dialog: GenerateDialog, path: Path) -> None:
    """Drops a file and waits until it was looked at."""
    assert drop(dialog, path)
    panel = dialog.inputs.boxes[0].attach
    qtbot.waitUntil(lambda: not panel.looking, timeout=30_000)


def ended(context: Context, work_state: WorkState = WorkState.DONE) -> Callable[[], bool]:
    """Whether all work has come to this state."""

    def look() -> bool:
        works: tuple[Work, ...] = context.jobs.works()
        return bool(works) and all(work.state is work_state for work in works)

    return look
