"""Sound behind a stale header, behind a second one, in another track or one of many channels is heard."""

from __future__ import annotations

import struct
from pathlib import Path

import av
import numpy as np
import pytest

from intellisession_desktop.audio.containers.reading import read_structure
from intellisession_desktop.audio.containers.walk import MOST_LOOKS
from intellisession_desktop.audio.source import AttachedFile, Soundness
from intellisession_desktop.errors import AudioTruncated, AudioUnreadable

from . import pieces, sounds
from .pieces import Piece, file_of, second_chunk, stale, wav

WAV = Piece(sounds.WAV, 16_000, 16_000)


def heard(folder: Path, content: bytes, channels: bool = False) -> tuple[Soundness, np.ndarray]:
    path = folder / "session"
    path.write_bytes(content)
    with AttachedFile.open(path) as file:
        return file.check(), np.concatenate(list(file.decode(channels=channels)))


def tones(*hertz: float, rate: int = 16_000, seconds: float = 1.0) -> list[np.ndarray]:
    return [sounds.tone(seconds, rate, each)[None] for each in hertz]


def hz_at(sound: np.ndarray, second: float) -> float:
    return sounds.strongest_hz(sound[int(second * 16_000) + 3200 : int(second * 16_000) + 12_800])


# --- a header that says less than is there


@pytest.mark.parametrize("container", [sounds.WAV, pieces.WAV24, pieces.WAV_FLOAT, pieces.W64], ids=str)
@pytest.mark.parametrize("share", [0.33, 0.5001, 0.9])
def test_sound_behind_a_header_from_before_the_power_was_lost_is_heard(container, share, tmp_path):
    found, sound = heard(tmp_path, stale(Piece(container, 48_000, 16_000).content(), share))
    assert found.whole
    assert found.seconds == pytest.approx(3.0, abs=0.01)
    assert len(sound) == pytest.approx(48_000, abs=2)
    assert sounds.strongest_hz(sound[-8000:]) == pytest.approx(sounds.TONE_HZ, abs=3)


def test_a_size_that_wrapped_at_four_gigabytes_is_not_the_end(tmp_path):
    content = bytearray(Piece(sounds.WAV, 48_000, 16_000).content())
    at = content.index(b"data") + 4
    content[at : at + 4] = (4).to_bytes(4, "little")  # 4 GB and 4 bytes more, as 32 bits say it
    found, sound = heard(tmp_path, bytes(content))
    assert found.whole
    assert len(sound) == 48_000


@pytest.mark.parametrize("container", [sounds.AIFF, sounds.CAF], ids=str)
def test_a_stale_size_in_aiff_and_caf_is_not_the_end_either(container, tmp_path):
    content = bytearray(Piece(container, 48_000, 16_000).content())
    at = content.index(b"SSND" if container is sounds.AIFF else b"data") + 4
    width = 4 if container is sounds.AIFF else 8
    length = int.from_bytes(content[at : at + width], "big")
    content[at : at + width] = (length // 3).to_bytes(width, "big")
    found, sound = heard(tmp_path, bytes(content))
    assert found.whole
    assert len(sound) == 48_000


def test_an_odd_size_with_and_without_its_padding_byte_is_whole(tmp_path):
    planes = np.repeat(sounds.tone(1.0, 16_001)[None], 1, axis=0)
    plain = wav(planes[:, :15_999], 16_000)
    at = plain.index(b"data")
    eight_bit = bytearray(plain[: at + 8])
    eight_bit[34:36] = (8).to_bytes(2, "little")
    eight_bit[32:34] = (1).to_bytes(2, "little")
    eight_bit[28:32] = (16_000).to_bytes(4, "little")
    eight_bit[at + 4 : at + 8] = (15_999).to_bytes(4, "little")
    sound = ((planes[0, :15_999] + 1) * 127).astype(np.uint8).tobytes()
    tag = b"LIST\x0c\0\0\0INFOISFT" + b"\0" * 4
    for between in (b"\0", b""):
        found, decoded = heard(tmp_path, bytes(eight_bit) + sound + between + tag)
        assert found.whole
        assert len(decoded) == 15_999


# --- joined files


JOINED = [
    sounds.WAV,
    pieces.W64,
    sounds.AIFF,
    sounds.CAF,
    pieces.CAF_ALAC,
    sounds.MP3,
    sounds.M4A,
    sounds.M4A_FRAGMENTS,
    sounds.FLAC,
    sounds.OPUS,
    pieces.OGG_FLAC,
    sounds.WEBM,
    sounds.WEBM_LIVE,
    sounds.MKV_FLAC,
    sounds.WMA,
    sounds.AAC,
]


@pytest.mark.parametrize("container", JOINED, ids=str)
def test_a_file_joined_with_another_of_other_channels_and_rate_is_heard_to_the_end(container, tmp_path):
    other_rate = 16_000 if container.codec == "libopus" else 22_050
    first = file_of(tones(440.0, seconds=2.0), Piece(container, 0, 16_000))
    planes = np.repeat(sounds.tone(2.0, other_rate, 700.0)[None], 2, axis=0)
    found, sound = heard(tmp_path, first + file_of([planes], Piece(container, 0, other_rate)))
    assert found.whole
    assert found.seconds == pytest.approx(4.0, abs=0.35)  # their encoders' silence
    assert hz_at(sound, 0.5) == pytest.approx(440.0, abs=4)
    assert hz_at(sound, 2.6) == pytest.approx(700.0, abs=4)


def test_a_wav_with_two_data_chunks_is_heard_twice_also_with_another_rate(tmp_path):
    for rate in (16_000, 8_000):
        second = file_of(tones(700.0, rate=rate), Piece(sounds.WAV, 0, rate))
        found, sound = heard(tmp_path, second_chunk(WAV.content(), second))
        assert found.whole
        assert len(sound) == pytest.approx(32_000, abs=4)
        assert hz_at(sound, 1.0) == pytest.approx(700.0, abs=3)


@pytest.mark.parametrize(
    "container", [sounds.WAV, sounds.AIFF, sounds.MP3, sounds.FLAC, sounds.WEBM], ids=str
)
def test_a_cut_file_in_front_of_another_is_missed_by_its_length(container, tmp_path):
    rate = 16_000
    first = Piece(container, 3 * rate, rate).content()
    second = Piece(container, rate, rate).content()
    found, _sound = heard(tmp_path, first[: len(first) // 2] + second)
    assert found.cut
    assert found.heard_s + found.missing_s == pytest.approx(4.0, abs=0.1)
    with pytest.raises(AudioTruncated, match="seconds of it are missing"):
        found.require_whole()


# --- what no decoder can read


@pytest.mark.parametrize("container", [sounds.WAV, sounds.M4A, sounds.WEBM, sounds.OPUS], ids=str)
def test_bytes_that_belong_to_no_part_make_it_not_whole(container, tmp_path):
    content = Piece(container, 32_000, 16_000).content()
    unknown = b"LIST" * 3 if container is sounds.WAV else b""
    if container is sounds.WAV:  # a chunk must follow, else they are its sound
        unknown = b"LIST\x04\0\0\0INFO"
    found, _sound = heard(tmp_path, content + unknown + np.random.default_rng(5).bytes(8000))
    assert not found.whole
    with pytest.raises(AudioTruncated):
        found.require_whole()


def test_half_a_megabyte_of_noise_between_mp3_frames_is_counted_as_lost(tmp_path):
    one = Piece(sounds.MP3_PLAIN, 80_000, 16_000).content()
    noise = bytes(np.random.default_rng(5).integers(0, 200, 20_000, np.uint8))
    found, _sound = heard(tmp_path, one + noise + one)
    assert not found.whole
    assert found.lost_s > 3.0


APE = b"APETAGEX" + struct.pack("<IIII", 2000, 2032, 1, 0) + bytes(8)
TRAILERS = {
    "ID3v1": b"TAG" + b"Session".ljust(125, b"\0"),
    "zeros": bytes(5000),
    "ID3v2": b"ID3\4\0\0\0\0\x20\0" + bytes(4096),
    "a few bytes": b"made by a program",
    "APE": bytes(range(1, 126)) * 16 + APE,
}


@pytest.mark.parametrize("trailer", TRAILERS)
@pytest.mark.parametrize("container", JOINED, ids=str)
def test_titles_and_padding_behind_a_recording_are_nothing_that_is_missing(container, trailer, tmp_path):
    content = Piece(container, 32_000, 16_000).content()
    found, sound = heard(tmp_path, content + TRAILERS[trailer])
    assert found.whole
    assert len(sound) / 16_000 == pytest.approx(2.0, abs=0.35)


@pytest.mark.parametrize(
    ("container", "trailer"),
    [
        (sounds.WAV, b"LIST\x08\x10\0\0INFOISFT" + bytes(4096)),
        (sounds.WAV, b"id3 \0\x10\0\0" + bytes(4096)),
        (sounds.WAV, b"zzzz\0\x10\0\0" + bytes(range(256)) * 16),
        (sounds.M4A, (4096).to_bytes(4, "big") + b"free" + bytes(range(256)) * 16),
        (sounds.M4A, (4104).to_bytes(4, "big") + b"uuid" + bytes(range(256)) * 16),
        (sounds.AIFF, b"ANNO\0\0\x10\0" + bytes(range(256)) * 16),
    ],
    ids=lambda each: repr(each)[:24],
)
def test_chunks_behind_the_sound_are_nothing_that_is_missing(container, trailer, tmp_path):
    content = Piece(container, 32_000, 16_000).content()
    found, sound = heard(tmp_path, content + trailer)
    assert found.whole
    assert len(sound) / 16_000 == pytest.approx(2.0, abs=0.1)


# --- tracks


@pytest.mark.parametrize("container", [sounds.MP4, sounds.MKV_FLAC], ids=str)
def test_every_track_is_heard(container, tmp_path):
    first, second = tones(440.0, 700.0)
    silence = np.zeros_like(first)
    like = Piece(container, 0, 16_000)
    tracks = [np.concatenate([first, silence], axis=1), np.concatenate([silence, second], axis=1)]
    found, sound = heard(tmp_path, file_of(tracks, like))
    assert found.whole
    assert len(sound) / 16_000 == pytest.approx(2.0, abs=0.15)
    assert hz_at(sound, 0.0) == pytest.approx(440.0, abs=4)
    assert hz_at(sound, 1.0) == pytest.approx(700.0, abs=4)
    assert sounds.level(sound[17_600:30_400]) == pytest.approx(0.28, abs=0.03)  # not halved by the silent one


def test_a_silent_first_track_does_not_win(tmp_path):
    talk = tones(440.0, seconds=3.0)[0]
    silent = np.zeros((2, 48_000), np.float32)
    found, sound = heard(tmp_path, file_of([silent, talk], Piece(sounds.MP4, 0, 16_000)))
    assert found.whole
    assert sounds.level(sound) == pytest.approx(0.28, abs=0.03)


def test_three_tracks_are_mixed(tmp_path):
    found, sound = heard(tmp_path, file_of(tones(300.0, 700.0, 1900.0), Piece(sounds.MKV_FLAC, 0, 16_000)))
    assert found.whole
    spectrum = np.abs(np.fft.rfft(sound[:16_000]))
    assert set(np.argsort(spectrum)[-3:]) == {300, 700, 1900}


def test_a_track_that_begins_later_is_heard_when_it_was_spoken(tmp_path):
    tracks = [np.zeros((1, 48_000), np.float32), tones(700.0)[0]]
    content = file_of(tracks, Piece(sounds.MKV_FLAC, 0, 16_000), starts=[0.0, 1.5])
    found, sound = heard(tmp_path, content)
    assert found.whole
    assert len(sound) == pytest.approx(48_000, abs=200)
    loud = np.flatnonzero(np.abs(sound) > 0.05)
    assert loud[0] / 16_000 == pytest.approx(1.5, abs=0.05)
    assert loud[-1] / 16_000 == pytest.approx(2.5, abs=0.05)


# --- channels


@pytest.mark.parametrize("mask", [None, 0x3F], ids=["array", "5.1"])
@pytest.mark.parametrize("speaks", range(6))
def test_a_voice_in_one_of_six_channels_keeps_its_level_also_the_low_frequency_one(speaks, mask, tmp_path):
    planes = np.zeros((6, 32_000), np.float32)
    planes[speaks] = sounds.tone(2.0, 16_000)
    found, sound = heard(tmp_path, wav(planes, 16_000, mask))
    assert found.whole
    assert sounds.strongest_hz(sound) == pytest.approx(sounds.TONE_HZ, abs=3)
    assert sounds.level(sound) == pytest.approx(0.28, abs=0.01)


@pytest.mark.parametrize(
    ("channels", "mask"), [(7, None), (8, None), (8, 0x63F), (16, None), (32, None), (64, None)]
)
def test_a_recording_of_many_channels_is_mixed(channels, mask, tmp_path):
    planes = np.zeros((channels, 32_000), np.float32)
    planes[-1] = sounds.tone(2.0, 16_000)
    found, sound = heard(tmp_path, wav(planes, 16_000, mask))
    assert found.whole
    assert sounds.level(sound) == pytest.approx(0.28, abs=0.01)


@pytest.mark.parametrize("container", [sounds.FLAC, sounds.M4A, sounds.OPUS], ids=str)
def test_eight_channels_of_a_codec_are_mixed(container, tmp_path):
    planes = np.repeat(sounds.tone(2.0, 16_000)[None], 8, axis=0)
    found, sound = heard(tmp_path, file_of([planes], Piece(container, 0, 16_000, 8)))
    assert found.whole
    assert sounds.strongest_hz(sound) == pytest.approx(sounds.TONE_HZ, abs=3)
    assert sounds.level(sound) == pytest.approx(0.28, abs=0.05)


@pytest.mark.parametrize("channels", [65, 200])
def test_more_channels_than_can_be_mixed_are_refused(channels, tmp_path):
    path = tmp_path / "session.wav"
    path.write_bytes(wav(np.zeros((channels, 8000), np.float32), 8000))
    with AttachedFile.open(path) as file:
        with pytest.raises(AudioUnreadable, match="channels"):
            file.check()
        with pytest.raises(AudioUnreadable, match="channels"):
            list(file.decode())


# --- floats


def test_floats_above_full_scale_are_made_softer_not_clipped(tmp_path):
    loud = 10 * sounds.tone(3.0, 16_000)[None]
    _found, sound = heard(tmp_path, wav(loud, 16_000, floats=True))
    assert np.abs(sound).max() <= 1.0
    late = sound[16_000:]
    assert late.std() * np.sqrt(2) == pytest.approx(np.abs(late).max(), rel=0.1)  # a sine


def test_one_damaged_float_does_not_make_all_that_follows_silent(tmp_path):
    talk = sounds.tone(3.0, 16_000)[None]
    talk[0, 8000:8003] = [np.inf, 3e30, np.nan]
    _found, sound = heard(tmp_path, wav(talk, 16_000, floats=True))
    assert np.isfinite(sound).all()
    assert sounds.level(sound[16_000:]) == pytest.approx(0.28, abs=0.01)


def test_alac_in_caf_is_heard_to_its_last_sample_and_is_not_cut(tmp_path):
    for samples in (16_000, 16_384, 20_500):
        found, sound = heard(tmp_path, Piece(pieces.CAF_ALAC, samples, 16_000).content())
        assert found.whole
        assert len(sound) == samples


# --- bounds


def test_silence_for_gaps_is_bounded_by_what_the_file_can_hold(tmp_path):
    talk = tones(440.0)[0]
    path = tmp_path / "gaps.mkv"
    with av.open(str(path), "w", format="matroska") as output:
        stream = output.add_stream("pcm_s16le", rate=16_000)
        stream.codec_context.layout = "mono"
        for i in range(200):
            part = np.ascontiguousarray((talk[:, :160] * 32767).astype(np.int16))
            frame = av.AudioFrame.from_ndarray(part, format="s16", layout="mono")
            frame.sample_rate = 16_000
            frame.pts = i * 599 * 16_000
            output.mux(stream.encode(frame))
    with AttachedFile.open(path) as file:
        assert file.check().seconds < 600 + path.stat().st_size * 8 / 200 + 10


@pytest.mark.parametrize(
    "unit",
    [b"ID3\4\0\0\0\0\0\0", b"\x1a\x45\xdf\xa3\x80\xec\x80\xec\x80\xec\x80", b"OggS" + bytes(23)],
    ids=["titles", "elements", "pages"],
)
def test_a_search_ends_where_no_recording_would_have_so_much_to_search(unit, tmp_path, monkeypatch):
    monkeypatch.setattr("intellisession_desktop.audio.containers.walk.MOST_LOOKS", 10_000)
    path = tmp_path / "endless"
    path.write_bytes(unit * 20_000)
    ticks = []
    with path.open("rb") as file:
        read_structure(file, path.stat().st_size, lambda: ticks.append(1))
    assert 1 <= len(ticks) <= 10
    assert MOST_LOOKS > 4_300_000  # a day of packets of 20 ms


def test_a_search_and_a_decoding_can_be_ended(tmp_path):
    class EndedError(Exception):
        pass

    def end() -> None:
        raise EndedError

    (tmp_path / "pages").write_bytes((b"OggS" + bytes(23)) * 20_000)
    (tmp_path / "talk").write_bytes(WAV.content())
    for name in ("pages", "talk"):
        with AttachedFile.open(tmp_path / name) as file:
            with pytest.raises(EndedError):
                file.check(end)
            with pytest.raises(EndedError):
                list(file.decode(tick=end))


@pytest.mark.parametrize("error", [ValueError, OverflowError, IndexError, RuntimeError, MemoryError])
def test_whatever_a_decoder_raises_is_a_known_error(error, tmp_path, monkeypatch):
    (tmp_path / "talk").write_bytes(WAV.content())

    def fail(*_args, **_more):
        raise error("out of the decoder")

    for place in ("resampling.av.AudioResampler", "decode.av.open"):
        with monkeypatch.context() as patched, AttachedFile.open(tmp_path / "talk") as file:
            patched.setattr(f"intellisession_desktop.audio.{place}", fail)
            with pytest.raises(AudioUnreadable):
                list(file.decode())
