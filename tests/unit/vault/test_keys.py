"""The data key comes back with the right secret only, and vault.json cannot be bent."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from intellisession_desktop.errors import VaultDamaged, VaultNewer, WeakPassphrase, WrongPassphrase
from intellisession_desktop.vault import keys
from intellisession_desktop.vault.keys import CHEAPEST, Argon2, Keyring, new_data_key
from intellisession_desktop.vault.recovery_key import new_recovery_key

from .conftest import PASSPHRASE

DATA_KEY = bytearray(range(32))
RECOVERY_KEY = new_recovery_key()


@pytest.fixture(scope="module")
def keyring() -> Keyring:
    return Keyring.make(DATA_KEY, PASSPHRASE, RECOVERY_KEY, CHEAPEST)


def edited(keyring: Keyring, edit: Callable[[Any], None]) -> bytes:
    fields = json.loads(keyring.to_json())
    del fields["sum"]  # as whoever forges it would
    edit(fields)
    return json.dumps(fields).encode()


def test_both_secrets_give_the_data_key_back(keyring: Keyring) -> None:
    read = Keyring.from_json(keyring.to_json())
    assert read == keyring
    assert read.open(PASSPHRASE) == DATA_KEY
    assert read.open_with_recovery_key(RECOVERY_KEY) == DATA_KEY


def test_other_secrets_are_refused(keyring: Keyring) -> None:
    with pytest.raises(WrongPassphrase):
        keyring.open(PASSPHRASE + " ")
    with pytest.raises(WrongPassphrase):
        keyring.open_with_recovery_key(new_recovery_key())


def test_a_passphrase_is_the_same_however_its_accents_are_composed() -> None:
    keyring = Keyring.make(DATA_KEY, "Käsekuchen am Sonntag", RECOVERY_KEY, CHEAPEST)
    assert keyring.open("Ka\u0308sekuchen am Sonntag") == DATA_KEY


def test_the_key_is_argon2id_of_the_passphrase(keyring: Keyring) -> None:
    """The same bytes as argon2-cffi's own function gives for the same parameters."""
    from argon2.low_level import Type, hash_secret_raw

    expected = hash_secret_raw(PASSPHRASE.encode(), keyring.salt, 1, 64 * 1024, 1, 32, Type.ID)
    assert keys._key_from_passphrase(PASSPHRASE, keyring.salt, CHEAPEST) == expected


def test_data_keys_salts_and_nonces_are_fresh_each_time(keyring: Keyring) -> None:
    other = keyring.with_passphrase(DATA_KEY, PASSPHRASE)
    assert other.salt != keyring.salt
    assert other.under_passphrase.nonce != keyring.under_passphrase.nonce
    assert new_data_key() != new_data_key()


def test_wrapping_keys_and_secrets_are_wiped(keyring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    wiped: list[bytes] = []

    def spy(secret: bytearray) -> None:
        wiped.append(bytes(secret))
        secret[:] = bytes(len(secret))

    monkeypatch.setattr(keys, "wipe", spy)
    keyring.open(PASSPHRASE)
    assert wiped[0] == PASSPHRASE.encode()
    assert len(wiped) == 2
    assert len(wiped[1]) == 32


@pytest.mark.parametrize("passphrase", ["", "ninechars", "         nine         "])
def test_a_short_passphrase_is_refused(keyring: Keyring, passphrase: str) -> None:
    with pytest.raises(WeakPassphrase):
        Keyring.make(DATA_KEY, passphrase, RECOVERY_KEY, CHEAPEST)
    with pytest.raises(WeakPassphrase):
        keyring.with_passphrase(DATA_KEY, passphrase)


@pytest.mark.parametrize(
    ("name", "value"),
    [("memory_kib", 128 * 1024), ("passes", 2), ("lanes", 2)],
)
def test_changed_argon2_parameters_open_nothing_not_even_with_the_recovery_key(
    keyring: Keyring, name: str, value: int
) -> None:
    bent = Keyring.from_json(edited(keyring, lambda fields: fields["argon2id"].update({name: value})))
    with pytest.raises(WrongPassphrase):
        bent.open(PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        bent.open_with_recovery_key(RECOVERY_KEY)


def test_the_parameters_are_bound_even_where_they_do_not_change_the_key(
    keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a key derivation that ignores its parameters, only the associated data can notice the change."""
    right_key = keys._key_from_passphrase(PASSPHRASE, keyring.salt, CHEAPEST)
    monkeypatch.setattr(keys, "_key_from_passphrase", lambda *_: bytearray(right_key))
    assert keyring.open(PASSPHRASE) == DATA_KEY
    for edit in (
        lambda fields: fields["argon2id"].update(passes=2),
        lambda fields: fields.update(id="00" * 16),
    ):
        with pytest.raises(WrongPassphrase):
            Keyring.from_json(edited(keyring, edit)).open(PASSPHRASE)


def test_the_wrapped_keys_cannot_be_exchanged(keyring: Keyring) -> None:
    def exchange(fields: Any) -> None:
        fields["passphrase"], fields["recovery_key"] = fields["recovery_key"], fields["passphrase"]

    bent = Keyring.from_json(edited(keyring, exchange))
    with pytest.raises(WrongPassphrase):
        bent.open(PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        bent.open_with_recovery_key(RECOVERY_KEY)


@pytest.mark.parametrize(
    "cost",
    [
        {"memory_kib": 64 * 1024 - 1},
        {"memory_kib": 1024 * 1024 + 1},
        {"passes": 0},
        {"passes": 33},
        {"lanes": 0},
        {"lanes": 17},
        {"lanes": True},
        {"passes": 1.0},
        {"memory_kib": "65536"},
    ],
)
def test_argon2_parameters_out_of_bounds_are_refused(keyring: Keyring, cost: dict[str, object]) -> None:
    with pytest.raises(VaultDamaged):
        Keyring.from_json(edited(keyring, lambda fields: fields["argon2id"].update(cost)))


@pytest.mark.parametrize(
    "edit",
    [
        lambda fields: fields.pop("format"),
        lambda fields: fields.update(format=0),
        lambda fields: fields.update(id="00"),
        lambda fields: fields.pop("recovery_key"),
        lambda fields: fields["passphrase"].update(key="no hexadecimal"),
        lambda fields: fields["passphrase"].update(nonce=12),
        lambda fields: fields.update(argon2id=[]),
    ],
)
def test_a_damaged_vault_json_is_refused(keyring: Keyring, edit: Callable[[Any], None]) -> None:
    with pytest.raises(VaultDamaged):
        Keyring.from_json(edited(keyring, edit))


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_vault_json_is_refused(data: bytes) -> None:
    with pytest.raises(VaultDamaged):
        Keyring.from_json(data)


def test_a_newer_format_is_told_apart_whatever_else_it_holds() -> None:
    with pytest.raises(VaultNewer):
        Keyring.from_json(b'{"format": 2, "keys": "elsewhere"}')


@pytest.mark.parametrize("seconds_for_64_mib", [0.001, 0.05, 0.5, 100.0])
def test_tuning_stays_within_bounds_on_fast_and_slow_computers(
    monkeypatch: pytest.MonkeyPatch, seconds_for_64_mib: float
) -> None:
    def time_of(cost: Argon2) -> float:
        return seconds_for_64_mib * cost.passes * cost.memory_kib / (64 * 1024)

    monkeypatch.setattr(keys, "_time_of", time_of)
    cost = keys.tuned_argon2()
    assert cost.passes >= 3
    assert 64 * 1024 <= cost.memory_kib <= 256 * 1024
    at_a_bound = cost.passes in (3, 32)
    assert at_a_bound or time_of(cost) == pytest.approx(0.5, rel=0.2)
