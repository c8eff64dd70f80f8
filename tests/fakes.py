"""Engines that answer at once, for tests of all around the real ones; tests/contract holds both to one."""

from __future__ import annotations

import os
import re
import signal
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from intellisession_desktop.engine.constrained import Place, WordByWord
from intellisession_desktop.errors import EngineCrashed, InvalidInput
from intellisession_desktop.records import (
    SAMPLE_RATE,
    Hearing,
    LabelledBy,
    Labelling,
    SpeechChunk,
    Turn,
    VoicePrint,
    Word,
)
from intellisession_desktop.records.writing import AllowedWords
from intellisession_desktop.sessions.engines import Engines
from intellisession_desktop.workers.engine import Engine

CHUNK_S = 10.0
LONGEST = 4096  # words that fit into the fake language model
LOUD = 0.01  # root mean square from which on the fake takes sound for speech

SCRIPT = (
    ("therapist", "How did the week go with the panic log we agreed on?"),
    ("client", "I kept the log every day and I had two attacks, one of them on Tuesday in the supermarket."),
    ("therapist", "Are you having any thoughts of killing yourself or of hurting yourself?"),
    ("client", "No, I never wanted to die, it is more that I am scared of losing my mind sometimes."),
    ("therapist", "Would you keep the log until we meet again next Thursday at ten?"),
    ("client", "Yes, I will keep the log and I will drive for one exit with my husband on Sunday."),
)


class FakeSpeechEngine(Engine):
    """Takes loud sound for speech, in chunks of 10 s, and always hears the script in it.

    `dies_after`: kills its own process (or raises, in this process) at that block. `deaf_to`: leaves the last
    chunks unheard. `wordless`: finds no words in so many of the last chunks, in which somebody speaks.
    """

    certainty = 0.97
    """How sure it says it is who the therapist is."""

    def __init__(
        self,
        dies_after: int | None = None,
        deaf_to: int = 0,
        in_process: bool = True,
        wordless: int = 0,
    ) -> None:
        self._dies_after, self._deaf_to, self._in_process = dies_after, deaf_to, in_process
        self._without = wordless
        self.begin()

    def begin(
        self,
        people: int = 2,
        language: str = "en",
        vocabulary: tuple[str, ...] = (),
        therapist: VoicePrint | None = None,
        known: tuple[SpeechChunk, ...] = (),
        careful_at: int | None = None,
    ) -> None:
        self._people = people
        self.known, self.careful_at = known, careful_at
        self._samples, self._blocks = 0, 0
        self._pieces: list[tuple[bool, float]] = []  # whether it is loud, and its seconds
        self._held = np.zeros(0, np.float32)

    def hear(self, block: np.ndarray) -> tuple[SpeechChunk, ...]:
        self._blocks += 1
        if self._dies_after is not None and self._blocks > self._dies_after:
            die(self._in_process)
        self.channels = block.ndim
        block = block if block.ndim == 1 else block.mean(axis=1)
        self._samples += len(block)
        self._held = np.concatenate([self._held, block])
        size = int(CHUNK_S * SAMPLE_RATE)
        before = len(self._chunks())
        while len(self._held) >= size:
            self._take(self._held[:size])
            self._held = self._held[size:]
        return self._chunks()[before:]

    def so_far(self) -> tuple[Turn, ...]:
        return self._turns() if self._pieces else ()

    def glimpse(self) -> str:
        return "word" if len(self._held) else ""

    def finish(self) -> Hearing:
        if len(self._held):
            self._take(self._held)
        chunks = self._chunks()
        lost = [i for i in range(len(chunks)) if i >= len(chunks) - self._deaf_to]
        chunks = tuple(
            SpeechChunk(c.index, c.start, c.end, c.speech_s, c.index not in lost, c.words) for c in chunks
        )
        speech_s = sum(c.speech_s for c in chunks)
        return Hearing(
            self._samples / SAMPLE_RATE,
            speech_s,
            sum(c.speech_s for c in chunks if c.heard),
            chunks,
            self._turns() if chunks else (),
            timings={"load": 0.0, "speakers": 0.0, "transcribe": 0.0},
            labelling=Labelling(LabelledBy.WORDS, self.certainty, 2) if self._people != 1 else Labelling(),
            wordless=tuple(
                (c.start, c.end) for c in chunks if not c.words or c.index >= len(chunks) - self._without
            ),
        )

    def _take(self, sound: np.ndarray) -> None:
        self._pieces.append((bool(np.sqrt(np.mean(sound**2)) > LOUD), len(sound) / SAMPLE_RATE))

    def _chunks(self) -> tuple[SpeechChunk, ...]:
        spoken = [(i * CHUNK_S, seconds) for i, (loud, seconds) in enumerate(self._pieces) if loud]
        made = [
            SpeechChunk(n, at, at + seconds, seconds, True, (Word(at, at + seconds, "word", 1.0),))
            for n, (at, seconds) in enumerate(spoken)
        ]
        return (*self.known[: len(made)], *made[len(self.known) :])

    def _turns(self) -> tuple[Turn, ...]:
        each = self._samples / SAMPLE_RATE / len(SCRIPT)
        return tuple(
            Turn(i * each, (i + 1) * each, speaker if self._people > 1 else "unknown", text)
            for i, (speaker, text) in enumerate(SCRIPT)
        )


class FakeLanguageEngine(Engine):
    """Puts what was said into the third person, believes everything, and embeds texts by their words.

    `dies_after`: kills its own process (or raises) at that answer.
    """

    certainty = 0.97
    """How sure it says it is who the therapist is."""

    def __init__(self, dies_after: int | None = None, in_process: bool = True) -> None:
        self._dies_after, self._in_process, self._answers = dies_after, in_process, 0

    def prepare(self, beginnings: Sequence[Any]) -> None:
        pass

    def write(self, messages: Sequence[Any], limit: int, allowed: AllowedWords | None = None) -> str:
        if sum(len(message.content.split()) for message in messages) > LONGEST:
            raise InvalidInput("too long")
        self._answers += 1
        if self._dies_after is not None and self._answers > self._dies_after:
            die(self._in_process)
        answers = [line[8:] for line in messages[-1].content.splitlines() if line.startswith("Client: ")]
        told = [_in_third_person(each) for each in answers]
        if allowed is not None:
            return _in_words(told, limit, allowed)
        words = " ".join(told).rstrip(".?!").split()
        return " ".join(f"Client reported: {' '.join(words)}.".split()[:limit]) if words else "NONE"

    def agreement(self, messages: Sequence[Any]) -> float:
        return 4.0

    def choose(self, messages: Sequence[Any], options: tuple[str, ...]) -> tuple[float, ...]:
        """The first one, surely."""
        if len({option[:1] for option in options}) < len(options):
            raise InvalidInput("alike")
        return (-0.02, *[-4.0 - n for n in range(1, len(options))])

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), 384), np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()) or ["no words"]:
                vectors[row, zlib.crc32(word.encode()) % 384] += 1.0
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def _in_third_person(text: str) -> str:
    return re.sub(r"\b(I am|I)\b", "they", re.sub(r"\bmy\b", "their", text))


def _in_words(told: Sequence[str], limit: int, allowed: AllowedWords) -> str:
    """A sentence for each text, of those of its words that may be written one after the other; together of at
    most `limit` words.
    """
    follows, sentences = WordByWord(allowed), list[str]()
    for text in told:
        place, taken, whole = Place(), list[str](), ""
        for word in ["Client", "reported", *re.findall(r"[\w'-]+", text)]:
            there = follows.after(place, word)
            after = follows.after(there, " ") if there is not None else None
            if there is None or after is None:
                continue
            taken, place = [*taken, word], after
            whole = f"{' '.join(taken)}." if follows.after(there, ".") is not None else whole
        if whole and len(" ".join([*sentences, whole]).split()) < limit:
            sentences.append(whole)
    return " ".join(sentences) or allowed.nothing


def die(in_process: bool) -> None:
    """As the operating system ends a worker: the caller sees EngineCrashed either way."""
    if in_process:
        raise EngineCrashed()
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class LocalWorker:
    """A Worker's interface on an engine in this process."""

    engine: Engine
    load_s: float = 0.0
    alive: bool = True

    def call(self, method: str, *arguments: Any, cancelled: Any = None) -> Any:
        return getattr(self.engine, method)(*arguments)

    def __enter__(self) -> LocalWorker:
        return self

    def close(self) -> None:
        self.alive = False

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass
class FakeEngines:
    """Makes Engines of fakes; each field may be changed between two runs. `started` counts the workers;
    `fails` is raised instead.
    """

    speech: dict[str, Any] = field(default_factory=dict)
    language: dict[str, Any] = field(default_factory=dict)
    started: dict[str, int] = field(default_factory=lambda: {"speech": 0, "language": 0})
    fails: Exception | None = None

    def __call__(self) -> Engines:
        if self.fails is not None:
            raise self.fails
        return Engines(self._speech, self._language, {"speech": {"name": "fake", "sha256": ""}})

    def _speech(self) -> Any:
        self.started["speech"] += 1
        return LocalWorker(FakeSpeechEngine(**self.speech))

    def _language(self) -> Any:
        self.started["language"] += 1
        return LocalWorker(FakeLanguageEngine(**self.language))
