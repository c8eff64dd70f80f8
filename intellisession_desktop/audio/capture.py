"""Where a live recording's sound comes from: a microphone, or a file that is played in its place."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np

from .. import logs
from ..errors import MicrophoneUnavailable
from ..records import SAMPLE_RATE
from .mono import Mono16k, Sound
from .source import AttachedFile

_BLOCK_S = 0.1
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


@contextmanager
def microphone(
    device: str | None = None, ended: Callable[[], bool] = lambda: False
) -> Iterator[Iterator[Sound]]:
    """Opens a microphone (the system's default one, or one of `microphones` by name) and gives its sound
    while it lasts.

    The iterator gives blocks of about 0.1 s: float32, shape (n,), 16 kHz mono, [-1, 1]; it ends once `ended`
    says so and all that was heard until then is given. Leaving the `with` block closes the microphone. Raises
    MicrophoneUnavailable, at the start when there is none, in between when it goes away.
    """
    portaudio = _portaudio()
    with _looking_anew(portaudio):
        yield from _opened(portaudio, device, ended)


def _opened(portaudio: Any, device: str | None, ended: Callable[[], bool]) -> Iterator[Iterator[Sound]]:
    blocks: queue.SimpleQueue[tuple[Sound, bool]] = queue.SimpleQueue()

    def keep(data: Sound, _frames: int, _time: object, status: object) -> None:
        # PortAudio's own thread, where every moment counts: copy, nothing else.
        blocks.put((data.copy(), bool(status)))

    try:
        index = _listed(portaudio)[device][0] if device else None
        about = portaudio.query_devices(index, "input")
        rate = round(about["default_samplerate"])
        channels = min(2, int(about["max_input_channels"]))
        stream = portaudio.InputStream(
            samplerate=rate,
            blocksize=round(rate * _BLOCK_S),
            device=index,
            channels=channels,
            dtype="float32",
            callback=keep,
        )
    except KeyError as error:
        raise MicrophoneUnavailable(_NOT_THERE) from error
    except (portaudio.PortAudioError, ValueError) as error:
        raise MicrophoneUnavailable() from error
    try:
        with stream:
            yield _live(blocks, rate, ended)
    except portaudio.PortAudioError as error:
        raise MicrophoneUnavailable() from error


@contextmanager
def play_file(
    path: Path, speed: float = 1.0, sleep: Callable[[float], None] = time.sleep
) -> Iterator[Iterator[Sound]]:
    """Plays an audio file as if it were a microphone, `speed` times as fast; its end is the recording's end.

    Gives blocks like `microphone`. Raises what AttachedFile.open and AttachedFile.decode raise.
    """
    with AttachedFile.open(path) as file:
        yield _paced(file.decode(_BLOCK_S), speed, sleep)


def _paced(blocks: Iterator[Sound], speed: float, sleep: Callable[[float], None]) -> Iterator[Sound]:
    started = time.monotonic()
    played_s = 0.0
    for block in blocks:
        played_s += len(block) / SAMPLE_RATE
        ahead_s = played_s / speed - (time.monotonic() - started)
        if ahead_s > 0:
            sleep(ahead_s)
        yield block


def _live(
    blocks: queue.SimpleQueue[tuple[Sound, bool]], rate: int, ended: Callable[[], bool]
) -> Iterator[Sound]:
    mono = Mono16k()
    heard_at = time.monotonic()
    # A slow disk may have left some of it waiting: what was said before the end is not lost.
    while not (ended() and blocks.empty()):
        try:
            data, overflowed = blocks.get(timeout=min(_BLOCK_S, _SILENT_DEVICE_S))
        except queue.Empty as error:
            if time.monotonic() - heard_at >= _SILENT_DEVICE_S:
                raise MicrophoneUnavailable(_LOST) from error
            continue
        heard_at = time.monotonic()
        if overflowed:
            logs.event("audio.overflow")
        sound = mono.push(_frame(data, rate))
        if len(sound):
            yield sound
            heard_at = time.monotonic()
    if len(rest := mono.flush()):
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
