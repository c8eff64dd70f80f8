"""Tells voices apart in a stream: who speaks when in short windows, then which voices are one person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..records import FIND_OUT, SAMPLE_RATE
from .clustering import Labels, Prints, centroids_of, group, unit
from .counting import count
from .segmentation import (
    FIRST_S,
    FRAME,
    FRAME_S,
    LOCAL_VOICES,
    WINDOW,
    WINDOW_FRAMES,
    Frames,
    Segmentation,
)
from .speech_activity import Samples
from .voice_prints import Matrix, VoicePrinter

_HOP_FRAMES = 296
"""Frames from one window to the next: just under 5 s, so that every moment is seen twice, and the frames of
all windows lie on one grid."""
_HOP = _HOP_FRAMES * FRAME
_EDGE = (WINDOW_FRAMES - _HOP_FRAMES) // 2  # frames at either end of a window that its neighbours see better
_SLACK = 6  # two windows see a run's ends a little differently: better found twice than never
_GAP = 9  # frames of quiet, 0.15 s, that end a run: whoever goes on may be another person

_PIECE = 95  # frames of a run that get one print, 1.6 s ...
_STEP = 47  # ... every 0.8 s, since the segmentation model may take two like voices for one
_PRINT_MIN_S = 0.4  # a shorter piece has no print worth the name
_SURE_S = 1.0  # from here on a print helps to say what each person's voice is like
_TOGETHER = 4  # consecutive pieces of a run that are grouped as one: longer speech tells voices better
_NEIGHBOUR = 0.5  # how much the pieces before and after in a run say about whose piece this is
_REFINEMENTS = 2  # rounds in which the pieces say anew what each voice is like; then nothing moves


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a run, in frames from the recording's start.

    `voice` names what the segmentation model took for one voice: (window, local voice). `vector` is its
    print, of length 1, where `seconds` of one person alone are enough for one.
    """

    first: int
    last: int
    run: int
    voice: tuple[int, int]
    seconds: float
    vector: Matrix | None


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks when. `activity`, float32 (frames, people): how surely each person speaks, [0, 1].

    `prints` (people, 192): what each person's voice is like, of length 1.
    """

    activity: Matrix
    prints: Matrix | None = None

    @property
    def people(self) -> int:
        return int(self.activity.shape[1])

    def between(self, start: float, end: float) -> Matrix:
        """Mean activity of each person from `start` to `end` seconds, shape (people,)."""
        first = max(0, round((start - FIRST_S) / FRAME_S))
        last = max(first + 1, round((end - FIRST_S) / FRAME_S))
        part = self.activity[first:last]
        return part.mean(axis=0) if len(part) else np.zeros(self.people, dtype=np.float32)


class Speakers:
    """Streaming speaker labels. Holds 10 s of sound, and for each hour of speech about 4 MB of prints, and
    where anybody speaks at all.
    """

    def __init__(self, segmentation: Path, voice: Path, threads: int) -> None:
        """Raises ModelMissing, ModelDamaged."""
        self.segmentation = Segmentation(segmentation, threads)
        self._printer = VoicePrinter(voice, threads)
        self.print_of = self._printer.print_of
        self.begin()

    def begin(self) -> None:
        """A new recording."""
        self._sound = np.zeros(0, dtype=np.float32)  # from the next window's start on
        self._next = 0  # index of the next window
        self._runs = 0
        self._pieces: list[Piece] = []
        self._voiced: list[Frames] = []
        self._known: Matrix | None = None  # what the voices were like when last told apart

    def hear(self, block: Samples, last_speech_s: float) -> None:
        """Takes the next block; in windows that begin after `last_speech_s` no voices are told apart."""
        self._sound = np.concatenate([self._sound, block])
        while len(self._sound) >= WINDOW:
            window = self._sound[:WINDOW]
            if self._next * _HOP / SAMPLE_RATE > last_speech_s:
                self._note(self.segmentation.voiced(window[: WINDOW_FRAMES * FRAME]))
            else:
                speaking = self.segmentation.speaking(window)
                self._note(np.asarray(speaking.any(axis=1)))
                self._pieces += self._heard(window, speaking)
            self._next += 1
            self._sound = self._sound[_HOP:]

    def so_far(self, people: int, last_speech_s: float) -> Voices | None:
        """Who spoke when up to now, for `people` voices or FIND_OUT; None when too little was said to tell.

        It settles nothing: more may be heard, and it may be asked again. A person keeps their place from one
        call to the next, as long as the voices are the same; earlier speech may be given to another person
        than before.
        """
        pieces = [*self._pieces]
        if len(self._sound) and self._next * _HOP / SAMPLE_RATE <= last_speech_s:
            rest = np.pad(self._sound, (0, WINDOW - len(self._sound)))
            pieces += self._heard(rest, self.segmentation.speaking(rest), last=True)
        prints = _units(pieces)
        sure = prints.only(prints.seconds >= _SURE_S)
        if len(sure) < max(people, 1):
            return None
        if people == FIND_OUT:
            people = count(sure)
        known = self._known if self._known is not None and len(self._known) == people else None
        labels = group(sure, people, known)
        centroids = centroids_of(sure, labels, people)
        owners = _owners(pieces, centroids)
        for _ in range(_REFINEMENTS):
            centroids = _refined(pieces, owners, centroids)
            owners = _owners(pieces, centroids)
        order = _order(owners, centroids, known)
        self._known = centroids[order]
        place = np.argsort(order)
        frames = self._next * _HOP_FRAMES + WINDOW_FRAMES
        return Voices(_activity(pieces, place[owners], people, frames), self._known)

    def voiced(self) -> Frames:
        """Whether anybody speaks in each frame up to now. Raises EngineCrashed."""
        rest = self.segmentation.voiced(self._sound)
        return np.concatenate([*self._voiced, rest[_EDGE if self._voiced else 0 :]])

    def _note(self, voiced: Frames) -> None:
        self._voiced.append(voiced[_EDGE if self._voiced else 0 : _EDGE + _HOP_FRAMES])

    def _heard(self, sound: Samples, speaking: NDArray[np.bool_], last: bool = False) -> list[Piece]:
        """The pieces of one window. A run counts in the window in whose middle it lies."""
        middle_first = 0 if self._next == 0 else _EDGE - _SLACK
        middle_last = WINDOW_FRAMES if last else _EDGE + _HOP_FRAMES + _SLACK
        alone = speaking.sum(axis=1) == 1
        pieces: list[Piece] = []
        run = self._runs
        for local in range(LOCAL_VOICES):
            for first, end in _runs(speaking[:, local]):
                if middle_first <= (first + end) // 2 < middle_last:
                    run += 1
                    pieces += self._printed(sound, alone, first, end, run, local)
        if not last:
            self._runs = run
        return pieces

    def _printed(
        self, sound: Samples, alone: NDArray[np.bool_], first: int, end: int, run: int, local: int
    ) -> Iterator[Piece]:
        """The pieces of the run from frame `first` to `end` of a window, each with its print."""
        offset = self._next * _HOP_FRAMES
        starts = _spread(first, end)
        for i, start in enumerate(starts):
            stop = end if i == len(starts) - 1 else start + _PIECE
            frames = sound[start * FRAME : stop * FRAME].reshape(-1, FRAME)[alone[start:stop]]
            seconds = len(frames) * FRAME_S
            vector = self.print_of(frames.reshape(-1)) if seconds >= _PRINT_MIN_S else None
            yield Piece(offset + start, offset + stop, run, (self._next, local), seconds, vector)


def _spread(first: int, end: int) -> list[int]:
    """Where the pieces of a run begin: evenly, the first at its start and the last up to its end."""
    length = end - first
    if length <= _PIECE:
        return [first]
    steps = -(-(length - _PIECE) // _STEP)
    return [first + round(i * (length - _PIECE) / steps) for i in range(steps + 1)]


def _runs(speaking: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """First frame and frame after the last of each run in which one local voice speaks without a pause."""
    at = np.flatnonzero(speaking)
    if len(at):
        breaks = np.flatnonzero(np.diff(at) > _GAP)
        for first, last in zip(at[np.r_[0, breaks + 1]], at[np.r_[breaks, len(at) - 1]], strict=True):
            yield int(first), int(last) + 1


def _by_run(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """The pieces that have a print, run by run."""
    run: list[Piece] = []
    for piece in pieces:
        if run and piece.run != run[0].run:
            yield run
            run = []
        if piece.vector is not None:
            run.append(piece)
    if run:
        yield run


def _units(pieces: list[Piece]) -> Prints:
    """Up to `_TOGETHER` consecutive pieces of a run as one print, in the order in which they were spoken."""
    vectors, seconds, voices = [], [], []
    for run in sorted(_by_run(pieces), key=lambda run: run[0].first):
        for part in np.array_split(np.arange(len(run)), -(-len(run) // _TOGETHER)):
            together = [run[i] for i in part]
            vectors.append(np.sum([p.vector * p.seconds for p in together], axis=0))
            overlap = (together[-1].last - together[0].first) / sum(p.last - p.first for p in together)
            seconds.append(sum(p.seconds for p in together) * overlap)
            voices.append(together[0].voice)
    if not vectors:
        return Prints.none()
    return Prints(unit(np.stack(vectors)), np.array(seconds, dtype=np.float32), np.array(voices))


def _owners(pieces: list[Piece], centroids: Matrix) -> Labels:
    """Whose each piece is. One without a print goes to whom the rest of its local voice belongs, or -1."""
    nothing = np.zeros(centroids.shape[1], dtype=np.float32)
    vectors = np.stack([nothing if piece.vector is None else piece.vector for piece in pieces])
    seconds = np.array([[piece.seconds] for piece in pieces], dtype=np.float32)
    likeness = seconds * (vectors @ centroids.T)
    runs = np.array([piece.run for piece in pieces])
    together = (runs[1:] == runs[:-1])[:, None] * np.float32(_NEIGHBOUR)
    smooth = likeness.copy()
    smooth[1:] += together * likeness[:-1]
    smooth[:-1] += together * likeness[1:]
    owners = np.asarray(smooth.argmax(axis=1), dtype=np.int64)
    mates: dict[tuple[int, int], Matrix] = {}
    for piece, like in zip(pieces, likeness, strict=True):
        if piece.vector is not None:
            mates[piece.voice] = mates.get(piece.voice, 0) + like
    for i in map(int, np.flatnonzero(~smooth.any(axis=1))):
        mate = mates.get(pieces[i].voice)
        owners[i] = -1 if mate is None else int(mate.argmax())
    return owners


def _refined(pieces: list[Piece], owners: Labels, centroids: Matrix) -> Matrix:
    """What each voice is like by all pieces that are its."""
    sums = np.zeros_like(centroids)
    for piece, owner in zip(pieces, owners, strict=True):
        if piece.vector is not None:
            sums[owner] += piece.seconds * piece.vector
    return np.where(np.abs(sums).sum(axis=1, keepdims=True) > 0, unit(sums), centroids)


def _order(owners: Labels, centroids: Matrix, known: Matrix | None) -> Labels:
    """The persons in the order in which they are to stand: as before, or as they were first heard."""
    people = len(centroids)
    if known is None:
        heard = dict.fromkeys(int(owner) for owner in owners if owner >= 0)
        return np.array([*heard, *(p for p in range(people) if p not in heard)])
    likeness = known @ centroids.T
    order = np.full(people, -1)
    for _ in range(people):
        place, person = divmod(int(likeness.argmax()), people)
        order[place] = person
        likeness[place, :], likeness[:, person] = -np.inf, -np.inf
    return order


def _activity(pieces: list[Piece], owners: Labels, people: int, frames: int) -> Matrix:
    """Who speaks in each frame; of two pieces of a run that overlap each counts up to the middle."""
    activity = np.zeros((frames, people), dtype=np.float32)
    for i, (piece, owner) in enumerate(zip(pieces, owners, strict=True)):
        if owner < 0:
            continue
        first, last = piece.first, piece.last
        if i and pieces[i - 1].run == piece.run:
            first = (pieces[i - 1].last + first) // 2
        if i + 1 < len(pieces) and pieces[i + 1].run == piece.run:
            last = (last + pieces[i + 1].first) // 2
        activity[first:last, owner] = 1.0
    return activity
