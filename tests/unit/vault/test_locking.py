"""A locked vault has no key and keeps others out; what runs waits, and goes on after unlocking."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from intellisession_desktop.errors import (
    VaultDamaged,
    VaultInUse,
    VaultLocked,
    WrongPassphrase,
)
from intellisession_desktop.records import Client
from intellisession_desktop.vault import folder as layout
from intellisession_desktop.vault.keys import CHEAPEST
from intellisession_desktop.vault.vault import Vault

from .conftest import PASSPHRASE

NEW_PASSPHRASE = "a new and longer passphrase"
A_MOMENT_S = 0.15
"""Long enough for a thread that is not held back to be done."""
LONG_S = 10.0


@dataclass
class Worker:
    """Runs `work` on a thread of its own; `ended` with its result or error."""

    work: Callable[[], object]
    result: object = None
    error: BaseException | None = None
    thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.result = self.work()
        except BaseException as error:  # handed to the test
            self.error = error

    def waits(self) -> bool:
        self.thread.join(A_MOMENT_S)
        return self.thread.is_alive()

    def finish(self) -> object:
        self.thread.join(LONG_S)
        assert not self.thread.is_alive()
        if self.error is not None:
            raise self.error
        return self.result


def test_locking_wipes_the_key_and_unlocking_brings_everything_back(vault: Vault, client: Client) -> None:
    data_key = vault._data_key
    kept = bytes(data_key)
    assert not vault.locked
    vault.lock()
    assert vault.locked
    assert data_key == bytes(32)
    vault.unlock(PASSPHRASE)
    assert not vault.locked
    assert bytes(vault._data_key) == kept
    assert vault.clients.list() == (client,)
    vault.clients.add("Other Client")


def test_a_locked_vault_is_one_complete_file_and_keeps_others_out(vault: Vault, folder: Path) -> None:
    vault.clients.add("Anna Berg")
    vault.lock()
    names = {path.name for path in folder.iterdir()}
    assert names == {"vault.json", "vault.json.copy", "vault.db", "vault.lock", "spool"}
    with pytest.raises(VaultInUse):
        Vault.open(folder, PASSPHRASE)


def test_a_wrong_passphrase_leaves_it_locked(vault: Vault) -> None:
    vault.lock()
    for _ in range(2):
        with pytest.raises(WrongPassphrase):
            vault.unlock("not the passphrase")
        with pytest.raises(WrongPassphrase):
            vault.unlock_with_recovery_key("not a recovery key")
        assert vault.locked
    vault.unlock(PASSPHRASE)


def test_the_recovery_key_unlocks_and_the_passphrase_can_be_changed_then(folder: Path) -> None:
    vault, recovery_key = Vault.create(folder, PASSPHRASE, kdf=CHEAPEST)
    with vault:
        vault.lock()
        vault.unlock_with_recovery_key(recovery_key)
        vault.change_passphrase(NEW_PASSPHRASE)
        vault.lock()
        with pytest.raises(WrongPassphrase):
            vault.unlock(PASSPHRASE)
        vault.unlock(NEW_PASSPHRASE)
    with Vault.open(folder, NEW_PASSPHRASE) as vault:
        vault.clients.list()


def test_a_passphrase_is_checked_without_unlocking_anything(vault: Vault) -> None:
    vault.check_passphrase(PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        vault.check_passphrase("not the passphrase")
    vault.change_passphrase(NEW_PASSPHRASE)
    vault.check_passphrase(NEW_PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        vault.check_passphrase(PASSPHRASE)
    vault.lock()
    vault.check_passphrase(NEW_PASSPHRASE)
    assert vault.locked


def test_unlocking_an_open_vault_only_checks_the_passphrase(vault: Vault, client: Client) -> None:
    kept = bytes(vault._data_key)
    with pytest.raises(WrongPassphrase):
        vault.unlock("not the passphrase")
    vault.unlock(PASSPHRASE)
    assert bytes(vault._data_key) == kept
    assert vault.clients.list() == (client,)


def test_locking_twice_is_locking_once(vault: Vault) -> None:
    vault.lock()
    vault.lock()
    vault.unlock(PASSPHRASE)
    assert vault.clients.list() == ()


def test_the_keys_of_another_vault_do_not_unlock_this_one(vault: Vault, folder: Path, tmp_path: Path) -> None:
    Vault.create(tmp_path / "other", PASSPHRASE, kdf=CHEAPEST)[0].close()
    own = (folder / layout.KEYRING).read_bytes()
    vault.lock()
    (folder / layout.KEYRING).write_bytes((tmp_path / "other" / layout.KEYRING).read_bytes())
    with pytest.raises(VaultDamaged):
        vault.unlock(PASSPHRASE)
    assert vault.locked
    (folder / layout.KEYRING).write_bytes(own)
    vault.unlock(PASSPHRASE)


def test_a_failed_unlocking_leaves_it_locked_and_without_a_key(vault: Vault, folder: Path) -> None:
    vault.lock()
    data = (folder / layout.DATABASE).read_bytes()
    (folder / layout.DATABASE).write_bytes(b"x" * len(data))
    with pytest.raises(VaultDamaged):
        vault.unlock(PASSPHRASE)
    assert vault.locked
    assert vault._data_key == bytes(32)
    (folder / layout.DATABASE).write_bytes(data)
    vault.unlock(PASSPHRASE)


class TestWork:
    def test_waits_in_any_call_until_it_is_unlocked(self, vault: Vault, client: Client) -> None:
        vault.lock()
        reads = Worker(vault.clients.list)
        writes = Worker(lambda: vault.goals.add(client.id, "Sleep"))
        checkpoints = Worker(vault.checkpoint)
        assert all(worker.waits() for worker in (reads, writes, checkpoints))
        vault.unlock(PASSPHRASE)
        assert reads.finish() == (client,)
        assert vault.goals.list(client.id) == (writes.finish(),)
        assert checkpoints.finish()

    def test_that_never_waits_is_refused_at_once_and_goes_on_later(self, vault: Vault) -> None:
        vault.lock()

        def asks() -> str:
            vault.never_wait()
            with pytest.raises(VaultLocked):
                vault.clients.list()
            with pytest.raises(VaultLocked), vault.transaction():
                pytest.fail("a transaction was begun")
            vault.unlock(PASSPHRASE)
            vault.clients.list()
            vault.lock()
            with pytest.raises(VaultLocked):
                vault.clients.add("Anna Berg")
            return "done"

        assert Worker(asks).finish() == "done"

    def test_on_one_thread_that_never_waits_does_not_hurry_another(self, vault: Vault) -> None:
        Worker(vault.never_wait).finish()
        vault.lock()
        waiting = Worker(vault.clients.list)
        assert waiting.waits()
        vault.unlock(PASSPHRASE)
        assert waiting.finish() == ()

    def test_that_waits_is_refused_when_the_vault_is_closed(self, vault: Vault, folder: Path) -> None:
        vault.lock()
        waiting = [Worker(vault.clients.list), Worker(lambda: vault.clients.add("Anna Berg"))]
        assert all(worker.waits() for worker in waiting)
        vault.close()
        for worker in waiting:
            with pytest.raises(VaultLocked):
                worker.finish()
        with pytest.raises(VaultLocked):
            vault.unlock(PASSPHRASE)
        with Vault.open(folder, PASSPHRASE) as opened:
            assert opened.clients.list() == ()

    def test_in_a_transaction_is_finished_before_it_is_locked(self, vault: Vault, client: Client) -> None:
        begun, go_on = threading.Event(), threading.Event()

        def two_goals() -> None:
            with vault.transaction():
                vault.goals.add(client.id, "first")
                begun.set()
                assert go_on.wait(LONG_S)
                vault.goals.add(client.id, "second")

        work = Worker(two_goals)
        assert begun.wait(LONG_S)
        locking = Worker(vault.lock)
        assert locking.waits()
        assert not vault.locked  # and asking does not wait
        go_on.set()
        work.finish()
        locking.finish()
        assert vault.locked
        vault.unlock(PASSPHRASE)
        assert [goal.text for goal in vault.goals.list(client.id)] == ["first", "second"]

    def test_waits_before_its_next_transaction_and_none_is_split(self, vault: Vault, client: Client) -> None:
        """A job that commits pair after pair is locked out again and again; pairs are always whole."""
        ended = threading.Event()

        def pairs() -> int:
            done = 0
            while not ended.is_set():
                with vault.transaction():
                    vault.goals.add(client.id, f"{done} a")
                    vault.goals.add(client.id, f"{done} b")
                done += 1
            return done

        work = Worker(pairs)
        for _ in range(5):
            time.sleep(0.02)
            vault.lock()
            vault.unlock(PASSPHRASE)
            assert len(vault.goals.list(client.id)) % 2 == 0
        ended.set()
        done = int(str(work.finish()))
        assert len(vault.goals.list(client.id)) == 2 * done

    def test_cannot_lock_the_vault_in_its_own_transaction(self, vault: Vault) -> None:
        def locks_inside() -> None:
            with vault.transaction():
                vault.clients.add("Anna Berg")
                vault.lock()

        with pytest.raises(RuntimeError, match="transaction"):
            locks_inside()
        assert not vault.locked
        assert vault.clients.list() == ()

    def test_that_waited_to_change_the_passphrase_wraps_the_right_key(
        self, vault: Vault, folder: Path
    ) -> None:
        vault.lock()
        change = Worker(lambda: vault.change_passphrase(NEW_PASSPHRASE))
        assert change.waits()
        vault.unlock(PASSPHRASE)
        change.finish()
        vault.close()
        Vault.open(folder, NEW_PASSPHRASE).close()
