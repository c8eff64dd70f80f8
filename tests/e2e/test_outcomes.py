"""What the real writing model makes of what was planned, on made cases (tests/eval/outcomes.json)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from intellisession_desktop.notes.client_facts import Known
from intellisession_desktop.notes.continuity.deciding import choose_opening, choose_outcome
from intellisession_desktop.notes.continuity.mentions import mentions
from intellisession_desktop.notes.conversation.exchanges import exchanges
from intellisession_desktop.records import OutcomeKind, Turn
from intellisession_desktop.sessions.engines import Language, installed_engines
from intellisession_desktop.sessions.jobs import CancelToken
from intellisession_desktop.settings import Settings

CASES = json.loads((Path(__file__).parents[1] / "eval" / "outcomes.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def language() -> Iterator[Language]:
    with installed_engines(Settings()).language(CancelToken(), [choose_opening()]) as language:
        yield language


@pytest.mark.e2e
@pytest.mark.parametrize("half", ["a", "b"])
def test_hardly_an_outcome_is_wrong_and_not_put_to_the_therapist(language: Language, half: str) -> None:
    right, wrong = 0, []
    cases = [case for case in CASES if case["id"][0] == half]
    for case in cases:
        turns = tuple(
            Turn(n * 5.0, n * 5.0 + 4.0, turn["speaker"], turn["text"])
            for n, turn in enumerate(case["turns"])
        )
        (mention,) = mentions([case["item"]], exchanges(turns), Known(), language)
        chosen = choose_outcome(case["item"], mention, language)
        right += chosen.kind == case["outcome"]
        if chosen.kind not in (case["outcome"], OutcomeKind.NOT_MENTIONED) and not chosen.reason:
            wrong.append(case["id"])
    print(f"half {half}: {right} of {len(cases)} right, wrong and not flagged: {wrong}")
    assert len(wrong) <= 1
    assert right >= 0.4 * len(cases)
