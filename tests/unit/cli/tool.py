"""The command line as a test calls it: the real entry point, a home of its own, fake engines."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from intellisession_desktop.cli import entry, jobs, notes, sample, self_test, sound, transcripts
from intellisession_desktop.cli.terminal import PASSPHRASE_VARIABLE
from intellisession_desktop.vault import vault as vault_module
from intellisession_desktop.vault.keys import CHEAPEST
from intellisession_desktop.vault.vault import Vault
from tests.fakes import FakeEngines

PASSPHRASE = "correct horse battery"
CLIENT, DAY = "Maya R.", "2026-11-12"


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@dataclass
class Cli:
    """`cli("note", "list")` runs a command; `folder` is the home of everything it may touch."""

    folder: Path
    engines: FakeEngines
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    hardened: list[bool] = field(default_factory=list)

    @classmethod
    def make(cls, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
        cli = cls(folder, FakeEngines(), monkeypatch, capsys)
        for module in (jobs, notes, sample, self_test, sound, transcripts):
            monkeypatch.setattr(module, "installed_engines", lambda settings: cli.engines())
        # Both would last for the rest of the tests' process; each has tests of its own.
        monkeypatch.setattr(entry, "harden_process", lambda: cli.hardened.append(True))
        monkeypatch.setattr(entry.logs, "to_stderr", lambda: None)
        monkeypatch.setattr(vault_module, "tuned_argon2", lambda: CHEAPEST)
        monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
        monkeypatch.setenv("HOME", str(folder))
        monkeypatch.setenv("INTELLISESSION_MODELS", str(folder / "models"))
        monkeypatch.chdir(folder)
        return cli

    def __call__(self, *arguments: str | Path, passphrase: str | None = PASSPHRASE) -> Ran:
        if passphrase is None:
            self.monkeypatch.delenv(PASSPHRASE_VARIABLE, raising=False)
        else:
            self.monkeypatch.setenv(PASSPHRASE_VARIABLE, passphrase)
        self.capsys.readouterr()
        code = entry.main([str(each) for each in arguments])
        return Ran(code, *self.capsys.readouterr())

    def ok(self, *arguments: str | Path) -> Ran:
        ran = self(*arguments)
        assert ran.code == 0, ran.err
        return ran

    def refused(self, code: str, *arguments: str | Path, passphrase: str | None = PASSPHRASE) -> Ran:
        """The command ended with this known error, told in one line on stderr."""
        ran = self(*arguments, passphrase=passphrase)
        assert ran.code == 3, (ran.out, ran.err)
        told = ran.err.splitlines()[-1]
        assert told.startswith(f"{code}: "), ran.err
        assert told.endswith((".", ")"))
        return ran

    @property
    def vault(self) -> Path:
        return self.folder / "vault"

    def open(self) -> Vault:
        return Vault.open(self.vault, PASSPHRASE)


def create(cli: Cli, audio: Path | None, *options: str | Path) -> list[str | Path]:
    given = [] if audio is None else [audio]
    return ["note", "create", *given, "--client", CLIENT, "--date", DAY, "--vault", cli.vault, *options]


def result(cli: Cli) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((cli.folder / "out.json").read_text(encoding="utf-8"))
    return content


def statements(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for section in content["note"]["sections"] for each in section["statements"]]
