"""The audit log tells what happened, cannot carry words, and shows when it was tampered with."""

from __future__ import annotations

import pytest

from intellisession_desktop.records import Client, Session
from intellisession_desktop.vault.vault import Vault

from .conftest import DAY


def test_what_matters_is_logged_by_the_vault_itself(vault: Vault, client: Client, session: Session) -> None:
    consent = vault.consents.record(client.id, "recording", DAY)
    vault.consents.revoke(client.id, DAY)
    note = vault.notes.add(client.id, session.id, "SOAP", DAY, ())
    vault.audit.append("note_exported", note.id)
    assert [(entry.event, entry.subject_id) for entry in vault.audit.list()] == [
        ("vault_created", ""),
        ("client_added", client.id),
        ("consent_recorded", consent.id),
        ("consent_revoked", consent.id),
        ("note_added", note.id),
        ("note_exported", note.id),
    ]
    assert [entry.position for entry in vault.audit.list()] == [1, 2, 3, 4, 5, 6]
    assert all(entry.at.utcoffset() is not None for entry in vault.audit.list())
    assert vault.audit.verify()


@pytest.mark.parametrize(
    ("event", "subject_id"),
    [("Anna said hello", ""), ("", ""), ("note_added", "Anna Berg"), ("note_added", "x y")],
)
def test_words_are_refused(vault: Vault, event: str, subject_id: str) -> None:
    with pytest.raises(ValueError, match="codes and ids"):
        vault.audit.append(event, subject_id)


@pytest.mark.parametrize("sql", ["UPDATE audit SET event = 'x'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_it(vault: Vault, sql: str) -> None:
    with pytest.raises(Exception, match="append-only"):
        vault._database.run(sql)
    assert vault.audit.verify()


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit SET event = 'y' WHERE position = 2",
        "UPDATE audit SET at = '2020-01-01T00:00:00+00:00' WHERE position = 3",
        "UPDATE audit SET subject_id = '' WHERE position = 2",
        "DELETE FROM audit WHERE position = 1",
        "DELETE FROM audit WHERE position = 2",
        "DELETE FROM audit WHERE position = 3",
        "DELETE FROM audit",
        "INSERT INTO audit (at, event, subject_id, hash) SELECT at, event, subject_id, hash FROM audit",
    ],
)
def test_tampering_past_the_refusal_is_noticed(vault: Vault, client: Client, tampering: str) -> None:
    vault.audit.append("note_exported", client.id)
    assert vault.audit.verify()
    vault._database.run("DROP TRIGGER audit_is_not_changed")
    vault._database.run("DROP TRIGGER audit_is_not_deleted")
    assert vault._database.run(tampering)
    assert not vault.audit.verify()
