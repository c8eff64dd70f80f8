"""`record`, `transcribe`, `sample`, and the commands on models."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from pathlib import Path

import pytest

from intellisession_desktop.cli import entry
from intellisession_desktop.sessions.recorder import Recorder, RecorderStatus
from intellisession_desktop.settings import resources_folder
from tests.fakes import SCRIPT

from ..sessions.conftest import write_wav
from .tool import CLIENT, DAY, Cli, result, statements


class TestRecord:
    def test_a_played_file_is_recorded_and_resumed_to_a_note(self, cli: Cli, audio: Path) -> None:
        given = (
            "--client",
            CLIENT,
            "--date",
            DAY,
            "--from-file",
            audio,
            "--speed",
            "1000",
            "--vault",
            cli.vault,
        )
        ran = cli.ok("record", *given)
        told = re.fullmatch(r"Recorded 35 seconds\. .* job resume ([0-9a-f]{8})\n", ran.out)
        assert told is not None
        assert audio.exists()  # played, not attached
        out = cli.folder / "out.json"
        cli.ok("job", "resume", told[1], "--json", out, "--vault", cli.vault)
        assert result(cli)["audio"]["shredded"] is True
        assert result(cli)["audio"]["seconds"] == 35.0
        assert [turn["text"] for turn in result(cli)["transcript"]] == [text for _, text in SCRIPT]
        assert list((cli.vault / "spool").iterdir()) == []

    def test_it_stops_after_the_seconds_asked_for(self, cli: Cli, audio: Path) -> None:
        given = ("--from-file", audio, "--speed", "1000", "--seconds", "12", "--vault", cli.vault)
        assert cli.ok("record", "--client", CLIENT, "--date", DAY, *given).out.startswith(
            "Recorded 12 seconds."
        )

    @pytest.mark.skipif(sys.platform == "win32", reason="a process cannot send itself Ctrl-C there")
    def test_ctrl_c_stops_it_and_the_job_is_told(
        self, cli: Cli, audio: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def press(status: RecorderStatus) -> None:
            if status.seconds >= 3 and not pressed:
                pressed.append(status.seconds)
                os.kill(os.getpid(), signal.SIGINT)

        class Pressing(Recorder):
            def _tell(self) -> None:
                press(self.status)
                super()._tell()

        pressed: list[float] = []
        monkeypatch.setattr(entry.sound, "Recorder", Pressing)
        before = signal.getsignal(signal.SIGINT)
        given = ("--from-file", audio, "--speed", "10", "--vault", cli.vault)
        ran = cli("record", "--client", CLIENT, "--date", DAY, *given)
        assert pressed
        assert ran.code == 130
        assert re.match(r"Recorded \d{1,2} seconds\. .* job resume [0-9a-f]{8}\n", ran.out)
        assert signal.getsignal(signal.SIGINT) == before
        (row,) = json.loads(cli.ok("job", "list", "--json", "--vault", cli.vault).out)
        assert (row["stage"], row["audio"]) == ("created", None)

    def test_consent_comes_first(self, cli: Cli, audio: Path) -> None:
        given = ("--from-file", audio, "--speed", "1000", "--vault", cli.vault)
        cli.refused("consent_missing", "record", "--client", CLIENT, "--date", "2026-10-01", *given)
        assert cli.ok("job", "list", "--vault", cli.vault).lines == ["Nothing is unfinished."]

    def test_a_file_that_is_none_is_told(self, cli: Cli) -> None:
        given = ("--from-file", "nothing.wav", "--vault", cli.vault)
        cli.refused("audio_not_found", "record", "--client", CLIENT, "--date", DAY, *given)
        assert cli.ok("job", "list", "--vault", cli.vault).lines == ["Nothing is unfinished."]


class TestTranscribe:
    def test_it_needs_no_vault_and_changes_nothing(self, bare: Cli, audio: Path) -> None:
        before = audio.read_bytes()
        ran = bare("transcribe", audio, "--json", bare.folder / "out.json", passphrase=None)
        assert ran.code == 0
        assert audio.read_bytes() == before
        assert ran.lines[0] == f"00:00 Therapist: {SCRIPT[0][1]}"
        content = result(bare)
        assert "note" not in content
        assert content["audio"] == {"seconds": 35.0, "shredded": False, "receipt": None}
        assert [turn["text"] for turn in content["transcript"]] == [text for _, text in SCRIPT]
        assert content["timings"]["to_transcript"] > 0
        assert {path.name for path in bare.folder.rglob("*") if path.is_file()} == {"session.wav", "out.json"}

    def test_one_speaker_is_not_labelled(self, bare: Cli, audio: Path) -> None:
        bare.ok(
            "transcribe", audio, "--speakers", "1", "--language", "auto", "--json", bare.folder / "out.json"
        )
        assert {turn["speaker"] for turn in result(bare)["transcript"]} == {"unknown"}

    def test_silence_has_no_speech(self, bare: Cli) -> None:
        bare.refused("no_speech", "transcribe", write_wav(bare.folder / "silent.wav", loudness=0.0001))


class TestModels:
    def test_they_are_listed_with_how_they_stand(self, bare: Cli) -> None:
        lines = {line.split()[1]: line for line in bare.ok("models", "list").lines}
        assert lines["silero-vad"].startswith("ready") if "silero-vad" in lines else True
        assert lines["whisper-base"].startswith("missing")
        assert "(default)" in lines["whisper-base"]
        assert sum(line.startswith("ready") for line in lines.values()) == 5

    def test_whole_ones_are_verified(self, bare: Cli) -> None:
        ran = bare.ok("models", "verify")
        assert sum(line.startswith("ready") for line in ran.lines) == 5

    def test_a_damaged_one_is_told(self, bare: Cli) -> None:
        (bare.folder / "models").mkdir()
        (bare.folder / "models" / "ggml-base.bin").write_bytes(b"half")
        ran = bare.refused("model_damaged", "models", "verify")
        assert any(line.split()[:2] == ["damaged", "whisper-base"] for line in ran.lines)

    def test_a_file_that_is_no_model_is_not_imported(self, bare: Cli) -> None:
        (bare.folder / "letter.bin").write_text("Dear Sir or Madam")
        bare.refused("invalid_input", "models", "import", bare.folder / "letter.bin")

    def test_a_model_nobody_knows_is_not_fetched(self, bare: Cli) -> None:
        bare.refused("model_missing", "models", "fetch", "whisper-gigantic")

    @pytest.mark.usefixtures("real_engines")
    def test_without_them_nothing_is_transcribed(self, bare: Cli, audio: Path) -> None:
        bare.refused("model_missing", "transcribe", audio)

    @pytest.fixture
    def real_engines(self, bare: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        from intellisession_desktop.sessions.engines import installed_engines

        monkeypatch.setattr(entry.sound, "installed_engines", installed_engines)


def test_the_sample_becomes_a_note_and_leaves_nothing(
    bare: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (temporary := tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    sample = resources_folder() / "sample_session" / "session.m4a"
    size = sample.stat().st_size
    ran = bare("sample", "--json", bare.folder / "out.json", passphrase=None)
    assert ran.code == 0
    assert result(bare)["audio"]["shredded"] is True
    assert any(each["status"] == "carried" for each in statements(result(bare)))
    assert sample.stat().st_size == size
    assert list(temporary.iterdir()) == []
