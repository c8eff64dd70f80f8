"""Which words a sentence may hold: each person's own."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intellisession_desktop.engine.constrained import Place, WordByWord
from intellisession_desktop.notes.language.lexicon import plain_words
from intellisession_desktop.notes.writing.vocabulary import allowed_words
from intellisession_desktop.records import Turn
from intellisession_desktop.records.writing import RUN

from ..said import turns


def may_write(sentence: str, said: Sequence[Turn], about: str = "", also: str = "") -> bool:
    words = WordByWord(allowed_words(said, about, also))
    place = words.after(Place(), sentence)
    return place is not None and words.may_end(place)


def test_the_clients_own_words_are_the_clients_and_not_the_therapists() -> None:
    said = turns(("therapist", "You seem exhausted. Lisbon is far."), ("client", "The dentist rang me."))
    assert may_write("Client's dentist rang the client.", said)
    assert may_write("Therapist noted that Lisbon was far.", said)
    assert not may_write("Client reported that Lisbon was far.", said)
    assert not may_write("Client was exhausted.", said)
    assert not may_write("Therapist noted the dentist.", said)


@pytest.mark.parametrize(
    ("asked", "answered", "is_the_clients"),
    [
        ("Why did you go to Lisbon?", "For the sun.", True),  # asked openly
        ("Did you go to Lisbon?", "Yes, I did.", True),
        ("Did you go to Lisbon?", "No.", True),
        ("Did you go to Lisbon?", "Maybe, I'm not sure.", True),
        ("Did you go to Lisbon?", "The weather was cold.", False),
        ("I was in Lisbon once.", "The weather was cold.", False),
        ("You could go to Lisbon.", "The weather was cold.", False),
    ],
)
def test_what_was_asked_is_the_clients_by_their_answer_only(
    asked: str, answered: str, is_the_clients: bool
) -> None:
    said = turns(("therapist", asked), ("client", answered))
    assert may_write("Client went to Lisbon.", said) is is_the_clients


def test_words_that_were_broken_off_are_none() -> None:
    said = turns(("client", "I had an ST- STD test, and I cou- could not sle--, well, rest."))
    assert may_write("Client had an STD test and could not rest.", said)
    for broken in ("ST", "cou", "sle"):
        assert not may_write(f"Client had {broken}.", said)
    assert may_write("Client used self-talk.", turns(("client", "I used self-talk.")))


def test_numbers_are_written_in_letters_and_in_digits_and_no_others() -> None:
    said = turns(("client", "I woke ten times on the fifth at 8:30, took 7.5 mg and had 25 steps."))
    assert may_write("Client woke 10 times on the 5th and took 7.5 mg at 8:30.", said)
    assert may_write("Client woke ten times on the fifth and had 25 steps.", said)
    for other in ("11", "eleven", "100", "5", "7", "75", "8", "20", "50", "6th"):
        assert not may_write(f"Client woke {other} times.", said)


def test_letters_that_stand_for_words_stay_as_they_are() -> None:
    said = turns(
        ("client", "They said PTSD and ADHD."), ("therapist", "What is the OCD like?"), ("client", "Bad.")
    )
    assert may_write("Client said PTSD, ADHD and OCD.", said) is False  # never that it was said
    assert may_write("Client had PTSD, ADHD and OCD.", said)
    for other in ("ptsd", "Ptsd", "PTSDs", "ADHDs"):
        assert not may_write(f"Client had {other}.", said)


def test_each_of_several_clients_has_words_of_their_own() -> None:
    said = turns(
        ("client", "I slept in Leeds."), ("client2", "I drove to Bath."), ("therapist", "Hello there.")
    )
    assert may_write("Client slept in Leeds. Client2 drove to Bath.", said)
    assert not may_write("Client drove to Bath.", said)
    assert not may_write("Client2 slept in Leeds.", said)


def test_sentences_can_be_about_one_of_them_only() -> None:
    said = turns(("therapist", "I offered tea."), ("client", "I slept."), ("client2", "I drove."))
    assert set(allowed_words(said).words) == {"Therapist", "Client", "Client2"}
    assert set(allowed_words(said, "client2").words) == {"Client2"}
    assert set(allowed_words(said, "therapist").words) == {"Therapist"}
    assert not may_write("Client slept.", said, about="client2")


def test_words_of_a_text_may_be_used_too() -> None:
    said = turns(("client", "I slept."))
    assert not may_write("Client slept in Lisbon.", said)
    assert may_write("Client slept in Lisbon.", said, also="Client was in Lisbon.")


def test_a_sentence_tells_what_was_done_not_that_something_is_said() -> None:
    said = turns(
        ("therapist", "Ask your mother."), ("client", "I sleep badly, and I said so. My mother sleeps.")
    )
    assert may_write("Client reported that their mother sleeps badly.", said)
    assert not may_write("Client sleeps badly.", said)
    assert not may_write("Client said so.", said)
    assert may_write("Therapist suggested asking the client's mother.", said)
    assert not may_write("Therapist mother.", said)


@pytest.mark.parametrize(
    ("who", "whose"), [("sister", "sister's"), ("parents", "parents'"), ("boss", "boss's")]
)
def test_what_is_anothers_is_told_as_theirs(who: str, whose: str) -> None:
    said = turns(("client", f"I saw the house of my {who}, it burned."))
    assert may_write(f"Client's {whose} house burned.", said)


def test_rows_of_a_turn_are_not_copied() -> None:
    said = turns(("client", "Then I went straight back to the doctor’s PTSD group on Monday."))
    (row,) = [row for row in allowed_words(said).runs if row[0] == "went"]
    assert row == ("went", "straight", "back", "to", "the", "doctor's", "ptsd", "group", "on", "monday")[:RUN]
    assert all(len(row) == RUN for row in allowed_words(said).runs)
    assert not may_write("Client went straight back to the doctor's PTSD group on Monday.", said)
    assert may_write("Client went straight back to a doctor's PTSD group on Monday.", said)


_SAID = st.lists(
    st.tuples(
        st.sampled_from(["therapist", "client", "client2"]),
        st.lists(
            st.sampled_from(
                [
                    "I",
                    "you",
                    "slept",
                    "Lisbon",
                    "sertraline",
                    "50",
                    "ten?",
                    "yes.",
                    "no,",
                    "did",
                    "What",
                    "why?",
                    "the",
                    "PTSD",
                    "mother's",
                    "7.5",
                    "not.",
                    "cou-",
                    "–",
                    "and",
                ]
            ),
            min_size=1,
            max_size=12,
        ).map(" ".join),
    ),
    min_size=1,
    max_size=6,
)
_WORDS = st.sampled_from(
    [
        "Client",
        "Therapist",
        "Client2",
        "Client's",
        "reported",
        "asked",
        "slept",
        "sleeping",
        "Lisbon",
        "sertraline",
        "50",
        "10",
        "ten",
        "yes",
        "not",
        "the",
        "PTSD",
        "mother's",
        "7.5",
        "cou",
        "and",
        "NONE",
        "Osei",
        "51",
        "lithium",
        "uncle",
    ]
)


@given(_SAID, st.lists(st.tuples(_WORDS, st.sampled_from([" ", " ", ". ", ", "])), max_size=40))
def test_whatever_is_answered_it_holds_no_word_that_is_neither_said_nor_plain(
    said: list[tuple[str, str]], answer: list[tuple[str, str]]
) -> None:
    words, place, text = WordByWord(allowed_words(turns(*said))), Place(), ""
    for piece in (part for pair in answer for part in pair):
        after = words.after(place, piece)
        place, text = (after, text + piece) if after is not None else (place, text)
    text = text[: len(text) - len(place.word)]  # the last word is not finished
    spoken = " ".join(text for _, text in said).lower()
    for word, root in (("lisbon", "lisbon"), ("sertraline", "sertraline"), ("50", "50"), ("ptsd", "ptsd"),
                       ("7.5", "7.5"), ("mother", "mother"), ("10", "ten")):  # fmt: skip
        if re.search(rf"\b{re.escape(word)}\b", text.lower()):
            assert root in spoken
    assert not {"osei", "51", "lithium", "uncle", "cou"} & set(re.findall(r"[\w.]+", text.lower()))
    assert "uncle" not in plain_words("plain")
