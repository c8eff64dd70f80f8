"""The scores of the end-to-end test fall when something is wrong: a score that cannot fall shows nothing."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from intellisession_desktop.settings import resources_folder
from tests.eval.score import score, words

SAMPLE = resources_folder() / "sample_session"


@pytest.fixture
def result() -> dict[str, Any]:
    """A faultless transcript, and a note of two statements."""
    transcript = json.loads((SAMPLE / "reference.json").read_text(encoding="utf-8"))
    two = next(i for i, turn in enumerate(transcript) if "two panic attacks" in turn["text"])
    statements = [
        {"text": "Client reported two panic attacks this week.", "evidence": [two], "status": "supported"},
        {"text": "Client described a supermarket.", "evidence": [two + 4], "status": "flagged"},
    ]
    return {"transcript": transcript, "note": {"sections": [{"name": "S", "statements": statements}]}}


def scored(result: dict[str, Any], **change: Any) -> dict[str, Any]:
    """The scores once the first statement is changed so."""
    changed = copy.deepcopy(result)
    changed["note"]["sections"][0]["statements"][0].update(change)
    return score(SAMPLE, changed)


def test_a_faultless_transcript_has_no_errors(result: dict[str, Any]) -> None:
    figures = score(SAMPLE, result)
    assert (figures["wer"], figures["speaker_acc"], figures["role_acc"]) == (0.0, 1.0, 1.0)


def test_swapped_roles_are_the_right_people_with_the_wrong_names(result: dict[str, Any]) -> None:
    other = {"therapist": "client", "client": "therapist"}
    for turn in result["transcript"]:
        turn["speaker"] = other[turn["speaker"]]
    figures = score(SAMPLE, result)
    assert (figures["speaker_acc"], figures["role_acc"]) == (1.0, 0.0)


def test_missing_words_are_errors(result: dict[str, Any]) -> None:
    del result["transcript"][10:20]
    assert score(SAMPLE, result)["wer"] > 0.1
    assert score(SAMPLE, {**result, "transcript": []})["wer"] == 1.0


def test_only_supported_statements_count_as_facts(result: dict[str, Any]) -> None:
    missed = scored(result)["missed"]
    assert "attacks" not in missed
    assert "supermarket" in missed
    assert "attacks" in scored(result, status="flagged")["missed"]


def test_faults_of_a_statement_are_seen(result: dict[str, Any]) -> None:
    assert scored(result)["grounded"] == 1.0
    assert scored(result, text="Client reported 17 panic attacks.")["grounded"] == 0.0
    assert scored(result)["cited"] == 1.0
    assert scored(result, evidence=[])["cited"] == 0.0
    assert scored(result, evidence=list(range(9)))["evidence_max"] == 9
    assert scored(result)["first_person"] == 0.0
    assert scored(result, text="Client said I had attacks.")["first_person"] == 1.0
    assert scored(result, text=result["transcript"][3]["text"])["verbatim"] == 1.0
    assert scored(result, text=f'Client said "{result["transcript"][3]["text"]}"')["verbatim"] == 0.0
    assert scored(result)["therapist"] == 0
    assert scored(result, status="therapist")["therapist"] == 1


def test_a_statement_said_twice_is_a_duplicate(result: dict[str, Any]) -> None:
    assert score(SAMPLE, result)["duplicates"] == 0
    statements = result["note"]["sections"][0]["statements"]
    statements.append({**statements[0], "text": "Client reported two panic attacks that week."})
    assert score(SAMPLE, result)["duplicates"] == 1


def test_a_false_statement_is_wrong(result: dict[str, Any]) -> None:
    facts = json.loads((SAMPLE / "facts.json").read_text(encoding="utf-8"))
    pattern = next(
        f for f in facts["must_not"] if any(p.isascii() and p.replace(" ", "").isalpha() for p in f["any"])
    )
    text = next(p for p in pattern["any"] if p.replace(" ", "").isalpha())
    assert scored(result)["wrong"] == []
    assert scored(result, text=f"Client: {text}.")["wrong"] == [pattern["id"]]
    assert scored(result, text=f"Client: {text}.", status="flagged")["wrong_flagged"] == [pattern["id"]]


def test_numbers_are_compared_however_they_are_written() -> None:
    assert words("Twenty five, um, okay at 50 %") == words("25 ok at 50 percent")
