"""Looks through a model file's structure before a C++ library does, which trusts what it reads.

Every count, length and offset must fit into the file. GGUF: the specification of ggml, version 2 and 3; ggml:
the order in which whisper.cpp reads (`whisper_model_load`).
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Callable
from pathlib import Path

from ..errors import ModelDamaged, ModelMissing

_GGUF, _GGML = b"GGUF", b"lmgg"
_MOST_TENSORS, _MOST_FACTS, _MOST_DIMENSIONS, _LONGEST_NAME = 1 << 16, 1 << 16, 4, 1 << 16
_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
"""Bytes of a value by its type; 8 is a string, 9 an array."""
_STRING, _ARRAY, _UINT32 = 8, 9, 4
_BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 9: (32, 36),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292),
    16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82),
    23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2),
    34: (256, 54), 35: (256, 66), 39: (32, 17),
}  # fmt: skip
"""Values in a block and its bytes, by ggml's type of tensor."""
_MOST = (1 << 20, 1 << 17, 1 << 16, 1 << 12, 1 << 10, 1 << 17, 1 << 16, 1 << 12, 1 << 10, 1 << 12)
"""Of whisper's own numbers, in their order: words, then context, width, heads and layers of either half,
bands of the spectrum. Far above any model's, far below what overflows a product."""


def check_gguf(path: Path) -> None:
    """Raises ModelMissing, ModelDamaged."""
    _checked(path, _look_through_gguf)


def check_ggml(path: Path) -> None:
    """Raises ModelMissing, ModelDamaged."""
    _checked(path, _look_through_ggml)


def _checked(path: Path, look_through: Callable[[_Bytes], None]) -> None:
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            look_through(_Bytes(data))
    except FileNotFoundError as error:
        raise ModelMissing() from error
    except (ValueError, OSError) as error:  # also of mmap, for an empty file
        raise ModelDamaged() from error


class _Bytes:
    """A file, read from front to back. All methods raise ValueError beyond its end."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data, self.size, self.at = data, len(data), 0

    def take(self, count: int) -> bytes:
        start = self.at
        self.skip(count)
        return self._data[start : self.at]

    def skip(self, count: int) -> None:
        if not 0 <= count <= self.size - self.at:
            raise ValueError("a length that leads beyond the file's end")
        self.at += count

    def numbers(self, layout: str) -> tuple[int, ...]:
        return struct.unpack(layout, self.take(struct.calcsize(layout)))

    def number(self, layout: str, most: int | None = None) -> int:
        (value,) = self.numbers(layout)
        if value < 0 or (most is not None and value > most):
            raise ValueError("a number out of bounds")
        return value


def _look_through_gguf(data: _Bytes) -> None:
    if data.take(4) != _GGUF or data.number("<I") not in (2, 3):
        raise ValueError("no GGUF file of a known version")
    tensors, facts = data.number("<Q", _MOST_TENSORS), data.number("<Q", _MOST_FACTS)
    alignment = 32
    for _ in range(facts):
        key, kind = data.take(data.number("<Q", _LONGEST_NAME)), data.number("<I")
        if key == b"general.alignment" and kind == _UINT32:
            alignment = data.number("<I", 1 << 16)
            if alignment == 0 or alignment & (alignment - 1):
                raise ValueError("no alignment")
        else:
            _skip_value(data, kind)
    ends: list[tuple[int, int]] = []
    for _ in range(tensors):
        data.skip(data.number("<Q", _LONGEST_NAME))
        dimensions = data.numbers(f"<{data.number('<I', _MOST_DIMENSIONS)}Q")
        kind, offset = data.number("<I"), data.number("<Q", data.size)
        if offset % alignment:
            raise ValueError("a tensor that is not aligned")
        ends.append((offset, _bytes_of(dimensions, kind)))
    begin = -(-data.at // alignment) * alignment
    if any(begin + offset + length > data.size for offset, length in ends):
        raise ValueError("a tensor beyond the file's end")


def _skip_value(data: _Bytes, kind: int) -> None:
    if kind == _STRING:
        data.skip(data.number("<Q"))
    elif kind == _ARRAY:
        inner, count = data.number("<I"), data.number("<Q", data.size)
        if inner in _SIZES:
            data.skip(count * _SIZES[inner])
        elif inner == _STRING:
            for _ in range(count):
                data.skip(data.number("<Q"))
        else:
            raise ValueError("an array of unknown values")
    elif kind in _SIZES:
        data.skip(_SIZES[kind])
    else:
        raise ValueError("a value of unknown type")


def _look_through_ggml(data: _Bytes) -> None:
    if data.take(4) != _GGML:
        raise ValueError("no ggml file")
    for most in _MOST:
        if data.number("<i", most) == 0:
            raise ValueError("a model without any of something")
    data.number("<i")  # its type, with a version of the quantisation
    bands, bins = data.number("<i", _MOST[-1]), data.number("<i", 1 << 16)
    data.skip(4 * bands * bins)
    for _ in range(data.number("<i", _MOST[0])):
        data.skip(data.number("<I", _LONGEST_NAME))
    while data.at < data.size:
        count, length, kind = (data.number("<i") for _ in range(3))
        if not 1 <= count <= _MOST_DIMENSIONS or length > _LONGEST_NAME or kind not in _BLOCKS:
            raise ValueError("a tensor that cannot be")
        dimensions = data.numbers(f"<{count}i")
        data.skip(length)
        data.skip(_bytes_of(dimensions, kind))


def _bytes_of(dimensions: tuple[int, ...], kind: int) -> int:
    """How long a tensor is. Raises ValueError for a type that is not known, and for no or too many values."""
    if kind not in _BLOCKS:
        raise ValueError("a tensor of unknown type")
    values = 1
    for each in dimensions:
        values *= each
        if each <= 0 or values > 1 << 48:
            raise ValueError("a tensor that cannot be")
    per_block, length = _BLOCKS[kind]
    if not dimensions or dimensions[0] % per_block:
        raise ValueError("no values, or half a block")
    return values // per_block * length
