"""Another client's name in what is about to be stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from intellisession_desktop.errors import OtherClientNamed
from intellisession_desktop.records import Client, Section, Statement, Status
from intellisession_desktop.sessions.note_request import NoteRequest, Options, prepare
from intellisession_desktop.sessions.other_clients import other_clients_named
from intellisession_desktop.vault.vault import Vault

DAY = dt.date(2026, 11, 12)


@pytest.fixture
def tom(vault: Vault) -> Client:
    for name in ("Maya Rosen", "May B.", "Anna Keller", "A. B."):
        vault.clients.add(name)
    return vault.clients.add("Tom Keller")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Maya reported better sleep.", ("Maya Rosen",)),
        ("We spoke of Maya Rosen.", ("Maya Rosen",)),
        ("Ms. Rosen slept badly.", ("Maya Rosen",)),
        ("Anna and Maya came up.", ("Anna Keller", "Maya Rosen")),
        ("Keller family: quiet.", ()),
        ("Tom slept badly in May, a rosen garden helped.", ()),
        ("We met May B. in the hall.", ("May B.",)),
        ("A. B. was mentioned.", ("A. B.",)),
        ("", ()),
    ],
)
def test_a_whole_name_a_first_name_and_a_surname_are_found(
    vault: Vault, tom: Client, text: str, named: tuple[str, ...]
) -> None:
    assert other_clients_named(vault, tom.id, text) == named


def test_people_the_client_speaks_of_already_are_not_asked_about(vault: Vault, tom: Client) -> None:
    told = Statement("Tom met his sister Maya.", (), Status.THERAPIST)
    vault.notes.add(tom.id, None, "SOAP", DAY, (Section("Subjective", (told,)),))
    vault.consents.record(tom.id, "recording", DAY, "Anna")
    assert other_clients_named(vault, tom.id, "Maya and Anna came along.") == ()
    assert other_clients_named(vault, tom.id, "Maya Rosen came along.") == ("Maya Rosen",)


def test_nothing_is_stored_before_it_is_said_that_it_belongs_here(vault: Vault, tom: Client) -> None:
    request = NoteRequest(tom.id, DAY, options=Options("Maya reported better sleep."))
    with pytest.raises(OtherClientNamed, match="Maya Rosen"):
        prepare(vault, request)
    assert vault.jobs.unfinished() == ()
    assert prepare(vault, replace(request, names_meant=True)).is_new
