"""Reads the words back out of a PDF that reportlab made, so that tests need no PDF library."""

from __future__ import annotations

import base64
import re
import zlib

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)endstream", re.DOTALL)
_SHOWN = re.compile(rb"/(F[\d+]+) [\d.]+ Tf|\(((?:[^()\\]|\\.)*)\) Tj", re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(.))", re.DOTALL)


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page, in the order in which they are drawn, one blank between any two."""
    objects = {int(found.group(1)): found.group(2) for found in _OBJECT.finditer(pdf)}
    fonts = {
        name.group(1).decode(): _letters(_stream(objects[int(letters.group(1))]))
        for body in objects.values()
        if (name := re.search(rb"/Name /(F[\d+]+)", body))
        and (letters := re.search(rb"/ToUnicode (\d+) 0 R", body))
    }
    (pages,) = (body for body in objects.values() if b"/Type /Pages" in body)
    kids = re.search(rb"/Kids \[(.*?)\]", pages, re.DOTALL)
    assert kids is not None
    out = []
    for number in re.findall(rb"(\d+) 0 R", kids.group(1)):
        content = re.search(rb"/Contents (\d+) 0 R", objects[int(number)])
        assert content is not None
        out.append(_words(_stream(objects[int(content.group(1))]), fonts))
    return out


def _words(content: bytes, fonts: dict[str, dict[int, str]]) -> str:
    font: dict[int, str] = {}
    shown = []
    for name, raw in _SHOWN.findall(content):
        if name:
            font = fonts.get(name.decode(), {})
        else:
            shown.append("".join(font.get(code, chr(code)) for code in _ESCAPE.sub(_unescaped, raw)))
    return " ".join(" ".join(shown).split())


def _unescaped(found: re.Match[bytes]) -> bytes:
    octal, char = found.groups()
    return bytes([int(octal, 8)]) if octal else {b"n": b"\n", b"r": b"\r", b"t": b"\t"}.get(char, char)


def _letters(cmap: bytes) -> dict[int, str]:
    """What letter each code of a font stands for."""
    pairs = re.findall(rb"<([0-9A-F]{2})> <([0-9A-F]+)>", cmap.partition(b"beginbfchar")[2])
    return {
        int(code, 16): bytes.fromhex(letter.decode()).decode("utf-16-be")
        for code, letter in pairs
        if int(letter, 16)
    }


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found is not None
    raw = found.group(1)
    if b"/ASCII85Decode" in body[: found.start()]:
        raw = base64.a85decode(b"<~" + raw.strip(), adobe=True)
    return zlib.decompress(raw)
