"""A recording that is heard and drafted while it is made: what is left at Stop, what can come between."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from intellisession_desktop.errors import ModelMissing
from intellisession_desktop.notes.client_facts import Known
from intellisession_desktop.notes.conversation.exchanges import exchanges
from intellisession_desktop.notes.conversation.windows import windows
from intellisession_desktop.records import Client, ConsentScope, Labelling, MomentKind, Stage, Statement, Turn
from intellisession_desktop.sessions import draft_writing, drafting_ahead, following, listening
from intellisession_desktop.sessions.drafting_ahead import AheadOfTime, DraftingAhead
from intellisession_desktop.sessions.following import Followed
from intellisession_desktop.sessions.recorder import Recorder, RecorderState
from intellisession_desktop.sessions.recording import RecordRequest
from intellisession_desktop.vault.vault import Vault
from tests.fake_microphone import FakeMicrophones
from tests.fakes import SCRIPT, FakeEngines, FakeSpeechEngine, LocalWorker

from .conftest import DAY, PASSPHRASE
from .watched_queue import Watched


@pytest.fixture(autouse=True)
def device(monkeypatch: pytest.MonkeyPatch) -> FakeMicrophones:
    monkeypatch.setattr(listening, "_GLIMPSE_S", 0.2)
    return FakeMicrophones().install(monkeypatch)


class Session:
    """A session that is being recorded and followed."""

    def __init__(
        self, vault: Vault, watched: Watched, request: RecordRequest, device: FakeMicrophones
    ) -> None:
        self.vault, self.watched, self.device = vault, watched, device
        self.followed: list[Followed] = []
        self.recorder = Recorder(vault, request, discard=watched.queue.discard)
        self.recorder.start()
        until(lambda: self.recorder.status.state == RecorderState.RECORDING)
        self.job_id = self.recorder.status.job_id
        watched.queue.follow(self.job_id, self.followed.append)

    @property
    def now(self) -> Followed:
        return self.followed[-1] if self.followed else Followed(listening.HeardSoFar())

    def hear(self, seconds: float) -> None:
        """Somebody speaks for so long, and it is heard."""
        wanted = self.recorder.status.seconds + seconds
        self.device.hear(seconds)
        until(lambda: self.recorder.status.seconds >= wanted - 0.15)

    def stop(self) -> None:
        self.recorder.stop()
        assert self.recorder.wait(10)

    def note(self) -> Any:
        work = self.watched.ended(self.watched.queue.resume(self.job_id))
        assert work.error is None, work.error
        return self.vault.notes.get(work.note_id)


@pytest.fixture
def begun(
    vault: Vault, watched: Watched, client: Client, device: FakeMicrophones
) -> Iterator[Callable[..., Session]]:
    made: list[Session] = []

    def begin(**request: Any) -> Session:
        made.append(Session(vault, watched, RecordRequest(client.id, DAY, **request), device))
        return made[-1]

    yield begin
    for each in made:
        each.recorder.stop()
        each.recorder.wait(10)


@pytest.fixture(autouse=True)
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a short session has several."""
    for module in (drafting_ahead, draft_writing):
        monkeypatch.setattr(module, "windows", partial(windows, most=40))


def until(condition: Callable[[], bool], within_s: float = 10.0) -> None:
    end = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.005)


def test_words_and_statements_are_there_before_the_end(begun) -> None:
    session = begun()
    session.hear(25)
    until(lambda: session.now.statements >= 2)
    assert [turn.text for turn in session.now.turns] == [text for _, text in SCRIPT]
    until(lambda: session.now.heard.seconds >= 22)
    assert session.now.heard.seconds == pytest.approx(24, abs=2)
    assert not session.now.heard.complete
    until(lambda: session.now.heard.glimpse == "word")


def test_at_stop_the_transcript_is_completed_without_being_asked_for(begun) -> None:
    session = begun()
    session.hear(25)
    session.stop()
    until(lambda: session.now.heard.complete)
    assert session.now.heard.seconds == pytest.approx(session.recorder.status.seconds)
    until(lambda: session.now.heard.glimpse == "")


def test_the_note_is_made_of_what_was_found_without_another_start_of_a_model(begun, engines, vault) -> None:
    session = begun()
    session.recorder.mark()
    session.hear(25)
    session.stop()
    note = session.note()
    assert engines.started == {"speech": 1, "language": 1}
    assert [each.text for each in vault.transcripts.load(note.session_id)] == [text for _, text in SCRIPT]
    assert [each.kind for each in vault.transcripts.moments(note.session_id)] == [MomentKind.MARKED]
    assert sum(len(section.statements) for section in note.sections) >= 3
    assert list(vault.spool_folder.iterdir()) == []
    assert vault.jobs.unfinished() == ()


def test_a_note_that_is_asked_for_at_once_waits_for_the_tail(begun) -> None:
    session = begun()
    session.hear(12)
    session.stop()
    assert session.note().state == "draft"


def test_it_says_the_same_as_a_note_of_the_finished_recording(begun, watched, vault) -> None:
    notes = []
    for follow in (True, False):
        session = begun()
        if not follow:
            watched.queue.unfollow(session.job_id)
        session.hear(25)
        session.stop()
        notes.append(session.note())
    first, second = ([section.statements for section in note.sections] for note in notes)
    assert first == second


class OneDies(FakeEngines):
    """The first speech workers die at their tenth block; what each was told to know is kept."""

    def __init__(self, deaths: int) -> None:
        super().__init__()
        self.deaths = deaths
        self.made: list[FakeSpeechEngine] = []

    def _speech(self) -> Any:
        self.started["speech"] += 1
        dies = self.started["speech"] <= self.deaths
        self.made.append(FakeSpeechEngine(dies_after=15 if dies else None))
        return LocalWorker(self.made[-1])


class TestWorkersThatDie:
    @pytest.fixture
    def engines(self) -> OneDies:
        return OneDies(2)

    def test_what_was_missed_is_caught_up_and_nothing_is_transcribed_twice(self, begun, engines) -> None:
        session = begun()
        session.hear(40)
        until(lambda: engines.started["speech"] == 3)
        until(lambda: session.now.heard.seconds >= 39)
        assert session.recorder.status.state == RecorderState.RECORDING
        assert session.recorder.status.gaps == 0
        assert [len(each.known) for each in engines.made] == [0, 1, 1]
        session.stop()
        session.note()
        assert engines.started["speech"] == 3

    def test_one_that_always_dies_is_given_up_and_the_note_is_made_at_the_end(
        self, begun, engines, vault
    ) -> None:
        engines.deaths = 3
        session = begun()
        session.hear(20)
        until(lambda: session.now.heard.over)
        assert not session.now.heard.complete
        session.hear(5)
        session.stop()
        note = session.note()
        assert engines.started["speech"] == 4
        assert len(engines.made[-1].known) == 1
        assert [each.text for each in vault.transcripts.load(note.session_id)] == [text for _, text in SCRIPT]

    def test_a_language_worker_that_dies_costs_nothing_but_time(self, begun, engines) -> None:
        engines.deaths = 0
        engines.language = {"dies_after": 0}
        session = begun()
        session.hear(25)
        until(lambda: engines.started["language"] == drafting_ahead._TRIES)
        engines.language = {}
        session.stop()
        assert sum(len(section.statements) for section in session.note().sections) >= 3


def test_without_models_it_is_recorded_all_the_same(begun, engines, vault) -> None:
    engines.fails = ModelMissing()
    session = begun()
    session.hear(12)
    until(lambda: session.now.heard.over)
    session.stop()
    engines.fails = None
    assert session.note().state == "draft"


def test_other_numbers_of_people_are_told_apart_anew_from_the_words_that_are_there(
    begun, engines, vault, watched
) -> None:
    session = begun()
    session.hear(25)
    session.stop()
    until(lambda: session.now.heard.complete)
    stored = vault.sessions.get(vault.jobs.get(session.job_id).session_id)
    vault.sessions.update(replace(stored, people=1))
    note = session.note()
    assert engines.started["speech"] == 2
    assert vault.transcripts.labelling(note.session_id) == Labelling()


def test_a_dictation_is_heard_but_nothing_is_written_of_it(begun, engines, vault, client) -> None:
    vault.consents.record(client.id, ConsentScope.DICTATION, DAY)
    session = begun(dictation=True)
    session.hear(25)
    until(lambda: session.now.heard.seconds >= 24)
    session.stop()
    until(lambda: session.now.heard.complete)
    assert engines.started["language"] == 0
    assert session.now.statements == 0
    session.note()
    assert engines.started["speech"] == 1


def test_a_discarded_recording_is_let_go_of_first(begun, vault, engines) -> None:
    session = begun()
    session.hear(12)
    session.recorder.discard()
    assert session.recorder.wait(10)
    assert session.recorder.status.state == RecorderState.DISCARDED
    assert list(vault.spool_folder.iterdir()) == []
    heard = len(session.followed)
    time.sleep(0.3)
    assert len(session.followed) == heard


def test_it_goes_on_while_the_vault_is_locked_and_commits_when_it_is_open_again(
    begun, vault, watched
) -> None:
    session = begun()
    session.hear(12)
    vault.lock()
    watched.queue.vault_locked()
    session.hear(13)
    until(lambda: session.now.statements >= 2)
    session.recorder.stop()
    until(lambda: session.now.heard.complete)
    vault.unlock(PASSPHRASE)
    watched.queue.vault_unlocked()
    assert session.recorder.wait(10)
    assert session.note().state == "draft"
    assert vault.jobs.get(session.job_id).stage == Stage.DRAFTED


def test_closing_the_vault_ends_it(begun, watched) -> None:
    session = begun()
    session.hear(12)
    watched.queue.close()
    heard = len(session.followed)
    session.hear(2)
    assert len(session.followed) == heard


TURNS = (
    Turn(0.0, 4.0, "therapist", "How did the week go with the panic log that we had agreed on last time?"),
    Turn(
        5.0, 9.0, "client", "I kept it every day, and there were two attacks, one of them in the supermarket."
    ),
    Turn(10.0, 14.0, "therapist", "And what did you do when it began, there in the supermarket, on Tuesday?"),
    Turn(
        15.0, 19.0, "client", "I held on to the trolley and breathed slowly, and I stayed until it was over."
    ),
)


class TestDrafting:
    def test_statements_move_with_their_turns(self) -> None:
        ahead = AheadOfTime(Known())
        first, second = exchanges(TURNS)
        ahead.keep(second, [Statement("Client stayed.", (2, 3))])
        moved = (
            Turn(0.0, 0.5, "client", "Hello there, good morning to you, it is cold outside today."),
            *TURNS,
        )
        assert ahead.of(first) is None
        assert ahead.of(exchanges(moved)[-1]) == (Statement("Client stayed.", (3, 4)),)

    @pytest.mark.parametrize("change", [{"speaker": "client"}, {"text": "Now?"}, {"unsure": ("log",)}])
    def test_another_speaker_or_other_words_make_it_another_exchange(self, change) -> None:
        ahead = AheadOfTime(Known())
        first = exchanges(TURNS)[0]
        ahead.keep(first, [Statement("Client kept the log.", (0, 1))])
        changed = exchanges((replace(TURNS[0], **change), *TURNS[1:]))[0]
        assert ahead.of(changed) is None

    def test_relabelled_exchanges_are_written_again_and_the_last_one_waits(self, engines) -> None:
        drafting = DraftingAhead(Known(), 2, engines)
        drafting.start()
        drafting.take(TURNS, complete=False, over=False)
        until(lambda: drafting.count == 1)
        swapped = tuple(
            replace(each, speaker="client" if each.speaker == "therapist" else "therapist") for each in TURNS
        )
        drafting.take(swapped, complete=True, over=True)
        groups = drafting_ahead.windows(swapped)
        until(lambda: all(drafting.statements.of(each) is not None for each in groups))
        drafting.close()

    def test_nothing_is_written_before_it_is_told_who_is_who(self, engines) -> None:
        drafting = DraftingAhead(Known(), 2, engines)
        drafting.start()
        drafting.take(tuple(replace(each, speaker="unknown") for each in TURNS), False, False)
        time.sleep(0.2)
        assert engines.started["language"] == 0
        drafting.close()

    def test_a_worker_that_nobody_asks_for_is_let_go_of(self, engines, monkeypatch) -> None:
        monkeypatch.setattr(drafting_ahead, "_KEPT_WARM_S", 0.05)
        drafting = DraftingAhead(Known(), 2, engines)
        drafting.start()
        drafting.take(TURNS, complete=True, over=True)
        until(lambda: not drafting._thread.is_alive())
        assert drafting.hand_over() is None
        assert drafting.count == 2


def test_what_is_followed_holds_no_key_of_the_vault(vault, client) -> None:
    """It goes on while the vault is locked: then nothing that it refers to may open it."""
    assert not hasattr(following.Following, "_vault")
