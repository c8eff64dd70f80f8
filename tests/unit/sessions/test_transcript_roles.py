"""Who is who in a transcript: words for roles, the client's name, the therapist's, and who is left."""

from __future__ import annotations

import pytest

from intellisession_desktop.errors import SpeakersUnknown
from intellisession_desktop.sessions.transcripts.roles import (
    require_roles,
    role_of_label,
    roles_of,
    same_person,
    with_the_rest,
    with_therapist,
)


@pytest.mark.parametrize(
    ("label", "role"),
    [
        *(
            ("Therapist", "therapist"),
            ("COUNSELOR", "therapist"),
            ("Counsellor", "therapist"),
            ("T", "therapist"),
        ),
        *(("Clinician 1", "therapist"), ("client", "client"), ("Patient", "client"), ("C", "client")),
        *(
            ("Client 2", "client2"),
            ("client2", "client2"),
            ("Patient (male)", "client"),
            ("Unknown Speaker", "unknown"),
        ),
        *(("Maya", ""), ("Speaker 1", ""), ("Dr. Berg", "")),
    ],
)
def test_words_for_roles_are_known(label: str, role: str) -> None:
    assert role_of_label(label) == role


@pytest.mark.parametrize(
    ("names", "client", "therapist", "roles"),
    [
        (("Anna Berg", "Maya Rivera"), "Maya R.", "", {"Maya Rivera": "client", "Anna Berg": "therapist"}),
        (("Anna Berg", "Maya"), "Rivera, Maya", "", {"Maya": "client", "Anna Berg": "therapist"}),
        (("Anna", "iPhone"), "Maya R.", "Dr. Anna Berg, PhD", {"Anna": "therapist", "iPhone": "client"}),
        (("Therapist", "Jo"), "Maya R.", "", {"Therapist": "therapist", "Jo": "client"}),
        (
            ("Anna", "Lou", "Sam"),
            "Sam and Lou",
            "Anna Berg",
            {"Anna": "therapist", "Sam": "client", "Lou": "client2"},
        ),
        (
            ("Anna", "Maya", "Jo"),
            "Maya R.",
            "Anna Berg",
            {"Anna": "therapist", "Maya": "client", "Jo": "client2"},
        ),
        (
            ("Anna", "Maya R (Guest)", "Maya's iPhone"),
            "Maya R.",
            "Anna Berg",
            {"Anna": "therapist", "Maya R (Guest)": "client", "Maya's iPhone": "client"},
        ),
        (("T", "C", "Husband"), "Maya R.", "", {"T": "therapist", "C": "client", "Husband": "client2"}),
        (("Speaker 1", "Speaker 2"), "Maya R.", "Anna Berg", {}),
        (("Maya", "Jo", "Lee"), "Maya R.", "", {"Maya": "client"}),
        (("Anna", "Jo", "Lee"), "Maya R.", "Anna Berg", {"Anna": "therapist"}),
        (("Maya Berg", "Jo"), "Maya R.", "Maya Berg", {"Maya Berg": "therapist", "Jo": "client"}),
        (("Maya", "Jo"), "Maya R.", "Maya Berg", {"Maya": "client", "Jo": "therapist"}),
        (("unknown",), "Maya R.", "", {"unknown": "unknown"}),
    ],
)
def test_what_is_clear_is_known_and_nothing_else(
    names: tuple[str, ...], client: str, therapist: str, roles: dict[str, str]
) -> None:
    assert roles_of(names, client, therapist) == roles


def test_who_is_not_known_has_to_be_told_and_the_error_names_them() -> None:
    names = ("Speaker 1", "Speaker 2")
    with pytest.raises(SpeakersUnknown, match="Speaker 1, Speaker 2"):
        require_roles(names, roles_of(names, "Maya R."))


def test_the_therapist_says_which_name_is_theirs() -> None:
    names = ("Speaker 1", "Speaker 2", "Speaker 3")
    assert with_therapist(names, "Maya R.", " speaker 2 ") == {
        "Speaker 2": "therapist",
        "Speaker 1": "client",
        "Speaker 3": "client2",
    }
    assert with_therapist(("Anna Berg", "Maya"), "Maya R.", "Anna")["Anna Berg"] == "therapist"


@pytest.mark.parametrize(("name", "words"), [("Bob", "Nobody"), ("Anna", "More than one")])
def test_a_name_that_is_not_there_or_there_twice_is_refused(name: str, words: str) -> None:
    with pytest.raises(SpeakersUnknown, match=f"{words}.*Anna B, Anna C"):
        with_therapist(("Anna B", "Anna C"), "Maya R.", name)


def test_who_was_asked_for_leaves_the_rest_to_be_told() -> None:
    assert with_the_rest(("a", "b"), {"a": "therapist"}) == {"a": "therapist", "b": "client"}


@pytest.mark.parametrize(
    ("known", "name", "same"),
    [
        *(("Maya R.", "Maya", True), ("Maya R.", "MAYA RIVERA", True), ("Maya R.", "Maya Stone", False)),
        *(("Dr. Anna Berg, PhD", "Anna Berg", True), ("Maya R.", "R. Maya", False), ("", "Maya", False)),
        ("Zoë Ö.", "Zoë Öz", True),
    ],
)
def test_names_of_the_same_person(known: str, name: str, same: bool) -> None:
    assert same_person(known, name) is same
