"""Deletes a client with everything of theirs."""

from __future__ import annotations

from ..errors import ClientBusy
from ..records import DestructionReason, RecordingState
from ..vault.vault import Vault
from .destruction import destroy
from .live import is_live

_SOUND_IS_THERE = frozenset(RecordingState) - {RecordingState.SHREDDED}


def delete_client(vault: Vault, client_id: str) -> None:
    """Destroys the sound of our own recordings of this client, then deletes all of theirs: goals, consents,
    sessions, transcripts, notes (signed ones too), receipts and unfinished work.

    Files that were attached are the therapist's own: they stay where they are, also those that were to be
    destroyed later. The caller knows whether work on this client is running, and refuses then (ClientBusy).
    Raises NotFound; ClientBusy while a session of theirs is recorded; ShredFailed and DiskFull, after which
    the client is still there and this may be repeated.
    """
    vault.clients.get(client_id)
    recordings = vault.recordings.of_client(client_id)
    if any(is_live(vault, recording.id) for recording in recordings):
        raise ClientBusy()
    for recording in recordings:
        if recording.spool is not None and recording.state in _SOUND_IS_THERE:
            vault.destructions.want(recording.id, DestructionReason.GIVEN_UP)
            destroy(vault, recording.id)
    vault.clients.delete(client_id)
    vault.checkpoint()  # so that the deleted rows leave the disk now, not when the vault is closed
