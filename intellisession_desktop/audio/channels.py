"""Whether two channels, or two tracks, hold one person each, as telehealth programs record them."""

from __future__ import annotations

import av
import numpy as np
from numpy.typing import NDArray

from .track import DECODER_ERRORS

_FRAME_S = 0.032  # shorter than a syllable
_AT_ONCE_S = (
    1.0  # compared together: a codec's frames are so short that their number costs more than the sound
)
_SILENCE_DB = -70
_LOUD_PERCENTILE = 98.0  # also somebody who speaks 5 % of the time is loud then
_SILENT = np.int8(_SILENCE_DB).tobytes()
_ACTIVE_DB = 20.0  # below a channel's own loud parts: somebody speaks in it
_APART_DB = 10.0  # a voice that is so much louder, by each channel's own measure, is that channel's
_DYNAMIC_DB = 15.0  # between the loud parts and the quiet ones of a channel: hum and hiss have none
_MOSTLY = 0.75  # of the time with speech belongs to one channel; people talk at the same time, and echo
_EACH = 0.03  # of that time at least belongs to each of them, in syllables
_SYLLABLE = 5  # frames on end, 160 ms: the click of a key or a cup is shorter
_LEAST_S = 10.0
_LEAST_CHANGES = 4  # from one channel to the other: people answer each other
_LONGEST_TURN_S = 600.0  # of speech on average without an answer from the other channel


class ChannelComparison:
    """Takes a file's frames as they are decoded. Holds two bytes for each 32 ms: a quarter MB an hour.

    A file may have several parts; all must be of one kind, two channels or two tracks.
    """

    def __init__(self) -> None:
        self._kind = 0  # how many tracks the parts have; 0 before the first
        self._possible = True
        self._tracks: list[_Levels] = []
        self._levels = bytearray()

    def begin(self, tracks: int) -> None:
        """A part with so many tracks follows."""
        if tracks > 2 or self._kind not in (0, tracks):
            self._settle()
        self._kind = tracks
        self._tracks = [_Levels() for _ in range(tracks)]

    def take(self, frame: av.AudioFrame, track: int = 0) -> None:
        """A frame that is not stereo, in a part of one track, settles it: no."""
        if not self._possible:
            return
        if self._kind == 1 and len(frame.layout.channels) != 2:
            self._settle()
            return
        try:
            self._tracks[track].take(frame)
        except DECODER_ERRORS:  # of the comparison's own: not worth more
            self._settle()

    def end(self, began_s: list[float]) -> None:
        """The part is over; its tracks began at these times."""
        if not self._possible or not self._tracks:
            return
        if self._kind == 1:
            self._levels += self._tracks[0].each_channel()
            return
        first_s = min(began_s)
        columns = [
            b"".join([_SILENT * max(0, round((at - first_s) / _FRAME_S)), each.loudest_channel()])
            for at, each in zip(began_s, self._tracks, strict=True)
        ]
        length = max(map(len, columns))
        both = [np.frombuffer(column.ljust(length, _SILENT), np.int8) for column in columns]
        self._levels += np.stack(both, axis=1).tobytes()

    def one_person_each(self) -> bool:
        """True only where it is clear: taken together wrongly costs little, apart wrongly everything."""
        if not self._possible or not self._levels:
            return False
        levels = np.frombuffer(self._levels, np.int8).reshape(-1, 2).T.astype(np.float32)
        loud = np.percentile(levels, _LOUD_PERCENTILE, axis=1)
        quiet = np.percentile(levels, 5.0, axis=1)
        if (loud - quiet).min() < _DYNAMIC_DB or loud.min() < _SILENCE_DB + _ACTIVE_DB:
            return False
        own = levels - loud[:, None]
        active = own.max(axis=0) > -_ACTIVE_DB
        active_s = float(active.sum()) * _FRAME_S
        if active_s < _LEAST_S:
            return False
        owner = np.where(np.abs(own[0] - own[1]) > _APART_DB, np.sign(own[0] - own[1]), 0) * active
        shares = [float((owner[active] == side).mean()) for side in (1, -1)]
        said = _syllables(owner)
        spoken = [float((said[active] == side).mean()) for side in (1, -1)]
        changes = int(np.count_nonzero(np.diff(said[said != 0])))
        answered = changes >= max(_LEAST_CHANGES, active_s / _LONGEST_TURN_S)
        return sum(shares) >= _MOSTLY and min(spoken) >= _EACH and answered

    def _settle(self) -> None:
        self._possible = False
        self._tracks = []
        self._levels.clear()


class _Levels:
    """How loud each channel of a track is, in dB, for each 32 ms; formats may change on the way."""

    def __init__(self) -> None:
        self._waiting: av.AudioFifo | None = None
        self._to_floats: av.AudioResampler | None = None
        self._channels = 2
        self._each = bytearray()
        self._loudest = bytearray()

    def take(self, frame: av.AudioFrame) -> None:
        """Raises what PyAV does."""
        frame.pts = None  # gaps in time do not matter here
        try:
            if self._waiting is None:
                self._waiting = self._begin(frame)
            self._waiting.write(frame)
        except ValueError:  # another rate or layout: cheaper to be told than to compare them for each frame
            self._waiting = self._begin(frame)
            self._waiting.write(frame)
        if self._waiting.samples >= _AT_ONCE_S * frame.sample_rate:
            self._compare(self._waiting)

    def _begin(self, frame: av.AudioFrame) -> av.AudioFifo:
        self._to_floats = av.AudioResampler(format="flt")
        self._channels = len(frame.layout.channels)
        return av.AudioFifo()

    def each_channel(self) -> bytes:
        """One byte for each channel, of 32 ms after another."""
        return bytes(self._each)

    def loudest_channel(self) -> bytes:
        """One byte for each 32 ms."""
        return bytes(self._loudest)

    def _compare(self, waiting: av.AudioFifo) -> None:
        """All that waits, but for less than a frame."""
        samples = round(waiting.sample_rate * _FRAME_S)
        piece = waiting.read(waiting.samples // samples * samples)
        if piece is None or self._to_floats is None:
            return
        piece.pts = None
        for part in self._to_floats.resample(piece):
            planes = np.ascontiguousarray(part.to_ndarray().reshape(-1, self._channels).T)
            sound = np.nan_to_num(planes, copy=False).reshape(self._channels, -1, samples)
            power = np.einsum("cns,cns->nc", sound, sound) / samples
            decibels = np.clip(10 * np.log10(np.maximum(power, 1e-12)), _SILENCE_DB, 20).astype(np.int8)
            self._each += decibels.tobytes()
            self._loudest += decibels.max(axis=1).tobytes()


def _syllables(owner: NDArray[np.floating]) -> NDArray[np.floating]:
    """`owner` (1, -1 or 0 for each frame) where a channel is alone as long as a syllable; 0 elsewhere."""
    begins = np.flatnonzero(np.diff(owner, prepend=np.nan) != 0)
    lasts = np.diff(begins, append=len(owner))
    return np.where(np.repeat(lasts, lasts) >= _SYLLABLE, owner, 0)
