"""What becomes of a window of a session on its way into a draft."""

from __future__ import annotations

import pytest

from intellisession_desktop.notes.client_facts import Known
from intellisession_desktop.notes.conversation.windows import windows
from intellisession_desktop.notes.writing.drafting import draft_window, repeats, sentences_of
from intellisession_desktop.records import Status

from ..said import Says, turns, window

T, C = "therapist", "client"
NOBODY = Known()


def texts(writer: Says, *said: tuple[str, str]) -> list[str]:
    return [each.text for each in draft_window(window(*said), NOBODY, writer)]


def test_each_sentence_has_its_own_evidence_in_the_session() -> None:
    writer = Says("Client panicked in the supermarket. Client's sister drove to Leeds.")
    said = (T, "How was it?"), (C, "I panicked in the supermarket."), (C, "And my sister drove to Leeds.")
    made = draft_window(window(*said, first=10), NOBODY, writer)
    assert [(each.evidence, each.status) for each in made] == [
        ((11,), Status.SUPPORTED),
        ((12,), Status.SUPPORTED),
    ]


def test_a_window_without_content_is_not_asked_about() -> None:
    writer = Says("Client panicked.")
    assert texts(writer, (T, "Hm."), (C, "Yeah, okay, well.")) == []
    assert writer.asked == []


def test_the_writer_may_only_write_what_was_said() -> None:
    writer = Says("NONE")
    texts(writer, (C, "I panicked."))
    assert writer.allowed[0] is not None
    assert "panicked" in writer.allowed[0].words["Client"]
    assert "Lisbon" not in writer.allowed[0].words["Client"]


def test_what_a_client_said_and_no_sentence_tells_is_asked_about_once_more() -> None:
    said = (T, "How was it?"), (C, "I panicked."), (T, "And then?"), (C, "My uncle burned the greenhouse.")
    writer = Says("Client panicked.", "Client's uncle burned the greenhouse.")
    assert texts(writer, *said) == ["Client panicked.", "Client's uncle burned the greenhouse."]
    assert writer.asked[1] == "Therapist: And then?\nClient: My uncle burned the greenhouse."
    allowed = writer.allowed[1]
    assert allowed is not None
    assert set(allowed.words) == {"Client"}  # whose turn it is
    assert len(writer.asked) == 2


def test_what_the_therapist_explained_and_no_sentence_tells_is_asked_about_once_more() -> None:
    explained = "A panic wave rises, peaks and falls within minutes, whatever you-"
    said = (T, explained), (C, "Mm-hmm."), (T, "-do against dizziness."), (C, "I panicked.")
    writer = Says("Client panicked.", "Therapist explained that a panic wave falls. Therapist said more.")
    assert texts(writer, *said) == ["Client panicked.", "Therapist explained that a panic wave falls."]
    assert writer.asked[1] == f"Therapist: {explained.rstrip('-')} do against dizziness."
    allowed = writer.allowed[1]
    assert allowed is not None
    assert set(allowed.words) == {"Therapist"}


def test_a_question_alone_is_nothing_that_was_explained() -> None:
    writer = Says("Client panicked.")
    texts(writer, (T, "Did you panic in the supermarket on the way home?"), (C, "I panicked."))
    assert len(writer.asked) == 1


@pytest.mark.parametrize(
    ("left", "nothing"),
    [("My uncle burned the neighbourhood greenhouse.", ""), ("It burned, the greenhouse.", "NONE")],
)
def test_where_much_is_left_that_there_is_nothing_to_write_is_no_answer(left: str, nothing: str) -> None:
    writer = Says("Client panicked.", "Client slept.")
    texts(writer, (C, "I panicked."), (C, left))
    first, second = writer.allowed
    assert first is not None
    assert second is not None
    assert (first.nothing, second.nothing) == ("NONE", nothing)


def test_a_little_that_is_left_of_a_turn_is_not_asked_about() -> None:
    writer = Says("Client panicked in the supermarket and the bakery.")
    texts(writer, (C, "I panicked in the supermarket, the bakery, in short."))
    assert len(writer.asked) == 1


@pytest.mark.parametrize(
    ("left", "more"),
    [
        ("I panicked for 40 minutes.", "Client panicked for 40 minutes."),
        ("I panicked despite sertraline.", "Client panicked on sertraline."),
        ("I panicked on Tuesday.", "Client panicked on Tuesday."),
        ("I panicked, and my aunt.", "Client's aunt panicked."),
    ],
)
def test_figures_medicines_days_and_people_are_always_asked_about(left: str, more: str) -> None:
    writer = Says("Client panicked.", more)
    assert more in texts(writer, (C, left))
    assert len(writer.asked) == 2


def test_of_what_the_therapist_said_only_figures_and_medicines_are_asked_about_with_the_answer() -> None:
    said = (T, "Your uncle burned the greenhouse and the roses."), (C, "I panicked.")
    writer = Says("Client panicked.")
    assert texts(writer, *said) == ["Client panicked."]
    assert len(writer.asked) == 1
    writer = Says("Client panicked.", "Therapist recommended 20 mg.")
    dose = (C, "I panicked."), (T, "I recommend 20 mg."), (C, "Hm.")
    assert texts(writer, *dose) == ["Client panicked.", "Therapist recommended 20 mg."]
    assert writer.asked[1] == "Therapist: I recommend 20 mg.\nClient: Hm."


@pytest.mark.parametrize("more", ["Client was there.", "Client had an uncle in the morning.", "NONE", ""])
def test_a_further_sentence_that_does_not_tell_what_was_missed_is_not_taken(more: str) -> None:
    said = (C, "I panicked."), (C, "The neighbourhood greenhouse burned, sirens and smoke everywhere.")
    assert texts(Says("Client panicked.", more), *said) == ["Client panicked."]


def test_of_sentences_that_tell_the_same_one_stays() -> None:
    said = (C, "I panicked in the supermarket on Tuesday and left."), (T, "Hm.")
    answer = "Client panicked. Client panicked in the supermarket on Tuesday and left. Client left."
    assert texts(Says(answer), *said) == ["Client panicked in the supermarket on Tuesday and left."]


def test_sentences_that_say_nothing_are_left_out() -> None:
    said = (C, "Thank you, and I panicked in the supermarket."), (T, "Hm.")
    answer = "Client thanked. Client panicked in the supermarket. Therapist acknowledged that."
    assert texts(Says(answer), *said) == ["Client panicked in the supermarket."]


def test_a_sentence_that_tells_what_was_meant_to_be_as_done_is_flagged() -> None:
    writer = Says("Client called their sister on Monday.")
    (made,) = draft_window(window((C, "I will call my sister on Monday.")), NOBODY, writer)
    assert made.status == Status.FLAGGED
    assert made.reason


def test_only_whole_sentences_are_taken_and_further_clients_have_a_name() -> None:
    assert sentences_of("Client2 slept. Client's son left! Client went to Dr. Hall. Client was") == [
        "Client 2 slept.",
        "Client's son left!",
        "Client went to Dr. Hall.",
    ]
    assert sentences_of("NONE") == sentences_of("Client slept") == sentences_of("") == []
    assert sentences_of("Client slept. NONE") == ["Client slept."]


class Near(Says):
    """To it all texts are alike."""

    def embed(self, texts):  # type: ignore[no-untyped-def]
        return super().embed(texts)[:1].repeat(len(texts), axis=0)


@pytest.mark.parametrize(
    ("text", "other", "alike", "says_again"),
    [
        ("Client panicked.", "Client panicked in the supermarket.", False, True),
        ("Client panicked in the supermarket.", "Client panicked.", False, False),
        ("Client was in terror.", "Client panicked.", True, True),
        ("Client panicked at 50.", "Client panicked.", True, False),  # the figure is new
        ("Client panicked with their aunt.", "Client panicked.", True, False),
    ],
)
def test_what_says_no_more_is_said_again(text: str, other: str, alike: bool, says_again: bool) -> None:
    writer = Near("") if alike else Says("")
    assert repeats(text, ["Client moved to Leeds.", other][not alike and 1 :], writer) is says_again
    assert not repeats(text, [], writer)


def test_a_long_turn_that_stands_in_parts_is_cited_once() -> None:
    told = ("The garden burned", "The greenhouse fell", "The uncle came")
    said = turns((C, " ".join(f"{each} {'and then ' * 28}it was over." for each in told)))
    first = windows(said)[0]
    assert first.indices == (0, 0)
    (made,) = draft_window(first, NOBODY, Says("Client's garden burned and the greenhouse fell."))
    assert made.evidence == (0,)
