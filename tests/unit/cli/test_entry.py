"""The entry point: help, wrong use, hardening, and that every command of the contract is there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from intellisession_desktop.cli import terminal
from intellisession_desktop.cli.terminal import PASSPHRASE_VARIABLE

from .tool import Cli

ROOT = Path(__file__).parents[3]


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
