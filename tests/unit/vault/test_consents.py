"""Consent is per person, from its date until revoked, and never for earlier sessions."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intellisession_desktop.errors import InvalidInput, NotFound
from intellisession_desktop.records import Client, ConsentScope
from intellisession_desktop.vault.keys import CHEAPEST
from intellisession_desktop.vault.vault import Vault

from .conftest import DAY, PASSPHRASE

ONE_DAY = dt.timedelta(days=1)


def scopes(vault: Vault, client: Client, day: dt.date) -> dict[str, str]:
    return {consent.person: consent.scope.value for consent in vault.consents.valid(client.id, day)}


def test_it_covers_its_first_day_and_later_ones_but_not_the_day_before(vault: Vault, client: Client) -> None:
    consent = vault.consents.record(client.id, "recording", DAY)
    assert consent.scope is ConsentScope.RECORDING
    assert scopes(vault, client, DAY - ONE_DAY) == {}
    assert vault.consents.valid(client.id, DAY) == (consent,)
    assert vault.consents.valid(client.id, DAY + 1000 * ONE_DAY) == (consent,)


def test_revoked_it_covers_the_days_before_only(vault: Vault, client: Client) -> None:
    vault.consents.record(client.id, "recording", DAY)
    vault.consents.revoke(client.id, DAY + 5 * ONE_DAY)
    assert scopes(vault, client, DAY + 4 * ONE_DAY) == {"client": "recording"}
    assert scopes(vault, client, DAY + 5 * ONE_DAY) == {}


def test_revoked_on_its_first_day_it_covers_nothing(vault: Vault, client: Client) -> None:
    vault.consents.record(client.id, "recording", DAY)
    vault.consents.revoke(client.id, DAY)
    assert scopes(vault, client, DAY) == {}
    assert scopes(vault, client, DAY + ONE_DAY) == {}


def test_an_older_consent_does_not_come_back_when_a_newer_one_is_revoked(
    vault: Vault, client: Client
) -> None:
    vault.consents.record(client.id, "recording", DAY)
    vault.consents.record(client.id, "dictation", DAY + 2 * ONE_DAY)
    vault.consents.revoke(client.id, DAY + 4 * ONE_DAY)
    assert scopes(vault, client, DAY + 4 * ONE_DAY) == {}


def test_a_new_consent_on_the_day_of_the_revocation_holds(vault: Vault, client: Client) -> None:
    vault.consents.record(client.id, "recording", DAY)
    vault.consents.revoke(client.id, DAY + ONE_DAY)
    vault.consents.record(client.id, "dictation", DAY + ONE_DAY)
    assert scopes(vault, client, DAY + ONE_DAY) == {"client": "dictation"}


def test_the_newest_of_each_person_counts(vault: Vault, client: Client) -> None:
    vault.consents.record(client.id, "recording", DAY)
    vault.consents.record(client.id, "recording", DAY, person="Partner")
    vault.consents.record(client.id, "declined", DAY + ONE_DAY, person="partner ")
    assert scopes(vault, client, DAY) == {"client": "recording", "partner": "recording"}
    assert scopes(vault, client, DAY + ONE_DAY) == {"client": "recording", "partner": "declined"}
    vault.consents.revoke(client.id, DAY + 2 * ONE_DAY, person="PARTNER")
    assert scopes(vault, client, DAY + 2 * ONE_DAY) == {"client": "recording"}


def test_one_client_s_consent_is_not_another_s(vault: Vault, client: Client) -> None:
    other = vault.clients.add("Other Client")
    vault.consents.record(client.id, "recording", DAY)
    assert vault.consents.list(other.id) == ()
    with pytest.raises(NotFound):
        vault.consents.revoke(other.id, DAY)


def test_what_cannot_be_revoked_says_so(vault: Vault, client: Client) -> None:
    vault.consents.record(client.id, "recording", DAY)
    with pytest.raises(NotFound):
        vault.consents.revoke(client.id, DAY - ONE_DAY)
    with pytest.raises(NotFound):
        vault.consents.revoke(client.id, DAY, person="partner")
    vault.consents.revoke(client.id, DAY)
    with pytest.raises(NotFound):
        vault.consents.revoke(client.id, DAY)


def test_an_unknown_scope_and_an_unnamed_person_are_refused(vault: Vault, client: Client) -> None:
    with pytest.raises(InvalidInput, match="recording, dictation, declined"):
        vault.consents.record(client.id, "filming", DAY)
    with pytest.raises(InvalidInput):
        vault.consents.record(client.id, "recording", DAY, person=" ")


@pytest.fixture(scope="module")
def shared_vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    folder: Path = tmp_path_factory.mktemp("consents") / "vault"
    vault, _ = Vault.create(folder, PASSPHRASE, kdf=CHEAPEST)
    with vault:
        vault._database.run("PRAGMA synchronous = OFF")  # a test of dates, not of disks
        yield vault


OFFSETS = st.integers(0, 12)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["recording", "dictation", "declined"]), OFFSETS),
        st.tuples(st.just("revoke"), OFFSETS),
    ),
    max_size=6,
)
NAMES = (f"Client {number}" for number in itertools.count())


@settings(max_examples=60, deadline=None)
@given(acts=ACTS)
def test_any_history_of_consents_and_revocations_covers_the_days_it_should(
    shared_vault: Vault, acts: list[tuple[str, int]]
) -> None:
    """A consent holds on a day unless a later act revoked it from that day or from one since it began."""
    vault = shared_vault
    client = vault.clients.add(next(NAMES))
    for act, offset in acts:
        if act == "revoke":
            with contextlib.suppress(NotFound):
                vault.consents.revoke(client.id, DAY + offset * ONE_DAY)
        else:
            vault.consents.record(client.id, act, DAY + offset * ONE_DAY)
    for day in range(-1, 14):
        holding = [
            (since, i, act)
            for i, (act, since) in enumerate(acts)
            if act != "revoke"
            and since <= day
            and not any(later == "revoke" and since <= on <= day for later, on in acts[i + 1 :])
        ]
        expected = {"client": max(holding)[2]} if holding else {}
        assert scopes(vault, client, DAY + day * ONE_DAY) == expected
