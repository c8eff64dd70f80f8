"""The destruction of sound: each sentence of the protocol, and a crash between any two steps."""

from __future__ import annotations

import contextlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from intellisession_desktop.audio import places, shred, shred_spool
from intellisession_desktop.audio.shred import shred_attached
from intellisession_desktop.audio.source import AttachedFile
from intellisession_desktop.errors import AudioChanged, AudioLink, AudioProtected, ShredFailed
from intellisession_desktop.records import (
    DestructionEntry,
    DestructionReason,
    DestructionStep,
    FileIdentity,
)

from . import sounds

STEPS = ["checked", "marked", "overwritten", "truncated", "unlinked", "synced"]
SPOOL_STEPS = ["checkpoint", "marked", "overwritten", "truncated", "unlinked", "synced"]
VERIFIED = DestructionEntry("r", DestructionReason.TRANSCRIBED, DestructionStep.VERIFIED)


class Journal:
    """Stands in for the vault's, which survives a crash."""

    def __init__(self) -> None:
        self.entry = VERIFIED

    def begin(self, inode: int, size: int) -> None:
        self.entry = replace(self.entry, step=DestructionStep.BEGUN, inode=inode, size=size)

    def reach(self, step: DestructionStep) -> None:
        assert self.entry.step < step
        self.entry = replace(self.entry, step=step)


def destroy(identity, protected=(), journal=None, step=lambda _: None):
    journal = journal or Journal()
    return shred_attached(identity, protected, journal.entry, journal, step)


class Crash(BaseException):
    """The plug is pulled: nothing of ours may catch it."""


def crash_after(name: str):
    def step(done: str) -> None:
        if done == name:
            raise Crash

    return step


@pytest.fixture
def recording(tmp_path) -> FileIdentity:
    with AttachedFile.open(sounds.make(tmp_path)) as file:
        return file.identity()


def path_of(identity: FileIdentity) -> Path:
    return Path(identity.path)


def test_the_file_is_overwritten_emptied_and_deleted_in_this_order(recording):
    path = path_of(recording)
    original = path.read_bytes()
    seen = []

    def step(name: str) -> None:
        content = path.read_bytes() if path.exists() else None
        seen.append((name, content))

    result = destroy(recording, step=step)
    assert [name for name, _ in seen] == STEPS
    states = dict(seen)
    assert states["checked"] == original
    assert states["marked"][512:] == original[512:]
    assert len(states["overwritten"]) == len(original)
    same = sum(a == b for a, b in zip(states["overwritten"], original, strict=True))
    assert same < len(original) / 100  # one byte in 256 by chance
    assert states["truncated"] == b""
    assert states["unlinked"] is None
    assert result.method == "overwritten and deleted"
    assert result.size == len(original)
    assert result.complete
    assert places.DISK_NOTE in result.notes


def test_two_files_are_not_overwritten_with_the_same_bytes(recording):
    other = replace(recording, sha256="0" * 64)
    assert shred._keystream(recording)(64) != shred._keystream(other)(64)


@pytest.mark.parametrize("change", ["content", "longer", "shorter", "emptied"])
@pytest.mark.parametrize("step", [DestructionStep.VERIFIED, DestructionStep.BEGUN])
def test_a_file_that_is_not_the_one_that_was_heard_is_not_touched(change, step, recording):
    """Not even where we had begun: what is there then is in a state that nobody of us wrote."""
    path = path_of(recording)
    if change == "content":
        with path.open("r+b") as file:
            file.seek(-1, os.SEEK_END)
            file.write(b"!")
    elif change == "longer":
        with path.open("ab") as file:
            file.write(b"more")
    else:
        os.truncate(path, 0 if change == "emptied" else recording.size - 1)
    before = path.read_bytes()
    journal = Journal()
    journal.entry = replace(VERIFIED, step=step, inode=recording.inode, size=recording.size)
    with pytest.raises(AudioChanged):
        destroy(recording, journal=journal)
    assert path.read_bytes() == before
    assert journal.entry.step == step


def test_a_file_is_known_by_its_content_and_the_numbers_of_disk_and_place_only_add_caution(recording):
    moved = replace(recording, device=recording.device + 1, inode=recording.inode + 1)
    result = destroy(moved)
    assert result.complete
    assert shred.SAME_CONTENT_NOTE in result.notes
    assert not path_of(recording).exists()


def test_the_number_of_a_file_alone_never_makes_it_ours(recording):
    path = path_of(recording)
    path.write_bytes(b"x" * recording.size)  # the same inode
    with pytest.raises(AudioChanged):
        destroy(recording)
    assert path.read_bytes() == b"x" * recording.size


def test_a_folder_in_the_files_place_is_not_touched(recording):
    path_of(recording).unlink()
    path_of(recording).mkdir()
    with pytest.raises(AudioChanged):
        destroy(recording)
    assert path_of(recording).is_dir()


def test_a_link_in_the_files_place_is_refused_and_its_target_not_touched(recording):
    path = path_of(recording)
    target = path.rename(path.with_name("target.wav"))
    before = target.read_bytes()
    path.symlink_to(target)
    with pytest.raises(AudioLink):
        destroy(recording)
    assert target.read_bytes() == before
    assert path.is_symlink()


def test_a_second_hard_link_is_told_in_the_receipt(recording):
    os.link(recording.path, path_of(recording).with_name("other.wav"))
    assert places.LINK_NOTE in destroy(recording).notes


def test_a_hard_link_into_one_of_the_programs_own_folders_is_never_shredded(recording, tmp_path):
    inner = tmp_path / "own" / "deep"
    inner.mkdir(parents=True)
    os.link(recording.path, inner / "sample.wav")
    before = path_of(recording).read_bytes()
    with pytest.raises(AudioProtected):
        destroy(recording, (tmp_path / "own",))
    assert path_of(recording).read_bytes() == before


def test_a_file_in_one_of_the_programs_own_folders_is_never_shredded(recording, tmp_path):
    path = path_of(recording)
    before = path.read_bytes()
    inner = tmp_path / "inner"
    inner.mkdir()
    link = tmp_path.with_name(tmp_path.name + "-link")
    link.symlink_to(tmp_path, target_is_directory=True)
    for own in (tmp_path, tmp_path.parent, link):
        with pytest.raises(AudioProtected):
            destroy(recording, (inner, own, tmp_path / "missing"))
        with pytest.raises(AudioProtected):
            destroy(replace(recording, path=str(link / path.name)), (own,))
    assert path.read_bytes() == before
    assert destroy(recording, (inner,)).complete


@pytest.mark.parametrize("name", STEPS)
def test_a_crash_after_any_step_is_finished_by_calling_again(name, recording):
    journal = Journal()
    with pytest.raises(Crash):
        destroy(recording, journal=journal, step=crash_after(name))
    result = destroy(recording, journal=journal)
    assert result.complete
    assert result.method == "overwritten and deleted"
    assert not path_of(recording).exists()


@pytest.mark.parametrize("name", STEPS[:4])
def test_a_second_crash_at_the_same_step_is_finished_as_well(name, recording):
    journal = Journal()
    for at in ("checked", name, name):
        with contextlib.suppress(Crash):  # not where the second try has that step behind it
            destroy(recording, journal=journal, step=crash_after(at))
    assert destroy(recording, journal=journal).complete
    assert not path_of(recording).exists()


@pytest.mark.parametrize("name", ["overwritten", "truncated", "unlinked"])
def test_another_file_saved_under_the_name_after_a_crash_is_left_alone(name, recording):
    """The receipt says that the sound is overwritten, which it is. An empty newcomer can be told from what we
    left only as long as the number of our file is not given away again.
    """
    for content in (b"another recording", b"") if name != "unlinked" else (b"another recording",):
        path_of(recording).unlink(missing_ok=True)
        path_of(recording).write_bytes(b"held")  # so that its number is not given to the newcomer
        identity = recording
        with AttachedFile.open(path_of(recording)) as file:
            identity = file.identity()
        journal = Journal()

        def step(done: str, journal=journal) -> None:
            if done == name:
                if done == "overwritten":
                    journal.reach(DestructionStep.OVERWRITTEN)
                raise Crash

        with pytest.raises(Crash):
            destroy(identity, journal=journal, step=step)
        kept = path_of(recording).with_name("kept")
        if path_of(recording).exists():
            path_of(recording).rename(kept)
        newcomer = path_of(recording).with_name("new")
        newcomer.write_bytes(content)
        newcomer.rename(path_of(recording))
        result = destroy(identity, journal=journal)
        assert path_of(recording).read_bytes() == content
        assert shred.REPLACED_NOTE in result.notes
        kept.unlink(missing_ok=True)


def test_a_file_that_takes_the_name_meanwhile_is_left_alone(recording):
    path = path_of(recording)

    def step(name: str) -> None:
        if name == "truncated":
            newcomer = path.with_name("new.wav")
            newcomer.write_bytes(b"new")
            newcomer.replace(path)

    result = destroy(recording, step=step)
    assert path.read_bytes() == b"new"
    assert shred.REPLACED_NOTE in result.notes


@pytest.mark.parametrize("at", ["checked", "marked", "overwritten"])
def test_what_is_added_after_the_check_does_not_die_with_it(at, recording):
    def step(name: str) -> None:
        if name == at:
            with path_of(recording).open("ab") as file:
                file.write(b"never heard")

    before = path_of(recording).read_bytes()
    result = destroy(recording, step=step)
    left = path_of(recording).read_bytes()
    assert left.endswith(b"never heard")
    assert len(left) == len(before) + len(b"never heard")
    assert before[:2000] not in left
    assert result.method == "overwritten"
    assert shred.GROWN_NOTE in result.notes


def test_a_file_that_was_gone_before_is_not_reported_as_destroyed_by_us(recording):
    path_of(recording).unlink()
    result = destroy(recording)
    assert result.method == "already gone"
    assert not result.by_us
    assert shred.NOT_FOUND_NOTE in result.notes


def test_a_file_that_was_moved_before_its_first_byte_was_overwritten_is_not_claimed(recording):
    """The crash came right after the journal said that it begins."""
    journal = Journal()
    journal.begin(recording.inode, recording.size)
    moved = path_of(recording).rename(path_of(recording).with_name("moved.wav"))
    before = moved.read_bytes()
    result = destroy(recording, journal=journal)
    assert not result.by_us
    assert shred.BEGUN_AND_GONE_NOTE in result.notes
    assert moved.read_bytes() == before


def test_a_drive_that_is_not_connected_is_not_a_file_that_is_gone(recording, tmp_path):
    path_of(recording).unlink()
    (tmp_path / "mounted here").mkdir()
    for away in (
        replace(recording, path=str(path_of(recording).parent / "drive" / "x.wav")),
        replace(recording, path=str(tmp_path / "mounted here" / "x.wav"), device=recording.device + 1),
    ):
        for step in (DestructionStep.VERIFIED, DestructionStep.BEGUN, DestructionStep.EMPTIED):
            journal = Journal()
            journal.entry = replace(VERIFIED, step=step)
            with pytest.raises(ShredFailed, match="drive"):
                destroy(away, journal=journal)


def test_a_drive_whose_number_changed_at_a_restart_is_not_one_that_is_away(recording):
    path_of(recording).with_name("something else").write_bytes(b"")
    path_of(recording).unlink()
    result = destroy(replace(recording, device=recording.device + 1))
    assert result.method == "already gone"


@pytest.mark.parametrize("call", ["open", "fsync", "ftruncate", "unlink"])
def test_what_the_system_refuses_is_a_failed_shred_that_can_be_repeated(call, recording, monkeypatch):
    def refuse(*_args, **_more):
        raise PermissionError(13, "no")

    journal = Journal()
    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuse)
        with pytest.raises(ShredFailed):
            destroy(recording, journal=journal)
    assert destroy(recording, journal=journal).complete
    assert not path_of(recording).exists()


@pytest.mark.parametrize("how", ["tells", "fails"])
def test_a_folder_that_cannot_be_synced_costs_a_note_and_not_the_receipt(how, recording, monkeypatch):
    def refused(_folder) -> bool:
        if how == "fails":
            raise OSError(5, "no")
        return False

    monkeypatch.setattr(shred, "sync_folder", refused)
    result = destroy(recording)
    assert result.complete
    assert shred.UNSYNCED_NOTE in result.notes
    assert not path_of(recording).exists()


# --- the spool


@pytest.fixture
def spool(tmp_path) -> Path:
    path = tmp_path / "recording.spool"
    path.write_bytes(b"sealed" * 1000)
    return path


class Vault(Journal):
    """Stands in for the vault: its journal, its key's row, and a database that is busy for a while."""

    def __init__(self, busy: int = 0) -> None:
        super().__init__()
        self.key = True
        self.busy = busy
        self.calls: list[str] = []

    def begin(self, inode: int, size: int) -> None:
        super().begin(inode, size)
        self.key = False
        self.calls.append("delete")

    def checkpoint(self) -> bool:
        self.calls.append("checkpoint")
        self.busy -= 1
        return self.busy < 0

    def destroy(self, spool: Path, **more):
        return shred_spool.shred_spool(spool, self.entry, self, self.checkpoint, **more)


def test_the_key_dies_before_the_file_is_touched(spool):
    vault = Vault()
    before = spool.read_bytes()
    done = []

    def step(name: str) -> None:
        done.append(name)
        if name == "checkpoint":
            assert not vault.key
            assert spool.read_bytes() == before

    result = vault.destroy(spool, step=step)
    assert done == SPOOL_STEPS
    assert vault.calls == ["delete", "checkpoint"]
    assert result.method == "key destroyed, overwritten and deleted"
    assert result.complete
    assert result.size == 6000
    assert not spool.exists()


def test_a_spool_is_overwritten_before_it_is_emptied(spool):
    before, states = spool.read_bytes(), {}
    Vault().destroy(
        spool, step=lambda name: states.update({name: spool.read_bytes() if spool.exists() else None})
    )
    assert len(states["overwritten"]) == len(before)
    assert b"sealedsealed" not in states["overwritten"]
    assert states["truncated"] == b""


def test_a_spool_that_was_not_found_is_not_reported_as_overwritten(spool):
    spool.unlink()
    vault = Vault()
    result = vault.destroy(spool)
    assert (result.method, result.size) == ("key destroyed", 0)
    assert shred_spool.NO_SPOOL_NOTE in result.notes
    assert not vault.key


def test_a_spool_in_a_folder_that_cannot_be_reached_keeps_its_key(spool):
    vault = Vault()
    away = spool.parent.rename(spool.parent.with_name("away"))
    with pytest.raises(ShredFailed, match="drive"):
        vault.destroy(spool)
    assert vault.key
    away.rename(spool.parent)
    assert vault.destroy(spool).method == "key destroyed, overwritten and deleted"


def test_a_part_that_somebody_took_away_meanwhile_is_not_claimed(spool):
    vault = Vault()
    with pytest.raises(Crash):
        vault.destroy(spool, step=crash_after("checkpoint"))
    spool.unlink()
    result = vault.destroy(spool)
    assert result.method == "key destroyed"
    assert shred_spool.SPOOL_LESS_NOTE in result.notes


def test_a_busy_database_is_asked_again_until_it_has_written_the_deletion_through(spool):
    vault = Vault(busy=3)
    pauses = []
    result = vault.destroy(spool, pause=lambda: pauses.append(1))
    assert result.complete
    assert len(pauses) == 3
    assert shred_spool.PENDING_NOTE not in result.notes


def test_a_database_that_stays_busy_leaves_the_destruction_pending_until_the_next_call(spool):
    vault = Vault(busy=5)
    result = vault.destroy(spool, attempts=3, pause=lambda: None)
    assert not result.complete
    assert shred_spool.PENDING_NOTE in result.notes
    assert not spool.exists()  # the sound dies nevertheless
    vault.entry = replace(vault.entry, step=DestructionStep.EMPTIED)  # as if a crash had come before the end
    again = vault.destroy(spool, attempts=3, pause=lambda: None)
    assert again.complete
    assert again.size == 6000
    assert shred_spool.PENDING_NOTE not in again.notes


@pytest.mark.parametrize("name", SPOOL_STEPS)
def test_a_crash_after_any_step_of_a_spool_is_finished_by_calling_again(name, spool):
    vault = Vault()
    with pytest.raises(Crash):
        vault.destroy(spool, step=crash_after(name))
    assert not vault.key
    result = vault.destroy(spool)
    assert result.complete
    assert (result.method, result.size) == ("key destroyed, overwritten and deleted", 6000)
    assert not spool.exists()


def test_a_link_in_the_spools_place_fails_and_its_target_is_not_touched(spool):
    target = spool.rename(spool.with_name("target"))
    spool.symlink_to(target)
    with pytest.raises(ShredFailed):
        Vault().destroy(spool)
    assert target.stat().st_size == 6000


# --- what the receipt says about copies


@pytest.mark.parametrize(
    "folder",
    [
        "Dropbox",
        "OneDrive - Practice",
        "Google Drive",
        "iCloudDrive",
        "Nextcloud/Notes",
        "Syncthing",
        "NEXTCLOUD2",
    ],
)
def test_a_synchronised_folder_is_told_in_the_receipt(folder, tmp_path):
    (tmp_path / folder).mkdir(parents=True)
    with AttachedFile.open(sounds.make(tmp_path / folder)) as file:
        identity = file.identity()
    assert places.SYNC_NOTE in destroy(identity).notes


def test_a_folder_that_a_service_has_marked_as_its_own_is_told_whatever_its_name(tmp_path):
    assert places.SYNC_NOTE not in places.caveats(tmp_path / "a" / "x.wav")
    (tmp_path / ".stfolder").mkdir()
    assert places.SYNC_NOTE in places.caveats(tmp_path / "a" / "x.wav")


def test_a_folder_reached_by_a_link_counts_as_where_it_really_is(tmp_path):
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "plain").symlink_to(tmp_path / "Dropbox", target_is_directory=True)
    assert places.SYNC_NOTE in places.caveats(tmp_path / "plain" / "x.wav")


@pytest.mark.parametrize(
    ("point", "kind", "note"),
    [
        ("/", "ext4", None),
        ("/home", "xfs", None),
        ("/home", "btrfs", places.SNAPSHOT_NOTE),
        ("/srv", "nfs4", places.NETWORK_NOTE),
        ("/srv", "cifs", places.NETWORK_NOTE),
        ("/srv", "9p", places.NETWORK_NOTE),
        ("/home/a/remote", "fuse.sshfs", places.NETWORK_NOTE),
        ("/media/a/STICK", "vfat", places.REMOVABLE_NOTE),
        ("/run/media/a/Backup", "ext4", places.REMOVABLE_NOTE),
        ("/mnt/stick", "exfat", places.REMOVABLE_NOTE),
    ],
)
def test_network_and_removable_file_systems_are_told_in_the_receipt(point, kind, note):
    assert places.note_for_mount(point, kind) == note


def test_the_mount_of_a_file_is_the_deepest_and_the_last_one_above_it():
    text = (
        "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/root rw\n"
        "23 22 0:20 / /home rw - ext4 /dev/sda rw\n"
        "24 22 0:21 / /home/a/my\\040share rw - cifs //nas/a rw\n"
        "25 22 0:22 / /home rw - btrfs /dev/sdb rw\n"
    )
    assert places.find_mount(text, "/etc/x") == ("/", "ext4")
    assert places.find_mount(text, "/home/b/x.wav") == ("/home", "btrfs")
    assert places.find_mount(text, "/home/a/my share/x.wav") == ("/home/a/my share", "cifs")
    assert places.find_mount(text, "/homes/x.wav") == ("/", "ext4")
