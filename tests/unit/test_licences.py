"""The licences of everything that ships: complete, with their texts, and the same in a packaged program."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from intellisession_desktop.sessions import licences
from intellisession_desktop.sessions.licences import Licensed, collect_licences, write_licences

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def collected() -> tuple[Licensed, ...]:
    return collect_licences()


def plain(name: str) -> str:
    return name.lower().replace("_", "-")


def test_every_dependency_of_the_program_is_listed(collected: tuple[Licensed, ...]) -> None:
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    listed = {plain(each.name) for each in collected}
    assert {plain(re.split("[<>=!~]", name)[0]) for name in needed} <= listed
    assert {"pillow", "lxml", "jinja2"} <= listed  # what those need


def test_tools_of_development_are_not_listed(collected: tuple[Licensed, ...]) -> None:
    assert not {"pytest", "mypy", "ruff", "hypothesis"} & {each.name for each in collected}


def test_each_has_a_licence_and_its_text(collected: tuple[Licensed, ...]) -> None:
    assert [each.name for each in collected if not each.licence or each.licence == "see the text"] == []
    assert [each.name for each in collected if len(each.text) < 20] == []


def test_what_lies_inside_the_packages_is_listed_with_its_licence(collected: tuple[Licensed, ...]) -> None:
    licence = {each.name: each.licence for each in collected}
    assert licence["Qt"].startswith("LGPL-3.0")
    assert licence["x264"] == licence["x265"] == "GPL-2.0-or-later"
    assert licence["whisper.cpp"] == licence["llama.cpp"] == "MIT"
    assert licence["SQLCipher"] == "BSD-3-Clause"
    assert "FFmpeg" in licence
    qt = next(each for each in collected if each.name == "Qt")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in qt.text


def test_models_icons_fonts_and_the_sample_are_listed(collected: tuple[Licensed, ...]) -> None:
    kinds = {each.kind for each in collected}
    assert kinds == {"program", "package", "library", "model", "picture", "font", "recording"}
    models = tomllib.loads((ROOT / "models" / "catalogue.toml").read_text())["model"]
    assert {model["title"] for model in models} <= {each.name for each in collected}
    sample = next(each for each in collected if each.kind == "recording")
    assert "Nobody in it is real" in sample.text


def test_a_packaged_program_shows_the_same(
    collected: tuple[Licensed, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_licences(tmp_path / "licences.json")
    monkeypatch.setattr(licences, "resources_folder", lambda: tmp_path)
    monkeypatch.setattr(licences, "collect_licences", lambda: pytest.fail("it has no packages to ask"))
    assert licences.licences() == collected


def test_a_checkout_asks_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(licences, "collect_licences", lambda: ())
    assert licences.licences() == ()
