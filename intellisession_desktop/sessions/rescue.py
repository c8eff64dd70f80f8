"""Writes all notes and transcripts that can still be read out of a damaged vault, as plain text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .. import logs
from ..errors import InvalidInput, NotFound, VaultDamaged
from ..files import make_private_folder, write_atomically
from ..notes.documents.text import as_plain_text
from ..vault.vault import Vault
from .documents import copy_text, note_to_print

LEFT_OUT = "what could not be read.txt"


@dataclass(frozen=True, slots=True)
class Rescued:
    """How much was written, and what could not be read, in words."""

    notes: int
    transcripts: int
    unreadable: tuple[str, ...]


def rescue(vault: Vault, folder: Path) -> Rescued:
    """Writes each note and each transcript of the open vault as a text file into `folder`, a new or empty
    one, readable by its owner only; and a list of what could not be read, if anything.

    The vault is not changed. Raises InvalidInput (the folder is not empty, or lies in the vault), DiskFull,
    FolderUnwritable, VaultLocked.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidInput("This folder is not empty. Choose an empty folder, or a new one.")
    if vault.folder.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise InvalidInput("Choose a folder outside the vault's own: that one may be damaged further.")
    make_private_folder(folder)
    unreadable: list[str] = []

    def written(
        kind: str, ids: Callable[[], tuple[str, ...]], text_of: Callable[[Vault, str], tuple[str, str]]
    ) -> int:
        count = 0
        try:
            found = ids()
        except VaultDamaged:
            unreadable.append(f"the list of all {kind}s")
            return 0
        for each in found:
            try:
                day, text = text_of(vault, each)
            except VaultDamaged:
                unreadable.append(f"{kind} {each}")
                continue
            if text:
                write_atomically(folder / f"{day} {kind} {each[:8]}.txt", text.encode())
                count += 1
        return count

    notes = written("note", vault.readable.note_ids, _note)
    transcripts = written("transcript", vault.readable.session_ids, _transcript)
    if unreadable:
        write_atomically(folder / LEFT_OUT, "".join(f"{each}\n" for each in unreadable).encode())
    logs.event("rescued", notes=notes, transcripts=transcripts, unreadable=len(unreadable))
    return Rescued(notes, transcripts, tuple(unreadable))


def _note(vault: Vault, note_id: str) -> tuple[str, str]:
    """Its day, and its text; without what stands around it where that cannot be read."""
    note = vault.notes.get(note_id)
    try:
        return note.date.isoformat(), as_plain_text(note_to_print(vault, note_id))
    except (VaultDamaged, NotFound):
        return note.date.isoformat(), copy_text(note) + "\n"


def _transcript(vault: Vault, session_id: str) -> tuple[str, str]:
    turns = vault.transcripts.load(session_id)
    try:
        session = vault.sessions.get(session_id)
        day, name = session.date.isoformat(), vault.clients.get(session.client_id).name
    except (VaultDamaged, NotFound):
        day, name = "unknown day", ""
    lines = [f"{turn.speaker}: {turn.text}" for turn in turns]
    return day, "\n".join((f"{day} {name}".strip(), "", *lines, "")) if lines else ""
