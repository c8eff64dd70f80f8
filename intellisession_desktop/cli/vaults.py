"""`intellisession vault ...`: making a vault and changing what opens it."""

from __future__ import annotations

from typing import Annotated

import typer

from ..errors import VaultExists, VaultMissing
from ..vault.vault import Vault
from .terminal import VaultFolder, open_vault, passphrase, vault_folder

app = typer.Typer(help="The encrypted vault.", no_args_is_help=True)


@app.command("create")
def create(vault: VaultFolder = None) -> None:
    """Make a vault. Prints its recovery key, once."""
    folder = vault_folder(vault)
    if Vault.exists(folder):
        raise VaultExists()
    made, recovery_key = Vault.create(folder, passphrase(confirm=True))
    made.close()
    print("Recovery key (shown only now: print it and keep it in a safe place):", recovery_key, sep="\n")


@app.command("change-passphrase")
def change_passphrase(
    vault: VaultFolder = None,
    recover: Annotated[
        bool, typer.Option("--recover", help="Open it with the recovery key instead.")
    ] = False,
) -> None:
    """Choose a new passphrase; the recovery key stays the same."""
    if recover:
        folder = vault_folder(vault)
        if not Vault.exists(folder):
            raise VaultMissing()
        key = typer.prompt("Recovery key", err=True)
        opened = Vault.open_with_recovery_key(folder, key)
    else:
        opened = open_vault(vault)
    with opened:
        opened.change_passphrase(
            typer.prompt("New passphrase", hide_input=True, confirmation_prompt=True, err=True)
        )
    print("The passphrase was changed.")
