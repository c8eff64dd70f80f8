"""Which of the sentences that may be written is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from intellisession_desktop.engine.llama import BRANCHES
from intellisession_desktop.engine.searching import GONE_BACK, write_allowed
from intellisession_desktop.errors import Cancelled, InvalidInput
from intellisession_desktop.records.writing import AllowedWords

END = "<end>"
PIECES = (END, "\n", "Client", " Client", "Therapist", "NONE", " NONE", " slept", " took", " was", " badly",
           " tea", " late", " the", " Lisbon", ".", " ")  # fmt: skip
UNUSED = "@"
_UNUSED = 1000  # pieces that may not be written, to be looked through
_UNLIKELY = 1000
_ALLOWED = AllowedWords({"Client": frozenset(["slept", "took", "was", "badly", "tea", "late", "the"])})
PROMPT = [7, 8, 9]

Script = Mapping[str, Mapping[str, float]]
"""For what was written so far the pieces that the model would go on with, and how likely they are (log)."""


class Scripted:
    """A model that goes on as a script says, and all else is as unlikely; it holds its branches as the real
    one does.
    """

    def __init__(self, script: Script, refuses: bool = False, fails_at: int = 10**6) -> None:
        self.script, self.refuses, self.fails_at = script, refuses, fails_at
        self.branches: dict[int, list[int]] = {}
        self.steps = 0
        self.forgot = False

    def next_logits(self, prompt: list[int], room: int = 1) -> np.ndarray:
        if self.refuses:
            raise InvalidInput("too long")
        assert prompt == PROMPT
        return self._logits([])

    def branch(self, rows: Sequence[tuple[int, list[int], int]]) -> np.ndarray:
        self.steps += 1
        if self.steps > self.fails_at:
            raise RuntimeError("the writing model could not go on")
        places = [place for place, _, _ in rows]
        assert rows
        assert len(set(places)) == len(places)
        assert all(0 <= place < BRANCHES for place in places)
        before = dict(self.branches)
        for place, written, source in rows:
            assert source not in places  # what is gone on from is not written over
            held = [] if source < 0 else before[source]
            assert written[:-1] == held, "only the last token is read"
            self.branches[place] = list(written)
        return np.stack([self._logits(written) for _, written, _ in rows])

    def forget_branches(self) -> None:
        self.branches, self.forgot = {}, True

    def ends(self, token: int) -> bool:
        return self.piece(token) == END

    def piece(self, token: int) -> str:
        return PIECES[token] if token < len(PIECES) else UNUSED

    def text(self, tokens: Sequence[int]) -> str:
        return "".join(self.piece(token) for token in tokens)

    def _logits(self, written: Sequence[int]) -> np.ndarray:
        likely = self.script.get(self.text(written), {END: 0.0})
        logits = np.full(len(PIECES) + _UNUSED + _UNLIKELY, -30.0, np.float32)
        for piece, likelihood in likely.items():
            if piece == UNUSED:
                logits[len(PIECES) :][:_UNUSED] = likelihood
            else:
                logits[PIECES.index(piece)] = likelihood
        return logits


def never() -> bool:
    return False


def answer(
    script: Script, limit: int = 50, allowed: AllowedWords = _ALLOWED, stopped: Callable[[], bool] = never
) -> str:
    model: Any = Scripted(script)
    text = model.text(write_allowed(model, PROMPT, limit, allowed, stopped))
    assert model.forgot
    assert model.branches == {}
    return text


def one_way(text: str) -> dict[str, dict[str, float]]:
    """A script that says a text piece by piece, and then ends."""
    script: dict[str, dict[str, float]] = {}
    at = ""
    while at != text:
        piece = max((each for each in PIECES if text[len(at) :].startswith(each)), key=len)
        script[at] = {piece: 0.0}
        at += piece
    return script


def test_what_the_model_says_is_written_where_it_may_be() -> None:
    assert answer(one_way("Client slept badly. Client took tea.")) == "Client slept badly. Client took tea."


def test_a_beginning_that_may_not_be_gone_on_with_is_left_for_the_likelier_whole_sentence() -> None:
    script = one_way("Client slept badly.") | {
        "Client": {" was": 0.0, " slept": -1.0},
        "Client was": {" Lisbon": 0.0, " the": -20.0},  # what it means was not said
        "Client was the": {" late": -9.0},
        "Client was the late": {".": 0.0},
    }
    assert answer(script) == "Client slept badly."


def test_of_what_may_be_written_the_likeliest_as_a_whole_wins_not_the_likeliest_word() -> None:
    script = one_way("Client slept badly.") | {
        "Client": {" was": 0.0, " slept": -0.5},
        "Client was": {" late": -1.0, " tea": -1.0, " badly": -1.0, " the": -1.0, " Lisbon": -0.1},
        "Client was late": {".": -3.0, END: 0.0},
        "Client was tea": {".": -3.0, END: 0.0},
    }
    assert answer(script) == "Client slept badly."


def test_what_is_much_less_likely_is_not_followed_though_it_would_end_well() -> None:
    script = one_way("Client was late.") | {"Client": {" was": 0.0, " slept": -6.0}}
    script |= {"Client slept": {".": 0.0}, "Client was": {" late": -0.5, END: 0.0}}
    assert answer(script) == "Client was late."


def test_where_all_that_was_followed_comes_to_nothing_it_goes_back_to_what_was_given_up() -> None:
    script = one_way("Client slept badly. Client took tea.") | {
        "Client": {" was": 0.0, " slept": -3.5},  # given up at once
        "Client was": {" late": 0.0},
        "Client was late": {" Lisbon": 0.0, UNUSED: -1.0},
    }
    for way in ("Client was late", "Client was", "Client was late the"):
        for word in ("slept", "took", "was", "badly", "tea", "late", "the"):
            script.setdefault(f"{way} {word}", {UNUSED: 0.0})
    allowed = AllowedWords(
        {"Client": frozenset(["slept", "badly", "was", "late", "took", "tea"])},
        never_last=frozenset(["late", "was"]),
    )
    assert answer(script, limit=9, allowed=allowed) == "Client slept badly. Client took tea."


def test_it_does_not_go_back_for_ever() -> None:
    dead = AllowedWords(
        {"Client": frozenset(["slept", "took", "was", "late", "the"])},
        never_last=frozenset(["slept", "took", "was", "late", "the"]),
    )
    model: Any = Scripted({"": {"Client": 0.0}})
    assert write_allowed(model, PROMPT, 12, dead, never) == []
    assert model.steps < 12 + GONE_BACK * 2 * 12
    assert model.forgot


def test_a_word_behind_many_that_may_not_be_written_is_still_found() -> None:
    text = "Client slept badly the late tea the tea badly"
    script = one_way(f"{text}.") | {text: {UNUSED: 0.0, ".": -0.5}}
    assert answer(script) == f"{text}."


def test_what_the_model_would_never_say_is_not_written_though_nothing_else_fits() -> None:
    script = one_way("Client took tea. Client slept.")
    script["Client took tea. Client slept"] = {" Lisbon": 0.0, ".": -20.0}
    assert answer(script) == "Client took tea."


def test_the_model_that_is_done_is_asked_for_no_more() -> None:
    assert answer(one_way("Client slept.")) == "Client slept."
    assert answer(one_way("Client slept.\nClient took tea.")) == "Client slept."


def test_it_stops_where_it_says_again_what_it_said() -> None:
    told = "Client slept. Client took tea. Client slept. Client was late."
    assert answer(one_way(told)) == "Client slept. Client took tea."


def test_a_new_sentence_stands_apart_from_the_one_before() -> None:
    script = one_way("Client slept. Client took tea.")
    script["Client slept."] = {"Client": 0.0, " Client": -1.0}
    script["Client slept.Client"] = {" was": 0.0}
    assert answer(script) == "Client slept. Client took tea."


def test_that_there_is_nothing_to_write_is_the_answer_alone_or_ends_it() -> None:
    assert answer(one_way("NONE")) == "NONE"
    assert answer(one_way("Client slept. NONE")) == "Client slept."


@pytest.mark.parametrize("limit", range(1, 12))
def test_there_are_whole_sentences_within_the_limit_only(limit: int) -> None:
    told = "Client slept badly. Client took tea. Client was late."
    text = answer(one_way(told), limit)
    model = Scripted({})
    assert text in ("", "Client slept badly.", "Client slept badly. Client took tea.")
    assert sum(text.count(piece) for piece in (" ", ".")) + bool(text) <= limit
    assert told.startswith(text)
    assert model.text([]) == ""


def test_nothing_is_written_where_no_sentence_can_be_ended() -> None:
    dead = AllowedWords({"Client": frozenset()})
    assert answer(one_way("Client slept."), allowed=dead) == ""


def test_it_can_be_stopped_and_forgets_what_it_tried() -> None:
    model: Any = Scripted(one_way("Client slept badly."))
    with pytest.raises(Cancelled):
        write_allowed(model, PROMPT, 50, _ALLOWED, lambda: model.steps >= 2)
    assert model.steps == 2
    assert model.forgot


def test_branches_are_forgotten_after_an_error_too() -> None:
    model: Any = Scripted(one_way("Client slept badly."), fails_at=2)
    with pytest.raises(RuntimeError):
        write_allowed(model, PROMPT, 50, _ALLOWED, never)
    assert model.forgot


def test_a_prompt_that_does_not_fit_is_refused() -> None:
    model: Any = Scripted({}, refuses=True)
    with pytest.raises(InvalidInput):
        write_allowed(model, PROMPT, 50, _ALLOWED, never)


def test_as_many_ways_as_there_are_are_followed_in_the_branches_that_are_free() -> None:
    words = ["", "slept", "took", "was", "badly", "tea", "late", "the"][1:]
    script: dict[str, dict[str, float]] = {"": {"Client": 0.0}}
    heads = ["Client"]
    for _ in range(5):  # every word may follow every word, and every sentence may end
        for head in heads:
            script[head] = {f" {word}": -1.0 * n for n, word in enumerate(words)} | {".": -0.5}
        heads = [f"{head} {word}" for head in heads for word in words][:400]
    assert answer(script).endswith(".")  # Scripted holds it to its branches
