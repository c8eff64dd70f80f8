"""The recorder's two sources, with PortAudio replaced: there is no microphone where tests run."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import numpy as np
import pytest

from intellisession_desktop.audio import capture
from intellisession_desktop.audio.capture import (
    Microphone,
    microphone,
    microphones,
    open_microphone,
    play_file,
)
from intellisession_desktop.errors import AudioNotFound, MicrophoneUnavailable
from tests.fake_microphone import FakeMicrophones

from . import sounds


class PortAudioError(Exception):
    pass


class FakePortAudio:
    """A device that gives, when it is opened, all that it will ever give."""

    PortAudioError = PortAudioError

    def __init__(self, sound: np.ndarray, rate: int, present: bool = True) -> None:
        self.sound, self.rate, self.present = sound, rate, present
        self.open = False

    def _initialize(self):
        pass

    def _terminate(self):
        pass

    def query_devices(self, device, kind):
        if not self.present:
            raise PortAudioError("no device")
        assert kind == "input"
        return {"default_samplerate": float(self.rate), "max_input_channels": self.sound.shape[1]}

    def InputStream(self, *, samplerate, blocksize, device, channels, dtype, latency, callback):
        assert dtype == "float32"
        return FakeStream(self, blocksize, channels, callback)


class FakeStream:
    def __init__(self, device: FakePortAudio, blocksize: int, channels: int, callback) -> None:
        self.device, self.blocksize, self.channels, self.callback = device, blocksize, channels, callback

    def __enter__(self):
        self.device.open = True
        buffer = np.zeros(
            (self.blocksize, self.channels), np.float32
        )  # PortAudio uses one buffer again and again
        for start in range(0, len(self.device.sound) - self.blocksize + 1, self.blocksize):
            buffer[:] = self.device.sound[start : start + self.blocksize, : self.channels]
            self.callback(buffer, self.blocksize, None, SimpleNamespace(__bool__=lambda: False))
        buffer[:] = np.nan
        return self

    def __exit__(self, *_):
        self.device.open = False


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(capture, "_SILENT_DEVICE_S", 0.01)


@pytest.mark.parametrize(
    ("rate", "channels"), [(16_000, 1), (44_100, 1), (48_000, 2), (8_000, 2), (48_000, 8)]
)
def test_a_microphone_of_any_rate_gives_16_khz_mono_until_it_is_gone(rate, channels, monkeypatch):
    tone = np.repeat(sounds.tone(2.0, rate)[:, None], channels, axis=1)
    device = FakePortAudio(tone, rate)
    monkeypatch.setitem(sys.modules, "sounddevice", device)
    heard = []
    with microphone() as blocks:
        assert device.open
        with pytest.raises(MicrophoneUnavailable, match="stopped"):
            heard.extend(blocks)
    assert not device.open
    assert {block.dtype for block in heard} == {np.dtype(np.float32)}
    assert max(len(block) for block in heard) <= 16_000
    sound = np.concatenate(heard)
    assert len(sound) / 16_000 == pytest.approx(2.0, abs=0.3)
    assert sounds.strongest_hz(sound) == pytest.approx(sounds.TONE_HZ, abs=3)


def test_no_device_is_a_known_error(monkeypatch):
    monkeypatch.setitem(sys.modules, "sounddevice", FakePortAudio(np.zeros((0, 1)), 48_000, present=False))
    with pytest.raises(MicrophoneUnavailable), microphone():
        pytest.fail("there is no microphone")


def test_a_missing_portaudio_library_is_a_known_error_that_names_the_package(monkeypatch):
    class Broken:
        def find_spec(self, name, path=None, target=None):
            if name == "sounddevice":
                raise OSError("PortAudio library not found")

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    with pytest.raises(MicrophoneUnavailable, match="libportaudio2"), microphone():
        pytest.fail("there is no microphone")


def test_a_file_plays_at_the_wanted_speed_and_ends(tmp_path, monkeypatch):
    path = sounds.make(tmp_path, sounds.M4A, seconds=2.0)
    now = [100.0]
    monkeypatch.setattr(capture, "clock", lambda: now[0])
    with play_file(path, speed=4.0) as played:
        first = list(played.read())
        assert len(first) == 1  # the one that is due from the beginning
        now[0] += 0.25
        part = [*first, *played.read()]
        assert sum(len(block) for block in part) / 16_000 == pytest.approx(1.0, abs=0.11)
        assert not played.over
        now[0] += 1.0
        part += played.read()
        assert played.over
    assert sum(len(block) for block in part) / 16_000 == pytest.approx(2.0, abs=0.1)
    assert all(len(block) <= 1_600 for block in part)


def test_a_missing_file_cannot_be_played(tmp_path):
    with pytest.raises(AudioNotFound), play_file(tmp_path / "none.wav"):
        pytest.fail("there is no file")


def test_what_nobody_took_in_time_is_told_as_lost(monkeypatch):
    monkeypatch.setattr(capture, "_KEPT_S", 1.0)
    tone = sounds.tone(3.0, 16_000)[:, None]
    monkeypatch.setitem(sys.modules, "sounddevice", FakePortAudio(tone, 16_000))
    with open_microphone() as stream:
        heard = sum(len(block) for block in stream.read()) / 16_000
        assert heard == pytest.approx(1.0, abs=0.05)
        stream._ring.put(tone[:1600], False)
        list(stream.read())
        assert stream.lost_s == pytest.approx(2.0)


def test_a_microphone_that_refuses_its_own_rate_is_opened_at_another(monkeypatch):
    device = FakePortAudio(sounds.tone(1.0, 48_000)[:, None], 192_000)
    open_stream = device.InputStream

    def picky(*, samplerate, **others):
        if samplerate != 48_000:
            raise PortAudioError("Invalid sample rate")
        return open_stream(samplerate=samplerate, **others)

    device.InputStream = picky
    monkeypatch.setitem(sys.modules, "sounddevice", device)
    with open_microphone() as stream:
        sound = np.concatenate([*stream.read(), stream.rest()])
    assert len(sound) / 16_000 == pytest.approx(1.0, abs=0.05)
    assert sounds.strongest_hz(sound) == pytest.approx(sounds.TONE_HZ, abs=3)


class TestMicrophones:
    @pytest.fixture
    def device(self, monkeypatch) -> FakeMicrophones:
        return FakeMicrophones("Built-in  microphone", "Headset", silent_s=0.01).install(monkeypatch)

    def test_are_listed_by_name_with_the_systems_default(self, device):
        assert microphones() == (Microphone("Built-in microphone", True), Microphone("Headset", False))

    def test_none_is_a_known_error(self, device):
        device.unplug()
        with pytest.raises(MicrophoneUnavailable):
            microphones()

    def test_what_was_plugged_in_later_is_found(self, device):
        microphones()
        device.names.append("Desk microphone")
        before = device.looked_anew
        assert "Desk microphone" in {each.name for each in microphones()}
        assert device.looked_anew == before + 1

    def test_looking_takes_no_open_microphone_away(self, device, monkeypatch):
        monkeypatch.setattr(capture, "_WAIT_S", 0.01)
        with microphone("Headset"):
            assert device.opened == ["Headset"]
            before = device.looked_anew
            assert len(microphones()) == 2
            assert device.looked_anew == before
        microphones()
        assert device.looked_anew == before + 1

    def test_one_is_opened_by_its_name(self, device):
        for name in ("Built-in microphone", "Headset"):
            with microphone(name):
                assert device.is_open
            assert not device.is_open
        assert device.opened == ["Built-in  microphone", "Headset"]

    def test_one_that_is_not_connected_is_told_apart_from_none_at_all(self, device):
        with pytest.raises(MicrophoneUnavailable, match="chosen microphone"), microphone("Desk microphone"):
            pytest.fail("it is not there")

    def test_a_system_that_lists_each_once_per_interface_is_listed_once(self, device, monkeypatch):
        """As Windows does; the default interface cuts names off at 31 characters there."""
        devices = [
            {"name": "Microphone (USB Audio Device wit", "index": 0, "max_input_channels": 1},
            {"name": "Speakers", "index": 1, "max_input_channels": 0},
            {"name": "Microphone (USB Audio Device with a name)", "index": 2, "max_input_channels": 2},
        ]
        interfaces = (
            {"name": "MME", "devices": [0, 1], "default_input_device": 0},
            {"name": "Windows WASAPI", "devices": [2], "default_input_device": 2},
        )
        monkeypatch.setattr(device, "query_devices", lambda *_: devices)
        monkeypatch.setattr(device, "query_hostapis", lambda: interfaces)
        assert microphones() == (Microphone("Microphone (USB Audio Device with a name)", True),)
