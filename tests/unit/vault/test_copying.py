"""A copy for a backup holds the data key while it is made: so the vault is not locked before it is closed."""

from __future__ import annotations

import threading

from intellisession_desktop.vault.database import Database
from intellisession_desktop.vault.vault import Vault


def test_locking_waits_until_the_copy_has_let_go_of_the_key(vault: Vault) -> None:
    begun, go_on = threading.Event(), threading.Event()
    copies: list[Database] = []

    def change(copy: Database) -> None:
        copies.append(copy)
        begun.set()
        assert go_on.wait(10)

    def back_up() -> None:
        with vault.copied(change):
            pass

    copying = threading.Thread(target=back_up)
    copying.start()
    assert begun.wait(10)
    locking = threading.Thread(target=vault.lock)
    locking.start()
    locking.join(0.3)
    assert not vault.locked
    go_on.set()
    locking.join(10)
    assert vault.locked
    assert copies[0].locked
    copying.join(10)
