"""Forms: filled in, with lines for what is not known, boxes to tick, and no mark left unread."""

from __future__ import annotations

import re

import pytest

from intellisession_desktop.notes.documents.content import Block, Kind
from intellisession_desktop.notes.documents.form import LINE, filled, form_document
from intellisession_desktop.settings import resources_folder

SHIPPED = (resources_folder() / "consent_form.md").read_text(encoding="utf-8")


def test_values_are_filled_in_and_what_is_not_known_becomes_a_line() -> None:
    text = filled("Client: {client}\nTherapist: {therapist}", {"client": "Maya R.", "therapist": " "})
    assert text == f"Client: Maya R.\nTherapist: {LINE}\n"


def test_comments_are_left_out_and_unknown_placeholders_stay() -> None:
    assert filled("<!-- a\nremark -->\n# Title {x} {}\n", {"client": "Maya"}) == "# Title {x} {}\n"


@pytest.mark.parametrize("name", ["# Not a title", "a\nb", "{client}", "[ ] x", "\\1 \\g<0>"])
def test_a_name_cannot_change_the_form(name: str) -> None:
    document = form_document(filled("Client: {client}", {"client": name}), "Form")
    assert document.title == "Form"
    assert document.blocks == (Block(Kind.TEXT, f"Client: {' '.join(name.split())}"),)


def test_the_few_marks_become_blocks_and_everything_else_is_text() -> None:
    text = "# Title\n\none\ntwo\n\n## Head\n- item\n* item\n[ ] box\n[] box\nName: ____\n#hash\n- \n"
    document = form_document(text, "unused", ("Practice",))
    assert document.title == document.running == "Title"
    assert document.letterhead == ("Practice",)
    assert document.blocks == (
        Block(Kind.TEXT, "one\ntwo"),
        Block(Kind.HEADING, "Head"),
        Block(Kind.ITEM, "item"),
        Block(Kind.ITEM, "item"),
        Block(Kind.CHOICE, "box"),
        Block(Kind.CHOICE, "box"),
        Block(Kind.FIELD, "Name: ____"),
        Block(Kind.TEXT, "#hash\n-"),
    )


def test_an_empty_form_is_an_empty_document() -> None:
    assert form_document("", "Form").blocks == ()


def test_the_shipped_form_has_a_choice_for_each_scope_and_knows_its_placeholders() -> None:
    document = form_document(filled(SHIPPED, {}), "unused")
    choices = [block.text.split(":")[0] for block in document.blocks if block.kind == Kind.CHOICE]
    assert choices == ["Recording", "Dictation only", "Declined"]
    body = SHIPPED.partition("-->")[2]
    told = set(re.findall(r"\{(\w+)\}", SHIPPED.partition("-->")[0]))
    assert set(re.findall(r"\{(\w+)\}", body)) <= told
    assert told == {"client", "therapist", "credentials", "practice", "address", "contact", "date"}
    assert sum(block.kind == Kind.FIELD for block in document.blocks) >= 4
