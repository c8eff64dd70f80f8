"""An open vault with the cheapest keys, and the records that most tests start from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from intellisession_desktop.records import Client, Session
from intellisession_desktop.vault.keys import CHEAPEST
from intellisession_desktop.vault.vault import Vault

PASSPHRASE = "correct horse battery"
DAY = dt.date(2026, 11, 5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the vault goes; a name that file systems and URIs both find difficult."""
    return tmp_path / "Praxis Müller #1 100%?"


@pytest.fixture
def vault(folder: Path) -> Iterator[Vault]:
    vault, _ = Vault.create(folder, PASSPHRASE, kdf=CHEAPEST)
    with vault:
        yield vault


@pytest.fixture
def client(vault: Vault) -> Client:
    return vault.clients.add("Anna Berg")


@pytest.fixture
def session(vault: Vault, client: Client) -> Session:
    return vault.sessions.add(client.id, DAY, "SOAP", 2, "en")


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file under `folder`, with what is in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
