"""Statements written anew on request, and the statements of a corrected turn."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from intellisession_desktop.errors import Cancelled, EngineCrashed
from intellisession_desktop.notes.client_facts import Known
from intellisession_desktop.notes.risk.finding import find_risk
from intellisession_desktop.notes.risk.telling import risk_told
from intellisession_desktop.notes.writing.rewriting import opening_for
from intellisession_desktop.records import (
    Client,
    ItemOutcome,
    OutcomeKind,
    Progress,
    Section,
    Statement,
    Status,
    Turn,
)
from intellisession_desktop.records.writing import AllowedWords
from intellisession_desktop.sessions.engines import Engines
from intellisession_desktop.sessions.jobs import CancelToken, unreported
from intellisession_desktop.sessions.redoing import NO_LONGER_SAID
from intellisession_desktop.sessions.review import (
    Opened,
    Place,
    Review,
    ReviewContent,
    open_note,
    store,
)
from intellisession_desktop.sessions.rewriting import (
    Rewriting,
    may_be_rewritten,
    redo_turn,
    rewrite,
    why_not_rewritten,
    wordings,
)
from intellisession_desktop.vault.vault import Vault
from tests.fakes import FakeEngines, FakeLanguageEngine, LocalWorker

from .reviewing import SECTIONS, TURNS, content_of, opened_note, session_of

LOG, FLAGGED, OWN, CARRIED, PLAN = Place(1, 0), Place(1, 1), Place(1, 2), Place(4, 0), Place(5, 0)
EVERYTHING = (Place(0, 0), LOG, FLAGGED, OWN, CARRIED, PLAN)


class Scripted(FakeLanguageEngine):
    """Answers with what is given for the words of a question, and doubts the sentences in `doubted`."""

    def __init__(self, answers: Mapping[str, str], doubted: Sequence[str] = ()) -> None:
        super().__init__()
        self.answers, self.doubted = answers, doubted
        self.prepared: Sequence[Any] = ()
        self.asked: list[str] = []

    def prepare(self, beginnings: Sequence[Any]) -> None:
        self.prepared = beginnings

    def write(self, messages: Sequence[Any], limit: int, allowed: AllowedWords | None = None) -> str:
        self.asked.append(messages[-1].content)
        found = [answer for words, answer in self.answers.items() if words in messages[-1].content]
        return found[0] if found else "NONE"

    def agreement(self, messages: Sequence[Any]) -> float:
        return -9.0 if any(text in messages[-1].content for text in self.doubted) else 4.0


class ScriptedEngines:
    def __init__(self, **answers: str) -> None:
        self.engine = Scripted({words.replace("_", " "): answer for words, answer in answers.items()})
        self.started = 0

    def __call__(self) -> Engines:
        def start() -> Any:
            self.started += 1
            return LocalWorker(self.engine)

        return Engines(start, start, {})


@pytest.fixture
def opened(vault: Vault, client: Client) -> Opened:
    return opened_note(vault, client)


def asked_of(
    opened: Opened,
    places: Sequence[Place],
    how: Rewriting,
    engines: ScriptedEngines,
    content: ReviewContent | None = None,
) -> dict[Place, tuple[Statement, ...]]:
    whole = content_of(opened) if content is None else content
    return rewrite(opened, whole, places, how, engines(), unreported, CancelToken())


def test_a_shorter_statement_keeps_its_evidence_and_its_first_wording(opened: Opened) -> None:
    engines = ScriptedEngines(Client_kept="Client kept the log daily and had two attacks.")
    found = asked_of(opened, [LOG], Rewriting.SHORTER, engines)
    old = SECTIONS[1].statements[0]
    new = Statement("Client kept the log daily and had two attacks.", (0, 1), Status.SUPPORTED, "", old.text)
    assert found == {LOG: (new,)}
    assert engines.engine.prepared[0] == opening_for(Rewriting.SHORTER)


def test_a_fuller_statement_becomes_one_for_each_sentence(opened: Opened) -> None:
    full = "Client kept the panic log daily and had two attacks. Client had one of them in town on Tuesday."
    opened_turns = (TURNS[0], dataclasses.replace(TURNS[1], unsure=()), *TURNS[2:])
    content = ReviewContent(opened.note.sections, opened_turns)
    engines = ScriptedEngines(Client_kept=full)
    found = asked_of(opened, [LOG], Rewriting.FULLER, engines, content)
    assert [each.text for each in found[LOG]] == [part.strip(".") + "." for part in full.split(". ")]
    assert {(each.evidence, each.status) for each in found[LOG]} == {((0, 1), Status.SUPPORTED)}
    assert engines.engine.prepared[0] == opening_for(Rewriting.FULLER)


def test_a_fuller_sentence_does_not_say_what_another_statement_says(opened: Opened) -> None:
    told = Statement("Client had one attack in town on Tuesday.", (0, 1))
    section = dataclasses.replace(SECTIONS[1], statements=(SECTIONS[1].statements[0], told))
    turns = (TURNS[0], dataclasses.replace(TURNS[1], unsure=()), *TURNS[2:])
    content = ReviewContent((SECTIONS[0], section, *SECTIONS[2:]), turns)
    fuller = "Client kept the panic log daily and had two attacks."
    engines = ScriptedEngines(Client_kept=f"{fuller} {told.text}")
    found = asked_of(opened, [LOG], Rewriting.FULLER, engines, content)
    assert [each.text for each in found[LOG]] == [fuller]


def test_what_the_evidence_does_not_support_is_not_given(opened: Opened) -> None:
    invented = ScriptedEngines(Client_kept="Client kept the panic log and had two attacks with Dr. Osei.")
    assert asked_of(opened, [LOG], Rewriting.SHORTER, invented) == {}
    doubted = ScriptedEngines(Client_kept="Client kept the log daily and had two attacks.")
    doubted.engine.doubted = ["kept the log daily"]
    assert asked_of(opened, [LOG], Rewriting.SHORTER, doubted) == {}


def test_what_was_asked_for_is_given_flagged_where_the_evidence_does_not_support_it(
    opened: Opened,
) -> None:
    invented = "Client kept the panic log with Dr. Osei."
    engines = ScriptedEngines(Client_kept=invented)
    content = content_of(opened)
    found = rewrite(
        opened, content, [LOG], Rewriting.AS_ASKED, engines(), unreported, CancelToken(), "say with whom"
    )
    (new,) = found[LOG]
    assert (new.text, new.status, new.evidence) == (invented, Status.FLAGGED, (0, 1))
    assert "Osei" in new.reason
    assert engines.engine.prepared[0] == opening_for(Rewriting.AS_ASKED)
    assert "Change: say with whom" in engines.engine.asked[0]


def test_a_flagged_statement_that_comes_out_sound_is_flagged_no_more(opened: Opened) -> None:
    flagged = Statement("Client had kept the log daily and had had two attacks then.", (0, 1), Status.FLAGGED)
    section = dataclasses.replace(SECTIONS[1], statements=(flagged,))
    content = ReviewContent((SECTIONS[0], section, *SECTIONS[2:]), TURNS)
    engines = ScriptedEngines(had_kept="Client kept the log daily and had two attacks.")
    found = asked_of(opened, [LOG], Rewriting.SHORTER, engines, content)
    assert [(each.status, each.reason) for each in found[LOG]] == [(Status.SUPPORTED, "")]


def test_risk_what_was_carried_and_own_words_are_never_written_anew(opened: Opened) -> None:
    engines = ScriptedEngines(**{"": "Client did it."})
    assert asked_of(opened, [Place(0, 0), OWN, CARRIED], Rewriting.SHORTER, engines) == {}
    assert asked_of(opened, [Place(0, 0), CARRIED], Rewriting.WITH_QUOTE, engines) == {}
    assert engines.started == 0  # nothing to do, so no model is loaded
    content = content_of(opened)
    allowed = [p for p in EVERYTHING if may_be_rewritten(opened, content, p, Rewriting.FULLER)]
    assert allowed == [LOG, FLAGGED, PLAN]


def test_risk_outside_its_section_is_not_written_anew_either(opened: Opened) -> None:
    content = content_of(opened).with_statements(LOG, (Statement("Client wants to kill himself.", (2, 3)),))
    assert not may_be_rewritten(opened, content, LOG, Rewriting.SHORTER)


def test_a_quote_needs_no_model_and_leaves_the_standing_as_it_was(opened: Opened) -> None:
    engines = ScriptedEngines()
    own = Statement("Client will keep the log.", (4, 5), Status.THERAPIST, "a warning", "Client keeps it.")
    content = content_of(opened).with_statements(LOG, (own,))
    found = asked_of(opened, [LOG], Rewriting.WITH_QUOTE, engines, content)
    (new,) = found[LOG]
    assert engines.started == 0
    assert new.text.startswith(
        "Client will keep the log. In the client's words: \"I will keep the log and drive"
    )
    assert (new.status, new.reason, new.first_text) == (Status.THERAPIST, "a warning", "Client keeps it.")


def test_two_statements_of_one_exchange_do_not_get_the_same_quote(opened: Opened) -> None:
    twice = Section("Plan", (Statement("Client will keep the log.", (4, 5)),) * 2)
    content = ReviewContent((*SECTIONS[:5], twice), TURNS)
    found = asked_of(opened, [PLAN, Place(5, 1)], Rewriting.WITH_QUOTE, ScriptedEngines(), content)
    assert list(found) == [PLAN]


def test_statements_whose_turns_were_forgotten_stay(opened: Opened) -> None:
    forgotten = tuple(Turn(each.start, each.end, each.speaker, "") for each in TURNS)
    content = ReviewContent(SECTIONS, forgotten)
    for how in Rewriting:
        assert asked_of(opened, EVERYTHING, how, ScriptedEngines(Client="Client."), content) == {}


def test_progress_is_told_for_each_statement_and_a_stop_is_heard(opened: Opened) -> None:
    told: list[Progress] = []
    token = CancelToken()

    def report(progress: Progress) -> None:
        told.append(progress)
        if len(told) == 3:
            token.cancel()

    content = content_of(opened)
    with pytest.raises(Cancelled):
        rewrite(opened, content, EVERYTHING, Rewriting.SHORTER, ScriptedEngines()(), report, token)
    assert [each.done for each in told] == [0.0, 1 / 4, 2 / 4]  # the model first
    assert [(each.stage, each.detail) for each in told] == [
        ("getting the model ready", ""),
        ("writing", "1 of 3"),
        ("writing", "2 of 3"),
    ]


class Inventive(Scripted):
    """Has other words each time it is asked for them."""

    def __init__(self, *answers: str) -> None:
        super().__init__({})
        self._left = list(answers)
        self.chats: list[list[str]] = []

    def write(self, messages: Sequence[Any], limit: int, allowed: AllowedWords | None = None) -> str:
        self.chats.append([each.content for each in messages])
        return self._left.pop(0) if self._left else "NONE"


def worded(opened: Opened, how: Rewriting, *answers: str, at: Place = LOG) -> tuple[list[str], Inventive]:
    engines = ScriptedEngines()
    engine = engines.engine = Inventive(*answers)
    found = wordings(opened, content_of(opened), at, how, engines(), unreported, CancelToken())
    return [" ".join(each.text for each in wording) for wording in found], engine


def test_one_statement_gets_the_different_wordings_that_are_sound(opened: Opened) -> None:
    good = "Client kept the log daily and had two attacks."
    other = "Client kept the panic log, with two attacks."
    invented = "Client kept the log with Dr. Osei."
    found, engine = worded(opened, Rewriting.SHORTER, good, invented, other)
    assert found == [good, other]
    assert engine.chats[1][-2:] == [good, "Write it once more, in other words."]
    assert engine.chats[2][-4:-2] == [good, engine.chats[1][-1]]


def test_a_better_wording_is_found_at_the_second_try(opened: Opened) -> None:
    good = "Client kept the log daily and had two attacks."
    found, _ = worded(opened, Rewriting.SHORTER, f"{SECTIONS[1].statements[0].text} And then more.", good)
    assert found == [good]


def test_a_model_that_repeats_itself_is_not_asked_again(opened: Opened) -> None:
    good = "Client kept the log daily and had two attacks."
    found, engine = worded(opened, Rewriting.SHORTER, good, good, "Client kept the log.")
    assert found == [good]
    assert len(engine.chats) == 2


def test_a_single_quote_needs_no_model_and_risk_gets_no_wordings(opened: Opened) -> None:
    found, engine = worded(opened, Rewriting.WITH_QUOTE, at=PLAN)
    assert len(found) == 1
    assert worded(opened, Rewriting.SHORTER, "Client did it.", at=Place(0, 0))[0] == []
    assert engine.chats == []


def test_each_reason_why_something_is_not_rewritten_is_said(opened: Opened) -> None:
    content = content_of(opened)
    why = [why_not_rewritten(opened, content, place, Rewriting.SHORTER) for place in EVERYTHING]
    assert [sentence.split(" ")[0:2] for sentence in why] == [
        *(["Statements", "about"], [""], [""], ["These", "are"], ["This", "statement"], [""]),
    ]
    gone = ReviewContent(SECTIONS, tuple(dataclasses.replace(each, text="") for each in TURNS))
    assert "not based on anything" in why_not_rewritten(opened, gone, LOG, Rewriting.SHORTER)


def test_a_crash_of_the_model_is_told(opened: Opened) -> None:
    engines = FakeEngines(language={"dies_after": 0})()
    with pytest.raises(EngineCrashed):
        rewrite(opened, content_of(opened), [LOG], Rewriting.SHORTER, engines, unreported, CancelToken())


# --- a corrected turn


def redone(
    opened: Opened, content: ReviewContent, turn: int, engines: ScriptedEngines
) -> dict[Place, tuple[Statement, ...]]:
    return redo_turn(opened, content, turn, engines(), unreported, CancelToken())


def corrected(opened: Opened, index: int, text: str) -> Review:
    review = Review(opened)
    review.edit_turn(index, text)
    review.end_edit()
    return review


def test_new_statements_take_the_places_of_the_old_ones_they_resemble(opened: Opened) -> None:
    review = corrected(opened, 1, "I kept it daily and had three attacks. I took 50 mg.")
    engines = ScriptedEngines(
        three_attacks="Client took 50 mg. Client kept the panic log daily and had three attacks."
    )
    found = redone(opened, review.content, 1, engines)
    assert [each.text for each in found[LOG]] == ["Client kept the panic log daily and had three attacks."]
    assert [each.text for each in found[FLAGGED]] == ["Client took 50 mg."]
    assert [each.evidence for place in (LOG, FLAGGED) for each in found[place]] == [(0, 1), (1,)]
    assert set(found) == {LOG, FLAGGED}
    review.replace_all(found, review.content)
    assert review.to_check() == ()


def test_an_old_statement_that_was_not_made_again_goes_and_a_new_one_finds_its_section(
    opened: Opened,
) -> None:
    review = corrected(opened, 5, "No, I will bring my diary instead next week.")
    engines = ScriptedEngines(my_diary="Client agreed to bring a diary next week.")
    found = redone(opened, review.content, 5, engines)
    review.replace_all(found, review.content)
    assert [each.text for each in review.content.sections[5].statements] == [
        "Client agreed to bring a diary next week."
    ]


def test_what_was_not_said_is_flagged_as_in_a_draft(opened: Opened) -> None:
    review = corrected(opened, 1, "I kept it daily and had three attacks.")
    engines = ScriptedEngines(three_attacks="Client kept the log daily and had nine attacks.")
    found = redone(opened, review.content, 1, engines)
    (new,) = found[LOG]
    assert (new.text, new.status) == ("Client kept the log daily and had nine attacks.", Status.FLAGGED)
    assert "nine" in new.reason
    assert found[FLAGGED] == ()


def test_a_sentence_that_does_not_rest_on_the_turn_is_not_put_there(opened: Opened) -> None:
    review = corrected(opened, 1, "I kept it daily and had three attacks.")
    engines = ScriptedEngines(three_attacks="Client will drive for one exit with their husband on Sunday.")
    found = redone(opened, review.content, 1, engines)
    assert {each for new in found.values() for each in new} == set()


def test_the_therapists_own_and_kept_statements_stay_and_are_not_repeated(opened: Opened) -> None:
    review = Review(opened)
    review.edit(LOG, "Client kept the log daily and had three attacks.")
    review.keep(FLAGGED)
    review.edit_turn(1, "I kept it daily and had three attacks.")
    review.end_edit()
    engines = ScriptedEngines(three_attacks="Client kept the log daily and had three attacks.")
    assert redone(opened, review.content, 1, engines) == {}


def test_an_unchanged_statement_is_no_change(opened: Opened) -> None:
    review = corrected(opened, 1, TURNS[1].text + " Yes.")
    engines = ScriptedEngines(had_two=SECTIONS[1].statements[0].text)
    found = redone(opened, review.content, 1, engines)
    assert LOG not in found
    assert found == {FLAGGED: ()}


def test_risk_is_found_anew_in_the_corrected_words(vault: Vault, client: Client) -> None:
    opened = opened_note(vault, client, drafted_risk())
    review = corrected(opened, 3, "Yes, I wanted to kill myself last week.")
    found = redone(opened, review.content, 3, ScriptedEngines())
    new = [each for statements in found.values() for each in statements]
    assert Place(0, 0) in found
    assert any("last week" in each.text for each in new)
    assert all("denied" not in each.text for each in new)
    review.replace_all(found, review.content)
    assert len(review.content.sections[0].statements) >= 1


def test_risk_in_a_turn_that_was_corrected_and_stored_earlier_is_found_too(
    vault: Vault, client: Client
) -> None:
    opened = opened_note(vault, client, (Section("Risk"), *SECTIONS[1:]))
    review = corrected(opened, 3, "Yes, I wanted to kill myself last week.")
    store(vault, opened.note.id, session_of(opened).id, content_of(opened), review.content)
    again = open_note(vault, opened.note.id)
    found = redone(again, content_of(again), 3, ScriptedEngines())
    assert any("last week" in each.text for each in found[Place(0, 0)])


def test_a_risk_statement_is_never_removed_only_flagged(vault: Vault, client: Client) -> None:
    opened = opened_note(vault, client, drafted_risk())
    review = Review(opened)
    review.edit_turn(2, "Are you having any thoughts of changing your job?")
    review.edit_turn(3, "No, I never wanted to.")
    review.end_edit()
    found = redone(opened, review.content, 3, ScriptedEngines())
    (statement,) = found[Place(0, 0)]
    old = opened.note.sections[0].statements[0]
    assert statement == dataclasses.replace(old, status=Status.FLAGGED, reason=NO_LONGER_SAID)


def test_risk_that_the_therapist_worded_is_left_alone(vault: Vault, client: Client) -> None:
    opened = opened_note(vault, client, drafted_risk())
    review = Review(opened)
    review.edit(Place(0, 0), "No suicidality.")
    review.edit_turn(3, TURNS[3].text + " Really.")
    review.end_edit()
    found = redone(opened, review.content, 3, ScriptedEngines())
    assert Place(0, 0) not in found
    assert not any(place.section == 0 and new for place, new in found.items())


def drafted_risk() -> tuple[Section, ...]:
    """The sections with the risk statement as the program words it."""
    risk = tuple(risk_told(find_risk(TURNS[:6]), TURNS[:6], Known(), Scripted({})))
    assert risk
    return (Section("Risk", risk), *SECTIONS[1:])


LOG_KEPT = Statement(
    "Planned last time: Keep the log: done. Client kept the log and had two attacks.",
    (0, 1),
    Status.CARRIED,
    outcome=ItemOutcome("Keep the log", OutcomeKind.DONE),
)


@pytest.mark.parametrize(
    "carried",
    [
        LOG_KEPT,
        dataclasses.replace(LOG_KEPT, status=Status.FLAGGED, reason="Please decide: done, or not done?"),
        Statement("Goal: Fewer attacks. Client had two attacks.", (0, 1), Status.CARRIED),
    ],
)
def test_what_rests_on_a_corrected_turn_is_to_be_decided_about(
    vault: Vault, client: Client, carried: Statement
) -> None:
    opened = opened_note(vault, client, (*SECTIONS[:4], Section("Plan last time", (carried,)), SECTIONS[5]))
    review = corrected(opened, 1, "I kept it daily and had three attacks.")
    found = redone(opened, review.content, 1, ScriptedEngines())
    assert found[CARRIED] == (dataclasses.replace(carried, status=Status.FLAGGED, reason=NO_LONGER_SAID),)


def test_what_the_therapist_kept_of_a_plan_or_rests_on_other_turns_stays(
    vault: Vault, client: Client
) -> None:
    kept = dataclasses.replace(LOG_KEPT, status=Status.KEPT)
    other = dataclasses.replace(LOG_KEPT, evidence=(4, 5))
    opened = opened_note(vault, client, (*SECTIONS[:4], Section("Last", (kept, other)), SECTIONS[5]))
    review = corrected(opened, 1, "I kept it daily and had three attacks.")
    found = redone(opened, review.content, 1, ScriptedEngines())
    assert not {Place(4, 0), Place(4, 1)} & set(found)


def test_forgotten_turns_are_left_out_and_never_shown_to_the_model(opened: Opened) -> None:
    turns = tuple(
        turn if i in (1, 4, 5) else Turn(turn.start, turn.end, turn.speaker, "")
        for i, turn in enumerate(TURNS)
    )
    engines = ScriptedEngines(had_two=SECTIONS[1].statements[0].text)
    redone(opened, ReviewContent(SECTIONS, turns), 1, engines)
    assert engines.engine.asked
    assert all("Therapist: \n" not in text for text in engines.engine.asked)
    blank = ReviewContent(SECTIONS, tuple(Turn(0.0, 0.0, each.speaker, "") for each in TURNS))
    asked_before = len(engines.engine.asked)
    redone(opened, blank, 1, engines)
    assert len(engines.engine.asked) == asked_before


def test_a_turn_without_statements_gets_those_of_its_exchange_now(vault: Vault, client: Client) -> None:
    empty = tuple(Section(section.name) for section in SECTIONS)
    opened = opened_note(vault, client, empty)
    engines = ScriptedEngines(had_two="Client kept the log daily and had two attacks.")
    found = redone(opened, content_of(opened), 1, engines)
    assert [place.section for place in found] == [1]
    review = Review(opened)
    review.replace_all(found)
    assert 1 in review.content.sections[1].statements[0].evidence


def test_a_corrected_summary_corrects_its_own_sentences_without_a_model(opened: Opened) -> None:
    review = corrected(opened, 6, "She came twelve minutes late. She looked tired.")
    engines = ScriptedEngines()
    found = redone(opened, review.content, 6, engines)
    assert engines.started == 0
    assert found == {OWN: (Statement("She came twelve minutes late.", (6,), Status.THERAPIST),)}


def test_a_sentence_that_is_gone_from_a_summary_is_gone_from_the_note(opened: Opened) -> None:
    review = corrected(opened, 6, "She looked tired.")
    found = redone(opened, review.content, 6, ScriptedEngines())
    assert found == {OWN: ()}


def test_a_summary_that_was_corrected_earlier_is_compared_with_the_note_itself(opened: Opened) -> None:
    review = corrected(opened, 6, "She came twelve minutes late.")
    now = dataclasses.replace(opened, turns=review.content.turns)
    found = redone(now, review.content, 6, ScriptedEngines())
    assert [each.text for each in found[OWN]] == ["She came twelve minutes late."]
    assert set(found) == {OWN}


def test_a_summary_sentence_that_was_changed_in_the_note_stays(opened: Opened) -> None:
    review = Review(opened)
    review.edit(OWN, "Late by ten minutes.")
    review.edit_turn(6, "She came twelve minutes late. She looked tired. She left early.")
    review.end_edit()
    found = redone(opened, review.content, 6, ScriptedEngines())
    assert OWN not in found
    assert [each.text for new in found.values() for each in new] == ["She left early."]


def test_a_turn_that_is_not_there_is_refused(opened: Opened) -> None:
    with pytest.raises(IndexError):
        redone(opened, content_of(opened), 99, ScriptedEngines())


def test_redoing_works_on_the_engine_that_other_tests_use(opened: Opened) -> None:
    review = corrected(opened, 1, "I kept it daily and had three attacks.")
    asked = review.content
    found = redo_turn(opened, asked, 1, FakeEngines()(), unreported, CancelToken())
    assert review.replace_all(found, asked) == len(found)
    assert any("had three" in each.text for _, each in review.content.all())


def test_a_long_turn_is_written_anew_in_parts_that_the_model_can_hold(opened: Opened) -> None:
    review = corrected(opened, 1, "I kept it daily. " + "It rained. " * 500 + "I had three attacks.")
    engines = ScriptedEngines(three_attacks="Client had three attacks.")
    found = redone(opened, review.content, 1, engines)
    assert "Client had three attacks." in [each.text for new in found.values() for each in new]
    assert {each.evidence for new in found.values() for each in new} == {(1,)}
    assert max(len(text.split()) for text in engines.engine.asked) < 200


def test_what_a_joined_sentence_told_of_another_answer_is_not_lost(vault: Vault, client: Client) -> None:
    both = Statement("Client had two attacks and will drive for one exit with their husband.", (1, 5))
    opened = opened_note(vault, client, (SECTIONS[0], Section("Subjective", (both,)), *SECTIONS[2:]))
    review = corrected(opened, 1, "I kept it daily and had three attacks.")
    engines = ScriptedEngines(three_attacks="Client had three attacks.")
    found = redone(opened, review.content, 1, engines)
    waiting, new = found[LOG]
    assert (waiting.text, waiting.status, waiting.reason) == (both.text, Status.FLAGGED, NO_LONGER_SAID)
    assert new.text == "Client had three attacks."
