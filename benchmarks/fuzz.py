"""Damaged inputs by the thousand: whatever a file holds, a known error comes of it, soon, in little memory.

    python -m benchmarks.fuzz [--inputs N] [--seed S] [--only TARGET] [--guided SECONDS]

Each input is made from a whole file by a few changes that follow from the seed, the target and the input's
number, so that any of them can be made again. They run in a process of their own, which ends at one that
takes longer than 10 s or whose C code crashes, and another goes on behind it; it has 1 GB of memory beyond
what is loaded.

With `--guided`, atheris (which is not among what the project installs) changes the inputs instead, for so
many seconds per target, towards lines of ours that no input has reached yet. It sees Python only.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import importlib.util
import json
import random
import re
import signal
import struct
import subprocess
import sys
import tempfile
import time
import traceback
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from intellisession_desktop.errors import KnownError

LIMIT_S = 10
LIMIT_BYTES = 1 << 30
_PASSPHRASE = "a passphrase for fuzzing"
_KEY = bytes(range(32))
_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Target:
    """Whole files to begin with, and what reads one that was changed."""

    wholes: tuple[bytes, ...]
    read: Callable[[Path], object]


def _spool(folder: Path) -> Target:
    import numpy as np

    from intellisession_desktop.audio.spool import SpoolReader, SpoolWriter

    sound = np.random.default_rng(1).uniform(-0.5, 0.5, 6 * 16_000 + 800).astype(np.float32)
    with SpoolWriter(folder / "whole.spool", "fuzz", _KEY) as writer:
        writer.write(sound)
    return Target(
        ((folder / "whole.spool").read_bytes(),), lambda path: list(SpoolReader(path, "fuzz", _KEY))
    )


def _keyring(folder: Path) -> Target:
    from intellisession_desktop.vault.keys import CHEAPEST, Keyring, new_data_key
    from intellisession_desktop.vault.recovery_key import new_recovery_key

    whole = Keyring.make(new_data_key(), _PASSPHRASE, new_recovery_key(), CHEAPEST).to_json()
    return Target((whole,), lambda path: Keyring.from_json(path.read_bytes()))


def _backup(folder: Path) -> Target:
    from intellisession_desktop.sessions.backup import make_backup, restore_backup
    from intellisession_desktop.vault.keys import CHEAPEST
    from intellisession_desktop.vault.vault import Vault

    vault, _ = Vault.create(folder / "vault", _PASSPHRASE, CHEAPEST)
    with vault:
        make_backup(vault, folder / "whole.isbackup")

    def restore(path: Path) -> None:
        with tempfile.TemporaryDirectory(dir=folder) as into:
            restore_backup(path, Path(into) / "vault", _PASSPHRASE)

    return Target(((folder / "whole.isbackup").read_bytes(),), restore)


def _format(folder: Path) -> Target:
    from intellisession_desktop.notes.formats.format import read_format
    from intellisession_desktop.settings import resources_folder

    wholes = tuple(path.read_bytes() for path in sorted((resources_folder() / "formats").glob("*.toml")))
    return Target(wholes, read_format)


def _gguf(folder: Path) -> Target:
    from intellisession_desktop.engine.model_headers import check_gguf

    def text(value: bytes) -> bytes:
        return struct.pack("<Q", len(value)) + value

    head = b"GGUF" + struct.pack("<IQQ", 3, 1, 2)
    head += text(b"general.alignment") + struct.pack("<II", 4, 32)
    head += text(b"tokens") + struct.pack("<IIQ", 9, 8, 2) + text(b"a") + text(b"b")
    head += text(b"weight") + struct.pack("<IQQIQ", 2, 64, 2, 0, 0)
    return Target((head + bytes(-len(head) % 32) + bytes(512),), check_gguf)


def _ggml(folder: Path) -> Target:
    from intellisession_desktop.engine.model_headers import check_ggml

    head = b"lmgg" + struct.pack("<11i", 2, 8, 8, 2, 1, 8, 8, 2, 1, 4, 1)
    head += struct.pack("<ii", 4, 3) + bytes(48) + struct.pack("<i", 2) + 2 * (struct.pack("<I", 1) + b"a")
    head += struct.pack("<iiiii", 2, 6, 0, 8, 2) + b"weight" + bytes(64)
    return Target((head,), check_ggml)


def _container(folder: Path) -> Target:
    import av
    import numpy as np

    from intellisession_desktop.audio.source import AttachedFile

    sound = (np.random.default_rng(2).uniform(-0.3, 0.3, 2 * 16_000) * 32767).astype("<i2")
    with wave.open(str(folder / "whole.wav"), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(sound.tobytes())
    wholes = [(folder / "whole.wav").read_bytes()]
    for ending, codec in (
        ("mp3", "libmp3lame"),
        ("m4a", "aac"),
        ("flac", "flac"),
        ("ogg", "libopus"),
        ("webm", "libopus"),
    ):
        with av.open(str(folder / f"whole.{ending}"), "w") as out:
            stream = out.add_stream(codec, rate=48_000 if codec == "libopus" else 16_000)
            frame = av.AudioFrame.from_ndarray(sound[None, :], format="s16", layout="mono")
            frame.sample_rate = 16_000
            out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
        wholes.append((folder / f"whole.{ending}").read_bytes())

    def check(path: Path) -> None:
        with AttachedFile.open(path) as file:
            file.check()

    return Target(tuple(wholes), check)


GUIDED = ("spool", "vault.json", "backup", "format", "gguf header", "ggml header")
"""Those that are read by Python: of FFmpeg, atheris would see nothing."""

TARGETS: dict[str, Callable[[Path], Target]] = {
    "spool": _spool,
    "vault.json": _keyring,
    "backup": _backup,
    "format": _format,
    "gguf header": _gguf,
    "ggml header": _ggml,
    "container": _container,
}


def changed(wholes: tuple[bytes, ...], chance: random.Random) -> bytes:
    """One of them with one to six changes: bytes, numbers, pieces left out, doubled, moved or cut off."""
    data = bytearray(chance.choice(wholes))
    for _ in range(chance.randint(1, 6)):
        # Most of what is read first stands at the beginning.
        at = chance.randrange(min(len(data), 512) if chance.random() < 0.5 else len(data)) if data else 0
        size = min(len(data) - at, chance.choice((1, 2, 4, 8, 64, 4096)))
        match chance.randrange(7):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                order = chance.choice("<>") + chance.choice("BHIQ")
                value = chance.choice(_NUMBERS) & (1 << 8 * struct.calcsize(order)) - 1
                data[at : at + struct.calcsize(order)] = struct.pack(order, value)
            case 2:
                del data[at : at + size]
            case 3:
                data[at:at] = data[at : at + size]
            case 4:
                data[at : at + size] = chance.randbytes(size)
            case 5:
                data[at:at] = chance.choice((b"[", b"{", b"9", b'"', b"\0")) * chance.choice((1, 50, 20_000))
            case 6:
                del data[at + chance.randrange(len(data) - at + 1) :]
    return bytes(data)


def run(name: str, first: int, until: int, seed: int, notes: Path) -> None:
    """In a process of its own: writes the number it is at, and what went wrong, into `notes`."""
    with tempfile.TemporaryDirectory() as temporary, notes.open("a", buffering=1) as out:
        folder = Path(temporary)
        target = TARGETS[name](folder)
        if sys.platform == "linux":
            import resource

            loaded = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (loaded + LIMIT_BYTES, resource.RLIM_INFINITY))
        for number in range(first, until):
            data = changed(target.wholes, random.Random(f"{seed}/{name}/{number}"))
            (path := folder / "input").write_bytes(data)
            out.write(json.dumps({"at": number}) + "\n")
            signal.alarm(LIMIT_S)  # not caught: it ends the process, also inside C code
            began = time.perf_counter()
            try:
                target.read(path)
                end = "read"
            except KnownError as error:
                end = error.code
            except BaseException as error:  # what this looks for
                where = traceback.extract_tb(error.__traceback__)[-1]
                end = f"FAULT {type(error).__name__} in {Path(where.filename).name}:{where.name}"
            signal.alarm(0)
            out.write(json.dumps({"end": end, "s": time.perf_counter() - began}) + "\n")


def fuzz(name: str, inputs: int, seed: int) -> tuple[collections.Counter[str], float, dict[str, int]]:
    """How the inputs ended, the longest time one took, and a number of an input for each fault."""
    ends: collections.Counter[str] = collections.Counter()
    longest, examples, first = 0.0, dict[str, int](), 0
    while first < inputs:
        with tempfile.TemporaryDirectory() as temporary:
            notes = Path(temporary) / "notes"
            command = [sys.executable, "-m", "benchmarks.fuzz", "--child", name, str(first), str(inputs)]
            ran = subprocess.run([*command, str(seed), str(notes)], check=False, capture_output=True)
            lines = [json.loads(line) for line in notes.read_text().splitlines()] if notes.exists() else []
        at = first
        for line in lines:
            at = line.get("at", at)
            if "end" in line:
                ends[line["end"]] += 1
                longest = max(longest, line["s"])
                if line["end"].startswith("FAULT"):
                    examples.setdefault(line["end"], at)
        if not lines:
            raise RuntimeError(ran.stderr.decode()[-2000:])
        if "end" not in lines[-1]:
            slow = ran.returncode == -signal.SIGALRM
            end = f"FAULT took over {LIMIT_S} s" if slow else f"FAULT process ended with {ran.returncode}"
            ends[end] += 1
            examples.setdefault(end, at)
        first = at + 1
    return ends, longest, examples


def run_guided(name: str, seconds: int, seed: int, found: Path) -> None:
    """In a process of its own, which libFuzzer ends: with another code than 0 at the first fault, whose input
    lies in `found` then.
    """
    import atheris  # type: ignore[import-not-found, unused-ignore]

    folder = Path(tempfile.mkdtemp(dir=found))
    with atheris.instrument_imports(include=["intellisession_desktop", "tomllib"]):
        target = TARGETS[name](folder)
    (folder / "corpus").mkdir()
    for number, whole in enumerate(target.wholes):
        (folder / "corpus" / str(number)).write_bytes(whole)

    def read(data: bytes) -> None:
        (folder / "input").write_bytes(data)
        with contextlib.suppress(KnownError):
            target.read(folder / "input")

    limits = (f"-timeout={LIMIT_S}", f"-malloc_limit_mb={LIMIT_BYTES >> 20}", "-rss_limit_mb=0")
    length = f"-max_len={2 * max(map(len, target.wholes))}"
    ways = (f"-max_total_time={seconds}", f"-seed={seed}", f"-artifact_prefix={found}/")
    told = (sys.argv[0], *limits, length, *ways, "-print_final_stats=1", str(folder / "corpus"))
    atheris.Setup(list(told), read)
    atheris.Fuzz()


def guided(names: tuple[str, ...], seconds: int, seed: int) -> int:
    """How many of the targets have a fault."""
    table = Table("input", "number", "covered at first", "at last", "ended", title=f"seed {seed}")
    faults: list[str] = []
    for name in names:
        with tempfile.TemporaryDirectory() as found:
            command = [
                sys.executable,
                "-m",
                "benchmarks.fuzz",
                "--guided-child",
                name,
                str(seconds),
                str(seed),
            ]
            ran = subprocess.run([*command, found], check=False, capture_output=True, text=True)
            covered = re.findall(r" cov: (\d+) ", ran.stderr)
            number = re.search(r"number_of_executed_units: (\d+)", ran.stderr)
            if not covered or number is None:
                raise RuntimeError(ran.stderr[-2000:])
            table.add_row(name, number[1], covered[0], covered[-1], "well" if not ran.returncode else "FAULT")
            if ran.returncode:
                faults += [name, ran.stdout[-2000:], ran.stderr[-2000:]]
                faults += [path.read_bytes().hex() for path in Path(found).iterdir() if path.is_file()]
    Console().print(table)
    print(*faults, sep="\n")
    return 1 if faults else 0


def main() -> int:
    if sys.argv[1:2] == ["--guided-child"]:
        name, seconds, seed, found = sys.argv[2:]
        run_guided(name, int(seconds), int(seed), Path(found))
        return 0
    if sys.argv[1:2] == ["--child"]:
        name, first, until, seed, notes = sys.argv[2:]
        run(name, int(first), int(until), int(seed), Path(notes))
        return 0
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=7000, help="for all targets together")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--only", choices=tuple(TARGETS))
    parser.add_argument("--guided", type=int, metavar="SECONDS", help="by coverage, with atheris")
    chosen = parser.parse_args()
    if chosen.guided:
        if importlib.util.find_spec("atheris") is None:
            parser.error("--guided needs atheris, which is to be installed for it: pip install atheris")
        return guided((chosen.only,) if chosen.only else GUIDED, chosen.guided, chosen.seed)
    names = (chosen.only,) if chosen.only else tuple(TARGETS)
    table = Table(
        "input", "number", "read", "known errors", "faults", "longest (s)", title=f"seed {chosen.seed}"
    )
    faults: list[str] = []
    for name in names:
        ends, longest, examples = fuzz(name, chosen.inputs // len(names), chosen.seed)
        total, wrong = ends.total(), sum(count for end, count in ends.items() if end.startswith("FAULT"))
        table.add_row(
            name,
            *(str(n) for n in (total, ends["read"], total - ends["read"] - wrong, wrong)),
            f"{longest:.2f}",
        )
        faults += [f"{name} {number}: {fault}, {ends[fault]} times" for fault, number in examples.items()]
    Console().print(table)
    print(*faults, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
