"""What the therapist did, by the therapist's own words."""

from __future__ import annotations

from intellisession_desktop.notes.formats import Kind
from intellisession_desktop.notes.interventions import (
    find_interventions,
    intervention_statement,
    interventions,
    quotes,
)
from intellisession_desktop.notes.kinds import is_intervention, kind_of
from intellisession_desktop.records import Turn


def turns(*said: tuple[str, str]) -> tuple[Turn, ...]:
    return tuple(Turn(float(n), n + 1.0, who, text) for n, (who, text) in enumerate(said))


TALK = turns(
    ("therapist", "What is the evidence for that thought?"),
    ("client", "The evidence for it? On the one hand there is none."),
    ("therapist", "And the evidence against it? Part of the pain is that nobody asked."),
    ("client", "Yes."),
    ("therapist", "Nice weather."),
)


def test_each_is_found_once_with_the_turns_it_was_recognised_in() -> None:
    found = find_interventions(TALK)
    assert [(each.intervention.does, each.turns) for each in found] == [
        ("used cognitive restructuring", (0, 2)),
        ("reflected", (2,)),
    ]


def test_a_name_stands_alone_and_what_needs_words_has_them_as_they_were_said() -> None:
    told = [intervention_statement(each) for each in find_interventions(TALK)]
    assert told[0].text == "Therapist used cognitive restructuring."
    assert told[1].text == 'Therapist reflected: "Part of the pain is that nobody asked."'
    assert all(quotes(each.text, TALK[2].text) for each in told)
    assert not quotes(told[1].text, TALK[0].text)


def test_who_works_in_another_way_calls_it_otherwise() -> None:
    (found, *_) = find_interventions(TALK)
    assert intervention_statement(found, frozenset(["EMDR"])).text == (
        "Therapist used an examination of the thought."
    )
    assert intervention_statement(found, frozenset(["CBT"])).text == "Therapist used cognitive restructuring."


def test_a_client_does_not_intervene() -> None:
    assert find_interventions(turns(("client", "What is the evidence for it? Follow my fingers."))) == ()


def test_a_long_sentence_is_cut_and_shown_to_be() -> None:
    long = "So part of the grief is " + "very " * 30 + "old."
    (found,) = find_interventions(turns(("therapist", long)))
    text = intervention_statement(found).text
    assert text.endswith(' …"')
    assert quotes(text, long)


def test_every_one_of_the_list_belongs_into_its_section() -> None:
    for each in interventions():
        text = f'Therapist {each.does}: "You will do it next week, to kill the time."'
        assert is_intervention(text), each.does
        assert kind_of(text) == Kind.INTERVENTION
        assert is_intervention(f"Therapist used {each.plain or 'this'}.")
