"""Names one after the other, as a sentence lists them."""

from __future__ import annotations

from collections.abc import Sequence


def listed(names: Sequence[str]) -> str:
    """'A', 'A and B', 'A, B and C'; empty for none."""
    *first, last = names or ("",)
    return f"{', '.join(first)} and {last}" if first else last
