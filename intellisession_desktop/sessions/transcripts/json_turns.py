"""The transcript in our own JSON: a list of {start, end, speaker, text}, alone or inside a whole result."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from ...errors import TranscriptUnreadable
from .names import tidy
from .said import Said

_BEGINNING = re.compile(r'\s*(?:\[\s*[\[{]|\{\s*")')
_LATEST_S = 7 * 24 * 3600.0


def is_json(text: str) -> bool:
    """Whether it begins as JSON does; '[Anna Berg] 10:03' does not."""
    return _BEGINNING.match(text) is not None


def json_turns(text: str) -> tuple[Said, ...]:
    """The turns as they stand there: nothing is joined, so that what is known of them by position stays true.

    Raises TranscriptUnreadable.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TranscriptUnreadable() from error
    if isinstance(content, dict):
        content = content.get("transcript")
    if not isinstance(content, list) or not all(isinstance(each, dict) for each in content):
        raise TranscriptUnreadable()
    return tuple(said for each in content if (said := _said(each)).text)


def _said(each: dict[str, Any]) -> Said:
    text, speaker = each.get("text"), each.get("speaker", "")
    if not isinstance(text, str) or not isinstance(speaker, str):
        raise TranscriptUnreadable()
    words = " ".join(text.encode("utf-8", "replace").decode().split())
    name = tidy(speaker.encode("utf-8", "replace").decode())
    return Said(name, words, _time(each.get("start")), _time(each.get("end")))


def _time(value: Any) -> float | None:
    """Seconds; None where there are none. Raises TranscriptUnreadable."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TranscriptUnreadable()
    return float(value) if 0 <= value <= _LATEST_S and math.isfinite(value) else None
