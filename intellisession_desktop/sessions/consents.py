"""Whether the people present agreed to be recorded on that day."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..errors import ConsentMissing
from ..records import Consent
from ..vault.vault import Vault
from .listing import listed

CLIENT = "client"


class Permission(StrEnum):
    """What one person present agreed to."""

    RECORDING = "recording"
    DICTATION = "dictation"  # only the therapist's own dictation
    DECLINED = "declined"
    MISSING = "missing"


_RANK = {Permission.RECORDING: 0, Permission.DICTATION: 1, Permission.DECLINED: 2, Permission.MISSING: 3}


@dataclass(frozen=True, slots=True)
class PersonConsent:
    """A person present and the consent that covers the day; without one, `permission` is MISSING."""

    person: str
    consent: Consent | None
    permission: Permission


def consent_state(vault: Vault, client_id: str, day: dt.date, people: int) -> tuple[PersonConsent, ...]:
    """One for each person present but the therapist, of `people` in all: the client, then the others whose
    consent covers `day`, then 'person 3', 'person 4' while some are missing.

    Nobody knows here who of several came. So those who declined are always among them, and the client is
    before anybody else; who agreed to be recorded is taken before who agreed to less.
    """
    by_person = {consent.person: consent for consent in vault.consents.valid(client_id, day)}
    needed = max(1, people - 1)
    named = [_of(person, consent) for person, consent in by_person.items()]
    if CLIENT not in by_person and len(by_person) < needed:
        named.append(_of(CLIENT, None))  # else others fill all places: a couple, each by their name
    named.sort(key=lambda each: (each.person != CLIENT, _RANK[each.permission], each.person))
    present = [each for n, each in enumerate(named) if n < needed or each.permission == Permission.DECLINED]
    places = (f"person {number}" for number in itertools.count(len(present) + 2))
    unnamed = (place for place in places if place not in by_person)
    return (*present, *(_of(next(unnamed), None) for _ in range(needed - len(present))))


def may_record(state: Sequence[PersonConsent]) -> bool:
    """Whether a session with these people may be recorded, or a recording of it used."""
    return all(each.permission == Permission.RECORDING for each in state)


def may_dictate(state: Sequence[PersonConsent]) -> bool:
    """Whether the therapist may dictate about a session with these people, alone."""
    return all(each.permission in (Permission.RECORDING, Permission.DICTATION) for each in state)


def require_consent(vault: Vault, client_id: str, day: dt.date, people: int, dictation: bool = False) -> str:
    """The consents that cover a recording of `people` persons (therapist included) on `day`, or, for a
    `dictation`, that the therapist speaks about them; as JSON to be stored.

    Raises ConsentMissing, which says whose is missing.
    """
    state = consent_state(vault, client_id, day, people)
    if not (may_dictate(state) if dictation else may_record(state)):
        raise ConsentMissing(_refusal(state, day, dictation))
    return json.dumps([_stored(each.consent) for each in state if each.consent is not None])


def _of(person: str, consent: Consent | None) -> PersonConsent:
    permission = Permission.MISSING if consent is None else Permission(consent.scope.value)
    return PersonConsent(person, consent, permission)


def _refusal(state: Sequence[PersonConsent], day: dt.date, dictation: bool) -> str:
    """What was decided comes before what is missing: nobody shall be asked for a consent that changes
    nothing.
    """
    instead = "Write a summary of the session instead."
    declined = [each.person for each in state if each.permission == Permission.DECLINED]
    if declined:
        return f"{_listed(declined)} declined to be recorded. {instead}"
    only = [each.person for each in state if each.permission == Permission.DICTATION]
    if only and not dictation:
        return f"{_listed(only)} agreed to your dictation only, not to a recording. {instead}"
    missing = [each.person for each in state if each.permission == Permission.MISSING]
    return (
        f"There is no recorded consent for {day.isoformat()} of {_listed(missing, first=False)}. "
        f"Record it first, or write a summary of the session instead."
    )


def _listed(people: Iterable[str], first: bool = True) -> str:
    """ "The client, partner and person 3", in lower case except at the beginning of a sentence."""
    names = ["the client" if person == CLIENT else person for person in people]
    text = listed(names)
    return text[0].upper() + text[1:] if first else text


def _stored(consent: Consent) -> dict[str, str]:
    return {
        "id": consent.id,
        "person": consent.person,
        "scope": consent.scope,
        "since": consent.since.isoformat(),
    }
