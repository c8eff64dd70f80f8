"""Note formats: which sections a note has, and which statements each section takes.

A format is a TOML file: those that ship are in `resources/formats`, a therapist's own in the user's data
folder.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from ...errors import InvalidInput, NotFound
from ...records import NO_WISHES, DraftWishes
from ...settings import declared_settings, own_formats_folder, resources_folder
from .wishes import EVERY_SCHOOL

MOST_SECTIONS = 20
WISHES = {
    "length": "note_length",
    "quotes": "quotes",
    "school": "school",
    "naming": "naming",
    "tense": "tense",
}
"""What a format may say of its drafts, and the settings whose values that has."""


class Kind(StrEnum):
    """What a statement is about; a format says which section takes it."""

    RISK = "risk"
    REPORT = "report"
    INTERVENTION = "intervention"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    CARRIED = "carried"
    # Narrower kinds: where no section of a format takes one, it goes where the wider one goes.
    OBSERVATION = "observation"
    RESPONSE = "response"
    MEDICATION = "medication"
    SUBSTANCES = "substances"
    HISTORY = "history"
    RELATIONSHIPS = "relationships"
    GOAL = "goal"


WIDER = {
    Kind.OBSERVATION: Kind.INTERVENTION,
    Kind.RESPONSE: Kind.REPORT,
    Kind.MEDICATION: Kind.REPORT,
    Kind.SUBSTANCES: Kind.REPORT,
    Kind.HISTORY: Kind.REPORT,
    Kind.RELATIONSHIPS: Kind.REPORT,
    Kind.GOAL: Kind.ASSESSMENT,
}
NEEDED = tuple(kind for kind in Kind if kind not in WIDER)
"""Each of these has to have a section, or statements would get lost."""


class Form(StrEnum):
    """How the statements of a section stand on paper."""

    LIST = "list"  # each on a line of its own
    PARAGRAPH = "paragraph"  # one after another


@dataclass(frozen=True, slots=True)
class SectionFormat:
    """One section. `asks` is the question to the therapist while it is empty ('' for none)."""

    name: str
    takes: tuple[Kind, ...]
    asks: str = ""
    form: Form = Form.LIST


@dataclass(frozen=True, slots=True)
class Format:
    name: str
    title: str
    sections: tuple[SectionFormat, ...]
    own: bool = False  # the therapist's
    wishes: DraftWishes = NO_WISHES

    def section_for(self, kind: Kind) -> str:
        """The name of the section that takes `kind`, or the wider kind that it belongs to."""
        taken = {each: section.name for section in self.sections for each in section.takes}
        return taken[kind] if kind in taken else taken[WIDER[kind]]


def load_format(name: str) -> Format:
    """The format called `name` (case does not matter). Raises NotFound, InvalidInput."""
    for path in _format_files():
        if path.stem.casefold() == name.casefold():
            return read_format(path)
    raise NotFound(f"There is no note format called {name}. Choose one of: {', '.join(format_names())}.")


def format_names() -> tuple[str, ...]:
    """What can be given to `load_format`, in alphabetical order; the files are listed, not read."""
    return tuple(path.stem for path in _format_files())


def read_format(path: Path) -> Format:
    """Raises InvalidInput with the line at which the file cannot be understood."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The note format {path.stem} cannot be read as text.") from error
    return parse_format(text, path.stem, own=path.parent == own_formats_folder())


def parse_format(text: str, file_name: str, own: bool = False) -> Format:
    """The format that a TOML text describes; its name is that of its file. Raises InvalidInput with the
    line.
    """
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: also for a number of thousands of digits
        raise InvalidInput(f"The note format {file_name} cannot be understood: {error}.") from error
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.strip().startswith("[[section]]")]
    tables = raw.get("section")
    if not isinstance(tables, list) or not tables or len(tables) != len(lines):
        raise InvalidInput(f"The note format {file_name} has no [[section]] yet. It needs one at least.")
    sections = []
    for table, line in zip(tables, lines, strict=True):

        def wrong(what: str, line: int = line) -> InvalidInput:
            return InvalidInput(f"The note format {file_name}, section at line {line}: {what}")

        sections.append(_section(table, wrong))
    title = raw.get("title", file_name)
    title = title if isinstance(title, str) else file_name
    found = Format(file_name, title, tuple(sections), own, _wishes(raw, file_name))
    check_format(found)
    return found


def check_format(format: Format) -> None:
    """Raises InvalidInput for a format in which statements would get lost, or stand twice."""
    if not format.sections or len(format.sections) > MOST_SECTIONS:
        raise InvalidInput(f"A note format has 1 to {MOST_SECTIONS} sections.")
    names = [section.name.casefold() for section in format.sections]
    for section in format.sections:
        if not section.name.strip():
            raise InvalidInput(f"The note format {format.name} has a section without a name.")
        if names.count(section.name.casefold()) > 1:
            raise InvalidInput(f"The note format {format.name} has two sections called {section.name}.")
        if Kind.RISK in section.takes and len(section.takes) > 1:
            raise InvalidInput(
                f"In the note format {format.name}, {section.name} takes risk and more. Risk needs a section "
                "of its own: it must not be overlooked."
            )
    taken = [kind for section in format.sections for kind in section.takes]
    twice = sorted({kind for kind in taken if taken.count(kind) > 1})
    if twice:
        raise InvalidInput(f"The note format {format.name} has two sections that take: {', '.join(twice)}.")
    homeless = [kind for kind in NEEDED if kind not in taken]
    if homeless:
        raise InvalidInput(f"The note format {format.name} has no section that takes: {', '.join(homeless)}.")


def as_toml(format: Format) -> str:
    """A format as its file is written."""
    lines = ["# A note format; see SOAP.toml for what its words mean.", f"title = {_quoted(format.title)}"]
    for wish, value in asdict(format.wishes).items():
        lines += [f"{wish} = {_quoted(value)}"] if value else []
    for section in format.sections:
        takes = ", ".join(_quoted(kind.value) for kind in section.takes)
        lines += ["", "[[section]]", f"name = {_quoted(section.name)}", f"takes = [{takes}]"]
        lines += [f"asks = {_quoted(section.asks)}"] if section.asks else []
        lines += [f"form = {_quoted(section.form.value)}"] if section.form != Form.LIST else []
    return "\n".join(lines) + "\n"


def _section(table: Any, wrong: Callable[[str], InvalidInput]) -> SectionFormat:
    if not isinstance(table, dict):
        raise wrong("it is no table.")
    name, takes, asks = table.get("name"), table.get("takes", []), table.get("asks", "")
    if not isinstance(name, str) or not name.strip():
        raise wrong("it has no name.")
    if not isinstance(takes, list) or not all(isinstance(each, str) for each in takes):
        raise wrong('"takes" must be a list, as in takes = ["report"].')
    unknown = [each for each in takes if each not in list(Kind)]
    if unknown:
        raise wrong(f'"{unknown[0]}" is nothing a section can take. Choose from: {", ".join(Kind)}.')
    form = table.get("form", Form.LIST.value)
    if form not in list(Form):
        raise wrong(f'its form is "list" or "paragraph", not "{form}".')
    if not isinstance(asks, str):
        raise wrong('"asks" must be a question in quotation marks.')
    return SectionFormat(name.strip(), tuple(Kind(each) for each in takes), asks, Form(form))


def _wishes(raw: dict[str, Any], file_name: str) -> DraftWishes:
    """How drafts in this format shall be."""
    known = declared_settings()
    found: dict[str, str] = {}
    for wish, setting in WISHES.items():
        value, allowed = raw.get(wish, ""), [key or EVERY_SCHOOL for key, _ in known[setting].choices]
        if not isinstance(value, str) or (value and value not in allowed):
            named = ", ".join(allowed)
            raise InvalidInput(f'The note format {file_name} has the {wish} "{value}". Choose from: {named}.')
        found[wish] = value
    return DraftWishes(**found)


def _quoted(text: str) -> str:
    """As a TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", " ", escaped) + '"'


def _format_files() -> list[Path]:
    """Those that ship, then the therapist's own; an own one never takes a shipped one's name."""
    shipped = sorted((resources_folder() / "formats").glob("*.toml"))
    taken = {path.stem.casefold() for path in shipped}
    own = sorted(path for path in own_formats_folder().glob("*.toml") if path.stem.casefold() not in taken)
    return shipped + own
