"""A hardened process dumps no core, lets none attach, and reaches no network; each case in a fresh one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from intellisession_desktop.hardening import wipe

ROOT = Path(__file__).parents[2]
linux = pytest.mark.skipif(sys.platform != "linux", reason="asked of Linux only")

HARDENED = """
import socket, sys
from intellisession_desktop.errors import NetworkRefused
from intellisession_desktop.hardening import harden_process, lower_priority, network_for_models
harden_process()
def refused(work):
    try:
        work()
    except NetworkRefused:
        return True
    except OSError:
        return False
    return False
def connect(address=("127.0.0.1", 9), family=socket.AF_INET):
    with socket.socket(family) as one:
        one.settimeout(0.1)
        one.connect(address)
"""


def hardened(code: str) -> str:
    """What `code` prints in a fresh, hardened process."""
    ran = subprocess.run(
        [sys.executable, "-c", HARDENED + code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def test_the_network_is_refused_in_every_way_there_is() -> None:
    assert (
        hardened("""
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
tcp = socket.socket()
print(all((
    refused(connect),
    refused(lambda: tcp.connect_ex(("127.0.0.1", 9))),
    refused(lambda: tcp.bind(("127.0.0.1", 0))),
    refused(lambda: udp.sendto(b"x", ("127.0.0.1", 9))),
    refused(lambda: socket.create_connection(("127.0.0.1", 9))),
)), refused(lambda: connect(("::1", 9), socket.AF_INET6)) if socket.has_ipv6 else True)
if hasattr(udp, "sendmsg"):
    assert refused(lambda: udp.sendmsg([b"x"], [], 0, ("127.0.0.1", 9)))
udp.close(); tcp.close()
""")
        == "True True"
    )


def test_no_name_is_looked_up_either() -> None:
    """A look-up asks a server elsewhere, and what is asked can say a lot."""
    assert (
        hardened("""
print(all((
    refused(lambda: socket.getaddrinfo("localhost", 80)),
    refused(lambda: socket.gethostbyname("localhost")),
    refused(lambda: socket.gethostbyaddr("127.0.0.1")),
    refused(lambda: socket.getnameinfo(("127.0.0.1", 9), 0)),
)))
""")
        == "True"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows makes socket pairs of internet sockets")
def test_what_pipes_need_is_not_refused() -> None:
    assert (
        hardened("""
one, other = socket.socketpair()
one.send(b"here"); print(other.recv(4).decode())
one.close(); other.close()
print(refused(lambda: connect("/nowhere", socket.AF_UNIX)))
""")
        == "here\nFalse"
    )


def test_it_is_lifted_only_while_a_model_is_fetched() -> None:
    assert (
        hardened("""
print(refused(connect), end=" ")
with network_for_models():
    print(refused(connect), end=" ")
print(refused(connect), end=" ")
try:
    with network_for_models():
        raise KeyError
except KeyError:
    print(refused(connect))
""")
        == "True False True True"
    )


def test_hardening_twice_is_hardening_once() -> None:
    assert (
        hardened("""
harden_process()
with network_for_models():
    print(refused(connect))
print(refused(connect))
""")
        == "False\nTrue"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_no_core_is_dumped() -> None:
    assert hardened("import resource; print(resource.getrlimit(resource.RLIMIT_CORE))") == "(0, 0)"


@linux
def test_no_other_process_can_attach() -> None:
    get_dumpable = 3
    assert hardened(f"import ctypes; print(ctypes.CDLL(None).prctl({get_dumpable}, 0, 0, 0, 0))") == "0"


@linux
def test_a_worker_lets_others_go_first() -> None:
    before, after = hardened(
        "import os; print(os.nice(0), end=' '); lower_priority(); print(os.nice(0))"
    ).split()
    assert int(after) == min(19, int(before) + 10)


def test_a_wiped_key_is_gone_in_place() -> None:
    key = bytearray(b"secret")
    same = memoryview(key)
    wipe(key)
    assert bytes(same) == bytes(6)


@linux
def test_what_a_library_writes_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "printed.pdf"
    assert hardened(
        f"import os; open({str(path)!r}, 'w').close(); print(oct(os.stat({str(path)!r}).st_mode))"
    )
    assert path.stat().st_mode & 0o077 == 0
