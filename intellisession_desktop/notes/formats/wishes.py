"""How a therapist wants drafts to be: length, how much is quoted, and which words name an intervention."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from ...records import DraftWishes


class Length(StrEnum):
    """How much of a session a draft tells."""

    BRIEF = "brief"
    STANDARD = "standard"
    FULL = "full"


class Quotes(StrEnum):
    """How often the client's own words stand in a draft."""

    FEW = "few"
    SOME = "some"  # what was said of risk, where nothing else would be true
    MANY = "many"  # the client's most significant words too


@dataclass(frozen=True, slots=True)
class Style:
    """`school`: the way of working whose words are used ('' for those of all): CBT, DBT, ACT, MI,
    psychodynamic, EMDR, solution-focused or systemic.
    """

    length: Length = Length.STANDARD
    quotes: Quotes = Quotes.SOME
    school: str = ""

    @staticmethod
    def of(*wishes: DraftWishes) -> Style:
        """What is wished, the narrower level after the wider one: the last that says something counts. A
        value that is not known (any more) says nothing.
        """
        style = STANDARD
        for each in wishes:
            length = Length(each.length) if each.length in list(Length) else style.length
            quotes = Quotes(each.quotes) if each.quotes in list(Quotes) else style.quotes
            style = Style(length, quotes, each.school or style.school)
        return style if style.school != EVERY_SCHOOL else replace(style, school="")

    def room(self, spoken: int) -> int:
        """Words that a draft has for a session of `spoken` words; a short session has some all the same."""
        share, least = {
            Length.BRIEF: (0.15, 120),
            Length.STANDARD: (0.25, 220),
            Length.FULL: (0.40, 350),
        }[self.length]
        return max(int(share * spoken), least)

    @property
    def schools(self) -> frozenset[str]:
        return frozenset([self.school]) if self.school else frozenset()


STANDARD = Style()
EVERY_SCHOOL = "all"
"""The wish for the words of all ways of working, where a wider level names one."""
