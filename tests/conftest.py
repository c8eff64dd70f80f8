"""For all tests."""

from __future__ import annotations

import faulthandler
import os
from collections.abc import Iterator

import pytest

from tests import fake_microphone


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="fifty kills instead of six (tests/kills)")


def pytest_configure() -> None:
    """A crash below Python names the thread that it happened on, first and only: logs get cut."""
    faulthandler.enable(file=os.dup(2), all_threads=False)


@pytest.fixture(autouse=True)
def no_recorder_is_left() -> Iterator[None]:
    """The next test has the microphone for itself."""
    yield
    fake_microphone.stop_all()
