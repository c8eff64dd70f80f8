"""What is handed out of the vault: the copy for the health record, files and forms."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import sys
from pathlib import Path

import docx
import pytest

from intellisession_desktop.errors import NotFound
from intellisession_desktop.notes.documents.content import Page
from intellisession_desktop.notes.documents.export import as_text
from intellisession_desktop.notes.documents.note import DRAFT
from intellisession_desktop.records import Client, Practice, Section, Statement, Status
from intellisession_desktop.sessions.documents import (
    DocumentKind,
    about_empty,
    consent_form_as,
    copy_text,
    note_document_as,
    shipped_consent_form,
    suggested_name,
)
from intellisession_desktop.sessions.review import Place, Review, open_note, store
from intellisession_desktop.sessions.signing import add_addendum, sign
from intellisession_desktop.settings import Settings, save_settings
from intellisession_desktop.vault.vault import Vault
from tests.unit.notes.pdf_text import pages_of

from .reviewing import DAY, PRACTICE, SECTIONS, add_note, content_of, opened_note, session_of


def text_of(content: bytes, kind: DocumentKind) -> str:
    match kind:
        case DocumentKind.PDF:
            return " ".join(pages_of(content))
        case DocumentKind.DOCX:
            word = docx.Document(io.BytesIO(content))
            shown = [*word.sections[0].header.paragraphs, *word.paragraphs]
            return " ".join(" ".join(each.text for each in shown).split())
        case DocumentKind.TXT:
            return " ".join(content.decode().split())


def test_the_copy_holds_headings_and_sentences_and_only_the_mark_of_what_is_to_be_checked(
    vault: Vault, client: Client
) -> None:
    opened = opened_note(vault, client)
    expected = (
        "Risk\nClient denied thoughts of suicide.\n\n"
        "Subjective\nClient kept the panic log every day and had two attacks.\n"
        '[check: Not found in what was said: "15 mg"] Client took 15 mg.\n'
        "She came ten minutes late.\n\n"
        "Plan last time\nPlanned last time: log. Not mentioned this session.\n\n"
        "Plan\nClient will keep the log and drive for one exit on Sunday."
    )
    assert copy_text(opened) == expected
    assert copy_text(Review(opened).note) == expected


def test_one_section_is_copied_without_its_heading(vault: Vault, client: Client) -> None:
    opened = opened_note(vault, client)
    assert copy_text(opened, 0) == "Client denied thoughts of suicide."
    assert copy_text(opened, 2) == ""
    with pytest.raises(IndexError):
        copy_text(opened, 99)


def test_the_copy_has_the_words_as_they_are_typed_now(vault: Vault, client: Client) -> None:
    review = Review(opened_note(vault, client))
    review.edit(Place(1, 1), "Client took 10 mg.")
    assert "15 mg" not in copy_text(review.note)
    assert "Client took 10 mg." in copy_text(review.note, 1)


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_a_stored_note_is_written_out_as_draft_and_then_signed(
    vault: Vault, client: Client, kind: DocumentKind
) -> None:
    vault.practice.set(PRACTICE)
    opened = opened_note(vault, client)
    draft = text_of(note_document_as(vault, opened.note.id, kind), kind)
    assert DRAFT in draft
    assert "12 November 2026, 10:00, in person" in draft
    assert "SOAP (Subjective, Objective, Assessment, Plan)" in draft
    review = Review(opened)
    review.remove(Place(1, 1))
    store(vault, opened.note.id, session_of(opened).id, content_of(opened), review.content)
    sign(vault, opened.note.id, keep_transcript=False)
    add_addendum(vault, opened.note.id, "Client called.")
    signed = text_of(note_document_as(vault, opened.note.id, kind), kind)
    assert DRAFT not in signed
    assert "Jana Köhler, LPC Signed " in signed
    assert "Addendum Client called." in signed
    for section in open_note(vault, opened.note.id).note.sections:
        assert all(statement.text in signed for statement in section.statements)


def test_the_kind_may_be_a_plain_word_and_a_wrong_one_is_refused(vault: Vault, client: Client) -> None:
    note = add_note(vault, client)
    assert note_document_as(vault, note.id, "pdf").startswith(b"%PDF")
    assert note_document_as(vault, note.id, "docx").startswith(b"PK")
    with pytest.raises(ValueError, match="odt"):
        note_document_as(vault, note.id, "odt")


def test_every_writing_out_is_in_the_audit_log(vault: Vault, client: Client) -> None:
    note = add_note(vault, client)
    note_document_as(vault, note.id, "txt")
    last = vault.audit.last()
    assert last is not None
    assert (last.event, last.subject_id) == ("note_exported", note.id)


def test_an_imported_note_of_an_unknown_format_is_written_out(vault: Vault, client: Client) -> None:
    sections = (Section("Note", (Statement("Slept badly.", (), Status.THERAPIST),)),)
    note = vault.notes.add(client.id, None, "OLD", DAY, sections, "imported")
    words = text_of(note_document_as(vault, note.id, "pdf"), DocumentKind.PDF)
    assert "Format OLD" in words
    assert "Slept badly." in words


def test_what_is_not_there_is_not_written_out(vault: Vault) -> None:
    with pytest.raises(NotFound):
        note_document_as(vault, "f" * 32, "pdf")
    with pytest.raises(NotFound):
        consent_form_as(vault, "f" * 32, DAY, "pdf")


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_the_consent_form_is_filled_in_for_a_client(vault: Vault, client: Client, kind: DocumentKind) -> None:
    vault.practice.set(PRACTICE)
    words = text_of(consent_form_as(vault, client.id, DAY, kind), kind)
    for expected in (
        "Client: Maya R.",
        "Therapist: Jana Köhler",
        "Practice: Practice at the Mill",
        "Form of 12 November 2026",
        "jana@mill.example",
        "Dictation only",
        "You may withdraw your consent at any time",
    ):
        assert expected in words
    assert "{" not in words
    assert "not legal advice" not in words


@pytest.mark.parametrize("page", list(Page))
@pytest.mark.parametrize("practice", [Practice(), PRACTICE])
def test_the_shipped_form_takes_one_page_on_either_paper(
    vault: Vault, page: Page, practice: Practice
) -> None:
    vault.practice.set(practice)
    (words,) = pages_of(consent_form_as(vault, None, DAY, "pdf", page))
    assert "Client: ____" in words
    assert ("Therapist: ____" in words) == (practice == Practice())


def test_a_practices_own_form_takes_the_place_of_the_shipped_one(vault: Vault, client: Client) -> None:
    vault.practice.set_consent_form("# Our form\n\nFor {client} & all.\n\n[ ] Yes")
    words = consent_form_as(vault, client.id, DAY, "txt").decode()
    assert words == "Our form\n\nFor Maya R. & all.\n\n[ ] Yes\n"
    vault.practice.set_consent_form("")
    assert "Consent to audio recording" in consent_form_as(vault, client.id, DAY, "txt").decode()
    assert "{client}" in shipped_consent_form()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Maya R.", "2026-11-12 MR SOAP.pdf"),
        ("élodie", "2026-11-12 É SOAP.pdf"),
        ("../../etc", "2026-11-12 SOAP.pdf"),
        ("", "2026-11-12 SOAP.pdf"),
    ],
)
def test_the_suggested_file_name_holds_initials_only(
    vault: Vault, client: Client, name: str, expected: str
) -> None:
    assert suggested_name(add_note(vault, client), name, DocumentKind.PDF) == expected


def test_nothing_is_written_to_disk(
    vault: Vault, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "watched"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.chdir(folder)
    note = add_note(vault, client)
    written: list[str] = []
    watching = True

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
            written.append(str(arguments[0]))

    sys.addaudithook(watch)
    try:
        for kind in DocumentKind:
            note_document_as(vault, note.id, kind)
            consent_form_as(vault, client.id, DAY, kind)
    finally:
        watching = False
    assert written == []
    assert list(folder.iterdir()) == []


def test_the_libraries_for_files_are_loaded_only_when_they_are_needed() -> None:
    code = (
        "import sys, intellisession_desktop.sessions.documents as d;"
        "assert not {'reportlab', 'docx'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_years_old_date_is_written_out(vault: Vault) -> None:
    assert "1 January 1999" in consent_form_as(vault, None, dt.date(1999, 1, 1), "txt").decode()


def test_the_sections_of_a_draft_come_in_their_order(vault: Vault, client: Client) -> None:
    words = text_of(note_document_as(vault, add_note(vault, client).id, "pdf"), DocumentKind.PDF)
    filled = [section.name for section in SECTIONS if section.statements]
    places = [words.index(f" {name} ", words.index("Format")) for name in filled]
    assert places == sorted(places)


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_empty_sections_are_left_out_or_keep_their_heading(
    vault: Vault, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: DocumentKind
) -> None:
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("INTELLISESSION_DATA", str(tmp_path / "data"))
    note = add_note(vault, client)
    assert "Nothing noted." not in text_of(note_document_as(vault, note.id, kind), kind)
    assert about_empty(note) == "Empty, and left out: Objective and Assessment."
    save_settings(Settings(empty_sections="keep"))
    assert "Assessment Nothing noted." in text_of(note_document_as(vault, note.id, kind), kind)
    assert "Assessment\nNothing noted.\n" in copy_text(note)
    assert about_empty(note) == "Empty, with their heading: Objective and Assessment."
    assert "Objective\n  Nothing noted.\n" in as_text(note, client.name, keep_empty=True)


def test_of_a_note_in_which_nothing_is_empty_nothing_is_said(vault: Vault, client: Client) -> None:
    whole = tuple(each for each in SECTIONS if each.statements)
    assert about_empty(add_note(vault, client, whole)) == ""
