"""Two short sentences about the client become one where nobody can be mistaken."""

from __future__ import annotations

import pytest

from intellisession_desktop.notes.formats.joining import joined
from intellisession_desktop.records import Statement, Status


def texts(*said: str, gap: int = 1) -> list[str]:
    return [each.text for each in joined([Statement(text, (n * gap,)) for n, text in enumerate(said)])]


def test_two_short_sentences_become_one() -> None:
    assert texts("Client slept badly.", "Client had two panic attacks on the bus.") == [
        "Client slept badly and had two panic attacks on the bus."
    ]
    assert texts("Client had pain and nausea.", "Client was calm.") == [
        "Client had pain and nausea, and was calm."
    ]


def test_what_they_rest_on_is_what_both_rested_on() -> None:
    (one,) = joined([Statement("Client slept badly.", (3, 5)), Statement("Client was tired.", (5, 6))])
    assert one.evidence == (3, 5, 6)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Client said that their mother left.", "Client was relieved."),  # who was relieved?
        ("Client's mother left.", "Client was relieved."),
        ("Client slept badly.", "Client's mother left."),
        ("Therapist asked about sleep.", "Client slept badly."),
        ("Client slept badly.", "Client will ring the doctor."),
        ("Client slept badly because of the noise.", "Client was tired."),
        ("Client said her mother was ill.", "Client cried every night."),
        ("Client thought the sister lied.", "Client left the house."),
        ("Client saw her brother fall.", "Client called for help."),
        ("Client denied drinking.", "Client had three beers on Friday."),
        ("Client was not hungry.", "Client had three beers on Friday."),
        ("Client took an overdose.", "Client was tired."),
        ("Client slept badly.", "Client went " + "far and " * 10 + "wide."),
    ],
)
def test_what_could_be_misread_stays_as_it_is(first: str, second: str) -> None:
    assert texts(first, second) == [first, second]


def test_only_two_are_joined_and_only_those_spoken_of_together() -> None:
    assert len(texts("Client slept badly.", "Client was tired.", "Client ate little.")) == 2
    assert len(texts("Client slept badly.", "Client was tired.", gap=9)) == 2


def test_what_waits_for_the_therapist_stays_alone() -> None:
    waiting = Statement("Client was tired.", (1,), Status.FLAGGED, "Heard unclearly")
    assert joined([Statement("Client slept badly.", (0,)), waiting])[1] == waiting


def test_evidence_stays_short_enough_to_be_read() -> None:
    made = [Statement("Client slept badly.", (0, 1, 2, 3)), Statement("Client was tired.", (4, 5, 6))]
    assert joined(made) == made
