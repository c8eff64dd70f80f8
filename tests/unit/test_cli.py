"""The commands, their options, their JSON and their exit codes: what other programs rely on."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from intellisession_desktop.cli import entry, notes, terminal
from intellisession_desktop.cli.terminal import PASSPHRASE_VARIABLE
from intellisession_desktop.errors import ModelMissing
from intellisession_desktop.settings import resources_folder
from intellisession_desktop.vault.keys import CHEAPEST
from intellisession_desktop.vault.vault import Vault
from tests.fakes import SCRIPT, FakeSpeechEngine

from .cli_tool import CLIENT, DAY, PASSPHRASE, Cli, Ran
from .sessions.conftest import write_wav

ROOT = Path(__file__).parents[2]
HEX_ID = re.compile(r"[0-9a-f]{8}")


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """A computer without a vault."""
    return Cli.make(tmp_path, monkeypatch, capsys)


@pytest.fixture
def cli(bare: Cli) -> Cli:
    """A vault with one client, who agreed to be recorded."""
    vault, _ = Vault.create(bare.vault, PASSPHRASE, CHEAPEST)
    with vault:
        client = vault.clients.add(CLIENT)
        vault.consents.record(client.id, "recording", dt.date(2026, 11, 1))
    return bare


@pytest.fixture
def audio(tmp_path: Path) -> Path:
    (folder := tmp_path / "recordings").mkdir()
    return write_wav(folder / "session.wav")


@pytest.fixture
def made(cli: Cli, audio: Path) -> Ran:
    """A note was made of the recording; its JSON is in out.json."""
    return cli.ok(*create(cli, audio), "--json", cli.folder / "out.json")


def create(cli: Cli, audio: Path | None, *options: str | Path) -> list[str | Path]:
    given = [] if audio is None else [audio]
    return ["note", "create", *given, "--client", CLIENT, "--date", DAY, "--vault", cli.vault, *options]


def result(cli: Cli) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((cli.folder / "out.json").read_text(encoding="utf-8"))
    return content


def statements(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for section in content["note"]["sections"] for each in section["statements"]]


class TestVault:
    def test_create_prints_the_recovery_key_once(self, bare: Cli) -> None:
        ran = bare.ok("vault", "create", "--vault", bare.vault)
        key = ran.lines[-1]
        assert len(ran.lines) == 2
        with Vault.open_with_recovery_key(bare.vault, key):
            pass
        others = [
            bare("client", "list", "--vault", bare.vault),
            bare("vault", "create", "--vault", bare.vault),
        ]
        assert not any(key in ran.out + ran.err for ran in others)
        assert not any(key.encode() in path.read_bytes() for path in bare.vault.rglob("*") if path.is_file())

    def test_its_default_place_is_the_users_data_folder(self, bare: Cli) -> None:
        bare.ok("vault", "create")
        assert [path.parent.name for path in bare.folder.rglob("vault.json")] == ["vault"]
        if sys.platform == "linux":
            assert (bare.folder / "data" / "IntelliSession" / "vault" / "vault.json").is_file()
        bare.ok("client", "add", CLIENT)
        assert CLIENT in bare.ok("client", "list").out

    def test_a_second_one_in_the_same_folder_is_refused(self, cli: Cli) -> None:
        cli.refused("vault_exists", "vault", "create", "--vault", cli.vault)

    def test_a_short_passphrase_is_refused(self, bare: Cli) -> None:
        bare.refused("weak_passphrase", "vault", "create", "--vault", bare.vault, passphrase="short")
        assert not bare.vault.exists() or not any(bare.vault.glob("vault.*"))

    def test_the_passphrase_is_asked_for_twice_when_the_environment_has_none(
        self, bare: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[dict[str, Any]] = []

        def prompt(text: str, **options: Any) -> str:
            asked.append(options)
            return PASSPHRASE

        monkeypatch.setattr(terminal.typer, "prompt", prompt)
        assert bare("vault", "create", "--vault", bare.vault, passphrase=None).code == 0
        assert bare("client", "list", "--vault", bare.vault, passphrase=None).code == 0
        assert all(options["hide_input"] for options in asked)
        assert [options["confirmation_prompt"] for options in asked] == [True, False]

    def test_a_new_passphrase_replaces_the_old_one(self, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(terminal.typer, "prompt", lambda *_, **__: "another long passphrase")
        cli.ok("vault", "change-passphrase", "--vault", cli.vault)
        cli.refused("wrong_passphrase", "client", "list", "--vault", cli.vault)
        assert cli("client", "list", "--vault", cli.vault, passphrase="another long passphrase").code == 0

    def test_the_recovery_key_opens_it_when_the_passphrase_is_lost(
        self, bare: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        key = bare.ok("vault", "create", "--vault", bare.vault).lines[-1]
        answers = iter([key, "another long passphrase"])
        monkeypatch.setattr(terminal.typer, "prompt", lambda *_, **__: next(answers))
        bare.ok("vault", "change-passphrase", "--recover", "--vault", bare.vault)
        assert bare("client", "list", "--vault", bare.vault, passphrase="another long passphrase").code == 0

    @pytest.mark.parametrize("command", ["client list", "note list", "job list", "note show 1"])
    def test_none_is_told_before_a_passphrase_is_asked_for(self, bare: Cli, command: str) -> None:
        bare.refused("vault_missing", *command.split(), "--vault", bare.vault, passphrase=None)
        assert not bare.vault.exists()

    def test_a_wrong_passphrase_is_refused(self, cli: Cli) -> None:
        cli.refused(
            "wrong_passphrase", "client", "list", "--vault", cli.vault, passphrase="not this one at all"
        )

    def test_of_another_process_is_in_use(self, cli: Cli) -> None:
        holder = (
            "import sys; from pathlib import Path; from intellisession_desktop.vault.vault import Vault\n"
            "with Vault.open(Path(sys.argv[1]), sys.argv[2]): print('open', flush=True); sys.stdin.read()"
        )
        with subprocess.Popen(
            [sys.executable, "-c", holder, str(cli.vault), PASSPHRASE],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == "open\n"
            cli.refused("vault_in_use", "client", "list", "--vault", cli.vault)
            other.communicate()
        cli.ok("client", "list", "--vault", cli.vault)

    def test_of_a_newer_version_is_refused_untouched(self, cli: Cli) -> None:
        keyring = cli.vault / "vault.json"
        keyring.write_text(keyring.read_text().replace('"format": 1', '"format": 99'))
        before = {path: path.read_bytes() for path in cli.vault.rglob("*") if path.is_file()}
        cli.refused("vault_newer", "client", "list", "--vault", cli.vault)
        assert {path: path.read_bytes() for path in cli.vault.rglob("*") if path.is_file()} == before


class TestPeople:
    def test_clients_are_added_and_listed(self, cli: Cli) -> None:
        cli.ok("client", "add", "Daniel K.", "--vault", cli.vault)
        lines = cli.ok("client", "list", "--vault", cli.vault).lines
        assert [line.split("  ")[1] for line in lines] == ["Daniel K.", CLIENT]
        assert all(HEX_ID.match(line) for line in lines)
        cli.refused("already_exists", "client", "add", "daniel k.", "--vault", cli.vault)

    def test_goals_are_added_and_listed(self, cli: Cli) -> None:
        goal = "Reduce panic attacks to one a week"
        cli.ok("goal", "add", CLIENT, goal, "--vault", cli.vault)
        assert cli.ok("goal", "list", CLIENT, "--vault", cli.vault).lines[0].endswith(goal)
        cli.refused("not_found", "goal", "add", "Nobody", goal, "--vault", cli.vault)

    def test_consent_is_recorded_shown_and_revoked(self, cli: Cli) -> None:
        cli.ok("client", "add", "Daniel K.", "--vault", cli.vault)
        given = ("--vault", cli.vault)
        cli.ok("consent", "record", "Daniel K.", "--scope", "recording", "--date", "2026-11-01", *given)
        cli.ok("consent", "record", "Daniel K.", "--scope", "dictation", "--person", "Partner", *given)
        shown = cli.ok("consent", "show", "Daniel K.", *given).lines
        assert shown == [
            "client: recording since 2026-11-01",
            f"partner: dictation since {dt.date.today().isoformat()}",
        ]
        cli.ok("consent", "revoke", "Daniel K.", "--date", "2026-11-10", *given)
        shown = cli.ok("consent", "show", "Daniel K.", *given).lines
        assert shown[0] == "client: recording since 2026-11-01, revoked 2026-11-10"

    def test_a_date_is_a_date(self, cli: Cli) -> None:
        ran = cli.refused(
            "invalid_input", "consent", "record", CLIENT, "--date", "12.11.2026", "--vault", cli.vault
        )
        assert "2026-11-01" in ran.err

    def test_a_scope_is_one_of_three(self, cli: Cli) -> None:
        assert cli("consent", "record", CLIENT, "--scope", "all", "--vault", cli.vault).code == 2


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
            self: FakeSpeechEngine, people: int = 2, language: str = "en", vocabulary: Any = ()
        ) -> None:
            begun.append((people, language))
            real(self, people, language, vocabulary)

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
        assert ran.err.splitlines()[-1] == "Stopped. Nothing has been lost."
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
        assert "test_cli.py" in ran.err
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


class TestJobs:
    def stopped(self, cli: Cli, audio: Path, worker: str) -> dict[str, Any]:
        """The one unfinished job after a worker died."""
        setattr(cli.engines, worker, {"dies_after": 1})
        cli.refused("engine_crashed", *create(cli, audio))
        setattr(cli.engines, worker, {})
        rows: list[dict[str, Any]] = json.loads(cli.ok("job", "list", "--json", "--vault", cli.vault).out)
        assert len(rows) == 1
        return rows[0]

    def test_unfinished_ones_are_listed_as_json_and_for_people(self, cli: Cli, audio: Path) -> None:
        row = self.stopped(cli, audio, "language")
        assert row == {
            "id": row["id"],
            "client": CLIENT,
            "date": DAY,
            "stage": "shredded",
            "error": "engine_crashed",
            "audio": str(audio),
        }
        line = cli.ok("job", "list", "--vault", cli.vault).lines[0]
        assert line == f"{row['id'][:8]}  {DAY}  {CLIENT}  shredded  (engine_crashed)"

    def test_none_is_said_so(self, cli: Cli) -> None:
        assert cli.ok("job", "list", "--vault", cli.vault).lines == ["Nothing is unfinished."]
        assert json.loads(cli.ok("job", "list", "--json", "--vault", cli.vault).out) == []

    def test_one_is_resumed_by_the_beginning_of_its_id(self, cli: Cli, audio: Path) -> None:
        row = self.stopped(cli, audio, "language")
        assert not audio.exists()
        out = cli.folder / "out.json"
        cli.ok("job", "resume", row["id"][:6], "--json", out, "--vault", cli.vault)
        assert statements(result(cli))
        assert result(cli)["audio"]["shredded"] is True
        assert cli.ok("job", "list", "--vault", cli.vault).lines == ["Nothing is unfinished."]
        cli.refused("invalid_input", "job", "resume", row["id"][:6], "--vault", cli.vault)

    def test_the_same_command_again_goes_on_although_the_audio_is_gone(self, cli: Cli, audio: Path) -> None:
        self.stopped(cli, audio, "language")
        cli.ok(*create(cli, audio))
        assert cli.engines.started["speech"] == 1

    def test_the_audio_survives_a_crash_of_the_speech_worker(self, cli: Cli, audio: Path) -> None:
        before = audio.read_bytes()
        assert self.stopped(cli, audio, "speech")["stage"] == "created"
        assert audio.read_bytes() == before
        cli.ok(*create(cli, audio))
        assert not audio.exists()

    def test_nobody_knows_an_unknown_one(self, cli: Cli) -> None:
        cli.refused("not_found", "job", "resume", "abcdef", "--vault", cli.vault)


class TestNotes:
    TEXT = "S: Client slept badly. P: Keep the log; next session Thursday."

    def imported(self, cli: Cli) -> str:
        (cli.folder / "earlier.txt").write_text(self.TEXT, encoding="utf-8")
        given = ("--date", "2026-11-05", "--format", "SOAP", cli.folder / "earlier.txt")
        ran = cli.ok("note", "import", CLIENT, *given, "--vault", cli.vault)
        note = re.search(r"note ([0-9a-f]{8})\.", ran.out)
        assert note is not None
        return note[1]

    def test_one_is_imported_listed_shown_and_exported(self, cli: Cli) -> None:
        note = self.imported(cli)
        (line,) = cli.ok("note", "list", "--vault", cli.vault).lines
        assert line.split() == [note, "2026-11-05", "SOAP", "imported", *CLIENT.split()]
        shown = cli.ok("note", "show", note, "--vault", cli.vault).out
        assert "Client slept badly." in shown
        assert "Plan" in shown
        to = cli.folder / "note.txt"
        ran = cli.ok("note", "export", note, "--to", to, "--vault", cli.vault)
        assert to.read_text(encoding="utf-8").strip() == shown.strip()
        assert "not encrypted" in ran.out

    def test_an_imported_one_is_carried_on_from(self, cli: Cli, audio: Path) -> None:
        self.imported(cli)
        cli.ok(*create(cli, audio, "--json", cli.folder / "out.json"))
        carried = [each["text"] for each in statements(result(cli)) if each["status"] == "carried"]
        assert any("Keep the log" in text for text in carried)

    def test_those_of_one_client_are_listed(self, cli: Cli) -> None:
        self.imported(cli)
        cli.ok("client", "add", "Daniel K.", "--vault", cli.vault)
        assert cli.ok("note", "list", "--client", "Daniel K.", "--vault", cli.vault).lines == []
        assert len(cli.ok("note", "list", "--client", CLIENT, "--vault", cli.vault).lines) == 1

    def test_an_export_into_no_folder_is_a_wrong_use(self, cli: Cli) -> None:
        note = self.imported(cli)
        assert cli("note", "export", note, "--to", "no/such/note.txt", "--vault", cli.vault).code == 2

    @pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe\x00S"])
    def test_what_holds_no_text_is_not_imported(self, cli: Cli, content: bytes) -> None:
        (cli.folder / "earlier.txt").write_bytes(content)
        given = ("--date", "2026-11-05", cli.folder / "earlier.txt", "--vault", cli.vault)
        cli.refused("invalid_input", "note", "import", CLIENT, *given)

    def test_nobody_knows_an_unknown_one(self, cli: Cli) -> None:
        cli.refused("not_found", "note", "show", "abcdef", "--vault", cli.vault)


class TestCheck:
    CHECKS = (
        {
            "id": "a1",
            "turns": [
                {"speaker": "therapist", "text": "How many attacks were there?"},
                {"speaker": "client", "text": "I had two attacks this week."},
            ],
            "statement": "Client reported two attacks this week.",
        },
        {
            "id": "a2",
            "turns": [{"speaker": "client", "text": "I had two attacks this week."}],
            "statement": "Client reported five attacks this week.",
        },
    )

    def file(self, cli: Cli, content: object) -> Path:
        (path := cli.folder / "checks.json").write_text(json.dumps(content), encoding="utf-8")
        return path

    def test_statements_are_checked_without_a_vault(self, bare: Cli) -> None:
        ran = bare("note", "check", self.file(bare, self.CHECKS), passphrase=None)
        assert ran.code == 0
        rows = json.loads(ran.out)
        assert [(row["id"], row["status"]) for row in rows] == [("a1", "supported"), ("a2", "flagged")]
        assert all(list(row) == ["id", "status", "reason"] for row in rows)
        assert [bool(row["reason"]) for row in rows] == [False, True]

    def test_the_result_goes_to_a_file_when_one_is_given(self, bare: Cli) -> None:
        out = bare.folder / "out.json"
        ran = bare.ok("note", "check", self.file(bare, self.CHECKS), "--json", out)
        assert ran.out == ""
        assert [row["id"] for row in json.loads(out.read_text(encoding="utf-8"))] == ["a1", "a2"]

    @pytest.mark.parametrize(
        "content", [[{"id": 1}], {"id": 1}, [1], "text", None, [{"id": 1, "turns": [1], "statement": 2}]]
    )
    def test_another_json_is_refused(self, bare: Cli, content: object) -> None:
        bare.refused("invalid_input", "note", "check", self.file(bare, content))

    def test_what_is_no_json_is_refused(self, bare: Cli) -> None:
        (path := bare.folder / "checks.json").write_text("{")
        bare.refused("invalid_input", "note", "check", path)


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
        pressed: list[int] = []
        real = entry.sound.record_session

        def record(vault: Vault, request: Any, blocks: Any, report: Any, cancel: Any) -> Any:
            def some() -> Any:
                for number, block in enumerate(blocks):
                    if number == 30:
                        os.kill(os.getpid(), signal.SIGINT)
                        pressed.append(number)
                    yield block

            return real(vault, request, some(), report, cancel)

        monkeypatch.setattr(entry.sound, "record_session", record)
        before = signal.getsignal(signal.SIGINT)
        given = ("--from-file", audio, "--speed", "1000", "--vault", cli.vault)
        ran = cli("record", "--client", CLIENT, "--date", DAY, *given)
        assert pressed
        assert ran.code == 130
        assert re.match(r"Recorded 3 seconds\. .* job resume [0-9a-f]{8}\n", ran.out)
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


class TestEntry:
    @pytest.mark.parametrize(
        "arguments", [("--help",), ("note", "--help"), ("note", "create", "--help"), ("record", "--help")]
    )
    def test_help_is_given(self, bare: Cli, arguments: tuple[str, ...]) -> None:
        ran = bare(*arguments)
        assert ran.code == 0
        assert "Usage" in ran.out

    @pytest.mark.parametrize(
        "arguments", [("dance",), ("note", "dance"), ("note", "show"), ("client", "add")]
    )
    def test_a_wrong_use_ends_with_2(self, bare: Cli, arguments: tuple[str, ...]) -> None:
        ran = bare(*arguments)
        assert ran.code == 2
        assert ran.err

    def test_all_commands_of_the_contract_are_there(self, bare: Cli) -> None:
        contract = {
            "vault": ["create"],
            "client": ["add", "list"],
            "goal": ["add"],
            "consent": ["record", "show", "revoke"],
            "note": ["import", "create", "check", "list", "show", "export"],
            "job": ["list", "resume"],
            "models": ["list", "fetch", "verify", "import"],
            "record": [],
            "transcribe": [],
            "sample": [],
        }
        for group, commands in contract.items():
            assert bare.ok(group, "--help").out
            for each in commands:
                assert bare.ok(group, each, "--help").out

    def test_the_process_is_hardened_and_the_passphrase_leaves_the_environment(self, bare: Cli) -> None:
        bare.ok("models", "list")
        assert bare.hardened == [True]
        assert PASSPHRASE_VARIABLE not in os.environ

    def test_a_full_disk_is_a_known_error(self, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(terminal.Vault, "open", full)
        cli.refused("disk_full", "client", "list", "--vault", cli.vault)

    def test_the_program_starts_as_a_module(self, tmp_path: Path) -> None:
        ran = subprocess.run(
            [sys.executable, "-m", "intellisession_desktop", "note", "show"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 2
        assert "ID" in ran.stderr
