"""Typed settings, and the folders the program uses."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

APP_FOLDER = "IntelliSession"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a person may choose; declared once, with type and default."""

    speech_model: str = "whisper-base"
    writing_model: str = "qwen2.5-1.5b"
    threads: int = 0
    """Threads for each engine; 0 takes one per physical core, at most 8."""

    def engine_threads(self) -> int:
        return self.threads or max(1, min(8, os.cpu_count() or 1))


def data_folder() -> Path:
    """The user's data folder of this program (not made here)."""
    return Path(platformdirs.user_data_dir(APP_FOLDER, appauthor=False))


def default_vault() -> Path:
    return data_folder() / "vault"


def models_folder() -> Path:
    """Where fetched models live: INTELLISESSION_MODELS, else `models` in the user's data folder."""
    chosen = os.environ.get("INTELLISESSION_MODELS")
    return Path(chosen).absolute() if chosen else data_folder() / "models"


def _shipped(name: str) -> Path:
    """A folder that ships with the program: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def shipped_models_folder() -> Path:
    """The small models that ship with the program, and the catalogue of all models."""
    return _shipped("models")


def resources_folder() -> Path:
    """Note formats, the sample session, forms."""
    return _shipped("resources")
