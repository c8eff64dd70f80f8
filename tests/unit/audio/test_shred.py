"""The destruction of sound: each sentence of the protocol, and a crash between any two steps."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from intellisession_desktop.audio import places, shred
from intellisession_desktop.audio.shred import shred_attached, shred_spool
from intellisession_desktop.audio.source import AttachedFile
from intellisession_desktop.errors import AudioChanged, AudioLink, AudioProtected, ShredFailed
from intellisession_desktop.records import FileIdentity

from . import sounds

STEPS = ["checked", "marked", "overwritten", "truncated", "unlinked", "synced"]
SPOOL_STEPS = ["key", "checkpoint", "marked", "overwritten", "truncated", "unlinked", "synced"]


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

    result = shred_attached(recording, (), step=step)
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


@pytest.mark.parametrize("change", ["content", "longer", "emptied", "replaced", "device"])
def test_a_file_that_is_not_the_one_that_was_decoded_is_not_touched(change, recording):
    path = path_of(recording)
    identity = recording
    if change == "content":
        with path.open("r+b") as file:
            file.seek(-1, os.SEEK_END)
            file.write(b"!")
    elif change == "longer":
        with path.open("ab") as file:
            file.write(b"more")
    elif change == "emptied":
        os.truncate(path, 0)
    elif change == "replaced":  # the same content in another file
        copy = path.with_name("copy.wav")
        copy.write_bytes(path.read_bytes())
        copy.replace(path)
    else:
        identity = replace(recording, device=recording.device + 1)
    before = path.read_bytes()
    with pytest.raises(AudioChanged):
        shred_attached(identity, ())
    assert path.read_bytes() == before
    if change != "emptied":
        with pytest.raises(AudioChanged):
            shred_attached(identity, (), resuming=True)
        assert path.read_bytes() == before


def test_a_folder_in_the_files_place_is_not_touched(recording):
    path_of(recording).unlink()
    path_of(recording).mkdir()
    with pytest.raises(AudioChanged):
        shred_attached(recording, ())
    assert path_of(recording).is_dir()


def test_a_link_in_the_files_place_is_refused_and_its_target_not_touched(recording):
    path = path_of(recording)
    target = path.rename(path.with_name("target.wav"))
    before = target.read_bytes()
    path.symlink_to(target)
    with pytest.raises(AudioLink):
        shred_attached(recording, ())
    assert target.read_bytes() == before
    assert path.is_symlink()


def test_a_second_hard_link_is_told_in_the_receipt(recording):
    os.link(recording.path, path_of(recording).with_name("other.wav"))
    assert places.LINK_NOTE in shred_attached(recording, ()).notes


def test_a_file_in_one_of_the_programs_own_folders_is_never_shredded(recording, tmp_path):
    path = path_of(recording)
    before = path.read_bytes()
    inner = tmp_path / "inner"
    inner.mkdir()
    link = tmp_path.with_name(tmp_path.name + "-link")
    link.symlink_to(tmp_path, target_is_directory=True)
    for own in (tmp_path, tmp_path.parent, link):
        with pytest.raises(AudioProtected):
            shred_attached(recording, (inner, own, tmp_path / "missing"))
        with pytest.raises(AudioProtected):
            shred_attached(replace(recording, path=str(link / path.name)), (own,))
    assert path.read_bytes() == before
    assert shred_attached(recording, (inner,)).complete


@pytest.mark.parametrize("name", STEPS)
def test_a_crash_after_any_step_is_finished_by_calling_again(name, recording):
    with pytest.raises(Crash):
        shred_attached(recording, (), step=crash_after(name))
    result = shred_attached(recording, (), resuming=True)
    assert result.complete
    assert result.method == "overwritten and deleted"
    assert not path_of(recording).exists()
    assert (shred.RESUMED_NOTE in result.notes) == (name in ("unlinked", "synced"))


@pytest.mark.parametrize("name", STEPS[:4])
def test_a_second_crash_at_the_same_step_is_finished_as_well(name, recording):
    for resuming in (False, True):
        with pytest.raises(Crash):
            shred_attached(recording, (), resuming=resuming, step=crash_after("checked"))
        with pytest.raises(Crash):
            shred_attached(recording, (), resuming=True, step=crash_after(name))
    assert shred_attached(recording, (), resuming=True).complete
    assert not path_of(recording).exists()


def test_another_file_saved_under_the_name_after_a_crash_is_not_touched(recording):
    with pytest.raises(Crash):
        shred_attached(recording, (), step=crash_after("unlinked"))
    path_of(recording).write_bytes(b"another recording")
    with pytest.raises(AudioChanged):
        shred_attached(recording, (), resuming=True)
    assert path_of(recording).read_bytes() == b"another recording"


def test_a_file_that_takes_the_name_meanwhile_is_left_alone(recording):
    path = path_of(recording)

    def step(name: str) -> None:
        if name == "truncated":
            newcomer = path.with_name("new.wav")
            newcomer.write_bytes(b"new")
            newcomer.replace(path)

    result = shred_attached(recording, (), step=step)
    assert path.read_bytes() == b"new"
    assert shred.REPLACED_NOTE in result.notes


def test_a_file_that_was_gone_before_is_not_reported_as_destroyed_by_us(recording):
    path_of(recording).unlink()
    result = shred_attached(recording, ())
    assert result.method == "already gone"
    assert shred.NOT_FOUND_NOTE in result.notes


def test_a_drive_that_is_not_connected_is_not_a_file_that_is_gone(recording):
    path_of(recording).unlink()
    for away in (
        replace(recording, path=str(path_of(recording).parent / "drive" / "x.wav")),
        replace(recording, device=recording.device + 1),
    ):
        for resuming in (False, True):
            with pytest.raises(ShredFailed, match="drive"):
                shred_attached(away, (), resuming=resuming)


@pytest.mark.parametrize("call", ["open", "fsync", "ftruncate", "unlink"])
def test_what_the_system_refuses_is_a_failed_shred_that_can_be_repeated(call, recording, monkeypatch):
    def refuse(*_args, **_more):
        raise PermissionError(13, "no")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuse)
        with pytest.raises(ShredFailed):
            shred_attached(recording, ())
    assert shred_attached(recording, (), resuming=True).complete
    assert not path_of(recording).exists()


# --- the spool


@pytest.fixture
def spool(tmp_path) -> Path:
    path = tmp_path / "recording.spool"
    path.write_bytes(b"sealed" * 1000)
    return path


class Vault:
    """Stands in for the vault: its key's row, and a database that is busy for a while."""

    def __init__(self, busy: int = 0) -> None:
        self.key = True
        self.busy = busy
        self.calls: list[str] = []

    def delete_key(self) -> None:
        self.key = False
        self.calls.append("delete")

    def checkpoint(self) -> bool:
        self.calls.append("checkpoint")
        self.busy -= 1
        return self.busy < 0


def test_the_key_dies_before_the_file_is_touched(spool):
    vault = Vault()
    before = spool.read_bytes()
    done = []

    def step(name: str) -> None:
        done.append(name)
        if name in ("key", "checkpoint"):
            assert not vault.key
            assert spool.read_bytes() == before

    result = shred_spool(spool, vault.delete_key, vault.checkpoint, step=step)
    assert done == SPOOL_STEPS
    assert vault.calls == ["delete", "checkpoint"]
    assert result.method == "key destroyed, overwritten and deleted"
    assert result.complete
    assert result.size == 6000
    assert not spool.exists()


def test_a_spool_is_overwritten_before_it_is_emptied(spool):
    before, states = spool.read_bytes(), {}
    vault = Vault()
    shred_spool(
        spool,
        vault.delete_key,
        vault.checkpoint,
        step=lambda name: states.update({name: spool.read_bytes() if spool.exists() else None}),
    )
    assert len(states["overwritten"]) == len(before)
    assert b"sealedsealed" not in states["overwritten"]
    assert states["truncated"] == b""


def test_a_busy_database_is_asked_again_until_it_has_written_the_deletion_through(spool):
    vault = Vault(busy=3)
    pauses = []
    result = shred_spool(spool, vault.delete_key, vault.checkpoint, pause=lambda: pauses.append(1))
    assert result.complete
    assert len(pauses) == 3
    assert shred.PENDING_NOTE not in result.notes


def test_a_database_that_stays_busy_leaves_the_destruction_pending_until_the_next_call(spool):
    vault = Vault(busy=5)
    result = shred_spool(spool, vault.delete_key, vault.checkpoint, attempts=3, pause=lambda: None)
    assert not result.complete
    assert shred.PENDING_NOTE in result.notes
    assert not spool.exists()  # the sound dies nevertheless
    again = shred_spool(spool, vault.delete_key, vault.checkpoint, attempts=3, pause=lambda: None)
    assert again.complete
    assert shred.PENDING_NOTE not in again.notes


@pytest.mark.parametrize("name", SPOOL_STEPS)
def test_a_crash_after_any_step_of_a_spool_is_finished_by_calling_again(name, spool):
    vault = Vault()
    with pytest.raises(Crash):
        shred_spool(spool, vault.delete_key, vault.checkpoint, step=crash_after(name))
    assert not vault.key
    assert shred_spool(spool, vault.delete_key, vault.checkpoint).complete
    assert not spool.exists()


def test_a_link_in_the_spools_place_fails_and_its_target_is_not_touched(spool):
    target = spool.rename(spool.with_name("target"))
    spool.symlink_to(target)
    vault = Vault()
    with pytest.raises(ShredFailed):
        shred_spool(spool, vault.delete_key, vault.checkpoint)
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
    assert places.SYNC_NOTE in shred_attached(identity, ()).notes


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
