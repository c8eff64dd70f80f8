"""Recordings, their keys' death, and the one receipt of each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from intellisession_desktop.errors import NotFound
from intellisession_desktop.records import (
    Client,
    Destruction,
    FileIdentity,
    Recording,
    RecordingState,
    Session,
)
from intellisession_desktop.vault.vault import Vault

from .conftest import DAY

# Inodes beyond 64 signed bits are real, on Windows even beyond 64.
IDENTITY = FileIdentity("recordings/a.m4a", 2**63 + 5, 2**127 + 1, 1234, "ab" * 32)
KEY = bytes(range(32))


def test_a_recording_comes_back_as_it_was_stored(vault: Vault, session: Session) -> None:
    attached = vault.recordings.add(session.id, '["c1"]', identity=IDENTITY)
    recorded = vault.recordings.add(
        session.id, "[]", spool="x.spool", key=KEY, state=RecordingState.OPEN, recording_id="00ff00ff00ff00ff"
    )
    assert vault.recordings.get(attached.id) == attached
    assert attached.state is RecordingState.READY
    assert vault.recordings.get("00ff00ff00ff00ff") == recorded
    with pytest.raises(NotFound):
        vault.recordings.get("0123456789abcdef")


def test_what_is_learned_later_is_stored(vault: Vault, session: Session) -> None:
    recording = vault.recordings.add(session.id, "[]")
    vault.recordings.set_identity(recording.id, IDENTITY)
    vault.recordings.set_seconds(recording.id, 12.5)
    vault.recordings.set_state(recording.id, RecordingState.SHREDDING)
    assert vault.recordings.get(recording.id) == Recording(
        recording.id, session.id, RecordingState.SHREDDING, "[]", IDENTITY, None, 12.5
    )
    with pytest.raises(NotFound):
        vault.recordings.set_state("0123456789abcdef", RecordingState.KEPT)


def test_unfinished_are_those_whose_sound_awaits_its_end(vault: Vault, session: Session) -> None:
    ids = {state: vault.recordings.add(session.id, "[]", state=state).id for state in RecordingState}
    assert [recording.id for recording in vault.recordings.unfinished()] == [
        ids[state] for state in (RecordingState.OPEN, RecordingState.READY, RecordingState.SHREDDING)
    ]


def test_recordings_of_the_same_content_are_found_and_the_number_of_a_file_does_not_matter(
    vault: Vault, session: Session
) -> None:
    first = vault.recordings.add(session.id, "[]", identity=IDENTITY)
    second = vault.recordings.add(session.id, "[]", identity=IDENTITY)
    third = vault.recordings.add(session.id, "[]", identity=IDENTITY, state=RecordingState.OPEN)
    vault.recordings.add(session.id, "[]", identity=replace(IDENTITY, size=1))
    vault.recordings.add(session.id, "[]", identity=replace(IDENTITY, sha256="00"))
    vault.recordings.add(session.id, "[]")

    def found(*states: RecordingState) -> list[str]:
        return [each.id for each in vault.recordings.of_content(IDENTITY.size, IDENTITY.sha256, *states)]

    assert found(RecordingState.READY, RecordingState.OPEN) == [first.id, second.id, third.id]
    assert found(RecordingState.OPEN) == [third.id]
    vault.recordings.set_identity(second.id, replace(IDENTITY, device=1, inode=1))
    assert found(RecordingState.READY) == [first.id, second.id]


def test_a_key_can_be_read_until_it_is_deleted(vault: Vault, session: Session) -> None:
    recording = vault.recordings.add(session.id, "[]", spool="x.spool", key=bytearray(KEY))
    key = vault.recordings.key(recording.id)
    assert isinstance(key, bytearray)
    assert key == KEY
    for _ in range(2):
        vault.recordings.delete_key(recording.id)
        with pytest.raises(NotFound):
            vault.recordings.key(recording.id)
    events = [entry.event for entry in vault.audit.list()]
    assert events.count("recording_key_deleted") == 1


def test_a_deleted_key_is_in_no_page_even_for_one_with_the_data_key(
    vault: Vault, folder: Path, session: Session
) -> None:
    """Decrypted by hand, the pages, free space included, hold the key before and not after."""

    def decrypted_pages() -> bytes:
        # SQLCipher 4: pages of 4096 bytes, AES-256-CBC; the last 80 of each are its nonce and its HMAC, the
        # first 16 of the file a salt.
        assert vault.checkpoint()
        assert (folder / "vault.db-wal").stat().st_size == 0
        data, cipher = (folder / "vault.db").read_bytes(), algorithms.AES256(bytes(vault._data_key))
        pages = []
        for start in range(0, len(data), 4096):
            page = data[start : start + 4096]
            decryptor = Cipher(cipher, modes.CBC(page[-80:-64])).decryptor()
            pages.append(decryptor.update(page[16 if start == 0 else 0 : -80]))
        return b"".join(pages)

    recording = vault.recordings.add(session.id, "[]", key=KEY)
    assert KEY in decrypted_pages()
    vault.recordings.delete_key(recording.id)
    assert KEY not in decrypted_pages()


def test_a_recording_has_one_receipt_that_does_not_change(vault: Vault, session: Session) -> None:
    recording = vault.recordings.add(session.id, "[]", identity=IDENTITY)
    assert vault.receipts.for_recording(recording.id) is None
    done = Destruction("overwritten and deleted", 1234, True, ("Solid-state disks keep old blocks.",))
    receipt = vault.receipts.add(recording.id, done)
    assert receipt.destruction == done
    again = vault.receipts.add(recording.id, Destruction("something else", 0, False))
    assert again == receipt
    assert vault.receipts.for_recording(recording.id) == receipt


def test_a_pending_receipt_is_completed_once(vault: Vault, session: Session) -> None:
    recording = vault.recordings.add(session.id, "[]", key=KEY)
    pending = vault.receipts.add(
        recording.id, Destruction("key destroyed", 10, False, ("pending: log busy",))
    )
    complete = Destruction("key destroyed, overwritten and deleted", 10, True)
    receipt = vault.receipts.add(recording.id, complete)
    assert receipt.id == pending.id
    assert receipt.destruction == complete
    assert vault.receipts.add(recording.id, Destruction("", 0, True)) == receipt
    assert [entry.event for entry in vault.audit.list()][-2:] == ["receipt_pending", "receipt_complete"]


def test_the_database_itself_refuses_a_second_receipt(vault: Vault, session: Session) -> None:
    recording = vault.recordings.add(session.id, "[]")
    vault.receipts.add(recording.id, Destruction("overwritten and deleted", 1, True))
    with pytest.raises(Exception, match="UNIQUE constraint failed"):
        vault._database.run(
            "INSERT INTO receipt SELECT 'other', recording_id, at, method, size, complete, notes FROM receipt"
        )


def test_a_session_that_came_to_nothing_can_be_deleted_but_not_one_with_a_note(
    vault: Vault, client: Client, session: Session
) -> None:
    recording = vault.recordings.add(session.id, "[]", key=KEY)
    assert vault.sessions.get(session.id) == session
    vault.sessions.delete(session.id)
    for missing in (lambda: vault.sessions.get(session.id), lambda: vault.recordings.key(recording.id)):
        with pytest.raises(NotFound):
            missing()
    with pytest.raises(NotFound):
        vault.sessions.delete(session.id)
    noted = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
    note = vault.notes.add(client.id, noted.id, "SOAP", DAY, ())
    with pytest.raises(Exception, match="FOREIGN KEY"):
        vault.sessions.delete(noted.id)
    assert vault.notes.get(note.id) == note
    assert vault.sessions.get(noted.id) == noted
