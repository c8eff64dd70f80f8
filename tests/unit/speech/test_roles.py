"""Who is the therapist."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intellisession_desktop.engine.roles import tell
from intellisession_desktop.records import LabelledBy, Turn

from .dialogues import DIALOGUES, lines

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


def label(persons: list[int], said: list[Turn]) -> dict[int, str]:
    return dict(tell(persons, said).labels)


def people_of(dialogue: str) -> tuple[list[str], list[int], list[Turn]]:
    said = lines(DIALOGUES[dialogue])
    people = list(dict.fromkeys(who for who, _ in said))
    return people, [people.index(who) for who, _ in said], turns([text for _, text in said])


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


@pytest.mark.parametrize("dialogue", DIALOGUES)
def test_the_therapist_is_found_in_sessions_of_many_kinds(dialogue: str) -> None:
    people, persons, said = people_of(dialogue)
    told = tell(persons, said)
    assert [people[p] for p, name in told.labels.items() if name == "therapist"] == ["T"]
    assert told.by is LabelledBy.WORDS
    assert len(people) == len(set(told.labels.values()))


@pytest.mark.parametrize("dialogue", DIALOGUES)
def test_also_where_whisper_left_out_all_marks(dialogue: str) -> None:
    people, persons, said = people_of(dialogue)
    bare = [Turn(t.start, t.end, "", t.text.lower().replace("?", "").replace(".", "")) for t in said]
    told = tell(persons, bare)
    assert [people[p] for p, name in told.labels.items() if name == "therapist"] == ["T"]


def test_few_or_foreign_words_leave_it_unsure() -> None:
    short = tell([0, 1], turns(["Hello.", "Good morning."]))
    german = ["Wie geht es Ihnen?", "Ich habe schlecht geschlafen.", "Seit wann?", "Seit dem Umzug."]
    foreign = tell([0, 1] * 4, turns(german * 2), english=False)
    assert short.certainty < 0.7
    assert foreign.certainty <= 0.8


def test_a_client_who_asks_all_the_time_makes_it_less_sure() -> None:
    _, persons, said = people_of("client who asks")
    assert tell(persons, said).certainty < 0.9


def test_the_enrolled_voice_decides_against_the_words() -> None:
    told = tell(*interleaved(THERAPIST, CLIENT), {0: 0.31, 1: 0.82})
    assert (told.labels, told.by) == ({1: "therapist", 0: "client"}, LabelledBy.VOICE)
    assert told.certainty > 0.95


@pytest.mark.parametrize("likeness", [{0: 0.41, 1: 0.2}, {0: 0.75, 1: 0.8}, {0: 0.9}, {}])
def test_a_voice_that_is_not_clearly_the_therapists_leaves_it_to_the_words(
    likeness: dict[int, float],
) -> None:
    told = tell(*interleaved(THERAPIST, CLIENT), likeness)
    assert (told.labels, told.by) == ({0: "therapist", 1: "client"}, LabelledBy.WORDS)


@given(st.lists(st.tuples(st.integers(0, 7), st.text(max_size=40)), min_size=1, max_size=30))
def test_whatever_is_said_there_is_one_therapist_and_every_label_is_somebodys(
    said: list[tuple[int, str]],
) -> None:
    told = tell([who for who, _ in said], turns([text for _, text in said]))
    names = list(told.labels.values())
    assert names.count("therapist") == 1
    assert len(names) == len(set(names)) == len({who for who, _ in said})
    assert 0 < told.certainty <= 1
