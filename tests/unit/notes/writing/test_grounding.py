"""Which turns bear a sentence out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from intellisession_desktop.notes.client_facts import Known
from intellisession_desktop.notes.writing.grounding import MOST, grounds

from ..said import turns

T, C = "therapist", "client"


def test_evidence_is_the_turn_that_holds_the_telling_words() -> None:
    said = turns((C, "The garden was lovely."), (C, "I took sertraline in Leeds."), (C, "Okay."))
    assert grounds("Client took sertraline.", said, Known()) == (1,)
    assert grounds("Client took sertraline in the garden.", said, Known()) == (0, 1)


def test_a_number_is_looked_for_in_letters_too() -> None:
    said = turns((C, "The garden was lovely."), (C, "Fifty, I think."))
    assert grounds("Client reported 50.", said, Known()) == (1,)


def test_of_two_that_hold_it_the_one_of_whom_the_sentence_speaks() -> None:
    said = turns((T, "Your garden."), (C, "My garden."), (T, "Your garden."))
    assert grounds("Client was in the garden.", said, Known()) == (1,)
    assert grounds("Therapist asked about the garden.", said, Known()) == (0,)


def test_what_the_therapist_asked_is_the_clients_with_its_answer_only() -> None:
    said = turns((C, "Hm."), (T, "Did you drink the wine?"), (C, "Yes."), (T, "And the beer?"))
    assert grounds("Client drank wine.", said, Known()) == (1, 2)
    assert grounds("Therapist asked about the wine.", said, Known()) == (1,)
    assert grounds("Client had beer.", said, Known()) == (3,)  # nobody answered


def test_where_nothing_is_held_the_first_turn_stands() -> None:
    assert grounds("Client flew to Lisbon.", turns((C, "Hm."), (C, "I slept.")), Known()) == (0,)


_TALK = st.lists(
    st.tuples(
        st.sampled_from([T, C, "client2"]),
        st.lists(
            st.sampled_from(["garden", "wine", "sister", "50", "Leeds", "sleep", "yes", "panic"]),
            min_size=1,
            max_size=3,
        ).map(" ".join),
    ),
    min_size=1,
    max_size=12,
)


@given(_TALK, st.sampled_from(["Client", "Therapist"]))
def test_nobody_has_to_search_many_turns(said: list[tuple[str, str]], who: str) -> None:
    found = grounds(f"{who} garden wine sister 50 Leeds sleep panic.", turns(*said), Known())
    assert found == tuple(sorted(set(found)))
    assert 1 <= len(found) <= MOST
    assert all(0 <= place < len(said) for place in found)
