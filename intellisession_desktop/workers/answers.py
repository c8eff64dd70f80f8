"""A worker's answers as data: JSON and raw arrays, rebuilt by the type that the engine's method declares.

The parent never unpickles what a worker sends. It knows which method it called, reads that method's return
annotation, and builds that type and no other: `None`, `bool`, `int`, `float`, `str`, string enumerations,
`datetime`, tuples, dictionaries by text, arrays of float32, unions of these, and dataclasses of them. A
number that is none (NaN, infinity) is refused, and so is everything else that does not fit.

A frame is the length of its JSON (4 bytes), the JSON, padded to a multiple of 4 bytes, and the arrays. The
JSON is `[kind, value, shapes]`; in `value` an array stands as its index.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import inspect
import json
import math
import re
import struct
import types
import typing
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import KnownError

_LENGTH = struct.Struct("<I")
_MOST_JSON = 16 << 20
"""Bytes: twelve hours of words have 8 MB, and what is parsed takes up to twenty times as much."""
_MOST_ARRAYS = 64
_MOST_AXES = 3
_LONGEST_INTEGER = 1 << 63
_LONGEST_SENTENCE = 600
_PLACE = re.compile(r"[\w.<>:; -]{0,600}")
_ARRAY = np.dtype("<f4")

RESULT, KNOWN, BUG = "result", "known", "bug"


class AnswerRefused(Exception):
    """An answer that does not fit what was asked. Carries nothing of it."""


class BugElsewhere(Exception):
    """The worker says that it has a bug; the message is its place."""


def result_frame(value: Any) -> bytes:
    """An answer. Raises TypeError for what is no data."""
    return _frame(RESULT, value)


def error_frame(error: KnownError) -> bytes:
    _, arguments = error.__reduce__()[:2]
    return _frame(KNOWN, (error.code, arguments))


def bug_frame(place: str) -> bytes:
    return _frame(BUG, place)


def read_answer(frame: bytearray, expected: Any) -> Any:
    """The result in `frame`, which is of the type `expected`.

    Raises the KnownError that the worker raised, BugElsewhere, AnswerRefused.
    """
    try:
        kind, value, arrays = _parsed(frame)
        if kind == RESULT:
            return _reader(expected)(value, arrays)
        if kind == KNOWN:
            error = _known_error(value)
        elif kind == BUG and isinstance(value, str) and _PLACE.fullmatch(value):
            raise BugElsewhere(value)
        else:
            raise AnswerRefused
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, OverflowError, struct.error):
        # Without the cause, whose message quotes what was sent.
        raise AnswerRefused from None
    raise error


def expected_of(engine: type, method: str) -> Any:
    """The type that `engine.method` declares to return."""
    return _declared(engine, method)


@functools.cache
def _declared(engine: type, method: str) -> Any:
    return typing.get_type_hints(getattr(engine, method))["return"]


def _frame(kind: str, value: Any) -> bytes:
    arrays: list[NDArray[np.float32]] = []
    plain = _plain(value, arrays)
    text = json.dumps([kind, plain, [array.shape for array in arrays]], separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    return b"".join([_LENGTH.pack(len(text)), text, *(array.tobytes() for array in arrays)])


def _plain(value: Any, arrays: list[NDArray[np.float32]]) -> Any:
    if value is None or isinstance(value, bool | str):
        return str(value) if isinstance(value, StrEnum) else value
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(value)
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, np.ndarray):
        if value.dtype != np.float32:
            raise TypeError(f"an array of {value.dtype} is not sent")
        arrays.append(np.ascontiguousarray(value, _ARRAY))
        return len(arrays) - 1
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(each, arrays) for each in value]
    if isinstance(value, dict):
        return {str(key): _plain(each, arrays) for key, each in value.items()}
    if dataclasses.is_dataclass(value):
        return [_plain(getattr(value, field.name), arrays) for field in dataclasses.fields(value)]
    raise TypeError(f"{type(value).__name__} is not data")


def _parsed(frame: bytearray) -> tuple[Any, Any, list[NDArray[np.float32]]]:
    (length,) = _LENGTH.unpack_from(frame)
    start = _LENGTH.size + length
    if length % 4 or length > _MOST_JSON or start > len(frame):
        raise AnswerRefused
    kind, value, shapes = json.loads(frame[_LENGTH.size : start], parse_constant=_refused)
    return kind, value, _arrays(memoryview(frame)[start:], shapes)


def _refused(*_: Any) -> Any:
    raise AnswerRefused


def _arrays(data: memoryview, shapes: Any) -> list[NDArray[np.float32]]:
    """Exactly the arrays that `shapes` promises, without copying; `data` holds nothing else."""
    if not isinstance(shapes, list) or len(shapes) > _MOST_ARRAYS:
        raise AnswerRefused
    arrays = []
    for shape in shapes:
        if not isinstance(shape, list) or not 1 <= len(shape) <= _MOST_AXES:
            raise AnswerRefused
        if any(type(side) is not int or side < 0 for side in shape):
            raise AnswerRefused
        size = math.prod(shape) * _ARRAY.itemsize
        if size > len(data):
            raise AnswerRefused
        arrays.append(np.frombuffer(data[:size], _ARRAY).reshape(shape))
        data = data[size:]
    if len(data):
        raise AnswerRefused
    return arrays


def _known_error(value: Any) -> KnownError:
    """One of our errors, by its code, with what its constructor takes."""
    code, given = value
    kind = _known_kinds()[code]
    hints = typing.get_type_hints(kind.__init__)
    names = [name for name in inspect.signature(kind).parameters if name in hints]
    if len(given) > len(names):
        raise AnswerRefused
    arguments = [_reader(hints[name])(each, []) for name, each in zip(names, given, strict=False)]
    for each in arguments:
        # It is shown: no markup, no page of text.
        if isinstance(each, str) and (len(each) > _LONGEST_SENTENCE or not each.isprintable() or "<" in each):
            raise AnswerRefused
    return kind(*arguments)


def _known_kinds() -> dict[str, type[KnownError]]:
    kinds: tuple[type[KnownError], ...] = (KnownError, *KnownError.__subclasses__())
    return {kind.code: kind for kind in kinds}


_Reader = Callable[[Any, list[NDArray[np.float32]]], Any]


@functools.cache
def _reader(expected: Any) -> _Reader:
    """What builds the type `expected` from plain data. Raises NotImplementedError for a type that is not on
    the list: a bug of ours.
    """
    simple = _SIMPLE.get(expected)
    if simple is not None:
        return simple
    origin, arguments = typing.get_origin(expected), typing.get_args(expected)
    if expected is np.ndarray or origin is np.ndarray:
        return _array
    if origin in (typing.Union, types.UnionType):
        return _either([_reader(each) for each in arguments])
    if origin is tuple and len(arguments) == 2 and arguments[1] is ...:
        return _tuple_of(_reader(arguments[0]))
    if origin is tuple:
        return _tuple(*(_reader(each) for each in arguments))
    if origin is dict and arguments[0] is str:
        return _dictionary(_reader(arguments[1]))
    if isinstance(expected, type) and issubclass(expected, StrEnum):
        return lambda value, _: expected(_text(value))
    if isinstance(expected, type) and dataclasses.is_dataclass(expected):
        hints = typing.get_type_hints(expected)
        names = [each.name for each in dataclasses.fields(expected)]
        return _record(expected, _tuple(*(_reader(hints[name]) for name in names)))
    raise NotImplementedError(f"no worker may answer with {expected}")


def _nothing(value: Any, _: Any = None) -> None:
    if value is not None:
        raise AnswerRefused


def _truth(value: Any, _: Any = None) -> bool:
    if type(value) is not bool:
        raise AnswerRefused
    return value


def _integer(value: Any, _: Any = None) -> int:
    if type(value) is not int or not -_LONGEST_INTEGER <= value < _LONGEST_INTEGER:
        raise AnswerRefused
    return value


def _number(value: Any, _: Any = None) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise AnswerRefused
    return float(value)


def _text(value: Any, _: Any = None) -> str:
    if type(value) is not str:
        raise AnswerRefused
    value.encode()  # half a pair of surrogates is no text, and no database takes it
    return value


def _moment(value: Any, _: Any = None) -> dt.datetime:
    moment = dt.datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise AnswerRefused
    return moment


def _array(value: Any, arrays: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    index = _integer(value)
    if not 0 <= index < len(arrays):
        raise AnswerRefused
    return arrays[index]


def _either(readers: list[_Reader]) -> _Reader:
    def read(value: Any, arrays: list[NDArray[np.float32]]) -> Any:
        for reader in readers:
            try:
                return reader(value, arrays)
            except (AnswerRefused, ValueError, TypeError):
                continue
        raise AnswerRefused

    return read


def _tuple_of(reader: _Reader) -> _Reader:
    def read(value: Any, arrays: list[NDArray[np.float32]]) -> Any:
        if type(value) is not list:
            raise AnswerRefused
        return tuple([reader(each, arrays) for each in value])

    return read


def _tuple(*readers: _Reader) -> _Reader:
    def read(value: Any, arrays: list[NDArray[np.float32]]) -> Any:
        if type(value) is not list or len(value) != len(readers):
            raise AnswerRefused
        return tuple([reader(each, arrays) for reader, each in zip(readers, value, strict=True)])

    return read


def _dictionary(reader: _Reader) -> _Reader:
    def read(value: Any, arrays: list[NDArray[np.float32]]) -> Any:
        if type(value) is not dict:
            raise AnswerRefused
        return {_text(key): reader(each, arrays) for key, each in value.items()}

    return read


def _record(kind: Callable[..., Any], fields: _Reader) -> _Reader:
    return lambda value, arrays: kind(*fields(value, arrays))


_SIMPLE: dict[Any, _Reader] = {
    None: _nothing,
    type(None): _nothing,
    bool: _truth,
    int: _integer,
    float: _number,
    str: _text,
    dt.datetime: _moment,
}
