"""Where a live recording's sound comes from: a microphone, or a file that is played in its place."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np

from ..errors import MicrophoneUnavailable
from ..records import SAMPLE_RATE
from .decoder import HeldFile
from .mixing import Sound
from .mono import Mono16k
from .ring import BlockRing

_BLOCK_S = 0.1
_KEPT_S = 30.0
"""Sound that waits for a disk that does not answer; more is lost, and told."""
_LOOK_S = 0.02
_OTHER_RATES = (48_000, 44_100, 16_000)
"""Hz, for a microphone that refuses its own."""
_SILENT_DEVICE_S = 5.0
"""A microphone that gives nothing for so long is gone: PortAudio does not report an unplugged one."""
_LOST = (
    "The microphone has stopped giving sound. What was recorded so far is safe. Check that it is connected."
)
_NOT_THERE = "The chosen microphone is not connected. Connect it, or choose another one."
_NO_SOUND_SYSTEM = (
    "Sound cannot be recorded on this computer yet: the PortAudio library is missing. Install it (on Debian "
    "and Ubuntu the package libportaudio2) and start again."
)
_BETTER_INTERFACE = "Windows WASAPI"
"""Windows lists each microphone once for each of its interfaces; the default one cuts names off."""

_WAIT_S = 0.3  # for another look at the microphones to end

_open_now = threading.Lock()
"""Held while a microphone is open: PortAudio can look for new ones only while none is."""


@dataclass(frozen=True, slots=True)
class Microphone:
    """One microphone of this computer. `default`: the one the system would take."""

    name: str
    default: bool


def microphones() -> tuple[Microphone, ...]:
    """The microphones that are connected now, the system's default one first. Raises MicrophoneUnavailable
    when there is none.
    """
    portaudio = _portaudio()
    with _looking_anew(portaudio):
        try:
            listed = _listed(portaudio)
        except portaudio.PortAudioError as error:
            raise MicrophoneUnavailable() from error
    found = {name: Microphone(name, default) for name, (_, default) in listed.items()}
    if not found:
        raise MicrophoneUnavailable()
    return tuple(sorted(found.values(), key=lambda each: not each.default))


class MicrophoneStream:
    """An open microphone. What it hears is kept for half a minute until it is read."""

    real = True
    """Its sound comes as time goes by, and what nobody takes is gone."""
    over = False

    def __init__(self, name: str, ring: BlockRing, rate: int, block_s: float) -> None:
        self.name = name
        self.lost_s = 0.0
        """Seconds that were lost because nobody read for too long."""
        self.overflows = 0
        """How often the system itself said that it lost something."""
        self._ring, self._rate, self._block_s = ring, rate, block_s
        self._mono = Mono16k()
        self._expected = 0
        self._heard_at = clock()

    @property
    def silent_s(self) -> float:
        """For how long it has given nothing, not even silence."""
        return clock() - self._heard_at

    def read(self) -> Iterator[Sound]:
        """What was heard and not read yet, a block after the other: float32, shape (n,), 16 kHz mono,
        [-1, 1].
        """
        while (block := self._ring.take()) is not None:
            self._heard_at = clock()
            self.lost_s += (block.number - self._expected) * self._block_s
            self._expected = block.number + 1
            self.overflows += block.overflowed
            yield self._mono.push(_frame(block.samples, self._rate))

    def rest(self) -> Sound:
        """What the resampler still holds."""
        return self._mono.flush()


class PlayedFile:
    """A file in the place of a microphone, `speed` times as fast as it was spoken."""

    real = False
    lost_s = 0.0
    overflows = 0
    silent_s = 0.0

    def __init__(self, name: str, blocks: Iterator[Sound], speed: float) -> None:
        self.name = name
        self.over = False
        """Whether the file's end was read."""
        self._blocks, self._speed = blocks, speed
        self._began = clock()
        self._played_s = 0.0

    def read(self) -> Iterator[Sound]:
        """As a microphone's: what has been spoken by now."""
        while not self.over and self._played_s <= (clock() - self._began) * self._speed:
            block = next(self._blocks, None)
            if block is None:
                self.over = True
                return
            self._played_s += len(block) / SAMPLE_RATE
            yield block

    def rest(self) -> Sound:
        return np.zeros(0, np.float32)


def clock() -> float:
    """Seconds that pass while the computer sleeps as well, where the system tells (Linux; elsewhere the usual
    clock goes on by itself).
    """
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


@contextmanager
def open_microphone(device: str | None = None) -> Iterator[MicrophoneStream]:
    """Opens a microphone: the system's default one, or one of `microphones` by name. Raises
    MicrophoneUnavailable.
    """
    portaudio = _portaudio()
    with _looking_anew(portaudio):
        yield from _opened(portaudio, device)


@contextmanager
def play_file(path: Path, speed: float = 1.0) -> Iterator[PlayedFile]:
    """Raises what HeldFile.open and, when it is read, HeldFile.decode raise."""
    with HeldFile.open(path) as file:
        yield PlayedFile(path.name, file.decode(_BLOCK_S), speed)


@contextmanager
def microphone(
    device: str | None = None, ended: Callable[[], bool] = lambda: False
) -> Iterator[Iterator[Sound]]:
    """Opens a microphone and gives its sound while it lasts.

    The iterator gives blocks of about 0.1 s, as `MicrophoneStream.read`; it ends once `ended` says so and all
    that was heard until then is given. Leaving the `with` block closes the microphone. Raises
    MicrophoneUnavailable, at the start when there is none, in between when it goes away.
    """
    with open_microphone(device) as stream:
        yield _live(stream, ended)


def _opened(portaudio: Any, device: str | None) -> Iterator[MicrophoneStream]:
    try:
        index = _listed(portaudio)[device][0] if device else None
        about = portaudio.query_devices(index, "input")
        channels = min(2, int(about["max_input_channels"]))
        usual = round(about["default_samplerate"])
    except KeyError as error:
        raise MicrophoneUnavailable(_NOT_THERE) from error
    except (portaudio.PortAudioError, ValueError) as error:
        raise MicrophoneUnavailable() from error
    refused: Exception | None = None
    for rate in dict.fromkeys((usual, *_OTHER_RATES)):
        frames = round(rate * _BLOCK_S)
        ring = BlockRing(round(_KEPT_S / _BLOCK_S), frames, channels)
        try:
            stream = portaudio.InputStream(
                samplerate=rate,
                blocksize=frames,
                device=index,
                channels=channels,
                dtype="float32",
                latency="high",  # nobody listens along: the system may take its time, and loses less
                callback=_keep_in(ring),
            )
        except (portaudio.PortAudioError, ValueError) as error:
            refused = error
            continue
        try:
            with stream:
                yield MicrophoneStream(" ".join(about.get("name", "").split()), ring, rate, _BLOCK_S)
        except portaudio.PortAudioError as error:
            raise MicrophoneUnavailable() from error
        return
    raise MicrophoneUnavailable() from refused


def _keep_in(ring: BlockRing) -> Callable[..., None]:
    def keep(data: Sound, _frames: int, _time: object, status: object) -> None:
        # PortAudio's own thread, where every moment counts: copy, nothing else.
        ring.put(data, bool(status))

    return keep


def _live(stream: MicrophoneStream, ended: Callable[[], bool]) -> Iterator[Sound]:
    while True:
        over = ended()  # before reading: what was said until then is not lost
        yield from (sound for sound in stream.read() if len(sound))
        if over:
            break
        if stream.silent_s >= _SILENT_DEVICE_S:
            raise MicrophoneUnavailable(_LOST)
        time.sleep(_LOOK_S)
    if len(rest := stream.rest()):
        yield rest


def _frame(data: Sound, rate: int) -> av.AudioFrame:
    """From PortAudio's shape (n, channels)."""
    planes = np.ascontiguousarray(data.T)
    frame = av.AudioFrame.from_ndarray(planes, format="fltp", layout="mono" if len(planes) == 1 else "stereo")
    frame.sample_rate = rate
    return frame


def _listed(portaudio: Any) -> dict[str, tuple[int, bool]]:
    """The microphones of one of the system's interfaces by name: PortAudio's number, and whether it is the
    default one.
    """
    devices = [each for each in portaudio.query_devices() if each["max_input_channels"] > 0]
    interfaces = portaudio.query_hostapis()
    chosen = next((each for each in interfaces if each["name"] == _BETTER_INTERFACE), None)
    if chosen is None or not any(each["index"] in chosen["devices"] for each in devices):
        default = portaudio.query_devices(None, "input") if devices else None
        chosen = interfaces[default["hostapi"]] if default else None
    if chosen is None:
        return {}
    listed: dict[str, tuple[int, bool]] = {}
    for each in devices:
        if each["index"] in chosen["devices"]:
            name, default_one = (
                " ".join(each["name"].split()),
                each["index"] == chosen["default_input_device"],
            )
            if name not in listed or default_one:
                listed[name] = (each["index"], default_one)
    return listed


@contextmanager
def _looking_anew(portaudio: Any) -> Iterator[None]:
    """Has PortAudio find what was plugged in since it was started, unless a microphone is open."""
    mine = _open_now.acquire(timeout=_WAIT_S)
    try:
        if mine:
            try:
                portaudio._terminate()
                portaudio._initialize()
            except portaudio.PortAudioError as error:
                raise MicrophoneUnavailable() from error
        yield
    finally:
        if mine:
            _open_now.release()


def _portaudio() -> Any:
    try:
        import sounddevice  # only here: without PortAudio's library on the system the import fails
    except OSError as error:
        raise MicrophoneUnavailable(_NO_SOUND_SYSTEM) from error
    return sounddevice
