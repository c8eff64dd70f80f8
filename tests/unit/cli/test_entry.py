"""The entry point: help, wrong use, hardening, and that every command of the contract is there."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from intellisession_desktop.cli import hints, terminal
from intellisession_desktop.cli.entry import app
from intellisession_desktop.cli.terminal import PASSPHRASE_VARIABLE
from intellisession_desktop.errors import KnownError

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

    def test_the_commands_are_those_of_the_readme(self, bare: Cli) -> None:
        table = (ROOT / "README.md").read_text(encoding="utf-8").split("## Commands")[1].split("\n## ")[0]
        told = set(re.findall(r"`([a-z-]+(?: [a-z][a-z-]*)?)(?: [^`]*)?`", table.partition("|---|")[2]))
        command = typer.main.get_command(app)
        assert isinstance(command, typer.core.TyperGroup)
        there = set()
        for name, each in command.commands.items():
            inner = each.commands if isinstance(each, typer.core.TyperGroup) else {}
            there |= {f"{name} {one}" for one in inner} or {name}
        assert there - told == set()
        for name in there:
            assert bare.ok(*name.split(), "--help").out

    def test_the_process_is_hardened_and_the_passphrase_leaves_the_environment(self, bare: Cli) -> None:
        bare.ok("models", "list")
        assert bare.hardened == [True]
        assert PASSPHRASE_VARIABLE not in os.environ

    def test_a_full_disk_is_a_known_error(self, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(terminal.Vault, "open", full)
        cli.refused("disk_full", "client", "list", "--vault", cli.vault)

    def test_an_error_is_followed_by_the_command_that_helps(self, bare: Cli) -> None:
        ran = bare.refused("vault_missing", "client", "list", "--vault", bare.vault)
        assert ran.err.rstrip().endswith("(intellisession vault create)")

    def test_hints_are_for_codes_that_exist(self) -> None:
        def below(kind: type[KnownError]) -> list[type[KnownError]]:
            return [kind, *(each for sub in kind.__subclasses__() for each in below(sub))]

        assert set(hints._HINTS) <= {kind.code for kind in below(KnownError)}

    def test_no_sentence_outside_the_command_line_tells_to_type_something(self) -> None:
        """The window shows the same errors."""
        package = ROOT / "intellisession_desktop"
        texts = {
            (path.name, node.value)
            for path in package.rglob("*.py")
            if "cli" not in path.parts and path.name != "fetching.py"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not [
            each for each in texts if re.search(r"\(?intellisession [a-z]+ |(^|[ (])--[a-z]", each[1])
        ]

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
