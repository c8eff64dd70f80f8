"""Who is who: from the names in a transcript to therapist and clients."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ...errors import SpeakersUnknown
from ...records import Speaker

THERAPIST, CLIENT, UNKNOWN = str(Speaker.THERAPIST), str(Speaker.CLIENT), str(Speaker.UNKNOWN)

_THERAPIST = re.compile(
    "clinician|counsell?or|practitioner|provider|psychiatrist|psychologist|psychotherapist|th?|therapist"
    "|therapeut|therapeutin"
)
_CLIENT = re.compile("cl?|client|counselee|klient|klientin|patient|patientin|pt")
_NOBODY = frozenset(("unknown", "unknown speaker", "unidentified", "unidentified speaker", "speaker"))
_NUMBERED = re.compile(r"([a-z]+)[\s_#-]*([1-9])")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|['’]s (?:iphone|ipad|phone|laptop|computer|macbook|pc)\b.*", re.I)
_TITLE = re.compile("dr|dipl|lcsw|lmft|lmhc|lpc|ma|md|mr|mrs|ms|msw|mx|phd|prof|psych|psyd")
_COUPLE = re.compile(r"\s*(?:&|\+|/|\band\b|\bund\b)\s*", re.I)
_MOST_NAMED = 8


def role_of_label(name: str) -> str:
    """The speaker whom a word for a role means ('Counselor', 'Patient 2'); '' where it is no such word."""
    plain = " ".join(_ASIDE.sub(" ", name).casefold().strip(" .:").split())
    if plain in _NOBODY:
        return UNKNOWN
    numbered = _NUMBERED.fullmatch(plain)
    word, number = (numbered[1], int(numbered[2])) if numbered else (plain, 1)
    if _THERAPIST.fullmatch(word):
        return THERAPIST
    if _CLIENT.fullmatch(word):
        return CLIENT if number == 1 else f"{CLIENT}{number}"
    return ""


def is_label(name: str) -> bool:
    return role_of_label(name) != ""


def roles_of(names: Sequence[str], client_name: str, therapist_name: str = "") -> dict[str, str]:
    """The speakers of those names that are clear: words for a role, the client's name as the client's record
    has it ('Maya R.'; of a couple both), the therapist's as the practice has it, and who is left when all
    others are known. A name that is not in the result has to be asked for.
    """
    roles = {name: role for name in names if (role := role_of_label(name))}
    if THERAPIST not in roles.values() and therapist_name:
        mine = [name for name in names if name not in roles and same_person(therapist_name, name)]
        theirs = [name for name in mine if any(same_person(each, name) for each in _people(client_name))]
        if len(mine) == 1 and not theirs:
            roles[mine[0]] = THERAPIST
    if not _clients(roles):
        people = _people(client_name)
        for name in (each for each in names if each not in roles):
            found = [i for i, person in enumerate(people) if same_person(person, name)]
            if len(found) == 1:
                roles[name] = numbered_client(found[0])
    return with_the_rest(names, roles)


def with_the_rest(names: Sequence[str], roles: Mapping[str, str]) -> dict[str, str]:
    """Adds who can only be one: the other of two, and others beside therapist and client."""
    found = dict(roles)
    left = [name for name in names if name not in found]
    if THERAPIST not in found.values():
        if len(names) == 2 and len(left) == 1 and _clients(found):
            found[left[0]] = THERAPIST
    elif _clients(found) or len(left) == 1:
        _number(left, found)
    return found


def with_therapist(names: Sequence[str], client_name: str, therapist: str) -> dict[str, str]:
    """The speakers of all names, when the therapist says which is theirs. Of several others that are not
    known the clients are numbered in the order in which they speak first.

    Raises SpeakersUnknown when nobody, or more than one, is called so.
    """
    mine = [name for name in names if name.casefold() == therapist.strip().casefold()]
    mine = mine or [name for name in names if same_person(therapist, name)]
    if len(mine) != 1:
        how = "Nobody in this transcript is" if not mine else "More than one in this transcript is"
        raise SpeakersUnknown(f'{how} called "{therapist.strip()}". It names: {listed(names)}.')
    others = [name for name in names if name != mine[0]]
    roles = {name: role for name, role in roles_of(others, client_name).items() if role != THERAPIST}
    roles[mine[0]] = THERAPIST
    found = with_the_rest(names, roles)
    _number([name for name in names if name not in found], found)
    return found


def require_roles(names: Sequence[str], roles: Mapping[str, str]) -> None:
    """Raises SpeakersUnknown, which names those who were found, when somebody's role is not clear."""
    if any(name not in roles for name in names):
        raise SpeakersUnknown(
            "It is not clear which of the people in this transcript is the therapist. It names: "
            f"{listed(names)}. Say which name is the therapist's, and try again. Nothing has been stored."
        )


def listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    return f"{shown} and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else shown


def numbered_client(i: int) -> str:
    """'client', 'client2', ... from 0 on."""
    return CLIENT if i == 0 else f"{CLIENT}{i + 1}"


def same_person(known: str, name: str) -> bool:
    """Whether a name may be that of a person who is known as 'Maya R.': the same first name, and last names
    of which one may be only the beginning, or not be there.
    """
    a, b = _words(known), _words(name)
    if not a or not b or a[0] != b[0]:
        return False
    return len(a) == 1 or len(b) == 1 or a[-1].startswith(b[-1]) or b[-1].startswith(a[-1])


def _people(client_name: str) -> list[str]:
    """A couple's record names both: 'Sam and Lou'."""
    return [each for each in _COUPLE.split(client_name) if _words(each)]


def _words(name: str) -> list[str]:
    """The first name first, without titles and asides."""
    plain = _ASIDE.sub(" ", name).casefold()
    last, comma, first = plain.partition(",")
    both = (last, first)
    found = [[word for word in re.findall(r"\w+", each) if not _TITLE.fullmatch(word)] for each in both]
    return [*found[1], *found[0]] if comma else found[0]


def _clients(roles: Mapping[str, str]) -> bool:
    return any(role.startswith(CLIENT) for role in roles.values())


def _number(left: Sequence[str], roles: dict[str, str]) -> None:
    taken = set(roles.values())
    free = (role for role in (numbered_client(i) for i in range(len(left) + len(taken))) if role not in taken)
    for name in left:
        roles[name] = next(free)
