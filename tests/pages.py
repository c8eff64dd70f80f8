"""Pages to be read, drawn or printed for a test."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen.canvas import Canvas

from intellisession_desktop.settings import resources_folder

LINES = (
    "Client came in late and spoke of the exam on Monday.",
    "She slept about five hours, without nightmares.",
    "Plan: breathing twice a day, next session Thursday.",
)


def page(lines: Sequence[str] = LINES, kind: str = "PNG", turned: int = 0) -> bytes:
    """A picture of printed lines; `turned`: by so many quarter turns, and the camera says so."""
    picture = Image.new("RGB", (1240, 120 + 80 * len(lines)), "white")
    font = ImageFont.truetype(str(resources_folder() / "fonts" / "DejaVuSansCondensed.ttf"), 34)
    draw = ImageDraw.Draw(picture)
    for n, line in enumerate(lines):
        draw.text((60, 50 + 80 * n), line, fill="black", font=font)
    exif = Image.Exif()
    if turned:
        picture = picture.rotate(90, expand=True)
        exif[0x0112] = 6  # to be turned back clockwise
    out = io.BytesIO()
    picture.save(out, kind, exif=exif)
    return out.getvalue()


def pdf(*pages: bytes | str) -> bytes:
    """A PDF of pages with text of their own, or with a picture of one."""
    from reportlab.lib.utils import ImageReader

    out = io.BytesIO()
    canvas = Canvas(out)
    for each in pages:
        if isinstance(each, str):
            canvas.drawString(72, 700, each)
        else:
            canvas.drawImage(
                ImageReader(io.BytesIO(each)), 40, 500, width=510, preserveAspectRatio=True, anchor="nw"
            )
        canvas.showPage()
    canvas.save()
    return out.getvalue()
