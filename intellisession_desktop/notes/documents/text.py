"""A document as plain text."""

from __future__ import annotations

from .content import Block, Document, Kind, printable

_BEFORE = {Kind.ITEM: "- ", Kind.CHOICE: "[ ] "}
_LINE_BY_LINE = (Kind.STATEMENT, Kind.TO_CHECK, Kind.ITEM, Kind.CHOICE, Kind.FIELD)
_STATEMENTS = (Kind.STATEMENT, Kind.TO_CHECK)


def as_plain_text(document: Document) -> str:
    """The whole document, readable in any editor; it ends with a line break."""
    parts = ["\n".join(document.letterhead)]
    parts.append("\n".join((document.title, document.mark)).strip())
    parts.append("\n".join(f"{label}: {value}" for label, value in document.facts))
    parts.append(blocks_as_text(document.blocks))
    return "\n\n".join(printable(part) for part in parts if part) + "\n"


def blocks_as_text(blocks: tuple[Block, ...]) -> str:
    """Statements, items and boxes line by line; a blank line between everything else."""
    out: list[str] = []
    before: Kind | None = None
    for block in blocks:
        alike = block.kind == before or (block.kind in _STATEMENTS and before in _STATEMENTS)
        together = alike and block.kind in _LINE_BY_LINE
        if out and not together and before != Kind.HEADING:
            out.append("")
        out.append(_BEFORE.get(block.kind, "") + block.text)
        before = block.kind
    return printable("\n".join(out))
