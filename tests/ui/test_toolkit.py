"""What must hold of Qt's bindings themselves."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None cannot die there")
def test_calls_that_give_nothing_leave_none_alive(qtbot: QtBot) -> None:
    """Where each of them takes one reference too many (as 6.12.0 does), the program dies after some
    thousands.
    """
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(200):
        label.setEnabled(True)
    assert sys.getrefcount(None) > before - 100
