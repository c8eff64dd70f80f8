"""How a statement stood when it was drafted, kept while something about that is in doubt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AsDrafted:
    """`speakers`: who was taken to have said each turn of its evidence; `reason`: what was noted with it."""

    speakers: tuple[str, ...]
    reason: str = ""
