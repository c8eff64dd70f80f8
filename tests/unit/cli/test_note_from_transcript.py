"""`note create --transcript`: the same JSON as from sound, and what is said of a wrong file or name."""

from __future__ import annotations

import json
import logging

import pytest

from .tool import CLIENT, Cli, create, result, statements

TURNS = [
    {"start": 0.5, "end": 3.0, "speaker": "therapist", "text": "How did you sleep this week?"},
    {"start": 3.5, "end": 8.25, "speaker": "client", "text": "About five hours a night, and I wake at four."},
]
VTT = (
    "WEBVTT\n\n1\n00:00:00.500 --> 00:00:03.000\nSpeaker 1: How did you sleep this week?\n\n"
    "2\n00:00:03.500 --> 00:00:08.250\nSpeaker 2: About five hours a night, and I wake at four.\n"
)


@pytest.fixture
def cli(cli: Cli) -> Cli:
    (cli.folder / "turns.json").write_text(json.dumps(TURNS), encoding="utf-8")
    (cli.folder / "call.vtt").write_text(VTT, encoding="utf-8")
    (cli.folder / "own.txt").write_text("She looked tired.", encoding="utf-8")
    return cli


def test_the_json_is_as_from_sound_and_the_file_stays(cli: Cli) -> None:
    ran = cli.ok(*create(cli, None, "--transcript", "turns.json", "--json", cli.folder / "out.json"))
    content = result(cli)
    assert list(content) == ["transcript", "note", "audio", "timings", "models", "peak_memory", "labelling"]
    assert content["transcript"] == TURNS
    assert content["audio"] == {"seconds": 0.0, "shredded": False, "receipt": None}
    assert statements(content)
    assert all(i < len(TURNS) for each in statements(content) for i in each["evidence"])
    assert "destroyed" not in ran.out
    assert json.loads((cli.folder / "turns.json").read_text(encoding="utf-8")) == TURNS
    with cli.open() as vault:
        assert vault.transcripts.load(vault.notes.list()[0].session_id or "")


def test_a_whole_result_of_ours_can_be_drafted_from_again(cli: Cli) -> None:
    cli.ok(*create(cli, None, "--transcript", "turns.json", "--json", cli.folder / "out.json"))
    (cli.folder / "out.json").rename(cli.folder / "first.json")
    cli.ok(*create(cli, None, "--transcript", "first.json", "--json", cli.folder / "out.json"))
    assert result(cli)["transcript"] == TURNS


def test_without_consent_too_as_a_summary(cli: Cli) -> None:
    cli.ok(*create(cli, None, "--transcript", "turns.json", "--date", "2020-01-01"))


def test_who_is_the_therapist_can_be_said_and_has_to_be_where_nobody_knows(cli: Cli) -> None:
    ran = cli.refused("speakers_unknown", *create(cli, None, "--transcript", "call.vtt"))
    assert "Speaker 1, Speaker 2" in ran.err
    assert ran.err.rstrip().endswith("(--therapist NAME says which name is the therapist's)")
    said = ("--transcript", "call.vtt", "--therapist", "speaker 1", "--json", cli.folder / "out.json")
    cli.ok(*create(cli, None, *said))
    assert result(cli)["transcript"] == TURNS
    cli.refused("speakers_unknown", *create(cli, None, "--transcript", "call.vtt", "--therapist", "Bob"))


def test_a_summary_may_go_with_it(cli: Cli) -> None:
    options = ("--transcript", "turns.json", "--summary-file", "own.txt", "--json", cli.folder / "out.json")
    cli.ok(*create(cli, None, *options))
    assert result(cli)["transcript"][-1]["text"] == "She looked tired."
    assert ("She looked tired.", "therapist") in [(x["text"], x["status"]) for x in statements(result(cli))]


@pytest.mark.parametrize(
    "options",
    [
        ("session.wav", "--transcript", "turns.json"),
        ("--summary-file", "own.txt", "--therapist", "Anna"),
    ],
)
def test_what_does_not_go_together_is_a_wrong_use(cli: Cli, options: tuple[str, ...]) -> None:
    ran = cli(*create(cli, None, *options))
    assert ran.code == 2
    assert ran.err


@pytest.mark.parametrize("content", [None, b"", b"Just words.", b"PK\x03\x04", b"[[[[", b"\x00\x01\x02" * 99])
def test_a_file_that_is_no_transcript_is_a_known_error(cli: Cli, content: bytes | None) -> None:
    if content is not None:
        (cli.folder / "bad.txt").write_bytes(content)
    cli.refused("transcript_unreadable", *create(cli, None, "--transcript", "bad.txt"))
    with cli.open() as vault:
        assert not vault.jobs.unfinished()
        assert not vault.notes.list()


def test_no_log_holds_what_was_said_or_who_said_it(cli: Cli, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    cli("note", "create", "--transcript", "call.vtt", "--client", CLIENT, "--vault", cli.vault)
    ran = cli.ok(*create(cli, None, "--transcript", "call.vtt", "--therapist", "Speaker 1"))
    logged = (caplog.text + ran.err).lower()
    assert caplog.records
    assert not [word for word in ("speaker 1", "call.vtt", "sleep", "five hours", "maya") if word in logged]
