"""In which part of a note a sentence belongs."""

from __future__ import annotations

import pytest

from intellisession_desktop.notes.formats.format import Kind
from intellisession_desktop.notes.formats.kinds import kind_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Client agreed to keep the diary.", Kind.PLAN),
        ("Client said that they would pour it away on Monday.", Kind.PLAN),
        ("Client rated the fear at six.", Kind.ASSESSMENT),
        ("Client takes sertraline at breakfast.", Kind.MEDICATION),
        ("Therapist offered to see the client again in a month.", Kind.PLAN),
        ("Client saw their aunt again.", Kind.RELATIONSHIPS),
        ("Therapist explained that it takes seven tries on average (psychoeducation).", Kind.INTERVENTION),
        ("Therapist noted that the fear went from eight to four.", Kind.ASSESSMENT),
        ("Client denied thoughts of suicide.", Kind.RISK),
    ],
)
def test_the_kind_is_told_by_the_wording(text: str, kind: Kind) -> None:
    assert kind_of(text) is kind
