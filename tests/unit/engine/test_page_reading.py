"""Pages are read with the real models: what is printed on them is what comes back."""

from __future__ import annotations

import socket

import numpy as np
import pytest

from intellisession_desktop.engine import page_reading
from intellisession_desktop.engine.page_reading import MOST_PAGES, PageReadingEngine, PageText, lines_of
from intellisession_desktop.errors import PageUnreadable
from tests.pages import LINES, page, pdf


@pytest.fixture(scope="module")
def engine() -> PageReadingEngine:
    return PageReadingEngine(1)


@pytest.mark.parametrize(("kind", "turned"), [("PNG", 0), ("JPEG", 1), ("WEBP", 0), ("TIFF", 0), ("BMP", 0)])
def test_a_picture_of_a_page_is_read_line_by_line(engine: PageReadingEngine, kind: str, turned: int) -> None:
    assert engine.open(page(kind=kind, turned=turned)) == 1
    assert engine.read(0) == PageText("\n".join(LINES))


def test_a_pdf_gives_its_own_text_and_a_scan_in_it_is_read(engine: PageReadingEngine) -> None:
    own = "Client reported two panic attacks this week."
    assert engine.open(pdf(own, page())) == 2
    assert engine.read(0) == PageText(own)
    assert engine.read(1).text.split("\n") == list(LINES)


def test_an_empty_page_has_no_text(engine: PageReadingEngine) -> None:
    engine.open(page(()))
    assert engine.read(0) == PageText("")


@pytest.mark.parametrize(
    "data",
    [b"", b"just words", b"%PDF-1.7 broken", page()[:200], b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBPVP8 "],
)
def test_what_is_no_page_is_refused(engine: PageReadingEngine, data: bytes) -> None:
    with pytest.raises(PageUnreadable):
        engine.open(data)


def test_too_many_pages_are_refused(engine: PageReadingEngine) -> None:
    with pytest.raises(PageUnreadable, match=f"has {MOST_PAGES + 1} pages"):
        engine.open(pdf(*["x"] * (MOST_PAGES + 1)))


def test_a_picture_that_would_fill_the_memory_is_refused(
    engine: PageReadingEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_reading, "_MOST_PIXELS", 1000)
    with pytest.raises(PageUnreadable):
        engine.open(page())


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    engine = PageReadingEngine(1)
    engine.open(page(LINES[:1]))
    assert engine.read(0).text == LINES[0]


def test_pieces_at_one_height_make_a_line_and_a_gap_makes_a_paragraph() -> None:
    def box(left: float, top: float) -> list[tuple[float, float]]:
        return [(left, top), (left + 90, top), (left + 90, top + 20), (left, top + 20)]

    boxes = np.array([box(200, 3), box(0, 0), box(0, 30), box(0, 100)], np.float32)
    assert lines_of(boxes, ["right", "left", "second", "third"]) == "left right\nsecond\n\nthird"
