"""What people agreed to, in a few words and the colour that goes with them."""

from __future__ import annotations

from collections.abc import Sequence

from ...records import Consent, ConsentScope

_WORST_FIRST = (ConsentScope.DECLINED, ConsentScope.DICTATION, ConsentScope.RECORDING)
SHORT = {
    ConsentScope.RECORDING: "recording",
    ConsentScope.DICTATION: "dictation only",
    ConsentScope.DECLINED: "declined",
}
_ROLES = {
    ConsentScope.RECORDING: "good",
    ConsentScope.DICTATION: "caution",
    ConsentScope.DECLINED: "danger",
}


def consent_chip(valid: Sequence[Consent]) -> tuple[str, str]:
    """Words and role of the chip: of several persons the worst counts."""
    if not any(consent.person == "client" for consent in valid) and not _declined(valid):
        return "no consent yet", "caution"
    worst = next(scope for scope in _WORST_FIRST if any(consent.scope == scope for consent in valid))
    people = f" · {len(valid)} people" if len(valid) > 1 else ""
    said = f"consent: {SHORT[worst]}{people}" if worst != ConsentScope.DECLINED else f"declined{people}"
    return said, _ROLES[worst]


def _declined(valid: Sequence[Consent]) -> bool:
    return any(consent.scope == ConsentScope.DECLINED for consent in valid)
