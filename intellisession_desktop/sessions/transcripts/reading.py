"""Reads a transcript's file, whatever program wrote it, within bounds. The file is only read, and stays."""

from __future__ import annotations

import codecs
import os
import re
import stat
from pathlib import Path

from ...errors import TranscriptUnreadable
from .json_turns import is_json, json_turns
from .lines import lines_of_speech
from .said import Transcript, with_times
from .subtitles import is_subtitles, subtitles

FILE_ENDINGS = ("vtt", "srt", "txt", "json")
_OFFICE_ENDINGS = ("docx", "doc", "rtf", "odt")
_LARGEST = 8 * 1024 * 1024  # bytes; an hour of talk is 60 kB, with times and names of each line 200 kB
_MOST_TURNS = 20_000  # a day of talk
_MOST_NAMES = 20
_NOT_TEXT_ABOVE = 0.01  # share of control characters
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")

_GONE = "There is no file with this name. Check the name, or whether the drive it is on is connected."
_NO_ACCESS = "This file cannot be opened. Check that it is still there and may be read."
_TOO_BIG = (
    "This file is too big to be the transcript of a session. It has not been changed. Check that it is the "
    "right one; one file holds one session."
)
_OFFICE = (
    "This is a document, not plain text. It has not been changed. Open it in the program that made it, save "
    "it as plain text (.txt), and take that."
)
_EMPTY = "There are no words in this file. Check that it is the right one. It has not been changed."
_NAMELESS = (
    "This transcript does not say who speaks. It has not been changed. Save it with the names of the "
    'speakers, or write them before what they said, as in "Therapist: How was your week?"; then try again.'
)
_TOO_MANY_NAMES = (
    "This file names more people than a session has, so it does not seem to be its transcript. It has not "
    "been changed. Check that it is the right one."
)


def may_be_transcript(path: Path) -> bool:
    """Whether a file is called as transcripts are; documents too, of which it is said what to do."""
    return path.suffix.lower().lstrip(".") in (*FILE_ENDINGS, *_OFFICE_ENDINGS)


def read_transcript(path: Path) -> Transcript:
    """Reads JSON of our own, WebVTT, SRT, or text whose lines name the speakers.

    Raises TranscriptUnreadable.
    """
    return transcript_of(_content(path))


def transcript_of(content: bytes) -> Transcript:
    """As `read_transcript`, of the file's bytes."""
    text = _text(content)
    if not text.strip():
        raise TranscriptUnreadable(_EMPTY)
    if is_json(text):
        said = json_turns(text)
    elif is_subtitles(text):
        said = subtitles(text)
    else:
        said = lines_of_speech(text)
        if not said:
            raise TranscriptUnreadable(_NAMELESS)
    if not said:
        raise TranscriptUnreadable(_EMPTY)
    if len(said) > _MOST_TURNS:
        raise TranscriptUnreadable(_TOO_BIG)
    transcript = Transcript(with_times(said))
    if not transcript.names:
        raise TranscriptUnreadable(_NAMELESS)
    if len(transcript.names) > _MOST_NAMES:
        raise TranscriptUnreadable(_TOO_MANY_NAMES)
    return transcript


def _content(path: Path) -> bytes:
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise TranscriptUnreadable()
        if about.st_size > _LARGEST:
            raise TranscriptUnreadable(_TOO_BIG)
        with open(os.fspath(path), "rb") as file:
            content = file.read(_LARGEST + 1)
    except FileNotFoundError as error:
        raise TranscriptUnreadable(_GONE) from error
    except OSError as error:
        raise TranscriptUnreadable(_NO_ACCESS) from error
    if len(content) > _LARGEST:
        raise TranscriptUnreadable(_TOO_BIG)
    return content


def _text(content: bytes) -> str:
    """From UTF-8, UTF-16 or, where it is neither, Windows-1252. Raises TranscriptUnreadable."""
    if content.startswith((b"PK\x03\x04", b"{\\rtf", b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise TranscriptUnreadable(_OFFICE)
    text = _decoded(content).replace("\ufeff", "")
    if len(_CONTROL.findall(text)) > _NOT_TEXT_ABOVE * max(100, len(text)):
        raise TranscriptUnreadable()
    return _CONTROL.sub("", text)


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    head = content[:4000]
    zeros = (head[0::2].count(0), head[1::2].count(0))
    if max(zeros) > len(head) // 4 and min(zeros) == 0:
        return content.decode("utf-16-be" if zeros[0] else "utf-16-le", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
