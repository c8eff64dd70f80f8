"""Linux: which system calls a worker may still make (seccomp filters, as small BPF programs of our own).

The packages for this need a C library that is installed beside them, and what is needed is short. Numbers are
those of x86-64 and 64-bit ARM (arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h
of Linux); elsewhere nothing is filtered.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterable

# A refused call gives EPERM, so that a library which only tries something goes on without it.
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_REFUSE, _UNKNOWN = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS

_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_SET_MODE_FILTER, _FLAG_ALL_THREADS = 1, 1
# BPF_LD | BPF_W | BPF_ABS; BPF_JMP | BPF_K with BPF_JEQ, BPF_JGE, BPF_JSET; BPF_RET | BPF_K
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_OTHER_ABI = 0x40000000  # x32 has numbers of its own from here on
_CLONE_THREAD, _PROT_EXEC = 0x00010000, 4

_ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}

_CALLS: dict[str, tuple[int, int]] = {
    "read": (0, 63),
    "write": (1, 64),
    "open": (2, -1),
    "close": (3, 57),
    "stat": (4, -1),
    "fstat": (5, 80),
    "poll": (7, -1),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "pread64": (17, 67),
    "readv": (19, 65),
    "writev": (20, 66),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "nanosleep": (35, 101),
    "getpid": (39, 172),
    "socket": (41, 198),
    "connect": (42, 203),
    "bind": (49, 200),
    "clone": (56, 220),
    "fork": (57, -1),
    "vfork": (58, -1),
    "execve": (59, 221),
    "exit": (60, 93),
    "uname": (63, 160),
    "truncate": (76, 45),
    "rename": (82, -1),
    "mkdir": (83, -1),
    "rmdir": (84, -1),
    "creat": (85, -1),
    "link": (86, -1),
    "unlink": (87, -1),
    "symlink": (88, -1),
    "chmod": (90, -1),
    "fchmod": (91, 52),
    "chown": (92, -1),
    "fchown": (93, 55),
    "lchown": (94, -1),
    "getrusage": (98, 165),
    "sysinfo": (99, 179),
    "times": (100, 153),
    "ptrace": (101, 117),
    "sigaltstack": (131, 132),
    "mknod": (133, -1),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "mount": (165, 40),
    "umount2": (166, 39),
    "init_module": (175, 105),
    "gettid": (186, 178),
    "futex": (202, 98),
    "sched_getaffinity": (204, 123),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "tgkill": (234, 131),
    "kexec_load": (246, 104),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "openat": (257, 56),
    "mkdirat": (258, 34),
    "mknodat": (259, 33),
    "fchownat": (260, 54),
    "newfstatat": (262, 79),
    "unlinkat": (263, 35),
    "renameat": (264, 38),
    "linkat": (265, 37),
    "symlinkat": (266, 36),
    "fchmodat": (268, 53),
    "ppoll": (271, 73),
    "unshare": (272, 97),
    "set_robust_list": (273, 99),
    "perf_event_open": (298, 241),
    "open_by_handle_at": (304, 265),
    "setns": (308, 268),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "finit_module": (313, 273),
    "renameat2": (316, 276),
    "getrandom": (318, 278),
    "kexec_file_load": (320, 294),
    "bpf": (321, 280),
    "execveat": (322, 281),
    "userfaultfd": (323, 282),
    "membarrier": (324, 283),
    "rseq": (334, 293),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "clone3": (435, 435),
    "openat2": (437, 437),
    "pidfd_getfd": (438, 438),
    "mount_setattr": (442, 442),
    "fchmodat2": (452, 452),
}

_NO_WORKER = (
    *("socket", "connect", "bind"),  # also those of the same computer: who listens there may start programs
    *("execve", "execveat", "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd"),
    *("io_uring_setup", "io_uring_enter", "io_uring_register"),  # it would do what is refused here
    *("bpf", "perf_event_open", "userfaultfd", "add_key", "request_key", "keyctl", "open_by_handle_at"),
    *("mount", "umount2", "pivot_root", "chroot", "setns", "unshare", "mknod", "mknodat"),
    *("open_tree", "move_mount", "fsopen", "mount_setattr"),
    *("init_module", "finit_module", "kexec_load", "kexec_file_load"),
)
_OPENING = (
    *("open", "openat", "openat2", "creat", "truncate", "rename", "renameat", "renameat2"),
    *("mkdir", "mkdirat", "rmdir", "link", "linkat", "unlink", "unlinkat", "symlink", "symlinkat"),
    *("chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat"),
    *("fork", "vfork"),
)
_SEALED = (
    *("read", "readv", "pread64", "lseek", "fstat", "newfstatat", "write", "writev", "close", "poll"),
    *("ppoll", "munmap", "mremap", "madvise", "brk"),
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall"),
    *("sched_yield", "sched_getaffinity", "nanosleep", "clock_gettime", "clock_nanosleep"),
    *("getpid", "gettid", "getrusage", "sysinfo", "times", "uname", "getrandom"),
    *("futex", "set_robust_list", "rseq", "membarrier", "exit", "exit_group"),
)

_Line = tuple[int, int, int, int]
"""Code, how many lines to skip when true, when false, the operand."""


def refuse_network_and_programs() -> bool:
    """No socket, no other program, no look into another process from here on, for every thread of
    this process. Whether the system does that.
    """
    return _install([*_refused(_NO_WORKER), (_RETURN, 0, 0, _ALLOW)])


def refuse_files() -> bool:
    """Nothing is opened, made, renamed or removed from here on, and no process begun."""
    return _install([*_threads_only(), *_refused(_OPENING), (_RETURN, 0, 0, _ALLOW)])


def seal() -> bool:
    """Only what decoding an open file needs: reading, memory, time, threads, and the answer."""
    return _install(
        [
            *(line for name in _SEALED for line in _when(name, [(_RETURN, 0, 0, _ALLOW)])),
            *_when("mmap", _bits(2, _PROT_EXEC, _REFUSE, _ALLOW)),
            *_when("mprotect", _bits(2, _PROT_EXEC, _REFUSE, _ALLOW)),
            *_threads_only(),
            *_when("tgkill", _argument_is(0, os.getpid(), _ALLOW, _REFUSE)),  # abort()
            (_RETURN, 0, 0, _REFUSE),
        ]
    )


def _threads_only() -> list[_Line]:
    unknown: list[_Line] = [(_RETURN, 0, 0, _UNKNOWN)]  # so that glibc takes clone, which can be looked into
    return [*_when("clone", _bits(0, _CLONE_THREAD, _ALLOW, _REFUSE)), *_when("clone3", unknown)]


def _number(name: str) -> int:
    return _CALLS[name][_ARCHITECTURES[platform.machine()][1]]


def _when(name: str, then: list[_Line]) -> list[_Line]:
    """`then`, which ends in a return, for that call only. The call's number is loaded before and after."""
    number = _number(name) if platform.machine() in _ARCHITECTURES else -1
    return [] if number < 0 else [(_EQUAL, 0, len(then), number), *then]


def _refused(names: Iterable[str]) -> list[_Line]:
    return [line for name in names for line in _when(name, [(_RETURN, 0, 0, _REFUSE)])]


def _argument_is(index: int, value: int, yes: int, no: int) -> list[_Line]:
    return _asked(index, _EQUAL, value, yes, no)


def _bits(index: int, bits: int, yes: int, no: int) -> list[_Line]:
    return _asked(index, _ANY_BIT, bits, yes, no)


def _asked(index: int, question: int, operand: int, yes: int, no: int) -> list[_Line]:
    """About the lower half of an argument."""
    load = (_LOAD, 0, 0, _ARGUMENTS + 8 * index)
    return [load, (question, 0, 1, operand), (_RETURN, 0, 0, yes), (_RETURN, 0, 0, no)]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("lines", ctypes.c_void_p))


def _install(lines: list[_Line]) -> bool:
    if platform.machine() not in _ARCHITECTURES:
        return False
    architecture, which = _ARCHITECTURES[platform.machine()]
    program = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _REFUSE),  # calls of a 32-bit program
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _OTHER_ABI),
        (_RETURN, 0, 0, _REFUSE),
        *lines,
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in program))
    given = _Program(len(program), ctypes.addressof(code))
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    seccomp = (317, 277)[which]
    done = library.syscall(seccomp, _SECCOMP_SET_MODE_FILTER, _FLAG_ALL_THREADS, ctypes.byref(given))
    return bool(done == 0)
