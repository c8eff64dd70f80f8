"""Files with one person per channel are told from all other stereo, and decoded side by side."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from intellisession_desktop.audio.source import AttachedFile
from intellisession_desktop.engine.channels import Channels
from intellisession_desktop.engine.voice_prints import VoicePrinter
from intellisession_desktop.settings import shipped_models_folder

from ...made_sessions import MadeSession, Samples, made_session
from .pieces import Piece, file_of
from .sounds import MKV_FLAC

PAIR = ("blend_1", "jm_kumo")


@pytest.fixture(scope="module")
def session() -> MadeSession:
    return made_session(PAIR, 60.0, seed=7, cross_talk=0.1)


def apart(session: MadeSession, leak_db: float = -60.0, second_db: float = 0.0) -> Samples:
    """(n, 2): each person in their own channel, leaking softly into the other."""
    channels = np.zeros((len(session.samples), 2), dtype=np.float32)
    for spoken in session.reference:
        part = slice(round(spoken.start * 16_000), round(spoken.end * 16_000))
        alone = session.samples[part]
        channels[part, PAIR.index(spoken.person)] += alone[: len(channels[part])]
    leak = 10 ** (leak_db / 20)
    mixed = np.stack([channels[:, 0] + leak * channels[:, 1], channels[:, 1] + leak * channels[:, 0]], axis=1)
    mixed[:, 1] *= 10 ** (second_db / 20)
    mixed += 1e-4 * np.random.default_rng(0).normal(size=mixed.shape)
    return np.asarray(np.clip(mixed, -1, 1), dtype=np.float32)


def write(path: Path, sound: Samples, codec: str, rate: int = 16_000) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate)
        stream.layout = "stereo"
        resampler = av.AudioResampler(format=stream.format, layout="stereo", rate=rate)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.T), format="fltp", layout="stereo")
        frame.sample_rate = 16_000
        fifo = av.AudioFifo()
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            if part is not None:
                part.pts = None
                fifo.write(part)
        while (piece := fifo.read(1024)) or (piece := fifo.read(1024, partial=True)):
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return path


def keyboard(length: int) -> Samples:
    """Somebody types: five clicks a second, each gone after 40 ms."""
    chance = np.random.default_rng(3)
    sound = np.zeros(length, dtype=np.float32)
    for at in range(0, length - 4000, 3200):
        click = chance.normal(size=640) * np.exp(-np.arange(640) / 120)
        start = at + int(chance.integers(0, 1600))
        sound[start : start + 640] += (0.2 * click).astype(np.float32)
    return sound


def one_person_each(path: Path) -> bool:
    with AttachedFile.open(path) as file:
        return file.check().one_person_each


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [
        ("a.wav", "pcm_s16le", 16_000),
        ("a.wav", "pcm_s16le", 8_000),
        ("a.mp3", "mp3", 44_100),
        ("a.m4a", "aac", 48_000),
        ("a.webm", "libopus", 48_000),
    ],
)
def test_one_person_per_channel_is_seen_in_every_format(
    session: MadeSession, tmp_path: Path, name: str, codec: str, rate: int
) -> None:
    path = write(tmp_path / name, apart(session, leak_db=-18.0), codec, rate)
    assert one_person_each(path)
    with AttachedFile.open(path) as file:
        blocks = list(file.decode(channels=True))
        mono = np.concatenate(list(file.decode()))
    both = np.concatenate(blocks)
    assert both.shape[1] == 2
    assert both.dtype == np.float32
    assert len(both) == pytest.approx(len(mono), abs=2)
    assert len(both) == pytest.approx(len(session.samples), abs=2500)


@pytest.mark.parametrize(("leak_db", "second_db"), [(-60.0, 0.0), (-15.0, 0.0), (-18.0, -15.0)])
def test_echo_and_a_soft_far_end_do_not_hide_it(
    session: MadeSession, tmp_path: Path, leak_db: float, second_db: float
) -> None:
    assert one_person_each(write(tmp_path / "a.wav", apart(session, leak_db, second_db), "pcm_s16le"))


def test_other_stereo_is_not_taken_apart(session: MadeSession, tmp_path: Path) -> None:
    mono = session.samples
    two = apart(session)
    noise = 0.02 * np.random.default_rng(1).normal(size=len(mono)).astype(np.float32)
    late = np.concatenate([np.zeros(8, dtype=np.float32), mono[:-8]])
    half, nothing = len(mono) // 2, np.zeros(len(mono) - len(mono) // 2, dtype=np.float32)
    others = {
        "the same twice": np.stack([mono, mono], axis=1),
        "inverted": np.stack([mono, -mono], axis=1),
        "one silent": np.stack([mono, np.zeros_like(mono)], axis=1),
        "one with noise only": np.stack([mono, noise], axis=1),
        "one with a keyboard only": np.stack([mono, keyboard(len(mono))], axis=1),
        "from one side to the other": np.stack(
            [np.concatenate([mono[:half], nothing]), np.concatenate([nothing[:half], mono[half:]])], axis=1
        ),
        "two microphones in a room": np.stack([mono + 0.1 * late, 0.8 * late + 0.1 * mono], axis=1),
        "panned a little": two @ np.array([[0.65, 0.35], [0.35, 0.65]], dtype=np.float32),
    }
    for name, sound in others.items():
        path = write(tmp_path / "a.wav", np.asarray(sound, dtype=np.float32), "pcm_s16le")
        assert not one_person_each(path), name


def two_tracks(path: Path, sound: Samples, late_s: float = 0.0) -> Path:
    """As a screen recorder writes them: the own microphone and the far end; the second begins later."""
    begin = round(late_s * 16_000)
    planes = [np.ascontiguousarray(sound[None, :, 0]), np.ascontiguousarray(sound[None, begin:, 1])]
    path.write_bytes(file_of(planes, Piece(MKV_FLAC, 0, 16_000), starts=[0.0, late_s]))
    return path


@pytest.mark.parametrize("late_s", [0.0, 2.5])
def test_one_person_per_track_is_heard_as_one_person_per_channel(
    session: MadeSession, tmp_path: Path, late_s: float
) -> None:
    both = apart(session, leak_db=-18.0)
    both[: round(late_s * 16_000), 1] = 0.0
    path = two_tracks(tmp_path / "a.mkv", both, late_s)
    assert one_person_each(path)
    with AttachedFile.open(path) as file:
        heard = np.concatenate(list(file.decode(channels=True)))
        mono = np.concatenate(list(file.decode()))
    assert heard.shape == pytest.approx(both.shape, abs=400)
    assert len(mono) == len(heard)
    count = min(len(heard), len(both))
    assert np.abs(heard[:count] - both[:count]).mean() < 1e-3


def test_other_tracks_are_mixed(session: MadeSession, tmp_path: Path) -> None:
    mono = session.samples
    others = {
        "the same twice": np.stack([mono, mono], axis=1),
        "one silent": np.stack([np.zeros_like(mono), mono], axis=1),
        "all of it, and one of them": np.stack([mono, apart(session)[: len(mono), 1]], axis=1),
    }
    for name, sound in others.items():
        path = two_tracks(tmp_path / "a.mkv", np.asarray(sound, dtype=np.float32))
        assert not one_person_each(path), name


def test_the_channels_tell_who_speaks(session: MadeSession) -> None:
    printer = VoicePrinter(shipped_models_folder() / "campplus.onnx", threads=2)
    channels = Channels(printer.print_of)
    both = apart(session, leak_db=-18.0, second_db=-10.0)
    mixed = [channels.hear(both[at : at + 160_000]) for at in range(0, len(both), 160_000)]
    voices = channels.so_far()
    assert voices is not None
    assert np.abs(np.concatenate(mixed)).max() <= 1.0
    right = total = 0.0
    for spoken in session.reference:
        said = voices.between(spoken.start + 0.1, spoken.end - 0.1)
        total += spoken.end - spoken.start
        right += (spoken.end - spoken.start) * float(said[PAIR.index(spoken.person)] > 0.7)
    assert right / total > 0.97
    assert voices.prints is not None
    for person, name in enumerate(PAIR):
        known = printer.print_of(session.said_by(name)[: 30 * 16_000])
        likeness = voices.prints @ known
        assert int(likeness.argmax()) == person
