"""What stands in a note that has room for so much only."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intellisession_desktop.notes.client_facts import Known
from intellisession_desktop.notes.formats.wishes import Length, Style
from intellisession_desktop.notes.writing.choosing import chosen
from intellisession_desktop.records import Statement, Status, Turn

from ..said import turns

SUBJECTS = [
    "garden",
    "roses",
    "shed",
    "fence",
    "piano",
    "violin",
    "choir",
    "kitchen",
    "curtains",
    "carpet",
    "lamp",
    "vase",
]
BRIEF, STANDARD, FULL = (Style(length) for length in Length)


def statement(text: str, *evidence: int, status: Status = Status.SUPPORTED) -> Statement:
    return Statement(text, evidence or (0,), status)


def words_of(statements: Sequence[Statement]) -> int:
    return sum(len(each.text.split()) for each in statements)


def session(*texts: str, filler: int = 0) -> tuple[Turn, ...]:
    return turns(*(("client", text) for text in texts), ("client", "um " * filler))


def picked(
    statements: Sequence[Statement], spoken: Sequence[Turn], room: int, known: Known | None = None
) -> list[str]:
    """What stands in a note of `room` words."""
    taken = BRIEF.room(sum(len(turn.text.split()) for turn in spoken)) - room
    return [each.text for each in chosen(statements, spoken, known or Known(), BRIEF, taken)]


def many(count: int) -> tuple[list[Statement], tuple[Turn, ...]]:
    """So many statements of ten words, each about a turn of its own, and the turns."""
    texts = [
        f"the {SUBJECTS[n % 12]} and the {SUBJECTS[(n * 5 + n // 12) % 12]} number {100 + n} in house {n}"
        for n in range(count)
    ]
    return [statement(f"Client told {text}.", n) for n, text in enumerate(texts)], session(*texts)


@pytest.mark.parametrize("spoken", [0, 100, 479, 480, 481, 1000, 8000])
def test_a_longer_style_has_more_room_and_a_short_session_some(spoken: int) -> None:
    rooms = [style.room(spoken) for style in (BRIEF, STANDARD, FULL)]
    assert rooms == sorted(set(rooms))
    assert rooms[0] >= 100
    assert all(
        style.room(spoken + 1000) > style.room(spoken) or spoken < 1000 for style in (BRIEF, STANDARD, FULL)
    )
    assert rooms == [
        max(int(share * spoken), least) for share, least in ((0.15, 120), (0.25, 220), (0.40, 350))
    ]


def test_a_draft_takes_no_more_than_its_room_and_less_where_others_take_some() -> None:
    statements, spoken = many(150)
    count = sum(len(turn.text.split()) for turn in spoken)
    lengths = []
    for style in (BRIEF, STANDARD, FULL):
        made = chosen(statements, spoken, Known(), style)
        lengths.append(words_of(made))
        assert words_of(made) <= style.room(count)
        assert words_of(made) > style.room(count) - 12  # and fills it
        assert words_of(chosen(statements, spoken, Known(), style, 50)) <= style.room(count) - 50
    assert lengths == sorted(set(lengths))
    assert chosen(statements, spoken, Known(), BRIEF, 10**6) == []


def test_they_stay_in_their_order() -> None:
    statements, spoken = many(100)
    made = chosen(statements, spoken, Known(), BRIEF)
    assert made == [each for each in statements if each in made]
    assert len(made) < len(statements)


def test_where_there_is_room_for_all_all_stand() -> None:
    statements, spoken = many(5)
    assert chosen(statements, spoken, Known(), BRIEF) == statements


@pytest.mark.parametrize(
    "telling",
    [
        "Client had 40 roses there.",
        "Client had sertraline roses there.",
        "Client had roses on Tuesday.",
        "Client's aunt had roses there.",
        "Client agreed to buy roses.",
    ],
)
def test_in_the_shortest_note_figures_medicines_people_and_plans_stand_first(telling: str) -> None:
    said = "roses 40 sertraline Tuesday my aunt will buy"
    others = [f"Client liked the {word} there." for word in ("shed", "fence", "piano", "violin")]
    spoken = session(said, *others)
    statements = [statement(text, n + 1) for n, text in enumerate(others)]
    statements.insert(2, statement(telling, 0))
    assert picked(statements, spoken, 5) == [telling]


def test_what_the_therapist_said_stands_behind_what_the_client_said_but_for_an_intervention() -> None:
    spoken = (*session("the piano and the violin"), Turn(1.0, 2.0, "therapist", "the piano, the violin"))
    client = statement("Client told of piano and violin.", 0)
    therapist = statement("Therapist told of piano and violin.", 1)
    assert picked([therapist, client], spoken, 6) == [client.text]
    named = statement("Therapist explained the piano (exposure).", 1)
    assert picked([named, client], spoken, 6) == [named.text]


def test_what_is_flagged_counts_less() -> None:
    spoken = session("the shed and the fence", "the piano", "the violin")
    doubtful = statement("Client told of piano lessons.", 1, status=Status.FLAGGED)
    sure = statement("Client told of violin lessons.", 2)
    assert picked([doubtful, sure], spoken, 5) == [sure.text]
    twice = statement("Client had shed and 40 sertraline.", 0, status=Status.FLAGGED)
    assert picked([twice, sure], session("shed 40 sertraline", "x", "violin"), 6) == [twice.text]


def test_every_part_of_the_session_has_its_say() -> None:
    spoken = session("the shed, the fence, the piano and the violin", "the choir")
    statements = [
        statement("Client told of shed, fence.", 0),
        statement("Client told of piano, violin.", 0),
        statement("Client told of the choir.", 1),
    ]
    assert statements[2].text in picked(statements, spoken, 10)


def test_what_is_followed_and_what_the_session_came_back_to_goes_first() -> None:
    spoken = session("the shed", "the fence")
    statements = [statement("Client told of shed there.", 0), statement("Client told of fence there.", 1)]
    assert picked(statements, spoken, 5) == [statements[0].text]
    followed = Known.of("", "", ["Paint the fence"])
    assert picked(statements, spoken, 5, followed) == [statements[1].text]
    again = (*spoken, *session("the fence", "that fence", "a fence"))
    assert picked(statements, again, 5) == [statements[1].text]


def test_what_tells_nothing_new_takes_only_room_that_is_left() -> None:
    spoken = session("the shed and the fence", "the choir")
    statements = [
        statement("Client told of the shed, the fence.", 0),
        statement("Client told of the shed.", 0),
        statement("Client told of the choir.", 1),
    ]
    assert statements[1].text not in picked(statements, spoken, 12)
    assert picked(statements, spoken, 17) == [each.text for each in statements]


@given(
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.booleans()), max_size=25),
    st.integers(-5, 60),
)
def test_nothing_is_told_twice_nor_beyond_the_room(drawn: list[tuple[int, int, bool]], room: int) -> None:
    spoken = session(*SUBJECTS)
    statements = [
        statement(
            f"Client had {SUBJECTS[a]} and {SUBJECTS[b]} {n}.",
            a,
            status=Status.FLAGGED if bad else Status.SUPPORTED,
        )
        for n, (a, b, bad) in enumerate(drawn)
    ]
    made = picked(statements, spoken, room)
    assert len(" ".join(made).split()) <= max(0, room)
    assert len(set(made)) == len(made)
