"""Which section of an open note takes a statement."""

from __future__ import annotations

from ..errors import InvalidInput, NotFound
from ..notes.formats.format import Kind, load_format
from .opened import Opened
from .review_content import ReviewContent


def section_taking(opened: Opened, content: ReviewContent, kind: Kind) -> int:
    """Where the note's format puts such a statement; where that is unknown, the first section but risk's."""
    names = [section.name for section in content.sections]
    try:
        name = load_format(opened.note.format).section_for(kind)
    except (NotFound, InvalidInput):
        name = ""
    if name in names:
        return names.index(name)
    return next((i for i in range(len(names)) if i != opened.risk_section), 0)
