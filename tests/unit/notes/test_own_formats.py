"""A therapist's own formats: stored, renamed, deleted, and made from an old note."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from intellisession_desktop.errors import AlreadyExists, InvalidInput, NotFound
from intellisession_desktop.notes.formats.format import (
    Form,
    Kind,
    check_format,
    format_names,
    load_format,
    parse_format,
)
from intellisession_desktop.notes.formats.own_formats import (
    check_name,
    delete_format,
    format_from_note,
    save_format,
)
from intellisession_desktop.settings import own_formats_folder

MINE = replace(load_format("SOAP"), name="Mine", own=True)
NOTE = """Presenting concerns: Client came in anxious. They slept badly. They worry about work.
Mental status: calm.
Medication: sertraline 50 mg daily.
Interventions used: thought record.
Client response: engaged.
Impression: improving.
Homework review: did the log.
Next steps: keep the log.
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return own_formats_folder()


def test_a_format_is_stored_renamed_and_deleted() -> None:
    save_format(MINE)
    assert load_format("mine") == MINE
    save_format(replace(MINE, name="Ours"), instead_of="Mine")
    assert "Mine" not in format_names()
    save_format(replace(MINE, name="OURS", title="Another"), instead_of="Ours")
    assert [name for name in format_names() if name.casefold() == "ours"] == ["OURS"]
    assert load_format("ours").title == "Another"
    delete_format("OURS")
    with pytest.raises(NotFound):
        delete_format("OURS")


def test_a_name_is_given_once_and_never_a_shipped_ones(folder: Path) -> None:
    save_format(MINE)
    for name in ("mine", "soap"):
        with pytest.raises(AlreadyExists):
            save_format(replace(MINE, name=name))
    assert [path.name for path in folder.iterdir()] == ["Mine.toml"]


@pytest.mark.parametrize(
    "name", ["", " ", "../../etc", "a/b", "a\\b", "a\0b", "con", "LPT1", "x" * 41, ".hidden", "dot.", "a:b"]
)
def test_a_name_that_no_file_can_have_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        check_name(name)
    with pytest.raises(InvalidInput):
        save_format(replace(MINE, name=name))


def test_a_format_that_would_lose_statements_is_not_stored(folder: Path) -> None:
    with pytest.raises(InvalidInput):
        save_format(replace(MINE, sections=MINE.sections[:-1]))
    assert not folder.exists()


def test_an_old_note_becomes_a_format_with_its_headings() -> None:
    made = format_from_note(NOTE, "Mine")
    check_format(made)
    assert {section.name: section.takes for section in made.sections} == {
        "Risk": (Kind.RISK,),
        "Presenting concerns": (Kind.REPORT,),
        "Mental status": (Kind.OBSERVATION,),
        "Medication": (Kind.MEDICATION,),
        "Interventions used": (Kind.INTERVENTION,),
        "Client response": (Kind.RESPONSE,),
        "Impression": (Kind.ASSESSMENT,),
        "Homework review": (Kind.CARRIED,),
        "Next steps": (Kind.PLAN,),
    }
    assert made.sections[1].form == Form.PARAGRAPH
    assert made.sections[3].form == Form.LIST
    save_format(made)
    assert load_format("Mine") == made
    assert "sertraline" not in (own_formats_folder() / "Mine.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("note", "names"),
    [
        ("S: told\nO: saw\nA: fine\nP: goes on", {"Subjective", "Objective", "Assessment", "Plan"}),
        ("WHAT WE DID\nWe spoke of work.\n\nWhat comes\nA walk.\n", {"WHAT WE DID", "What comes"}),
        ("1. Data: x\n2. Data: y\n", {"Data"}),
    ],
)
def test_headings_are_known_in_many_ways(note: str, names: set[str]) -> None:
    made = format_from_note(note, "Mine")
    check_format(made)
    assert names <= {section.name for section in made.sections}


@pytest.mark.parametrize("note", ["", "Client came in and told me of her week, which was hard."])
def test_a_note_without_headings_is_refused(note: str) -> None:
    with pytest.raises(InvalidInput, match="No headings"):
        format_from_note(note, "Mine")


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a = " + "9" * 5000,
        'section = [1]\nx = """\n[[section]]\n"""',
        "style = []\n[[section]]\nname = 'A'\n",
        "length = 0\n[[section]]\nname = 'A'\n",
    ],
)
def test_an_absurd_format_file_is_told_as_one_that_cannot_be_understood(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_format(text, "absurd")
