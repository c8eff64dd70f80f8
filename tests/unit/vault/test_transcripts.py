"""Sessions and their transcripts come back as they were stored, corrected or forgotten turn by turn."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from intellisession_desktop.errors import NotFound
from intellisession_desktop.records import Client, Modality, Session, Speaker, Turn
from intellisession_desktop.vault.vault import Vault

from .conftest import DAY

TURNS = (
    Turn(0.0, 1.25, Speaker.THERAPIST, "How have you slept?"),
    Turn(1.25, 4.0, Speaker.CLIENT, "Four hours, “maybe”… für Ärger.", ("Ärger",)),
    Turn(4.0, 5.0, "client2", "That is so."),
)


def test_a_session_without_time_was_in_person(vault: Vault, client: Client) -> None:
    session = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
    assert (session.time, session.modality) == (None, Modality.IN_PERSON)
    assert vault.sessions.get(session.id) == session


def test_a_session_keeps_its_time_to_the_minute_and_its_modality(vault: Vault, client: Client) -> None:
    time = dt.time(9, 5, 59, 1234)
    session = vault.sessions.add(client.id, DAY, "SOAP", 3, "de", time, Modality.TELEHEALTH)
    assert session.time == dt.time(9, 5)
    assert vault.sessions.get(session.id) == session


def test_a_session_can_be_changed_but_not_given_to_another_client(
    vault: Vault, client: Client, session: Session
) -> None:
    changed = replace(
        session,
        date=DAY + dt.timedelta(days=1),
        format="DAP",
        people=3,
        language="de",
        time=dt.time(16, 30),
        modality=Modality.PHONE,
    )
    vault.sessions.update(changed)
    assert vault.sessions.get(session.id) == changed
    other = vault.clients.add("Other Client")
    vault.sessions.update(replace(changed, client_id=other.id, time=None))
    assert vault.sessions.get(session.id) == replace(changed, time=None)
    with pytest.raises(NotFound):
        vault.sessions.update(replace(session, id="0123456789abcdef"))


def test_the_latest_session_is_the_one_entered_last(vault: Vault, client: Client) -> None:
    assert vault.sessions.latest(client.id) is None
    vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
    last = vault.sessions.add(client.id, DAY - dt.timedelta(days=7), "DAP", 2, "en", None, Modality.PHONE)
    other = vault.clients.add("Other Client")
    vault.sessions.add(other.id, DAY, "PIE", 2, "en")
    assert vault.sessions.latest(client.id) == last


def test_a_transcript_comes_back_turn_by_turn(vault: Vault, session: Session) -> None:
    assert vault.transcripts.load(session.id) == ()
    vault.transcripts.save(session.id, iter(TURNS))
    assert vault.transcripts.load(session.id) == TURNS
    vault.transcripts.save(session.id, TURNS[:1])
    assert vault.transcripts.load(session.id) == TURNS[:1]


def test_a_transcript_is_replaced_whole_or_not_at_all(vault: Vault, session: Session) -> None:
    turns = (Turn(0, 1, "client", "Kept."),)
    vault.transcripts.save(session.id, turns)
    with pytest.raises(Exception, match="NOT NULL"):
        vault.transcripts.save(session.id, (Turn(0, 1, "client", "Lost."), Turn(0, 1, "client", None)))  # type: ignore[arg-type]
    assert vault.transcripts.load(session.id) == turns


def test_one_turn_can_be_corrected(vault: Vault, session: Session) -> None:
    vault.transcripts.save(session.id, TURNS)
    corrected = replace(TURNS[1], speaker="client2", text="Five hours, maybe.", unsure=())
    vault.transcripts.set_turn(session.id, 1, corrected)
    assert vault.transcripts.load(session.id) == (TURNS[0], corrected, TURNS[2])
    for session_id, position in ((session.id, 3), (session.id, -1), ("0123456789abcdef", 0)):
        with pytest.raises(NotFound):
            vault.transcripts.set_turn(session_id, position, corrected)


def test_forgetting_keeps_the_words_that_are_cited_and_every_place(
    vault: Vault, client: Client, session: Session
) -> None:
    other = vault.sessions.add(client.id, DAY, "SOAP", 2, "en")
    for each in (session, other):
        vault.transcripts.save(each.id, TURNS)
    vault.transcripts.forget_uncited(session.id, {0, 7})
    left = vault.transcripts.load(session.id)
    assert left == (TURNS[0], *(replace(turn, text="", unsure=()) for turn in TURNS[1:]))
    assert vault.transcripts.load(other.id) == TURNS
    assert vault.audit.list()[-1].event == "transcript_forgotten"


def test_forgotten_words_are_in_no_page_of_the_database(vault: Vault, session: Session) -> None:
    vault.transcripts.save(session.id, TURNS)
    vault.transcripts.forget_uncited(session.id, ())
    held = vault._database.rows("SELECT text, unsure FROM turn")
    assert [tuple(row) for row in held] == [("", "[]")] * 3
    assert vault._database.row("PRAGMA secure_delete")[0] == 1  # so what was there is overwritten
