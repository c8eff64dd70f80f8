"""The course of a treatment, as a client's notes tell it."""

from __future__ import annotations

from ..notes.continuity.themes import EarlierNote, Theme, themes_over
from ..vault.vault import Vault


def themes_of(vault: Vault, client_id: str) -> tuple[Theme, ...]:
    """What all notes of a client have spoken of, what was spoken of last first."""
    return themes_over([EarlierNote.of(note) for note in vault.notes.list(client_id)])


__all__ = ["Theme", "themes_of"]
