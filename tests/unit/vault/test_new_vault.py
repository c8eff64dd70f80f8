"""A vault that is being made or restored never costs one of somebody else's, whatever happens meanwhile."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from intellisession_desktop.errors import DiskFull, InvalidInput, KnownError, VaultExists, VaultInUse
from intellisession_desktop.files import lock_alone
from intellisession_desktop.vault import copying, new_vault
from intellisession_desktop.vault import folder as layout
from intellisession_desktop.vault import vault as vault_module
from intellisession_desktop.vault.keys import CHEAPEST
from intellisession_desktop.vault.vault import Vault

from .conftest import PASSPHRASE, bytes_of

CHECKOUT = Path(vault_module.__file__).parents[2]
Source = tuple[bytes, bytes]
OTHER = "another one's passphrase"


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """What a backup holds of a vault: its vault.json and its database."""
    vault, _ = Vault.create(tmp_path / "source", PASSPHRASE, kdf=CHEAPEST)
    vault.clients.add("Anna Berg")
    vault.close()
    return (tmp_path / "source" / "vault.json").read_bytes(), (tmp_path / "source" / "vault.db").read_bytes()


def restore(source: Source, folder: Path, meanwhile: Callable[[], object] = lambda: None) -> None:
    def write(target: Path) -> None:
        meanwhile()
        target.write_bytes(source[1])

    Vault.restore(folder, source[0], PASSPHRASE, write)


def other_vault(folder: Path) -> dict[str, bytes]:
    """Makes somebody else's vault in `folder`, and gives what is in it, but for the lock, which is empty."""
    Vault.create(folder, OTHER, kdf=CHEAPEST)[0].close()
    return {name: data for name, data in bytes_of(folder).items() if name != layout.LOCK}


def put(files: dict[str, bytes], folder: Path) -> None:
    """As a file manager would copy them there, which asks for no lock."""
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)


def holds(folder: Path, files: dict[str, bytes]) -> bool:
    now = bytes_of(folder)
    return all(now.get(name) == data for name, data in files.items())


def test_a_second_restore_into_the_same_folder_waits_outside_and_removes_nothing(
    source: Source, folder: Path
) -> None:
    seen: list[type[BaseException]] = []

    def second() -> None:
        with pytest.raises((VaultInUse, InvalidInput)) as refused:
            restore(source, folder)
        seen.append(refused.type)

    restore(source, folder, meanwhile=second)
    second()
    assert seen == [VaultInUse, InvalidInput]
    with Vault.open(folder, PASSPHRASE) as vault:
        assert [client.name for client in vault.clients.list()] == ["Anna Berg"]
        second()  # into a vault that is open
    Vault.open(folder, PASSPHRASE).close()


def test_of_many_restores_at_once_one_comes_through_whole(source: Source, folder: Path) -> None:
    start, ends = threading.Barrier(4), []

    def run() -> None:
        start.wait()
        try:
            restore(source, folder)
            ends.append("restored")
        except KnownError as error:
            ends.append(error.code)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ends.count("restored") == 1
    assert set(ends) <= {"restored", "vault_in_use", "invalid_input"}
    Vault.open(folder, PASSPHRASE).close()


def test_a_failing_restore_beside_another_leaves_that_ones_vault(source: Source, folder: Path) -> None:
    """The first one has looked and found nothing; then it fails, when the second one's vault is there."""

    def fail_after_another() -> None:
        raise DiskFull()

    with pytest.raises(DiskFull):
        restore(source, folder, meanwhile=fail_after_another)
    assert not folder.exists()
    restore(source, folder)
    before = bytes_of(folder)
    with pytest.raises(InvalidInput):
        restore(source, folder, meanwhile=fail_after_another)
    assert bytes_of(folder) == before


def test_a_vault_made_between_the_first_look_and_the_lock_is_found(
    source: Source, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, theirs = copying.VaultLock, {}

    def late(path: Path) -> object:
        monkeypatch.setattr(copying, "VaultLock", real)
        theirs.update(other_vault(folder))
        return real(path)

    monkeypatch.setattr(copying, "VaultLock", late)
    with pytest.raises(InvalidInput):
        restore(source, folder)
    assert holds(folder, theirs)
    Vault.open(folder, OTHER).close()


def test_a_vault_opened_between_the_first_look_and_the_lock_is_left_alone(
    source: Source, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = copying.VaultLock
    opened: list[Vault] = []

    def late(path: Path) -> object:
        monkeypatch.setattr(copying, "VaultLock", real)
        other_vault(folder)
        opened.append(Vault.open(folder, OTHER))
        return real(path)

    monkeypatch.setattr(copying, "VaultLock", late)
    with pytest.raises(VaultInUse):
        restore(source, folder)
    with opened[0] as vault:
        vault.clients.add("Bert Cohn")
    with Vault.open(folder, OTHER) as vault:
        assert [client.name for client in vault.clients.list()] == ["Bert Cohn"]


@pytest.mark.parametrize(
    "step", ["write", "_prove", "writing_atomically", "second keyring", "move_new", "sync_folder"]
)
@pytest.mark.parametrize("then_fail", [True, False])
def test_a_vault_copied_into_the_folder_while_one_is_restored_stays_as_it_is(
    source: Source,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    then_fail: bool,
) -> None:
    """Before each step in turn; some then fail, and the others find out for themselves."""
    theirs = other_vault(tmp_path / "theirs")
    calls = 0

    def interrupt() -> None:
        put(theirs, folder)
        if then_fail:
            raise DiskFull()

    if step != "write":
        name = "writing_atomically" if step == "second keyring" else step
        module = copying if step == "_prove" else new_vault
        real = getattr(module, name)

        def late(*arguments: object, **options: object) -> object:
            nonlocal calls
            calls += 1
            if calls == (2 if step == "second keyring" else 1):
                interrupt()
            return real(*arguments, **options)

        monkeypatch.setattr(module, name, late)
    with contextlib.suppress(KnownError):
        restore(source, folder, meanwhile=interrupt if step == "write" else lambda: None)
    assert holds(folder, theirs)
    assert not list(folder.glob("vault.db.new*"))
    monkeypatch.undo()
    Vault.open(folder, OTHER).close()


@pytest.mark.parametrize("step", ["tuned_argon2", "write_database", "move_new", "_open_database"])
def test_a_vault_copied_into_the_folder_while_one_is_created_stays_as_it_is(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    theirs = other_vault(tmp_path / "theirs")
    place: object = {"write_database": new_vault.NewVault, "move_new": new_vault}.get(step, vault_module)
    real = getattr(place, step)

    def late(*arguments: object, **options: object) -> object:
        put(theirs, folder)
        if step == "_open_database":
            raise DiskFull()
        return CHEAPEST if step == "tuned_argon2" else real(*arguments, **options)

    monkeypatch.setattr(place, step, late)
    with pytest.raises(KnownError):
        Vault.create(folder, PASSPHRASE, kdf=None if step == "tuned_argon2" else CHEAPEST)
    assert holds(folder, theirs)
    monkeypatch.undo()
    Vault.open(folder, OTHER).close()


def test_a_failed_restore_keeps_the_lock_file_and_folders_that_were_there(
    source: Source, tmp_path: Path
) -> None:
    (folder := tmp_path / "there").mkdir()
    (folder / layout.LOCK).write_bytes(b"")

    def fail() -> None:
        raise DiskFull()

    with pytest.raises(DiskFull):
        restore(source, folder, meanwhile=fail)
    assert [path.name for path in folder.iterdir()] == [layout.LOCK]
    with pytest.raises(DiskFull):
        restore(source, folder / "a" / "b", meanwhile=fail)
    assert [path.name for path in folder.iterdir()] == [layout.LOCK]


def test_a_crash_between_the_two_names_of_a_new_database_leaves_a_vault(
    source: Source, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Crash(BaseException):
        pass

    real = os.unlink

    def crash(path: Path) -> None:
        if path == folder / layout.NEW_DATABASE:
            raise Crash
        real(path)

    monkeypatch.setattr(new_vault.NewVault, "undo", lambda _: None)  # nothing is tidied up after a crash
    monkeypatch.setattr("intellisession_desktop.files.os.unlink", crash)
    with pytest.raises(Crash):
        restore(source, folder)
    monkeypatch.undo()
    assert (folder / layout.NEW_DATABASE).exists()
    with pytest.raises(VaultExists):
        Vault.create(folder, OTHER, kdf=CHEAPEST)
    with Vault.open(folder, PASSPHRASE) as vault:
        assert [client.name for client in vault.clients.list()] == ["Anna Berg"]
    assert not (folder / layout.NEW_DATABASE).exists()


OPEN_AND_SAY = """
import sys
from pathlib import Path
from intellisession_desktop.errors import KnownError
from intellisession_desktop.vault.vault import Vault
try:
    Vault.open(Path(sys.argv[1]), sys.argv[2]).close()
except KnownError as error:
    print(error.code)
else:
    print("opened")
"""


def opened_elsewhere(folder: Path) -> str:
    command = [sys.executable, "-c", OPEN_AND_SAY, str(folder), PASSPHRASE]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted there")
def test_deleting_the_lock_file_lets_no_second_process_in(vault: Vault, folder: Path) -> None:
    (folder / layout.LOCK).unlink()
    assert opened_elsewhere(folder) == "vault_in_use"
    (folder / layout.LOCK).write_bytes(b"")
    assert opened_elsewhere(folder) == "vault_in_use"
    vault.close()
    assert opened_elsewhere(folder) == "opened"


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted there")
def test_a_lock_whose_file_is_replaced_while_it_is_taken_is_taken_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a drive that locks no folders the file is all there is."""
    folder.mkdir()
    real, replaced = lock_alone, []

    def late(descriptor: int) -> None:
        if not replaced:
            replaced.append(True)
            (folder / layout.LOCK).unlink()
        real(descriptor)

    monkeypatch.setattr("intellisession_desktop.vault.lock.VaultLock._lock_folder", lambda _: None)
    monkeypatch.setattr("intellisession_desktop.vault.lock.lock_alone", late)
    lock = vault_module.VaultLock(folder / layout.LOCK)
    assert replaced
    with pytest.raises(VaultInUse):
        vault_module.VaultLock(folder / layout.LOCK)
    lock.release()
    vault_module.VaultLock(folder / layout.LOCK).release()
