"""What became of something that was planned in an earlier session."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class OutcomeKind(StrEnum):
    """The values are a contract of the command line's JSON."""

    DONE = "done"
    PARTLY = "partly"
    NOT_DONE = "not done"
    NOT_MENTIONED = "not mentioned"


@dataclass(frozen=True, slots=True)
class ItemOutcome:
    """`item` as the earlier note words it."""

    item: str
    outcome: OutcomeKind
