"""What reaches the disk is encrypted, complete or absent, and gone when it was deleted."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from intellisession_desktop.errors import DiskFull, VaultDamaged
from intellisession_desktop.records import Client, Section, Session, Statement, Turn
from intellisession_desktop.vault import database as database_module
from intellisession_desktop.vault.database import Database, version_on_disk
from intellisession_desktop.vault.vault import Vault

from .conftest import DAY, PASSPHRASE, bytes_of

CHECKOUT = Path(__file__).parents[3]
SENTENCE = "Since the funeral I wake at four and cannot breathe properly."


def assert_unreadable(folder: Path, *texts: str) -> None:
    files = bytes_of(folder)
    assert files
    for name, data in files.items():
        for text in texts:
            for word in [text, *text.split()]:
                if len(word) > 5:  # a short word could stand in random bytes by chance
                    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                        assert word.encode(encoding) not in data, name


def test_no_byte_of_any_file_tells_what_was_stored(
    vault: Vault, folder: Path, client: Client, session: Session
) -> None:
    vault.transcripts.save(session.id, [Turn(0, 4, "client", SENTENCE)] * 50)
    section = Section("Subjective", (Statement(SENTENCE, (0,)),))
    vault.notes.add(client.id, session.id, "SOAP", DAY, (section,))
    assert (folder / "vault.db-wal").stat().st_size > 0
    assert_unreadable(folder, SENTENCE, client.name, PASSPHRASE, "SQLite", "Subjective")
    assert vault.checkpoint()
    assert_unreadable(folder, SENTENCE, client.name, PASSPHRASE, "SQLite", "Subjective")
    vault.close()
    assert_unreadable(folder, SENTENCE, client.name, PASSPHRASE, "SQLite", "Subjective")


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("temp_store", 2),  # memory
        ("synchronous", 2),  # full
        ("journal_mode", "wal"),
        ("cipher_memory_security", "1"),
    ],
)
def test_the_database_is_set_up_as_designed(vault: Vault, pragma: str, value: object) -> None:
    assert vault._database.row(f"PRAGMA {pragma}")[0] == value


def test_the_key_is_taken_raw(tmp_path: Path) -> None:
    """The PRAGMA's documented raw form opens what set_key made: no second derivation hides in between."""
    key = bytearray(range(32))
    made = Database(tmp_path / "a.db", bytearray(key))
    made.set_version(7)
    made.close()
    connection = sqlcipher.connect(str(tmp_path / "a.db"))
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 7
    finally:
        connection.close()


def test_another_key_is_noticed_quietly(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    made = Database(tmp_path / "a.db", bytearray(32))
    made.set_version(1)
    made.close()
    with pytest.raises(VaultDamaged):
        Database(tmp_path / "a.db", bytearray(b"x" * 32))
    with pytest.raises(VaultDamaged):
        version_on_disk(tmp_path / "a.db", bytearray(b"x" * 32))
    assert capfd.readouterr() == ("", "")


def test_a_full_disk_is_a_known_error_and_loses_nothing(vault: Vault, client: Client) -> None:
    pages = vault._database.row("PRAGMA page_count")[0]
    vault._database.run(f"PRAGMA max_page_count = {pages}")

    def two_goals() -> None:
        with vault.transaction():
            vault.goals.add(client.id, "Sleep through the night")
            vault.goals.add(client.id, "x" * 100_000)

    with pytest.raises(DiskFull):
        two_goals()
    assert vault.goals.list(client.id) == ()
    vault._database.run(f"PRAGMA max_page_count = {pages + 100}")
    vault.goals.add(client.id, "x" * 100_000)
    assert len(vault.goals.list(client.id)) == 1


def test_a_failed_transaction_leaves_nothing_and_an_inner_one_joins_it(vault: Vault) -> None:
    def interrupted() -> None:
        with vault.transaction():
            with vault.transaction():
                vault.clients.add("Anna Berg")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert vault.clients.list() == ()
    assert [entry.event for entry in vault.audit.list()] == ["vault_created"]


def test_another_thread_never_sees_half_a_transaction(vault: Vault) -> None:
    seen: list[tuple[Client, ...]] = []
    reader = threading.Thread(target=lambda: seen.append(vault.clients.list()))

    def failing() -> None:
        with vault.transaction():
            vault.clients.add("Anna Berg")
            reader.start()
            reader.join(timeout=0.2)  # long enough to see the client if nothing kept it from reading
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    reader.join()
    assert seen == [()]


def test_a_killed_program_leaves_a_consistent_vault_that_opens_again(vault: Vault, folder: Path) -> None:
    vault.close()
    script = (
        "import sys; from pathlib import Path\n"
        "from intellisession_desktop.vault.vault import Vault\n"
        "vault = Vault.open(Path(sys.argv[1]), sys.argv[2])\n"
        "vault._database.run('PRAGMA cache_size = 5')\n"  # so that uncommitted pages reach the log
        "anna = vault.clients.add('Anna Berg')\n"
        "vault.goals.add(anna.id, 'committed')\n"
        "with vault.transaction():\n"
        "    for _ in range(200):\n"
        "        vault.goals.add(anna.id, 'x' * 2000)\n"
        "    print('in the middle', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", script, str(folder), PASSPHRASE]
    with subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stdout.readline().strip() == b"in the middle"
        program.kill()
    assert (folder / "vault.db-wal").stat().st_size > 200 * 2000
    with Vault.open(folder, PASSPHRASE) as vault:
        (anna,) = vault.clients.list()
        assert [goal.text for goal in vault.goals.list(anna.id)] == ["committed"]
        assert vault._database.row("PRAGMA integrity_check")[0] == "ok"
        assert vault._database.rows("PRAGMA cipher_integrity_check") == []
        assert vault.audit.verify()


def test_a_checkpoint_empties_the_log(vault: Vault, folder: Path) -> None:
    vault.clients.add("Anna Berg")
    assert vault.checkpoint()
    assert (folder / "vault.db-wal").stat().st_size == 0


def test_a_busy_checkpoint_says_so(vault: Vault, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intellisession_desktop.vault.database._CHECKPOINT_PAUSE_S", 0.0)
    monkeypatch.setattr("intellisession_desktop.vault.database._CHECKPOINT_TRIES", 2)
    vault.clients.add("Anna Berg")
    reader = Database(folder / "vault.db", bytearray(vault._data_key))
    try:
        with reader.transaction():
            assert not vault.checkpoint()
        assert vault.checkpoint()
    finally:
        reader.close()


PAGE = 4096


class TestADamagedPage:
    """SQLCipher finds it by its HMAC, and gives nothing more through that connection."""

    ROWS = 300

    @pytest.fixture
    def damaged(self, tmp_path: Path) -> Iterator[Database]:
        key = bytearray(range(32))
        with closing(Database(tmp_path / "a.db", key)) as made:
            made.run("CREATE TABLE item (id INTEGER PRIMARY KEY, text TEXT)")
            made.run_many(
                "INSERT INTO item (text) VALUES (?)", ((f"{i:04d}" * 200,) for i in range(self.ROWS))
            )
        data = bytearray((tmp_path / "a.db").read_bytes())
        data[len(data) // PAGE // 2 * PAGE + 100] ^= 1
        (tmp_path / "a.db").write_bytes(data)
        with closing(Database(tmp_path / "a.db", key)) as database:
            yield database

    def test_costs_what_is_on_it_and_nothing_else(self, damaged: Database) -> None:
        lost = 0
        for i in range(1, self.ROWS + 1):
            try:
                assert damaged.row("SELECT text FROM item WHERE id = ?", (i,))[0] == f"{i - 1:04d}" * 200
            except VaultDamaged:
                lost += 1
        assert 1 <= lost <= 5

    def test_lets_the_next_one_write(self, damaged: Database) -> None:
        with pytest.raises(VaultDamaged):
            damaged.rows("SELECT text FROM item")
        damaged.run("INSERT INTO item (text) VALUES ('new')")
        assert damaged.row("SELECT text FROM item WHERE id = ?", (self.ROWS + 1,))[0] == "new"

    def test_ends_the_transaction_it_is_met_in_and_is_told_by_every_call_until_then(
        self, damaged: Database
    ) -> None:
        def write() -> None:
            with damaged.transaction():
                damaged.run("INSERT INTO item (text) VALUES ('new')")
                with pytest.raises(VaultDamaged):
                    damaged.rows("SELECT text FROM item")
                damaged.run("INSERT INTO item (text) VALUES ('newer')")

        with pytest.raises(VaultDamaged):
            write()
        assert damaged.row("SELECT text FROM item WHERE id > ?", (self.ROWS,)) is None
        with damaged.transaction():
            damaged.run("INSERT INTO item (text) VALUES ('newest')")
        assert damaged.row("SELECT text FROM item WHERE id > ?", (self.ROWS,))[0] == "newest"

    def test_does_not_bring_the_key_back_after_locking(self, damaged: Database) -> None:
        with pytest.raises(VaultDamaged):
            damaged.rows("SELECT text FROM item")
        damaged.lock()
        assert damaged.locked
        assert damaged._key is None


@pytest.mark.parametrize(
    "name",
    [name for name in dir(sqlcipher) if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR"))],
)
def test_every_code_for_damage_is_known(name: str) -> None:
    error = sqlcipher.DatabaseError()
    error.sqlite_errorcode = getattr(sqlcipher, name)
    with pytest.raises(VaultDamaged), database_module._known_errors():
        raise error
