"""`intellisession vault ...`: making a vault and changing what opens it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import VaultExists, VaultMissing
from ..sessions.backup import make_backup, restore_backup
from ..sessions.rescue import LEFT_OUT
from ..sessions.rescue import rescue as write_what_can_be_read
from ..vault.vault import Vault
from .terminal import VaultFolder, new_file, open_vault, passphrase, progress, vault_folder

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


@app.command("backup")
def backup(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The file to write, for instance on another disk.")
    ],
    vault: VaultFolder = None,
) -> None:
    """Write the whole vault into one encrypted file. Recordings are not in it."""
    with open_vault(vault) as opened, progress() as report:
        make_backup(opened, new_file(file.absolute()) or file, report)
    print(f"Backed up. It opens with today's passphrase or the recovery key: {file}")


@app.command("restore")
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    vault: VaultFolder = None,
    recover: Annotated[
        bool, typer.Option("--recover", help="Open it with the recovery key instead.")
    ] = False,
) -> None:
    """Make a vault from a backup, in a new or empty folder."""
    folder = vault_folder(vault)
    if Vault.exists(folder):
        raise VaultExists()
    secret = str(typer.prompt("Recovery key", err=True)) if recover else passphrase()
    with progress() as report:
        restore_backup(file.absolute(), folder, secret, recover, report)
    print("Restored.")


@app.command("rescue")
def rescue(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A new or empty folder, for instance on another disk.")
    ],
    vault: VaultFolder = None,
    recover: Annotated[
        bool, typer.Option("--recover", help="Open it with the recovery key instead.")
    ] = False,
) -> None:
    """Write every note and transcript of a damaged vault that can still be read, as plain, readable text."""
    place = vault_folder(vault)
    if not Vault.exists(place):
        raise VaultMissing()
    if recover:
        opened = Vault.open_with_recovery_key(place, str(typer.prompt("Recovery key", err=True)))
    else:
        opened = Vault.open(place, passphrase())
    with opened:
        rescued = write_what_can_be_read(opened, folder.absolute())
    print(
        f"Wrote {rescued.notes} notes and {rescued.transcripts} transcripts. They are not encrypted: {folder}"
    )
    if rescued.unreadable:
        print(f"{len(rescued.unreadable)} could not be read. They are listed in: {LEFT_OUT}")
