"""Typed settings, and the folders the program uses."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import platformdirs

from .files import make_private_folder, write_atomically

APP_FOLDER = "IntelliSession"
KEEP_EMPTY = "keep"
"""Of the setting `empty_sections`: headings stay, and say that nothing was noted."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the settings page shows of a setting. `choices`: value and words of each, where they are fixed."""

    words: str
    hint: str = ""
    page: str = "General"
    choices: tuple[tuple[str, str], ...] = ()


def _declared(
    default: str | int,
    words: str,
    hint: str = "",
    page: str = "General",
    choices: tuple[tuple[str, str], ...] = (),
) -> Any:
    return field(default=default, metadata={"setting": Setting(words, hint, page, choices)})


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a person may choose; declared once, with type, default and words.

    They are kept on this computer, readable, and hold nothing of a client.
    """

    theme: str = _declared(
        "system",
        "Colours",
        choices=(("system", "Follow the system"), ("light", "Light"), ("dark", "Dark")),
    )
    auto_lock_minutes: int = _declared(
        10,
        "Lock when idle",
        "Work in progress goes on while it is locked.",
        choices=(
            ("2", "After 2 minutes"),
            ("5", "After 5 minutes"),
            ("10", "After 10 minutes"),
            ("30", "After 30 minutes"),
            ("0", "Never"),
        ),
    )
    format: str = _declared(
        "SOAP",
        "Note format of a new client",
        "After the first note, each client's last choice is remembered.",
        "Notes",
    )
    note_length: str = _declared(
        "standard",
        "Length of drafts",
        "Risk, plans and goals are always told in full.",
        "Notes",
        choices=(("brief", "Brief"), ("standard", "Standard"), ("full", "Full")),
    )
    quotes: str = _declared(
        "some",
        "The client's own words",
        "With few, only where other words would change the meaning. Quotations are always word for word.",
        "Notes",
        choices=(("few", "Few quotations"), ("some", "Some"), ("many", "Many")),
    )
    school: str = _declared(
        "",
        "Names of interventions",
        "Techniques from other approaches are described in plain words.",
        "Notes",
        choices=(
            ("", "Any approach"),
            ("CBT", "Cognitive behavioural (CBT)"),
            ("DBT", "Dialectical behavioural (DBT)"),
            ("ACT", "Acceptance and commitment (ACT)"),
            ("MI", "Motivational interviewing (MI)"),
            ("psychodynamic", "Psychodynamic"),
            ("EMDR", "EMDR"),
            ("solution-focused", "Solution-focused"),
            ("systemic", "Systemic"),
        ),
    )
    naming: str = _declared(
        "client",
        "The client is called",
        "In what the program writes. With several clients it is always Client and Client 2.",
        "Notes",
        choices=(
            ("client", "Client"),
            ("the client", "The client"),
            ("initials", "By their initials"),
            ("first name", "By their first name"),
        ),
    )
    tense: str = _declared(
        "past",
        "Tense",
        "What happened stays in the past either way.",
        "Notes",
        choices=(
            ("past", "Past: “Client reported”"),
            ("present", "Present: “Client reports”"),
        ),
    )
    transcripts: str = _declared(
        "ask",
        "Transcripts of signed notes",
        "The words that a signed note is based on are always kept.",
        "Notes",
        choices=(
            ("ask", "Ask me at the first signing"),
            ("keep", "Keep the whole transcript"),
            ("delete", "Delete the rest at signing"),
        ),
    )
    empty_sections: str = _declared(
        "leave out",
        "Empty sections in exports",
        "Headings that are kept say that nothing was noted. Copies and printed notes do the same.",
        "Notes",
        choices=(("leave out", "Leave them out"), (KEEP_EMPTY, "Keep their headings")),
    )
    microphone: str = _declared(
        "", "Microphone", "It can still be changed for a single recording.", "Recording"
    )
    listen_along: str = _declared(
        "on",
        "Listen while recording",
        "The note is nearly ready when you stop. Turn it off to save battery.",
        "Recording",
        choices=(("on", "On"), ("off", "Off")),
    )
    live_text: str = _declared(
        "shown",
        "What is being said",
        "Shows the text beside the recording as it is heard.",
        "Recording",
        choices=(("shown", "Shown"), ("hidden", "Hidden")),
    )
    speech_model: str = _declared(
        "whisper-base", "Model that listens", "It turns speech into text.", "Models"
    )
    writing_model: str = _declared(
        "qwen2.5-1.5b", "Model that writes", "It drafts the statements of a note.", "Models"
    )
    threads: int = _declared(
        0,
        "Processor cores to work with",
        "With fewer, the computer stays quieter and a note takes longer.",
        "Models",
        choices=(("0", "Automatic"), ("1", "1"), ("2", "2"), ("4", "4"), ("8", "8")),
    )
    vault_folder: str = ""
    """The vault that was opened last; empty: the default one. Chosen on the start page."""

    def engine_threads(self) -> int:
        """Threads for each engine; 0 takes one per core, at most 8."""
        return self.threads or max(1, min(8, os.cpu_count() or 1))


def declared_settings() -> dict[str, Setting]:
    """The settings that the settings page shows, by the name of their field, in order."""
    return {each.name: each.metadata["setting"] for each in fields(Settings) if "setting" in each.metadata}


def load_settings() -> Settings:
    """What is stored; the default for what is missing, of another type or not one of its choices."""
    try:
        stored = json.loads(settings_file().read_bytes())
    except (OSError, ValueError, RecursionError):
        return Settings()
    good: dict[str, Any] = {}
    for each in fields(Settings):
        value = stored.get(each.name) if isinstance(stored, dict) else None
        declared: Setting | None = each.metadata.get("setting")
        allowed = [choice for choice, _ in declared.choices] if declared else []
        if type(value) is type(each.default) and (not allowed or str(value) in allowed):
            good[each.name] = value
    return Settings(**good)


def save_settings(settings: Settings) -> None:
    """Raises DiskFull, FolderUnwritable."""
    make_private_folder(data_folder())
    write_atomically(settings_file(), json.dumps(asdict(settings), indent=1).encode())


def settings_file() -> Path:
    return data_folder() / "settings.json"


def data_folder() -> Path:
    """The user's data folder of this program (not made here); INTELLISESSION_DATA names another one."""
    chosen = os.environ.get("INTELLISESSION_DATA")
    return (
        Path(chosen).absolute() if chosen else Path(platformdirs.user_data_dir(APP_FOLDER, appauthor=False))
    )


def default_vault() -> Path:
    return data_folder() / "vault"


def models_folder() -> Path:
    """Where fetched models live: INTELLISESSION_MODELS, else `models` in the user's data folder."""
    chosen = os.environ.get("INTELLISESSION_MODELS")
    return Path(chosen).absolute() if chosen else data_folder() / "models"


def own_formats_folder() -> Path:
    """The therapist's own note formats (not made here)."""
    return data_folder() / "formats"


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
