"""The models as the work sees them: each in a worker process of its own, started for one piece of work."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..engine.catalogue import Catalogue
from ..engine.language import LanguageEngine
from ..engine.model_entries import Role
from ..engine.speech import SpeechEngine
from ..notes.checking.evidence import check_opening
from ..notes.models import Message
from ..notes.writing.prompt import opening
from ..records import Hearing, SpeechChunk, Turn, VoicePrint
from ..records.writing import AllowedWords
from ..settings import Settings, shipped_models_folder
from ..workers.worker import Worker
from .jobs import CancelToken

StartWorker = Callable[[], Worker]
Openings = Sequence[tuple[Message, ...]]


@dataclass(frozen=True, slots=True)
class WorkerFacts:
    """What a worker cost: seconds to load its models, and the most memory it held, in bytes."""

    load_s: float
    peak_memory: int


class Speech:
    """The speech worker: takes sound, gives speech chunks and at the end the whole hearing."""

    def __init__(self, worker: Worker, cancel: CancelToken) -> None:
        self._worker = worker
        self._cancel = cancel

    def begin(
        self,
        people: int,
        language: str,
        vocabulary: tuple[str, ...],
        therapist: VoicePrint | None = None,
        known: tuple[SpeechChunk, ...] = (),
        careful_at: int | None = None,
    ) -> None:
        """A new recording of `people` people (FIND_OUT: the voices tell), one of them maybe enrolled.
        `known`: its first chunks, where they were transcribed before. `careful_at`: the chunk at which a
        worker died.
        """
        arguments = (people, language, vocabulary, therapist, known, careful_at)
        self._worker.call("begin", *arguments, cancelled=self._cancel.cancelled)

    def hear(self, block: NDArray[np.float32]) -> tuple[SpeechChunk, ...]:
        """`block`: float32, 16 kHz, shape (n,), or (n, 2) with one person per channel. The chunks that were
        closed by it and transcribed.
        """
        chunks: tuple[SpeechChunk, ...] = self._worker.call("hear", block, cancelled=self._cancel.cancelled)
        return chunks

    def so_far(self) -> tuple[Turn, ...]:
        """The turns of what was transcribed by now, their speakers provisional."""
        turns: tuple[Turn, ...] = self._worker.call("so_far", cancelled=self._cancel.cancelled)
        return turns

    def glimpse(self) -> str:
        """What is being said in the chunk that is not closed yet, heard in haste."""
        return str(self._worker.call("glimpse", cancelled=self._cancel.cancelled))

    def finish(self) -> Hearing:
        hearing: Hearing = self._worker.call("finish", cancelled=self._cancel.cancelled)
        return hearing

    def facts(self) -> WorkerFacts:
        return WorkerFacts(self._worker.load_s, self._worker.call("peak_memory"))


class Language:
    """The language worker: a Writer and an Embedder for `notes`."""

    def __init__(self, worker: Worker, cancel: CancelToken, openings: Openings | None = None) -> None:
        """Has the worker read its standing instructions, those of drafting unless others are given; that
        counts as loading.
        """
        self._worker = worker
        self._cancel = cancel
        began = time.monotonic()
        standing = (opening(), check_opening()) if openings is None else tuple(openings)
        worker.call("prepare", standing, cancelled=cancel.cancelled)
        self._load_s = worker.load_s + time.monotonic() - began

    def write(self, messages: Sequence[Message], limit: int, allowed: AllowedWords | None = None) -> str:
        arguments = (tuple(messages), limit, allowed)
        return str(self._worker.call("write", *arguments, cancelled=self._cancel.cancelled))

    def agreement(self, messages: Sequence[Message]) -> float:
        return float(self._worker.call("agreement", tuple(messages), cancelled=self._cancel.cancelled))

    def choose(self, messages: Sequence[Message], options: tuple[str, ...]) -> tuple[float, ...]:
        arguments = (tuple(messages), tuple(options))
        chosen: tuple[float, ...] = self._worker.call("choose", *arguments, cancelled=self._cancel.cancelled)
        return chosen

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors: NDArray[np.float32] = self._worker.call(
            "embed", tuple(texts), cancelled=self._cancel.cancelled
        )
        return vectors

    def facts(self) -> WorkerFacts:
        return WorkerFacts(self._load_s, self._worker.call("peak_memory"))


@dataclass(frozen=True, slots=True)
class Engines:
    """How to start the two workers, and what models they hold ({role: {name, sha256}})."""

    start_speech: StartWorker
    start_language: StartWorker
    models: dict[str, dict[str, str]]

    @contextmanager
    def speech(self, cancel: CancelToken) -> Iterator[Speech]:
        """A speech worker for the length of the `with` block. Raises EngineCrashed, ModelDamaged."""
        with self.start_speech() as worker:
            yield Speech(worker, cancel)

    @contextmanager
    def language(self, cancel: CancelToken, openings: Openings | None = None) -> Iterator[Language]:
        """A language worker for the length of the `with` block. `openings`: what the prompts to come begin
        with, where that is not what drafts begin with. Raises EngineCrashed, ModelDamaged.
        """
        with self.start_language() as worker:
            yield Language(worker, cancel, openings)


def installed_engines(settings: Settings) -> Engines:
    """The chosen models, found and verified. Raises ModelMissing, ModelDamaged, NotFound."""
    catalogue = Catalogue.load()
    speech_model = catalogue.locate(settings.speech_model, Role.SPEECH)
    writing_model = catalogue.locate(settings.writing_model, Role.WRITING)
    shipped, threads = shipped_models_folder(), settings.engine_threads()
    return Engines(
        lambda: Worker("speech", SpeechEngine, speech_model, shipped, threads),
        lambda: Worker("language", LanguageEngine, writing_model, shipped, threads),
        {
            role: {"name": name, "sha256": catalogue.checksum(name)}
            for role, name in (("speech", settings.speech_model), ("writing", settings.writing_model))
        },
    )
