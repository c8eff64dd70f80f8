"""The log takes codes, sizes and ids; a sentence, a name with its surname or a path cannot get into it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from intellisession_desktop import logs

SECRET = "Maya said she takes sertraline"


@pytest.fixture(autouse=True)
def logger() -> Iterator[logging.Logger]:
    """The program's logger, as it was before afterwards."""
    logger = logging.getLogger("intellisession")
    before = logger.handlers[:], logger.level, logger.propagate
    yield logger
    logger.handlers, logger.level, logger.propagate = before[0], before[1], before[2]


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "intellisession")
    return caplog


def test_codes_sizes_times_and_ids_are_logged(logged: pytest.LogCaptureFixture) -> None:
    logs.event("job_stopped", job="8f3a01", code="disk_full", size=12, seconds=1.23456, ok=True, none=None)
    assert logged.messages == [
        "job_stopped job=8f3a01 code=disk_full size=12 seconds=1.235 ok=True none=None"
    ]


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        "Maya Rivera",
        "/home/therapist/maya.m4a",
        r"C:\recordings\maya.m4a",
        "maya\nrivera",
        "Zoë",
        "a" * 65,
    ],
)
def test_anything_else_is_replaced_by_its_length(logged: pytest.LogCaptureFixture, text: str) -> None:
    logs.event("odd", fact=text)
    assert logged.messages == [f"odd fact=<{len(text)}>"]


@pytest.mark.parametrize("name", [SECRET, "", "Maya", "9lives"])
def test_a_sentence_is_no_event(name: str) -> None:
    with pytest.raises(ValueError, match="lower-case"):
        logs.event(name)


def test_a_bug_is_logged_by_its_kind_and_place_only(logged: pytest.LogCaptureFixture) -> None:
    try:
        raise RuntimeError(SECRET)
    except RuntimeError as error:
        place = logs.bug(error)
    assert place.startswith("RuntimeError at test_logs.py:")
    assert logged.messages == [f"bug {place}"]
    assert SECRET not in logged.text
    assert "/" not in place


def test_a_bug_inside_another_one_shows_neither_message(logged: pytest.LogCaptureFixture) -> None:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as inner:
            raise ValueError(SECRET) from inner
    except ValueError as error:
        logs.bug(error)
    assert not any(word in logged.text for word in SECRET.split())


def test_on_the_terminal_only_warnings_and_bugs_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    logs.to_stderr()
    logs.event("vault_opened", vault="8f3a01")
    logs.bug(RuntimeError(SECRET))
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "RuntimeError" in shown.err
    assert "vault_opened" not in shown.err
    assert SECRET not in shown.err


def test_all_events_are_shown_to_whoever_asks(capsys: pytest.CaptureFixture[str]) -> None:
    logs.to_stderr(verbose=True)
    logs.event("vault_opened", vault="8f3a01")
    assert "vault_opened vault=8f3a01" in capsys.readouterr().err


def test_nothing_is_passed_on_to_other_loggers(logger: logging.Logger) -> None:
    logs.to_stderr()
    assert not logger.propagate
