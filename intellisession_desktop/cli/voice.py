"""`intellisession voice ...`: the therapist's own voice, to tell who is who."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from ..audio.decoder import HeldFile
from ..sessions.therapist_voice import enrol
from ..settings import load_settings
from .terminal import VaultFolder, open_vault

app = typer.Typer(help="Your voice, so that notes know who the therapist is.", no_args_is_help=True)


@app.command("enrol")
def enrol_voice(
    recording: Annotated[Path, typer.Argument(help="You alone, reading for half a minute. It is kept.")],
    vault: VaultFolder = None,
) -> None:
    """Learn what your voice is like. Only numbers are stored, encrypted; the recording is left as it is."""
    with open_vault(vault) as opened, HeldFile.open(recording) as file:
        samples = np.concatenate(list(file.decode()))
        voice = enrol(opened, samples, load_settings())
        print(f"Your voice is known, from {voice.seconds:.0f} seconds of speech.")


@app.command("show")
def show_voice(vault: VaultFolder = None) -> None:
    """Say whether your voice is known."""
    with open_vault(vault) as opened:
        voice = opened.therapist_voice.get()
        if voice is None:
            print("Your voice is not known.")
        else:
            print(f"Your voice is known since {voice.made.date().isoformat()}.")


@app.command("delete")
def delete_voice(vault: VaultFolder = None) -> None:
    """Forget your voice."""
    with open_vault(vault) as opened:
        opened.therapist_voice.delete()
        print("Your voice is forgotten.")
