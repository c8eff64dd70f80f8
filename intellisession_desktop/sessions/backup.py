"""Backs a vault up into one file, encrypted as the vault is, and makes a vault from it again.

The file is a ZIP archive without compression: vault.json (the keys, wrapped), vault.db (encrypted), and a
manifest with the format's version, sizes and SHA-256 sums. Recordings are never in it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from .. import logs
from ..errors import BackupUnreadable, InvalidInput, VaultDamaged
from ..files import known_disk_errors, writing_atomically
from ..records import Destruction, Job, Progress, RecordingState, Stage
from ..vault.database import Database
from ..vault.destructions import Destructions
from ..vault.jobs import Jobs
from ..vault.recordings import Receipts, Recordings
from ..vault.transcripts import Sessions, Transcripts
from ..vault.vault import Vault
from .draft_writing import summary_turns
from .going_on import set_under_way
from .jobs import Report, unreported

SUFFIX = ".isbackup"
_MADE = "backup_made"
COPYING, WRITING, RESTORING = "copying", "writing the backup", "restoring"

_FORMAT = 1
_MANIFEST, _KEYRING, _DATABASE = "manifest.json", "vault.json", "vault.db"
_LARGEST_SMALL_FILE = 1024 * 1024
_BLOCK = 1024 * 1024
_LEFT_OUT = Destruction(
    "left out of the backup",
    0,
    complete=True,
    notes=(
        "This vault comes from a backup, which never holds recordings or their keys. What became of the "
        "recording itself is written in the vault that the backup was made from.",
    ),
)


@dataclass(frozen=True, slots=True)
class _Part:
    """One file of the archive as the manifest tells of it."""

    name: str
    size: int
    sha256: str


def make_backup(vault: Vault, path: Path, report: Report = unreported) -> None:
    """Writes all of the open vault but its recordings to the file `path`, all at once, readable by its owner.

    It opens with the passphrase that is in force now, or with the recovery key. Work that waits for a
    recording made here cannot come along, since its sound is not in it: in the backup, a recording that was
    not transcribed yet is missing together with its session, except for the therapist's own text that was
    to go into the note, which then becomes the note alone; one that was transcribed has a receipt that says
    that it was left out. The vault itself is not changed, except for an entry in its audit log.

    Raises InvalidInput for a path inside the vault's own folder, DiskFull, FolderUnwritable, VaultLocked.
    """
    if vault.folder.resolve() in path.resolve().parents:
        raise InvalidInput("A backup inside the vault's own folder is lost together with it. Choose another.")
    report(Progress(COPYING))
    with vault.copied(_leave_recordings_behind) as copy:
        keyring = vault.keyring_file()
        with known_disk_errors():
            parts = (
                _Part(_KEYRING, len(keyring), hashlib.sha256(keyring).hexdigest()),
                _Part(_DATABASE, copy.stat().st_size, _sha256_of(copy)),
            )
        with writing_atomically(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(_entry(_MANIFEST), _manifest(parts))
            archive.writestr(_entry(_KEYRING), keyring)
            with copy.open("rb") as source, archive.open(_entry(_DATABASE, parts[1].size), "w") as target:
                _pour(_blocks(source), target.write, parts[1].size, WRITING, report)
    vault.audit.append(_MADE)
    logs.event("backup_made", size=path.stat().st_size)


def last_backup(vault: Vault) -> dt.datetime | None:
    """When a backup of this vault was made last; None if never."""
    return next((entry.at for entry in reversed(vault.audit.list()) if entry.event == _MADE), None)


def restore_backup(
    path: Path, folder: Path, secret: str, is_recovery_key: bool = False, report: Report = unreported
) -> None:
    """Makes the vault in a new or empty `folder` from the backup `path`. `secret` is the passphrase of the
    time when it was made, or the recovery key.

    When it fails, nothing is left of it. Raises BackupUnreadable (also when a byte is missing or altered),
    WrongPassphrase, InvalidInput when the folder is not empty, VaultNewer, DiskFull, FolderUnwritable.
    """
    with _archive(path) as archive:
        manifest = _small_file(archive, _MANIFEST)
        keyring_part, database_part = _parts(manifest)
        keyring = _small_file(archive, _KEYRING)
        if hashlib.sha256(keyring).hexdigest() != keyring_part.sha256:
            raise BackupUnreadable()

        def write_database(target: Path) -> None:
            _extract(archive, database_part, target, report)

        try:
            Vault.restore(folder, keyring, secret, write_database, is_recovery_key)
        except VaultDamaged as error:
            raise BackupUnreadable() from error


def _leave_recordings_behind(copy: Database) -> None:
    """Ends what needs the sound of our own recordings, so that nothing in the copy waits for it for ever."""
    recordings, receipts, jobs = Recordings(copy), Receipts(copy), Jobs(copy)
    waiting = {job.recording_id: job for job in jobs.unfinished()}
    with copy.transaction():
        Destructions(copy).leave_files_alone()
        for each in jobs.unfinished():  # where it is restored, nothing of it goes on by itself
            set_under_way(jobs, each.id, False)
        for recording in (*recordings.unfinished(), *recordings.kept()):
            job = waiting.get(recording.id)
            if recording.spool is None:  # a file of the therapist's own: it may still be where it was
                continue
            if job is not None and job.stage == Stage.CREATED and not _own_text(job):
                Sessions(copy).delete(job.session_id)
                continue
            if job is not None and job.stage == Stage.CREATED:
                Transcripts(copy).save(job.session_id, summary_turns(_own_text(job)))
                jobs.set_stage(job.id, Stage.SHREDDED)
            receipts.add(recording.id, _LEFT_OUT)
            recordings.set_state(recording.id, RecordingState.SHREDDED)


def _own_text(job: Job) -> str:
    return str(json.loads(job.options).get("summary", "")).strip()


def _manifest(parts: tuple[_Part, ...]) -> bytes:
    files = {part.name: {"size": part.size, "sha256": part.sha256} for part in parts}
    made = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    return json.dumps({"format": _FORMAT, "made": made, "files": files}, indent=1).encode()


def _parts(manifest: bytes) -> tuple[_Part, _Part]:
    """Raises BackupUnreadable, which says so for the format of a newer version."""
    try:
        fields = json.loads(manifest)
        version = fields["format"]
        if isinstance(version, int) and version > _FORMAT:
            raise BackupUnreadable(
                "This backup was made by a newer version of IntelliSession. Update the program to restore it."
            )
        if version != _FORMAT:
            raise ValueError("unknown format")
        return _part(fields, _KEYRING), _part(fields, _DATABASE)
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        raise BackupUnreadable() from error


def _part(fields: Any, name: str) -> _Part:
    about = fields["files"][name]
    return _Part(name, int(about["size"]), str(about["sha256"]))


def _entry(name: str, size: int = 0) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)  # dated 1980: when it was made is in the manifest
    entry.file_size = size  # known before, so that an archive of more than 4 GB is made as one
    entry.external_attr = 0o600 << 16
    return entry


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """The open archive, if it holds what a backup holds. Raises BackupUnreadable."""
    with ExitStack() as opened:
        with _reading():
            archive = opened.enter_context(zipfile.ZipFile(path))
            entries = archive.infolist()
        if sorted(entry.filename for entry in entries) != sorted((_MANIFEST, _KEYRING, _DATABASE)):
            raise BackupUnreadable()
        # Nothing is compressed, so that a small file cannot fill the disk.
        if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
            raise BackupUnreadable()
        yield archive


@contextmanager
def _reading() -> Iterator[None]:
    """Turns what zipfile raises for a file that is not there, cut off, altered or of another kind into
    BackupUnreadable.
    """
    try:
        yield
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, ValueError, struct.error) as error:
        raise BackupUnreadable() from error


def _small_file(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _LARGEST_SMALL_FILE:
        raise BackupUnreadable()
    with _reading():
        return archive.read(name)


def _extract(archive: zipfile.ZipFile, part: _Part, target: Path, report: Report) -> None:
    """Writes the database to `target`. Raises BackupUnreadable when it is not what the manifest says."""
    if archive.getinfo(part.name).file_size != part.size:
        raise BackupUnreadable()
    with writing_atomically(target) as file:
        if _pour(_read(archive, part.name), file.write, part.size, RESTORING, report) != part.sha256:
            raise BackupUnreadable()


def _read(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with ExitStack() as opened:
        with _reading():
            source = opened.enter_context(archive.open(name))
        while True:
            with _reading():
                block = source.read(_BLOCK)
            if not block:
                return
            yield block


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: file.read(_BLOCK), b"")


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pour(
    blocks: Iterator[bytes], write: Callable[[bytes], object], size: int, stage: str, report: Report
) -> str:
    """Writes all `blocks`, of about `size` bytes in all. Gives their SHA-256."""
    digest, done = hashlib.sha256(), 0
    for block in blocks:
        write(block)
        digest.update(block)
        done += len(block)
        report(Progress(stage, min(1.0, done / max(1, size))))
    return digest.hexdigest()
