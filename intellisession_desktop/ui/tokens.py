"""The tokens of the design: every colour, distance and size of the window."""

from __future__ import annotations

from dataclasses import dataclass

SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_5, SPACE_6 = 4, 8, 12, 16, 24, 32
RADIUS = 8
TARGET = 32
"""The least height of what is clicked, px."""

SMALL, BODY, LEAD, HEADING, TITLE = 12, 13, 15, 18, 24
"""Text sizes, px."""

ICON, ICON_LARGE = 16, 20


@dataclass(frozen=True, slots=True)
class Colours:
    """One theme. Each pair that is text on a ground has a contrast of at least 4.5 : 1 (a test looks)."""

    dark: bool
    canvas: str
    surface: str
    raised: str
    text: str
    muted: str
    line: str
    edge: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    evidence: str
    caution: str
    caution_soft: str
    danger: str
    danger_soft: str
    on_danger: str
    good: str
    good_soft: str


LIGHT = Colours(
    dark=False,
    canvas="#F7F5F2",
    surface="#FFFFFF",
    raised="#FFFFFF",
    text="#1F2933",
    muted="#52606D",
    line="#D9D4CC",
    edge="#8A8578",
    accent="#2F6F6B",
    accent_hover="#265B58",
    on_accent="#FFFFFF",
    accent_soft="#D5EBE8",
    evidence="#FDEFC3",
    caution="#8A5A00",
    caution_soft="#FFF4D6",
    danger="#B3261E",
    danger_soft="#FBE9E7",
    on_danger="#FFFFFF",
    good="#2E6B3A",
    good_soft="#E3F1E5",
)
DARK = Colours(
    dark=True,
    canvas="#15191C",
    surface="#1E2428",
    raised="#262D32",
    text="#E6E9EB",
    muted="#A3AEB6",
    line="#333C42",
    edge="#7A868E",
    accent="#6FC2B8",
    accent_hover="#86D0C7",
    on_accent="#0E1416",
    accent_soft="#1F3B38",
    evidence="#4A3F16",
    caution="#F0C674",
    caution_soft="#3A2F14",
    danger="#F2938C",
    danger_soft="#3B2220",
    on_danger="#15191C",
    good="#8CCB9B",
    good_soft="#1E3325",
)
