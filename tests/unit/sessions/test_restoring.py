"""A restored vault is the one that was backed up; anything else is refused and leaves nothing."""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from intellisession_desktop.errors import (
    BackupUnreadable,
    DiskFull,
    FolderUnwritable,
    InvalidInput,
    VaultNewer,
    WrongPassphrase,
)
from intellisession_desktop.records import Client
from intellisession_desktop.sessions.backup import make_backup, restore_backup
from intellisession_desktop.vault import vault as vault_module
from intellisession_desktop.vault.keys import CHEAPEST
from intellisession_desktop.vault.migrations import LATEST
from intellisession_desktop.vault.vault import Vault

from .conftest import PASSPHRASE, SENTENCE
from .test_backup import restored


class TestRestoring:
    def test_gives_the_vault_that_was_backed_up(
        self, vault: Vault, client: Client, noted: str, backup: Path
    ) -> None:
        before, audit = vault.notes.get(noted), vault.audit.list()
        make_backup(vault, backup)
        vault.notes.delete(noted)  # after the backup
        with restored(backup) as again:
            assert again.clients.list() == (client,)
            assert again.notes.get(noted) == before
            assert again.transcripts.load(str(before.session_id))[0].text == SENTENCE
            assert again.audit.list()[: len(audit)] == audit
            assert again.audit.list()[-1].event == "vault_restored"
            assert again.audit.verify()
            assert {stat.S_IMODE(path.stat().st_mode) for path in again.folder.glob("vault.*")} == {0o600}

    def test_works_with_the_recovery_key_and_later_passphrases_do_not(
        self, tmp_path: Path, backup: Path
    ) -> None:
        vault, recovery_key = Vault.create(tmp_path / "other", PASSPHRASE, CHEAPEST)
        with vault:
            make_backup(vault, backup)
            vault.change_passphrase("a new and longer passphrase")
        with pytest.raises(WrongPassphrase):
            restore_backup(backup, tmp_path / "a", "a new and longer passphrase")
        restore_backup(backup, tmp_path / "a", PASSPHRASE)
        restore_backup(backup, tmp_path / "b", recovery_key, is_recovery_key=True)
        for folder in ("a", "b"):
            Vault.open(tmp_path / folder, PASSPHRASE).close()

    @pytest.mark.parametrize("recovery", [False, True])
    def test_with_a_wrong_secret_leaves_nothing(
        self, vault: Vault, backup: Path, tmp_path: Path, recovery: bool
    ) -> None:
        make_backup(vault, backup)
        with pytest.raises(WrongPassphrase):
            restore_backup(backup, tmp_path / "new" / "deep", "not the right secret", recovery)
        assert not (tmp_path / "new").exists()

    def test_into_a_folder_that_is_not_empty_is_refused_untouched(
        self, vault: Vault, backup: Path, tmp_path: Path
    ) -> None:
        make_backup(vault, backup)
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "letter.txt").write_text("mine")
        for folder in (tmp_path / "mine", tmp_path / "mine" / "letter.txt", vault.folder):
            with pytest.raises(InvalidInput):
                restore_backup(backup, folder, PASSPHRASE)
        assert (tmp_path / "mine" / "letter.txt").read_text() == "mine"

    def test_into_an_empty_folder_keeps_the_folder_when_it_fails(
        self, vault: Vault, backup: Path, tmp_path: Path
    ) -> None:
        make_backup(vault, backup)
        (folder := tmp_path / "empty").mkdir()
        damage(backup, with_another_byte_in_the_middle)
        with pytest.raises(BackupUnreadable):
            restore_backup(backup, folder, PASSPHRASE)
        assert list(folder.iterdir()) == []

    @pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.9, 0.999])
    def test_of_a_file_that_is_cut_off_is_refused(
        self, vault: Vault, backup: Path, tmp_path: Path, share: float
    ) -> None:
        make_backup(vault, backup)
        damage(backup, lambda data: data[: int(len(data) * share)])
        refused(backup, tmp_path)

    @pytest.mark.parametrize("part", ["manifest.json", "vault.json", "vault.db"])
    def test_of_an_altered_file_is_refused(
        self, vault: Vault, noted: str, backup: Path, tmp_path: Path, part: str
    ) -> None:
        make_backup(vault, backup)
        with zipfile.ZipFile(backup) as archive:
            entry = archive.getinfo(part)
        middle = entry.header_offset + 30 + len(part) + entry.file_size // 2
        damage(backup, lambda data: data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
        refused(backup, tmp_path)

    @pytest.mark.parametrize(
        "change",
        [
            lambda parts: {**parts, "vault.db": parts["vault.db"][:4096] + b"x" * 4096},
            lambda parts: {**parts, "vault.db": b""},
            lambda parts: {**parts, "vault.db": b"SQLite format 3\0" + bytes(4080)},
            lambda parts: {**parts, "vault.json": b"{}"},
            lambda parts: {**parts, "manifest.json": b"[]"},
            lambda parts: {**parts, "manifest.json": b"\xff"},
            lambda parts: {**parts, "manifest.json": b'{"format": 0, "files": {}}'},
            lambda parts: {**parts, "manifest.json": b'{"format": 1, "files": {}}'},
            lambda parts: {**parts, "../../evil": b"outside"},
            lambda parts: {name: data for name, data in parts.items() if name != "vault.json"},
            lambda parts: {},
        ],
    )
    def test_of_an_archive_that_was_put_together_anew_is_refused(
        self,
        vault: Vault,
        backup: Path,
        tmp_path: Path,
        change: Callable[[dict[str, bytes]], dict[str, bytes]],
    ) -> None:
        """Whoever alters the file can alter its sums as well; the keys and the pages are sealed."""
        make_backup(vault, backup)
        with zipfile.ZipFile(backup) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        changed = change(parts)
        if changed.get("manifest.json") == parts["manifest.json"]:
            changed["manifest.json"] = fitting_manifest(changed)
        with zipfile.ZipFile(backup, "w") as archive:
            for name, data in changed.items():
                archive.writestr(name, data)
        refused(backup, tmp_path)

    def test_of_a_page_altered_together_with_its_sum_is_refused(
        self, vault: Vault, noted: str, backup: Path, tmp_path: Path
    ) -> None:
        make_backup(vault, backup)
        with zipfile.ZipFile(backup) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        last = bytearray(parts["vault.db"])
        last[-2000] ^= 1  # a page that opening it alone does not read
        parts["vault.db"] = bytes(last)
        parts["manifest.json"] = fitting_manifest(parts)
        with zipfile.ZipFile(backup, "w") as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
        refused(backup, tmp_path)

    def test_of_a_compressed_archive_is_refused(self, vault: Vault, backup: Path, tmp_path: Path) -> None:
        make_backup(vault, backup)
        with zipfile.ZipFile(backup) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(backup, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
        refused(backup, tmp_path)

    def test_of_something_else_is_refused(self, backup: Path, tmp_path: Path) -> None:
        refused(backup, tmp_path)  # not there
        backup.write_bytes(b"")
        refused(backup, tmp_path)
        backup.write_bytes(b"%PDF-1.7 a letter")
        refused(backup, tmp_path)
        refused(backup.parent, tmp_path)  # a folder

    def test_of_a_newer_version_says_so(
        self, vault: Vault, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        vault._database.set_version(LATEST + 1)
        make_backup(vault, backup)
        with pytest.raises(VaultNewer):
            restore_backup(backup, tmp_path / "new", PASSPHRASE)
        assert not (tmp_path / "new").exists()
        with zipfile.ZipFile(backup) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts["manifest.json"] = parts["manifest.json"].replace(b'"format": 1', b'"format": 2')
        with zipfile.ZipFile(backup, "w") as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
        assert "newer version" in refused(backup, tmp_path).sentence

    def test_of_an_older_schema_is_brought_up_to_date_at_opening(
        self, vault: Vault, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_backup(vault, backup)
        restore_backup(backup, tmp_path / "new", PASSPHRASE)
        migrations = vault_module.migrate.__globals__["MIGRATIONS"]
        later = (*migrations, lambda database: database.run("CREATE TABLE later (x)"))
        monkeypatch.setitem(vault_module.migrate.__globals__, "MIGRATIONS", later)
        monkeypatch.setattr(vault_module, "LATEST", LATEST + 1)
        with Vault.open(tmp_path / "new", PASSPHRASE) as again:
            assert again._database.rows("SELECT * FROM later") == []

    @pytest.mark.parametrize(("number", "expected"), [(28, DiskFull), (13, FolderUnwritable)])
    def test_that_cannot_write_leaves_nothing(
        self,
        vault: Vault,
        backup: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        number: int,
        expected: type[Exception],
    ) -> None:
        make_backup(vault, backup)

        def fail(*_: object) -> None:
            raise OSError(number, "as the system says it")

        monkeypatch.setattr("intellisession_desktop.files.os.fsync", fail)
        with pytest.raises(expected):
            restore_backup(backup, tmp_path / "new" / "vault", PASSPHRASE)
        monkeypatch.undo()
        assert not (tmp_path / "new").exists()


def damage(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


def with_another_byte_in_the_middle(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def refused(backup: Path, tmp_path: Path) -> BackupUnreadable:
    """It is no backup, and nothing came of it."""
    with pytest.raises(BackupUnreadable) as error:
        restore_backup(backup, tmp_path / "refused" / "vault", PASSPHRASE)
    assert not (tmp_path / "refused").exists()
    return error.value


def fitting_manifest(parts: dict[str, bytes]) -> bytes:
    files = {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in parts.items()
    }
    return json.dumps({"format": 1, "files": files}).encode()
