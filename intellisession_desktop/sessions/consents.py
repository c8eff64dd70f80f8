"""Whether the people present agreed to be recorded on that day."""

from __future__ import annotations

import datetime as dt
import json

from ..errors import ConsentMissing
from ..records import Consent, ConsentScope
from ..vault.vault import Vault


def require_consent(vault: Vault, client_id: str, day: dt.date, people: int) -> str:
    """The consents that cover a recording of `people` persons (therapist included) on `day`, as JSON to be
    stored.

    Each person present but the therapist needs one of scope 'recording'; somebody who declined stops it.
    Raises ConsentMissing.
    """
    valid = vault.consents.valid(client_id, day)
    if any(consent.scope == ConsentScope.DECLINED for consent in valid):
        raise ConsentMissing(
            "Somebody who was present declined to be recorded. Write a summary of the session instead "
            "(--summary-file)."
        )
    agreed = [consent for consent in valid if consent.scope == ConsentScope.RECORDING]
    needed = max(1, people - 1)
    if len(agreed) < needed:
        who = "the client" if needed == 1 else f"{needed} persons, {len(agreed)} recorded so far"
        raise ConsentMissing(
            f"There is no recorded consent for {day.isoformat()} ({who}). Record it first "
            "(intellisession consent record), or write a summary of the session instead (--summary-file)."
        )
    return json.dumps([_stored(consent) for consent in agreed])


def _stored(consent: Consent) -> dict[str, str]:
    return {
        "id": consent.id,
        "person": consent.person,
        "scope": consent.scope,
        "since": consent.since.isoformat(),
    }
