"""The commands on the vault, on clients, goals and consents."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from intellisession_desktop.cli import terminal
from intellisession_desktop.vault.vault import Vault

from .tool import CLIENT, PASSPHRASE, Cli

ROOT = Path(__file__).parents[3]
HEX_ID = re.compile(r"[0-9a-f]{8}")


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


class TestBackup:
    def test_is_made_and_restored(self, cli: Cli) -> None:
        file = cli.folder / "b.isbackup"
        ran = cli.ok("vault", "backup", file, "--vault", cli.vault)
        assert "b.isbackup" in ran.out
        restored = cli.folder / "restored"
        cli.ok("vault", "restore", file, "--vault", restored)
        assert CLIENT in cli.ok("client", "list", "--vault", restored).out

    def test_is_restored_with_the_recovery_key_too(self, bare: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        key = bare.ok("vault", "create", "--vault", bare.vault).lines[-1]
        bare.ok("vault", "backup", bare.folder / "b.isbackup", "--vault", bare.vault)
        monkeypatch.setattr(terminal.typer, "prompt", lambda *_, **__: key)
        ran = bare(
            *("vault", "restore", bare.folder / "b.isbackup", "--recover", "--vault", bare.folder / "new"),
            passphrase=None,
        )
        assert ran.code == 0, ran.err
        assert Vault.exists(bare.folder / "new")

    def test_is_refused_over_another_vault_with_a_wrong_secret_or_from_another_file(self, cli: Cli) -> None:
        file = cli.folder / "b.isbackup"
        cli.ok("vault", "backup", file, "--vault", cli.vault)
        new = ("--vault", cli.folder / "new")
        cli.refused("vault_exists", "vault", "restore", file, "--vault", cli.vault)
        cli.refused("wrong_passphrase", "vault", "restore", file, *new, passphrase="not this one at all")
        file.write_bytes(b"not a backup")
        cli.refused("backup_unreadable", "vault", "restore", file, *new)
        cli.refused("backup_unreadable", "vault", "restore", cli.folder / "absent", *new)
        assert not (cli.folder / "new").exists()

    def test_needs_a_folder_that_exists_and_is_not_the_vault_s(self, cli: Cli) -> None:
        given = ("--vault", cli.vault)
        assert cli("vault", "backup", cli.folder / "absent" / "b.isbackup", *given).code == 2
        cli.refused("invalid_input", "vault", "backup", cli.vault / "b.isbackup", *given)

    def test_what_can_be_read_is_written_out(self, cli: Cli) -> None:
        out = cli.folder / "rescued"
        said = cli.ok("vault", "rescue", out, "--vault", cli.vault).out
        assert said.startswith("Wrote 0 notes and 0 transcripts. They are not encrypted: ")
        assert list(out.iterdir()) == []
        cli.refused("invalid_input", "vault", "rescue", cli.vault, "--vault", cli.vault)


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

    def test_goals_are_moved_closed_and_deleted_by_their_ids(self, cli: Cli) -> None:
        given = ("--vault", cli.vault)
        for goal in ("One", "Two", "Three"):
            cli.ok("goal", "add", CLIENT, goal, *given)

        def listed() -> dict[str, str]:
            lines = cli.ok("goal", "list", CLIENT, *given).lines
            return {line.split("  ")[1]: line.split("  ")[0] for line in lines if "  " in line}

        ids = listed()
        cli.ok("goal", "move", ids["Three"], "--by", "-2", *given)
        assert list(listed()) == ["Three", "One", "Two"]
        cli.ok("goal", "close", ids["One"], *given)
        cli.ok("goal", "delete", ids["Two"], *given)
        assert list(listed()) == ["Three"]
        cli.refused("not_found", "goal", "delete", ids["Two"], *given)

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
        assert "11 Dec 2026 or 12 Nov 2026" in ran.err

    def test_a_scope_is_one_of_three(self, cli: Cli) -> None:
        assert cli("consent", "record", CLIENT, "--scope", "all", "--vault", cli.vault).code == 2
