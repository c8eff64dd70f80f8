"""Cycles of objects end on the main thread, from the event loop, and nowhere else."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from intellisession_desktop.ui.garbage import Collector


class Knot(QWidget):
    """A widget that nothing but itself holds."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def busy() -> None:
    """Makes enough objects for Python to collect many times, if it did by itself."""
    held = [[i] for i in range(gc.get_threshold()[0] * 50)]
    held.clear()


def test_another_thread_destroys_no_widget_and_the_event_loop_does(
    collector: Collector, qtbot: QtBot
) -> None:
    assert not gc.isenabled()
    gc.collect()
    threads: list[int] = []
    knot = Knot()
    watched = weakref.ref(knot, lambda _: threads.append(threading.get_ident()))
    del knot
    other = threading.Thread(target=busy)
    other.start()
    other.join()
    assert watched() is not None
    held = [[i] for i in range(gc.get_threshold()[0] * 2)]  # there is something due
    qtbot.waitUntil(lambda: watched() is None, timeout=10_000)
    assert threads == [threading.main_thread().ident]
    assert held


def test_nothing_due_costs_nothing(collector: Collector) -> None:
    gc.collect()
    before = [each["collections"] for each in gc.get_stats()]
    collector.look()
    assert [each["collections"] for each in gc.get_stats()] == before
