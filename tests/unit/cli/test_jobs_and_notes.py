"""The commands on unfinished jobs, on stored notes, and the checking of statements."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from .tool import CLIENT, DAY, Cli, create, result, statements


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
        planned = [each["outcome"] for each in statements(result(cli)) if "outcome" in each]
        assert {"item": "Keep the log", "outcome": "done"} in planned

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
