"""The text of photographed, scanned or printed pages, to be corrected by the therapist and written from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..engine.page_reading import PageReadingEngine, PageText
from ..errors import PageUnreadable
from ..records import Progress
from ..settings import load_settings
from ..workers.worker import Worker
from .jobs import CancelToken, Report

KINDS = ("*.jpg", "*.jpeg", "*.png", "*.webp", "*.tif", "*.tiff", "*.bmp", "*.pdf")
READING = "reading"
_LARGEST = 60 * 1024 * 1024  # bytes: a photo has 5 MB, forty scanned pages some 30


@dataclass(frozen=True, slots=True)
class PagesRead:
    """The text of all pages; `unsure` lines were hard to read and have to be compared with the page."""

    text: str
    pages: int
    unsure: int


def page_worker() -> Worker:
    """The program that reads pages, in a process of its own. Raises EngineCrashed."""
    return Worker("pages", PageReadingEngine, load_settings().engine_threads())


def read_pages(
    path: Path, report: Report, cancel: CancelToken, start: Callable[[], Worker] = page_worker
) -> PagesRead:
    """Reads a picture or PDF; the file is not changed, and nothing of it is stored.

    Raises PageUnreadable (also for one that is too big, or without any writing), EngineCrashed, Cancelled.
    """
    data = _content(path)
    report(Progress(READING, 0.0))
    with start() as worker:
        count = worker.call("open", data, cancelled=cancel.cancelled)
        found: list[PageText] = []
        for page in range(count):
            report(Progress(READING, page / count))
            found.append(worker.call("read", page, cancelled=cancel.cancelled))
    text = "\n\n".join(page.text for page in found if page.text.strip())
    if not text:
        raise PageUnreadable("No writing was found in this file. Try a sharper photo, or type the text.")
    return PagesRead(text, count, sum(page.unsure for page in found))


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise PageUnreadable("This file is too big to be read. Take its pages in one at a time.")
        return path.read_bytes()
    except OSError as error:
        raise PageUnreadable(
            "This file cannot be opened. Check that it is still there and may be read."
        ) from error
