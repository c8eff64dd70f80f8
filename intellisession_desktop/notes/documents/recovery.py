"""The page with a vault's recovery key, to print and lock away."""

from __future__ import annotations

import datetime as dt

from .content import Block, Document, Kind, day_in_words


def recovery_document(key: str, day: dt.date) -> Document:
    """The key in large letters, what it opens, and where it is kept well.

    It names no person and no folder: who finds it shall not know what of.
    """
    return Document(
        "Recovery key",
        (
            Block(
                Kind.TEXT,
                "This key opens your IntelliSession vault when the passphrase is forgotten. Without the "
                "passphrase and without this key nobody can open it.",
            ),
            Block(Kind.KEY, key),
            Block(
                Kind.TEXT,
                "Seven groups of four letters and digits. There is no letter I, L, O or U in it: what looks "
                "like one is a 1 or a 0.",
            ),
            Block(Kind.HEADING, "Keep it well"),
            Block(Kind.ITEM, "Lock this page away, where you keep other things that must not be lost."),
            Block(Kind.ITEM, "Not beside the computer: whoever has both can read everything."),
            Block(Kind.ITEM, "Do not photograph it and do not send it."),
            Block(Kind.HEADING, "To use it"),
            Block(
                Kind.TEXT,
                "Choose “Use recovery key” where the passphrase is asked for, type the key, and set a new "
                "passphrase. Hyphens, spaces and small letters do not matter.",
            ),
        ),
        facts=(("Made on", day_in_words(day)),),
    )
