"""The schema of the database, as an ordered list of numbered changes; a released one is never edited."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .database import Database
from .sealing import seal_transcript

Migration = Callable[[Database], None]


def migrate(database: Database, migrations: Sequence[Migration] | None = None) -> None:
    """Brings the database up to date, one transaction a change: a crash leaves one version or the next."""
    migrations = MIGRATIONS if migrations is None else migrations
    for number in range(database.version(), len(migrations)):
        with database.transaction():
            migrations[number](database)
            database.set_version(number + 1)


def _1_first(database: Database) -> None:
    """Clients, their sessions, recordings, transcripts and notes; the work on them; the audit log."""
    for statement in _FIRST:
        database.run(statement)


_FIRST = (
    """CREATE TABLE client (
        id TEXT PRIMARY KEY NOT NULL,
        name TEXT NOT NULL,
        folded_name TEXT NOT NULL UNIQUE,
        created TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE goal (
        id TEXT PRIMARY KEY NOT NULL,
        client_id TEXT NOT NULL REFERENCES client ON DELETE CASCADE,
        text TEXT NOT NULL,
        created TEXT NOT NULL,
        closed TEXT
    ) STRICT""",
    "CREATE INDEX goal_of_client ON goal (client_id)",
    """CREATE TABLE consent (
        id TEXT PRIMARY KEY NOT NULL,
        client_id TEXT NOT NULL REFERENCES client ON DELETE CASCADE,
        person TEXT NOT NULL,
        scope TEXT NOT NULL,
        since TEXT NOT NULL,
        revoked TEXT
    ) STRICT""",
    "CREATE INDEX consent_of_client ON consent (client_id)",
    """CREATE TABLE session (
        id TEXT PRIMARY KEY NOT NULL,
        client_id TEXT NOT NULL REFERENCES client ON DELETE CASCADE,
        date TEXT NOT NULL,
        format TEXT NOT NULL,
        people INTEGER NOT NULL,
        language TEXT NOT NULL,
        created TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX session_of_client ON session (client_id)",
    # Device and inode are text: some file systems number beyond SQLite's 64 signed bits.
    """CREATE TABLE recording (
        id TEXT PRIMARY KEY NOT NULL,
        session_id TEXT NOT NULL REFERENCES session ON DELETE CASCADE,
        state TEXT NOT NULL,
        consent TEXT NOT NULL,
        path TEXT,
        device TEXT,
        inode TEXT,
        size INTEGER,
        sha256 TEXT,
        spool TEXT,
        seconds REAL NOT NULL DEFAULT 0
    ) STRICT""",
    "CREATE INDEX recording_of_session ON recording (session_id)",
    # Apart from the recording, so that deleting this one row kills the sound.
    """CREATE TABLE recording_key (
        recording_id TEXT PRIMARY KEY NOT NULL REFERENCES recording ON DELETE CASCADE,
        key BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE receipt (
        id TEXT PRIMARY KEY NOT NULL,
        recording_id TEXT NOT NULL UNIQUE REFERENCES recording ON DELETE CASCADE,
        at TEXT NOT NULL,
        method TEXT NOT NULL,
        size INTEGER NOT NULL,
        complete INTEGER NOT NULL,
        notes TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE turn (
        session_id TEXT NOT NULL REFERENCES session ON DELETE CASCADE,
        position INTEGER NOT NULL,
        start_s REAL NOT NULL,
        end_s REAL NOT NULL,
        speaker TEXT NOT NULL,
        text TEXT NOT NULL,
        unsure TEXT NOT NULL,
        PRIMARY KEY (session_id, position)
    ) STRICT""",
    # Deferred and without cascade: a session with a note cannot be deleted, except together with its client.
    """CREATE TABLE note (
        id TEXT PRIMARY KEY NOT NULL,
        client_id TEXT NOT NULL REFERENCES client ON DELETE CASCADE,
        session_id TEXT REFERENCES session DEFERRABLE INITIALLY DEFERRED,
        format TEXT NOT NULL,
        date TEXT NOT NULL,
        state TEXT NOT NULL,
        created TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX note_of_client ON note (client_id)",
    "CREATE INDEX note_of_session ON note (session_id)",
    """CREATE TABLE section (
        note_id TEXT NOT NULL REFERENCES note ON DELETE CASCADE,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (note_id, position)
    ) STRICT""",
    """CREATE TABLE statement (
        note_id TEXT NOT NULL,
        section INTEGER NOT NULL,
        position INTEGER NOT NULL,
        text TEXT NOT NULL,
        first_text TEXT NOT NULL,
        evidence TEXT NOT NULL,
        status TEXT NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (note_id, section, position),
        FOREIGN KEY (note_id, section) REFERENCES section (note_id, position) ON DELETE CASCADE
    ) STRICT""",
    """CREATE TABLE job (
        id TEXT PRIMARY KEY NOT NULL,
        session_id TEXT NOT NULL REFERENCES session ON DELETE CASCADE,
        recording_id TEXT REFERENCES recording ON DELETE CASCADE,
        path TEXT,
        stage TEXT NOT NULL,
        options TEXT NOT NULL,
        error_code TEXT NOT NULL,
        created TEXT NOT NULL,
        updated TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX job_of_session ON job (session_id)",
    "CREATE INDEX job_of_recording ON job (recording_id)",
    """CREATE TABLE drafted_exchange (
        job_id TEXT NOT NULL REFERENCES job ON DELETE CASCADE,
        exchange INTEGER NOT NULL,
        statements TEXT NOT NULL,
        PRIMARY KEY (job_id, exchange)
    ) STRICT""",
    """CREATE TABLE audit (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        event TEXT NOT NULL,
        subject_id TEXT NOT NULL,
        hash TEXT NOT NULL
    ) STRICT""",
    """CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    """CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
)


def _2_window(database: Database) -> None:
    """What the window asks for: time and modality, signatures and addenda, the practice."""
    for statement in _WINDOW:
        database.run(statement)


_WINDOW = (
    "ALTER TABLE session ADD COLUMN time TEXT",
    "ALTER TABLE session ADD COLUMN modality TEXT NOT NULL DEFAULT 'in person'",
    # For the list of clients and the search, however many notes there are.
    "CREATE INDEX statement_flagged ON statement (note_id) WHERE status = 'flagged'",
    "CREATE INDEX note_by_date ON note (date, created)",
    "ALTER TABLE note ADD COLUMN signed TEXT",
    "ALTER TABLE note ADD COLUMN signed_by TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE addendum (
        id TEXT PRIMARY KEY NOT NULL,
        note_id TEXT NOT NULL REFERENCES note ON DELETE CASCADE,
        at TEXT NOT NULL,
        author TEXT NOT NULL,
        text TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX addendum_of_note ON addendum (note_id)",
    """CREATE TABLE practice (
        only_one INTEGER PRIMARY KEY NOT NULL CHECK (only_one = 1),
        therapist TEXT NOT NULL DEFAULT '',
        credentials TEXT NOT NULL DEFAULT '',
        name TEXT NOT NULL DEFAULT '',
        address TEXT NOT NULL DEFAULT '',
        contact TEXT NOT NULL DEFAULT '',
        consent_form TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    "INSERT INTO practice (only_one) VALUES (1)",
)


def _3_speakers(database: Database) -> None:
    """How the speakers of a session were told apart, and what the therapist's voice is like."""
    for statement in _SPEAKERS:
        database.run(statement)


_SPEAKERS = (
    "ALTER TABLE session ADD COLUMN labelled_by TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE session ADD COLUMN label_certainty REAL NOT NULL DEFAULT 1.0",
    "ALTER TABLE session ADD COLUMN voices INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE session ADD COLUMN channels INTEGER NOT NULL DEFAULT 0",
    """CREATE TABLE therapist_voice (
        only_one INTEGER PRIMARY KEY NOT NULL CHECK (only_one = 1),
        vector BLOB NOT NULL,
        seconds REAL NOT NULL,
        model TEXT NOT NULL,
        made TEXT NOT NULL
    ) STRICT""",
)


def _4_moments(database: Database) -> None:
    """What happened while a session was recorded: moments that were marked, pauses and gaps."""
    database.run(_MOMENTS)


_MOMENTS = """CREATE TABLE moment (
    session_id TEXT NOT NULL REFERENCES session ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at_s REAL NOT NULL,
    seconds REAL NOT NULL,
    PRIMARY KEY (session_id, position)
) STRICT"""


def _5_apart(database: Database) -> None:
    """What a therapist writes for themself about a client, and how drafts for a client shall be."""
    for statement in _APART:
        database.run(statement)


_APART = (
    """CREATE TABLE private_note (
        client_id TEXT PRIMARY KEY NOT NULL REFERENCES client ON DELETE CASCADE,
        text TEXT NOT NULL,
        changed TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE draft_wish (
        client_id TEXT PRIMARY KEY NOT NULL REFERENCES client ON DELETE CASCADE,
        length TEXT NOT NULL DEFAULT '',
        quotes TEXT NOT NULL DEFAULT '',
        school TEXT NOT NULL DEFAULT '',
        naming TEXT NOT NULL DEFAULT '',
        tense TEXT NOT NULL DEFAULT '',
        pronoun TEXT NOT NULL DEFAULT ''
    ) STRICT""",
)


def _6_destruction(database: Database) -> None:
    """The journal of destructions, and what each transcript must read like when its sound is destroyed.

    How far an earlier version had come with a destruction was never written down: it counts as begun, so that
    only what the file itself still shows is believed.
    """
    database.run("ALTER TABLE session ADD COLUMN transcript_sha256 TEXT NOT NULL DEFAULT ''")
    database.run(_DESTRUCTION)
    for row in database.rows("SELECT DISTINCT session_id FROM turn"):
        seal_transcript(database, row[0])
    database.run(
        "INSERT INTO destruction (recording_id, reason, step, inode, size)"
        " SELECT id, CASE WHEN EXISTS (SELECT 1 FROM turn WHERE turn.session_id = recording.session_id)"
        " THEN 'transcribed' ELSE 'given up' END, 'begun', coalesce(inode, '0'), coalesce(size, 0)"
        " FROM recording WHERE state = 'shredding'"
    )


# The inode is text, as in `recording`.
_DESTRUCTION = """CREATE TABLE destruction (
    recording_id TEXT PRIMARY KEY NOT NULL REFERENCES recording ON DELETE CASCADE,
    reason TEXT NOT NULL,
    step TEXT NOT NULL,
    inode TEXT NOT NULL DEFAULT '0',
    size INTEGER NOT NULL DEFAULT 0
) STRICT"""


def _7_outcomes(database: Database) -> None:
    """What became of something planned, of the statements that tell it; empty for all others."""
    database.run("ALTER TABLE statement ADD COLUMN planned_item TEXT NOT NULL DEFAULT ''")
    database.run("ALTER TABLE statement ADD COLUMN planned_outcome TEXT NOT NULL DEFAULT ''")


def _8_as_drafted(database: Database) -> None:
    """How a statement stood before who said its evidence was changed, as JSON; empty for all others."""
    database.run("ALTER TABLE statement ADD COLUMN as_drafted TEXT NOT NULL DEFAULT ''")


def _9_goals(database: Database) -> None:
    """The therapist's own order of goals; those of before stand as they were added."""
    database.run("ALTER TABLE goal ADD COLUMN position INTEGER NOT NULL DEFAULT 0")


MIGRATIONS: tuple[Migration, ...] = (
    *(_1_first, _2_window, _3_speakers, _4_moments, _5_apart),
    *(_6_destruction, _7_outcomes, _8_as_drafted, _9_goals),
)
LATEST = len(MIGRATIONS)
