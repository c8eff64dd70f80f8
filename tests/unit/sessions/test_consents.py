"""Whose consent covers a session, and whose is missing."""

from __future__ import annotations

import json

import pytest

from intellisession_desktop.errors import ConsentMissing
from intellisession_desktop.records import Client, ConsentScope
from intellisession_desktop.sessions.consents import (
    Permission,
    consent_state,
    may_dictate,
    may_record,
    require_consent,
)
from intellisession_desktop.vault.vault import Vault

from .conftest import DAY

RECORDING, DICTATION, DECLINED = ConsentScope.RECORDING, ConsentScope.DICTATION, ConsentScope.DECLINED


@pytest.fixture
def nobody(vault: Vault) -> Client:
    """A client of whom nothing is recorded yet."""
    return vault.clients.add("Sam and Lou")


def state(vault: Vault, client: Client, people: int = 2) -> list[tuple[str, str]]:
    return [(each.person, each.permission) for each in consent_state(vault, client.id, DAY, people)]


def given(vault: Vault, to: Client, **scopes: ConsentScope) -> None:
    for person, scope in scopes.items():
        vault.consents.record(to.id, scope, DAY, person)


def test_one_line_for_each_person_present_but_the_therapist(vault: Vault, nobody: Client) -> None:
    assert state(vault, nobody, 1) == [("client", "missing")]
    assert state(vault, nobody, 2) == [("client", "missing")]
    assert state(vault, nobody, 4) == [
        ("client", "missing"),
        ("person 3", "missing"),
        ("person 4", "missing"),
    ]


def test_the_client_is_first_then_the_others_by_name(vault: Vault, nobody: Client) -> None:
    given(vault, nobody, partner=RECORDING, mother=RECORDING, client=RECORDING)
    assert [person for person, _ in state(vault, nobody, 4)] == ["client", "mother", "partner"]
    assert [person for person, _ in state(vault, nobody, 5)] == ["client", "mother", "partner", "person 5"]


def test_a_line_carries_the_consent_it_rests_on(vault: Vault, nobody: Client) -> None:
    given(vault, nobody, client=RECORDING)
    first, second = consent_state(vault, nobody.id, DAY, 3)
    assert first.consent == vault.consents.valid(nobody.id, DAY)[0]
    assert (second.consent, second.permission) == (None, Permission.MISSING)


def test_a_couple_under_their_own_names_needs_no_third_person(vault: Vault, nobody: Client) -> None:
    given(vault, nobody, sam=RECORDING)
    assert state(vault, nobody, 3) == [("client", "missing"), ("sam", "recording")]
    given(vault, nobody, lou=RECORDING)
    assert state(vault, nobody, 3) == [("lou", "recording"), ("sam", "recording")]


def test_somebody_who_came_along_once_is_not_asked_for_the_client_alone(vault: Vault, nobody: Client) -> None:
    given(vault, nobody, client=RECORDING, partner=DICTATION)
    assert state(vault, nobody, 2) == [("client", "recording")]
    assert not may_record(consent_state(vault, nobody.id, DAY, 3))


def test_who_declined_is_always_shown(vault: Vault, nobody: Client) -> None:
    given(vault, nobody, client=RECORDING, partner=DECLINED)
    assert state(vault, nobody, 2) == [("client", "recording"), ("partner", "declined")]
    vault.consents.revoke(nobody.id, DAY, "partner")
    assert state(vault, nobody, 2) == [("client", "recording")]


def test_a_person_who_is_really_called_person_3_is_not_doubled(vault: Vault, nobody: Client) -> None:
    vault.consents.record(nobody.id, RECORDING, DAY, "person 3")
    assert state(vault, nobody, 4) == [
        ("client", "missing"),
        ("person 3", "recording"),
        ("person 4", "missing"),
    ]


@pytest.mark.parametrize(
    ("scopes", "people", "record", "dictate"),
    [
        ({}, 2, False, False),
        ({"client": RECORDING}, 2, True, True),
        ({"client": RECORDING}, 1, True, True),
        ({"client": DICTATION}, 2, False, True),
        ({"client": DECLINED}, 2, False, False),
        ({"client": RECORDING}, 3, False, False),
        ({"client": RECORDING, "partner": RECORDING}, 3, True, True),
        ({"client": RECORDING, "partner": DICTATION}, 3, False, True),
        ({"client": DICTATION, "partner": RECORDING}, 2, False, True),
        ({"client": RECORDING, "partner": DECLINED}, 2, False, False),
    ],
)
def test_what_may_be_done(
    vault: Vault,
    nobody: Client,
    scopes: dict[str, ConsentScope],
    people: int,
    record: bool,
    dictate: bool,
) -> None:
    given(vault, nobody, **scopes)
    now = consent_state(vault, nobody.id, DAY, people)
    assert (may_record(now), may_dictate(now)) == (record, dictate)
    for dictation, allowed in ((False, record), (True, dictate)):
        if allowed:
            stored = json.loads(require_consent(vault, nobody.id, DAY, people, dictation))
            assert {each["person"]: each["scope"] for each in stored} == {
                each.person: each.permission for each in now
            }
        else:
            with pytest.raises(ConsentMissing):
                require_consent(vault, nobody.id, DAY, people, dictation)


@pytest.mark.parametrize(
    ("scopes", "people", "sentence"),
    [
        ({}, 2, "no recorded consent for 2026-11-12 of the client."),
        ({"client": RECORDING}, 4, "of person 3 and person 4."),
        ({"client": DECLINED}, 2, "The client declined to be recorded."),
        ({"client": DECLINED, "partner": DECLINED}, 3, "The client and partner declined"),
        ({"client": DICTATION}, 2, "The client agreed to your dictation only"),
        ({"client": DICTATION}, 3, "The client agreed to your dictation only"),
    ],
)
def test_a_refusal_says_whose_consent_and_what_to_do(
    vault: Vault, nobody: Client, scopes: dict[str, ConsentScope], people: int, sentence: str
) -> None:
    given(vault, nobody, **scopes)
    with pytest.raises(ConsentMissing) as refused:
        require_consent(vault, nobody.id, DAY, people)
    assert sentence in refused.value.sentence
    assert "summary" in refused.value.sentence
    assert "--" not in refused.value.sentence
