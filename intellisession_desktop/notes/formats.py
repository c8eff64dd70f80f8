"""Note formats: which sections a note has, and which statements each section takes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ..errors import InvalidInput, NotFound
from ..settings import resources_folder


class Kind(StrEnum):
    """What a statement is about; a format says which section takes it."""

    RISK = "risk"
    REPORT = "report"
    INTERVENTION = "intervention"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    CARRIED = "carried"


@dataclass(frozen=True, slots=True)
class SectionFormat:
    name: str
    takes: tuple[Kind, ...]
    asks: str  # the question to the therapist while the section is empty


@dataclass(frozen=True, slots=True)
class Format:
    name: str
    title: str
    sections: tuple[SectionFormat, ...]

    def section_for(self, kind: Kind) -> str:
        """The name of the section that takes `kind`."""
        return next(section.name for section in self.sections if kind in section.takes)


def load_format(name: str) -> Format:
    """The format called `name` (case does not matter). Raises NotFound, InvalidInput."""
    for path in _format_files():
        if path.stem.casefold() == name.casefold():
            return _parse(path)
    raise NotFound(f"There is no note format called {name}. Choose one of: {', '.join(format_names())}.")


def format_names() -> tuple[str, ...]:
    """What can be given to `load_format`, in alphabetical order; the files are listed, not read."""
    return tuple(path.stem for path in _format_files())


def _format_files() -> list[Path]:
    return sorted((resources_folder() / "formats").glob("*.toml"))


def _parse(path: Path) -> Format:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        sections = tuple(
            SectionFormat(each["name"], tuple(Kind(kind) for kind in each["takes"]), each["asks"])
            for each in raw["section"]
        )
        found = Format(raw["name"], raw["title"], sections)
    except (tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        raise InvalidInput(f"The note format {path.stem} cannot be read: {error}.") from error
    homeless = [kind for kind in Kind if not any(kind in section.takes for section in found.sections)]
    if homeless:
        raise InvalidInput(f"The note format {found.name} has no section that takes: {', '.join(homeless)}.")
    return found
