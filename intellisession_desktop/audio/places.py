"""Where a file lies, and what that means for copies of it that we cannot reach."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

DISK_NOTE = (
    "Solid-state disks keep old blocks for a while after they are overwritten; whether and when they are "
    "erased is up to the disk."
)
LINK_NOTE = "Copies may remain: the file had more than one name (hard link) on this disk."
SYNC_NOTE = (
    "Copies may remain: the folder is synchronised with other computers or an online service, which may keep "
    "earlier versions."
)
NETWORK_NOTE = "Copies may remain: the folder is on another computer, with snapshots and backups of its own."
REMOVABLE_NOTE = "Copies may remain: the folder is on a removable or external drive, which keeps old blocks."
SNAPSHOT_NOTE = (
    "Copies may remain: this file system may keep old blocks and snapshots when it is overwritten."
)

_SYNC_NAMES = (
    *("dropbox", "onedrive", "google drive", "googledrive", "my drive", "icloud", "com~apple~clouddocs"),
    *("mobile documents", "cloudstorage", "nextcloud", "owncloud", "syncthing", "pcloud", "megasync"),
    *("box sync", "seafile", "tresorit", "proton drive"),
)
_SYNC_MARKS = (
    *(".stfolder", ".dropbox", ".dropbox.cache"),
    *(".nextcloudsync.log", ".owncloudsync.log", ".seafile-data"),
)
"""Entries that these services put into the folders they watch, whatever the folder is called."""

_NETWORK = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "afpfs", "webdav", "davfs", "ceph"),
        *("glusterfs", "lustre"),
        *("virtiofs", "vboxsf", "vmhgfs", "prl_fs"),  # the folder of a virtual machine's host
    }
)
_REMOVABLE = frozenset({"vfat", "exfat", "msdos", "iso9660", "udf"})
_SNAPSHOTS = frozenset({"btrfs", "zfs", "bcachefs", "nilfs2", "f2fs", "overlay"})
_MOUNTED_BY_HAND = ("/media/", "/run/media/")

_DRIVE_REMOVABLE, _DRIVE_REMOTE, _DRIVE_CDROM = 2, 4, 5  # GetDriveTypeW


def caveats(path: Path, links: int = 1) -> tuple[str, ...]:
    """What a receipt must say about copies of the file at `path`, which has `links` names, and its disk."""
    notes = []
    if links > 1:
        notes.append(LINK_NOTE)
    real = Path(os.path.realpath(path))
    if _synchronised(Path(os.path.abspath(path))) or _synchronised(real):
        notes.append(SYNC_NOTE)
    if note := _file_system_note(real):
        notes.append(note)
    return (*notes, DISK_NOTE)


def _synchronised(path: Path) -> bool:
    names = (part.casefold() for part in path.parts[:-1])
    if any(name.startswith(_SYNC_NAMES) for name in names):
        return True
    return any(os.path.lexists(folder / mark) for folder in path.parents for mark in _SYNC_MARKS)


def _file_system_note(real: Path) -> str | None:
    if sys.platform == "win32":
        return _windows_note(real)
    if sys.platform == "darwin":
        # The disk that the system runs from is APFS; other volumes are mounted under /Volumes.
        return REMOVABLE_NOTE if real.parts[1:2] == ("Volumes",) else SNAPSHOT_NOTE
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    return note_for_mount(*find_mount(mounts, str(real)))


def find_mount(mountinfo: str, path: str) -> tuple[str, str]:
    """The mount point that holds `path`, and its file system, from the text of Linux'
    /proc/self/mountinfo."""
    found = ("/", "")
    for line in mountinfo.splitlines():
        left, _, right = line.partition(" - ")
        if not right:
            continue
        point = _unescaped(left.split()[4])
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(found[0]):  # the last one mounted on the same point is the one seen
            found = (point, right.split()[0])
    return found


def note_for_mount(point: str, kind: str) -> str | None:
    """What a file system of this kind, mounted there, means for copies; None when nothing is known against
    it."""
    if kind in _NETWORK or (kind.startswith("fuse.") and kind != "fuse.ntfs-3g"):
        return NETWORK_NOTE
    if kind in _REMOVABLE or f"{point}/".startswith(_MOUNTED_BY_HAND):
        return REMOVABLE_NOTE
    return SNAPSHOT_NOTE if kind in _SNAPSHOTS else None


def _unescaped(point: str) -> str:
    for code, letter in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        point = point.replace(code, letter)
    return point


def _windows_note(real: Path) -> str | None:
    if sys.platform != "win32":
        return None
    if real.drive.startswith("\\\\"):
        return NETWORK_NOTE
    kind = ctypes.windll.kernel32.GetDriveTypeW(real.drive + "\\")
    if kind == _DRIVE_REMOTE:
        return NETWORK_NOTE
    return REMOVABLE_NOTE if kind in (_DRIVE_REMOVABLE, _DRIVE_CDROM) else None
