"""Every way to today's schema ends in the same schema."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from intellisession_desktop.vault.database import Database
from intellisession_desktop.vault.migrations import LATEST, MIGRATIONS, migrate


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
