"""Leads Tab through a window as it is read, though its parts were made in another order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_through(parts: Sequence[QWidget]) -> None:
    """Tab goes through `parts` one after another; what is inside each keeps its own order."""
    for before, after in pairwise([stop for part in parts for stop in _stops(part)]):
        QWidget.setTabOrder(before, after)


def _stops(part: QWidget) -> Iterator[QWidget]:
    here: QWidget | None = part
    last: QWidget | None = None
    while here is not None:
        inside_last = last is not None and last.isAncestorOf(here)  # as the line inside a field for dates
        if (
            (here is part or part.isAncestorOf(here))
            and not inside_last
            and here.focusPolicy() & Qt.FocusPolicy.TabFocus
        ):
            last = here
            yield here
        here = here.nextInFocusChain()
        if here is part:
            return
