"""`self-test`: it succeeds where everything works, and notices where it does not."""

from __future__ import annotations

import pytest

from intellisession_desktop.cli import self_test

from .tool import Cli


def test_it_makes_the_samples_note_and_its_pdf_and_leaves_nothing(bare: Cli) -> None:
    ran = bare("self-test", passphrase=None)
    assert ran.code == 0, ran.err
    assert "Audio: destroyed." in ran.out
    assert "PDF: " in ran.out
    assert ran.lines[-1] == "Everything works."
    assert not (bare.folder / "data").exists()


def test_it_fails_when_the_document_is_none(bare: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(self_test, "note_document_as", lambda *_: b"no document")
    bare.refused("self_test_failed", "self-test", passphrase=None)


def test_it_fails_when_an_engine_dies(bare: Cli) -> None:
    bare.engines.language["dies_after"] = 1
    bare.refused("engine_crashed", "self-test", passphrase=None)
