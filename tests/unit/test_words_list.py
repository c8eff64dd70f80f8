"""The list of the window's words: complete, up to date, and free of what therapists stumbled over."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
STIFF = (
    " shall ",
    "Shall ",
    "stands under",
    "Record consent",
    "waits for you to",
    "was told by",
    "any more",
    "anybody",
    "somebody else",
    "the job",
    "given up",
    "Give up",
    "Give it up",
    "is kept nowhere",
)


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_words", ROOT / "docs" / "make_words.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def listed(maker: ModuleType) -> str:
    return str(maker.words())


def test_the_list_is_up_to_date(listed: str) -> None:
    assert (ROOT / "docs" / "words.md").read_text("utf-8") == listed, "run docs/make_words.py"


def test_the_list_holds_what_is_read_and_leaves_out_what_is_not(maker: ModuleType) -> None:
    source = '''"""A module."""
class A(B):
    """A class."""
    WORDS = "Keep" if x else "two words"
    def c(self, n: "An Annotation") -> None:
        self.setObjectName("Not this")
        Button("Destroy the " "audio", name="No name")
        Label(f"{n} of {m} " f"{'Was' if n else 'were'}")
        run("ctrl_key", "Ctrl+N", "CONSTANT")
'''
    assert list(maker.strings(source)) == [
        *("Keep", "two words", "Destroy the audio", "{…} of {…} {…}", "Was"),
    ]


def test_every_page_of_the_window_is_in_the_list(listed: str) -> None:
    for path in ("ui/review/sign_dialog.py", "ui/clients/consent.py", "ui/start/unlock.py", "errors.py"):
        assert f"## {path}\n" in listed


@pytest.mark.parametrize("phrase", STIFF)
def test_no_phrase_that_a_therapist_stumbled_over_is_left(listed: str, phrase: str) -> None:
    assert [line for line in listed.splitlines() if phrase in line] == []
