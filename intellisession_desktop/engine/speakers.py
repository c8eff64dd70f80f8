"""Tells voices apart in a stream: who speaks when in short windows, then which voices are one person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from ..records import SAMPLE_RATE
from .clustering import Matrix, group
from .onnx import OnnxModel
from .speech_activity import Samples

FRAME = 270
"""Samples from one frame of the segmentation model to the next: 16.875 ms."""
FRAME_S = FRAME / SAMPLE_RATE
_FIRST_S = 495 / SAMPLE_RATE  # middle of what the first frame sees
_WINDOW = 160_000  # samples the model takes: 10 s
_WINDOW_FRAMES = 589
_HOP_FRAMES = (
    296  # just under 5 s, so that every moment is seen twice, and frames of all windows lie on one grid
)
_HOP = _HOP_FRAMES * FRAME
_EDGE = (_WINDOW_FRAMES - _HOP_FRAMES) // 2  # frames at either end of a window that its neighbours see better

_LOCAL = np.array(  # the model's classes as who of its three local voices speaks: none, a, b, c, ab, ac, bc
    [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], dtype=bool
)
_SLACK = 6
_GAP = 9  # frames of quiet, 0.15 s, that end a run: whoever goes on may be another person
_PRINT_MIN_S = 0.4  # a shorter run has no print worth the name
_PRINT_SURE_S = 1.2  # from here on a print helps to say what each person's voice is like


@dataclass(frozen=True, slots=True)
class Run:
    """One voice speaking without a pause, in frames from the recording's start.

    `vector`, of length 1, is its voice print, if it is long enough for one. `voice` names what the
    segmentation model took for one voice: (window, local voice).
    """

    first: int
    last: int
    voice: tuple[int, int]
    vector: Matrix | None

    @property
    def seconds(self) -> float:
        return (self.last - self.first) * FRAME_S


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks when. `activity`, float32 (frames, people): how surely each person speaks, [0, 1]."""

    activity: Matrix

    @property
    def people(self) -> int:
        return int(self.activity.shape[1])

    def between(self, start: float, end: float) -> Matrix:
        """Mean activity of each person from `start` to `end` seconds, shape (people,)."""
        first = max(0, round((start - _FIRST_S) / FRAME_S))
        last = max(first + 1, round((end - _FIRST_S) / FRAME_S))
        part = self.activity[first:last]
        return part.mean(axis=0) if len(part) else np.zeros(self.people, dtype=np.float32)


class Speakers:
    """Streaming speaker labels. Holds 10 s of sound, and for each window some kilobytes of findings."""

    def __init__(self, segmentation: Path, voice: Path, threads: int) -> None:
        """Raises ModelMissing, ModelDamaged."""
        import kaldi_native_fbank  # here, not above: only the worker needs it

        self._segmentation = OnnxModel(segmentation, threads)
        self._voice = OnnxModel(voice, threads)
        options = kaldi_native_fbank.FbankOptions()
        options.frame_opts.dither = 0.0
        options.frame_opts.samp_freq = float(SAMPLE_RATE)
        options.mel_opts.num_bins = 80
        self._new_fbank = partial(kaldi_native_fbank.OnlineFbank, options)
        self.begin()

    def begin(self) -> None:
        """A new recording."""
        self._sound = np.zeros(0, dtype=np.float32)  # from the next window's start on
        self._next = 0  # index of the next window
        self._runs: list[Run] = []

    def hear(self, block: Samples, last_speech_s: float) -> None:
        """Takes the next block; windows that begin after `last_speech_s` cost nothing."""
        self._sound = np.concatenate([self._sound, block])
        while len(self._sound) >= _WINDOW:
            self._window(self._sound[:_WINDOW], last_speech_s)
            self._sound = self._sound[_HOP:]

    def finish(self, people: int, last_speech_s: float) -> Voices | None:
        """Who spoke when, for `people` voices (2 or more); None when too little was said to tell."""
        if len(self._sound):
            self._window(np.pad(self._sound, (0, _WINDOW - len(self._sound))), last_speech_s, final=True)
        sure = [run for run in self._runs if run.vector is not None and run.seconds >= _PRINT_SURE_S]
        if len(sure) < people:
            return None
        centroids = group(
            np.stack([run.vector for run in sure if run.vector is not None]),
            np.array([run.seconds for run in sure], dtype=np.float32),
            people,
        )
        return Voices(self._activity(centroids))

    def speech_share(self, samples: Samples) -> float:
        """How much of `samples` sounds like a person to the segmentation model: a second opinion, [0, 1]."""
        voiced, frames = 0, 0
        for at in range(0, max(1, len(samples)), _WINDOW):
            part = samples[at : at + _WINDOW]
            classes = self._segment(np.pad(part, (0, _WINDOW - len(part))))[: max(1, len(part) // FRAME)]
            voiced += int(np.count_nonzero(classes))
            frames += len(classes)
        return voiced / frames

    def _segment(self, sound: Samples) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
        (scores,) = self._segmentation.run(waveform=sound[None, None, :])
        return np.asarray(scores[0].argmax(axis=1), dtype=np.uint8)

    def _window(self, sound: Samples, last_speech_s: float, final: bool = False) -> None:
        """Finds the runs of one window. A run counts in the window in whose middle it lies."""
        index, self._next = self._next, self._next + 1
        if index * _HOP / SAMPLE_RATE > last_speech_s:
            return
        speaking = _LOCAL[self._segment(sound)]
        # Some slack, since two windows may see a run's ends a little differently: better twice than never.
        middle_first = 0 if index == 0 else _EDGE - _SLACK
        middle_last = _WINDOW_FRAMES if final else _EDGE + _HOP_FRAMES + _SLACK
        offset = index * _HOP_FRAMES
        for local in range(3):
            for first, last in _runs(speaking[:, local]):
                if not middle_first <= (first + last) // 2 < middle_last:
                    continue
                alone = speaking[first:last].sum(axis=1) == 1
                frames = sound[first * FRAME : last * FRAME].reshape(-1, FRAME)[alone]
                vector = self._print(frames.reshape(-1)) if len(frames) * FRAME_S >= _PRINT_MIN_S else None
                self._runs.append(Run(offset + first, offset + last, (index, local), vector))

    def _print(self, sound: Samples) -> Matrix:
        fbank = self._new_fbank()
        fbank.accept_waveform(float(SAMPLE_RATE), sound * np.float32(32768))
        fbank.input_finished()
        bands = np.stack([fbank.get_frame(i) for i in range(fbank.num_frames_ready)])
        bands -= bands.mean(axis=0)
        (vector,) = self._voice.run(fbank=bands[None])
        length = max(float(np.linalg.norm(vector[0])), 1e-9)
        return np.asarray(vector[0] / length, dtype=np.float32)

    def _activity(self, centroids: Matrix) -> Matrix:
        frames = (self._next - 1) * _HOP_FRAMES + _WINDOW_FRAMES
        activity = np.zeros((frames, len(centroids)), dtype=np.float32)
        mates: dict[tuple[int, int], Matrix] = {}
        for run in self._runs:
            if run.vector is not None:
                likeness = run.seconds * (centroids @ run.vector)
                mates[run.voice] = mates.get(run.voice, 0) + likeness
        for run in self._runs:
            if run.vector is not None:
                person = int((centroids @ run.vector).argmax())
            elif run.voice in mates:
                person = int(mates[run.voice].argmax())
            else:
                continue
            activity[run.first : run.last, person] = 1.0
        return activity


def _runs(speaking: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterator[tuple[int, int]]:
    """First frame and frame after the last of each run in which one local voice speaks without a pause."""
    at = np.flatnonzero(speaking)
    if len(at):
        breaks = np.flatnonzero(np.diff(at) > _GAP)
        for first, last in zip(at[np.r_[0, breaks + 1]], at[np.r_[breaks, len(at) - 1]], strict=True):
            yield int(first), int(last) + 1
