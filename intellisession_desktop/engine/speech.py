"""From a stream of sound to words, and from words and voices to turns: what the speech worker does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from .. import logs
from ..errors import Cancelled, EngineCrashed
from ..records import (
    FIND_OUT,
    SAMPLE_RATE,
    Hearing,
    LabelledBy,
    Labelling,
    Speaker,
    SpeechChunk,
    Turn,
    VoicePrint,
    Word,
)
from ..workers.engine import Engine
from . import roles, turns
from .channels import Channels
from .credible import clear, speakable, stands, wordless_s
from .glimpses import Glimpses
from .joined_numbers import joined
from .pace import Pacer
from .second_ear import SecondEar, wordless
from .segmentation import FRAME, Frames
from .speakers import Speakers, Voices
from .speech_activity import Chunk, Chunker, Samples, SpeechActivity
from .voice_prints import VOICE_MODEL
from .whisper import Whisper

_VOICED = 0.15  # share of a piece in which the second model must hear a person, for it to count as speech
_GLIMPSE_S = 1.0  # less speech than this without a word is a sigh or a chair
_MOSTLY = 0.5  # wordless share of a chunk, from which on it counts as not heard
_SURE_LANGUAGE_S = 5.0  # speech that is enough to settle the language
_PROMPT_WORDS = 60  # whisper reads 223 tokens of prompt at most


class SpeechEngine(Engine):
    """Speech activity, whisper and speakers, fed by one caller, one recording at a time.

    Memory does not grow with the recording, but for its words and voice prints (some MB an hour).
    """

    def __init__(self, whisper_model: Path, shipped_models: Path, threads: int) -> None:
        """Loads all models. Raises ModelMissing, ModelDamaged."""
        started = time.monotonic()
        self._activity = SpeechActivity(shipped_models / "silero_vad.onnx")
        self._speakers = Speakers(
            shipped_models / "segmentation-3.0.onnx", shipped_models / "campplus.onnx", threads
        )
        self._ear = SecondEar(self._speakers.segmentation)
        self._whisper = Whisper(whisper_model, threads)
        self._load_s = time.monotonic() - started
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
        """A new recording of `people` people (FIND_OUT: the voices tell). `vocabulary`: names and medicines
        that may be spoken of. `therapist`: the therapist's voice, where it is enrolled. `known`: the first
        chunks of this very recording, transcribed before; they are taken as they are. `careful_at`: the chunk
        at which a process ended.
        """
        self._known, self._careful_at = known, careful_at
        self._people = people
        self._therapist = therapist
        self._label = people != 1
        self._language, self._settled = ("en", False) if language == "auto" else (language, True)
        self._prompt = _prompt(vocabulary)
        self._activity.begin()
        self._chunker = Chunker()
        self._glimpses = Glimpses(lambda samples: self._whisper.glimpse(samples, self._language))
        self._speakers.begin()
        self._ear.begin()
        self._pacer = Pacer()
        self._listens_twice = True
        self._channels: Channels | None = None
        self._chunks: list[SpeechChunk] = []
        self._samples = 0
        self._timings = {"load": self._load_s, "speakers": 0.0, "transcribe": 0.0, "glimpse": 0.0}

    def hear(self, block: Samples) -> tuple[SpeechChunk, ...]:
        """Takes the next block; gives the chunks of speech that ended in it, transcribed.

        `block`: float32, 16 kHz, shape (n,), or always (n, 2) with one person per channel.
        """
        if block.ndim == 2:
            with self._timed("speakers"):
                self._channels = self._channels or Channels(self._speakers.print_of)
                block = self._channels.hear(block)
        self._samples += len(block)
        with self._timed("transcribe"):
            done = [
                self._transcribed(chunk)
                for stretch in self._activity.hear(block)
                for chunk in self._chunker.add(stretch)
            ]
        with self._timed("speakers"), self._going_on_if_it_fails():
            if self._told_by_voice:
                self._speakers.hear(block, self._activity.last_speech_s)
            elif self._listens_twice:
                self._ear.hear(block)
            self._pacer.hear(block)
        return tuple(done)

    def so_far(self) -> tuple[Turn, ...]:
        """The turns of all that was transcribed by now. Their speakers are provisional: what is said later
        may give earlier turns to somebody else.
        """
        with self._timed("speakers"):
            return self._turns()[0]

    def glimpse(self) -> str:
        """What is being said in the chunk that is still open, heard in haste: to be shown, and forgotten."""
        if not self._settled:
            return ""
        since = self._chunks[-1].end if self._chunks else 0.0
        with self._timed("glimpse"):
            return self._glimpses.look(since, self._chunker.open_stretches, self._activity.open_speech)

    def finish(self) -> Hearing:
        """Transcribes what is left, labels the speakers and makes the turns."""
        with self._timed("transcribe"):
            for stretch in self._activity.finish():
                for chunk in self._chunker.add(stretch):
                    self._transcribed(chunk)
            for chunk in self._chunker.finish():
                self._transcribed(chunk)
        with self._timed("speakers"):
            voiced = self._second_opinion()
            found, labelling = self._turns()
        return Hearing(
            seconds=self._samples / SAMPLE_RATE,
            speech_s=sum(chunk.speech_s for chunk in self._chunks),
            processed_s=sum(chunk.speech_s for chunk in self._chunks if chunk.heard),
            chunks=tuple(self._chunks),
            turns=found,
            language=self._language,
            timings=dict(self._timings),
            labelling=labelling,
            wordless=self._wordless(voiced),
            pace=self._pacer.pace(voiced),
        )

    def _transcribed(self, chunk: Chunk) -> SpeechChunk:
        """Transcribes one chunk and notes it. Times of its words are those of the recording."""
        if self.stop_requested():
            raise Cancelled()
        index = len(self._chunks)
        known = self._known[index] if index < len(self._known) else None
        if known is not None and (known.start, known.end) == (chunk.start, chunk.end):
            done = known
        else:
            words, heard = self._words(chunk)
            placed = tuple(_placed(word, chunk) for word in words)
            if self._language == "en":
                placed = tuple(joined(placed))
            done = SpeechChunk(index, chunk.start, chunk.end, chunk.speech_s, heard, placed)
        self._chunks.append(done)
        return done

    def _words(self, chunk: Chunk) -> tuple[tuple[Word, ...], bool]:
        """The words of a chunk, and whether its speech was heard to its end."""
        samples = chunk.samples
        if not self._settled:
            self._language = self._whisper.detect_language(samples)
            self._settled = chunk.speech_s >= _SURE_LANGUAGE_S
        careful = len(self._chunks) == self._careful_at
        first = self._whisper.transcribe(samples, self._language, self._prompt, careful=careful)
        if clear(first) and stands(first, chunk, self._voiced):
            return first.words, True
        # Words that are clear are never dropped: they could not be had again once the sound is destroyed.
        if not clear(first) and self._voiced(samples).mean() < _VOICED:
            return (), True  # a bell, music, a dog: the second model hears nobody either
        if stands(first, chunk, self._voiced):
            return first.words, True  # few or improbable words, but somebody does speak
        second = self._whisper.transcribe(samples, self._language, self._prompt, second=True, careful=careful)
        usable = [t for t in (first, second) if t.complete and t.words and speakable(t, chunk)]
        logs.event("speech.second_try", index=len(self._chunks), usable=len(usable))
        if not usable:
            # Crying was heard, and is told as voice without words: by the second ear, where that listens.
            described = first.described and self._listens_twice
            return (), described or chunk.speech_s < _GLIMPSE_S
        holes = [wordless_s(transcript, chunk, self._voiced) for transcript in usable]
        best = int(np.argmin(holes))
        return usable[best].words, holes[best] < _MOSTLY * chunk.seconds

    def _voiced(self, samples: Samples) -> Frames:
        """The second model's opinion; where it fails, somebody may speak anywhere."""
        try:
            return self._speakers.segmentation.voiced(samples)
        except EngineCrashed as error:
            logs.bug(error)
            return np.ones(max(1, len(samples) // FRAME), dtype=bool)

    @property
    def _told_by_voice(self) -> bool:
        """Whether the speaker models listen: then the second ear hears with them."""
        return self._label and not (self._channels and self._people == 2)

    def _second_opinion(self) -> Frames:
        """Where the second ear hears somebody; nowhere, if it failed."""
        with self._going_on_if_it_fails():
            if self._listens_twice:
                return (self._speakers if self._told_by_voice else self._ear).voiced()
        return np.zeros(0, dtype=bool)

    def _wordless(self, voiced: Frames) -> tuple[tuple[float, float], ...]:
        """Where somebody speaks and no words were found; what keeps one pitch is a telephone."""
        found = wordless(voiced, (word for chunk in self._chunks for word in chunk.words))
        return tuple(span for span in found if not self._pacer.steady(*span))

    def _turns(self) -> tuple[tuple[Turn, ...], Labelling]:
        """The turns of all that was transcribed, and how their speakers were told apart."""
        words = [word for chunk in self._chunks for word in chunk.words]
        voices: Voices | None = None
        by_channel = False
        with self._going_on_if_it_fails():
            if self._label:
                voices, by_channel = self._voices()
        if voices is None or voices.people == 1:
            joined = turns.join(words, [0] * len(words))
            unknown = tuple(replace(turn, speaker=str(Speaker.UNKNOWN)) for _, turn in joined)
            if self._people == 1 or not words:
                return unknown, Labelling()
            return unknown, Labelling(LabelledBy.FAILED, 0.0, 0 if voices is None else voices.people)
        joined = turns.join(words, turns.attribute(words, voices.between))
        told = roles.tell(
            [person for person, _ in joined],
            [turn for _, turn in joined],
            self._likeness(voices),
            english=self._language == "en",
        )
        named = tuple(replace(turn, speaker=told.labels[person]) for person, turn in joined)
        return named, Labelling(told.by, told.certainty, voices.people, by_channel)

    def _voices(self) -> tuple[Voices | None, bool]:
        """Who spoke when, and whether the channels told it: only where two people have one each."""
        if self._channels and self._people == 2:
            return self._channels.so_far(), True
        voices = self._speakers.so_far(self._people, self._activity.last_speech_s)
        if self._channels and self._people == FIND_OUT and (voices is None or voices.people <= 2):
            return self._channels.so_far(), True
        return voices, False

    def _likeness(self, voices: Voices) -> dict[int, float] | None:
        """How like the therapist's each voice is, where the therapist's is enrolled with the same model."""
        if self._therapist is None or voices.prints is None or self._therapist.model != VOICE_MODEL:
            return None
        known = np.array(self._therapist.vector, dtype=np.float32)
        return {person: float(like) for person, like in enumerate(voices.prints @ known)}

    @contextmanager
    def _going_on_if_it_fails(self) -> Iterator[None]:
        """A failure of the speaker models costs the labels and the second opinion, never the transcript."""
        try:
            yield
        except EngineCrashed as error:
            logs.bug(error)
            self._label = self._listens_twice = False

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        started = time.monotonic()
        try:
            yield
        finally:
            self._timings[stage] += time.monotonic() - started


def _prompt(vocabulary: tuple[str, ...]) -> str:
    """What whisper is told to expect. A bare list: an example sentence made it skip speech (measured)."""
    return ", ".join(vocabulary[:_PROMPT_WORDS]) + "." if vocabulary else ""


def _placed(word: Word, chunk: Chunk) -> Word:
    """The word at its time in the recording, as long as it was: it does not span a silence left out."""
    start = chunk.recording_time(word.start)
    return replace(word, start=start, end=min(start + word.end - word.start, chunk.end))
