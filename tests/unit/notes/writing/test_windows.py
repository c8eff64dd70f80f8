"""A session in windows that a small model can hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from intellisession_desktop.notes.conversation.exchanges import exchanges
from intellisession_desktop.notes.conversation.windows import MOST_WORDS, TOO_LONG, windows
from intellisession_desktop.records import Exchange, Turn

from ..said import turns

_SUBJECTS = (
    "sister wedding Leeds dress aunt invitation",
    "sleep nights waking tablets bed morning",
    "boss office deadline promotion meeting salary",
)
_TURNS = st.lists(
    st.tuples(
        st.sampled_from(["therapist", "client"]),
        st.sampled_from(_SUBJECTS),
        st.integers(1, 90),
        st.sampled_from([".", "?", " and", "-", ","]),
        st.sampled_from([0.0, 0.0, 0.0, 8.0]),
    ),
    max_size=40,
)


def session(drawn: list[tuple[str, str, int, str, float]]) -> tuple[Turn, ...]:
    made, at = [], 0.0
    for who, subject, count, end, pause in drawn:
        words = (subject.split() * count)[:count]
        made.append(Turn(at + pause, at + pause + 1.0, who, " ".join(words) + end))
        at += pause + 1.0
    return tuple(made)


def exchange(subject: str, count: int, end: str = ".") -> tuple[tuple[str, str], ...]:
    words = (subject.split() * count)[:count]
    return ("therapist", f"How is that with the {subject}?"), ("client", " ".join(words) + end)


def words_in(group: Exchange) -> int:
    return sum(len(turn.text.split()) for turn in group.turns)


@given(_TURNS)
def test_each_turn_is_in_exactly_one_window_in_order(drawn: list[tuple[str, str, int, str, float]]) -> None:
    said = session(drawn)
    found = windows(said)
    assert [index for each in found for index in each.indices] == list(range(len(said)))
    assert all(each.turns == tuple(said[index] for index in each.indices) for each in found)


@given(_TURNS)
def test_a_window_is_no_longer_than_a_small_model_can_hold_unless_one_exchange_is(
    drawn: list[tuple[str, str, int, str, float]],
) -> None:
    said = session(drawn)
    whole = {each.indices for each in exchanges(said)}
    assert all(words_in(each) <= MOST_WORDS or each.indices in whole for each in windows(said))
    starts = {each.indices[0] for each in exchanges(said)}
    assert all(each.indices[0] in starts for each in windows(said))


@given(_TURNS, st.integers(0, 40))
def test_what_is_said_later_changes_the_last_few_windows_only(
    drawn: list[tuple[str, str, int, str, float]], so_far: int
) -> None:
    said = session(drawn)
    before = windows(said[:so_far])
    assert windows(said)[: max(0, len(before) - 4)] == before[:-4]


def test_what_is_said_later_in_an_ordinary_session_changes_the_last_two_at_most() -> None:
    said = session(
        [
            ("therapist" if n % 2 == 0 else "client", _SUBJECTS[n // 7 % 3], 9 + n % 13, ".", 0.0)
            for n in range(80)
        ]
    )
    for so_far in range(len(said)):
        before = windows(said[:so_far])
        assert windows(said)[: max(0, len(before) - 2)] == before[:-2]


def test_a_monologue_is_divided_between_its_sentences_and_nothing_of_it_is_lost() -> None:
    text = " ".join(f"This is sentence number {n} of a long story." for n in range(60))
    said = turns(("therapist", "Tell me."), ("client", text), ("therapist", "I see."))
    found = windows(said)
    told = [(index, turn) for each in found for index, turn in zip(each.indices, each.turns, strict=True)]
    assert [index for index, _ in told] == sorted(index for index, _ in told)
    assert " ".join(turn.text for index, turn in told if index == 1) == text
    assert all(turn.text.endswith(".") and turn.speaker == said[index].speaker for index, turn in told)
    assert all(words_in(each) <= MOST_WORDS * TOO_LONG for each in found)


def test_a_monologue_without_sentences_is_divided_all_the_same() -> None:
    found = windows(turns(("client", "and then " * 300)))
    assert sum(words_in(each) for each in found) == 600
    assert all(words_in(each) <= MOST_WORDS * TOO_LONG for each in found)


def test_a_session_without_words_has_no_windows() -> None:
    assert windows(()) == ()


def test_a_window_ends_where_the_subject_changes() -> None:
    wedding, sleep, _ = _SUBJECTS
    said = turns(*exchange(wedding, 20), *exchange(wedding, 22), *exchange(sleep, 20), *exchange(sleep, 30))
    assert [each.indices for each in windows(said)] == [(0, 1, 2, 3), (4, 5, 6, 7)]


def test_a_window_does_not_end_inside_a_sentence_that_goes_on() -> None:
    wedding, sleep, work = _SUBJECTS
    said = [*exchange(wedding, 20), *exchange(sleep, 20, " and"), *exchange(work, 20), *exchange(work, 20)]
    ends = [each.indices[-1] for each in windows(turns(*said))]
    assert 3 not in ends
    whole = [*said[:3], (said[3][0], said[3][1].removesuffix(" and") + "."), *said[4:]]
    assert 3 in [each.indices[-1] for each in windows(turns(*whole))]
