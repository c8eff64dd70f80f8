"""The models that listen and write: which there are, which are missing, and how to get one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..engine.catalogue import Catalogue, State
from ..engine.model_entries import Kind, Model, Role
from ..records import Progress
from .jobs import CancelToken, Report, unreported

_CHOSEN = (Role.SPEECH, Role.WRITING)  # the others come with the program and are not chosen
_UNTRIED = "Untried here. "


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model as a person chooses it. `size` in bytes; `fetchable`: the program can get it by itself;
    `untried`: nobody has looked yet how good its notes are here.
    """

    name: str
    title: str
    role: str  # 'speech' | 'writing'
    size: int
    licence: str
    source: str
    state: str  # 'ready' | 'missing' | 'damaged'
    default: bool
    fetchable: bool
    note: str
    untried: bool


def model_choices() -> tuple[ModelChoice, ...]:
    """All models for listening and writing, the defaults first. Files are looked at, not read."""
    catalogue = Catalogue.load()
    chosen = [model for model in catalogue.models() if model.role in _CHOSEN]
    return tuple(
        sorted(
            (_choice(catalogue, model) for model in chosen), key=lambda each: (each.role, not each.default)
        )
    )


def missing_defaults() -> tuple[ModelChoice, ...]:
    """The default models that are missing or damaged, as far as that shows without reading them."""
    return tuple(each for each in model_choices() if each.default and each.state != State.READY)


def fetch_model(name: str, report: Report = unreported, cancel: CancelToken | None = None) -> None:
    """Gets a model onto this computer; an interrupted fetch goes on. The only use of the network.

    Cancelled is a pause: what has arrived is kept. Raises ModelFetchFailed, DiskFull, FolderUnwritable,
    ModelMissing, InvalidInput.
    """

    def watched(progress: Progress) -> None:
        if cancel is not None:
            cancel.check()
        report(progress)

    Catalogue.load().fetch(name, watched)


def import_model(path: Path, report: Report = unreported) -> str:
    """Takes in a model file from disk and gives its name. Raises InvalidInput, DiskFull, FolderUnwritable."""
    return Catalogue.load().import_file(path, report)


def _choice(catalogue: Catalogue, model: Model) -> ModelChoice:
    return ModelChoice(
        name=model.name,
        title=model.title,
        role=model.role.value,
        size=model.size,
        licence=model.licence,
        source=model.source,
        state=catalogue.state_at_a_glance(model).value,
        default=model.default,
        fetchable=catalogue.can_fetch(model),
        note=model.note.removeprefix(_UNTRIED),
        untried=model.kind is Kind.IMPORTED or model.note.startswith(_UNTRIED),
    )
