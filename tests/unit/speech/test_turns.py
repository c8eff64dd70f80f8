"""Words to persons, and to turns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from intellisession_desktop.engine.turns import attribute, join
from intellisession_desktop.records import Word


def spoken(text: str, start: float = 0.0, step: float = 0.4, probability: float = 0.9) -> list[Word]:
    return [
        Word(start + i * step, start + i * step + 0.35, word, probability)
        for i, word in enumerate(text.split())
    ]


def speaking(*spans: tuple[float, float, int]) -> Callable[[float, float], np.ndarray]:
    """Who speaks when, as the voices would say it."""

    def shares(start: float, end: float) -> np.ndarray:
        found = np.zeros(2, dtype=np.float32)
        for first, last, person in spans:
            found[person] += max(0.0, min(end, last) - max(start, first)) / (end - start)
        return found

    return shares


def test_words_go_to_whoever_speaks_while_they_are_spoken() -> None:
    words = spoken("How was it? It was fine.")
    persons = attribute(words, speaking((0, 1.2, 0), (1.2, 3, 1)))
    assert persons == [0, 0, 0, 1, 1, 1]
    assert [turn.text for _, turn in join(words, persons)] == ["How was it?", "It was fine."]


def test_a_change_that_comes_a_word_early_is_moved_to_the_end_of_the_sentence() -> None:
    words = spoken("How did that go? Okay, so I did it.")
    assert attribute(words, speaking((0, 1.2, 0), (1.2, 4, 1))) == [0] * 4 + [1] * 5


def test_one_stray_word_does_not_break_a_sentence() -> None:
    words = spoken("I think the breathing is helping me now.")
    assert attribute(words, speaking((0, 1.2, 0), (1.2, 1.6, 1), (1.6, 4, 0))) == [0] * 8


def test_a_short_answer_between_two_sentences_is_its_own_turn() -> None:
    words = spoken("Is it better? Yes. What changed then?")
    assert attribute(words, speaking((0, 1.2, 0), (1.2, 1.6, 1), (1.6, 4, 0))) == [0, 0, 0, 1, 0, 0, 0]


def test_an_interruption_inside_a_sentence_is_heard_when_it_is_longer() -> None:
    words = spoken("so you went to the shop no no I never went there")
    persons = attribute(words, speaking((0, 2.4, 0), (2.4, 6, 1)))
    assert persons == [0] * 6 + [1] * 6


def test_words_where_nobody_is_heard_stay_with_their_sentence() -> None:
    words = spoken("I was thinking about my brother.")
    assert attribute(words, speaking((0, 0.8, 1), (1.6, 3, 1))) == [1] * 6
    assert attribute([], speaking()) == []


def test_a_long_silence_and_a_long_speech_begin_new_turns_at_sentences_only() -> None:
    quiet = [*spoken("I hate it."), *spoken("And now?", start=12.0)]
    assert [turn.text for _, turn in join(quiet, [0] * 5)] == ["I hate it.", "And now?"]
    unfinished = [*spoken("I hate"), *spoken("it.", start=12.0)]
    assert len(join(unfinished, [0] * 3)) == 1
    monologue = spoken(" ".join(["and then it went on."] * 40))
    lengths = [turn.end - turn.start for _, turn in join(monologue, [0] * len(monologue))]
    assert len(lengths) == 3
    assert all(length < 34 for length in lengths)


def test_words_heard_unclearly_are_marked_as_they_stand_in_the_text() -> None:
    words = [
        Word(0.0, 0.3, "I", 0.9),
        Word(0.4, 0.7, "take", 0.5),
        Word(0.8, 1.1, "Sertraline,", 0.5),
        Word(1.2, 1.5, "50", 0.55),
        Word(1.6, 1.9, "milligrams.", 0.3),
        Word(2.0, 2.3, "Yes.", 0.5),
    ]
    ((_, turn),) = join(words, [0] * 6)
    assert turn.unsure == ("Sertraline", "50", "milligrams")
    assert all(word in turn.text for word in turn.unsure)


def test_no_word_is_lost_or_repeated_on_the_way_to_turns() -> None:
    words = spoken("one two. three four? five six seven. eight")
    turns = join(words, attribute(words, speaking((0, 0.9, 0), (0.9, 1.5, 1), (1.5, 9, 0))))
    assert " ".join(turn.text for _, turn in turns) == "one two. three four? five six seven. eight"


def test_what_was_said_takes_time_however_short_the_word() -> None:
    ((_, turn),) = join([Word(0.0, 0.0, "Okay.", 0.9)], [0])
    assert turn.end > turn.start
