"""The two engines, real and fake, behind one interface: what holds for the one must hold for the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from intellisession_desktop.sessions.engines import Engines, installed_engines
from intellisession_desktop.settings import Settings
from tests.fakes import FakeEngines

BOTH = ["fake", pytest.param("real", marks=pytest.mark.e2e)]


def engines(kind: str) -> Engines:
    return FakeEngines()() if kind == "fake" else installed_engines(Settings())


@pytest.fixture(scope="module", params=BOTH)
def speech(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A worker with a speech engine; the real one in a process of its own, as always."""
    with engines(request.param).start_speech() as worker:
        yield worker


@pytest.fixture(scope="module")
def real_language() -> Iterator[Any]:
    with engines("real").start_language() as worker:
        yield worker


@pytest.fixture(scope="module", params=BOTH)
def language(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A worker with a language engine."""
    if request.param == "real":
        yield request.getfixturevalue("real_language")
    else:
        with engines("fake").start_language() as worker:
            yield worker
