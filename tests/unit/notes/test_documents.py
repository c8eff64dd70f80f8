"""Notes and forms as PDF, Word file and plain text hold every word they should, and none they should not."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import locale
import re
import zipfile

import docx
import pytest

from intellisession_desktop.notes.documents.content import (
    Block,
    Document,
    Kind,
    Page,
    day_in_words,
    kept_with_signature,
    moment_in_words,
    printable,
)
from intellisession_desktop.notes.documents.note import (
    DRAFT,
    NoteFacts,
    letterhead,
    note_document,
    section_blocks,
)
from intellisession_desktop.notes.documents.pdf import as_pdf
from intellisession_desktop.notes.documents.recovery import recovery_document
from intellisession_desktop.notes.documents.text import as_plain_text, blocks_as_text
from intellisession_desktop.notes.documents.word import as_docx
from intellisession_desktop.records import (
    Addendum,
    Modality,
    Note,
    Practice,
    Section,
    Session,
    Statement,
    Status,
)

from .pdf_text import pages_of

AT = dt.datetime(2026, 11, 12, 10, 52, tzinfo=dt.UTC)
PRACTICE = Practice("Jana Köhler", "LPC", "Practice & Co", "Mill Lane 4\nBath BA1 2QH", "01225 555 0134")
SESSION = Session("s", "c", dt.date(2026, 11, 12), "SOAP", 2, "en", AT, dt.time(9, 5), Modality.TELEHEALTH)
SECTIONS = (
    Section("Risk", (Statement("Client denied thoughts of suicide.", (2, 3)),)),
    Section(
        "Subjective",
        (
            Statement("Client's brother said: “a < b & c > d”.", (0,)),
            Statement("Client took 15 mg.", (0, 1), Status.FLAGGED, 'Not found in what was said: "15 mg"'),
            Statement("Zoë came\nlate.", (), Status.THERAPIST, "a warning", "first words"),
            Statement("Kept anyway.", (1,), Status.KEPT, "some reason"),
        ),
    ),
    Section("Objective"),
)
DRAFT_NOTE = Note("n", "c", "s", "SOAP", dt.date(2026, 11, 12), "draft", SECTIONS, AT)
DECIDED = (SECTIONS[0], dataclasses.replace(SECTIONS[1], statements=SECTIONS[1].statements[2:]))
SIGNED = dataclasses.replace(
    DRAFT_NOTE,
    state="signed",
    sections=DECIDED,
    signed=AT,
    signed_by="Jana Köhler, LPC",
    addenda=(Addendum("a", AT, "Jana Köhler, LPC", "Called on Friday.\nMoved to Monday."),),
)
FACTS = NoteFacts("Maya R.", PRACTICE, "Subjective, Objective, Assessment, Plan", SESSION)


def words_of_docx(content: bytes) -> str:
    word = docx.Document(io.BytesIO(content))
    parts = [*word.paragraphs]
    for section in word.sections:
        parts = [*section.header.paragraphs, *parts, *section.footer.paragraphs]
    return " ".join(" ".join(paragraph.text for paragraph in parts).split())


def every_way(document: Document) -> dict[str, str]:
    return {
        "pdf": " ".join(pages_of(as_pdf(document))),
        "docx": words_of_docx(as_docx(document)),
        "txt": " ".join(as_plain_text(document).split()),
    }


@pytest.mark.parametrize("kind", ["pdf", "docx", "txt"])
def test_a_draft_says_whose_when_what_and_that_it_is_a_draft(kind: str) -> None:
    words = every_way(note_document(DRAFT_NOTE, FACTS))[kind]
    for expected in (
        "Practice & Co",
        "Jana Köhler, LPC",
        "Mill Lane 4, Bath BA1 2QH",
        "01225 555 0134",
        "Progress note",
        "Maya R.",
        "12 November 2026, 09:05, telehealth",
        "SOAP (Subjective, Objective, Assessment, Plan)",
        DRAFT,
        "Risk",
        "Client denied thoughts of suicide.",
        "Client's brother said: “a < b & c > d”.",
        '[check: Not found in what was said: "15 mg"] Client took 15 mg.',
        "Zoë came late.",
        "Kept anyway.",
    ):
        assert expected in words, expected
    for absent in ("Objective ", "a warning", "some reason", "first words", "Signed"):
        assert absent not in words.replace("Subjective, Objective, Assessment", ""), absent


@pytest.mark.parametrize("kind", ["pdf", "docx", "txt"])
def test_a_signed_note_carries_its_signature_and_its_addenda(kind: str) -> None:
    words = every_way(note_document(SIGNED, FACTS))[kind]
    signed = moment_in_words(AT)
    assert f"Jana Köhler, LPC Signed {signed}" in words
    assert f"Addendum Called on Friday. Moved to Monday. Jana Köhler, LPC, {signed}" in words
    assert DRAFT not in words
    assert "[check" not in words


def test_an_imported_note_says_so_and_has_neither_time_nor_mark() -> None:
    note = dataclasses.replace(DRAFT_NOTE, state="imported", session_id=None)
    document = note_document(note, NoteFacts("Maya R.", Practice()))
    assert document.facts == (
        ("Client", "Maya R."),
        ("Session", "12 November 2026"),
        ("Format", "SOAP"),
        ("Origin", "Taken over from an earlier record"),
    )
    assert (document.mark, document.letterhead) == ("", ())


def test_every_page_of_a_long_draft_is_marked_and_numbered() -> None:
    many = tuple(Statement(f"Client said sentence number {i} of a long session.", (0,)) for i in range(150))
    document = note_document(dataclasses.replace(DRAFT_NOTE, sections=(Section("S", many),)), FACTS)
    for page in Page:
        pages = pages_of(as_pdf(document, page))
        assert len(pages) >= 3
        for n, words in enumerate(pages, 1):
            assert DRAFT in words
            assert f"{n} of {len(pages)}" in words
            assert "Maya R. · 12 November 2026" in words
        assert all(statement.text in " ".join(pages) for statement in many)


def signed_note(lines: int, words: int = 9) -> Document:
    last = tuple(Statement(f"Plan {i} " + "says so " * words + "today.", (0,)) for i in range(3))
    many = tuple(Statement(f"Client said sentence number {i}.", (0,)) for i in range(lines))
    made = dataclasses.replace(SIGNED, sections=(Section("S", many), Section("Plan", last)), addenda=())
    return note_document(made, FACTS)


@pytest.mark.parametrize("lines", range(20, 45))
def test_a_signature_is_never_alone_on_its_page(lines: int) -> None:
    pages = pages_of(as_pdf(signed_note(lines)))
    assert "Jana Köhler, LPC Signed" in pages[-1]
    assert "Plan Plan 0" in pages[-1]


def test_the_end_of_a_long_last_section_stays_with_the_signature() -> None:
    document = signed_note(1, words=40)
    together = kept_with_signature(document.blocks)
    assert [document.blocks[n].kind for n in together] == [*(Kind.STATEMENT,) * 2, Kind.SIGNATURE]
    assert list(kept_with_signature(document.blocks[:-1])) == []
    word = docx.Document(io.BytesIO(as_docx(document)))
    held = [each.text[:6] for each in word.paragraphs if each.paragraph_format.keep_with_next]
    assert held == ["Plan 1", "Plan 2"]


def test_a_draft_is_marked_in_the_head_of_every_word_page_and_pages_are_counted() -> None:
    word = docx.Document(io.BytesIO(as_docx(note_document(DRAFT_NOTE, FACTS))))
    (section,) = word.sections
    assert section.header.paragraphs[0].text == DRAFT
    foot = section.footer._element.xml
    assert "PAGE" in foot
    assert "NUMPAGES" in foot


def test_a_statement_longer_than_a_page_is_still_whole() -> None:
    sentence = " ".join(f"word{i}" for i in range(3000))
    note = dataclasses.replace(DRAFT_NOTE, sections=(Section("S", (Statement(sentence),)),))
    pages = pages_of(as_pdf(note_document(note, FACTS)))
    assert len(pages) > 2
    assert all(f"word{i}" in " ".join(pages) for i in range(3000))


@pytest.mark.parametrize("size", list(Page))
def test_the_paper_is_of_the_asked_size(size: Page) -> None:
    document = note_document(SIGNED, FACTS)
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", as_pdf(document, size))
    assert box is not None
    expected = {Page.A4: (595, 842), Page.LETTER: (612, 792)}[size]
    assert tuple(round(float(each)) for each in box.groups()) == expected
    word = docx.Document(io.BytesIO(as_docx(document, size))).sections[0]
    assert (round(word.page_width.pt), round(word.page_height.pt)) == expected


@pytest.mark.parametrize(
    ("named", "page"),
    [("en_US", Page.LETTER), ("English_United States", Page.LETTER), ("de_DE", Page.A4), (None, Page.A4)],
)
def test_the_paper_follows_the_region(monkeypatch: pytest.MonkeyPatch, named: str, page: Page) -> None:
    monkeypatch.setattr(locale, "getlocale", lambda: (named, "UTF-8"))
    assert Page.of_locale() == page


def test_a_word_file_has_real_headings_and_names_nobody_but_its_author() -> None:
    content = as_docx(note_document(SIGNED, FACTS), author="Jana Köhler, LPC")
    word = docx.Document(io.BytesIO(content))
    assert [each.text for each in word.paragraphs if each.style.name == "Heading 1"] == [
        *("Risk", "Subjective", "Addendum")
    ]
    properties = word.core_properties
    assert (properties.title, properties.author) == ("Progress note", "Jana Köhler, LPC")
    assert properties.created.year > 2013  # the template's
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert not any("thumbnail" in name for name in names)
    assert b"python-docx" not in zipfile.ZipFile(io.BytesIO(content)).read("docProps/core.xml")


def test_a_pdfs_metadata_hold_no_name() -> None:
    pdf = as_pdf(note_document(DRAFT_NOTE, FACTS))
    assert b"(Progress note)" in pdf
    info = pdf[pdf.rindex(b"/Producer") - 600 : pdf.rindex(b"/Producer") + 200]
    for word in (b"Maya", b"Jana", b"anonymous"):
        assert word not in info


@pytest.mark.parametrize(
    "text",
    [
        "Ärger, señora, Łódź, Ελένη, Наташа, naïve – “quoted” … 15 °C ½",
        "<b>bold</b> & <para> </para> <br/> &amp; &#65;",
        "tab\there, line\nbreak",
        "a" * 400,
    ],
)
def test_letters_and_marks_come_out_as_they_are(text: str) -> None:
    document = Document("Title", (Block(Kind.STATEMENT, text),))
    for kind, words in every_way(document).items():
        shown = words.replace(" ", "") if kind == "pdf" else words
        assert "".join(text.split()) in shown.replace(" ", ""), kind


@pytest.mark.parametrize("text", ["\x00\x07\x1b[31m", "\ud800", "\ufffe", "日本語 🙂", "\u202e", ""])
def test_no_text_breaks_a_document(text: str) -> None:
    document = Document(
        f"T{text}",
        tuple(Block(kind, f"x{text}y") for kind in Kind),
        (f"l{text}",),
        ((f"f{text}", f"v{text}"),),
        f"r{text}",
        f"m{text}",
    )
    for words in every_way(document).values():
        assert "x" in words
        assert "\x1b" not in words
        assert "\x00" not in words


def test_a_pdf_shows_letters_it_does_not_have_as_question_marks() -> None:
    (words,) = pages_of(as_pdf(Document("Title", (Block(Kind.TEXT, "Herr 日本 kam."),))))
    assert "Herr ?? kam." in words
    assert "日本" in words_of_docx(as_docx(Document("Title", (Block(Kind.TEXT, "Herr 日本 kam."),))))


def test_an_endless_name_does_not_run_into_the_page_number() -> None:
    (words,) = pages_of(as_pdf(Document("Title", (), running="Maya " * 100)))
    assert "… 1 of 1" in words


def test_plain_text_is_laid_out_by_blank_lines() -> None:
    assert as_plain_text(note_document(SIGNED, FACTS)) == (
        "Practice & Co\nJana Köhler, LPC\nMill Lane 4, Bath BA1 2QH\n01225 555 0134\n\n"
        "Progress note\n\n"
        "Client: Maya R.\nSession: 12 November 2026, 09:05, telehealth\n"
        "Format: SOAP (Subjective, Objective, Assessment, Plan)\n\n"
        "Risk\nClient denied thoughts of suicide.\n\n"
        "Subjective\nZoë came late.\nKept anyway.\n\n"
        f"Jana Köhler, LPC\nSigned {moment_in_words(AT)}\n\n"
        "Addendum\nCalled on Friday.\nMoved to Monday.\n\n"
        f"Jana Köhler, LPC, {moment_in_words(AT)}\n"
    )


def test_sections_without_statements_are_left_out_of_the_text() -> None:
    assert blocks_as_text(section_blocks((Section("Plan"),))) == ""
    assert blocks_as_text(section_blocks(SECTIONS[:1])) == "Risk\nClient denied thoughts of suicide."


@pytest.mark.parametrize(
    ("practice", "lines"),
    [
        (Practice(), ()),
        (Practice("Jana Köhler"), ("Jana Köhler",)),
        (Practice(" ", "LPC", " ", "\n", ""), ("LPC",)),
        (PRACTICE, ("Practice & Co", "Jana Köhler, LPC", "Mill Lane 4, Bath BA1 2QH", "01225 555 0134")),
    ],
)
def test_the_letterhead_holds_what_is_known(practice: Practice, lines: tuple[str, ...]) -> None:
    assert letterhead(practice) == lines


def test_days_and_moments_are_english_and_local() -> None:
    assert day_in_words(dt.date(2026, 3, 1)) == "1 March 2026"
    assert moment_in_words(AT) == f"12 November 2026, {AT.astimezone():%H:%M}"
    assert printable("e\u0301\x00") == "\u00e9 "


def test_the_recovery_key_stands_whole_on_one_page_with_nothing_of_a_client() -> None:
    key = "7K2M-AB3D-0000-ZZZZ-7K2M-AB3D-0000"
    (words,) = pages_of(as_pdf(recovery_document(key, dt.date(2026, 11, 12)), Page.LETTER))
    assert key in words
    assert "12 November 2026" in words


def test_statements_of_a_paragraph_run_on_and_a_flagged_one_stands_alone() -> None:
    flagged = Statement("Took 15 mg.", (), Status.FLAGGED, "not said")
    section = Section("Session", (Statement("One."), Statement("Two."), flagged, Statement("Three.")))
    told = [block.text for block in section_blocks((section,), frozenset(["Session"]))]
    assert told == ["Session", "One. Two.", "[check: not said] Took 15 mg.", "Three."]
    assert len(section_blocks((section,))) == 5
