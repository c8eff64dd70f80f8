"""A backup is complete, encrypted, of one moment, and whole or absent; what waits for sound is not in it."""

from __future__ import annotations

import hashlib
import json
import stat
import threading
from pathlib import Path

import pytest

from intellisession_desktop.audio.spool import SpoolWriter, new_key
from intellisession_desktop.errors import (
    DiskFull,
    InvalidInput,
    VaultLocked,
)
from intellisession_desktop.records import (
    Client,
    FileIdentity,
    Job,
    Progress,
    Recording,
    RecordingState,
    Stage,
    Turn,
)
from intellisession_desktop.sessions.backup import last_backup, make_backup, restore_backup
from intellisession_desktop.sessions.note_creation import NoteCreation
from intellisession_desktop.vault.values import new_id
from intellisession_desktop.vault.vault import Vault
from tests.fakes import FakeEngines

from .conftest import DAY, PASSPHRASE, SENTENCE

KEY = b"this is the key of one recording"


def restored(backup: Path) -> Vault:
    """The backup as a vault, open."""
    folder = backup.parent.parent / "restored" / "vault"
    restore_backup(backup, folder, PASSPHRASE)
    return Vault.open(folder, PASSPHRASE)


def recorded(
    vault: Vault, client: Client, state: RecordingState, options: str = "{}"
) -> tuple[Job, Recording]:
    """A recording of ours, with its key and its spool, and its job."""
    session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
    key, recording_id = new_key(), new_id()
    spool = f"{recording_id}.spool"
    recording = vault.recordings.add(
        session.id, "[]", spool=spool, key=key, state=state, recording_id=recording_id
    )
    SpoolWriter(vault.spool_folder / spool, recording_id, key).close()
    return vault.jobs.add(session.id, recording.id, options), recording


class TestMaking:
    def test_gives_one_private_file_and_leaves_nothing_else(
        self, vault: Vault, noted: str, backup: Path
    ) -> None:
        seen: list[Progress] = []
        assert last_backup(vault) is None
        make_backup(vault, backup, seen.append)
        assert [path.name for path in backup.parent.iterdir()] == [backup.name]
        assert stat.S_IMODE(backup.stat().st_mode) == 0o600
        assert not [path for path in vault.folder.iterdir() if "copy" in path.name]
        assert [progress.done for progress in seen][-1] == 1.0
        assert vault.audit.list()[-1].event == "backup_made"
        assert last_backup(vault) == vault.audit.list()[-1].at
        assert vault.notes.get(noted).state == "draft"

    def test_replaces_an_older_one(self, vault: Vault, noted: str, backup: Path) -> None:
        backup.write_bytes(b"an older one")
        make_backup(vault, backup)
        assert restored_is_complete(backup)

    def test_holds_no_readable_word_and_no_key_of_a_recording(
        self, vault: Vault, client: Client, noted: str, backup: Path
    ) -> None:
        session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
        vault.recordings.add(session.id, "[]", spool="a.spool", key=KEY, state=RecordingState.SHREDDING)
        make_backup(vault, backup)
        data = backup.read_bytes()
        for text in (
            SENTENCE,
            "funeral",
            "breathe",
            client.name,
            PASSPHRASE,
            "SQLite format 3",
            "Subjective",
        ):
            for encoding in ("utf-8", "utf-16-le"):
                assert text.encode(encoding) not in data, text
        assert bytes(vault._data_key) not in data
        with restored(backup) as again:
            assert again._database.row("SELECT count(*) FROM recording_key")[0] == 0
        assert vault.recordings.key(vault.recordings.of_session(session.id)[0].id) == KEY  # as it was

    def test_inside_the_vault_s_own_folder_is_refused(self, vault: Vault) -> None:
        before = sorted(vault.folder.rglob("*"))
        for path in (vault.folder / "b.isbackup", vault.spool_folder / ".." / "b.isbackup"):
            with pytest.raises(InvalidInput):
                make_backup(vault, path)
        assert sorted(vault.folder.rglob("*")) == before

    def test_of_a_closed_vault_is_refused(self, vault: Vault, backup: Path) -> None:
        vault.close()
        with pytest.raises(VaultLocked):
            make_backup(vault, backup)
        assert not backup.exists()

    @pytest.mark.parametrize("place", ["copyfile", "writing"])
    def test_on_a_full_disk_leaves_the_older_one_and_no_part_of_it(
        self, vault: Vault, noted: str, backup: Path, monkeypatch: pytest.MonkeyPatch, place: str
    ) -> None:
        backup.write_bytes(b"an older one")

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        if place == "copyfile":
            monkeypatch.setattr("intellisession_desktop.vault.copying.shutil.copyfile", full)
        else:
            monkeypatch.setattr("intellisession_desktop.files.os.fsync", full)
        with pytest.raises(DiskFull):
            make_backup(vault, backup)
        monkeypatch.undo()
        assert backup.read_bytes() == b"an older one"
        assert [path.name for path in backup.parent.iterdir()] == [backup.name]
        assert not [path for path in vault.folder.iterdir() if "copy" in path.name]
        assert vault.audit.list()[-1].event != "backup_made"

    def test_is_of_one_moment_while_others_go_on_writing(
        self, vault: Vault, client: Client, backup: Path
    ) -> None:
        ended = threading.Event()

        def pairs() -> None:
            while not ended.is_set():
                with vault.transaction():
                    vault.goals.add(client.id, "a")
                    vault.goals.add(client.id, "b")

        work = threading.Thread(target=pairs)
        work.start()
        try:
            make_backup(vault, backup)
        finally:
            ended.set()
            work.join()
        with restored(backup) as again:
            assert len(again.goals.list(client.id)) % 2 == 0
            assert again.audit.verify()

    def test_a_copy_that_a_crash_left_is_gone_after_the_next_opening(self, vault: Vault) -> None:
        vault.close()
        left = [vault.folder / f"vault.db.copy{end}" for end in ("", "-wal", "-shm")]
        for path in left:
            path.write_bytes(b"left by a crash")
        Vault.open(vault.folder, PASSPHRASE).close()
        assert not any(path.exists() for path in left)


def restored_is_complete(backup: Path) -> bool:
    with restored(backup) as again:
        return bool(again.notes.list()) and again.audit.verify()


class TestWorkThatWaits:
    def test_on_a_recording_of_ours_is_not_in_the_backup(
        self, vault: Vault, client: Client, backup: Path
    ) -> None:
        for state in (RecordingState.OPEN, RecordingState.READY):
            recorded(vault, client, state)
        make_backup(vault, backup)
        assert len(vault.jobs.unfinished()) == 2
        assert len(list(vault.spool_folder.iterdir())) == 2
        with restored(backup) as again:
            assert again.jobs.unfinished() == ()
            assert again.recordings.unfinished() == ()
            assert again.sessions.latest(client.id) is None
            assert again.audit.verify()

    def test_keeps_the_therapist_s_own_text_for_the_note(
        self, vault: Vault, client: Client, backup: Path, engines: FakeEngines
    ) -> None:
        options = json.dumps({"summary": "They came late.\n\nWe spoke of the move."})
        job, _ = recorded(vault, client, RecordingState.READY, options)
        make_backup(vault, backup)
        with restored(backup) as again:
            (waiting,) = again.jobs.unfinished()
            assert (waiting.id, waiting.stage) == (job.id, Stage.SHREDDED)
            outcome = NoteCreation(again, engines).resume(waiting)
            words = [s.text for section in outcome.note.sections for s in section.statements]
            assert "They came late." in words
            assert "We spoke of the move." in words

    @pytest.mark.parametrize("stage", [Stage.TRANSCRIBED, Stage.SHREDDED])
    def test_that_is_transcribed_goes_on_and_its_receipt_claims_no_destruction(
        self, vault: Vault, client: Client, backup: Path, engines: FakeEngines, stage: Stage
    ) -> None:
        job, recording = recorded(vault, client, RecordingState.SHREDDING)
        vault.transcripts.save(job.session_id, [Turn(0, 1, "client", "I slept badly.")])
        vault.jobs.set_stage(job.id, stage)
        make_backup(vault, backup)
        assert vault.receipts.for_recording(recording.id) is None
        with restored(backup) as again:
            NoteCreation(again, engines).resume(again.jobs.get(job.id))
            receipt = again.receipts.for_recording(recording.id)
            assert receipt is not None
            assert receipt.destruction.method == "left out of the backup"
            assert receipt.destruction.size == 0
            assert again.recordings.get(recording.id).state == RecordingState.SHREDDED

    def test_on_an_attached_file_comes_along(
        self, vault: Vault, client: Client, backup: Path, recording: Path, engines: FakeEngines
    ) -> None:
        session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
        status = recording.stat()
        digest = hashlib.sha256(recording.read_bytes()).hexdigest()
        identity = FileIdentity(str(recording), status.st_dev, status.st_ino, status.st_size, digest)
        attached = vault.recordings.add(session.id, "[]", identity=identity)
        job = vault.jobs.add(session.id, attached.id, "{}", str(recording))
        make_backup(vault, backup)
        with restored(backup) as again:
            outcome = NoteCreation(again, engines).resume(again.jobs.get(job.id))
            assert outcome.shredded
