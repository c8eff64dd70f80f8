"""Whether a text that is about to be stored with one client names another one, so that nothing is filed with
the wrong person unseen.
"""

from __future__ import annotations

import datetime as dt
import re

from ..errors import OtherClientNamed
from ..notes.language.clauses import CALENDAR
from ..notes.language.lexicon import plain_words, words
from ..records import Client
from ..vault.vault import Vault
from .draft_writing import MOST_EARLIER, note_text
from .listing import listed

_SHORTEST = 3
"""Letters of a part of a name that can be taken for a name alone: initials cannot."""


def other_clients_named(vault: Vault, client_id: str, text: str) -> tuple[str, ...]:
    """The names of other clients whose whole name, first name or surname stands in `text`.

    Names that the client's own record holds already (in their name, a consent, an earlier note) are people
    they speak of.
    """
    if not text.strip():
        return ()
    client = vault.clients.get(client_id)
    familiar: frozenset[str] | None = None
    found = []
    for other in (each for each in vault.clients.list() if each.id != client_id):
        parts = {part for part in _parts(other.name) if re.search(rf"\b{re.escape(part)}\b", text)}
        if not parts and not _stands_whole(other.name, text):
            continue
        familiar = _familiar(vault, client) if familiar is None else familiar
        if {part.casefold() for part in parts} - familiar or _stands_whole(other.name, text):
            found.append(other.name)
    return tuple(found)


def require_own_text(vault: Vault, client_id: str, text: str) -> None:
    """Raises OtherClientNamed where `text` names another client."""
    named = other_clients_named(vault, client_id, text)
    if named:
        what = "other clients" if len(named) > 1 else "another client"
        raise OtherClientNamed(
            f"The text names {listed(named)}, {what} of yours. Nothing has been stored yet."
        )


def _parts(name: str) -> frozenset[str]:
    """The words of a name that can be looked for alone, and are no words of the language."""
    parts = {part.strip(".,") for part in name.split()}
    return frozenset(
        part
        for part in parts
        if len(part) >= _SHORTEST
        and part[:1].isupper()
        and part.lower() not in CALENDAR | words("own_words") | plain_words("plain")
    )


def _stands_whole(name: str, text: str) -> bool:
    whole = r"\s+".join(re.escape(part) for part in name.split())
    return re.search(rf"(?<!\w){whole}(?!\w)", text) is not None


def _familiar(vault: Vault, client: Client) -> frozenset[str]:
    """In small letters, since roles and names of consents are stored so."""
    notes = vault.notes.before(client.id, dt.date.max, MOST_EARLIER)
    people = (each.person for each in vault.consents.list(client.id))
    texts = (client.name, *people, *map(note_text, notes))
    return frozenset(re.findall(r"\w+", " ".join(texts).casefold()))
