"""`intellisession client ...` and `consent ...`: whom the notes are about, and what they agreed to."""

from __future__ import annotations

from typing import Annotated

import typer

from ..records import Consent, ConsentScope
from .terminal import VaultFolder, date_of, open_vault

clients = typer.Typer(help="Clients.", no_args_is_help=True)
consents = typer.Typer(help="Consent to recording, per person present.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The client's name.")]
Person = Annotated[str, typer.Option("--person", help="Whose consent: the client, a partner, a parent ...")]
Day = Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="Default: today.")]


@clients.command("add")
def add_client(name: Name, vault: VaultFolder = None) -> None:
    """Add a client."""
    with open_vault(vault) as opened:
        print(f"Added {opened.clients.add(name).name}.")


@clients.command("list")
def list_clients(vault: VaultFolder = None) -> None:
    """List the clients with their ids."""
    with open_vault(vault) as opened:
        for client in opened.clients.list():
            print(f"{client.id[:8]}  {client.name}")


@consents.command("record")
def record_consent(
    name: Name,
    scope: Annotated[ConsentScope, typer.Option("--scope")] = ConsentScope.RECORDING,
    date: Day = None,
    person: Person = "client",
    vault: VaultFolder = None,
) -> None:
    """Record what a person agreed to, from a date on."""
    with open_vault(vault) as opened:
        client = opened.clients.by_name(name)
        print(_line(opened.consents.record(client.id, scope, date_of(date), person)))


@consents.command("show")
def show_consents(name: Name, vault: VaultFolder = None) -> None:
    """Show every consent of a client, revoked ones too."""
    with open_vault(vault) as opened:
        for consent in opened.consents.list(opened.clients.by_name(name).id):
            print(_line(consent))


@consents.command("revoke")
def revoke_consent(
    name: Name, date: Day = None, person: Person = "client", vault: VaultFolder = None
) -> None:
    """Revoke a consent: sessions from that date on are not covered any more."""
    with open_vault(vault) as opened:
        opened.consents.revoke(opened.clients.by_name(name).id, date_of(date), person)
        print(f"Revoked from {date_of(date).isoformat()}.")


def _line(consent: Consent) -> str:
    until = f", revoked {consent.revoked.isoformat()}" if consent.revoked else ""
    return f"{consent.person}: {consent.scope.value} since {consent.since.isoformat()}{until}"
