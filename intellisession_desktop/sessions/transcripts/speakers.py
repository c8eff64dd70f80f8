"""Who is who in a transcript made elsewhere, as far as the vault tells: by its client and the practice."""

from __future__ import annotations

from ...records import Turn
from ...vault.vault import Vault
from .roles import require_roles, roles_of, with_therapist
from .said import Transcript


def known_roles(vault: Vault, transcript: Transcript, client_id: str) -> dict[str, str]:
    """The speakers of those names that are clear; who is not among them has to be asked for.

    Raises NotFound.
    """
    names = transcript.names
    client = vault.clients.get(client_id)
    return roles_of(names, client.name, vault.practice.get().therapist)


def turns_for(
    vault: Vault, transcript: Transcript, client_id: str, therapist: str | None = None
) -> tuple[Turn, ...]:
    """The turns, with `therapist` as the name of the therapist's where that is given.

    Raises SpeakersUnknown, which names the speakers that were found; NotFound.
    """
    names = transcript.names
    if therapist is not None:
        roles = with_therapist(names, vault.clients.get(client_id).name, therapist)
    else:
        roles = known_roles(vault, transcript, client_id)
    require_roles(names, roles)
    return transcript.turns(roles)
