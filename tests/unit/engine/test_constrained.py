"""Letter by letter: what was not said cannot be written."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intellisession_desktop.engine.constrained import Place, WordByWord
from intellisession_desktop.records.writing import RUN, AllowedWords

CLIENT = (
    "slept took badly at night dr hall hall's not of the mother mother's parents' boss's PTSD 7.5 8:30 mg "
    "well-being and was"
)


def words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


def following(client: str = CLIENT, **others: object) -> WordByWord:
    words = {"Client": words_of(client), "Therapist": words_of("asked offered the client water at night")}
    return WordByWord(AllowedWords(words, **others))  # type: ignore[arg-type]


def after(text: str, words: WordByWord | None = None) -> Place | None:
    return (words or following()).after(Place(), text)


def is_an_answer(text: str, words: WordByWord | None = None) -> bool:
    words = words or following()
    place = words.after(Place(), text)
    return place is not None and words.may_end(place)


@pytest.mark.parametrize(
    "text",
    [
        "Client slept badly.",
        " Client slept badly at night, and was not well-being!",
        "Client took 7.5 mg. Therapist asked the client.",
        "Client slept at 8:30.",
        "Client was at Dr. Hall.",
        "Client's mother slept.",
        "Client slept at the mother's, the parents' and the boss's.",
        "Client Slept At Night.",
        "Client was (badly) PTSD; 7.5% at $8:30.",
        "NONE",
    ],
)
def test_what_is_allowed_is_an_answer(text: str) -> None:
    assert is_an_answer(text)


@pytest.mark.parametrize(
    ("begins", "goes_on"),
    [
        ("Client s", "a"),  # no word begins so
        ("Client slep", " "),  # not finished
        ("Client slep", "."),
        ("Client sle", "pts"),
        ("Client slept", "s "),
        ("Client was ", "offered"),  # the therapist's
        ("Therapist ", "slept"),  # the client's
        ("Client took 7", " "),
        ("Client took 7.", " "),
        ("Client took 7.", "6"),
        ("Client was at 8", ":31"),
        ("Client was at 8:", " "),
        ("Client was ", "Ptsd"),
        ("Client was ", "ptsd"),
        ("Client was n", "Ot"),
        ("Client w", "AS"),
        ("Client was at the mother'", " "),
        ("Client was at the badl", "'s"),
        ("Client was", "?"),
        ("Client was", "\n"),
        ("Client was", '"'),
        ("Client was ", "-night"),
        ("", "client"),
        ("", "Nurse"),
        ("", "Clients"),
        ("Client", "."),
        ("Client", ","),
        ("Client ", "."),
        ("Client's ", "."),
        ("Client slept.", "Client"),
        ("Client slept.", "."),
        ("NONE", "."),
        ("NONE", " "),
        ("NONE", " Client"),
        ("NON", " "),
    ],
)
def test_what_is_not_allowed_is_stopped_at_its_letter(begins: str, goes_on: str) -> None:
    assert after(begins) is not None
    assert after(begins + goes_on) is None


@pytest.mark.parametrize(
    "text",
    ["", " ", "Client", "Client ", "Client's", "Client slept", "Client slept ", "NON", "Client took 7."],
)
def test_an_answer_does_not_end_inside_a_sentence(text: str) -> None:
    assert after(text) is not None
    assert not is_an_answer(text)


def test_nothing_is_the_whole_answer_or_comes_after_whole_sentences() -> None:
    assert after("Client slept. NONE") is not None
    assert after("Client slept. NONE of it") is None
    assert after("Client slept NONE") is None


def test_a_number_is_not_cut_even_where_its_beginning_was_said_too() -> None:
    both = following("7 7.5 was mg")
    assert is_an_answer("Client was 7 mg.", both)
    assert is_an_answer("Client was 7.5.", both)
    assert not is_an_answer("Client was 7.", both)


def test_only_some_words_stand_right_behind_whom_a_sentence_is_about() -> None:
    words = following(first={"Therapist": words_of("asked offered")})
    assert is_an_answer("Therapist offered water.", words)
    assert after("Therapist water ", words) is None
    assert is_an_answer("Therapist's water asked.", words)  # the first word is about the water
    assert is_an_answer("Client the mother was.", words)


def test_some_words_end_no_sentence() -> None:
    words = following(never_last=words_of("the of not"))
    assert is_an_answer("Client slept at the night.", words)
    assert after("Client slept at the.", words) is None
    assert after("Client slept not!", words) is None


def test_where_there_is_something_to_write_nothing_is_no_answer() -> None:
    words = following(nothing="")
    assert after("NONE", words) is None
    assert not words.may_end(Place())
    assert is_an_answer("Client slept.", words)


SAID = "i saw the PTSD doctor’s house at eight today in the rain"


def test_so_many_words_in_a_row_are_not_taken_over_as_they_were_said() -> None:
    row = tuple(SAID.lower().replace("’", "'").split())
    rows = frozenset(row[n : n + RUN] for n in range(len(row) - RUN + 1))
    words = following(SAID.replace("’", "'") + " not", runs=rows)
    copied = SAID.replace("’", "'").split()[1:]
    most, one_more = " ".join(copied[: RUN - 1]), " ".join(copied[:RUN])
    assert is_an_answer(f"Client not {most}.", words)
    assert after(f"Client not {one_more}", words) is not None
    assert after(f"Client not {one_more}.", words) is None
    assert after(f"Client not {one_more.replace(chr(39), '’')} ", words) is None
    assert is_an_answer(f"Client not {most} not {copied[RUN - 1]}.", words)
    assert is_an_answer(f"Client {most}. Client {copied[RUN - 1]}.", words)


def test_pieces_may_be_divided_anywhere() -> None:
    words, text = following(), "Client took 7.5 mg at Dr. Hall's. Therapist offered the client water."
    for cut in range(len(text) + 1):
        place = words.after(Place(), text[:cut])
        assert place is not None
        end = words.after(place, text[cut:])
        assert end is not None
        assert words.may_end(end)


_PIECES = st.one_of(
    st.sampled_from(
        [
            *CLIENT.split(),
            *[
                "mother's",
                "mothers",
                "boss",
                "Client",
                "Therapist",
                "Client's",
                "NONE",
                "asked",
                "water",
                "Lisbon",
                "9",
                "PTSDs",
                "'s",
                "'",
                ".",
                "!",
                ",",
                ";",
                "(",
                "7",
            ],
        ]
    ),
    st.sampled_from([" ", ".", ". ", ", ", ". Client ", ". Therapist "]),
    st.text(string.ascii_letters + string.digits + " .,'’-:!?\n\"é", min_size=1, max_size=3),
)


@given(st.lists(_PIECES, max_size=60), st.booleans())
def test_whatever_is_answered_no_word_is_ever_in_it_that_is_not_allowed(
    pieces: list[str], begun: bool
) -> None:
    words = following()
    place, written, ended = Place(), "", ""
    for piece in (["Client "] if begun else []) + pieces:
        found = words.after(place, piece)
        if found is None:
            continue
        place, written = found, written + piece
        if words.may_end(place):
            ended = written
    sentences = [each for each in re.split(r"(?<!Dr)(?<!dr)[.!](?= |$)", ended) if each.strip()]
    for sentence in sentences:
        if sentence.strip() == "NONE":
            continue
        subject, _, rest = sentence.strip().partition(" ")
        allowed = words_of(
            CLIENT if subject.startswith("Client") else "asked offered the client water at night"
        )
        assert subject.removesuffix("'s").removesuffix("'") in ("Client", "Therapist")
        said = re.findall(r"[^\s,;()%/$£€+&!]+", rest)
        assert said
        for word in (each.rstrip(".:").replace("’", "'") for each in said):
            assert {word, word[:1].lower() + word[1:]} & allowed, (word, ended)
