"""The tracks of one part of a file in step, by when each begins."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..records import SAMPLE_RATE
from .mixing import Ceiling, Mixer, Sound
from .mono import Mono16k
from .stereo import Stereo16k
from .track import Track, plausible_s

_STEP = SAMPLE_RATE
"""Samples that are taken of each track in turn."""


def sound_of(tracks: list[Track], apart: bool) -> Iterator[Sound]:
    """The sound of all tracks: float32, 16 kHz, [-1, 1], shape (n,); or, `apart`, of two tracks, or two
    channels of the only one, shape (n, 2).

    Tracks are mixed by the time stamps of their first frames. Memory does not grow with their length. Raises
    AudioUnreadable.
    """
    if len(tracks) == 1:
        sound = Stereo16k() if apart else Mono16k()
        for frame in tracks[0].frames():
            yield sound.push(frame)
        yield sound.flush()
        return
    mixer, ceiling = Mixer(), Ceiling()
    for planes in _in_step(tracks):
        yield ceiling.hold(np.ascontiguousarray(planes.T) if apart else mixer.push(planes))
    if not apart:
        yield ceiling.hold(mixer.flush())


def _in_step(tracks: list[Track]) -> Iterator[Sound]:
    """Shape (tracks, n), n at most `_STEP` plus what a frame gives more."""
    mono = [_mono(track) for track in tracks]
    firsts = [next(each, None) for each in mono]  # the first frame's time is known then
    begun = [track.tally.began_s for track, first in zip(tracks, firsts, strict=True) if first is not None]
    waiting: list[Sound] = []
    late: list[int] = []  # samples of silence still to come before it begins
    for track, first in zip(tracks, firsts, strict=True):
        offset_s = 0.0 if first is None else min(track.tally.began_s - min(begun), plausible_s(track.size))
        late.append(round(offset_s * SAMPLE_RATE))
        waiting.append(np.zeros(0, np.float32) if first is None else first)
    ended = [first is None for first in firsts]
    while True:
        for i, each in enumerate(mono):
            while not ended[i] and late[i] + len(waiting[i]) < _STEP:
                part = next(each, None)
                ended[i] = part is None
                if part is not None:
                    waiting[i] = np.concatenate([waiting[i], part])
        there = [late[i] + len(waiting[i]) for i in range(len(tracks))]
        count = min(_STEP, max(there))
        if not count:
            return
        planes = np.zeros((len(tracks), count), np.float32)
        for i in range(len(tracks)):
            silent = min(late[i], count)
            part = waiting[i][: count - silent]
            planes[i, silent : silent + len(part)] = part
            waiting[i] = waiting[i][len(part) :]
            late[i] -= silent
        yield planes


def _mono(track: Track) -> Iterator[Sound]:
    sound = Mono16k()
    for frame in track.frames():
        yield sound.push(frame)
    yield sound.flush()
