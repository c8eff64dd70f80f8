"""The keys of the vault: a random data key, wrapped under the passphrase and again under the recovery key."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import time
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

from _argon2_cffi_bindings import ffi, lib  # type: ignore[import-untyped]
from argon2.low_level import ARGON2_VERSION, Type
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ..errors import VaultDamaged, VaultNewer, WeakPassphrase, WrongPassphrase
from ..hardening import wipe
from .recovery_key import secret_of

FORMAT = 1
KEY_BYTES = 32
SHORTEST_PASSPHRASE = 10

_SALT_BYTES = 16
_NONCE_BYTES = 12
_SEALED_BYTES = KEY_BYTES + 16  # the key and AES-GCM's tag
_TARGET_S = 0.5
_LEAST_PASSES = 3


@dataclass(frozen=True, slots=True)
class Argon2:
    """Argon2id's cost (RFC 9106).

    Raises ValueError outside fixed bounds: a forged vault.json must not cheapen it nor exhaust the computer.
    """

    memory_kib: int
    passes: int
    lanes: int

    def __post_init__(self) -> None:
        bounds = ((self.memory_kib, 64 * 1024, 1024 * 1024), (self.passes, 1, 32), (self.lanes, 1, 16))
        if not all(low <= value <= high for value, low, high in bounds):
            raise ValueError("Argon2id parameters out of bounds")


CHEAPEST = Argon2(memory_kib=64 * 1024, passes=1, lanes=1)
"""For tests and throw-away vaults."""


def tuned_argon2() -> Argon2:
    """Parameters that take about 0.5 s on this computer: memory first, up to 256 MiB, then passes.

    Never less than RFC 9106's choice for little memory: 64 MiB, 3 passes, 4 lanes.
    """
    one_pass = Argon2(memory_kib=64 * 1024, passes=1, lanes=4)
    taken = _time_of(one_pass)
    while 2 * _LEAST_PASSES * taken < _TARGET_S and one_pass.memory_kib < 256 * 1024:
        one_pass = replace(one_pass, memory_kib=one_pass.memory_kib * 2)
        taken = _time_of(one_pass)
    return replace(one_pass, passes=min(32, max(_LEAST_PASSES, round(_TARGET_S / taken))))


@dataclass(frozen=True, slots=True)
class Wrapped:
    """The data key sealed with AES-256-GCM under another key."""

    nonce: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Keyring:
    """What vault.json holds: everything needed to get the data key back, except the secret."""

    vault_id: str
    argon2: Argon2
    salt: bytes
    under_passphrase: Wrapped
    under_recovery_key: Wrapped

    @classmethod
    def make(cls, data_key: bytearray, passphrase: str, recovery_key: str, argon2: Argon2) -> Keyring:
        """Wraps `data_key` (32 bytes) under both secrets. Raises WeakPassphrase."""
        check_strength(passphrase)
        vault_id, salt = secrets.token_hex(16), os.urandom(_SALT_BYTES)
        return cls(
            vault_id=vault_id,
            argon2=argon2,
            salt=salt,
            under_passphrase=_wrap_under_passphrase(data_key, passphrase, salt, vault_id, argon2),
            under_recovery_key=_wrap(
                data_key, _key_from_recovery_key(recovery_key, vault_id), _bound(vault_id, argon2)
            ),
        )

    def open(self, passphrase: str) -> bytearray:
        """The data key. Raises WrongPassphrase (also when vault.json was tampered with)."""
        wrapping = _key_from_passphrase(passphrase, self.salt, self.argon2)
        bound = _bound(self.vault_id, self.argon2)
        return _unwrap(self.under_passphrase, wrapping, bound, WrongPassphrase())

    def open_with_recovery_key(self, recovery_key: str) -> bytearray:
        """The data key. Raises WrongPassphrase (also when vault.json was tampered with)."""
        wrapping = _key_from_recovery_key(recovery_key, self.vault_id)
        refusal = WrongPassphrase("This recovery key does not open this vault. Check that it belongs to it.")
        bound = _bound(self.vault_id, self.argon2)
        return _unwrap(self.under_recovery_key, wrapping, bound, refusal)

    def with_passphrase(self, data_key: bytearray, passphrase: str) -> Keyring:
        """The same data key under a new passphrase and salt. Raises WeakPassphrase.

        Argon2id's cost stays: the recovery key's wrapping is bound to it, and that key is not at hand here.
        """
        check_strength(passphrase)
        salt = os.urandom(_SALT_BYTES)
        wrapped = _wrap_under_passphrase(data_key, passphrase, salt, self.vault_id, self.argon2)
        return replace(self, salt=salt, under_passphrase=wrapped)

    def to_json(self) -> bytes:
        fields = {
            "format": FORMAT,
            "id": self.vault_id,
            "argon2id": {**_cost_fields(self.argon2), "salt": self.salt.hex()},
            "passphrase": {
                "nonce": self.under_passphrase.nonce.hex(),
                "key": self.under_passphrase.sealed.hex(),
            },
            "recovery_key": {
                "nonce": self.under_recovery_key.nonce.hex(),
                "key": self.under_recovery_key.sealed.hex(),
            },
        }
        return json.dumps({**fields, "sum": _sum(fields)}, indent=2).encode() + b"\n"

    @classmethod
    def from_json(cls, data: bytes) -> Keyring:
        """Reads vault.json. Raises VaultNewer, VaultDamaged (also for Argon2id parameters out of bounds, and
        where it does not fit its own sum: a bit that fell over must not pass for a wrong passphrase).
        """
        try:
            fields = json.loads(data)
            version = _whole_number(fields["format"])
            if version > FORMAT:
                raise VaultNewer()
            if version != FORMAT:
                raise ValueError("unknown format")
            # Those of before have none. It is against accidents; what is forged does not fit the secrets.
            if "sum" in fields and fields.pop("sum") != _sum(fields):
                raise ValueError("does not fit its sum")
            cost = fields["argon2id"]
            return cls(
                vault_id=_bytes(fields["id"], 16).hex(),
                argon2=Argon2(
                    memory_kib=_whole_number(cost["memory_kib"]),
                    passes=_whole_number(cost["passes"]),
                    lanes=_whole_number(cost["lanes"]),
                ),
                salt=_bytes(cost["salt"], _SALT_BYTES),
                under_passphrase=_wrapped(fields["passphrase"]),
                under_recovery_key=_wrapped(fields["recovery_key"]),
            )
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise VaultDamaged() from error


def check_strength(passphrase: str) -> None:
    """Raises WeakPassphrase for fewer than ten characters (blanks at the ends do not count)."""
    if len(passphrase.strip()) < SHORTEST_PASSPHRASE:
        raise WeakPassphrase()


def new_data_key() -> bytearray:
    return bytearray(os.urandom(KEY_BYTES))


def _wrap_under_passphrase(
    data_key: bytearray, passphrase: str, salt: bytes, vault_id: str, argon2: Argon2
) -> Wrapped:
    wrapping = _key_from_passphrase(passphrase, salt, argon2)
    return _wrap(data_key, wrapping, _bound(vault_id, argon2))


def _wrap(data_key: bytearray, wrapping: bytearray, bound: bytes) -> Wrapped:
    """Seals the data key; wipes `wrapping`."""
    try:
        nonce = os.urandom(_NONCE_BYTES)
        return Wrapped(nonce, AESGCM(wrapping).encrypt(nonce, data_key, bound))
    finally:
        wipe(wrapping)


def _unwrap(wrapped: Wrapped, wrapping: bytearray, bound: bytes, refusal: WrongPassphrase) -> bytearray:
    """Opens the data key; wipes `wrapping`. Raises `refusal` when it does not fit."""
    data_key = bytearray(KEY_BYTES)
    try:
        AESGCM(wrapping).decrypt_into(wrapped.nonce, wrapped.sealed, bound, data_key)
    except InvalidTag:
        raise refusal from None
    finally:
        wipe(wrapping)
    return data_key


def _bound(vault_id: str, argon2: Argon2) -> bytes:
    """The associated data: what nobody may change in vault.json without the key noticing it."""
    fields = {"format": FORMAT, "id": vault_id, "argon2id": _cost_fields(argon2)}
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def _sum(fields: Any) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


def _cost_fields(argon2: Argon2) -> dict[str, int]:
    return {"memory_kib": argon2.memory_kib, "passes": argon2.passes, "lanes": argon2.lanes}


def _key_from_passphrase(passphrase: str, salt: bytes, argon2: Argon2) -> bytearray:
    """Argon2id by its C function, since argon2-cffi's own returns the key as bytes, which cannot be wiped."""
    # Keyboards differ in how they compose an accented letter; the person typed the same one.
    secret = bytearray(unicodedata.normalize("NFC", passphrase), "utf-8", "surrogatepass")
    key = bytearray(KEY_BYTES)
    try:
        result = lib.argon2_hash(
            *(argon2.passes, argon2.memory_kib, argon2.lanes),
            *(ffi.from_buffer("uint8_t[]", secret), len(secret)),
            *(ffi.from_buffer("uint8_t[]", salt), len(salt)),
            *(ffi.from_buffer("uint8_t[]", key, require_writable=True), len(key)),
            *(ffi.NULL, 0),  # no encoded form
            *(Type.ID.value, ARGON2_VERSION),
        )
    finally:
        wipe(secret)
    if result == lib.ARGON2_MEMORY_ALLOCATION_ERROR:
        raise MemoryError("not enough memory for Argon2id")
    if result != lib.ARGON2_OK:
        raise RuntimeError(f"Argon2id failed with {result}")
    return key


def _key_from_recovery_key(recovery_key: str, vault_id: str) -> bytearray:
    """HKDF suffices, since unlike a passphrase it is random. Raises WrongPassphrase when it is mistyped."""
    secret, key = secret_of(recovery_key), bytearray(KEY_BYTES)
    try:
        HKDF(SHA256(), KEY_BYTES, bytes.fromhex(vault_id), b"intellisession recovery key").derive_into(
            secret, key
        )
    finally:
        wipe(secret)
    return key


def _time_of(cost: Argon2) -> float:
    """Seconds, the best of two tries, since other programs run as well."""
    tries = []
    for _ in range(2):
        start = time.perf_counter()
        _key_from_passphrase("a passphrase to measure with", bytes(_SALT_BYTES), cost)
        tries.append(time.perf_counter() - start)
    return min(tries)


def _whole_number(value: Any) -> int:
    if type(value) is not int:  # a bool is an int to isinstance
        raise ValueError("not a whole number")
    return value


def _bytes(value: Any, length: int) -> bytes:
    data = bytes.fromhex(value)
    if len(data) != length:
        raise ValueError("wrong length")
    return data


def _wrapped(fields: Any) -> Wrapped:
    return Wrapped(_bytes(fields["nonce"], _NONCE_BYTES), _bytes(fields["key"], _SEALED_BYTES))
