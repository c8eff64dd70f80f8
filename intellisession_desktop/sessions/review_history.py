"""The steps of a review, which outlive it: who leaves a note and comes back can still undo them."""

from __future__ import annotations

from dataclasses import dataclass, field

from .review_content import ReviewContent


@dataclass(slots=True)
class History:
    """What the note holds now, what it held before each step, and what was undone."""

    content: ReviewContent
    undo: list[ReviewContent] = field(default_factory=list)
    redo: list[ReviewContent] = field(default_factory=list)
