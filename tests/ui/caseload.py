"""A practice's records for tests of the window: clients, notes in every state, and things that wait."""

from __future__ import annotations

import datetime as dt

import numpy as np

from intellisession_desktop.audio.spool import SpoolWriter, new_key
from intellisession_desktop.records import (
    Client,
    ConsentScope,
    Destruction,
    Job,
    Modality,
    Note,
    RecordingState,
    Section,
    Session,
    Stage,
    Statement,
    Status,
    Turn,
)
from intellisession_desktop.sessions.note_request import Options, options_json
from intellisession_desktop.vault.values import new_id
from intellisession_desktop.vault.vault import Vault
from tests.fakes import SCRIPT

TODAY = dt.date.today()
NOTES = (
    "The key was destroyed: what is left on the disk cannot be read without it.",
    "Solid-state disks may keep old blocks for a while.",
)

SAID = tuple(Turn(5.0 * n, 5.0 * n + 5.0, speaker, text) for n, (speaker, text) in enumerate(SCRIPT))


def add_note(
    vault: Vault,
    client: Client,
    days_ago: int,
    *,
    state: str = "draft",
    to_check: int = 0,
    recorded: bool = True,
    modality: Modality = Modality.IN_PERSON,
    text: str = "Client reported two panic attacks this week.",
    format: str = "SOAP",
) -> Note:
    """A note of a session some days ago, with the receipt of its recording."""
    day = TODAY - dt.timedelta(days=days_ago)
    session_id = None
    if state != "imported":
        session = vault.sessions.add(client.id, day, format, 2, "en", dt.time(10, 0), modality)
        session_id = session.id
        if recorded:
            recording = vault.recordings.add(session.id, "[]", spool="gone", state=RecordingState.SHREDDED)
            vault.recordings.set_seconds(recording.id, 2_310.0)
            vault.receipts.add(
                recording.id, Destruction("key destroyed, overwritten and deleted", 38_400_000, True, NOTES)
            )
    statements = (
        Statement(text, (0,)),
        *(
            Statement(f"Took {n + 2} tablets.", (0,), Status.FLAGGED, "Not found in what was said")
            for n in range(to_check)
        ),
    )
    sections = (Section("Subjective", statements), Section("Plan"))
    note = vault.notes.add(
        client.id, session_id, format, day, sections, "imported" if state == "imported" else "draft"
    )
    if state == "signed":
        return vault.notes.sign(note.id, "Dr. A. Field", dt.datetime.now(dt.UTC))
    return note


def add_transcript(vault: Vault, client: Client, days_ago: int, *, recorded: bool = True) -> Session:
    """A session whose draft was deleted: its transcript is there, and the receipt of its recording."""
    day = TODAY - dt.timedelta(days=days_ago)
    session = vault.sessions.add(client.id, day, "DAP", 2, "en", dt.time(10, 0))
    vault.transcripts.save(session.id, SAID)
    recording_id = None
    if recorded:
        recording = vault.recordings.add(session.id, "[]", spool="gone", state=RecordingState.SHREDDED)
        vault.recordings.set_seconds(recording.id, 2_310.0)
        vault.receipts.add(recording.id, Destruction("key destroyed and deleted", 38_400_000, True, NOTES))
        recording_id = recording.id
    job = vault.jobs.add(session.id, recording_id, options_json(Options()))
    vault.jobs.set_stage(job.id, Stage.DRAFTED)
    return session


def add_waiting_recording(vault: Vault, client: Client, days_ago: int = 0, seconds: float = 2_280.0) -> Job:
    """A recording of our own that nobody has made a note of, with a second of real sound in its spool."""
    session = vault.sessions.add(client.id, TODAY - dt.timedelta(days=days_ago), "SOAP", 2, "en")
    recording_id, key = new_id(), new_key()
    name = f"{recording_id}.spool"
    recording = vault.recordings.add(session.id, "[]", spool=name, key=key, recording_id=recording_id)
    vault.spool_folder.mkdir(exist_ok=True)
    with SpoolWriter(vault.spool_folder / name, recording_id, key) as writer:
        writer.write(np.random.default_rng(3).normal(0, 0.1, 16_000).astype(np.float32))
    vault.recordings.set_seconds(recording.id, seconds)
    return vault.jobs.add(session.id, recording.id, options_json(Options()))


def add_stopped_note(vault: Vault, client: Client, days_ago: int = 0, code: str = "engine_crashed") -> Job:
    """A note of a summary whose writing was stopped by an error."""
    session = vault.sessions.add(client.id, TODAY - dt.timedelta(days=days_ago), "SOAP", 2, "en")
    job = vault.jobs.add(session.id, None, options_json(Options(summary="We talked about the week.")))
    vault.jobs.set_stage(job.id, Stage.SHREDDED)
    if code:
        vault.jobs.set_error(job.id, code)
    return job


def add_caseload(vault: Vault) -> Client:
    """Eight clients; gives Maya, who has a bit of everything."""
    maya = vault.clients.add("Maya R.")
    vault.consents.record(maya.id, ConsentScope.RECORDING, dt.date(2026, 1, 1))
    vault.goals.add(maya.id, "Reduce panic attacks from four a week to one a week or fewer")
    vault.goals.add(maya.id, "Drive on the highway to visit mother")
    add_note(vault, maya, 0, to_check=2)
    add_note(vault, maya, 7, state="signed")
    add_note(vault, maya, 14, state="signed", modality=Modality.TELEHEALTH)
    add_note(vault, maya, 21, state="signed", recorded=False, modality=Modality.PHONE)
    add_note(vault, maya, 400, state="imported")
    daniel = vault.clients.add("Daniel K.")
    vault.consents.record(daniel.id, ConsentScope.RECORDING, dt.date(2026, 1, 1))
    add_note(vault, daniel, 1, text="Client slept five hours and walked to the supermarket.")
    sam = vault.clients.add("Sam and Lou")
    vault.consents.record(sam.id, ConsentScope.RECORDING, dt.date(2026, 1, 1))
    vault.consents.record(sam.id, ConsentScope.DECLINED, dt.date(2026, 1, 1), "partner")
    add_note(vault, sam, 6, state="signed")
    for name in ("Aisha B.", "Olu A.", "Jana", "Tomás Ibáñez", "Wen L."):
        client = vault.clients.add(name)
        add_note(vault, client, 30, state="signed", text="Client described the first week at work.")
    return maya
