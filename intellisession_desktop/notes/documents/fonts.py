"""The font of PDF documents: it ships with the program, since PDF's own fonts know Western letters only."""

from __future__ import annotations

from functools import cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from ...settings import resources_folder
from .content import printable

REGULAR = "DejaVu Sans Condensed"
BOLD = "DejaVu Sans Condensed Bold"
_FILES = {REGULAR: "DejaVuSansCondensed.ttf", BOLD: "DejaVuSansCondensed-Bold.ttf"}
_ABSENT = "?"


@cache
def register() -> frozenset[int]:
    """Makes both weights known to reportlab; the code points that both can show."""
    known = []
    for name, file in _FILES.items():
        font = TTFont(name, resources_folder() / "fonts" / file)
        pdfmetrics.registerFont(font)
        known.append(frozenset(font.face.charToGlyph))
    return frozenset.intersection(*known)


def shown(text: str) -> str:
    """`text` as the font can show it: Latin, Cyrillic, Greek and more; a question mark for the rest (Chinese,
    Japanese, Korean, most pictures), never an empty box.
    """
    known = register()
    return "".join(char if ord(char) in known or char == "\n" else _ABSENT for char in printable(text))
