"""`intellisession self-test`: whether this installation can do its main job, tried for real."""

from __future__ import annotations

import tempfile
from pathlib import Path

from ..errors import SelfTestFailed
from ..files import write_atomically
from ..sessions.documents import DocumentKind, note_document_as
from ..sessions.engines import installed_engines
from ..sessions.jobs import CancelToken, unreported
from ..sessions.note_creation import NoteCreation
from ..sessions.pages import read_pages
from ..sessions.sample import sample_session
from ..settings import load_settings, resources_folder
from .terminal import progress

_SENTENCE = "Client slept five hours and kept the log."


def self_test() -> None:
    """Make the sample session's note in a throw-away vault, and look at everything it promises."""
    with sample_session() as (vault, request):
        with progress() as report:
            creation = NoteCreation(vault, lambda: installed_engines(load_settings()), report)
            outcome = creation.create(request)
        statements = [each for section in outcome.note.sections for each in section.statements]
        receipt = outcome.receipt
        _require(len(outcome.turns) > 0, "The transcript is empty.")
        _require(len(statements) > 0, "The note is empty.")
        _require(receipt is not None and receipt.destruction.complete, "There is no receipt for the audio.")
        _require(request.audio is not None and not request.audio.exists(), "The audio is still there.")
        print(f"Note: {len(statements)} statements from {len(outcome.turns)} turns. Audio: destroyed.")
        with tempfile.TemporaryDirectory(prefix="intellisession-") as folder:
            target = Path(folder) / "note.pdf"
            write_atomically(target, note_document_as(vault, outcome.note.id, DocumentKind.PDF))
            _require(target.read_bytes().startswith(b"%PDF-"), "The PDF cannot be read.")
            print(f"PDF: {target.stat().st_size // 1024} kB.")
            picture = Path(folder) / "page.png"
            _draw(_SENTENCE, picture)
            read = read_pages(picture, unreported, CancelToken()).text
            _require(read == _SENTENCE, "A page cannot be read.")
            print("Page: read.")
    _require(not vault.folder.exists(), "The throw-away vault is still there.")
    print("Everything works.")


def _draw(sentence: str, target: Path) -> None:
    """A picture of a page with one line of print."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.truetype(str(resources_folder() / "fonts" / "DejaVuSansCondensed.ttf"), 34)
    page = Image.new("RGB", (900, 160), "white")
    ImageDraw.Draw(page).text((50, 50), sentence, fill="black", font=font)
    page.save(target)


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise SelfTestFailed(f"{otherwise} Install the program again; if it stays so, tell us.")
