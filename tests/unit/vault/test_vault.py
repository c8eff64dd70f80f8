"""Creating, opening, sharing and locking the vault's folder."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from intellisession_desktop.errors import (
    DiskFull,
    InvalidInput,
    VaultDamaged,
    VaultExists,
    VaultInUse,
    VaultLocked,
    VaultMissing,
    VaultNewer,
    WeakPassphrase,
    WrongPassphrase,
)
from intellisession_desktop.vault import database, migrations, new_vault
from intellisession_desktop.vault import folder as layout
from intellisession_desktop.vault import vault as vault_module
from intellisession_desktop.vault.database import Database
from intellisession_desktop.vault.keys import CHEAPEST, Keyring
from intellisession_desktop.vault.migrations import LATEST
from intellisession_desktop.vault.vault import Vault

from .conftest import PASSPHRASE, bytes_of

NEW_PASSPHRASE = "a new and longer passphrase"
CHECKOUT = Path(vault_module.__file__).parents[2]


def test_a_new_vault_opens_again_with_its_passphrase(folder: Path) -> None:
    vault, _ = Vault.create(folder, PASSPHRASE, kdf=CHEAPEST)
    with vault:
        anna = vault.clients.add("Anna Berg")
    with Vault.open(folder, PASSPHRASE) as vault:
        assert vault.clients.list() == (anna,)
        assert vault.folder == folder
        assert vault.spool_folder == folder / "spool"


def test_the_recovery_key_opens_it_too_and_allows_a_new_passphrase(folder: Path) -> None:
    vault, recovery_key = Vault.create(folder, PASSPHRASE, kdf=CHEAPEST)
    vault.close()
    with Vault.open_with_recovery_key(folder, recovery_key) as vault:
        vault.change_passphrase(NEW_PASSPHRASE)
    with Vault.open(folder, NEW_PASSPHRASE):
        pass


def test_a_changed_passphrase_replaces_the_old_one_and_keeps_the_data_key(folder: Path) -> None:
    vault, recovery_key = Vault.create(folder, PASSPHRASE, kdf=CHEAPEST)
    with vault:
        data_key = bytes(vault._data_key)
        vault.change_passphrase(NEW_PASSPHRASE)
        assert vault.audit.list()[-1].event == "passphrase_change"
    with pytest.raises(WrongPassphrase):
        Vault.open(folder, PASSPHRASE)
    with Vault.open(folder, NEW_PASSPHRASE) as vault:
        assert bytes(vault._data_key) == data_key
    with Vault.open_with_recovery_key(folder, recovery_key) as vault:
        assert bytes(vault._data_key) == data_key


def test_a_weak_passphrase_is_refused_and_changes_nothing(vault: Vault, folder: Path, tmp_path: Path) -> None:
    before = bytes_of(folder)
    with pytest.raises(WeakPassphrase):
        vault.change_passphrase("short")
    assert bytes_of(folder) == before
    with pytest.raises(WeakPassphrase):
        Vault.create(tmp_path / "other", "short")
    assert not (tmp_path / "other").exists()


def test_a_closed_vault_holds_no_key_and_cannot_rewrap_one(vault: Vault, folder: Path) -> None:
    data_key = vault._data_key
    vault.close()
    before = bytes_of(folder)
    assert data_key == bytes(32)
    with pytest.raises(VaultLocked):
        vault.change_passphrase(NEW_PASSPHRASE)
    assert bytes_of(folder) == before


def test_wrong_secrets_are_refused_and_leave_the_lock_free(vault: Vault, folder: Path) -> None:
    vault.close()
    for _ in range(2):
        with pytest.raises(WrongPassphrase):
            Vault.open(folder, "not the passphrase")
    with pytest.raises(WrongPassphrase):
        Vault.open_with_recovery_key(folder, "not a recovery key")
    Vault.open(folder, PASSPHRASE).close()


def test_a_second_program_is_kept_out_while_the_vault_is_open(vault: Vault, folder: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from intellisession_desktop.errors import KnownError\n"
        "from intellisession_desktop.vault.vault import Vault\n"
        "try:\n    Vault.open(Path(sys.argv[1]), sys.argv[2]).close()\n"
        "except KnownError as error:\n    print(error.code)\n"
        "else:\n    print('opened')\n"
    )

    def second_program() -> str:
        command = [sys.executable, "-c", script, str(folder), PASSPHRASE]
        return subprocess.run(
            command, cwd=CHECKOUT, capture_output=True, text=True, check=True
        ).stdout.strip()

    assert second_program() == "vault_in_use"
    vault.close()
    assert second_program() == "opened"


def test_the_same_program_is_kept_out_too(vault: Vault, folder: Path) -> None:
    with pytest.raises(VaultInUse):
        Vault.open(folder, PASSPHRASE)


def test_where_there_is_no_vault_nothing_is_made(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "not there"):
        assert not Vault.exists(path)
        with pytest.raises(VaultMissing):
            Vault.open(path, PASSPHRASE)
    assert list(tmp_path.iterdir()) == []


def test_a_vault_is_never_created_over_another(vault: Vault, folder: Path) -> None:
    vault.close()
    before = bytes_of(folder)
    with pytest.raises(VaultExists):
        Vault.create(folder, PASSPHRASE, kdf=CHEAPEST)
    assert bytes_of(folder) == before


@pytest.mark.parametrize("lost", [layout.KEYRINGS, (layout.DATABASE,)])
def test_half_of_a_vault_is_damaged_and_not_overwritten(
    vault: Vault, folder: Path, lost: tuple[str, ...]
) -> None:
    vault.close()
    for name in lost:
        (folder / name).unlink()
    before = bytes_of(folder)
    assert Vault.exists(folder)
    with pytest.raises(VaultDamaged):
        Vault.open(folder, PASSPHRASE)
    with pytest.raises(VaultExists):
        Vault.create(folder, PASSPHRASE, kdf=CHEAPEST)
    assert bytes_of(folder) == before


@pytest.mark.parametrize("keyring_written", [True, False])
def test_an_interrupted_creation_is_no_vault_and_does_not_block_one(
    vault: Vault, folder: Path, keyring_written: bool
) -> None:
    vault.close()
    (folder / layout.DATABASE).rename(folder / "vault.db.new")  # the state right before the last step
    (folder / "vault.db.new-wal").write_bytes(b"left by the crash")
    if not keyring_written:
        (folder / layout.KEYRING).unlink()
    assert not Vault.exists(folder)
    with pytest.raises(VaultMissing):
        Vault.open(folder, PASSPHRASE)
    vault, _ = Vault.create(folder, NEW_PASSPHRASE, kdf=CHEAPEST)
    vault.close()
    Vault.open(folder, NEW_PASSPHRASE).close()
    names = {path.name for path in folder.iterdir()}
    assert names == {"vault.json", "vault.json.copy", "vault.db", "vault.lock", "spool"}


@pytest.mark.parametrize(
    ("module", "step"),
    [
        (new_vault, "migrate"),
        (new_vault, "writing_atomically"),
        (new_vault, "move_new"),
        (new_vault, "sync_folder"),
        (vault_module, "_open_database"),
    ],
)
def test_a_creation_that_fails_leaves_no_vault(
    folder: Path, monkeypatch: pytest.MonkeyPatch, module: object, step: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise DiskFull()

    with monkeypatch.context() as patch:
        patch.setattr(module, step, fail)
        with pytest.raises(DiskFull):
            Vault.create(folder, PASSPHRASE, kdf=CHEAPEST)
    assert not folder.exists()
    Vault.create(folder, PASSPHRASE, kdf=CHEAPEST)[0].close()


def test_a_folder_with_other_files_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(InvalidInput):
        Vault.create(tmp_path, PASSPHRASE, kdf=CHEAPEST)
    with pytest.raises(InvalidInput):
        Vault.create(tmp_path / "letter.txt", PASSPHRASE, kdf=CHEAPEST)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_newer_schema_is_refused_and_untouched(vault: Vault, folder: Path) -> None:
    vault._database.set_version(LATEST + 1)
    vault.close()
    before = bytes_of(folder)
    with pytest.raises(VaultNewer):
        Vault.open(folder, PASSPHRASE)
    assert bytes_of(folder) == before


def test_a_newer_schema_that_only_the_log_tells_of_is_refused_and_untouched(
    vault: Vault, folder: Path
) -> None:
    vault._database.set_version(LATEST + 1)
    # What a crash would leave: the files as they are while the vault is open.
    left = {name: data for name, data in bytes_of(folder).items() if not name.endswith("-shm")}
    vault.close()
    for name, data in left.items():
        (folder / name).write_bytes(data)
    assert left["vault.db-wal"]
    with pytest.raises(VaultNewer):
        Vault.open(folder, PASSPHRASE)
    after = bytes_of(folder)
    assert {name: after[name] for name in left} == left


def test_a_newer_vault_json_is_refused_and_untouched(vault: Vault, folder: Path) -> None:
    vault.close()
    fields = json.loads((folder / layout.KEYRING).read_bytes())
    (folder / layout.KEYRING).write_text(json.dumps({**fields, "format": 2}))
    before = bytes_of(folder)
    with pytest.raises(VaultNewer):
        Vault.open(folder, PASSPHRASE)
    assert bytes_of(folder) == before


@pytest.mark.parametrize("database_bytes", [b"", b"SQLite format 3\0" + bytes(4080), os.urandom(8192)])
def test_a_database_that_is_not_its_own_is_damaged_and_untouched(
    vault: Vault, folder: Path, database_bytes: bytes
) -> None:
    vault.close()
    (folder / layout.DATABASE).write_bytes(database_bytes)
    with pytest.raises(VaultDamaged):
        Vault.open(folder, PASSPHRASE)
    assert (folder / layout.DATABASE).read_bytes() == database_bytes


def test_a_flipped_bit_of_the_database_is_noticed(vault: Vault, folder: Path) -> None:
    vault.close()
    data = bytearray((folder / layout.DATABASE).read_bytes())
    data[2000] ^= 1
    (folder / layout.DATABASE).write_bytes(data)
    with pytest.raises(VaultDamaged):
        Vault.open(folder, PASSPHRASE)


def test_plain_sqlite_is_never_given_anything_to_write(
    vault: Vault, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would ignore the key silently and write readable pages."""
    vault.close()
    before = bytes_of(folder)
    monkeypatch.setattr(database, "sqlcipher", sqlite3)
    with pytest.raises(VaultDamaged, match="cannot encrypt"):
        Vault.open(folder, PASSPHRASE)
    assert bytes_of(folder) == before
    with pytest.raises(VaultDamaged, match="cannot encrypt"):
        Vault.create(tmp_path / "other", PASSPHRASE, kdf=CHEAPEST)
    assert not any(bytes_of(tmp_path / "other").values())


def test_the_data_key_is_in_no_file(vault: Vault, folder: Path) -> None:
    data_key = bytes(vault._data_key)
    vault.clients.add("Anna Berg")
    for data in bytes_of(folder).values():
        assert data_key not in data
        assert data_key.hex().encode() not in data.lower()


def test_a_keyring_of_another_vault_does_not_open_this_database(
    vault: Vault, folder: Path, tmp_path: Path
) -> None:
    vault.close()
    other, _ = Vault.create(tmp_path / "other", PASSPHRASE, kdf=CHEAPEST)
    other.close()
    (folder / layout.KEYRING).write_bytes((tmp_path / "other" / layout.KEYRING).read_bytes())
    with pytest.raises(VaultDamaged):
        Vault.open(folder, PASSPHRASE)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights elsewhere")
def test_files_are_private_from_the_start_and_again_after_being_copied(folder: Path) -> None:
    def rights() -> dict[str, int]:
        paths = [folder, *folder.rglob("*")]
        return {path.name: stat.S_IMODE(path.stat().st_mode) for path in paths}

    old = os.umask(0)
    try:
        vault, _ = Vault.create(folder, PASSPHRASE, kdf=CHEAPEST)
        with vault:
            vault.clients.add("Anna Berg")
            expected = {
                **{name: 0o700 for name in (folder.name, "spool")},
                **{
                    name: 0o600
                    for name in (*layout.KEYRINGS, "vault.lock", "vault.db", "vault.db-wal", "vault.db-shm")
                },
            }
            assert rights() == expected
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o777)
        with Vault.open(folder, PASSPHRASE):
            assert rights() == expected
    finally:
        os.umask(old)


def test_the_tuned_cost_is_the_one_that_is_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault_module, "tuned_argon2", lambda: CHEAPEST)
    Vault.create(folder, PASSPHRASE)[0].close()
    assert Keyring.from_json((folder / layout.KEYRING).read_bytes()).argon2 == CHEAPEST


def test_a_vault_of_an_older_version_is_brought_up_to_date(
    vault: Vault, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add_a_table(changed: Database) -> None:
        changed.run("CREATE TABLE later (x)")

    vault.close()
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, add_a_table))
    monkeypatch.setattr(vault_module, "LATEST", LATEST + 1)
    with Vault.open(folder, PASSPHRASE) as vault:
        assert vault._database.rows("SELECT * FROM later") == []
        assert vault._database.version() == LATEST + 1


class TestTheSecondCopyOfTheKeys:
    @pytest.mark.parametrize("data", [None, b"", b"\0" * 700, b"{}", b"[" * 100_000, b"half"])
    def test_opens_the_vault_when_the_first_is_gone_or_damaged_and_repairs_it(
        self, vault: Vault, folder: Path, data: bytes | None
    ) -> None:
        vault.close()
        first, second = folder / layout.KEYRING, folder / layout.KEYRING_COPY
        before = first.read_bytes()
        if data is None:
            first.unlink()
        else:
            first.write_bytes(before[:300] if data == b"half" else data)
        Vault.open(folder, PASSPHRASE).close()
        assert first.read_bytes() == second.read_bytes() == before

    def test_opens_it_where_a_single_bit_of_a_key_fell_over(self, vault: Vault, folder: Path) -> None:
        vault.close()
        data = (folder / layout.KEYRING).read_bytes()
        key = json.loads(data)["passphrase"]["key"].encode()
        bent = data.replace(key, (b"1" if key[:1] == b"0" else b"0") + key[1:])
        assert bent != data
        (folder / layout.KEYRING).write_bytes(bent)
        Vault.open(folder, PASSPHRASE).close()
        assert (folder / layout.KEYRING).read_bytes() == data

    def test_is_made_for_a_vault_of_before_that_has_none(self, vault: Vault, folder: Path) -> None:
        vault.close()
        fields = json.loads((folder / layout.KEYRING).read_bytes())
        del fields["sum"]
        (folder / layout.KEYRING).write_text(json.dumps(fields))
        (folder / layout.KEYRING_COPY).unlink()
        Vault.open(folder, PASSPHRASE).close()
        (folder / layout.KEYRING).unlink()
        Vault.open(folder, PASSPHRASE).close()

    def test_never_brings_an_old_passphrase_back(self, vault: Vault, folder: Path) -> None:
        vault.change_passphrase(NEW_PASSPHRASE)
        vault.close()
        (folder / layout.KEYRING).unlink()
        with pytest.raises(WrongPassphrase):
            Vault.open(folder, PASSPHRASE)
        Vault.open(folder, NEW_PASSPHRASE).close()

    def test_is_taken_away_where_it_cannot_be_replaced(
        self, vault: Vault, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = layout.write_atomically

        def full(path: Path, data: bytes) -> None:
            if path.name == layout.KEYRING_COPY:
                raise DiskFull()
            real(path, data)

        with monkeypatch.context() as patch:
            patch.setattr(layout, "write_atomically", full)
            vault.change_passphrase(NEW_PASSPHRASE)
        vault.close()
        assert not (folder / layout.KEYRING_COPY).exists()
        Vault.open(folder, NEW_PASSPHRASE).close()
        assert (folder / layout.KEYRING_COPY).exists()

    def test_is_brought_up_to_date_at_the_opening_after_a_crash_in_between(
        self, vault: Vault, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Crash(BaseException):
            pass

        def crash(*_: object) -> None:
            raise Crash

        with monkeypatch.context() as patch:
            patch.setattr(layout, "write_keyring_copy", crash)
            with pytest.raises(Crash):
                vault.change_passphrase(NEW_PASSPHRASE)
        vault.close()
        Vault.open(folder, NEW_PASSPHRASE).close()
        (folder / layout.KEYRING).unlink()
        with pytest.raises(WrongPassphrase):
            Vault.open(folder, PASSPHRASE)
