"""Who writes the notes, and their form of consent."""

from __future__ import annotations

from pathlib import Path

from intellisession_desktop.records import Practice
from intellisession_desktop.vault.vault import Vault

from .conftest import PASSPHRASE


def test_a_new_vault_knows_nobody_and_uses_the_shipped_form(vault: Vault) -> None:
    assert vault.practice.get() == Practice()
    assert vault.practice.consent_form() == ""


def test_what_was_entered_is_there_after_opening_again(vault: Vault, folder: Path) -> None:
    practice = Practice("A. Müller", "LCSW", "Praxis am Markt", "Markt 1\n12345 Ort", "mail@example.org")
    vault.practice.set(practice)
    vault.practice.set_consent_form("# Consent\n\nI, {client}, agree.\n")
    vault.close()
    with Vault.open(folder, PASSPHRASE) as opened:
        assert opened.practice.get() == practice
        assert opened.practice.consent_form() == "# Consent\n\nI, {client}, agree.\n"


def test_blanks_around_an_entry_are_dropped_and_an_empty_form_is_the_shipped_one(vault: Vault) -> None:
    vault.practice.set(Practice("  A. Müller ", name="\n"))
    assert vault.practice.get() == Practice("A. Müller")
    vault.practice.set_consent_form("Mine.")
    vault.practice.set_consent_form("  \n")
    assert vault.practice.consent_form() == ""


def test_there_is_one_practice_and_setting_one_thing_keeps_the_other(vault: Vault) -> None:
    vault.practice.set_consent_form("Mine.")
    vault.practice.set(Practice("A. Müller"))
    assert vault.practice.consent_form() == "Mine."
    assert vault._database.row("SELECT count(*) FROM practice")[0] == 1
