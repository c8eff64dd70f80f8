"""For all tests."""

from __future__ import annotations

import faulthandler
import os
from collections.abc import Iterator

import pytest

from intellisession_desktop.audio import decoder
from intellisession_desktop.audio.decoder import DecoderEngine
from intellisession_desktop.workers.descriptors import Handed
from tests import fake_microphone
from tests.fakes import LocalWorker

OWN_DECODER = ("tests/e2e/", "tests/unit/audio/test_decoder.py")
"""Tests whose files are decoded in a process of its own, as in life; the others save the time it takes to
start. Programs that a test starts always have one.
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="fifty kills instead of six (tests/kills)")
    parser.addoption("--own-decoder", action="store_true", help="every file in a process of its own")


def pytest_configure() -> None:
    """A crash below Python names the thread that it happened on, first and only: logs get cut."""
    faulthandler.enable(file=os.dup(2), all_threads=False)


@pytest.fixture(autouse=True)
def no_recorder_is_left() -> Iterator[None]:
    """The next test has the microphone for itself."""
    yield
    fake_microphone.stop_all()


@pytest.fixture(autouse=True)
def files_are_decoded_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the test's own process, but for OWN_DECODER."""
    if not request.node.nodeid.startswith(OWN_DECODER) and not request.config.getoption("--own-decoder"):
        monkeypatch.setattr(
            decoder, "start_decoder", lambda number, patience_s: LocalWorker(DecoderEngine(Handed(number)))
        )
