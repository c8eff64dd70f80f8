"""What was said and is not in an open note is taken into its section, in the client's words."""

from __future__ import annotations

from dataclasses import replace

from intellisession_desktop.notes.conversation.left_out import Telling
from intellisession_desktop.records import Client, DraftWishes, Section, Status
from intellisession_desktop.sessions.review import Review, ReviewContent
from intellisession_desktop.sessions.untold import Untold, taken_in
from intellisession_desktop.vault.vault import Vault

from .reviewing import content_of, opened_note


def test_what_the_draft_does_not_tell_is_found_when_it_is_opened(vault: Vault, client: Client) -> None:
    opened = opened_note(vault, client)
    assert Untold(opened).of(content_of(opened)) != ()
    empty = ReviewContent(tuple(Section(each.name) for each in opened.note.sections), opened.turns)
    found = Untold(opened).of(empty)
    assert found[0].kind is Telling.RISK
    assert {each.turn for each in found} >= {1, 3, 5}


def test_it_goes_to_the_section_of_its_kind_and_rests_on_its_turn(vault: Vault, client: Client) -> None:
    vault.draft_wishes.set(client.id, DraftWishes(naming="first name"))
    opened = opened_note(vault, client)
    empty = ReviewContent(tuple(Section(each.name) for each in opened.note.sections), opened.turns)
    plan = next(each for each in Untold(opened).of(empty) if each.kind is Telling.PLAN)
    section, statement = taken_in(opened, empty, plan)
    assert empty.sections[section].name == "Plan"
    assert statement.text.startswith('Maya said: "Yes, I will keep the log')
    assert statement.evidence == (5,)


def test_once_it_is_in_the_note_it_is_not_offered_and_undone_it_is_again(
    vault: Vault, client: Client
) -> None:
    opened = opened_note(vault, client)
    review, untold = Review(opened), Untold(opened)
    before = untold.of(review.content)
    section, statement = taken_in(opened, review.content, before[0])
    place = review.insert(section, statement)
    assert review.statement(place) == statement
    assert before[0] not in untold.of(review.content)
    review.undo()
    assert untold.of(review.content) == before


def test_what_is_left_out_on_purpose_is_not_offered_again(vault: Vault, client: Client) -> None:
    opened = opened_note(vault, client)
    untold = Untold(opened)
    first, *rest = untold.of(content_of(opened))
    untold.pass_over(first)
    assert list(untold.of(content_of(opened))) == rest


def test_what_was_heard_unclearly_comes_in_flagged(vault: Vault, client: Client) -> None:
    opened = opened_note(vault, client)
    turns = tuple(replace(turn, unsure=("two",)) if "two" in turn.text else turn for turn in opened.turns)
    opened = replace(opened, turns=turns)
    empty = ReviewContent(tuple(Section(each.name) for each in opened.note.sections), turns)
    figure = next(each for each in Untold(opened).of(empty) if each.turn == 1)
    assert taken_in(opened, empty, figure)[1].status is Status.FLAGGED


def test_after_a_swap_of_speakers_it_is_told_by_who_speaks_now(vault: Vault, client: Client) -> None:
    opened = opened_note(vault, client, (Section("Risk"), *(Section(name) for name in "SOAP")))
    untold, review = Untold(opened), Review(opened)
    before = untold.of(review.content)
    review.swap_speakers("therapist", "client")
    after = untold.of(review.content)
    assert before != after
    assert after == Untold(replace(opened, turns=review.content.turns)).of(review.content)
    review.undo()
    assert untold.of(review.content) == before
