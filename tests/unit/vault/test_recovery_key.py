"""A recovery key survives being printed and typed, and a slip of the pen is noticed."""

from __future__ import annotations

import itertools

import pytest

from intellisession_desktop.errors import WrongPassphrase
from intellisession_desktop.vault.recovery_key import ALPHABET, new_recovery_key, secret_of


def test_it_is_seven_groups_of_four_unambiguous_letters() -> None:
    groups = new_recovery_key().split("-")
    assert [len(group) for group in groups] == [4] * 7
    assert set("".join(groups)) <= set(ALPHABET)
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


def test_it_has_more_than_128_bits() -> None:
    assert len(secret_of(new_recovery_key())) * 5 >= 128
    assert new_recovery_key() != new_recovery_key()


def test_case_spaces_and_look_alikes_do_not_matter() -> None:
    key = next(key for key in iter(new_recovery_key, None) if "1" in key and "0" in key)
    typed = "  " + key.lower().replace("-", " ").replace("1", "l").replace("0", "o") + "\n"
    assert secret_of(typed) == secret_of(key)
    assert secret_of(key.replace("-", "").replace("1", "I")) == secret_of(key)


KEY = "GE813CFP85NVXS3X51AYXCM74NC9"


def test_any_one_wrong_letter_is_noticed() -> None:
    assert secret_of(KEY)
    for place, right in enumerate(KEY):
        for wrong in set(ALPHABET) - {right}:
            with pytest.raises(WrongPassphrase):
                secret_of(KEY[:place] + wrong + KEY[place + 1 :])


def test_any_two_letters_that_changed_places_are_noticed() -> None:
    for i, k in itertools.combinations(range(len(KEY)), 2):
        if KEY[i] != KEY[k]:
            with pytest.raises(WrongPassphrase):
                secret_of(KEY[:i] + KEY[k] + KEY[i + 1 : k] + KEY[i] + KEY[k + 1 :])


@pytest.mark.parametrize("typed", ["", "hello", "U" * 28, "0" * 27, "0" * 29, "ß" * 28, "٣" * 28])
def test_what_is_no_recovery_key_is_refused_with_its_own_sentence(typed: str) -> None:
    with pytest.raises(WrongPassphrase, match="not typed correctly"):
        secret_of(typed)
