"""Reporting in the present tense: the telling changes, what is told does not."""

from __future__ import annotations

import pytest

from intellisession_desktop.notes.language.tense import in_present


@pytest.mark.parametrize(
    ("past", "present"),
    [
        ("Client reported that they slept badly.", "Client reports that they slept badly."),
        ('Client said: "I said no."', 'Client says: "I said no."'),
        ("Therapist validated and affirmed.", "Therapist validates and affirms."),
        ("Therapist used exposure.", "Therapist uses exposure."),
        ("Client used the ice for ten minutes.", "Client used the ice for ten minutes."),
        (
            'Client denied thoughts of suicide and self-harm, and said: "Never."',
            'Client denies thoughts of suicide and self-harm, and says: "Never."',
        ),
        (
            "Client reported that their mother came and said no.",
            "Client reports that their mother came and said no.",
        ),
        ('Asked "Sleep?", client answered: "Bad."', 'Asked "Sleep?", client answers: "Bad."'),
        ('Client said: "No." They reported nausea.', 'Client says: "No." They report nausea.'),
        ("Client 2 described two attacks.", "Client 2 describes two attacks."),
        ("Client skipped it. They reported nausea.", "Client skipped it. They report nausea."),
        ("Client walked, as the therapist said.", "Client walked, as the therapist said."),
        ('Therapist said: "Yes.", and client 2 agreed.', 'Therapist says: "Yes.", and client 2 agrees.'),
        ("Client spoke in the seminar.", "Client spoke in the seminar."),
        ("Client spoke about their father.", "Client speaks about their father."),
        ("Client also denied a plan.", "Client also denies a plan."),
        ("Client's mother said that it was enough.", "Client's mother said that it was enough."),
        ('Client planned: "I\'ll keep the log."', 'Client plans: "I\'ll keep the log."'),
        ("Therapist reviewed what had been agreed.", "Therapist reviews what had been agreed."),
        ('"He said. She said." was read aloud.', '"He said. She said." was read aloud.'),
    ],
)  # fmt: skip
def test_what_becomes_of_a_sentence(past: str, present: str) -> None:
    assert in_present(past) == present


def test_done_twice_it_is_the_same() -> None:
    once = in_present("Client agreed to go and rated it at three.")
    assert once == "Client agrees to go and rates it at three."
    assert in_present(once) == once
