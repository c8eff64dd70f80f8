"""Models that a person brought from elsewhere: recognised by their first bytes, copied, and listed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import struct
import unicodedata
from collections.abc import Callable
from pathlib import Path

from ..errors import InvalidInput
from ..files import PRIVATE_FILE, known_disk_errors, write_atomically
from .ggml_conversion import WHISPER_MAGIC
from .model_checks import BLOCK
from .model_entries import Kind, Model, Role, entry_from, entry_to

_GGUF = b"GGUF"
_GGUF_VERSIONS = (2, 3)
_WHISPER_POSITIONS = 1500  # of every whisper encoder: tells it from other ggml files
_ENDING = {Role.SPEECH: ".bin", Role.WRITING: ".gguf"}
_NOT_A_MODEL = (
    "This file is not a model the program can use. It takes whisper.cpp models (ggml, .bin) and language "
    "models (GGUF, .gguf)."
)


def role_of(path: Path) -> Role:
    """What a model file is for, by its first bytes. Raises InvalidInput."""
    if not path.is_file():
        raise InvalidInput("There is no such file. Check the name, and whether its drive is connected.")
    try:
        with path.open("rb") as file:
            start = file.read(16)
    except PermissionError as error:
        raise InvalidInput("The program may not read this file.") from error
    if len(start) == 16:
        if start[:4] == _GGUF and struct.unpack_from("<I", start, 4)[0] in _GGUF_VERSIONS:
            return Role.WRITING
        magic, _, positions = struct.unpack_from("<3I", start)
        if magic == WHISPER_MAGIC and positions == _WHISPER_POSITIONS:
            return Role.SPEECH
    raise InvalidInput(_NOT_A_MODEL)


def copy_in(source: Path, target: Path, advance: Callable[[int], None]) -> str:
    """Copies a file and gives its SHA-256. `advance` is told the bytes copied so far. Raises DiskFull."""
    digest = hashlib.sha256()
    descriptor_flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    with (
        known_disk_errors(),
        source.open("rb") as original,
        os.fdopen(os.open(target, descriptor_flags, PRIVATE_FILE), "wb") as copy,
    ):
        while block := original.read(BLOCK):
            copy.write(block)
            digest.update(block)
            advance(copy.tell())
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest()


class ImportedModels:
    """The list in `imported.json` of the models folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "imported.json"

    def models(self) -> tuple[Model, ...]:
        try:
            return tuple(entry_from(raw) for raw in json.loads(self._path.read_text("utf-8")))
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return ()  # none yet, or damaged: the files can be imported again

    def add(self, model: Model) -> None:
        others = [other for other in self.models() if other.name != model.name]
        entries = [entry_to(entry) for entry in (*others, model)]
        write_atomically(self._path, json.dumps(entries, indent=1).encode())

    def entry(self, source: Path, role: Role, size: int, sha256: str, taken: tuple[Model, ...]) -> Model:
        """A new entry for a file the catalogue does not know; the same file again gets the same name."""
        for model in self.models():
            if model.sha256 == sha256:
                return model
        name = _plain_name(source.stem)
        others = {model.name for model in (*taken, *self.models())}
        if not name or name in others:
            name = f"{name or 'model'}-{sha256[:8]}"
        return Model(
            name=name,
            kind=Kind.IMPORTED,
            role=role,
            title=name,
            file=f"imported-{name}{_ENDING[role]}",
            size=size,
            sha256=sha256,
            licence="see where it came from",
            source="imported from a file",
        )


def _plain_name(stem: str) -> str:
    """Lower-case ASCII letters, digits, dots, dashes: what can be typed and is a file name everywhere."""
    ascii_only = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9._]+", "-", ascii_only).strip("-._")[:60]
