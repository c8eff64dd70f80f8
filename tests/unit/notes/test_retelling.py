"""A client's sentence in the third person: only persons change."""

from __future__ import annotations

import pytest

from intellisession_desktop.notes.retelling import retold


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("I sleep in the chair.", "Client sleeps in the chair"),
        ("I haven't slept in our bed since January.", "Client has not slept in their bed since January"),
        ("I've never had an accident.", "Client has never had an accident"),
        ("I'm afraid of being alone.", "Client is afraid of being alone"),
        ("I went cold.", "Client went cold"),
        ("I still carry it in my bag.", "Client still carries it in their bag"),
        ("I can't concentrate.", "Client cannot concentrate"),
        ("I'll ring Dr. Okafor.", "Client will ring Dr. Okafor"),
        ("And then my mom took my phone.", "Client's mom took their phone"),
        ("Mila told everybody that I'm fake.", "Client said that Mila told everybody that they are fake"),
        ("We missed the other one.", "Client said that they missed the other one"),
        ("Well, I did it, like you said.", "Client did it, as the therapist said"),
        ("I've written it on my hand, look.", "Client has written it on their hand"),
        ("I try to do it right.", "Client tries to do it right"),
        ("I go there myself.", "Client goes there themself"),
    ],
)
def test_it_is_told(said: str, told: str) -> None:
    assert retold(said) == told


@pytest.mark.parametrize(
    "said",
    [
        "About five hours a night.",
        "She says I'm lazy.",
        "It makes me yawn.",
        "What I did in June.",
        "You told me to.",
        "Can you say it?",
        'I said "no".',
        "I thought they'd be better off without me.",  # who would 'they' be?
        "Bad; about five hours.",
        "No.",
        "",
    ],
)
def test_what_would_not_be_understood_is_left_to_a_quotation(said: str) -> None:
    assert retold(said) is None


def test_another_person_has_a_name_of_their_own() -> None:
    assert retold("I put the phone away.", "Client 2") == "Client 2 put the phone away"
    assert retold("My sister left.", "Anna") == "Anna's sister left"
