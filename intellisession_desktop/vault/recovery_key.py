"""The recovery key: 135 random bits as groups of letters that a person can print, read out and type."""

from __future__ import annotations

import secrets

from ..errors import WrongPassphrase

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U."""

_SECRET_LETTERS = 27  # 5 bits each; the 28th letter checks the others
_GROUP = 4
_READ_AS = str.maketrans("ILO", "110")


def new_recovery_key() -> str:
    """A fresh key, such as '7K2M-...': seven groups of four letters, the last letter a check."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(_SECRET_LETTERS))
    letters += ALPHABET[_check_value(letters)]
    return "-".join(letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))


def secret_of(typed: str) -> bytearray:
    """The secret letters of a key as a person typed it: any case and spacing, I and L for 1, O for 0.

    Raises WrongPassphrase, with a sentence that says it was mistyped, when the check letter does not fit.
    """
    letters = "".join(typed.upper().split()).replace("-", "").translate(_READ_AS)
    well_formed = len(letters) == _SECRET_LETTERS + 1 and all(letter in ALPHABET for letter in letters)
    if not well_formed or ALPHABET[_check_value(letters[:-1])] != letters[-1]:
        raise WrongPassphrase(
            "This recovery key was not typed correctly. It has seven groups of four letters and digits; "
            "compare it with the printed one."
        )
    return bytearray(letters[:-1], "ascii")


def _check_value(letters: str) -> int:
    """The value that makes the letters, read as a polynomial over GF(32), zero at a generator of the field.

    Each place weighs differently, so one wrong letter or two that changed places are always noticed.
    """
    total = 0
    for letter in letters:
        total = _double(total ^ ALPHABET.index(letter))
    return total


def _double(value: int) -> int:
    """Multiplies by x in GF(32) modulo the primitive polynomial x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value
