"""From a file to the text of its pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from intellisession_desktop.engine.page_reading import PageText
from intellisession_desktop.errors import Cancelled, PageUnreadable
from intellisession_desktop.records import Progress
from intellisession_desktop.sessions import pages
from intellisession_desktop.sessions.jobs import CancelToken, unreported
from intellisession_desktop.sessions.pages import PagesRead, read_pages
from intellisession_desktop.workers.engine import Engine
from tests.fakes import LocalWorker
from tests.pages import LINES, page


class TwoPages(Engine):
    def __init__(self, *found: PageText) -> None:
        self.found = found

    def open(self, data: bytes) -> int:
        return len(self.found)

    def read(self, n: int) -> PageText:
        return self.found[n]


def starting(*found: PageText) -> Any:
    return lambda: LocalWorker(TwoPages(*found))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "notes.png"
    path.write_bytes(page())
    return path


def test_a_page_is_read_in_a_worker_and_left_as_it_was(file: Path) -> None:
    before = file.read_bytes()
    assert read_pages(file, unreported, CancelToken()) == PagesRead("\n".join(LINES), 1, 0)
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_pages_stand_one_after_another_and_what_was_hard_to_read_is_counted(file: Path) -> None:
    told: list[Progress] = []
    worker = starting(PageText("One.", 1), PageText(" "), PageText("Two.", 2))
    assert read_pages(file, told.append, CancelToken(), worker) == PagesRead("One.\n\nTwo.", 3, 3)
    assert [each.done for each in told] == [0.0, 0.0, 1 / 3, 2 / 3]


def test_a_file_without_writing_too_big_or_gone_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PageUnreadable, match="No writing"):
        read_pages(file, unreported, CancelToken(), starting(PageText("")))
    with monkeypatch.context() as patched:
        patched.setattr(pages, "_LARGEST", 100)
        with pytest.raises(PageUnreadable, match="too big"):
            read_pages(file, unreported, CancelToken(), starting(PageText("x")))
    file.unlink()
    with pytest.raises(PageUnreadable, match="cannot be opened"):
        read_pages(file, unreported, CancelToken(), starting(PageText("x")))


def test_it_can_be_stopped(file: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        read_pages(file, unreported, cancel)
