"""What is done around whisper.cpp: joining tokens to words, timing them, and not believing everything."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path

import pytest

from intellisession_desktop.engine import whisper
from intellisession_desktop.engine.whisper import Whisper
from intellisession_desktop.errors import ModelDamaged, ModelMissing
from intellisession_desktop.records import Word

BASE = (51865, 1500, 512, 8, 6, 448, 512, 8, 6, 80, 1)  # the sizes in the head of whisper base


def texts(*tokens: tuple[str, float]) -> list[tuple[str, float]]:
    timed = [(i * 0.1, text.encode(), probability) for i, (text, probability) in enumerate(tokens)]
    return [(text, probability) for _, text, probability in whisper._words(timed)]


def test_tokens_are_joined_to_words_with_the_least_of_their_probabilities() -> None:
    found = texts((" ser", 0.9), ("tral", 0.4), ("ine", 0.8), (",", 0.1), (" yes", 1.0))
    assert found == [("sertraline,", 0.4), ("yes", 1.0)]


def test_a_letter_that_is_spread_over_two_tokens_is_put_together() -> None:
    first, second = "é".encode()[:1], "é".encode()[1:]
    assert [text for _, text, _ in whisper._words([(0.0, b" caf" + first, 0.9), (0.1, second, 0.9)])] == [
        "café"
    ]


@pytest.mark.parametrize(
    "described", [" [Music]", " (phone ringing)", " *sighs*", " ♪ la la ♪", " [BLANK_AUDIO]"]
)
def test_descriptions_of_sounds_are_not_words(described: str) -> None:
    assert texts((" Yes.", 0.9), *((f" {part}", 0.9) for part in described.split())) == [("Yes.", 0.9)]


def test_words_between_descriptions_stay() -> None:
    assert texts((" [laughs]", 0.9), (" I", 0.8), (" know", 0.7), (".", 0.9), (" (sighs)", 0.9)) == [
        ("I", 0.8),
        ("know.", 0.7),
    ]


def test_a_word_ends_where_the_next_begins_or_after_as_long_as_it_may_take() -> None:
    words = list(whisper._timed(iter([(0.5, "I", 0.9), (0.8, "know.", 0.9), (5.0, "Yes", 0.9)]), 5.0))
    assert [round(word.start, 2) for word in words] == [0.35, 0.65, 4.85]
    assert words[0].end <= words[1].start
    assert words[1].end < 2.0
    assert words[2].end == 5.0


def said(text: str, probability: float = 0.9) -> tuple[Word, ...]:
    return tuple(Word(float(i), i + 0.5, word, probability) for i, word in enumerate(text.split()))


def test_loops_and_improbable_words_are_taken_for_invented() -> None:
    assert whisper._invented(said("I don't know what to do. " * 12))
    assert whisper._invented(said("Thank you for watching.", 0.2))


def test_what_people_say_is_not_taken_for_invented() -> None:
    assert not whisper._invented(said("No, no, no, no, no. I said no. I never said that I would go there."))
    assert not whisper._invented(said("Yes."))
    assert not whisper._invented(())


def model_file(folder: Path, magic: int, sizes: tuple[int, ...]) -> Path:
    path = folder / "ggml-model.bin"
    path.write_bytes(struct.pack("<12i", magic, *sizes) + bytes(11_000_000))
    return path


def test_a_model_without_its_weights_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged):
        Whisper(model_file(tmp_path, 0x67676D6C, BASE), threads=1)


def test_a_file_that_is_no_model_is_damaged_and_none_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged):
        Whisper(model_file(tmp_path, 1, BASE), threads=1)
    (tmp_path / "short.bin").write_bytes(b"ggml")
    with pytest.raises(ModelDamaged):
        Whisper(tmp_path / "short.bin", threads=1)
    with pytest.raises(ModelMissing):
        Whisper(tmp_path / "none.bin", threads=1)


def test_importing_the_engine_loads_no_model_library() -> None:
    """The parent, and the worker that holds llama.cpp, must not hold whisper.cpp as well."""
    code = (
        "import sys, intellisession_desktop.engine.speech\n"
        "print([m for m in ('_pywhispercpp', 'onnxruntime', 'kaldi_native_fbank') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
