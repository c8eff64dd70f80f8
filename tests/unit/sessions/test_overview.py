"""What the window shows at a glance, and what the search finds."""

from __future__ import annotations

import datetime as dt

import pytest

from intellisession_desktop.errors import NotFound
from intellisession_desktop.records import (
    Client,
    Destruction,
    Modality,
    RecordingState,
    Section,
    Stage,
    Statement,
    Status,
    Turn,
)
from intellisession_desktop.sessions.overview import client_page, client_rows, receipts, search
from intellisession_desktop.vault.vault import Vault

from .conftest import DAY

ONE_DAY = dt.timedelta(days=1)
FLAGGED = Section("Plan", (Statement("A.", status=Status.FLAGGED), Statement("B."), Statement("C.")))


def note_of(vault: Vault, client: Client, text: str, day: dt.date = DAY) -> str:
    return vault.notes.add(client.id, None, "SOAP", day, [Section("Plan", (Statement(text),))]).id


class TestClients:
    def test_without_anything_has_an_empty_row(self, vault: Vault, client: Client) -> None:
        (row,) = client_rows(vault)
        assert row.client == client
        assert (row.last, row.time, row.drafts, row.to_check, row.waiting) == (None, None, 0, 0, 0)

    def test_are_listed_by_name_with_what_waits_for_each(self, vault: Vault, client: Client) -> None:
        anna = vault.clients.add("anna")
        session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en", dt.time(9, 30))
        vault.jobs.add(session.id, None, "{}")
        done = vault.jobs.add(session.id, None, "{}")
        vault.jobs.set_stage(done.id, Stage.DRAFTED)
        for state in ("draft", "draft", "signed", "imported"):
            vault.notes.add(client.id, session.id, "SOAP", DAY, [FLAGGED, FLAGGED], state)
        vault.notes.add(anna.id, None, "SOAP", DAY, [FLAGGED])
        first, second = client_rows(vault)
        assert (first.client, first.drafts, first.to_check, first.waiting) == (anna, 1, 1, 0)
        assert (second.client, second.drafts, second.to_check, second.waiting) == (client, 2, 4, 1)

    def test_were_last_seen_at_their_newest_session_or_note(self, vault: Vault, client: Client) -> None:
        vault.sessions.add(client.id, DAY, "SOAP", 2, "en", dt.time(16, 0))
        vault.sessions.add(client.id, DAY, "SOAP", 2, "en", dt.time(9, 0))
        vault.sessions.add(client.id, DAY - ONE_DAY, "SOAP", 2, "en", dt.time(18, 0))
        note_of(vault, client, "Same day, no time.")
        (row,) = client_rows(vault)
        assert (row.last, row.time) == (DAY, dt.time(16, 0))
        note_of(vault, client, "From elsewhere.", DAY + ONE_DAY)
        (row,) = client_rows(vault)
        assert (row.last, row.time) == (DAY + ONE_DAY, None)


class TestPage:
    def test_shows_goals_and_consents_open_and_closed(self, vault: Vault, client: Client) -> None:
        closed, opened = vault.goals.add(client.id, "Closed"), vault.goals.add(client.id, "Open")
        vault.goals.close(closed.id)
        vault.consents.revoke(client.id, DAY + ONE_DAY)
        page = client_page(vault, client.id, DAY)
        assert page.client == client
        assert [goal.id for goal in page.goals] == [closed.id, opened.id]
        assert page.consents == page.valid
        later = client_page(vault, client.id, DAY + ONE_DAY)
        assert (len(later.consents), later.valid) == (1, ())

    def test_shows_notes_newest_first_with_what_became_of_their_sound(
        self, vault: Vault, client: Client
    ) -> None:
        session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en", dt.time(9, 30), Modality.PHONE)
        recording = vault.recordings.add(session.id, "[]", state=RecordingState.SHREDDED)
        vault.recordings.set_seconds(recording.id, 90.0)
        receipt = vault.receipts.add(recording.id, Destruction("overwritten and deleted", 10, True))
        draft = vault.notes.add(client.id, session.id, "SOAP", DAY, [FLAGGED])
        old = vault.notes.add(client.id, None, "DAP", DAY - ONE_DAY, [FLAGGED])
        vault.notes.sign(old.id, "A. Therapist", old.created)
        vault.notes.add_addendum(old.id, "A. Therapist", "More.")
        other = vault.clients.add("Daniel K.")
        note_of(vault, other, "Of another.")
        first, second = client_page(vault, client.id, DAY).notes
        assert (first.id, first.date, first.time, first.modality) == (
            *(draft.id, DAY, dt.time(9, 30), Modality.PHONE),
        )
        assert (first.state, first.to_check, first.destroyed, first.recorded_s) == (
            *("draft", 1, receipt.at, 90.0),
        )
        assert (second.id, second.format, second.time, second.modality) == (old.id, "DAP", None, None)
        assert (second.state, second.to_check, second.destroyed, second.addenda) == ("signed", 0, None, 1)

    def test_a_pending_receipt_is_no_destruction_yet(self, vault: Vault, client: Client) -> None:
        session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
        recording = vault.recordings.add(session.id, "[]", state=RecordingState.SHREDDING)
        vault.receipts.add(recording.id, Destruction("key destroyed", 10, complete=False))
        vault.notes.add(client.id, session.id, "SOAP", DAY, [])
        assert client_page(vault, client.id, DAY).notes[0].destroyed is None

    def test_says_what_each_unwritten_note_waits_with(self, vault: Vault, client: Client) -> None:
        def waits(spool: str | None, stage: Stage = Stage.CREATED) -> None:
            session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
            recording = vault.recordings.add(session.id, "[]", spool=spool)
            vault.recordings.set_seconds(recording.id, 60.0)
            vault.jobs.set_stage(vault.jobs.add(session.id, recording.id, "{}").id, stage)

        waits("a.spool")
        waits(None)
        waits("b.spool", Stage.SHREDDED)
        waits(None, Stage.DRAFTED)
        vault.jobs.add(vault.sessions.add(client.id, DAY, "SOAP", 2, "en").id, None, "{}")
        waiting = client_page(vault, client.id, DAY).waiting
        assert [(each.what, each.seconds) for each in waiting] == [
            *(("recording", 60.0), ("file", 60.0), ("transcript", 60.0), ("summary", 0.0)),
        ]
        assert all(each.job.session_id == each.session.id for each in waiting)

    def test_of_nobody_is_not_found(self, vault: Vault) -> None:
        with pytest.raises(NotFound):
            client_page(vault, "0123456789abcdef", DAY)


def test_receipts_are_told_with_their_day_and_length_newest_first(vault: Vault, client: Client) -> None:
    made = []
    for days in (1, 0):
        session = vault.sessions.add(client.id, DAY - days * ONE_DAY, "SOAP", 2, "en")
        recording = vault.recordings.add(session.id, "[]")
        vault.recordings.set_seconds(recording.id, 60.0 + days)
        made.append(vault.receipts.add(recording.id, Destruction("overwritten", 10, True, ("A note.",))))
    other = vault.clients.add("Daniel K.")
    told = receipts(vault, client.id)
    assert [(each.receipt, each.date, each.seconds) for each in told] == [
        (made[1], DAY, 60.0),
        (made[0], DAY - ONE_DAY, 61.0),
    ]
    assert receipts(vault, other.id) == ()


class TestSearch:
    def test_finds_all_words_in_any_case_and_order_in_one_text(self, vault: Vault, client: Client) -> None:
        note = note_of(vault, client, "Die ÜBERRASCHUNG im Cafe\u0301 war groß.")
        note_of(vault, client, "Nur das Café.")
        for text in ("überraschung", "CAFÉ überrasch", " groSS  café ", "im Café"):
            hits = search(vault, text)
            assert note in [hit.note_id for hit in hits], text
        (hit,) = search(vault, "café überraschung")
        assert (hit.client_id, hit.client_name, hit.date) == (client.id, client.name, DAY)
        assert hit.excerpt == "Die ÜBERRASCHUNG im Cafe\u0301 war groß."

    @pytest.mark.parametrize("text", ["", "  \n", "elephant", "%", "_", "' OR 1=1 --", "x" * 10_000])
    def test_finds_nothing_where_nothing_is(self, vault: Vault, client: Client, text: str) -> None:
        note_of(vault, client, "Walks daily.")
        assert search(vault, text) == ()

    def test_finds_addenda_and_each_note_once_newest_first(self, vault: Vault, client: Client) -> None:
        old = note_of(vault, client, "Walks daily.", DAY - ONE_DAY)
        vault.notes.sign(old, "A. Therapist", dt.datetime.now(dt.UTC))
        vault.notes.add_addendum(old, "A. Therapist", "Sertraline was 50 mg.")
        sections = [Section("Plan", (Statement("Sertraline 75 mg."), Statement("More sertraline.")))]
        new = vault.notes.add(client.id, None, "SOAP", DAY, sections).id
        hits = search(vault, "sertraline")
        assert [(hit.note_id, hit.excerpt) for hit in hits] == [
            (new, "Sertraline 75 mg."),
            (old, "Sertraline was 50 mg."),
        ]

    def test_gives_the_fifty_newest(self, vault: Vault, client: Client) -> None:
        with vault.transaction():
            notes = [note_of(vault, client, "Walks.", DAY + n * ONE_DAY) for n in range(60)]
        assert [hit.note_id for hit in search(vault, "walks")] == notes[:9:-1]

    def test_finds_what_was_said_and_is_in_no_note(self, vault: Vault, client: Client) -> None:
        session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
        spoken = ("How was the week?", "The lighthouse was closed.", "A lighthouse again, and a heron.")
        vault.transcripts.save(session.id, [Turn(n, n + 1, "client", text) for n, text in enumerate(spoken)])
        other = note_of(vault, client, "Saw a heron.", DAY + ONE_DAY)
        assert search(vault, "lighthouse") == ()  # a transcript without a note has nowhere to be opened
        older, note = (
            vault.notes.add(client.id, session.id, "SOAP", DAY, [Section("Plan", (Statement(text),))]).id
            for text in ("Week.", "Walks.")
        )
        (hit,) = search(vault, "LIGHTHOUSE was")
        assert (hit.note_id, hit.turn, hit.excerpt) == (note, 1, spoken[1])
        assert [(hit.note_id, hit.turn) for hit in search(vault, "heron")] == [(other, None), (note, 2)]
        assert [(hit.note_id, hit.turn) for hit in search(vault, "week")] == [(older, None), (note, 0)]
        vault.transcripts.forget_uncited(session.id, ())
        assert search(vault, "lighthouse") == ()

    def test_shows_a_line_around_the_words(self, vault: Vault, client: Client) -> None:
        words = ["Before that they spoke of work."] * 9 + ["Slept\nbadly again."] + ["And so on."] * 30
        note_of(vault, client, " ".join(words))
        (hit,) = search(vault, "BADLY")
        assert "Slept badly again." in hit.excerpt
        assert hit.excerpt.startswith("… ")
        assert hit.excerpt.endswith(" …")
        assert "\n" not in hit.excerpt
        assert len(hit.excerpt) <= 130

    def test_shows_a_line_of_a_text_without_blanks(self, vault: Vault, client: Client) -> None:
        note_of(vault, client, "x" * 500 + "needle" + "y" * 500)
        (hit,) = search(vault, "needle")
        assert "needle" in hit.excerpt
        assert len(hit.excerpt) <= 130
