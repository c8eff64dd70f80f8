"""What can still be read of a damaged vault can be taken out of it, and what cannot is told."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from intellisession_desktop.errors import InvalidInput, VaultDamaged
from intellisession_desktop.records import Client, Section, Statement, Turn
from intellisession_desktop.sessions.rescue import LEFT_OUT, rescue
from intellisession_desktop.vault.vault import Vault

from .conftest import DAY, PASSPHRASE

PAGE = 4096
NOTES = 40


@pytest.fixture
def full(vault: Vault, client: Client) -> Vault:
    """Forty sessions with their notes."""
    for i in range(NOTES):
        session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
        vault.transcripts.save(session.id, (Turn(0.0, 9.0, "client", f"I counted {i} magpies. " * 40),))
        statement = Statement(f"Client counted {i} magpies.", (0,))
        vault.notes.add(client.id, session.id, "SOAP", DAY, (Section("Subjective", (statement,)),))
    return vault


def texts(folder: Path) -> str:
    return "".join(path.read_text() for path in folder.iterdir() if path.name != LEFT_OUT)


def test_of_a_whole_vault_everything_is_written(full: Vault, tmp_path: Path) -> None:
    rescued = rescue(full, tmp_path / "out")
    assert (rescued.notes, rescued.transcripts, rescued.unreadable) == (NOTES, NOTES, ())
    text = texts(tmp_path / "out")
    for i in range(NOTES):
        assert f"Client counted {i} magpies." in text
        assert f"I counted {i} magpies." in text
    assert "Maya R." in text
    assert len(list((tmp_path / "out").iterdir())) == 2 * NOTES
    assert not [path for path in (tmp_path / "out").iterdir() if "Maya" in path.name]
    if sys.platform != "win32":
        assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()} == {0o600}


def test_whichever_page_is_damaged_the_rest_is_written_and_what_is_missing_is_told(
    full: Vault, tmp_path: Path
) -> None:
    folder = full.folder
    full.close()
    whole = (folder / "vault.db").read_bytes()
    written = []
    for number, page in enumerate(range(3, len(whole) // PAGE, 7)):
        data = bytearray(whole)
        data[page * PAGE + 200] ^= 1
        (folder / "vault.db").write_bytes(data)
        out = tmp_path / f"out{number}"
        try:
            vault = Vault.open(folder, PASSPHRASE)
        except VaultDamaged:  # the page that tells what tables there are
            continue
        with vault:
            rescued = rescue(vault, out)
        lost = 2 * NOTES - rescued.notes - rescued.transcripts
        assert (lost > 0) == bool(rescued.unreadable)
        if rescued.unreadable:
            assert (out / LEFT_OUT).read_text().splitlines() == list(rescued.unreadable)
        written.append(rescued.notes + rescued.transcripts)
    assert len(written) > 3
    assert sum(written) > 0.6 * 2 * NOTES * len(written)
    assert min(written) < 2 * NOTES


def test_a_folder_that_holds_something_or_is_the_vaults_is_refused(full: Vault, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    for folder in (tmp_path / "mine", tmp_path / "mine" / "letter.txt", full.folder / "out", full.folder):
        with pytest.raises(InvalidInput):
            rescue(full, folder)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]
