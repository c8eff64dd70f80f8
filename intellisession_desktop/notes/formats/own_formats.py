"""A therapist's own note formats: stored, deleted, and drafted from an old note of theirs."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import replace
from functools import cache

from ...errors import AlreadyExists, InvalidInput, NotFound
from ...files import known_disk_errors, make_private_folder, write_atomically
from ...settings import own_formats_folder, resources_folder
from ..documents.export import sections_from_text
from ..language.content import split_sentences
from .format import (
    MOST_SECTIONS,
    NEEDED,
    Form,
    Format,
    Kind,
    SectionFormat,
    as_toml,
    check_format,
    format_names,
)
from .kinds import kind_of

_LONGEST_NAME = 40
_SIGNS = re.compile(r"[\w .()&+'’-]+")
_NOT_ON_WINDOWS = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_WRITTEN_ON = 3
"""Sentences on one line of an old note from which on its section is a paragraph."""
_HEADING = re.compile(
    r"(?:[\d.#*\s]*)(?:([A-Z][A-Za-z/&'’-]*(?: [A-Za-z/&'’-]+){0,4}):(?:\s+(.*)|$)|"
    r"([A-Z][A-Za-z/&'’-]*(?: [A-Za-z/&'’-]+){0,3})\**$)"
)
_NEW_SECTIONS = {
    Kind.RISK: SectionFormat("Risk", (Kind.RISK,), "No talk of risk was recognised. What is your judgement?"),
    Kind.CARRIED: SectionFormat("Plan last time", (Kind.CARRIED,)),
    Kind.PLAN: SectionFormat("Plan", (Kind.PLAN,), "What is planned until the next session?"),
}
"""What a format gets that an old note has no section for; other kinds join a section that is there."""


def save_format(format: Format, instead_of: str = "") -> None:
    """Stores a format under its name, in place of the own one called `instead_of`, if that is given.

    Raises InvalidInput for a name that no file can have, and for a format in which statements would get lost;
    AlreadyExists, DiskFull, FolderUnwritable.
    """
    check_name(format.name)
    check_format(format)
    taken = {name.casefold() for name in format_names()} - {instead_of.casefold()}
    if format.name.casefold() in taken:
        raise AlreadyExists(f"There is already a format called {format.name}. Choose another name.")
    with known_disk_errors():
        make_private_folder(own_formats_folder())
        path = own_formats_folder() / f"{format.name}.toml"
        write_atomically(path, as_toml(format).encode("utf-8"))
        if instead_of and instead_of != format.name:
            old = own_formats_folder() / f"{instead_of}.toml"
            if not (old.exists() and old.samefile(path)):  # only its capitals changed
                old.unlink(missing_ok=True)


def delete_format(name: str) -> None:
    """Notes in it stay as they are. Raises NotFound, FolderUnwritable."""
    path = own_formats_folder() / f"{name}.toml"
    if not path.is_file():
        raise NotFound(f"The format {name} is not there any more.")
    with known_disk_errors():
        path.unlink()


def check_name(name: str) -> None:
    """Raises InvalidInput for what cannot be the name of a file on each system."""
    fits = name and name == name.strip(" .") and len(name) <= _LONGEST_NAME and _SIGNS.fullmatch(name)
    if not fits or _NOT_ON_WINDOWS.fullmatch(name):
        raise InvalidInput(
            f"A format's name has 1 to {_LONGEST_NAME} letters, numbers and blanks. This one cannot be used."
        )


def format_from_note(text: str, name: str) -> Format:
    """A format with the sections of an old note, in their order: what each takes is told by its heading, else
    by its sentences. Nothing of the note's own words stays but its headings.

    Raises InvalidInput where no headings are found.
    """
    found = _headed(text)
    if not found:
        raise InvalidInput(
            "No headings were found in this note. Put a colon after each one, as in “Plan:”, or change a "
            "copy of a format instead."
        )
    sections: list[SectionFormat] = []
    taken: set[Kind] = set()
    for heading, body in found[:MOST_SECTIONS]:
        if heading.casefold() in {each.name.casefold() for each in sections}:
            continue
        kinds = tuple(kind for kind in _takes(heading, body) if kind not in taken)
        taken |= set(kinds)
        sections.append(SectionFormat(heading, kinds, _asks(kinds), _form(body)))
    title = ", ".join(section.name for section in sections[:4])
    return _completed(Format(name, title, tuple(sections), own=True))


def _headed(text: str) -> list[tuple[str, str]]:
    """The headings of a note and what stands below each: words before a colon where a line begins, or a short
    line alone; else the letters and names that formats are known by.
    """
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if heading := _HEADING.match(line.strip()):
            found.append((heading[1] or heading[3], [heading[2] or ""]))
        elif found:
            found[-1][1].append(line)
    named = [(name, "\n".join(lines)) for name, lines in found if len(name) > 1]
    if named:
        return named
    return [
        (section.name, " ".join(statement.text for statement in section.statements))
        for section in sections_from_text(text)
        if section.name != "Note"
    ]


def _takes(heading: str, body: str) -> tuple[Kind, ...]:
    words = set(re.findall(r"[a-z-]+", heading.lower()))
    for listed, kinds in _headings():
        if words & listed:
            return kinds
    votes = Counter(kind_of(sentence) for sentence in split_sentences(body))
    kind = votes.most_common(1)[0][0] if votes else Kind.REPORT
    return (Kind.REPORT,) if kind == Kind.RISK else (kind,)


def _completed(format: Format) -> Format:
    """With a place for every kind that needs one: risk in a section of its own, at the top."""
    sections = list(format.sections)
    for kind in NEEDED:
        if any(kind in section.takes for section in sections):
            continue
        if kind in _NEW_SECTIONS:
            sections.insert(0 if kind == Kind.RISK else len(sections), _NEW_SECTIONS[kind])
        else:
            place = _host(sections)
            sections[place] = replace(sections[place], takes=(*sections[place].takes, kind))
    return replace(format, sections=tuple(sections))


def _host(sections: list[SectionFormat]) -> int:
    """The section that takes what has none of its own: the one of what the client told, else the first one
    that is not about risk.
    """
    telling = [n for n, section in enumerate(sections) if Kind.REPORT in section.takes]
    others = [n for n, section in enumerate(sections) if Kind.RISK not in section.takes]
    if not telling and not others:
        sections.append(SectionFormat("Session", ()))
        return len(sections) - 1
    return (telling or others)[0]


def _asks(kinds: tuple[Kind, ...]) -> str:
    return next((_NEW_SECTIONS[kind].asks for kind in kinds if kind in _NEW_SECTIONS), "")


def _form(body: str) -> Form:
    lines = [line for line in body.splitlines() if line.strip()]
    return Form.PARAGRAPH if any(len(split_sentences(line)) >= _WRITTEN_ON for line in lines) else Form.LIST


@cache
def _headings() -> tuple[tuple[frozenset[str], tuple[Kind, ...]], ...]:
    raw = tomllib.loads((resources_folder() / "headings.toml").read_text(encoding="utf-8"))
    return tuple(
        (frozenset(each["words"].split()), tuple(Kind(kind) for kind in each["takes"]))
        for each in raw["heading"]
    )
