"""A computer with and without a vault, a recording, and a note that was made of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from intellisession_desktop.vault.keys import CHEAPEST
from intellisession_desktop.vault.vault import Vault

from ..sessions.conftest import write_wav
from .tool import CLIENT, PASSPHRASE, Cli, Ran, create


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
