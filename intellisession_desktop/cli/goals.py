"""`intellisession goal ...`: what the treatment is for."""

from __future__ import annotations

from typing import Annotated

import typer

from .terminal import VaultFolder, open_vault

app = typer.Typer(help="Treatment goals.", no_args_is_help=True)


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="The client's name.")],
    text: Annotated[str, typer.Argument(help='For instance "Reduce panic attacks to one a week".')],
    vault: VaultFolder = None,
) -> None:
    """Add a goal."""
    with open_vault(vault) as opened:
        opened.goals.add(opened.clients.by_name(name).id, text)
        print("Added.")


_GoalId = Annotated[str, typer.Argument(help="The goal's id, as the list shows it.")]


@app.command("close")
def close(goal: _GoalId, vault: VaultFolder = None) -> None:
    """Close a goal: notes no longer say what a session brought for it."""
    with open_vault(vault) as opened:
        opened.goals.close(opened.goals.find(goal))
        print("Closed.")


@app.command("move")
def move(
    goal: _GoalId,
    by: Annotated[int, typer.Option(help="Places further down; negative: up.")],
    vault: VaultFolder = None,
) -> None:
    """Put a goal elsewhere among the open ones."""
    with open_vault(vault) as opened:
        opened.goals.move(opened.goals.find(goal), by)
        print("Moved.")


@app.command("delete")
def delete(goal: _GoalId, vault: VaultFolder = None) -> None:
    """Delete a goal. Notes keep what they say of it."""
    with open_vault(vault) as opened:
        opened.goals.delete(opened.goals.find(goal))
        print("Deleted.")


@app.command("list")
def list_goals(name: Annotated[str, typer.Argument()], vault: VaultFolder = None) -> None:
    """List a client's open goals."""
    with open_vault(vault) as opened:
        for goal in opened.goals.list(opened.clients.by_name(name).id):
            print(f"{goal.id[:8]}  {goal.text}")
