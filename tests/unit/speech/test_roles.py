"""Who is the therapist."""

from __future__ import annotations

from intellisession_desktop.engine.roles import label
from intellisession_desktop.records import Turn

THERAPIST = [
    "How have you been since last week?",
    "So you felt left out. What was that like for you?",
    "Tell me more about that.",
    "Let's look at it together next time.",
]
CLIENT = [
    "I've been tired. I can't sleep and my boss keeps calling me.",
    "I felt awful. I think I just wanted to go home.",
    "I don't know. My sister says I worry too much.",
    "Okay, I'll try.",
]


def turns(texts: list[str]) -> list[Turn]:
    return [Turn(float(i), i + 0.9, "", text) for i, text in enumerate(texts)]


def interleaved(*people: list[str]) -> tuple[list[int], list[Turn]]:
    texts = [text for round_ in zip(*people, strict=True) for text in round_]
    return list(range(len(people))) * len(people[0]), turns(texts)


def test_the_one_who_asks_and_leads_is_the_therapist_whoever_speaks_first() -> None:
    assert label(*interleaved(THERAPIST, CLIENT)) == {0: "therapist", 1: "client"}
    assert label(*interleaved(CLIENT, THERAPIST)) == {0: "client", 1: "therapist"}


def test_a_client_who_asks_back_is_still_the_client() -> None:
    asking = ["I feel stuck. Do you think I should leave him?", "My mother asked me that too.", *CLIENT[2:]]
    assert label(*interleaved(asking, THERAPIST)) == {0: "client", 1: "therapist"}


def test_a_therapist_who_hardly_speaks_is_not_mistaken_for_the_client() -> None:
    quiet = [
        "Mm-hmm.",
        "What happened then, and how did you feel?",
        "So you stayed.",
        "Thank you for telling me.",
    ]
    assert label(*interleaved(CLIENT, quiet)) == {0: "client", 1: "therapist"}


def test_further_clients_are_numbered_in_the_order_in_which_they_speak() -> None:
    partner = ["I was at work.", "I never said that to my wife.", "My day was fine.", "I want us to talk."]
    assert label(*interleaved(partner, THERAPIST, CLIENT)) == {0: "client", 1: "therapist", 2: "client2"}


def test_nobody_and_one_person_have_labels_too() -> None:
    assert label([], []) == {}
    assert label([1], turns(["Hello."])) == {1: "therapist"}
