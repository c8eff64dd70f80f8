"""A backup is complete, encrypted and whole or absent; a restored vault is the one that was backed up."""

from __future__ import annotations

import hashlib
import json
import stat
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from intellisession_desktop.audio.spool import SpoolWriter, new_key
from intellisession_desktop.errors import (
    BackupUnreadable,
    DiskFull,
    FolderUnwritable,
    InvalidInput,
    VaultLocked,
    VaultNewer,
    WrongPassphrase,
)
from intellisession_desktop.records import (
    Client,
    FileIdentity,
    Job,
    Progress,
    Recording,
    RecordingState,
    Section,
    Stage,
    Statement,
    Turn,
)
from intellisession_desktop.sessions.backup import make_backup, restore_backup
from intellisession_desktop.sessions.note_creation import NoteCreation
from intellisession_desktop.vault import vault as vault_module
from intellisession_desktop.vault.keys import CHEAPEST
from intellisession_desktop.vault.migrations import LATEST
from intellisession_desktop.vault.values import new_id
from intellisession_desktop.vault.vault import Vault
from tests.fakes import FakeEngines

from .conftest import DAY

PASSPHRASE = "a long passphrase"
SENTENCE = "Since the funeral they wake at four and cannot breathe properly."
KEY = b"this is the key of one recording"


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return tmp_path / "usb stick" / "Praxis Müller 100%.isbackup"


@pytest.fixture(autouse=True)
def _stick(backup: Path) -> None:
    backup.parent.mkdir()


@pytest.fixture
def note(vault: Vault, client: Client) -> str:
    session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
    vault.transcripts.save(session.id, [Turn(0, 4, "client", SENTENCE)] * 200)
    sections = (Section("Subjective", (Statement(SENTENCE, (0,)),)),)
    return vault.notes.add(client.id, session.id, "SOAP", DAY, sections).id


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
        self, vault: Vault, note: str, backup: Path
    ) -> None:
        seen: list[Progress] = []
        make_backup(vault, backup, seen.append)
        assert [path.name for path in backup.parent.iterdir()] == [backup.name]
        assert stat.S_IMODE(backup.stat().st_mode) == 0o600
        assert not [path for path in vault.folder.iterdir() if "copy" in path.name]
        assert [progress.done for progress in seen][-1] == 1.0
        assert vault.audit.list()[-1].event == "backup_made"
        assert vault.notes.get(note).state == "draft"

    def test_replaces_an_older_one(self, vault: Vault, note: str, backup: Path) -> None:
        backup.write_bytes(b"an older one")
        make_backup(vault, backup)
        assert restored_is_complete(backup)

    def test_holds_no_readable_word_and_no_key_of_a_recording(
        self, vault: Vault, client: Client, note: str, backup: Path
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
        self, vault: Vault, note: str, backup: Path, monkeypatch: pytest.MonkeyPatch, place: str
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


class TestRestoring:
    def test_gives_the_vault_that_was_backed_up(
        self, vault: Vault, client: Client, note: str, backup: Path
    ) -> None:
        before, audit = vault.notes.get(note), vault.audit.list()
        make_backup(vault, backup)
        vault.notes.delete(note)  # after the backup
        with restored(backup) as again:
            assert again.clients.list() == (client,)
            assert again.notes.get(note) == before
            assert again.transcripts.load(str(before.session_id))[0].text == SENTENCE
            assert again.audit.list()[: len(audit)] == audit
            assert again.audit.list()[-1].event == "vault_restored"
            assert again.audit.verify()
            assert {stat.S_IMODE(path.stat().st_mode) for path in again.folder.glob("vault.*")} == {0o600}

    def test_works_with_the_recovery_key_and_later_passphrases_do_not(
        self, tmp_path: Path, backup: Path
    ) -> None:
        vault, recovery_key = Vault.create(tmp_path / "other", PASSPHRASE, CHEAPEST)
        with vault:
            make_backup(vault, backup)
            vault.change_passphrase("a new and longer passphrase")
        with pytest.raises(WrongPassphrase):
            restore_backup(backup, tmp_path / "a", "a new and longer passphrase")
        restore_backup(backup, tmp_path / "a", PASSPHRASE)
        restore_backup(backup, tmp_path / "b", recovery_key, is_recovery_key=True)
        for folder in ("a", "b"):
            Vault.open(tmp_path / folder, PASSPHRASE).close()

    @pytest.mark.parametrize("recovery", [False, True])
    def test_with_a_wrong_secret_leaves_nothing(
        self, vault: Vault, backup: Path, tmp_path: Path, recovery: bool
    ) -> None:
        make_backup(vault, backup)
        with pytest.raises(WrongPassphrase):
            restore_backup(backup, tmp_path / "new" / "deep", "not the right secret", recovery)
        assert not (tmp_path / "new").exists()

    def test_into_a_folder_that_is_not_empty_is_refused_untouched(
        self, vault: Vault, backup: Path, tmp_path: Path
    ) -> None:
        make_backup(vault, backup)
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "letter.txt").write_text("mine")
        for folder in (tmp_path / "mine", tmp_path / "mine" / "letter.txt", vault.folder):
            with pytest.raises(InvalidInput):
                restore_backup(backup, folder, PASSPHRASE)
        assert (tmp_path / "mine" / "letter.txt").read_text() == "mine"

    def test_into_an_empty_folder_keeps_the_folder_when_it_fails(
        self, vault: Vault, backup: Path, tmp_path: Path
    ) -> None:
        make_backup(vault, backup)
        (folder := tmp_path / "empty").mkdir()
        damage(backup, lambda data: data[: len(data) // 2] + b"x" + data[len(data) // 2 + 1 :])
        with pytest.raises(BackupUnreadable):
            restore_backup(backup, folder, PASSPHRASE)
        assert list(folder.iterdir()) == []

    @pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.9, 0.999])
    def test_of_a_file_that_is_cut_off_is_refused(
        self, vault: Vault, backup: Path, tmp_path: Path, share: float
    ) -> None:
        make_backup(vault, backup)
        damage(backup, lambda data: data[: int(len(data) * share)])
        refused(backup, tmp_path)

    @pytest.mark.parametrize("part", ["manifest.json", "vault.json", "vault.db"])
    def test_of_an_altered_file_is_refused(
        self, vault: Vault, note: str, backup: Path, tmp_path: Path, part: str
    ) -> None:
        make_backup(vault, backup)
        with zipfile.ZipFile(backup) as archive:
            entry = archive.getinfo(part)
        middle = entry.header_offset + 30 + len(part) + entry.file_size // 2
        damage(backup, lambda data: data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
        refused(backup, tmp_path)

    @pytest.mark.parametrize(
        "change",
        [
            lambda parts: {**parts, "vault.db": parts["vault.db"][:4096] + b"x" * 4096},
            lambda parts: {**parts, "vault.db": b""},
            lambda parts: {**parts, "vault.db": b"SQLite format 3\0" + bytes(4080)},
            lambda parts: {**parts, "vault.json": b"{}"},
            lambda parts: {**parts, "manifest.json": b"[]"},
            lambda parts: {**parts, "manifest.json": b"\xff"},
            lambda parts: {**parts, "manifest.json": b'{"format": 0, "files": {}}'},
            lambda parts: {**parts, "manifest.json": b'{"format": 1, "files": {}}'},
            lambda parts: {**parts, "../../evil": b"outside"},
            lambda parts: {name: data for name, data in parts.items() if name != "vault.json"},
            lambda parts: {},
        ],
    )
    def test_of_an_archive_that_was_put_together_anew_is_refused(
        self,
        vault: Vault,
        backup: Path,
        tmp_path: Path,
        change: Callable[[dict[str, bytes]], dict[str, bytes]],
    ) -> None:
        """Whoever alters the file can alter its sums as well; the keys and the pages are sealed."""
        make_backup(vault, backup)
        with zipfile.ZipFile(backup) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        changed = change(parts)
        if changed.get("manifest.json") == parts["manifest.json"]:
            changed["manifest.json"] = fitting_manifest(changed)
        with zipfile.ZipFile(backup, "w") as archive:
            for name, data in changed.items():
                archive.writestr(name, data)
        refused(backup, tmp_path)

    def test_of_a_page_altered_together_with_its_sum_is_refused(
        self, vault: Vault, note: str, backup: Path, tmp_path: Path
    ) -> None:
        make_backup(vault, backup)
        with zipfile.ZipFile(backup) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        last = bytearray(parts["vault.db"])
        last[-2000] ^= 1  # a page that opening it alone does not read
        parts["vault.db"] = bytes(last)
        parts["manifest.json"] = fitting_manifest(parts)
        with zipfile.ZipFile(backup, "w") as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
        refused(backup, tmp_path)

    def test_of_a_compressed_archive_is_refused(self, vault: Vault, backup: Path, tmp_path: Path) -> None:
        make_backup(vault, backup)
        with zipfile.ZipFile(backup) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(backup, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
        refused(backup, tmp_path)

    def test_of_something_else_is_refused(self, backup: Path, tmp_path: Path) -> None:
        refused(backup, tmp_path)  # not there
        backup.write_bytes(b"")
        refused(backup, tmp_path)
        backup.write_bytes(b"%PDF-1.7 a letter")
        refused(backup, tmp_path)
        refused(backup.parent, tmp_path)  # a folder

    def test_of_a_newer_version_says_so(
        self, vault: Vault, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        vault._database.set_version(LATEST + 1)
        make_backup(vault, backup)
        with pytest.raises(VaultNewer):
            restore_backup(backup, tmp_path / "new", PASSPHRASE)
        assert not (tmp_path / "new").exists()
        with zipfile.ZipFile(backup) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts["manifest.json"] = parts["manifest.json"].replace(b'"format": 1', b'"format": 2')
        with zipfile.ZipFile(backup, "w") as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
        assert "newer version" in refused(backup, tmp_path).sentence

    def test_of_an_older_schema_is_brought_up_to_date_at_opening(
        self, vault: Vault, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_backup(vault, backup)
        restore_backup(backup, tmp_path / "new", PASSPHRASE)
        migrations = vault_module.migrate.__globals__["MIGRATIONS"]
        later = (*migrations, lambda database: database.run("CREATE TABLE later (x)"))
        monkeypatch.setitem(vault_module.migrate.__globals__, "MIGRATIONS", later)
        monkeypatch.setattr(vault_module, "LATEST", LATEST + 1)
        with Vault.open(tmp_path / "new", PASSPHRASE) as again:
            assert again._database.rows("SELECT * FROM later") == []

    @pytest.mark.parametrize(("number", "expected"), [(28, DiskFull), (13, FolderUnwritable)])
    def test_that_cannot_write_leaves_nothing(
        self,
        vault: Vault,
        backup: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        number: int,
        expected: type[Exception],
    ) -> None:
        make_backup(vault, backup)

        def fail(*_: object) -> None:
            raise OSError(number, "as the system says it")

        monkeypatch.setattr("intellisession_desktop.files.os.fsync", fail)
        with pytest.raises(expected):
            restore_backup(backup, tmp_path / "new" / "vault", PASSPHRASE)
        monkeypatch.undo()
        assert not (tmp_path / "new").exists()


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
        identity = FileIdentity(str(recording), status.st_dev, status.st_ino, status.st_size, "00")
        attached = vault.recordings.add(session.id, "[]", identity=identity)
        job = vault.jobs.add(session.id, attached.id, "{}", str(recording))
        make_backup(vault, backup)
        with restored(backup) as again:
            outcome = NoteCreation(again, engines).resume(again.jobs.get(job.id))
            assert outcome.shredded


def damage(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


def refused(backup: Path, tmp_path: Path) -> BackupUnreadable:
    """It is no backup, and nothing came of it."""
    with pytest.raises(BackupUnreadable) as error:
        restore_backup(backup, tmp_path / "refused" / "vault", PASSPHRASE)
    assert not (tmp_path / "refused").exists()
    return error.value


def fitting_manifest(parts: dict[str, bytes]) -> bytes:
    files = {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in parts.items()
    }
    return json.dumps({"format": 1, "files": files}).encode()
