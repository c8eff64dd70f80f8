"""Every way to today's schema ends in the same schema."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from intellisession_desktop.records import UNLABELLED, Practice, Section, Statement, Turn
from intellisession_desktop.vault.database import Database
from intellisession_desktop.vault.migrations import LATEST, MIGRATIONS, migrate
from intellisession_desktop.vault.notes import Notes
from intellisession_desktop.vault.practice import Practices
from intellisession_desktop.vault.therapist_voice import TherapistVoice
from intellisession_desktop.vault.transcripts import Sessions, Transcripts


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "a.db", bytearray(32))
    yield database
    database.close()


def schema(database: Database) -> list[tuple[str, ...]]:
    return [
        tuple(row) for row in database.rows("SELECT type, name, sql FROM sqlite_master ORDER BY type, name")
    ]


@pytest.mark.parametrize("version", range(LATEST + 1))
def test_a_database_of_an_older_version_ends_with_the_fresh_schema(
    database: Database, tmp_path: Path, version: int
) -> None:
    migrate(database, MIGRATIONS[:version])
    assert database.version() == version
    migrate(database)
    fresh = Database(tmp_path / "fresh.db", bytearray(32))
    try:
        migrate(fresh)
        assert schema(database) == schema(fresh)
        assert database.version() == fresh.version() == LATEST
    finally:
        fresh.close()


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrate(database)
    before = schema(database)
    migrate(database)
    assert schema(database) == before


def test_a_migration_that_fails_leaves_the_version_before_it(database: Database) -> None:
    def first(changed: Database) -> None:
        changed.run("CREATE TABLE one (x)")

    def second(changed: Database) -> None:
        changed.run("CREATE TABLE two (x)")
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        migrate(database, (first, second))
    assert database.version() == 1
    assert [row[1] for row in schema(database)] == ["one"]
    migrate(database, (first, lambda changed: changed.set_version(0)))
    assert database.version() == 2


def test_a_database_of_version_1_keeps_all_it_held(tmp_path: Path) -> None:
    """Written by the statements of version 1, read by today's repositories."""
    path = tmp_path / "old.db"
    old = Database(path, bytearray(32))
    migrate(old, MIGRATIONS[:1])
    for statement in VERSION_1:
        old.run(statement)
    old.close()
    database = Database(path, bytearray(32))
    try:
        migrate(database)
        assert database.version() == LATEST
        session = Sessions(database).latest("c1")
        assert session is not None
        assert (session.date.isoformat(), session.time, session.modality) == ("2026-11-05", None, "in person")
        draft, signed = Notes(database).list("c1")
        assert (draft.state, draft.signed, draft.signed_by, draft.addenda) == ("draft", None, "", ())
        assert draft.sections == (
            Section("Plan", (Statement("Walks daily.", (0, 1), first_text="Walks."), Statement("Rings."))),
        )
        assert (signed.state, signed.signed) == ("signed", None)
        assert Transcripts(database).load("s1") == (Turn(0.0, 1.5, "client", "Hello.", ("Hello",)),)
        assert Practices(database).get() == Practice()
        assert database.row("SELECT count(*) FROM addendum")[0] == 0
        assert database.rows("PRAGMA foreign_key_check") == []
        Notes(database).sign("a100", "A. Therapist", session.created)
        Notes(database).add_addendum("a200", "A. Therapist", "A note signed by version 1 takes one, too.")
    finally:
        database.close()


def test_a_database_of_version_2_keeps_all_it_held(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    old = Database(path, bytearray(32))
    migrate(old, MIGRATIONS[:2])
    for statement in (*VERSION_1, *VERSION_2):
        old.run(statement)
    old.close()
    database = Database(path, bytearray(32))
    try:
        migrate(database)
        assert database.version() == LATEST
        session = Sessions(database).get("s2")
        assert (session.people, session.modality) == (3, "telehealth")
        assert Transcripts(database).labelling("s2") == UNLABELLED
        assert Transcripts(database).load("s1") == (Turn(0.0, 1.5, "client", "Hello.", ("Hello",)),)
        assert Practices(database).get().therapist == "Jana"
        assert TherapistVoice(database).get() is None
        assert database.rows("PRAGMA foreign_key_check") == []
    finally:
        database.close()


VERSION_2 = (
    "INSERT INTO session (id, client_id, date, format, people, language, created, time, modality)"
    " VALUES ('s2', 'c1', '2026-11-20', 'DAP', 3, 'en', '2026-11-20T09:00:00+00:00', '10:00', 'telehealth')",
    "UPDATE practice SET therapist = 'Jana'",
)
"""What version 2 wrote; never to be changed, as the migrations themselves."""

VERSION_1 = (
    "INSERT INTO client VALUES ('c1', 'Anna Berg', 'anna berg', '2026-11-01T09:00:00+00:00')",
    "INSERT INTO session (id, client_id, date, format, people, language, created)"
    " VALUES ('s1', 'c1', '2026-11-05', 'SOAP', 2, 'en', '2026-11-05T09:00:00+00:00')",
    "INSERT INTO turn VALUES ('s1', 0, 0.0, 1.5, 'client', 'Hello.', '[\"Hello\"]')",
    "INSERT INTO note (id, client_id, session_id, format, date, state, created)"
    " VALUES ('a100', 'c1', 's1', 'SOAP', '2026-11-05', 'draft', '2026-11-05T10:00:00+00:00'),"
    " ('a200', 'c1', NULL, 'SOAP', '2026-11-06', 'signed', '2026-11-06T10:00:00+00:00')",
    "INSERT INTO section (note_id, position, name) VALUES ('a100', 0, 'Plan')",
    "INSERT INTO statement (note_id, section, position, text, first_text, evidence, status, reason)"
    " VALUES ('a100', 0, 0, 'Walks daily.', 'Walks.', '[0, 1]', 'supported', ''),"
    " ('a100', 0, 1, 'Rings.', 'Rings.', '[]', 'supported', '')",
)
"""What version 1 wrote; never to be changed, as the migrations themselves."""
