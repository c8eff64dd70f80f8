"""How a word that was said may be written."""

from __future__ import annotations

import pytest

from intellisession_desktop.notes.language.inflection import forms, past_forms, with_s


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("went", {"went", "go", "goes", "going", "gone"}),
        ("stopped", {"stop", "stops", "stopping", "stopped"}),
        ("studies", {"study", "studied", "studying"}),
        ("cope", {"coped", "copes", "coping"}),
        ("coping", {"cope", "coped"}),
        ("cry", {"cried", "cries", "crying"}),
        ("panicked", {"panicking", "panicked"}),
        ("mom", {"mother", "mum"}),
        ("ten", {"ten", "10"}),
        ("10", {"ten", "10"}),
        ("fifth", {"fifth", "5th"}),
        ("1st", {"first", "1st"}),
        ("thirty", {"30"}),
        ("don't", {"do", "did", "does", "don't"}),
        ("Don’t", {"do", "don't"}),
        ("Maya's", {"maya", "maya's"}),
        ("my", {"their"}),
        ("I", {"they", "client"}),
        ("7.5", {"7.5"}),
        ("8:30", {"8:30"}),
    ],
)
def test_a_word_may_be_written_in_its_forms_and_in_words_of_the_same_sense(
    said: str, written: set[str]
) -> None:
    assert written <= forms(said)


@pytest.mark.parametrize(
    ("said", "not_written"),
    [
        ("thought", "thinked"),
        ("mother", "father"),
        ("mother", "sister"),
        ("ten", "11"),
        ("10", "100"),
        ("25", "20"),
        ("fifth", "5"),
        ("5th", "fifty"),
        ("7.5", "7"),
        ("7.5", "75"),
        ("8:30", "8"),
        ("hate", "hat"),
        ("happy", "unhappy"),
        ("can't", "can"),
        ("sometimes", "always"),
    ],
)
def test_it_does_not_become_another_word(said: str, not_written: str) -> None:
    assert not_written not in forms(said)


def test_forms_are_small_letters_and_never_empty() -> None:
    for word in ("I'm", "'s", "n't", "A", "é", "Müller", "PTSD", "x'd"):
        assert all(form and form == form.lower() for form in forms(word))


@pytest.mark.parametrize(
    ("verb", "third_person"),
    [("go", "goes"), ("try", "tries"), ("play", "plays"), ("wash", "washes"), ("eat", "eats")],
)
def test_the_third_person_of_a_verb(verb: str, third_person: str) -> None:
    assert with_s(verb) == third_person


def test_past_forms_are_not_present_ones() -> None:
    assert {"went", "slept", "put"} <= past_forms()
    assert not {"go", "sleep", "eat"} & past_forms()
