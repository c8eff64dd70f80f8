"""What every command needs of the terminal: the vault, the passphrase, dates, progress and JSON files."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as ProgressBar

from ..errors import InvalidInput, VaultMissing
from ..files import write_atomically
from ..records import Progress
from ..sessions.destruction import finish_pending
from ..sessions.jobs import Report
from ..sessions.typed_dates import read_day
from ..settings import default_vault
from ..vault.vault import Vault

PASSPHRASE_VARIABLE = "INTELLISESSION_PASSPHRASE"  # noqa: S105  (a name, not a secret)


def new_file(path: Path | None) -> Path | None:
    """Looks before the work begins whether a result can be written there."""
    if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
        raise typer.BadParameter(f"{path} is not a file in a folder that exists.")
    return path


VaultFolder = Annotated[
    Path | None,
    typer.Option("--vault", metavar="DIR", help="The vault's folder (default: the user's data folder)."),
]
JsonFile = Annotated[
    Path | None,
    typer.Option("--json", metavar="OUT.json", help="Write the result here as JSON.", callback=new_file),
]

_passphrase: str | None = None


def set_passphrase(passphrase: str | None) -> None:
    """What the environment said; a prompt asks otherwise."""
    global _passphrase
    _passphrase = passphrase


def passphrase(confirm: bool = False) -> str:
    """From the environment, else from a prompt that does not show it."""
    if _passphrase is not None:
        return _passphrase
    return str(typer.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm, err=True))


def vault_folder(folder: Path | None) -> Path:
    return (folder or default_vault()).expanduser().absolute()


def open_vault(folder: Path | None) -> Vault:
    """The vault in `folder`, unlocked. Raises VaultMissing before it asks for a passphrase."""
    where = vault_folder(folder)
    if not Vault.exists(where):
        raise VaultMissing()
    vault = Vault.open(where, passphrase())
    finish_pending(vault)
    return vault


def date_of(text: str | None) -> dt.date:
    """A date as 2026-11-01, 1 Nov 2026 or yesterday; today when it is left out. Raises InvalidInput."""
    today = dt.date.today()
    return today if text is None else read_day(text, today)


def text_of(path: Path) -> str:
    """A text file's content. Raises InvalidInput with a sentence."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InvalidInput(f"There is no file called {path.name}. Check the name.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"{path.name} cannot be read as text. Save it as plain text (UTF-8) and try again."
        ) from error


def write_json(path: Path | None, content: Any) -> None:
    if path is not None:
        write_atomically(path.absolute(), json.dumps(content, indent=1, ensure_ascii=False).encode())


@contextmanager
def progress() -> Iterator[Report]:
    """Bars with stage, percent and remaining time on a terminal; plain lines elsewhere. On stderr."""
    console = Console(stderr=True)
    if console.is_terminal:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeRemainingColumn(),
        )
        with ProgressBar(*columns, console=console) as bars:
            yield _Bars(bars)
    else:
        yield _Lines()


class _Bars:
    """One bar for each stage."""

    def __init__(self, bars: ProgressBar) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, progress: Progress) -> None:
        if progress.stage not in self._tasks:
            for task in self._tasks.values():
                self._bars.update(task, total=1.0, completed=1.0)
            total = None if progress.done is None else 1.0
            self._tasks[progress.stage] = self._bars.add_task(progress.stage, total=total)
        if progress.done is not None:
            self._bars.update(self._tasks[progress.stage], total=1.0, completed=progress.done)


class _Lines:
    """A line at the start of a stage and at every tenth of it."""

    def __init__(self) -> None:
        self._last: tuple[str, int] = ("", -1)

    def __call__(self, progress: Progress) -> None:
        tenth = int((progress.done or 0.0) * 10)
        if (progress.stage, tenth) != self._last:
            self._last = (progress.stage, tenth)
            share = "" if progress.done is None else f" {tenth * 10} %"
            print(f"{progress.stage}{share}", file=sys.stderr, flush=True)
