"""The print of the therapist's voice in the vault."""

from __future__ import annotations

import datetime as dt

import pytest

from intellisession_desktop.records import FIND_OUT, UNLABELLED, LabelledBy, Labelling, Turn, VoicePrint
from intellisession_desktop.vault.vault import Vault

VOICE = VoicePrint((0.6, 0.0, -0.8), 31.5, "a model", dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC))


def test_a_voice_is_stored_replaced_and_forgotten(vault: Vault) -> None:
    assert vault.therapist_voice.get() is None
    vault.therapist_voice.set(VOICE)
    stored = vault.therapist_voice.get()
    assert stored is not None
    assert stored.vector == pytest.approx(VOICE.vector)
    assert (stored.seconds, stored.model, stored.made) == (31.5, "a model", VOICE.made)
    vault.therapist_voice.set(VoicePrint((1.0, 0.0), 20.0, "another", VOICE.made))
    stored = vault.therapist_voice.get()
    assert stored is not None
    assert stored.model == "another"
    vault.therapist_voice.delete()
    vault.therapist_voice.delete()
    assert vault.therapist_voice.get() is None
    events = [entry.event for entry in vault.audit.list()]
    assert events.count("voice_enrolled") == 2
    assert events.count("voice_deleted") == 1


@pytest.mark.parametrize("damaged", [b"", b"abc", b"\x00" * 12])
def test_what_is_no_print_counts_as_none(vault: Vault, damaged: bytes) -> None:
    vault.therapist_voice.set(VOICE)
    vault._database.run("UPDATE therapist_voice SET vector = ?", (damaged,))
    assert vault.therapist_voice.get() is None


def test_how_speakers_were_told_apart_is_kept_with_the_session(vault: Vault) -> None:
    client = vault.clients.add("Maya R.")
    session = vault.sessions.add(client.id, dt.date(2026, 11, 25), "SOAP", FIND_OUT, "en")
    assert vault.transcripts.labelling(session.id) == UNLABELLED
    told = Labelling(LabelledBy.WORDS, 0.83, 3, True)
    vault.transcripts.save(session.id, (Turn(0.0, 1.0, "client", "Hello."),), told)
    assert vault.transcripts.labelling(session.id) == told
