"""The page engine: reads handwriting and print from photos, scans and PDFs. Runs in a worker.

PP-OCR's models come inside the rapidocr package; nothing is fetched. A PDF's own text is taken where it has
some.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import PageUnreadable
from ..workers.confinement import Confinement
from ..workers.engine import Engine

MOST_PAGES = 40
SURE = 0.8
"""PP-OCR's own certainty of a line below which it should be compared with the page."""
_DOTS_PER_INCH = 200
_POINTS_PER_INCH = 72
_LONGEST_SIDE = 2600  # px; PP-OCR gains nothing from more, and a photo has 4000
_MOST_PIXELS = 170_000_000  # Pillow refuses a little more itself
_SAME_LINE = 0.5  # of a line's height: how far the middles of its pieces may lie apart
_NEW_PARAGRAPH = 1.1  # of a line's height, between two lines
_FEWEST_LETTERS = 20
"""A PDF page with less text of its own is a picture."""

_TOO_MANY = f"This file has {{}} pages. At most {MOST_PAGES} can be read at once."

Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class PageText:
    """What stands on one page: lines, an empty one between paragraphs. `unsure` lines are hard to read."""

    text: str
    unsure: int = 0


class PageReadingEngine(Engine):
    """`open` a file, then `read` its pages one by one."""

    confinement = Confinement.NO_FILES

    def __init__(self, threads: int) -> None:
        """Loads the models that come with the package, and all that opens files: later nothing can be."""
        from rapidocr import RapidOCR  # only in the worker: it brings a whole computer vision library along

        self._recognize: Any = RapidOCR(
            params={
                "Global.log_level": "critical",
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            }
        )
        self._pdf: Any = None
        self._pictures: list[Image] = []
        self._warm_up()

    def _warm_up(self) -> None:
        """Reads a word of its own, and a page of no words: what is loaded on first use is there then."""
        import pypdfium2
        from PIL import Image as Pictures
        from PIL import ImageDraw

        Pictures.init()
        page = Pictures.new("RGB", (320, 96), "white")
        ImageDraw.Draw(page).text((20, 20), "Monday", fill="black", font_size=40)
        self._recognized(np.asarray(page))
        pypdfium2.PdfDocument.new().new_page(72, 72).render().to_numpy()

    def open(self, data: bytes) -> int:
        """The number of pages of a picture or PDF. Raises PageUnreadable."""
        self._pdf, self._pictures = None, []
        if data[:1024].lstrip().startswith(b"%PDF"):
            count = self._open_pdf(data)
        else:
            self._pictures = _pictures(data)
            count = len(self._pictures)
        if not 0 < count <= MOST_PAGES:
            raise PageUnreadable(_TOO_MANY.format(count))
        return count

    def read(self, page: int) -> PageText:
        """Raises PageUnreadable."""
        if self._pdf is None:
            return self._recognized(self._pictures[page])
        try:
            own = self._pdf[page].get_textpage().get_text_bounded().replace("\r\n", "\n").strip()
            if len(own) >= _FEWEST_LETTERS:
                return PageText(own)
            picture = self._pdf[page].render(scale=_DOTS_PER_INCH / _POINTS_PER_INCH).to_numpy()
        except (RuntimeError, ValueError) as error:
            raise PageUnreadable() from error
        return self._recognized(_three_channels(picture))

    def _open_pdf(self, data: bytes) -> int:
        import pypdfium2

        try:
            self._pdf = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise PageUnreadable(
                "This PDF cannot be opened. If it is protected by a password, save it without one first."
            ) from error
        return len(self._pdf)

    def _recognized(self, picture: Image) -> PageText:
        found = self._recognize(picture)
        if found.boxes is None or not len(found.boxes):
            return PageText("")
        return PageText(
            lines_of(np.asarray(found.boxes, np.float32), list(found.txts)),
            sum(float(score) < SURE for score in found.scores),
        )


def lines_of(boxes: NDArray[np.float32], texts: list[str]) -> str:
    """Pieces of text as lines, from the top: pieces at one height make a line, a wide gap a paragraph.

    `boxes`: the four corners of each piece, shape (n, 4, 2), in px.
    """
    top, bottom = boxes[:, :, 1].min(axis=1), boxes[:, :, 1].max(axis=1)
    left, middle = boxes[:, :, 0].min(axis=1), (top + bottom) / 2
    height = float(np.median(bottom - top))
    lines: list[list[int]] = []
    for n in np.argsort(middle, kind="stable"):
        if lines and abs(middle[n] - np.mean(middle[lines[-1]])) <= _SAME_LINE * height:
            lines[-1].append(int(n))
        else:
            lines.append([int(n)])
    out: list[str] = []
    end = None
    for line in lines:
        if end is not None and top[line].min() - end > _NEW_PARAGRAPH * height:
            out.append("")
        out.append(" ".join(texts[n] for n in sorted(line, key=lambda n: left[n])))
        end = bottom[line].max()
    return "\n".join(out)


def _pictures(data: bytes) -> list[Image]:
    """The frames of a picture file, upright, no larger than reading gains from."""
    from PIL import Image as Pictures
    from PIL import ImageOps, ImageSequence, UnidentifiedImageError

    try:
        with Pictures.open(io.BytesIO(data)) as file:
            if file.width * file.height > _MOST_PIXELS:
                raise PageUnreadable("This picture is too large to be read. Save it with fewer pixels.")
            count = int(getattr(file, "n_frames", 1))
            if count > MOST_PAGES:
                raise PageUnreadable(_TOO_MANY.format(count))
            frames = []
            for frame in ImageSequence.Iterator(file):
                upright = ImageOps.exif_transpose(frame).convert("RGB")
                upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
                frames.append(np.ascontiguousarray(np.asarray(upright)[:, :, ::-1]))
            return frames
    except (
        UnidentifiedImageError,
        Pictures.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,
    ) as error:
        raise PageUnreadable() from error


def _three_channels(picture: Image) -> Image:
    if picture.ndim == 2:
        picture = np.repeat(picture[:, :, None], 3, axis=2)
    return np.ascontiguousarray(picture[:, :, :3])
