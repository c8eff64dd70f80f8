"""Which folder a vault is in, or shall be in, when a person points at one."""

from __future__ import annotations

from pathlib import Path

from ..vault.vault import Vault

_OWN_FOLDER = "IntelliSession vault"


def place_in(folder: Path) -> tuple[Path, bool]:
    """The folder of a vault for a chosen one, and whether there is a vault in it.

    A folder with other things in it gets a folder inside: a vault must be alone in its own.
    """
    if Vault.exists(folder):
        return folder, True
    inside = folder / _OWN_FOLDER
    if Vault.exists(inside):
        return inside, True
    return (inside if _has_things(folder) else folder), False


def place_for_restored(folder: Path) -> Path:
    """A folder for a restored vault, new or empty: the chosen one, or one inside or beside it."""
    if not Vault.exists(folder) and not _has_things(folder):
        return folder
    return _free(folder.parent / "IntelliSession restored" if Vault.exists(folder) else folder / _OWN_FOLDER)


def place_for_texts(folder: Path) -> Path:
    """A folder for what is saved as text, new or empty: the chosen one, or one inside it."""
    return _free(folder / "IntelliSession texts") if _has_things(folder) else folder


def _free(base: Path) -> Path:
    """`base`, or the first like it with a number that holds nothing."""
    found, number = base, 2
    while _has_things(found):
        found, number = base.with_name(f"{base.name} {number}"), number + 1
    return found


def _has_things(folder: Path) -> bool:
    try:
        return any(not entry.name.startswith(".") for entry in folder.iterdir())
    except NotADirectoryError:
        return True
    except OSError:
        return False
