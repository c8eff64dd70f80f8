"""Every change of a review, its undoing, and what reaches the vault."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intellisession_desktop.errors import InvalidInput, NoteSigned, NotFound
from intellisession_desktop.notes.client_facts import Known
from intellisession_desktop.notes.conversation.misheard import Misheard
from intellisession_desktop.records import (
    Client,
    Destruction,
    Note,
    Practice,
    RecordingState,
    Section,
    Statement,
    Status,
    Turn,
)
from intellisession_desktop.sessions.review import (
    SPEAKER_CHANGED,
    Opened,
    Place,
    Review,
    ReviewContent,
    check_own_words,
    open_note,
    store,
)
from intellisession_desktop.vault.vault import Vault

from .reviewing import DAY, PRACTICE, SECTIONS, TURNS, add_note, content_of, opened_note, session_of

AT = dt.datetime(2026, 11, 12, 11, 0, tzinfo=dt.UTC)
FLAGGED = Place(1, 1)


def in_memory(sections: tuple[Section, ...] = SECTIONS, state: str = "draft") -> Opened:
    note = Note("n" * 8, "c", "s", "SOAP", DAY, state, sections, AT)
    client = Client("c", "Maya R.", AT)
    return Opened(
        note, client, None, TURNS, None, False, Practice(), ("",) * len(sections), 0, Known.of("Maya R.", "")
    )


@pytest.fixture
def review() -> Review:
    return Review(in_memory())


def texts(review: Review, section: int) -> list[str]:
    return [statement.text for statement in review.content.sections[section].statements]


def test_an_edited_statement_becomes_the_therapists_and_keeps_evidence_and_first_wording(
    review: Review,
) -> None:
    review.edit(FLAGGED, "Client took 10 mg.")
    review.end_edit()
    review.edit(FLAGGED, "Client takes 10 mg.")
    expected = Statement("Client takes 10 mg.", (0, 1), Status.THERAPIST, "", "Client took 15 mg.")
    assert review.statement(FLAGGED) == expected
    assert review.to_check() == ()


def test_typing_into_one_statement_is_one_step_until_it_ends(review: Review) -> None:
    for text in ("Client to", "Client too", "Client took"):
        review.edit(FLAGGED, text)
    review.end_edit()
    review.edit(FLAGGED, "Client took ten.")
    review.undo()
    assert review.statement(FLAGGED).text == "Client took"
    review.undo()
    assert review.content.sections == SECTIONS
    assert not review.can_undo


def test_typing_into_another_statement_is_another_step(review: Review) -> None:
    review.edit(Place(1, 0), "One")
    review.edit(FLAGGED, "Two")
    review.undo()
    assert texts(review, 1)[:2] == ["One", "Client took 15 mg."]


def test_a_letter_typed_and_taken_back_changes_nothing_and_is_no_step(review: Review) -> None:
    review.edit(FLAGGED, "Client took 15 mg. ")
    review.edit(FLAGGED, "Client took 15 mg.")
    assert review.statement(FLAGGED).status == Status.FLAGGED
    review.edit(FLAGGED, "Client took 15 mg.  ")
    review.end_edit()
    assert review.content.sections == SECTIONS
    assert not review.can_undo


def test_a_statement_left_without_words_is_removed_when_the_typing_ends(review: Review) -> None:
    review.edit(Place(1, 0), "  ")
    assert len(texts(review, 1)) == 3  # not while it is being typed
    assert review.end_edit() == Place(1, 0)
    assert texts(review, 1) == ["Client took 15 mg.", "She came ten minutes late."]
    review.undo()
    assert review.content.sections == SECTIONS


def test_a_place_below_one_that_was_left_without_words_still_means_its_statement(review: Review) -> None:
    review.edit(Place(1, 0), "")
    review.keep(FLAGGED)
    kept = review.statement(Place(1, 0))
    assert (kept.text, kept.status) == ("Client took 15 mg.", Status.KEPT)
    review.edit(Place(1, 0), "")
    review.edit(Place(1, 1), "She came late.")
    assert texts(review, 1) == ["She came late."]


def test_keep_keeps_the_reason_and_can_be_undone_and_done_again(review: Review) -> None:
    review.keep(FLAGGED)
    assert review.statement(FLAGGED).status == Status.KEPT
    assert review.statement(FLAGGED).reason == 'Not found in what was said: "15 mg"'
    review.undo()
    assert review.to_check() == (FLAGGED,)
    review.redo()
    assert review.to_check() == ()


def test_keep_says_nothing_about_a_statement_that_is_not_flagged(review: Review) -> None:
    review.keep(Place(0, 0))
    assert review.content.sections == SECTIONS
    assert not review.can_undo


def test_remove_takes_one_statement_away(review: Review) -> None:
    review.remove(FLAGGED)
    assert texts(review, 1) == [
        "Client kept the panic log every day and had two attacks.",
        "She came ten minutes late.",
    ]
    with pytest.raises(IndexError):
        review.remove(Place(1, 2))


def test_a_moved_statement_keeps_everything(review: Review) -> None:
    before = review.statement(FLAGGED)
    assert review.move(FLAGGED, 3) == Place(3, 0)
    assert review.statement(Place(3, 0)) == before
    assert review.to_check() == (Place(3, 0),)
    assert review.move(Place(3, 0), 1, 0) == Place(1, 0)
    assert texts(review, 1)[0] == "Client took 15 mg."
    review.undo()
    review.undo()
    assert review.content.sections == SECTIONS


def test_a_statement_moves_within_its_section_by_what_stands_there_without_it(review: Review) -> None:
    assert review.move(Place(1, 0), 1, 1) == Place(1, 1)
    assert texts(review, 1)[:2] == ["Client took 15 mg.", SECTIONS[1].statements[0].text]
    assert review.move(Place(1, 1), 1, 1) == Place(1, 1)  # stays
    assert review.move(Place(1, 0), 1, 99) == Place(1, 2)
    review.undo()
    review.undo()
    assert not review.can_undo


def test_an_added_statement_and_the_typing_of_it_are_one_step(review: Review) -> None:
    place = review.add(2)
    review.edit(place, "Client was")
    review.edit(place, "Client was restless.")
    review.end_edit()
    assert review.statement(place) == Statement("Client was restless.", (), Status.THERAPIST)
    review.undo()
    assert review.content.sections == SECTIONS
    review.redo()
    assert texts(review, 2) == ["Client was restless."]


def test_an_added_statement_that_stays_empty_leaves_no_trace(review: Review) -> None:
    place = review.add(2)
    assert review.end_edit() == place
    assert review.content.sections == SECTIONS
    assert not review.can_undo


def test_a_rewritten_section_is_one_step(review: Review) -> None:
    new = Statement("Shorter.", (0, 1), Status.SUPPORTED, "", "Longer.")
    assert review.replace_all({Place(1, 0): (new, new), FLAGGED: (), Place(5, 0): (new,)}) == 3
    assert texts(review, 1) == ["Shorter.", "Shorter.", "She came ten minutes late."]
    assert texts(review, 5) == ["Shorter."]
    review.undo()
    assert review.content.sections == SECTIONS
    assert not review.can_undo


def test_a_place_after_a_sections_end_takes_new_statements(review: Review) -> None:
    review.replace_all({Place(2, 0): (Statement("New.", (0,)),)})
    assert texts(review, 2) == ["New."]
    with pytest.raises(IndexError):
        review.replace_all({Place(2, 5): ()})


def test_evidence_that_is_not_there_is_refused_and_nothing_changes(review: Review) -> None:
    with pytest.raises(ValueError, match="cites a turn"):
        review.replace(Place(0, 0), (Statement("Said.", (len(TURNS),)),))
    assert review.content.sections == SECTIONS
    assert not review.can_undo


def test_replacements_find_statements_that_moved_meanwhile_and_spare_those_that_changed(
    review: Review,
) -> None:
    asked = review.content
    review.move(Place(5, 0), 3)  # while the model was writing
    review.edit(Place(1, 0), "My own words.")
    review.remove(Place(0, 0))
    new = (Statement("Rewritten.", (4, 5)),)
    found = review.replace_all({Place(5, 0): new, Place(1, 0): new, Place(0, 0): new}, asked)
    assert found == 1
    assert texts(review, 3) == ["Rewritten."]
    assert texts(review, 1)[0] == "My own words."
    assert texts(review, 0) == []


def test_a_warning_reaches_only_the_words_it_was_made_for_and_is_no_step(review: Review) -> None:
    review.edit(FLAGGED, "Client took 20 mg.")
    review.warn(FLAGGED, "Client took 2", "old")
    assert review.statement(FLAGGED).reason == ""
    review.warn(FLAGGED, "Client took 20 mg.", 'Not found in what was said: "20 mg"')
    review.end_edit()
    assert review.statement(FLAGGED).reason == 'Not found in what was said: "20 mg"'
    review.warn(Place(0, 0), SECTIONS[0].statements[0].text, "not the therapist's")
    review.warn(Place(9, 9), "gone", "gone")
    assert review.statement(Place(0, 0)).reason == ""
    review.edit(FLAGGED, "Client took 25 mg.")
    assert review.statement(FLAGGED).reason == ""
    review.undo()
    review.undo()
    assert review.content.sections == SECTIONS


def test_a_corrected_turn_forgets_the_unclear_words_that_are_gone(review: Review) -> None:
    review.edit_turn(1, "I kept it every day and had two attacks, one on Thursday.")
    assert review.content.turns[1].unsure == ()
    review.edit_turn(1, "One on Tuesday, I think.")  # typed again: it is still the word heard unclearly
    assert review.content.turns[1].unsure == ("Tuesday",)
    review.edit_turn(1, "One on Tuesdays.")
    assert review.content.turns[1].unsure == ()
    review.undo()
    assert review.content.turns == TURNS


def test_a_turn_corrected_back_is_as_it_was(review: Review) -> None:
    review.edit_turn(1, "other words")
    review.end_edit()
    review.edit_turn(1, "yet others")
    review.edit_turn(1, "other words ")
    review.end_edit()
    assert review.content.turns[1].text == "other words"
    review.undo()
    assert review.content.turns == TURNS
    assert not review.can_undo


def test_speakers_are_set_renamed_and_swapped_each_in_one_step(review: Review) -> None:
    review.set_speaker(5, "client2")
    review.rename_speaker("client", "partner")
    assert [turn.speaker for turn in review.content.turns[1:6:2]] == ["partner", "partner", "client2"]
    review.swap_speakers("therapist", "partner")
    assert [turn.speaker for turn in review.content.turns[:2]] == ["partner", "therapist"]
    for _ in range(3):
        review.undo()
    assert review.content.turns == TURNS
    assert not review.can_undo
    review.swap_speakers("nobody", "no one")
    review.rename_speaker("client", "")
    assert not review.can_undo


def test_what_was_written_from_swapped_voices_waits_until_they_are_as_they_were_when_it_was_drafted(
    vault: Vault, client: Client
) -> None:
    opened = opened_note(vault, client)
    review = Review(opened)
    drafted = review.content
    count = review.doubted_by_swap("therapist", "client")
    assert count == 3
    review.swap_speakers("therapist", "client")
    flagged = [each for _, each in review.content.all() if each.reason == SPEAKER_CHANGED]
    assert len(flagged) == count
    assert review.doubted_by_swap("therapist", "client") == 0
    store(vault, opened.note.id, session_of(opened).id, drafted, review.content)
    later = Review(open_note(vault, opened.note.id))  # as after a restart
    kept = next(p for p, each in later.content.all() if each.reason == SPEAKER_CHANGED)
    later.keep(kept)
    later.swap_speakers("therapist", "client")
    assert later.content == drafted


def test_what_was_written_for_the_swapped_voices_waits_once_they_are_swapped_back(review: Review) -> None:
    review.swap_speakers("therapist", "client")
    place = Place(0, 0)
    review.replace(place, (Statement("Written anew.", review.statement(place).evidence),))
    assert review.doubted_by_swap("therapist", "client") == 1
    review.swap_speakers("therapist", "client")
    assert review.statement(place).reason == SPEAKER_CHANGED
    review.edit(place, "In my words.")
    review.end_edit()
    review.swap_speakers("therapist", "client")
    assert review.statement(place).status == Status.THERAPIST


def test_all_statements_flagged_for_one_reason_are_kept_in_one_step(review: Review) -> None:
    review.swap_speakers("therapist", "client")
    before = review.content
    assert review.same_reason(Place(0, 0)) == ()  # about risk: decided on one by one
    assert review.same_reason(FLAGGED) == (FLAGGED,)
    review.keep_all(review.same_reason(Place(1, 0)))
    assert review.to_check() == (Place(0, 0), FLAGGED)
    assert review.statement(Place(1, 0)).status == Status.KEPT
    review.undo()
    assert review.content == before


def test_a_review_goes_on_with_the_steps_of_the_one_before_it(vault: Vault, client: Client) -> None:
    opened = opened_note(vault, client)
    first = Review(opened)
    before = first.content
    first.swap_speakers("therapist", "client")
    store(vault, opened.note.id, session_of(opened).id, before, first.content)
    second = Review(open_note(vault, opened.note.id), first.history)
    second.undo()
    assert second.content == before
    stranger = Review(open_note(vault, opened.note.id), second.history)  # not stored as it was left
    assert not stranger.can_undo
    assert not stranger.can_redo


def test_a_turn_shows_its_statements_and_every_place_is_listed(review: Review) -> None:
    assert review.statements_from(1) == (Place(1, 0), Place(1, 1))
    assert review.statements_from(99) == ()
    assert review.places() == (
        *(Place(0, 0), Place(1, 0), Place(1, 1), Place(1, 2), Place(4, 0), Place(5, 0)),
    )


def test_another_step_after_an_undo_ends_the_way_back(review: Review) -> None:
    review.remove(FLAGGED)
    review.undo()
    review.keep(FLAGGED)
    assert not review.can_redo
    review.redo()
    assert review.statement(FLAGGED).status == Status.KEPT


@pytest.mark.parametrize(("state", "error"), [("signed", NoteSigned), ("imported", InvalidInput)])
def test_only_a_draft_can_be_changed(state: str, error: type[Exception]) -> None:
    review = Review(in_memory(state=state))
    for change in (
        lambda: review.edit(FLAGGED, "x"),
        lambda: review.keep(FLAGGED),
        lambda: review.remove(FLAGGED),
        lambda: review.move(FLAGGED, 0),
        lambda: review.add(0, "x"),
        lambda: review.replace(FLAGGED, ()),
        lambda: review.edit_turn(0, "x"),
        lambda: review.set_speaker(0, "client"),
    ):
        with pytest.raises(error):
            change()
    assert review.content == ReviewContent(SECTIONS, TURNS)
    assert not review.editable


_small = st.integers(0, 7)
_words = st.sampled_from(["", " ", "Client slept.", "Client slept well.", "Client took 15 mg.", "a < b & c"])
_steps = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), _small, _words),
        st.tuples(st.just("keep"), _small),
        st.tuples(st.just("remove"), _small),
        st.tuples(st.just("move"), _small, st.integers(0, 5), st.one_of(st.none(), _small)),
        st.tuples(st.just("add"), st.integers(0, 5), _words),
        st.tuples(st.just("replace"), _small, st.lists(st.integers(0, 6), max_size=2)),
        st.tuples(st.just("edit_turn"), st.integers(0, 6), _words),
        st.tuples(st.just("swap")),
        st.tuples(st.just("end_edit")),
        st.tuples(st.just("undo")),
        st.tuples(st.just("redo")),
    ),
    max_size=30,
)


def do(review: Review, step: tuple) -> None:
    name, *with_what = step
    places = review.places()
    if name in ("edit", "keep", "remove", "move", "replace"):
        if not places:
            return
        place = places[with_what[0] % len(places)]
        if name == "replace":
            review.replace(place, tuple(Statement(f"New {i}.", (i,)) for i in with_what[1]))
        else:
            getattr(review, name)(place, *with_what[1:])
    elif name == "swap":
        review.swap_speakers("therapist", "client")
    else:
        getattr(review, name)(*with_what)


@settings(max_examples=150, deadline=None)
@given(_steps)
def test_whatever_is_done_can_be_undone_to_the_start_and_redone_to_the_end(steps: list[tuple]) -> None:
    review = Review(in_memory())
    for step in steps:
        do(review, step)
        content = review.content
        assert [section.name for section in content.sections] == [section.name for section in SECTIONS]
        assert len(content.turns) == len(TURNS)
        for _, statement in content.all():
            assert all(0 <= i < len(TURNS) for i in statement.evidence)
        for turn in content.turns:
            assert all(word in turn.text for word in turn.unsure)
    review.end_edit()
    assert all(statement.text.strip() for _, statement in review.content.all())
    while review.can_redo:
        review.redo()
    end = review.content
    undone = 0
    while review.can_undo:
        before = review.content
        review.undo()
        assert review.content != before  # every step changed something
        undone += 1
    assert review.content == ReviewContent(SECTIONS, TURNS)
    for _ in range(undone):
        review.redo()
    assert review.content == end
    assert not review.can_redo


def test_an_opened_note_knows_what_is_around_it(vault: Vault, client: Client) -> None:
    vault.practice.set(PRACTICE)
    vault.notes.add(
        client.id,
        None,
        "SOAP",
        DAY - dt.timedelta(7),
        (Section("P", (Statement("Call Dr. Osei.", (), Status.THERAPIST),)),),
        "imported",
    )
    opened = opened_note(vault, client)
    assert opened.client.name == "Maya R."
    assert session_of(opened).time == dt.time(10, 0)
    assert opened.turns == TURNS
    assert (opened.receipt, opened.kept_audio) == (None, False)
    assert opened.practice == PRACTICE
    assert opened.risk_section == 0
    assert opened.asks[0] == "No talk of risk was recognised. What is your judgement?"
    assert opened.asks[4] == ""
    assert "Osei" in opened.known.names


def test_an_opened_note_shows_the_receipt_of_its_sound_or_that_it_was_kept(
    vault: Vault, client: Client
) -> None:
    note = add_note(vault, client)
    assert note.session_id is not None
    recording = vault.recordings.add(note.session_id, "[]", state=RecordingState.SHREDDED)
    receipt = vault.receipts.add(recording.id, Destruction("overwritten and deleted", 10, True))
    assert open_note(vault, note.id).receipt == receipt
    assert not open_note(vault, note.id).kept_audio
    vault.recordings.set_state(recording.id, RecordingState.KEPT)
    assert open_note(vault, note.id).kept_audio


def test_an_imported_note_without_session_opens(vault: Vault, client: Client) -> None:
    sections = (Section("Note", (Statement("Slept badly.", (), Status.THERAPIST),)),)
    note = vault.notes.add(client.id, None, "INTAKE-OLD", DAY, sections, "imported")
    opened = open_note(vault, note.id)
    assert (opened.turns, opened.session, opened.risk_section, opened.asks) == ((), None, None, ("",))
    with pytest.raises(NotFound):
        open_note(vault, "f" * 32)


def test_storing_writes_what_differs_and_the_note_opens_so_again(vault: Vault, client: Client) -> None:
    opened = opened_note(vault, client)
    review = Review(opened)
    before = review.content
    review.edit(FLAGGED, "Client took 10 mg.")
    review.move(Place(5, 0), 3)
    review.edit_turn(1, "I kept it every day, one on Thursday.")
    review.swap_speakers("client", "client2")
    content = review.content
    store(vault, opened.note.id, session_of(opened).id, before, content)
    again = open_note(vault, opened.note.id)
    assert again.note.sections == content.sections
    assert again.turns == content.turns
    assert again.note.sections[1].statements[1].first_text == "Client took 15 mg."


def test_storing_what_did_not_change_writes_nothing(vault: Vault, client: Client) -> None:
    opened = opened_note(vault, client)
    review = Review(opened)
    before = review.content
    entries = len(vault.audit.list())
    store(vault, opened.note.id, session_of(opened).id, before, review.content)
    review.add(2)  # an empty line that is being typed into is nothing yet
    store(vault, opened.note.id, session_of(opened).id, before, review.content)
    assert len(vault.audit.list()) == entries
    assert open_note(vault, opened.note.id).note.sections == SECTIONS


def test_storing_into_a_signed_note_is_refused_and_leaves_the_turns_alone(
    vault: Vault, client: Client
) -> None:
    opened = opened_note(vault, client, SECTIONS[:1])
    vault.notes.sign(opened.note.id, "Jana Köhler", AT)
    review = Review(opened)
    before = review.content
    review.edit_turn(0, "changed")
    review.remove(Place(0, 0))
    with pytest.raises((NoteSigned, InvalidInput)):
        store(vault, opened.note.id, session_of(opened).id, before, review.content)
    assert vault.transcripts.load(session_of(opened).id) == TURNS


def test_own_words_are_warned_about_by_rules_but_not_for_what_was_seen() -> None:
    opened = in_memory()
    own = Statement("Client had four attacks.", (0, 1), Status.THERAPIST)
    assert check_own_words(opened, own) == 'Not found in what was said: "four attacks"'
    assert check_own_words(opened, dataclasses.replace(own, text="Client had two attacks.")) == ""
    assert check_own_words(opened, dataclasses.replace(own, text="Client was tearful.")) == ""
    assert check_own_words(opened, dataclasses.replace(own, evidence=())) == ""
    assert check_own_words(opened, dataclasses.replace(own, text=" ")) == ""


def test_own_words_are_compared_with_the_corrected_transcript_and_forgotten_turns_are_left_out() -> None:
    opened = in_memory()
    own = Statement("Client had four attacks.", (0, 1), Status.THERAPIST)
    corrected = (TURNS[0], dataclasses.replace(TURNS[1], text="I had four attacks."), *TURNS[2:])
    assert check_own_words(opened, own, corrected) == ""
    forgotten = tuple(Turn(turn.start, turn.end, turn.speaker, "") for turn in TURNS)
    assert check_own_words(opened, own, forgotten) == ""


def test_another_reading_is_taken_in_the_turn_and_its_statements_in_one_step() -> None:
    heard = dataclasses.replace(TURNS[0], text="I take search line, 50 mg.")
    question = 'Heard: "search line". Sertraline?'
    waits = Statement("Client takes search line.", (0,), Status.FLAGGED, question)
    own = Statement("Search line twice a day.", (0,), Status.THERAPIST)
    opened = dataclasses.replace(in_memory((Section("S", (waits, own)),)), turns=(heard, *TURNS[1:]))
    review = Review(opened)
    review.settle_reading(Misheard(0, "search line", "sertraline"), other=True)
    assert review.content.turns[0].text == "I take sertraline, 50 mg."
    assert [each.text for each in review.content.statements(0)] == [
        "Client takes sertraline.",
        "Sertraline twice a day.",
    ]
    assert [each.status for each in review.content.statements(0)] == [Status.SUPPORTED, Status.THERAPIST]
    review.undo()
    assert review.content.statements(0) == (waits, own)
    review.settle_reading(Misheard(0, "search line", "sertraline"), other=False)
    assert review.content.turns[0] == heard
    assert review.content.statement(Place(0, 0)) == dataclasses.replace(
        waits, status=Status.SUPPORTED, reason=""
    )


def test_swapping_back_takes_no_flag_that_has_another_reason(review: Review) -> None:
    review.swap_speakers("therapist", "client")
    place = next(place for place, each in review.content.all() if each.reason == SPEAKER_CHANGED)
    waiting = dataclasses.replace(
        review.statement(place), reason="The corrected words may no longer say this"
    )
    review.replace(place, (waiting,))
    review.swap_speakers("therapist", "client")
    assert review.statement(place).status == Status.FLAGGED


def test_words_on_which_another_note_rests_stay_as_they_are(vault: Vault, client: Client) -> None:
    first = add_note(vault, client)
    alone = open_note(vault, first.id)
    vault.notes.add(client.id, first.session_id, "DAP", DAY, SECTIONS)
    shared = Review(open_note(vault, first.id))
    assert not shared.turns_editable
    with pytest.raises(InvalidInput, match="Another note"):
        shared.edit_turn(1, "x")
    with pytest.raises(InvalidInput, match="Another note"):
        shared.swap_speakers("therapist", "client")
    late = Review(alone)  # opened before the other note was written
    late.edit_turn(1, "Something else.")
    late.end_edit()
    with pytest.raises(InvalidInput, match="Another note"):
        store(vault, first.id, first.session_id, content_of(alone), late.content)
    assert vault.transcripts.load(first.session_id or "") == TURNS
