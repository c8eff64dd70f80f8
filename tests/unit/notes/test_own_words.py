"""What people said, told or quoted, and what is chosen of it."""

from __future__ import annotations

from dataclasses import replace

from intellisession_desktop.notes.known import Known
from intellisession_desktop.notes.own_words import put_right, sayings
from intellisession_desktop.notes.selection import Candidate, chosen, nearest, without_repeats
from intellisession_desktop.notes.style import Quotes, Style
from intellisession_desktop.notes.worth import is_small_talk, says_something, substance
from intellisession_desktop.records import Exchange, Turn

NOBODY = Known()


def exchange(*said: tuple[str, str]) -> Exchange:
    turns = tuple(Turn(float(n), n + 1.0, who, text) for n, (who, text) in enumerate(said))
    return Exchange(tuple(range(10, 10 + len(turns))), turns)


def texts(*said: tuple[str, str]) -> list[str]:
    return [each.text for each in sayings(exchange(*said), NOBODY)]


def test_a_whole_sentence_is_told_and_a_fragment_stands_with_its_question() -> None:
    assert texts(
        ("therapist", "How has sleep been?"), ("client", "Bad. About five hours a night. I wake up at three.")
    ) == [
        'Asked "How has sleep been?", client answered: "Bad; about five hours a night."',
        "Client wakes up at three.",
    ]


def test_he_and_she_are_named_by_the_one_relative_they_can_be() -> None:
    assert texts(
        ("therapist", "How is your mom?"), ("client", "She had her knee operation in March, you know.")
    ) == ['Client said of their mom: "She had her knee operation in March, you know."']
    two = ("How are your mom and your aunt?", "She had an operation at the end of last winter, you know.")
    assert texts(("therapist", two[0]), ("client", two[1])) == [f'Client said: "{two[1]}"']


def test_what_was_taken_back_meant_otherwise_or_about_the_weather_is_left_out() -> None:
    assert texts(("client", "I sent four. No, three. Three numbers in March.")) == [
        'Client said: "Three numbers in March."'
    ]
    assert texts(("client", "Oh, wonderful, another Monday at the office.")) == []
    let_go = ("client", "I got let go on Thursday, so, fantastic week.")
    assert texts(let_go) == ["Client got let go on Thursday."]
    assert texts(("client", "I had a wonderful evening with my aunt.")) == [
        "Client had a wonderful evening with their aunt."
    ]
    assert texts(("client", "It's freezing and the train was late.")) == []
    assert texts(("client", "Okay. Sure. I think so.")) == []


def test_risk_is_left_to_its_own_rules() -> None:
    assert texts(("client", "I wanted to kill myself on Sunday.")) == []


def test_a_proposal_counts_when_the_client_agrees() -> None:
    ask = ("therapist", "Would you take the painkillers back to the pharmacy?")
    assert texts(ask, ("client", "I can do that tomorrow.")) == [
        f'Asked "{ask[1]}", client answered: "I can do that tomorrow."',
        "Client can do that tomorrow.",
    ]
    assert texts(ask, ("client", "Yes.")) == [
        'Client agreed to "Would you take the painkillers back to the pharmacy".'
    ]
    assert texts(ask, ("client", "No, never.")) == []


def test_the_therapists_days_to_come_are_told_and_no_others() -> None:
    assert texts(("therapist", "Then we meet again next Thursday at ten.")) == [
        'Therapist said: "Then we meet again next Thursday at ten."'
    ]
    assert texts(("therapist", "There was an eight on Tuesday.")) == []


def test_evidence_is_the_turn_and_its_question() -> None:
    both = exchange(("therapist", "How has sleep been?"), ("client", "Bad. About five hours a night."))
    assert [each.places for each in sayings(both, NOBODY)] == [(0, 1)]


def test_what_the_therapist_said_is_given_back_to_them() -> None:
    spoken = exchange(
        ("therapist", "It sounds like the grief is the last place where she is."), ("client", "Yes.")
    )
    right = put_right("grief is the last place where she is", spoken)
    assert right is not None
    assert right.text == (
        'Therapist said: "It sounds like the grief is the last place where she is", and client agreed.'
    )
    assert put_right("something else that nobody said", spoken) is None


def test_what_adds_nothing_is_not_chosen_and_details_go_first() -> None:
    turns = exchange(("client", "I took 50 mg on Monday in the kitchen with bread and butter and jam.")).turns
    candidates = [
        Candidate("Client ate bread and butter.", "bread butter", written=True),
        Candidate("Client took 50 mg on Monday.", "took 50 mg on Monday", written=False),
        Candidate("Client was in the kitchen.", "kitchen", written=False),
    ]
    assert 1 in chosen(candidates, turns, NOBODY)
    assert 2 not in chosen(candidates, turns, NOBODY)
    followed = Known.of("", "", ["Cook in the kitchen with jam"])
    assert followed.followed >= {"jam"}


def test_repeats_go_and_the_nearest_is_found() -> None:
    candidates = [
        Candidate("a", "log every day in March", written=True),
        Candidate("b", "log", written=False),
        Candidate("c", "supermarket on Friday", written=False),
    ]
    assert without_repeats([0, 1, 2], candidates, NOBODY) == [0, 2]
    assert nearest(substance("the supermarket", NOBODY), candidates, NOBODY, first=1) == 2
    assert nearest(substance("the cemetery", NOBODY), candidates, NOBODY, first=1) is None


def test_empty_sentences_say_nothing() -> None:
    walter = Known.of("Walter B.", "")
    for text in (
        "Therapist greeted Walter.",
        "Client acknowledged that.",
        "Client 2 agreed.",
        "Client thanked.",
    ):
        assert not says_something(text, walter)
    assert says_something("Client missed it twice.", walter)
    assert is_small_talk("Walter reported that the train ran and he got a seat.", walter)
    assert not is_small_talk("Client cried on the train about the funeral of their wife.", walter)


def test_a_style_has_more_or_less_room_and_fewer_quotations() -> None:
    turns = exchange(("client", "word " * 60)).turns
    told = ("panic supermarket", "headache hospital", "nightmare uncle", "garden roses", "choir tea")
    spoken = Exchange((0,), (replace(turns[0], text=" ".join(told)),)).turns
    many = [Candidate(f"Client told of {each} and more of it.", each, False) for each in told]
    count = [
        len(chosen(many, (*spoken, *turns), NOBODY, Style(length)))
        for length in ("brief", "standard", "full")
    ]
    assert count == sorted(count)
    assert count[0] < count[-1]
    pair = [
        Candidate('Client said: "panic."', "panic uncle", False, True),
        Candidate("b", "panic aunt", False),
    ]
    some, few = (chosen(pair, spoken, NOBODY, Style(quotes=quotes)) for quotes in (Quotes.SOME, Quotes.FEW))
    assert len(few) <= len(some)
