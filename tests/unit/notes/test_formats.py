"""Note formats: those that ship, a therapist's own, and what is wrong with a broken one."""

from __future__ import annotations

import pytest

from intellisession_desktop.errors import InvalidInput, NotFound
from intellisession_desktop.notes.formats.format import (
    NEEDED,
    Form,
    Format,
    Kind,
    SectionFormat,
    as_toml,
    format_names,
    load_format,
    parse_format,
)
from intellisession_desktop.settings import own_formats_folder

SHIPPED = {"SOAP", "DAP", "BIRP", "GIRP", "PIRP", "PIE", "Intake", "Plan update", "Narrative"}
OWN = """title = "Short"
[[section]]
name = "Risk"
takes = ["risk"]

[[section]]
name = "All"
takes = ["report", "intervention", "assessment", "carried"]
form = "paragraph"

[[section]]
name = "Next"
takes = ["plan"]
asks = "What next?"
"""


@pytest.fixture(autouse=True)
def data_of_its_own(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("INTELLISESSION_DATA", str(tmp_path))


def add_own(name: str, text: str) -> None:
    own_formats_folder().mkdir(exist_ok=True)
    (own_formats_folder() / f"{name}.toml").write_text(text, encoding="utf-8")


def test_those_that_ship_are_whole() -> None:
    assert set(format_names()) == SHIPPED
    for name in format_names():
        format = load_format(name)
        assert format.title
        assert {format.section_for(kind) for kind in Kind} <= {each.name for each in format.sections}
        assert not format.own


def test_a_narrower_kind_goes_where_the_wider_one_does_unless_a_section_takes_it() -> None:
    assert load_format("SOAP").section_for(Kind.RESPONSE) == "Subjective"
    assert load_format("BIRP").section_for(Kind.RESPONSE) == "Response"
    assert load_format("soap").section_for(Kind.GOAL) == "Assessment"
    observed = {"SOAP": "Objective", "BIRP": "Behavior", "GIRP": "Response", "DAP": "Data"}
    assert {name: load_format(name).section_for(Kind.OBSERVATION) for name in observed} == observed
    assert load_format("intake").section_for(Kind.SUBSTANCES) == "Substance use"


def test_an_own_format_is_found_beside_them() -> None:
    add_own("Short", OWN)
    format = load_format("short")
    assert (format.name, format.own) == ("Short", True)
    assert format.sections[1].form == Form.PARAGRAPH
    assert format.section_for(Kind.HISTORY) == "All"
    assert "Short" in format_names()


def test_an_own_format_never_takes_a_shipped_ones_place() -> None:
    add_own("soap", OWN)
    assert load_format("SOAP").title == "Subjective, Objective, Assessment, Plan"
    assert format_names().count("SOAP") == 1


def test_what_is_written_is_read_again() -> None:
    format = parse_format(OWN.replace("What next?", 'What \\"next\\"?'), "Short")
    assert parse_format(as_toml(format), "Short") == format


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (OWN.replace('"paragraph"', '"paragraph'), "line 9"),
        (OWN.replace('takes = ["plan"]', 'takes = ["plans"]'), 'section at line 11: "plans"'),
        (OWN.replace('name = "Next"', "name = 3"), "line 11: it has no name"),
        (OWN.replace('form = "paragraph"', 'form = "poem"'), "line 6"),
        (OWN.replace('takes = ["plan"]', 'takes = "plan"'), 'line 11: "takes" must be a list'),
        (OWN.replace('asks = "What next?"', "asks = 1"), "line 11"),
        ('title = "x"', "no [[section]] yet"),
        (OWN.replace('"carried"', '"response"'), "no section that takes: carried"),
        (OWN.replace('["plan"]', '["plan", "report"]'), "two sections that take: report"),
        (OWN.replace('["risk"]', '["risk", "response"]'), "Risk needs a section"),
        (OWN.replace('name = "Next"', 'name = "all"'), "two sections called"),
    ],
)
def test_a_broken_format_says_where(text: str, said: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_format(text, "Short")
    assert said in str(caught.value)


def test_a_format_that_is_no_text_is_told() -> None:
    own_formats_folder().mkdir()
    (own_formats_folder() / "X.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInput):
        load_format("X")


def test_an_unknown_one_names_those_there_are() -> None:
    with pytest.raises(NotFound, match="Narrative"):
        load_format("XYZ")


def test_every_needed_kind_is_asked_for() -> None:
    sections = (SectionFormat("All", NEEDED[1:]),)
    with pytest.raises(InvalidInput, match="risk"):
        parse_format(as_toml(Format("F", "F", sections)), "F")
