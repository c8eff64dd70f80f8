"""Checks statements against given turns, without a vault: for measuring, and for statements from
elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..notes.checking.evidence import check
from ..records import Progress, Status, Turn
from .draft_writing import known_to
from .engines import Engines
from .jobs import CancelToken, Report


@dataclass(frozen=True, slots=True)
class StatementToCheck:
    id: str
    text: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    id: str
    status: Status
    reason: str


def check_statements(
    wanted: Sequence[StatementToCheck], engines: Engines, report: Report, cancel: CancelToken
) -> tuple[Checked, ...]:
    """Each statement against its turns. Raises EngineCrashed, Cancelled."""
    results = []
    with engines.language(cancel) as language:
        for done, each in enumerate(wanted):
            report(Progress("checking", done / len(wanted)))
            status, reason = check(each.text, each.turns, known_to("", None), language)
            results.append(Checked(each.id, status, reason))
    return tuple(results)
