"""A file is decoded in a process that holds nothing but it, and what happens there is said in plain words."""

from __future__ import annotations

import contextlib
import os
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from intellisession_desktop.audio import decoder
from intellisession_desktop.audio.decoder import DecoderEngine, HeldFile
from intellisession_desktop.audio.source import AttachedFile
from intellisession_desktop.errors import (
    AudioChanged,
    AudioLink,
    AudioNotFound,
    AudioUnreadable,
    Cancelled,
    EngineCrashed,
)
from intellisession_desktop.workers.descriptors import Handed
from intellisession_desktop.workers.engine import Engine
from intellisession_desktop.workers.worker import Worker

from . import sounds
from .decoders import Greedy, Hanging, Killed, Loud, Stumbling

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
EVERY = (
    *(sounds.WAV, sounds.MP3, sounds.M4A, sounds.M4A_FRAGMENTS, sounds.AAC, sounds.WEBM, sounds.OPUS),
    *(sounds.WAV_LONG, sounds.AIFF, sounds.CAF, sounds.MKV_FLAC, sounds.FLAC, sounds.WMA),
)


@pytest.fixture
def stands_in(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Has another engine in the place of the decoder."""

    def stand_in(engine: type[Engine], patience_s: float = 600.0) -> None:
        def start(descriptor: int, _: float) -> Worker:
            return Worker("decoder", engine, Handed(descriptor), grace_s=0.0, patience_s=patience_s)

        monkeypatch.setattr(decoder, "start_decoder", start)

    return stand_in


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return sounds.make(tmp_path)


@pytest.mark.parametrize("container", EVERY, ids=lambda each: f"{each.format}-{each.codec}")
def test_what_comes_out_is_what_a_decoder_in_this_process_gives(
    tmp_path: Path, container: sounds.Container
) -> None:
    path = sounds.make(tmp_path, container)
    with AttachedFile.open(path) as here, HeldFile.open(path) as apart:
        assert apart.identity() == here.identity()
        assert apart.check() == here.check()
        for channels in (False, True):
            ours, theirs = (list(each.decode(1.0, channels)) for each in (here, apart))
            assert [len(block) for block in theirs] == [len(block) for block in ours]
            np.testing.assert_array_equal(np.concatenate(theirs), np.concatenate(ours))


def test_the_file_is_not_looked_into_here(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("decoded in the wrong process")

    monkeypatch.setattr("av.open", refuse)
    with HeldFile.open(file) as held:
        assert held.check().whole
        assert sum(len(block) for block in held.decode()) > 0


def test_a_file_that_cannot_be_opened_needs_no_decoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoder, "start_decoder", lambda *_: pytest.fail("started"))
    with pytest.raises(AudioNotFound):
        HeldFile.open(tmp_path / "nothing.wav")
    (tmp_path / "empty.wav").touch()
    with pytest.raises(AudioUnreadable, match="empty"):
        HeldFile.open(tmp_path / "empty.wav")
    (tmp_path / "link.wav").symlink_to(sounds.make(tmp_path))
    with pytest.raises(AudioLink):
        HeldFile.open(tmp_path / "link.wav")
    with HeldFile.open(sounds.make(tmp_path)) as held:
        assert held.identity().size > 0


def test_a_file_that_is_no_recording_is_told(tmp_path: Path) -> None:
    path = tmp_path / "letter.wav"
    path.write_bytes(b"Dear Maya, " * 1000)
    with HeldFile.open(path) as held, pytest.raises(AudioUnreadable, match="not a recording"):
        held.check()


def test_a_change_is_noticed_at_the_check_and_before_the_last_block(file: Path) -> None:
    with HeldFile.open(file) as held:
        blocks = held.decode(0.5)
        first = next(blocks)
        with file.open("r+b") as change:
            change.seek(-2, os.SEEK_END)
            change.write(b"\x01\x02")
        with pytest.raises(AudioChanged):
            list(blocks)
        with pytest.raises(AudioChanged):
            held.check()
    assert len(first) == 8000


def test_it_can_be_decoded_again_and_by_one_reader_at_a_time(file: Path) -> None:
    with HeldFile.open(file) as held:
        first = held.decode(0.5)
        next(first)
        whole = list(held.decode(0.5))
        assert len(list(held.decode(0.5))) == len(whole)
        with pytest.raises(RuntimeError):
            next(first)


@pytest.mark.parametrize("engine", [Killed, Greedy, Stumbling])
def test_whatever_happens_to_the_decoder_the_file_cannot_be_read(
    file: Path, engine: type[DecoderEngine], stands_in: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    before = file.read_bytes()
    stands_in(engine)
    with HeldFile.open(file) as held:
        with pytest.raises(AudioUnreadable, match="It has not been changed"):
            held.check()
        with pytest.raises(AudioUnreadable, match="It has not been changed"):
            list(held.decode(0.5))
    assert file.read_bytes() == before
    assert "what stands in the file" not in caplog.text


@pytest.mark.parametrize("channels", [3, 6, 8, 24])
def test_many_channels_never_end_this_process(tmp_path: Path, channels: int) -> None:
    path = tmp_path / "array.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((sounds.tone(2.0, 16_000) * 32767).astype("<i2").repeat(channels).tobytes())
    with HeldFile.open(path) as held, contextlib.suppress(AudioUnreadable):
        assert held.check().seconds == pytest.approx(2.0, abs=0.1)


def test_memory_that_runs_out_is_said(file: Path, stands_in: Callable[..., None]) -> None:
    stands_in(Greedy)
    with HeldFile.open(file) as held, pytest.raises(AudioUnreadable, match="needs more memory"):
        list(held.decode())


def test_a_decoder_has_no_say_in_anything_but_the_sound(file: Path, stands_in: Callable[..., None]) -> None:
    stands_in(Stumbling)
    with HeldFile.open(file) as held, pytest.raises(AudioUnreadable) as raised:
        list(held.decode())
    assert "passphrase" not in raised.value.sentence


def test_what_is_no_sound_is_refused(file: Path, stands_in: Callable[..., None]) -> None:
    stands_in(Loud)
    with HeldFile.open(file) as held, pytest.raises(AudioUnreadable):
        list(held.decode())


def test_a_decoder_that_hangs_is_given_up(file: Path, stands_in: Callable[..., None]) -> None:
    stands_in(Hanging, patience_s=0.3)
    with HeldFile.open(file) as held:
        with pytest.raises(AudioUnreadable, match="gave up"):
            held.check()
        with pytest.raises(AudioUnreadable, match="gave up"):
            list(held.decode())


def test_cancelling_ends_the_decoder_at_once(file: Path, stands_in: Callable[..., None]) -> None:
    stands_in(Hanging)
    with HeldFile.open(file) as held:
        with pytest.raises(Cancelled):
            held.check(lambda: True)
        with pytest.raises(Cancelled):
            list(held.decode(cancelled=lambda: True))
        assert held._worker is None


def test_a_decoder_that_cannot_be_started_is_not_the_files_fault(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Worker:
        raise EngineCrashed

    monkeypatch.setattr(decoder, "start_decoder", fail)
    with HeldFile.open(file) as held, pytest.raises(EngineCrashed):
        held.check()


@linux
def test_the_decoder_ends_with_its_file(file: Path) -> None:
    with HeldFile.open(file) as held:
        held.check()
        assert held._worker is not None
        pid = held._worker.pid
        os.kill(pid, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@linux
def test_the_decoder_has_the_file_for_reading_and_no_other(file: Path) -> None:
    with HeldFile.open(file) as held:
        held.check()
        assert held._worker is not None
        there = Path(f"/proc/{held._worker.pid}")
        if not os.access(there / "fd", os.R_OK):
            pytest.skip("only root may look into a hardened process")
        opened = {int(each.name): os.readlink(each) for each in (there / "fd").iterdir()}
        ours = [number for number, name in opened.items() if name == str(file)]
        others = [name for name in opened.values() if name.startswith("/") and not name.startswith("/dev/")]
        (flags,) = [
            int(line.split()[1], 8)
            for line in (there / "fdinfo" / str(ours[0])).read_text().splitlines()
            if line.startswith("flags:")
        ]
        maps = (there / "maps").read_text()
    assert others == [str(file)]
    assert flags & os.O_ACCMODE == os.O_RDONLY
    assert "sqlcipher" not in maps  # nor is the vault's library there
