"""How a therapist wants drafts to be: their length, how much is quoted, and which words name an
intervention.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Length(StrEnum):
    """How much of a session a draft tells."""

    BRIEF = "brief"
    STANDARD = "standard"
    FULL = "full"


class Quotes(StrEnum):
    """How often the client's own words stand in a draft."""

    FEW = "few"  # only where nothing else would be true
    SOME = "some"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Style:
    """`school`: the way of working whose words are used ('' for those of all): CBT, DBT, ACT, MI,
    psychodynamic,
    EMDR, solution-focused or systemic.
    """

    length: Length = Length.STANDARD
    quotes: Quotes = Quotes.SOME
    school: str = ""

    @property
    def room(self) -> float:
        """Words of a draft's statements over words of the session."""
        return {Length.BRIEF: 0.2, Length.STANDARD: 0.38, Length.FULL: 0.6}[self.length]

    @property
    def schools(self) -> frozenset[str]:
        return frozenset([self.school]) if self.school else frozenset()


STANDARD = Style()
