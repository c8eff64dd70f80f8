"""Finds speech in a stream of sound and cuts it, at pauses, into chunks that fill whisper's window."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..records import SAMPLE_RATE
from .levels import Levels
from .onnx import OnnxModel

Samples = np.ndarray[tuple[int], np.dtype[np.float32]]
"""float32, shape (n,), 16 kHz mono, [-1, 1]."""

FRAME = 512
"""Samples per decision of the model: 32 ms."""
_CONTEXT = 64  # the model wants the end of the frame before it
_FRAME_S = FRAME / SAMPLE_RATE

_ON, _OFF = 0.5, 0.35  # hysteresis, the values that the model's makers recommend
_PAUSE = round(0.4 / _FRAME_S)  # frames below _OFF that end a stretch of speech
_SHORTEST = round(0.16 / _FRAME_S)  # frames; a "no" takes about 0.25 s, a click less than 0.1 s
_PAD = round(0.3 / _FRAME_S)  # frames kept around speech: soft beginnings and endings of words

CHUNK_S = 28.0
"""Longest chunk: whisper's window is 30 s and wants some quiet at its end."""
_WELL_FILLED_S = 18.0  # from here on a chunk may be closed at its longest pause
_LONGEST_SPAN_S = 90.0  # speech that is thinly spread is not held back longer than this


@dataclass(frozen=True, slots=True)
class Stretch:
    """Speech without a longer pause in it, with some quiet around it. `start` in seconds of the recording."""

    start: float
    samples: Samples
    speech_s: float

    @property
    def end(self) -> float:
        return self.start + len(self.samples) / SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class Chunk:
    """Stretches that go to whisper together, the longer silences between them left out."""

    stretches: tuple[Stretch, ...]

    @property
    def start(self) -> float:
        return self.stretches[0].start

    @property
    def end(self) -> float:
        return self.stretches[-1].end

    @property
    def speech_s(self) -> float:
        return sum(stretch.speech_s for stretch in self.stretches)

    @property
    def seconds(self) -> float:
        """How long its sound is, the silences left out."""
        return sum(stretch.end - stretch.start for stretch in self.stretches)

    @property
    def samples(self) -> Samples:
        return np.concatenate([stretch.samples for stretch in self.stretches])

    def recording_time(self, inside_s: float) -> float:
        """The second of the recording that is heard `inside_s` seconds after the chunk's first sample."""
        for stretch in self.stretches:
            length = stretch.end - stretch.start
            if inside_s < length:
                return stretch.start + max(0.0, inside_s)
            inside_s -= length
        return self.end


class SpeechActivity:
    """Streaming speech detection (Silero VAD, 16 kHz). Holds the current stretch of speech, 28 s at most."""

    def __init__(self, model: Path) -> None:
        """Raises ModelMissing, ModelDamaged."""
        self._model = OnnxModel(model, threads=1)
        self._rate = np.array(SAMPLE_RATE, dtype=np.int64)
        self.begin()

    def begin(self) -> None:
        """A new recording."""
        self._state = np.zeros((2, 1, 128), dtype=np.float32)
        self._context = np.zeros(_CONTEXT, dtype=np.float32)
        self._levels = Levels()
        self._rest = np.zeros(0, dtype=np.float32)
        self._before: deque[Samples] = deque(
            maxlen=_PAD
        )  # quiet frames that may turn out to lead into speech
        self._frames: list[Samples] = []  # of the open stretch
        self._lead = 0  # how many of them are quiet frames from before
        self._speech = 0  # how many of them, lead included, reach to the end of the last speech
        self._index = 0  # frames seen
        self.last_speech_s = -1.0

    def hear(self, block: Samples) -> Iterator[Stretch]:
        """The stretches of speech that ended in this block. Reads on only while it is iterated."""
        sound = np.concatenate([self._rest, block])
        whole = len(sound) // FRAME * FRAME
        self._rest = sound[whole:].copy()
        for at in range(0, whole, FRAME):
            yield from self._take(sound[at : at + FRAME])

    def finish(self) -> Iterator[Stretch]:
        """The stretch that the end of the recording cut off."""
        length = len(self._rest)
        if length:
            yield from self._take(np.pad(self._rest, (0, FRAME - length)))
            self._rest = np.zeros(0, dtype=np.float32)
            if self._frames:  # nothing lies behind the end of the recording
                self._frames[-1] = self._frames[-1][:length]
        if self._frames:
            yield from self._close(len(self._frames))

    @property
    def open_speech(self) -> Samples:
        """The stretch of speech that has not ended yet."""
        return np.concatenate([np.zeros(0, np.float32), *self._frames])

    def _probability(self, frame: Samples) -> float:
        frame = self._levels.even(frame)
        sound = np.concatenate([self._context, frame])
        self._context = frame[-_CONTEXT:]
        out, self._state = self._model.run(input=sound[None, :], state=self._state, sr=self._rate)
        return float(out[0, 0])

    def _take(self, frame: Samples) -> Iterator[Stretch]:
        probability = self._probability(frame)
        self._index += 1
        if self._frames:
            self._frames.append(frame)
            if probability >= _OFF:
                self._speech = len(self._frames)
                self.last_speech_s = self._index * _FRAME_S
            elif len(self._frames) - self._speech >= max(_PAUSE, _PAD):
                yield from self._close(self._speech + _PAD)
            if len(self._frames) * _FRAME_S >= CHUNK_S:
                yield from self._cut()
        elif probability >= _ON:
            self._lead = len(self._before)
            self._frames = [*self._before, frame]
            self._before.clear()
            self._speech = len(self._frames)
            self.last_speech_s = self._index * _FRAME_S
        else:
            self._before.append(frame)

    def _close(self, length: int) -> Iterator[Stretch]:
        """Ends the open stretch after `length` frames; quiet frames behind it may lead into the next one."""
        if self._speech - self._lead >= _SHORTEST:
            yield self._stretch(length)
        # A frame is never in two stretches, or its word would be heard twice.
        self._before.extend(self._frames[length:] if self._speech - self._lead >= _SHORTEST else self._frames)
        self._frames, self._speech, self._lead = [], 0, 0

    def _cut(self) -> Iterator[Stretch]:
        """Cuts speech that does not pause, where it is quietest: between two words, most likely."""
        power = np.array([float(np.mean(frame * frame)) for frame in self._frames])
        smooth = np.convolve(power, np.ones(5) / 5, mode="same")
        first = round(_WELL_FILLED_S / _FRAME_S)
        at = first + int(np.argmin(smooth[first:-_PAD]))
        yield self._stretch(at)
        self._frames = self._frames[at:]
        self._speech = max(1, self._speech - at)
        self._lead = 0

    def _stretch(self, length: int) -> Stretch:
        first = self._index - len(self._frames)
        speech = min(self._speech, length) - self._lead
        return Stretch(first * _FRAME_S, np.concatenate(self._frames[:length]), speech * _FRAME_S)


class Chunker:
    """Packs stretches of speech into chunks that whisper's window takes at once."""

    def __init__(self) -> None:
        self._stretches: list[Stretch] = []

    @property
    def open_stretches(self) -> tuple[Stretch, ...]:
        """What waits for its chunk to be full."""
        return tuple(self._stretches)

    def add(self, stretch: Stretch) -> Iterator[Chunk]:
        """The chunks that are complete now that `stretch` has been heard."""
        while self._stretches and self._full_with(stretch):
            count = self._best_cut(stretch)
            yield Chunk(tuple(self._stretches[:count]))
            self._stretches = self._stretches[count:]
        self._stretches.append(stretch)

    def finish(self) -> Iterator[Chunk]:
        if self._stretches:
            yield Chunk(tuple(self._stretches))
            self._stretches = []

    def _full_with(self, stretch: Stretch) -> bool:
        length = sum(s.end - s.start for s in [*self._stretches, stretch])
        return length > CHUNK_S or stretch.end - self._stretches[0].start > _LONGEST_SPAN_S

    def _best_cut(self, following: Stretch) -> int:
        """How many stretches to close now: up to the longest pause in the well filled part of the window."""
        nexts = [*self._stretches[1:], following]
        pauses = [b.start - a.end for a, b in zip(self._stretches, nexts, strict=True)]
        length, best = 0.0, len(self._stretches)
        longest = -1.0
        for count, (stretch, pause) in enumerate(zip(self._stretches, pauses, strict=True), start=1):
            length += stretch.end - stretch.start
            if length >= _WELL_FILLED_S and pause > longest:
                best, longest = count, pause
        return best
