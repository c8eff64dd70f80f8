"""The licences of everything that ships: packages, what lies inside them, models, icons, fonts, the sample.

A packaged program has no package metadata; it reads `resources/licences.json`, which the build writes with
`write_licences` (or `python -m intellisession_desktop.sessions.licences FILE`).
"""

from __future__ import annotations

import json
import platform
import re
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from .. import __version__
from ..engine.model_entries import read_entries
from ..files import write_atomically
from ..settings import resources_folder, shipped_models_folder

PROGRAM = "intellisession-desktop"
GPL = "GPL-3.0-or-later"

_REQUIRED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_TEXT_FILE = re.compile(r"(licen[cs]es?|copying|notice|thirdpartynotices|license_notes)\b.*", re.IGNORECASE)
_NOT_TEXT = (".py", ".pyc", ".so", ".html")
_LONGEST_NAME = 80
_PAGES = ("source", "source code", "repository", "homepage", "github")
_MODEL_TEXTS = {"silero-vad": "silero-vad-MIT", "segmentation-3.0": "pyannote-segmentation-3.0-MIT"}
# What packages say of themselves, in the one form.
_SPDX = {
    "MIT License": "MIT",
    "ISC License": "ISC",
    "Apache 2.0": "Apache-2.0",
    "3-Clause BSD License": "BSD-3-Clause",
    "BSD 3-Clause License": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
}
# Packages that say nothing, or not in a few words; read in their licence files.
_KNOWN = {"reportlab": "BSD-3-Clause", "sqlcipher3": "Zlib", "zxcvbn-rs-py": "MIT"}


@dataclass(frozen=True, slots=True)
class Licensed:
    """One thing that ships. `kind`: program, package, library, model, picture, font, recording."""

    name: str
    version: str
    licence: str
    kind: str
    text: str
    source: str = ""


def licences() -> tuple[Licensed, ...]:
    """Everything that ships, the program first. Reads many small files: not for the main thread."""
    made = resources_folder() / "licences.json"
    try:
        stored = json.loads(made.read_text("utf-8"))
        return tuple(Licensed(**each) for each in stored)
    except FileNotFoundError:
        return collect_licences()


def collect_licences() -> tuple[Licensed, ...]:
    """The same from the packages that are installed here."""
    packages = _packages()
    return (
        _program(),
        _python(),
        *_of_packages(packages),
        *_parts(packages),
        *_models(),
        *_resources(),
    )


def write_licences(path: Path) -> None:
    """Writes what `licences` reads in a packaged program. Raises DiskFull, FolderUnwritable."""
    stored = [asdict(each) for each in collect_licences()]
    write_atomically(path, json.dumps(stored, indent=1, ensure_ascii=False).encode(), mode=0o644)


def _program() -> Licensed:
    return Licensed("IntelliSession Desktop", __version__, GPL, "program", _text("GPL-3.0"))


def _python() -> Licensed:
    told = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    text = _read(told) if told.is_file() else "See https://docs.python.org/3/license.html"
    return Licensed("Python", platform.python_version(), "PSF-2.0", "program", text, "https://www.python.org")


def _packages() -> dict[str, metadata.Distribution]:
    """The packages that the program needs, and what those need, as far as they are installed; by name."""
    found: dict[str, metadata.Distribution] = {}
    waiting = [PROGRAM]
    while waiting:
        name = _plain(waiting.pop())
        if name in found:
            continue
        try:
            found[name] = package = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # for another system
            continue
        for requirement in package.requires or ():
            required = _REQUIRED.match(requirement)
            if required and "extra ==" not in requirement:
                waiting.append(required.group())
    found.pop(PROGRAM, None)
    return found


def _of_packages(packages: dict[str, metadata.Distribution]) -> Iterator[Licensed]:
    for name in sorted(packages):
        package = packages[name]
        licence = _licence_of(name, package.metadata)
        yield Licensed(
            package.metadata["Name"],
            package.version,
            licence,
            "package",
            "\n\n".join(_texts_of(package)) or _known_text(licence),
            _home_page(package.metadata),
        )


def _licence_of(name: str, about: metadata.PackageMetadata) -> str:
    if name in _KNOWN:
        return _KNOWN[name]
    for key in ("License-Expression", "License"):
        said = str((about.get_all(key) or [""])[0]).strip()
        if said and "\n" not in said and len(said) <= _LONGEST_NAME:
            return _SPDX.get(said, said)
    classified = [
        each.rpartition("::")[2].strip()
        for each in about.get_all("Classifier") or ()
        if each.startswith("License ::")
    ]
    return ", ".join(_SPDX.get(each, each) for each in classified) or "see the text"


def _texts_of(package: metadata.Distribution) -> Iterator[str]:
    """The licence files of a package, each once."""
    seen: set[str] = set()
    for file in sorted(package.files or (), key=str):
        if _TEXT_FILE.fullmatch(file.name) and not file.name.endswith(_NOT_TEXT):
            path = Path(str(file.locate()))
            text = path.read_text("utf-8", errors="replace").strip() if path.is_file() else ""
            if text and text not in seen:
                seen.add(text)
                yield text


def _home_page(about: metadata.PackageMetadata) -> str:
    """Its source if it names that, else its first page."""
    pages = dict(_named_page(each) for each in about.get_all("Project-URL") or ())
    named = [pages[name] for name in _PAGES if name in pages]
    others = [*(about.get_all("Home-page") or ()), *pages.values(), ""]
    return str((named or others)[0])


def _named_page(said: str) -> tuple[str, str]:
    name, _, page = said.partition(",")
    return name.strip().lower(), page.strip()


def _parts(packages: dict[str, metadata.Distribution]) -> Iterator[Licensed]:
    """Libraries inside packages, as resources/licences/parts.toml tells of them."""
    listed = tomllib.loads((resources_folder() / "licences" / "parts.toml").read_text("utf-8"))["part"]
    for part in listed:
        if not part["inside"] or part["inside"] in packages:
            said = [part["by"], part.get("note", ""), *map(_text, part["texts"])]
            text = "\n\n".join(each for each in said if each)
            yield Licensed(part["name"], "", part["licence"], "library", text, part["source"])


def _models() -> Iterator[Licensed]:
    """Every model of the catalogue, also those that are not here yet: they are read of before they come."""
    for model in read_entries(shipped_models_folder() / "catalogue.toml"):
        name = _MODEL_TEXTS.get(model.name) or ("whisper-MIT" if model.licence == "MIT" else model.licence)
        path = shipped_models_folder() / "licences" / f"{name}.txt"
        text = path.read_text("utf-8") if path.is_file() else "Read its terms where it comes from."
        yield Licensed(model.title, "", model.licence, "model", f"{model.source}\n\n{text}", model.hub)


def _resources() -> Iterator[Licensed]:
    folder = resources_folder()
    yield Licensed(
        "Lucide icons", "", "ISC", "picture", _read(folder / "icons" / "LICENSE"), "https://lucide.dev"
    )
    yield Licensed(
        "DejaVu Sans Condensed",
        "",
        "Bitstream Vera and Arev licences",
        "font",
        _read(folder / "fonts" / "LICENSE"),
        "https://dejavu-fonts.github.io",
    )
    yield Licensed("The sample session", "", GPL, "recording", _read(folder / "sample_session" / "README.md"))


def _known_text(licence: str) -> str:
    """The common text of a licence, for a package that brings none."""
    names = ("LGPL-3.0", "Apache-2.0", "BSD-3-Clause", "MIT")
    return "\n\n".join(_text(name) for name in names if licence.startswith(name))


def _text(name: str) -> str:
    """A licence's own text."""
    if name == "Apache-2.0":
        return _read(shipped_models_folder() / "licences" / "Apache-2.0.txt")
    if name == "GPL-3.0":
        beside = resources_folder().parent / "LICENSE"  # in a checkout; a wheel keeps it with its metadata
        return _read(beside) if beside.is_file() else next(_texts_of(metadata.distribution(PROGRAM)))
    return _read(resources_folder() / "licences" / f"{name}.txt")


def _read(path: Path) -> str:
    return path.read_text("utf-8").strip()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    write_licences(Path(sys.argv[1]))
