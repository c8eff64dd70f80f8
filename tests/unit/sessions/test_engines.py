"""What a language worker reads before its first piece of work."""

from __future__ import annotations

from typing import Any

import pytest

from intellisession_desktop.notes.checking.evidence import check_opening
from intellisession_desktop.notes.models import Message
from intellisession_desktop.notes.writing.prompt import opening
from intellisession_desktop.sessions.engines import Engines
from intellisession_desktop.sessions.jobs import CancelToken
from tests.fakes import FakeLanguageEngine, LocalWorker


@pytest.fixture
def read() -> list[Any]:
    return []


@pytest.fixture
def engines(read: list[Any]) -> Engines:
    class Reading(FakeLanguageEngine):
        def prepare(self, beginnings: Any) -> None:
            read.append(beginnings)

    return Engines(lambda: LocalWorker(Reading()), lambda: LocalWorker(Reading()), {})


def test_the_standing_instructions_of_drafting_unless_others_are_given(engines, read):
    with engines.language(CancelToken()):
        pass
    assert read == [(opening(), check_opening())]


def test_those_of_other_work(engines, read):
    other = (Message("system", "Write it shorter."),)
    with engines.language(CancelToken(), (other,)):
        pass
    with engines.language(CancelToken(), ()):
        pass
    assert read == [(other,), ()]
