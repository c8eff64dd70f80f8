"""`note create`: its options, its JSON, its exit codes, and what it says when something is wrong."""

from __future__ import annotations

import datetime as dt
import logging
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from intellisession_desktop.cli import notes
from intellisession_desktop.errors import ModelMissing
from tests.fakes import SCRIPT, FakeSpeechEngine

from ..sessions.conftest import write_wav
from .tool import CLIENT, DAY, Cli, Ran, create, result, statements


class TestNoteCreate:
    def test_the_json_is_as_promised(self, cli: Cli, made: Ran) -> None:
        content = result(cli)
        assert list(content)[:5] == ["transcript", "note", "audio", "timings", "models"]
        assert [turn["text"] for turn in content["transcript"]] == [text for _, text in SCRIPT]
        for turn in content["transcript"]:
            assert list(turn) == ["start", "end", "speaker", "text"]
            assert isinstance(turn["start"], float)
            assert isinstance(turn["end"], float)
            assert turn["speaker"] in ("therapist", "client")
        assert content["labelling"] == {"by": "words", "certainty": 0.97, "voices": 2, "channels": False}
        assert content["note"]["format"] == "SOAP"
        assert [section["name"] for section in content["note"]["sections"]] == [
            *("Risk", "Subjective", "Objective", "Assessment", "Plan last time", "Plan")
        ]
        assert all(set(section) == {"name", "statements"} for section in content["note"]["sections"])
        assert statements(content)
        for each in statements(content):
            assert list(each) == ["text", "evidence", "status", "reason"]
            assert each["status"] in ("supported", "flagged", "carried", "therapist")
            assert all(0 <= index < len(SCRIPT) for index in each["evidence"])
            assert isinstance(each["text"], str)
            assert isinstance(each["reason"], str)
        assert {"seconds", "shredded", "receipt"} == set(content["audio"])
        assert content["audio"]["seconds"] == 35.0
        assert content["audio"]["shredded"] is True
        receipt = content["audio"]["receipt"]
        assert {"id", "at", "method", "bytes", "complete", "notes"} == set(receipt)
        assert receipt["complete"] is True
        assert dt.datetime.fromisoformat(receipt["at"]).tzinfo is not None
        assert list(content["timings"]) == [
            *("load", "decode", "speakers", "transcribe", "draft", "to_transcript", "to_draft")
        ]
        assert all(isinstance(seconds, float) for seconds in content["timings"].values())
        assert content["timings"]["to_draft"] >= content["timings"]["to_transcript"] > 0
        assert content["models"] == {"speech": {"name": "fake", "sha256": ""}}

    def test_the_note_is_printed_and_what_became_of_the_audio(self, cli: Cli, made: Ran, audio: Path) -> None:
        assert made.out.startswith(f"SOAP note · {CLIENT} · {DAY} · draft")
        assert result(cli)["note"]["id"][:8] in made.out
        assert "Audio destroyed" in made.out
        assert result(cli)["audio"]["receipt"]["id"][:8] in made.out
        assert not audio.exists()

    def test_progress_is_told_in_plain_lines_on_stderr(self, made: Ran) -> None:
        lines = made.err.splitlines()
        assert "listening 0 %" in lines
        assert "destroying the audio" in lines
        assert all(re.fullmatch(r"[a-z ]+( \d+ %)?", line) for line in lines)

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
    def test_the_json_is_for_its_owner_only(self, cli: Cli, made: Ran) -> None:
        assert (cli.folder / "out.json").stat().st_mode & 0o777 == 0o600

    def test_the_audio_can_be_kept(self, cli: Cli, audio: Path) -> None:
        ran = cli.ok(*create(cli, audio, "--keep-audio", "--json", cli.folder / "out.json"))
        assert audio.exists()
        assert result(cli)["audio"] == {"seconds": 35.0, "shredded": False, "receipt": None}
        assert "The audio was kept." in ran.out

    def test_another_format_number_of_speakers_and_language(
        self, cli: Cli, audio: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begun: list[tuple[int, str]] = []
        real = FakeSpeechEngine.begin

        def begin(
            self: FakeSpeechEngine, people: int = 2, language: str = "en", *others: Any, **named: Any
        ) -> None:
            begun.append((people, language))
            real(self, people, language, *others, **named)

        monkeypatch.setattr(FakeSpeechEngine, "begin", begin)
        options = (
            "--format",
            "DAP",
            "--speakers",
            "1",
            "--language",
            "auto",
            "--json",
            cli.folder / "out.json",
        )
        cli.ok(*create(cli, audio, *options))
        assert begun[-1] == (1, "auto")
        assert result(cli)["note"]["format"] == "DAP"
        assert {turn["speaker"] for turn in result(cli)["transcript"]} == {"unknown"}

    def test_a_format_nobody_knows_is_refused(self, cli: Cli, audio: Path) -> None:
        cli.refused("not_found", *create(cli, audio, "--format", "WISH"))
        assert audio.exists()

    def test_a_summary_alone_makes_a_note_of_the_therapists_words(self, cli: Cli) -> None:
        (cli.folder / "summary.txt").write_text("Client slept badly.", encoding="utf-8")
        options = ("--summary-file", cli.folder / "summary.txt", "--json", cli.folder / "out.json")
        cli.ok(*create(cli, None, *options))
        assert [(each["text"], each["status"]) for each in statements(result(cli))] == [
            ("Client slept badly.", "therapist")
        ]
        assert result(cli)["audio"] == {"seconds": 0.0, "shredded": False, "receipt": None}

    @pytest.mark.parametrize(
        "options",
        [
            (),
            ("session.wav", "--shred-partial"),
            ("session.wav", "--speakers", "0"),
            ("session.wav", "--speakers", "many"),
            ("session.wav", "--whatever"),
            ("session.wav", "--json", "no/such/folder/out.json"),
            ("session.wav", "--json", "."),
        ],
    )
    def test_a_wrong_use_is_told_before_anything_is_done(
        self, cli: Cli, audio: Path, options: tuple[str, ...]
    ) -> None:
        audio.rename(cli.folder / "session.wav")
        ran = cli("note", "create", *options, "--client", CLIENT, "--vault", cli.vault)
        assert ran.code == 2
        assert ran.out == ""
        assert ran.err
        assert (cli.folder / "session.wav").exists()

    def test_a_client_is_needed(self, cli: Cli, audio: Path) -> None:
        assert cli("note", "create", audio, "--vault", cli.vault).code == 2
        cli.refused("not_found", "note", "create", audio, "--client", "Nobody", "--vault", cli.vault)

    def test_a_cut_recording_needs_a_word(self, cli: Cli, audio: Path) -> None:
        audio.write_bytes(audio.read_bytes()[: audio.stat().st_size // 2])
        ran = cli.refused("audio_truncated", *create(cli, audio))
        assert "17.5 seconds" in ran.err
        cli.ok(*create(cli, audio, "--accept-partial"))
        assert audio.exists()
        cli.ok(*create(cli, audio, "--accept-partial", "--shred-partial"))
        assert not audio.exists()

    @pytest.mark.parametrize(
        ("options", "code"),
        [
            (("nothing.mp3",), "audio_not_found"),
            ((".",), "audio_unreadable"),
            (("letter.mp3",), "audio_unreadable"),
            (("silent.wav",), "no_speech"),
            (("recordings/session.wav", "--date", "2026-10-01"), "consent_missing"),
            (("recordings/session.wav", "--summary-file", "nothing.txt"), "invalid_input"),
        ],
    )
    def test_bad_input_gets_a_code_and_a_sentence(
        self, cli: Cli, audio: Path, options: tuple[str, ...], code: str
    ) -> None:
        (cli.folder / "letter.mp3").write_text("Dear Sir or Madam, " * 200)
        write_wav(cli.folder / "silent.wav", loudness=0.0001)
        before = {path: path.read_bytes() for path in cli.folder.glob("**/*.[mw]*") if path.is_file()}
        out = cli.folder / "out.json"
        given = ("--client", CLIENT, "--vault", cli.vault, "--json", out)
        cli.refused(code, "note", "create", "--date", DAY, *options, *given)
        assert {path: path.read_bytes() for path in before} == before
        assert not out.exists()
        with cli.open() as vault:
            assert not vault.jobs.unfinished()
            assert not vault.notes.list()

    def test_a_missing_model_is_a_known_error(
        self, cli: Cli, audio: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def none(_: object) -> None:
            raise ModelMissing

        monkeypatch.setattr(notes, "installed_engines", none)
        cli.refused("model_missing", *create(cli, audio))
        assert audio.exists()

    def test_ctrl_c_leaves_the_audio_and_ends_with_130(
        self, cli: Cli, audio: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupted(*_: object) -> None:
            raise KeyboardInterrupt

        before = audio.read_bytes()
        with monkeypatch.context() as pressed:
            pressed.setattr(FakeSpeechEngine, "hear", interrupted)
            ran = cli(*create(cli, audio))
        assert ran.code == 130
        assert ran.err.splitlines()[-1] == "Stopped. What was saved so far is safe."
        assert audio.read_bytes() == before
        cli.ok(*create(cli, audio))

    def test_a_bug_of_ours_ends_with_4_and_quotes_nothing(
        self, cli: Cli, audio: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def broken(*_: object) -> None:
            raise RuntimeError("Maya takes sertraline")

        caplog.set_level(logging.DEBUG)
        monkeypatch.setattr(FakeSpeechEngine, "hear", broken)
        ran = cli(*create(cli, audio))
        assert ran.code == 4
        assert ran.err.splitlines()[-1].startswith("bug: ")
        assert "test_note_create.py" in ran.err
        assert "sertraline" not in ran.out + ran.err + caplog.text
        assert audio.exists()

    def test_no_log_of_a_whole_run_holds_what_was_said(
        self, cli: Cli, audio: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        ran = cli.ok(*create(cli, audio))
        said = {word for _, text in SCRIPT for word in re.findall(r"[a-z]{5,}", text.lower())}
        assert len(said) > 15
        assert caplog.records
        logged = set(re.findall(r"[a-z]+", (caplog.text + ran.err).lower()))
        assert not said & logged
        assert not {"maya", "session.wav", "recordings"} & logged


def test_a_summary_that_names_another_client_is_refused_till_that_is_meant(cli: Cli) -> None:
    cli.ok("client", "add", "Zoe Lind", "--vault", cli.vault)
    (cli.folder / "own.txt").write_text("Zoe slept badly.", encoding="utf-8")
    given = create(cli, None, "--summary-file", cli.folder / "own.txt")
    refused = cli.refused("other_client_named", *given)
    assert "Zoe Lind" in refused.err
    cli.ok(*given, "--names-meant")
