"""Medicines and names that whisper wrote as something else."""

from __future__ import annotations

import pytest

from intellisession_desktop.notes.client_facts import Known
from intellisession_desktop.notes.conversation.misheard import (
    Misheard,
    flagged_where_misheard,
    misheard,
    with_other_reading,
)
from intellisession_desktop.records import Statement, Status, Turn

NOBODY = Known()


def heard_in(text: str, known: Known = NOBODY, unsure: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(each.heard, each.instead) for each in misheard((Turn(0.0, 1.0, "client", text, unsure),), known)]


@pytest.mark.parametrize(
    ("text", "heard", "instead"),
    [
        ("Dr. Patel put me on search line, fifty milligrams.", "search line", "sertraline"),
        (
            "Dr. Patel put me on search line 50 milligrams, about three weeks ago.",
            "search line",
            "sertraline",
        ),
        ("I take 20 mg of flu oxygen in the morning.", "flu oxygen", "fluoxetine"),
        ("It is mirror tazapine at 15 mg.", "mirror tazapine", "mirtazapine"),
        ("Well butrin, one hundred and fifty mg.", "Well butrin", "wellbutrin"),
    ],
)
def test_what_sounds_like_a_medicine_beside_a_dose(text: str, heard: str, instead: str) -> None:
    assert heard_in(text) == [(heard, instead)]


@pytest.mark.parametrize(
    "text",
    [
        "I take sertraline, fifty milligrams.",
        "I take fifty milligrams every morning.",
        "I drink caffeine, about 200 mg.",
        "I had a search line on the screen.",
        "She gave me the vitamin, 50 mg.",
        "He put me up to a thousand milligrams, three and a half weeks ago.",
        "mg",
        "",
    ],
)
def test_what_was_heard_well_or_is_no_medicine_is_left_alone(text: str) -> None:
    assert heard_in(text) == []


def test_names_of_the_record() -> None:
    maya = Known.of("Maya R.", "Client saw Dr. Patel.")
    assert heard_in("I saw Dr. Petal yesterday.", maya) == [("Petal", "Patel")]
    assert heard_in("I saw Dr. Patel yesterday.", maya) == []
    assert heard_in("A petal fell down.", maya) == []
    assert heard_in("then patell said no", maya, ("patell",)) == [("patell", "Patel")]


def test_it_is_corrected_in_its_place_only() -> None:
    found = Misheard(0, "Search line", "sertraline")
    assert (
        with_other_reading("Search line helps. A search line.", found) == "Sertraline helps. A search line."
    )
    assert found.question == 'Heard: "Search line". Sertraline?'


def test_statements_that_repeat_it_wait_with_both_readings() -> None:
    found = (Misheard(3, "search line", "sertraline"),)
    repeats = Statement("Client takes Search line at 50 mg.", (2, 3))
    other = Statement("Client sleeps.", (3,))
    elsewhere = Statement("Client drew a search line.", (5,))
    out = flagged_where_misheard([repeats, other, elsewhere], found)
    assert [each.status for each in out] == [Status.FLAGGED, Status.SUPPORTED, Status.SUPPORTED]
    assert out[0].reason == 'Heard: "search line". Sertraline?'


def test_a_medicine_misheard_beside_its_dose_is_looked_for_elsewhere() -> None:
    said = (
        Turn(0.0, 1.0, "client", "She put me on search line 50mg."),
        Turn(1.0, 2.0, "therapist", "And the searcher line every morning with breakfast."),
        Turn(2.0, 3.0, "client", "The sertraline, yes. I was standing in line for a while."),
    )
    assert [(each.turn, each.heard, each.instead) for each in misheard(said, NOBODY)] == [
        (0, "search line", "sertraline"),
        (1, "searcher line", "sertraline"),
    ]
    assert misheard(said[1:], NOBODY) == ()
