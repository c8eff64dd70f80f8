"""`transcript ...`: what was said stays within reach when its note is gone, and gives another one."""

from __future__ import annotations

from .tool import Cli, Ran, result


def listed(cli: Cli) -> list[str]:
    return cli.ok("transcript", "list", "--vault", cli.vault).lines


def delete_note(cli: Cli) -> None:
    with cli.open() as vault:
        vault.notes.delete(vault.notes.list()[0].id)


def test_a_transcript_is_listed_with_its_notes_and_without(cli: Cli, made: Ran) -> None:
    (line,) = listed(cli)
    assert "2026-11-12  1 note    Maya R." in line
    delete_note(cli)
    (line,) = listed(cli)
    assert "no note" in line


def test_it_can_be_read(cli: Cli, made: Ran) -> None:
    shown = cli.ok("transcript", "show", listed(cli)[0][:8], "--vault", cli.vault)
    assert shown.lines[0].startswith("00:00  therapist: How did the week go")
    assert len(shown.lines) == 6


def test_another_note_is_written_in_another_format(cli: Cli, made: Ran) -> None:
    delete_note(cli)
    session = listed(cli)[0][:8]
    out = cli.folder / "out.json"
    cli.ok(
        *("transcript", "write", session, "--format", "dap", "--wish", "naming=first name"),
        *("--json", out, "--vault", cli.vault),
    )
    assert result(cli)["note"]["format"] == "DAP"
    assert "1 note" in listed(cli)[0]


def test_wishes_that_nobody_knows_are_refused_before_anything_is_stored(cli: Cli, made: Ran) -> None:
    session = listed(cli)[0][:8]
    for wish in ("colour=red", "length=endless", "length"):
        assert cli("transcript", "write", session, "--wish", wish, "--vault", cli.vault).code == 2
    assert cli.ok("job", "list", "--vault", cli.vault).out == "Nothing is unfinished.\n"


def test_it_is_deleted_only_when_no_note_rests_on_it(cli: Cli, made: Ran) -> None:
    session = listed(cli)[0][:8]
    cli.refused("invalid_input", "transcript", "delete", session, "--vault", cli.vault)
    delete_note(cli)
    cli.ok("transcript", "delete", session, "--vault", cli.vault)
    assert listed(cli) == ["There is no transcript."]
