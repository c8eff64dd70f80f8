"""Makes docs/words.md: every string of the window in one list, read out of the sources."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "intellisession_desktop"
LIST = ROOT / "docs" / "words.md"
HEAD = """\
This list is for reading the window's words in one go, as a therapist would: one voice, calm and plain.

Made by `docs/make_words.py` out of `ui/`, `errors.py` and `settings.py`; a test says when it is out of date.
`{…}` stands for what is filled in.
"""
BESIDE_THE_WINDOW = ("errors.py", "settings.py")
NO_WORDS = {"style_sheet.py", "tokens.py", "theme.py", "icons.py"}
NAMES = {"name", "icon", "role", "object_name", "encoding", "keys"}  # arguments that nobody reads
_CODE = re.compile(r"^[A-Z_]+$|[a-z][A-Z]|^FileDialog|^(Ctrl|Alt)[+]")
"""Single words for the program: names of constants, of settings and of keys."""
INNER_CALLS = {
    "connect",
    "findChild",
    "findChildren",
    "getattr",
    "property",
    "setObjectName",
    "setProperty",
    "TypeVar",
}


def words() -> str:
    """The whole list as Markdown."""
    parts = [HEAD]
    for path in _sources():
        found = tuple(dict.fromkeys(strings(path.read_text("utf-8"))))
        if found:
            parts.append(f"## {path.relative_to(PACKAGE).as_posix()}\n" + "\n".join(f"- {s}" for s in found))
    return "\n\n".join(part.strip() for part in parts) + "\n"


def strings(source: str) -> Iterator[str]:
    """The strings of a module that a person may read, in their order; line breaks as '/'."""
    yield from _below(ast.parse(source))


def _sources() -> list[Path]:
    window = sorted(path for path in (PACKAGE / "ui").rglob("*.py") if path.name not in NO_WORDS)
    return [*window, *(PACKAGE / name for name in BESIDE_THE_WINDOW)]


def _below(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield from _read(text)
        case ast.JoinedStr(values=values):
            yield from _read("".join(v.value if isinstance(v, ast.Constant) else "{…}" for v in values))
            for value in values:
                if isinstance(value, ast.FormattedValue):
                    yield from _below(value.value)
        case ast.Call(func=function) if _called(function) in INNER_CALLS:
            return
        case ast.keyword(arg=argument) if argument in NAMES:
            return
        case ast.Expr(value=ast.Constant()) | ast.AnnAssign(value=None) | ast.arg():
            return
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _below(child)


def _called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _read(text: str) -> Iterator[str]:
    """A text, if it is one for people: more than one word, or one that begins with a capital."""
    shown = " / ".join(line.strip() for line in text.strip().splitlines() if line.strip())
    letters = [c for c in shown.replace("{…}", "") if c.isalpha()]
    if len(letters) > 1 and (" " in shown or (shown[0].isupper() and not _CODE.search(shown))):
        yield shown


def main() -> None:
    LIST.write_text(words(), "utf-8")


if __name__ == "__main__":
    main()
