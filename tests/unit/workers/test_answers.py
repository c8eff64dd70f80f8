"""What a worker answers is rebuilt as the type that was asked for, or refused; nothing else comes out."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import struct
import sys
import types
import typing
from enum import StrEnum
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from intellisession_desktop import errors
from intellisession_desktop.audio.decoder import DecoderEngine
from intellisession_desktop.audio.source import Soundness
from intellisession_desktop.engine.enrolment import VoiceEngine
from intellisession_desktop.engine.language import LanguageEngine
from intellisession_desktop.engine.page_reading import PageReadingEngine, PageText
from intellisession_desktop.engine.speech import SpeechEngine
from intellisession_desktop.errors import AudioTruncated, KnownError, VoiceTooShort
from intellisession_desktop.records import (
    Hearing,
    LabelledBy,
    Labelling,
    SpeechChunk,
    Turn,
    VoicePrint,
    Word,
)
from intellisession_desktop.workers.answers import (
    AnswerRefused,
    BugElsewhere,
    bug_frame,
    error_frame,
    expected_of,
    read_answer,
    result_frame,
)

SOUND = np.linspace(-1, 1, 7, dtype=np.float32)
ENGINES = (DecoderEngine, SpeechEngine, LanguageEngine, VoiceEngine, PageReadingEngine)
RECORDS = (SpeechChunk, Word, Turn, Hearing, Labelling, VoicePrint, PageText, Soundness)

text = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: st.integers(-(2**40), 2**40),
    float: st.floats(allow_nan=False, allow_infinity=False),
    str: text,
    type(None): st.none(),
    dt.datetime: st.datetimes(timezones=st.just(dt.UTC)),
}


def given_value(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type as records have it in their fields; a field that comes later needs no word here."""
    if hint in SIMPLE:
        return SIMPLE[hint]
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return st.one_of([given_value(each) for each in arguments])
    if origin is tuple and arguments[-1] is ...:
        return st.lists(given_value(arguments[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*(given_value(each) for each in arguments))
    if origin is dict:
        return st.dictionaries(text, given_value(arguments[1]), max_size=3)
    if issubclass(hint, StrEnum):
        return st.sampled_from(hint)
    return st.builds(hint, *(given_value(each) for each in typing.get_type_hints(hint).values()))


def raw(value: object, shapes: object = (), data: bytes = b"", kind: object = "result") -> bytearray:
    """A frame as a worker could make it that is no longer ours."""
    spelled = json.dumps([kind, value, shapes]).encode()
    spelled += b" " * (-len(spelled) % 4)
    return bytearray(struct.pack("<I", len(spelled)) + spelled + data)


def there_and_back(value: Any, expected: Any) -> Any:
    return read_answer(bytearray(result_frame(value)), expected)


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_every_record_comes_through_as_it_was(kind: type) -> None:
    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(given_value(kind))
    def holds(record: Any) -> None:
        assert there_and_back(record, kind) == record
        assert there_and_back((record, record), tuple[kind, ...]) == (record, record)  # type: ignore[valid-type]

    holds()


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.__name__)
def test_every_engine_answers_with_types_that_can_be_read(engine: type) -> None:
    methods = [name for name in vars(engine) if not name.startswith("_") and callable(getattr(engine, name))]
    assert methods
    for method in (*methods, "peak_memory"):
        with pytest.raises(AnswerRefused):  # and not NotImplementedError: there is a reader
            read_answer(raw({"no": object.__name__}), expected_of(engine, method))


def test_enumerations_and_times_are_themselves_again() -> None:
    labelling = there_and_back(Labelling(LabelledBy.WORDS, 1, 2, True), Labelling)
    assert isinstance(labelling.by, LabelledBy)
    assert isinstance(labelling.certainty, float)  # though a whole number was sent
    with pytest.raises(AnswerRefused):
        read_answer(raw(["by magic", 1.0, 2, True]), Labelling)


def test_arrays_come_through_with_their_shape_and_can_be_written_to() -> None:
    for array in (
        SOUND,
        SOUND.reshape(7, 1),
        np.zeros((0, 2), np.float32),
        np.asfortranarray(SOUND[None, :3]),
    ):
        back = there_and_back(array, NDArray[np.float32])
        assert back.dtype == np.float32
        np.testing.assert_array_equal(back, array)
        back.fill(0.0)
    one, other = there_and_back((SOUND, "between", SOUND * 2), tuple[np.ndarray, str, np.ndarray])[::2]
    np.testing.assert_array_equal(one * 2, other)
    assert there_and_back(None, NDArray[np.float32] | None) is None


def test_numbers_of_numpy_are_numbers() -> None:
    assert there_and_back((np.int64(3), np.float32(0.5), np.bool_(True)), tuple[int, float, bool]) == (
        3,
        0.5,
        True,
    )


@pytest.mark.parametrize("value", [SOUND.astype(np.float64), b"bytes", object(), {1, 2}, lambda: 0])
def test_what_is_no_data_is_not_sent(value: object) -> None:
    with pytest.raises(TypeError):
        result_frame(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (float("nan"), float),
        (float("inf"), float),
        (1e999, float),
        (True, float),
        (True, int),
        (1, bool),
        (2**70, int),
        ("3", int),
        (None, str),
        ("\ud800", str),
        (["a", 3], tuple[str, ...]),
        ("ab", tuple[str, ...]),
        ([0.0, 1.0, "client"], Turn),
        ([0.0, 1.0, "client", "words", [], "more"], Turn),
        ({"start": 0.0}, Turn),
        ({"a": "b"}, dict[str, float]),
        ("2026-11-30T06:00:00", dt.datetime),
        ("yesterday", dt.datetime),
        (0, NDArray[np.float32]),
        (-1, NDArray[np.float32]),
        ("x", NDArray[np.float32] | None),
    ],
)
def test_what_does_not_fit_is_refused(value: object, expected: Any) -> None:
    with pytest.raises(AnswerRefused):
        read_answer(raw(value), expected)


@pytest.mark.parametrize(
    ("shapes", "data"),
    [
        ([[3]], b"\0" * 8),
        ([[2]], b"\0" * 12),
        ([[-1]], b""),
        ([[1 << 62, 1 << 62]], b"\0" * 8),
        ([[True]], b"\0" * 4),
        ([[]], b"\0" * 4),
        ([[1, 1, 1, 1]], b"\0" * 4),
        ([[0]] * 1000, b""),
        ("shapes", b""),
        ({}, b""),
    ],
)
def test_arrays_that_are_not_what_they_promise_are_refused(shapes: object, data: bytes) -> None:
    with pytest.raises(AnswerRefused):
        read_answer(raw(0, shapes, data), NDArray[np.float32])


def test_nesting_without_end_is_refused() -> None:
    spelled = b'["result",' + b"[" * 100_000
    spelled += b" " * (-len(spelled) % 4)
    with pytest.raises(AnswerRefused):
        read_answer(bytearray(struct.pack("<I", len(spelled)) + spelled), str)


def known_kinds() -> list[type[KnownError]]:
    return [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, KnownError)]


@pytest.mark.parametrize("kind", known_kinds(), ids=lambda kind: kind.code)
def test_every_known_error_comes_through_with_its_sentence(kind: type[KnownError]) -> None:
    with pytest.raises(kind) as raised:
        read_answer(bytearray(error_frame(kind())), str)
    assert type(raised.value) is kind
    assert raised.value.sentence == kind().sentence


def test_known_errors_keep_what_they_know() -> None:
    with pytest.raises(AudioTruncated) as raised:
        read_answer(bytearray(error_frame(AudioTruncated(readable_s=12.5))), str)
    assert raised.value.readable_s == 12.5
    with pytest.raises(VoiceTooShort, match="Only 7 seconds"):
        read_answer(bytearray(error_frame(VoiceTooShort(seconds=7))), str)


@pytest.mark.parametrize(
    "value",
    [
        ["no_such_code", []],
        ["audio_unreadable", ["<img src=x>"]],
        ["audio_unreadable", ["two\nlines"]],
        ["audio_unreadable", ["x" * 5000]],
        ["audio_unreadable", ["one", "too many"]],
        ["audio_truncated", ["one", "no number"]],
        [["audio_unreadable"], []],
        "audio_unreadable",
        None,
    ],
)
def test_errors_that_are_not_ours_are_refused(value: object) -> None:
    with pytest.raises(AnswerRefused):
        read_answer(raw(value, kind="known"), str)


def test_a_bug_tells_its_place_and_no_more() -> None:
    with pytest.raises(BugElsewhere, match=r"ValueError at decode\.py:10:open"):
        read_answer(bytearray(bug_frame("ValueError at decode.py:10:open; source.py:2:check")), str)
    for said in ("Maya said: 'I take sertraline'", "x" * 1000, None, ["place"]):
        with pytest.raises(AnswerRefused):
            read_answer(raw(said, kind="bug"), str)


def made_of_plain_things(value: object) -> bool:
    """Whether there is nothing in it but what the list of types has."""
    if dataclasses.is_dataclass(value):
        return type(value) in RECORDS and all(
            made_of_plain_things(getattr(value, each.name)) for each in dataclasses.fields(value)
        )
    if isinstance(value, tuple | dict):
        return all(made_of_plain_things(each) for each in (*value, *getattr(value, "values", tuple)()))
    return type(value) in (str, int, float, bool, type(None), np.ndarray) or isinstance(value, StrEnum)


EXPECTED = (
    str,
    int,
    float,
    bool,
    None,
    Hearing,
    tuple[SpeechChunk, ...],
    tuple[Turn, ...],
    PageText,
    Soundness,
)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.binary(max_size=200)
    | st.builds(raw, plain, plain, st.binary(max_size=16), st.sampled_from(["result", "known", "bug"]))
    | st.builds(
        lambda value, by: bytearray(result_frame(value))[:by], given_value(Hearing), st.integers(0, 400)
    ),
    st.sampled_from((*EXPECTED, NDArray[np.float32])),
)
def test_whatever_bytes_come_only_known_things_come_out(frame: bytes, expected: Any) -> None:
    before = set(sys.modules)
    try:
        value = read_answer(bytearray(frame), expected)
    except (AnswerRefused, BugElsewhere, KnownError):
        pass
    else:
        assert made_of_plain_things(value)
    assert set(sys.modules) == before


def test_no_answer_is_unpickled(monkeypatch: pytest.MonkeyPatch) -> None:
    import pickle

    with pytest.raises(AnswerRefused):
        read_answer(bytearray(pickle.dumps(("result", "hello"))), str)
