"""Opens the parts of an audio file and the tracks in each, as streams, and accounts for all of it."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass

import av

from ..errors import AudioUnreadable
from .containers.part import Part
from .containers.reading import Structure, read_structure
from .ranged import Ranged
from .track import DECODER_ERRORS, Tally, Track

_TRUSTED = ("mov,mp4,m4a,3gp,3g2,mj2", "flac", "asf", "aiff", "caf", "w64", "matroska,webm")
"""Formats whose duration comes from the file's header; elsewhere ffmpeg estimates it from what is there.
In the first, each track has its own."""
_MOST_TRACKS, MOST_CHANNELS = 32, 64
"""Multi-track recorders write up to 32 tracks; swresample takes 64 channels (SWR_CH_MAX)."""
_LOST_SHARE = 0.01
"""A recording of which more than this share does not decode counts as damaged."""

_NO_SOUND = "There is no sound in this file. It has not been changed. Choose the recording itself."
_NOT_AUDIO = "This file is not a recording we can read, whatever its name says. It has not been changed."
_NOTHING_LEFT = (
    "This recording is cut off, and what is there cannot be read without the rest. It has not been changed. "
    "Look for a complete copy."
)
_DISK = (
    "The disk does not give this file's content. Check that its drive is connected, or look for another copy."
)
_TOO_MANY = (
    "This recording has {count} {what}, more than we can mix. It has not been changed. Export it with fewer "
    "of them, or as mono."
)


@dataclass(slots=True)
class Account:
    """What one pass over a whole file found; complete when the pass is.

    `seconds` decoded, over all parts, with silence for what is lost in between; `lost_s` of them do not
    decode, `missing_s` are declared, and not there. `cut`: a part's end is missing; `cut_inside`: another
    part follows it. `unread`: bytes that cannot be decoded though they may well be sound. `declared`: whether
    every part says how long it is.
    """

    seconds: float = 0.0
    lost_s: float = 0.0
    missing_s: float = 0.0
    cut: bool = False
    cut_inside: bool = False
    unread: int = 0
    unread_tracks: int = 0
    declared: bool = True

    @property
    def damaged(self) -> bool:
        return self.lost_s > _LOST_SHARE * self.seconds

    @property
    def expected_s(self) -> float | None:
        return self.seconds + self.missing_s if self.declared else None


@dataclass(slots=True)
class Section:
    """A part of the file, open. Its tracks may be decoded one after another, or in turn."""

    tracks: list[Track]
    part: Part
    sources: list[Ranged]
    expected_s: float | None
    """Of the longest track, where no track says its own."""
    unread_tracks: int = 0
    unread_s: float = 0.0


def open_sections(descriptor: int, account: Account, tick: Callable[[], None]) -> Iterator[Section]:
    """Each part of the file in its order; each must be decoded before the next is asked for.

    Fills `account`. Nothing but the descriptor is read: references inside a file to other files or addresses
    are refused. Raises AudioUnreadable, at the end when nothing decoded, and what `tick` does.
    """
    no_sound = False
    try:
        with io.BufferedReader(io.FileIO(descriptor, closefd=False)) as file:
            structure = read_structure(file, os.fstat(descriptor).st_size, tick)
        account.unread = structure.unread
        for part in structure.parts:
            with ExitStack() as closed:
                section = _open(descriptor, part, tick, closed)
                if section is None:
                    _add_unread(account, part, part.expected_s or 0.0, part is structure.parts[-1])
                    continue
                if not section.tracks and not section.unread_tracks:
                    no_sound = True
                    continue
                yield section
                if any(source.failed for source in section.sources):
                    raise AudioUnreadable(_DISK)
                _add(account, section, part is structure.parts[-1])
    except OSError as error:
        raise AudioUnreadable(_DISK) from error
    if account.seconds == 0:
        raise AudioUnreadable(_nothing(structure, no_sound))


def _nothing(structure: Structure, no_sound: bool) -> str:
    if no_sound:
        return _NO_SOUND
    return _NOTHING_LEFT if any(part.cut for part in structure.parts) else _NOT_AUDIO


def _open(descriptor: int, part: Part, tick: Callable[[], None], closed: ExitStack) -> Section | None:
    """None when it cannot be opened. Raises AudioUnreadable for more tracks or channels than can be mixed."""
    sources = [Ranged(descriptor, part)]
    try:
        container = closed.enter_context(closing(_container(sources[0])))
        # A track without a codec has no context: nothing decodes it.
        count = len(container.streams.audio)
        if count > _MOST_TRACKS:
            raise AudioUnreadable(_TOO_MANY.format(count=count, what="sound tracks"))
        containers = [container]
        for _ in range(count - 1):  # each reads for itself, so that none waits in memory for another
            sources.append(Ranged(descriptor, part))
            containers.append(closed.enter_context(closing(_container(sources[-1]))))
        tracks, unread_s = [], 0.0
        trusted, own = container.format.name in _TRUSTED, container.format.name == _TRUSTED[0]
        for i, each in enumerate(containers[:count]):
            stream = each.streams.audio[i]
            own_s = None
            if stream.duration and (own or (trusted and count == 1)):
                own_s = float(stream.duration * stream.time_base)
            if stream.codec_context is None:
                unread_s = max(unread_s, own_s or 0.0)
                continue
            channels = len(stream.codec_context.layout.channels)
            if channels > MOST_CHANNELS:
                raise AudioUnreadable(_TOO_MANY.format(count=channels, what="channels"))
            tally = Tally(expected_s=own_s)
            size = sources[i].size
            tracks.append(Track(each, stream, tally, size, part.damaged, part.follows_frames, tick))
        expected_s = part.expected_s or (_container_s(container) if trusted else None)
        if len(tracks) == 1:
            tracks[0].tally.expected_s = part.expected_s or tracks[0].tally.expected_s or expected_s
        return Section(tracks, part, sources, expected_s, count - len(tracks), unread_s)
    except DECODER_ERRORS as error:
        if isinstance(error, OSError) and any(source.failed for source in sources):
            raise AudioUnreadable(_DISK) from error
        return None


def _container(source: Ranged) -> av.container.InputContainer:
    return av.open(
        source,
        metadata_errors="ignore",  # titles in broken encodings
        container_options={"protocol_whitelist": "none"},  # nothing but `source` is opened
    )


def _container_s(container: av.container.InputContainer) -> float | None:
    covers = av.stream.Disposition.attached_pic
    film = any(covers not in video.disposition for video in container.streams.video)
    if container.duration is None or film:  # a film lasts as long as its pictures
        return None
    return float(container.duration / av.time_base)


def _add(account: Account, section: Section, last: bool) -> None:
    """What the tracks of a section found: heard and missing together are the time that it covers."""
    tallies = [track.tally for track in section.tracks if track.tally.seconds or track.tally.expected_s]
    heard = [tally for tally in tallies if tally.seconds]
    if not heard:
        if any(track.carried for track in section.tracks) or section.part.cut or tallies:
            said = [section.expected_s or 0.0, *(tally.expected_s or 0.0 for tally in tallies)]
            _add_unread(account, section.part, max(said), last)
        return
    began_s = min(tally.began_s for tally in heard)
    short_s = 0.0 if section.part.cut else min(track.short_s for track in section.tracks)
    cut = section.part.cut or any(tally.cut for tally in tallies)
    decoded_s = covered_s = 0.0
    lost_s = section.unread_s
    for tally in tallies:
        at = tally.began_s - began_s if tally.seconds else 0.0
        short = _short(tally.seconds, tally.expected_s, short_s)
        cut |= short > 0
        decoded_s = max(decoded_s, at + tally.seconds)
        covered_s = max(covered_s, at + tally.seconds + short)
        lost_s = max(lost_s, tally.lost_s + short)
    if (short := _short(decoded_s, section.expected_s, short_s)) and covered_s == decoded_s:
        cut = True
        covered_s += short
        lost_s += short
    account.cut |= cut
    account.cut_inside |= cut and not last
    account.seconds += decoded_s
    account.missing_s += covered_s - decoded_s
    account.lost_s += max(0.0, lost_s - (covered_s - decoded_s))
    account.unread_tracks += section.unread_tracks
    account.declared &= section.expected_s is not None or all(t.expected_s is not None for t in tallies)


def _add_unread(account: Account, part: Part, expected_s: float, last: bool) -> None:
    """A part of which nothing decodes: its seconds are missing, or, where it does not say them, its bytes."""
    if expected_s:
        account.missing_s += expected_s
        account.cut = True
        account.cut_inside |= not last
        return
    account.unread += part.end - part.start
    account.cut |= part.cut
    account.declared = False


def _short(seconds: float, expected_s: float | None, short_s: float) -> float:
    """What is missing, of a length that may be unknown."""
    return expected_s - seconds if expected_s is not None and seconds < expected_s - short_s else 0.0
