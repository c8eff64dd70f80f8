"""Restores a backup and opens what came of it; apart, so that the unlock screen need not know how."""

from __future__ import annotations

from ...sessions.backup import restore_backup
from ...vault.vault import Vault
from ..restore_form import Restoring


def restore(wanted: Restoring) -> Vault:
    """The restored vault, open. Raises what `restore_backup` and opening a vault raise."""
    restore_backup(wanted.file, wanted.folder, wanted.secret, wanted.is_recovery_key)
    if wanted.is_recovery_key:
        return Vault.open_with_recovery_key(wanted.folder, wanted.secret)
    return Vault.open(wanted.folder, wanted.secret)
