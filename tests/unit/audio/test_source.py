"""Attached files: what is decoded, and what bad input gets."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import av
import numpy as np
import pytest

from intellisession_desktop.audio.source import AttachedFile
from intellisession_desktop.errors import (
    AudioChanged,
    AudioLink,
    AudioNotFound,
    AudioTruncated,
    AudioUnreadable,
)

from . import sounds

ALL = [
    sounds.WAV,
    sounds.MP3,
    sounds.MP3_PLAIN,
    sounds.M4A,
    sounds.M4A_INDEX_FIRST,
    sounds.M4A_FRAGMENTS,
    sounds.MP4,
    sounds.AAC,
    sounds.WEBM,
    sounds.WEBM_LIVE,
    sounds.OPUS,
    sounds.FLAC,
    sounds.WMA,
    sounds.WAV_LONG,
    sounds.AIFF,
    sounds.CAF,
    sounds.MKV_FLAC,
]


def name(container: sounds.Container) -> str:
    return "-".join([container.format, container.codec, *container.options.values()])


def decoded(path: Path) -> np.ndarray:
    with AttachedFile.open(path) as file:
        return np.concatenate(list(file.decode()))


def padding_s(container: sounds.Container, rate: int) -> float:
    """The encoder's own silence, in containers that have no place to say how much of it to leave out."""
    unsaid = (sounds.AAC, sounds.MP3_PLAIN, sounds.M4A_FRAGMENTS)
    return 2 * 1024 / rate if container in unsaid else 0.0


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("container", ALL, ids=name)
def test_every_format_rate_and_layout_keeps_its_length_and_its_pitch(container, channels, tmp_path):
    for rate in sounds.rates(container):
        path = sounds.make(tmp_path, container, rate=rate, channels=channels)
        with AttachedFile.open(path) as file:
            assert file.check().whole
            sound = np.concatenate(list(file.decode()))
        assert sound.dtype == np.float32
        assert np.abs(sound).max() <= 1.0
        assert len(sound) / 16_000 == pytest.approx(2.0, abs=0.1 + padding_s(container, rate))
        assert sounds.strongest_hz(sound) == pytest.approx(sounds.TONE_HZ, abs=3)
        assert 0.2 < sounds.level(sound) < 0.4  # 0.28 went in


def test_the_sound_comes_in_blocks_while_the_file_is_still_being_read(tmp_path):
    path = sounds.make(tmp_path, seconds=20.5)
    with AttachedFile.open(path) as file:
        blocks = file.decode(block_s=1.0)
        next(blocks)
        assert os.lseek(file._descriptor, 0, os.SEEK_CUR) < path.stat().st_size / 2
        assert [len(block) for block in blocks] == [16_000] * 19 + [8_000]


def test_nothing_but_the_file_is_written_or_left_by_decoding(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    path = sounds.make(tmp_path, sounds.M4A)
    before = path.read_bytes()
    decoded(path)
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == before


def test_what_is_read_is_the_file_that_was_opened_not_the_name(tmp_path):
    path = sounds.make(tmp_path, seconds=2.0)
    with AttachedFile.open(path) as file:
        path.rename(tmp_path / "elsewhere.wav")
        sounds.make(tmp_path, seconds=4.0)
        assert sum(len(block) for block in file.decode()) == 32_000
        assert file.identity().inode == (tmp_path / "elsewhere.wav").stat().st_ino


def test_the_identity_names_the_file_and_its_content(tmp_path, monkeypatch):
    path = sounds.make(tmp_path)
    monkeypatch.chdir(tmp_path)
    with AttachedFile.open(Path(path.name)) as file:
        identity = file.identity()
    status = path.stat()
    assert identity.path == str(path)
    assert (identity.device, identity.inode, identity.size) == (status.st_dev, status.st_ino, status.st_size)
    assert identity.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("rate", [16_000, 44_100])
def test_a_voice_in_one_channel_and_one_in_opposite_phase_are_both_heard(rate, tmp_path):
    therapist, client = sounds.tone(2.0, rate, 300.0), sounds.tone(2.0, rate, 700.0)
    silence = np.zeros_like(therapist)
    left = np.concatenate([therapist, client, therapist, silence])
    right = np.concatenate([therapist, -client, therapist, client])
    sound = decoded(sounds.save(tmp_path / "x.wav", sounds.WAV, np.stack([left, right]), rate))
    for start_s, hz in [(0.0, 300.0), (2.0, 700.0), (4.0, 300.0), (6.0, 700.0)]:
        part = sound[int((start_s + 0.5) * 16_000) : int((start_s + 1.5) * 16_000)]
        assert sounds.strongest_hz(part) == pytest.approx(hz, abs=3)
        assert sounds.level(part) > 0.12  # 6 dB below the tone that went in, at most


@pytest.mark.parametrize("channels", [3, 6])
def test_a_voice_in_the_last_of_many_channels_is_heard(channels, tmp_path):
    planes = np.zeros((channels, 32_000), np.float32)
    planes[-1] = sounds.tone(2.0, 16_000)
    sound = decoded(sounds.save(tmp_path / "x.wav", sounds.WAV, planes, 16_000))
    assert sounds.strongest_hz(sound) == pytest.approx(sounds.TONE_HZ, abs=3)


def test_a_picture_in_a_recording_is_no_problem(tmp_path):
    plain = sounds.make(tmp_path, sounds.M4A)
    path = tmp_path / "cover.m4a"
    with av.open(str(plain)) as source, av.open(str(path), "w", format="mp4") as output:
        sound = output.add_stream_from_template(source.streams.audio[0])
        picture = output.add_stream("mjpeg", rate=1)
        picture.width = picture.height = 16
        picture.pix_fmt = "yuvj420p"
        picture.disposition = av.stream.Disposition.attached_pic
        for packet in source.demux(source.streams.audio[0]):
            if packet.dts is not None:
                packet.stream = sound
                output.mux(packet)
        output.mux(picture.encode(av.VideoFrame(16, 16, "yuvj420p")))
        output.mux(picture.encode(None))
    with AttachedFile.open(path) as file:
        assert file.check().whole
        assert sum(len(block) for block in file.decode()) / 16_000 == pytest.approx(2.0, abs=0.1)


# --- bad input


def test_a_missing_file_is_not_found(tmp_path):
    for path in (tmp_path / "none.wav", tmp_path / "none" / "x.wav", Path("nul\0.wav")):
        with pytest.raises(AudioNotFound):
            AttachedFile.open(path)


def test_a_folder_and_an_empty_file_say_what_they_are(tmp_path):
    with pytest.raises(AudioUnreadable, match="folder"):
        AttachedFile.open(tmp_path)
    (tmp_path / "empty.wav").touch()
    with pytest.raises(AudioUnreadable, match="empty"):
        AttachedFile.open(tmp_path / "empty.wav")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_refused_without_waiting_for_its_writer(tmp_path):
    os.mkfifo(tmp_path / "pipe.wav")
    with pytest.raises(AudioUnreadable, match="ordinary"):
        AttachedFile.open(tmp_path / "pipe.wav")


def test_a_link_to_a_recording_is_refused_but_not_a_recording_in_a_linked_folder(tmp_path):
    real = tmp_path / "real"
    real.mkdir()
    path = sounds.make(real)
    (tmp_path / "link.wav").symlink_to(path)
    (tmp_path / "folder").symlink_to(real, target_is_directory=True)
    (tmp_path / "dangling.wav").symlink_to(tmp_path / "none.wav")
    for link in ("link.wav", "dangling.wav"):
        with pytest.raises(AudioLink):
            AttachedFile.open(tmp_path / link)
    assert len(decoded(tmp_path / "folder" / path.name)) == 32_000


def unreadable_files(folder: Path) -> list[Path]:
    text, noise, zeros, film, stub = (
        folder / f"{kind}.mp3" for kind in ("text", "noise", "zeros", "film", "stub")
    )
    text.write_text("Client: I have been sleeping badly.\n" * 300)
    noise.write_bytes(np.random.default_rng(1).bytes(200_000))
    zeros.write_bytes(bytes(100_000))
    with av.open(str(film), "w", format="mp4") as output:
        stream = output.add_stream("mpeg4", rate=5)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuv420p"
        for i in range(5):
            frame = av.VideoFrame(32, 32, "yuv420p")
            frame.pts = i
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    stub.write_bytes(sounds.make(folder, sounds.WAV).read_bytes()[:44])
    return [text, noise, zeros, film, stub]


def test_files_of_which_nothing_decodes_are_unreadable_and_stay_as_they_are(tmp_path, capfd):
    for path in unreadable_files(tmp_path):
        before = path.read_bytes()
        with AttachedFile.open(path) as file:
            with pytest.raises(AudioUnreadable):
                file.check()
            with pytest.raises(AudioUnreadable):
                list(file.decode())
        assert path.read_bytes() == before
    assert capfd.readouterr() == ("", "")  # ffmpeg's own complaints stay inside


def test_a_play_list_does_not_make_us_read_another_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    other = sounds.make(tmp_path, sounds.AAC)
    for text in (
        f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{other}\n#EXT-X-ENDLIST\n",
        f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{other.name}\n#EXT-X-ENDLIST\n",
        f"ffconcat version 1.0\nfile {other.name}\n",
    ):
        path = tmp_path / "list.m3u8"
        path.write_text(text)
        with AttachedFile.open(path) as file, pytest.raises(AudioUnreadable):
            file.check()


def test_a_forbidden_file_is_unreadable(tmp_path, monkeypatch):
    path = sounds.make(tmp_path)

    def refuse(*_args, **_more):
        raise PermissionError(13, "no")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(AudioUnreadable, match="may read"):
        AttachedFile.open(path)


def test_a_disk_that_stops_giving_content_makes_the_file_unreadable(tmp_path, monkeypatch, capfd):
    path = sounds.make(tmp_path, seconds=5)
    with AttachedFile.open(path) as file:
        blocks = file.decode(block_s=0.5)
        next(blocks)
        null = os.open(tmp_path, os.O_RDONLY)  # a folder cannot be read
        os.dup2(null, file._descriptor)
        os.close(null)
        with pytest.raises(AudioUnreadable, match="disk"):
            list(blocks)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("change", ["content", "longer", "shorter"])
def test_a_file_that_changed_while_it_was_decoded_is_refused(change, tmp_path):
    path = sounds.make(tmp_path, seconds=3)
    with AttachedFile.open(path) as file:
        assert file.check().whole
        blocks = file.decode(block_s=0.5)
        next(blocks)
        with path.open("r+b") as other:
            if change == "content":
                other.seek(-10, os.SEEK_END)
                other.write(b"0123456789")
            elif change == "longer":
                other.seek(0, os.SEEK_END)
                other.write(b"more")
            else:
                other.truncate(path.stat().st_size // 2)
        with pytest.raises(AudioChanged):
            list(blocks)
        with pytest.raises(AudioChanged):
            file.check()


# --- cut and damaged files


@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
@pytest.mark.parametrize("container", [c for c in ALL if c not in (sounds.M4A, sounds.MP4)], ids=name)
def test_a_cut_file_is_found_out_and_everything_before_the_cut_can_be_read(container, share, tmp_path):
    path = sounds.make(tmp_path, container, seconds=10)
    os.truncate(path, int(path.stat().st_size * share))
    with AttachedFile.open(path) as file:
        found = file.check()
        assert found.cut
        readable_s = sum(len(block) for block in file.decode()) / 16_000
        assert readable_s == pytest.approx(found.seconds, abs=0.1)
        assert share * 10 - 1.2 < readable_s < share * 10 + 0.3  # OGG has pages of a second
        with pytest.raises(AudioTruncated) as caught:
            found.require_whole()
        assert caught.value.readable_s == found.seconds


@pytest.mark.parametrize("container", [sounds.M4A, sounds.MP4], ids=name)
def test_a_cut_file_without_its_index_says_that_nothing_can_be_read(container, tmp_path):
    path = sounds.make(tmp_path, container, seconds=10)
    os.truncate(path, path.stat().st_size // 2)
    with AttachedFile.open(path) as file, pytest.raises(AudioUnreadable, match="cut off"):
        file.check()


@pytest.mark.parametrize("mark", [0, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFFFFFF - 36])
def test_a_wav_that_was_streamed_without_a_length_is_whole(mark, tmp_path):
    path = sounds.make(tmp_path)
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    data[at : at + 4] = mark.to_bytes(4, "little")
    path.write_bytes(data)
    with AttachedFile.open(path) as file:
        assert file.check().whole
        assert sum(len(block) for block in file.decode()) == 32_000


@pytest.mark.parametrize("container", ALL, ids=name)
def test_tags_at_the_end_do_not_make_a_file_look_cut(container, tmp_path):
    path = sounds.make(tmp_path, container)
    with path.open("ab") as file:
        file.write(b"TAG" + b"Session".ljust(125, b"\0"))
    with AttachedFile.open(path) as file:
        assert file.check().whole


def spoil(path: Path, at_share: float, count: int) -> None:
    with path.open("r+b") as file:
        file.seek(int(path.stat().st_size * at_share))
        file.write(np.random.default_rng(7).bytes(count))


@pytest.mark.parametrize("container", [sounds.MP3, sounds.M4A, sounds.AAC, sounds.FLAC], ids=name)
def test_a_few_bad_frames_in_the_middle_are_tolerated(container, tmp_path):
    path = sounds.make(tmp_path, container, seconds=30)
    spoil(path, 0.5, 40)
    with AttachedFile.open(path) as file:
        found = file.check()
        assert found.whole
        assert sum(len(block) for block in file.decode()) / 16_000 == pytest.approx(30, abs=0.15)


@pytest.mark.parametrize("container", [sounds.M4A, sounds.WEBM, sounds.WEBM_LIVE, sounds.OPUS], ids=name)
def test_a_hole_in_the_middle_is_found_out_and_times_after_it_stay_right(container, tmp_path):
    path = sounds.make(tmp_path, container, seconds=10)
    spoil(path, 0.5, 3000)
    with AttachedFile.open(path) as file:
        found = file.check()
        assert found.damaged
        assert not found.cut
        with pytest.raises(AudioTruncated, match="damaged") as caught:
            found.require_whole()
        assert 0 < caught.value.readable_s < 10
        assert sum(len(block) for block in file.decode()) / 16_000 == pytest.approx(10, abs=0.15)
