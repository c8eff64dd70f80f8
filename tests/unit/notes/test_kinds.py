"""In which part of a note a sentence belongs."""

from __future__ import annotations

import pytest

from intellisession_desktop.notes.formats import Kind
from intellisession_desktop.notes.kinds import kind_of


def asked(question: str, answer: str) -> str:
    return f'Asked "{question}", client answered: "{answer}"'


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Client agreed to keep the diary.", Kind.PLAN),
        (asked("Is Monday at eleven okay?", "Monday at eleven."), Kind.PLAN),
        (asked("Shall we meet on the twenty-first at two?", "Fine."), Kind.PLAN),
        (asked("And the job centre?", "By Wednesday."), Kind.PLAN),
        (asked("Would you be willing to call her?", "I can do that tomorrow."), Kind.PLAN),
        (asked("What would be a first step?", "One question, not written down."), Kind.PLAN),
        ("Client said that they would pour it away on Monday.", Kind.PLAN),
        ('Therapist said: "I\'ll write to Dr. Brandt."', Kind.PLAN),
        ('Therapist said: "We meet on the twelfth, at nine."', Kind.PLAN),
        ('Therapist said: "Friday at three."', Kind.PLAN),
        (asked("What did you do on Friday?", "Stayed in bed."), Kind.REPORT),
        (asked("Did you call her this week?", "No. I could not."), Kind.REPORT),
        (asked("Which picture is the worst now?", "The door."), Kind.REPORT),
        (asked("And the nights?", "Four hours."), Kind.REPORT),
        (asked("How close do you feel today, zero to ten?", "Five."), Kind.ASSESSMENT),
        ("Client rated the fear at six.", Kind.ASSESSMENT),
        ("Client takes sertraline at breakfast.", Kind.MEDICATION),
        ("Therapist used exposure.", Kind.INTERVENTION),
        (asked("Have you thought of suicide?", "Never."), Kind.RISK),
    ],
)
def test_the_kind_is_told_by_the_wording(text: str, kind: Kind) -> None:
    assert kind_of(text) is kind
