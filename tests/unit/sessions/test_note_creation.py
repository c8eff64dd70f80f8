"""From a recording to a stored draft, with the real vault and files and fake engines."""

from __future__ import annotations

import datetime as dt
import re
import wave
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from intellisession_desktop.errors import (
    AudioChanged,
    AudioLink,
    AudioNotFound,
    AudioProtected,
    AudioTruncated,
    AudioUnreadable,
    Cancelled,
    ConsentMissing,
    EngineCrashed,
    InvalidInput,
    KnownError,
    ModelDoesNotFollow,
    ModelMissing,
    NoSpeech,
    NotFound,
    TranscriptIncomplete,
)
from intellisession_desktop.notes.conversation.windows import windows
from intellisession_desktop.records import (
    Client,
    ConsentScope,
    DraftWishes,
    ItemOutcome,
    OutcomeKind,
    Progress,
    RecordingState,
    Stage,
    Status,
)
from intellisession_desktop.sessions import draft_writing
from intellisession_desktop.sessions.destruction import finish_pending
from intellisession_desktop.sessions.draft_writing import summary_turns
from intellisession_desktop.sessions.jobs import CancelToken, unreported
from intellisession_desktop.sessions.note_creation import NoteCreation, NoteRequest, Options
from intellisession_desktop.sessions.review import ReviewContent, open_note
from intellisession_desktop.sessions.rewriting import redo_turn
from intellisession_desktop.settings import resources_folder
from intellisession_desktop.vault.vault import Vault
from tests.fakes import SCRIPT, FakeLanguageEngine, FakeSpeechEngine

from .conftest import DAY, write_wav

STEPS = (
    *("journal: verified", "checked", "journal: begun", "marked", "overwritten", "journal: overwritten"),
    *("truncated", "journal: emptied", "unlinked", "journal: unlinked", "synced", "journal: receipted"),
)


class Crash(BaseException):
    """As if the process had been killed: nothing catches it."""


def all_statements(note):
    return [statement for section in note.sections for statement in section.statements]


def nothing_is_left(vault: Vault) -> bool:
    return not vault.jobs.unfinished() and not vault.recordings.unfinished() and not vault.notes.list()


def test_a_recording_becomes_a_stored_draft_and_is_gone(creation, vault, request_for, recording):
    outcome = creation.create(request_for)
    assert not recording.exists()
    assert outcome.shredded
    assert outcome.receipt is not None
    assert outcome.receipt.destruction.complete
    assert [turn.text for turn in outcome.turns] == [text for _, text in SCRIPT]
    assert vault.notes.get(outcome.note.id) == outcome.note
    assert outcome.note.state == "draft"
    assert outcome.note.sections[0].name == "Risk"
    assert not vault.jobs.unfinished()


def test_statements_cite_turns_and_a_denial_stands_under_risk(creation, request_for):
    note = creation.create(request_for).note
    written = [each for each in all_statements(note) if each.status == Status.SUPPORTED]
    assert written
    assert all(each.evidence and max(each.evidence) < len(SCRIPT) for each in written)
    risk = next(section for section in note.sections if section.name == "Risk")
    assert any("denied" in each.text and {2, 3} <= set(each.evidence) for each in risk.statements)


def test_the_transcript_is_committed_before_the_first_byte_is_overwritten(
    vault, engines, request_for, recording
):
    seen = {}

    def step(name: str) -> None:
        job = vault.jobs.unfinished()[0]
        seen.setdefault(name, (job.stage, len(vault.transcripts.load(job.session_id)), recording.exists()))

    NoteCreation(vault, engines, step=step).create(request_for)
    assert seen["checked"] == (Stage.TRANSCRIBED, len(SCRIPT), True)


def test_the_receipt_is_committed_before_the_draft_is_written(vault, engines, request_for):
    receipts = []

    def report(progress: Progress) -> None:
        if progress.stage == "writing" and not receipts:
            job = vault.jobs.unfinished()[0]
            receipts.append(vault.receipts.for_recording(job.recording_id))

    NoteCreation(vault, engines, report).create(request_for)
    assert receipts[0].destruction.complete


def test_the_audio_can_be_kept(creation, vault, request_for, recording):
    outcome = creation.create(replace(request_for, options=Options(keep_audio=True)))
    assert recording.exists()
    assert not outcome.shredded
    assert outcome.receipt is None
    assert not vault.recordings.unfinished()


def test_progress_never_goes_back_inside_a_stage(vault, engines, request_for):
    seen: list[Progress] = []
    NoteCreation(vault, engines, seen.append).create(request_for)
    for stage in {each.stage for each in seen}:
        shares = [each.done for each in seen if each.stage == stage and each.done is not None]
        assert shares == sorted(shares)
    assert [*dict.fromkeys(each.stage for each in seen)][:3] == [
        "listening",
        "telling voices apart",
        "destroying the audio",
    ]


def _nothing(path: Path) -> Path:
    return path.with_name("no such file.mp3")


def _folder(path: Path) -> Path:
    (made := path.with_name("folder.wav")).mkdir()
    return made


def _empty(path: Path) -> Path:
    (made := path.with_name("empty.mp3")).write_bytes(b"")
    return made


def _text(path: Path) -> Path:
    (made := path.with_name("letter.mp3")).write_text("Dear Sir or Madam, " * 200)
    return made


def _noise_bytes(path: Path) -> Path:
    (made := path.with_name("broken.m4a")).write_bytes(bytes(range(256)) * 400)
    return made


def _link(path: Path) -> Path:
    (made := path.with_name("link.wav")).symlink_to(path)
    return made


def _cut(path: Path) -> Path:
    made = path.with_name("cut.wav")
    made.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return made


def _silent(path: Path) -> Path:
    return write_wav(path.with_name("silent.wav"), loudness=0.0001)


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (_nothing, AudioNotFound),
        (_folder, AudioUnreadable),
        (_empty, AudioUnreadable),
        (_text, AudioUnreadable),
        (_noise_bytes, AudioUnreadable),
        (_link, AudioLink),
        (_cut, AudioTruncated),
        (_silent, NoSpeech),
    ],
)
def test_bad_input_leaves_the_file_and_the_vault_as_they_were(
    creation, vault, request_for, recording, make, error
):
    path = make(recording)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(error) as raised:
        creation.create(replace(request_for, audio=path))
    assert raised.value.sentence.endswith((".", ")"))
    assert (path.read_bytes() if path.is_file() else None) == before
    assert nothing_is_left(vault)


def test_an_unknown_format_is_refused_before_anything_else(creation, request_for, recording):
    with pytest.raises(NotFound, match="SOAP"):
        creation.create(replace(request_for, format="WISH"))
    assert recording.exists()


def test_a_missing_model_is_told_before_any_work(vault, request_for, recording):
    def none():
        raise ModelMissing()

    with pytest.raises(ModelMissing):
        NoteCreation(vault, none).create(request_for)
    assert recording.exists()
    assert nothing_is_left(vault)


def test_a_cut_recording_is_used_and_kept_when_that_is_accepted(creation, request_for, recording):
    cut = _cut(recording)
    outcome = creation.create(replace(request_for, audio=cut, options=Options(accept_partial=True)))
    assert cut.exists()
    assert not outcome.shredded
    assert outcome.seconds == pytest.approx(17.5, abs=0.2)


def test_a_cut_recording_is_destroyed_only_when_that_is_asked_for(creation, request_for, recording):
    cut = _cut(recording)
    options = Options(accept_partial=True, shred_partial=True)
    assert creation.create(replace(request_for, audio=cut, options=options)).shredded
    assert not cut.exists()


def test_the_sample_itself_is_never_destroyed(creation, vault, request_for):
    sample = resources_folder() / "sample_session" / "session.m4a"
    size = sample.stat().st_size
    with pytest.raises(AudioProtected):
        creation.create(replace(request_for, audio=sample))
    assert sample.stat().st_size == size
    assert nothing_is_left(vault)


def test_speech_that_was_not_processed_saves_the_audio(creation, vault, engines, request_for, recording):
    before = recording.read_bytes()
    engines.speech = {"deaf_to": 1}
    with pytest.raises(TranscriptIncomplete):
        creation.create(request_for)
    assert recording.read_bytes() == before
    assert nothing_is_left(vault)


class TestConsent:
    def test_none_refuses_the_recording(self, creation, vault, request_for, recording):
        other = vault.clients.add("Daniel K.")
        with pytest.raises(ConsentMissing):
            creation.create(replace(request_for, client_id=other.id))
        assert recording.exists()

    def test_of_a_later_day_does_not_cover_an_earlier_session(self, creation, request_for):
        with pytest.raises(ConsentMissing):
            creation.create(replace(request_for, date=DAY - dt.timedelta(days=1)))

    def test_once_revoked_does_not_cover_the_session(self, creation, vault, client, request_for):
        vault.consents.revoke(client.id, DAY)
        with pytest.raises(ConsentMissing):
            creation.create(request_for)

    @pytest.mark.parametrize("scope", [ConsentScope.DECLINED, ConsentScope.DICTATION])
    def test_to_something_else_is_none(self, creation, vault, client, request_for, scope):
        vault.consents.record(client.id, scope, DAY)
        with pytest.raises(ConsentMissing):
            creation.create(request_for)

    def test_is_needed_of_each_person_present(self, creation, vault, client, request_for, recording):
        with pytest.raises(ConsentMissing):
            creation.create(replace(request_for, people=3))
        vault.consents.record(client.id, ConsentScope.RECORDING, DAY, person="partner")
        assert creation.create(replace(request_for, people=3)).shredded

    def test_is_stored_with_the_recording(self, creation, vault, request_for):
        outcome = creation.create(request_for)
        recording_id = outcome.receipt.recording_id
        assert DAY.isoformat() in vault.recordings.get(recording_id).consent


class TestCrash:
    @pytest.mark.parametrize("step", STEPS)
    def test_between_any_two_steps_of_the_destruction_is_made_good(
        self, vault, engines, request_for, recording, step
    ):
        def stop_at(name: str) -> None:
            if name == step:
                raise Crash

        with pytest.raises(Crash):
            NoteCreation(vault, engines, step=stop_at).create(request_for)
        job = vault.jobs.unfinished()[0]
        outcome = NoteCreation(vault, engines).resume(job)
        assert not recording.exists()
        assert outcome.receipt.destruction.complete
        assert vault.receipts.for_recording(job.recording_id) == outcome.receipt
        assert vault.recordings.get(job.recording_id).state == RecordingState.SHREDDED
        assert engines.started["speech"] == 1

    def test_of_the_speech_worker_keeps_the_audio_and_the_same_command_goes_on(
        self, creation, vault, engines, request_for, recording
    ):
        engines.speech = {"dies_after": 2}
        with pytest.raises(EngineCrashed):
            creation.create(request_for)
        assert recording.exists()
        assert [job.error_code for job in vault.jobs.unfinished()] == ["engine_crashed"]
        engines.speech = {}
        assert creation.create(request_for).shredded
        assert not vault.jobs.unfinished()

    def test_of_the_language_worker_loses_nothing_although_the_audio_is_gone(
        self, creation, vault, engines, request_for, recording, monkeypatch
    ):
        monkeypatch.setattr(draft_writing, "windows", partial(windows, most=40))  # several
        engines.language = {"dies_after": 2}
        with pytest.raises(EngineCrashed):
            creation.create(request_for)
        assert not recording.exists()
        job = vault.jobs.unfinished()[0]
        assert job.stage == Stage.SHREDDED
        written = vault.drafts.load(job.id)
        assert 1 <= len(written) < 3
        engines.language = {}
        outcome = creation.create(request_for)  # found by path, client and date: the file is not looked for
        assert outcome.job_id == job.id
        assert engines.started["speech"] == 1
        assert written[0][0].text in [each.text for each in all_statements(outcome.note)]

    def test_does_not_make_a_second_note(self, creation, vault, engines, request_for):
        engines.language = {"dies_after": 0}
        with pytest.raises(EngineCrashed):
            creation.create(request_for)
        engines.language = {}
        creation.resume(vault.jobs.unfinished()[0])
        assert len(vault.notes.list()) == 1

    def test_a_finished_job_cannot_be_resumed(self, creation, vault, request_for):
        outcome = creation.create(request_for)
        with pytest.raises(InvalidInput):
            creation.resume(vault.jobs.get(outcome.job_id))


class TestChangedFile:
    def change_at(self, when: str, recording: Path):
        def report(progress: Progress) -> None:
            if progress.stage == when and not progress.done:
                content = bytearray(recording.read_bytes())
                content[-2000:] = bytes(2000)
                recording.write_bytes(content)

        return report

    def test_while_it_is_read_is_refused_untouched(self, vault, engines, request_for, recording):
        with pytest.raises(AudioChanged):
            NoteCreation(vault, engines, self.change_at("listening", recording)).create(request_for)
        assert recording.exists()
        assert nothing_is_left(vault)

    def test_before_the_destruction_is_kept_and_the_note_is_not_lost(
        self, vault, engines, request_for, recording
    ):
        with pytest.raises(AudioChanged):
            NoteCreation(vault, engines, self.change_at("destroying the audio", recording)).create(
                request_for
            )
        changed = recording.read_bytes()
        assert changed.endswith(bytes(2000))
        outcome = NoteCreation(vault, engines).resume(vault.jobs.unfinished()[0])
        assert recording.read_bytes() == changed
        assert outcome.receipt is None
        assert all_statements(outcome.note)


def test_a_hard_link_is_told_in_the_receipt(creation, request_for, recording):
    recording.with_name("second name.wav").hardlink_to(recording)
    outcome = creation.create(request_for)
    assert any("name" in note or "cop" in note for note in outcome.receipt.destruction.notes)


def test_a_file_that_two_jobs_need_dies_after_the_last(
    creation, vault, engines, client, request_for, recording
):
    engines.speech = {"dies_after": 0}
    with pytest.raises(EngineCrashed):
        creation.create(request_for)
    engines.speech = {}
    other = vault.clients.add("Lou R.")
    vault.consents.record(other.id, ConsentScope.RECORDING, DAY)
    first = creation.create(NoteRequest(other.id, DAY, recording))
    assert recording.exists()
    assert not first.shredded
    second = creation.create(request_for)
    assert not recording.exists()
    assert second.shredded
    waited = vault.recordings.get(vault.jobs.get(first.job_id).recording_id)
    assert waited.state == RecordingState.SHREDDED
    assert vault.receipts.for_recording(waited.id).destruction.complete


def test_a_file_that_waited_for_a_note_that_came_to_nothing_dies_at_the_next_opening(
    creation, vault, engines, client, request_for, recording
):
    engines.speech = {"dies_after": 0}
    with pytest.raises(EngineCrashed):
        creation.create(request_for)
    given_up = vault.jobs.unfinished()[0]
    engines.speech = {}
    other = vault.clients.add("Lou R.")
    vault.consents.record(other.id, ConsentScope.RECORDING, DAY)
    waiting = creation.create(NoteRequest(other.id, DAY, recording))
    finish_pending(vault)
    assert recording.exists()
    vault.sessions.delete(given_up.session_id)
    finish_pending(vault)
    assert not recording.exists()
    recording_id = vault.jobs.get(waiting.job_id).recording_id
    assert vault.receipts.for_recording(recording_id).destruction.complete


def test_what_a_crash_stopped_is_left_to_its_job(vault, engines, request_for, recording):
    def crash(_: str) -> None:
        raise Crash

    with pytest.raises(Crash):
        NoteCreation(vault, engines, step=crash).create(request_for)
    finish_pending(vault)
    assert recording.exists()


def test_ctrl_c_leaves_the_audio_and_a_consistent_vault(vault, engines, request_for, recording):
    before = recording.read_bytes()

    def interrupt(progress: Progress) -> None:
        if progress.done and progress.done > 0.4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        NoteCreation(vault, engines, interrupt).create(request_for)
    assert recording.read_bytes() == before
    assert nothing_is_left(vault)


def test_a_cancelled_draft_can_be_resumed(vault, engines, request_for):
    cancel = CancelToken()

    def report(progress: Progress) -> None:
        if progress.stage == "writing":
            cancel.cancel()

    with pytest.raises(Cancelled):
        NoteCreation(vault, engines, report, cancel).create(request_for)
    assert NoteCreation(vault, engines).resume(vault.jobs.unfinished()[0]).note.state == "draft"


class TestSummary:
    def test_alone_makes_a_note_of_the_therapists_own_words(self, creation, engines, client: Client):
        text = "Client slept badly. Client agreed to keep the log.\n\nTherapist explained the model."
        outcome = creation.create(NoteRequest(client.id, DAY, options=Options(text)))
        assert {each.status for each in all_statements(outcome.note)} == {Status.THERAPIST}
        assert sorted(each.text for each in all_statements(outcome.note)) == [
            "Client agreed to keep the log.",
            "Client slept badly.",
            "Therapist explained the model.",
        ]
        assert engines.started["speech"] == 0
        assert outcome.receipt is None

    def test_goes_to_the_sections_it_belongs_to_line_by_line(self, creation, request_for):
        text = "tearful\nPHQ-9: 11\nTaught the slow breathing\nContinue with the log\nDenied SI"
        note = creation.create(replace(request_for, options=Options(text))).note
        own = {
            each.text: s.name for s in note.sections for each in s.statements if each.status == "therapist"
        }
        assert own == {
            "tearful": "Objective",
            "PHQ-9: 11": "Objective",
            "Taught the slow breathing": "Objective",
            "Continue with the log": "Plan",
            "Denied SI": "Risk",
        }

    def test_lines_that_were_broken_to_fit_stay_one_paragraph(self):
        page = (
            "Client reported that the nights were better since he had left the phone in the\n"
            "kitchen, and that Anna had noticed it as well before he did himself, on\nMonday."
        )
        assert [turn.text for turn in summary_turns(page)] == [" ".join(page.split())]
        assert [turn.text for turn in summary_turns("- Sleep better\n- Log kept\n\n1. Walks")] == [
            "Sleep better",
            "Log kept",
            "Walks",
        ]

    def test_needs_text(self, creation, client: Client):
        with pytest.raises(InvalidInput):
            creation.create(NoteRequest(client.id, DAY, options=Options(" \n ")))

    def test_goes_in_beside_a_recording_and_is_cited(self, creation, request_for):
        outcome = creation.create(replace(request_for, options=Options("Client came in late.")))
        own = [each for each in all_statements(outcome.note) if each.status == Status.THERAPIST]
        assert [each.text for each in own] == ["Client came in late."]
        assert outcome.turns[own[0].evidence[0]].text == "Client came in late."


def test_the_plan_of_the_earlier_note_is_carried_forward(creation, vault, client, request_for):
    from intellisession_desktop.notes.documents.export import sections_from_text

    sections = sections_from_text("S: Better. P: Keep the panic log every day; next session Thursday.")
    vault.notes.add(client.id, None, "SOAP", DAY - dt.timedelta(days=7), sections, "imported")
    note = creation.create(request_for).note
    carried = [each for each in all_statements(note) if each.outcome is not None]
    assert len(carried) == 1
    assert carried[0].text == "Planned last time: Keep the panic log every day: done."
    assert carried[0].outcome == ItemOutcome("Keep the panic log every day", OutcomeKind.DONE)
    assert carried[0].evidence


def test_a_draft_tells_which_themes_changed(creation, vault, client):
    from intellisession_desktop.notes.documents.export import sections_from_text

    for weeks in (2, 1):
        sections = sections_from_text("S: Client is angry with their landlord about the rent.")
        vault.notes.add(client.id, None, "SOAP", DAY - dt.timedelta(weeks=weeks), sections, "imported")
    note = creation.create(NoteRequest(client.id, DAY, options=Options("Client came late to work."))).note
    themes = [each.text for each in all_statements(note) if each.status == Status.CARRIED]
    assert [text.endswith(": anger, money and housing.") for text in themes] == [True]


def test_the_client_is_called_as_is_wished_also_in_what_is_written_again(
    creation, vault, engines, client, request_for
):
    vault.draft_wishes.set(client.id, DraftWishes(naming="the client", tense="present"))
    note = creation.create(request_for).note
    written = [each for each in all_statements(note) if each.status in (Status.SUPPORTED, Status.FLAGGED)]
    assert written
    assert not any(re.match(r"Client\b", each.text) for each in written)
    assert any(each.text.startswith("The client") for each in written)
    assert not any(re.match(r"The client (?:said|denied|reported)\b", each.text) for each in written)
    assert any(re.match(r"(?:The client|Therapist) (?:says|denies|reports|uses)\b", e.text) for e in written)
    opened = open_note(vault, note.id)
    content = ReviewContent(note.sections, opened.turns)
    for turn in range(len(opened.turns)):
        again = redo_turn(opened, content, turn, engines(), unreported, CancelToken())
        changed = [new for place, new in again.items() if new and new != (content.statement(place),)]
        assert not any(re.match(r"Client\b", each.text) for new in changed for each in new)
        risk = [place for place in again if place.section == opened.risk_section]
        assert risk == []  # the same words give the same risk


def test_a_model_that_does_not_follow_is_told_and_another_one_finishes_the_note(
    vault, engines, request_for, recording, monkeypatch
):
    with monkeypatch.context() as patched:
        patched.setattr(FakeLanguageEngine, "write", lambda *_: "Sure, let me help")
        patched.setattr("intellisession_desktop.notes.writing.watching.MOST_MISSED", 1)
        with pytest.raises(ModelDoesNotFollow):
            NoteCreation(vault, engines).create(request_for)
    assert not recording.exists()  # the transcript is committed, so the sound is gone
    (job,) = vault.jobs.unfinished()
    assert job.error_code == "model_does_not_follow"
    assert NoteCreation(vault, engines).resume(job).note.state == "draft"


def test_every_error_a_person_can_meet_has_a_code_and_a_sentence():
    def below(kind: type) -> list[type]:
        return [kind, *(each for sub in kind.__subclasses__() for each in below(sub))]

    kinds = below(KnownError)
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert all(kind().sentence.strip().endswith((".", ")")) for kind in kinds)


def test_the_steps_that_are_tried_are_all_steps_there_are(vault, engines, request_for):
    seen = []
    NoteCreation(vault, engines, step=seen.append).create(request_for)
    assert tuple(dict.fromkeys(seen)) == STEPS


def test_a_file_with_one_person_per_channel_reaches_the_speech_worker_side_by_side(
    creation: NoteCreation, request_for: NoteRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "call.wav"
    random = np.random.default_rng(3)
    sound = np.clip(0.25 * random.normal(size=(40 * 16_000, 2)), -1, 1)
    for second in range(40):  # they take turns, and pause
        silent = [0, 1] if second % 5 == 4 else [(second // 5) % 2]
        sound[second * 16_000 : (second + 1) * 16_000, silent] *= 1e-3
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, 16_000, 0, "NONE", ""))
        file.writeframes((sound * 32767).astype("<i2").tobytes())
    shapes: set[int] = set()
    hear = FakeSpeechEngine.hear
    monkeypatch.setattr(FakeSpeechEngine, "hear", lambda e, block: shapes.add(block.ndim) or hear(e, block))
    creation.create(replace(request_for, audio=path))
    assert shapes == {2}
    shapes.clear()
    creation.create(replace(request_for, audio=write_wav(tmp_path / "mono.wav")))
    assert shapes == {1}
