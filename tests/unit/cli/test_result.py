"""What the JSON of a statement holds of something that was planned."""

from __future__ import annotations

import pytest

from intellisession_desktop.cli.result import statement_json
from intellisession_desktop.records import ItemOutcome, OutcomeKind, Statement, Status

PARTLY = ItemOutcome("Walk daily", OutcomeKind.PARTLY)


def test_an_outcome_stands_beside_the_statement_that_tells_it() -> None:
    text = "Planned last time: Walk daily: partly done. Client walked twice."
    assert statement_json(Statement(text, (3, 4), Status.CARRIED, outcome=PARTLY)) == {
        "text": text,
        "evidence": [3, 4],
        "status": "carried",
        "reason": "",
        "outcome": {"item": "Walk daily", "outcome": "partly"},
    }


@pytest.mark.parametrize(
    "statement",
    [
        Statement("Client walked twice.", (3, 4)),
        Statement("Planned last time: Walk daily: done.", (3, 4), Status.THERAPIST, outcome=PARTLY),
    ],
)
def test_without_one_or_when_the_therapist_wrote_another_there_is_none(statement: Statement) -> None:
    assert "outcome" not in statement_json(statement)
