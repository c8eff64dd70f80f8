"""`intellisession models ...`: which models there are, and how to get them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..engine.catalogue import Catalogue, Installed, State
from ..errors import ModelDamaged
from .terminal import progress

app = typer.Typer(help="The models the program works with.", no_args_is_help=True)


@app.command("list")
def list_models() -> None:
    """List all models: installed, missing, and those that can be had elsewhere."""
    for installed in Catalogue.load().list_models():
        print(_line(installed))


@app.command("fetch")
def fetch(name: Annotated[str | None, typer.Argument(help="Default: the default models.")] = None) -> None:
    """Fetch a model: the only command that uses the network."""
    catalogue = Catalogue.load()
    wanted = [name] if name else [model.name for model in catalogue.to_fetch()]
    for each in wanted:
        with progress() as report:
            print(f"{each}: {catalogue.fetch(each, report)}")
    if not wanted:
        print("All default models are installed.")


@app.command("verify")
def verify() -> None:
    """Read every installed model and compare its checksum."""
    with progress() as report:
        found = Catalogue.load().verify(report)
    for installed in found:
        print(_line(installed))
    if any(installed.state == State.DAMAGED for installed in found):
        raise ModelDamaged()


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A whisper model (ggml) or a writing model (GGUF).")],
) -> None:
    """Take in a model file from disk."""
    with progress() as report:
        print(f"Imported as {Catalogue.load().import_file(file, report)}.")


def _line(installed: Installed) -> str:
    model = installed.model
    default = " (default)" if model.default else ""
    size = f"{model.size / 1e6:8.1f} MB"
    return f"{installed.state.value:10} {model.name:28} {size}  {model.licence:12} {model.title}{default}"
