"""A vault with a client who agreed to be recorded, and a recording to attach."""

from __future__ import annotations

import datetime as dt
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from intellisession_desktop.records import Client, ConsentScope, Section, Statement, Turn
from intellisession_desktop.sessions.note_creation import NoteCreation, NoteRequest, Options
from intellisession_desktop.vault.keys import CHEAPEST
from intellisession_desktop.vault.vault import Vault
from tests.fakes import FakeEngines

from .watched_queue import HeldEngines, Watched, watch

DAY = dt.date(2026, 11, 12)
PASSPHRASE = "a long passphrase"
SENTENCE = "Since the funeral they wake at four and cannot breathe properly."


def write_wav(path: Path, seconds: float = 35.0, loudness: float = 0.3, rate: int = 16_000) -> Path:
    """A recording of noise, which the fake engine takes for speech when it is loud."""
    sound = np.random.default_rng(7).normal(0, 1, int(seconds * rate)).clip(-2, 2) / 2 * loudness
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes((sound * 32767).astype("<i2").tobytes())
    return path


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made, _ = Vault.create(tmp_path / "vault", PASSPHRASE, CHEAPEST)
    with made:
        yield made


@pytest.fixture
def client(vault: Vault) -> Client:
    added = vault.clients.add("Maya R.")
    vault.consents.record(added.id, ConsentScope.RECORDING, DAY)
    return added


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    folder = tmp_path / "recordings"
    folder.mkdir()
    return write_wav(folder / "session.wav")


@pytest.fixture
def engines() -> FakeEngines:
    return FakeEngines()


@pytest.fixture
def request_for(client: Client, recording: Path) -> NoteRequest:
    return NoteRequest(client.id, DAY, recording)


@pytest.fixture
def creation(vault: Vault, engines: FakeEngines) -> NoteCreation:
    return NoteCreation(vault, engines)


@pytest.fixture
def watched(vault: Vault, engines: FakeEngines) -> Iterator[Watched]:
    made = watch(vault, engines)
    yield made
    made.queue.close()


@pytest.fixture
def held() -> HeldEngines:
    return HeldEngines()


@pytest.fixture
def holding(vault: Vault, held: HeldEngines) -> Iterator[Watched]:
    made = watch(vault, held)
    yield made
    made.queue.close()


@pytest.fixture
def summary(client: Client) -> NoteRequest:
    return NoteRequest(client.id, DAY, options=Options("Client slept badly. Client will keep the log."))


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """Where a backup goes: the folder is there, the file is not."""
    path = tmp_path / "usb stick" / "Praxis Müller 100%.isbackup"
    path.parent.mkdir()
    return path


@pytest.fixture
def noted(vault: Vault, client: Client) -> str:
    """A note in the vault that rests on a long transcript; its id."""
    session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
    vault.transcripts.save(session.id, [Turn(0, 4, "client", SENTENCE)] * 200)
    sections = (Section("Subjective", (Statement(SENTENCE, (0,)),)),)
    return vault.notes.add(client.id, session.id, "SOAP", DAY, sections).id
