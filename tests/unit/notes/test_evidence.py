"""Each rule on its own: what flags a statement, and what must not."""

from __future__ import annotations

import pytest

from intellisession_desktop.notes.checking.evidence import Finding, Known, rule_findings
from intellisession_desktop.records import Turn

NOBODY = Known()


def turns(*lines: str) -> tuple[Turn, ...]:
    """'T: ...' is the therapist, 'C: ...' the client."""
    speakers = {"T": "therapist", "C": "client"}
    return tuple(Turn(i, i + 1, speakers[line[0]], line[3:]) for i, line in enumerate(lines))


def findings(statement: str, *lines: str, known: Known = NOBODY) -> tuple[Finding, ...]:
    return rule_findings(statement, turns(*lines), known)


def codes(statement: str, *lines: str, known: Known = NOBODY) -> set[str]:
    return {finding.code for finding in findings(statement, *lines, known=known)}


GARDEN = "C: I planted six roses on Monday. My cousin Bram watered them in April."


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("Client planted nine roses on Monday.", "number"),
        ("Client planted six roses on Friday.", "day"),
        ("Client's cousin Bram watered them in June.", "day"),
        ("Client's cousin Boris watered the roses.", "name"),
        ("Client's uncle watered the roses.", "relative"),
        ("Client takes Prozac and planted six roses.", "medicine"),
        ("Client planted six roses with a broad smile and good eye contact.", "appearance"),
    ],
)
def test_a_detail_that_was_not_said_flags_alone(statement: str, code: str) -> None:
    assert (code, True) in {(each.code, each.weight >= 1) for each in findings(statement, GARDEN)}


def test_a_true_statement_has_no_findings() -> None:
    assert (
        findings("Client planted 6 roses on Monday, and their cousin Bram watered them in April.", GARDEN)
        == ()
    )


def test_the_reason_names_the_detail() -> None:
    assert findings("Client planted 15 roses.", GARDEN)[0].reason == 'Not found in what was said: "15 roses"'


@pytest.mark.parametrize(
    ("statement", "lines", "reason"),
    [
        (
            "Client does not sleep well.",
            ("C: I sleep well.",),
            "This was said to be so; the statement denies it",
        ),
        (
            "Client sleeps well.",
            ("C: I do not sleep well.",),
            "This was denied; the statement says it is so",
        ),
        (
            "Client did not mention suicide.",
            ("C: Work was fine.",),
            "This only says what was not talked about",
        ),
    ],
)
def test_the_reason_says_what_was_said_and_what_the_statement_says(
    statement: str, lines: tuple[str, ...], reason: str
) -> None:
    assert reason in {each.reason for each in findings(statement, *lines)}


def test_a_brand_name_stands_for_its_generic_name() -> None:
    assert "medicine" not in codes("Client takes fluoxetine.", "C: I'm on Prozac.")


def test_the_clients_own_name_is_no_invention() -> None:
    known = Known.of("Robin Q.", "")
    assert "name" in codes("The plan for Robin is to rest.", "C: I'll rest.")
    assert "name" not in codes("The plan for Robin is to rest.", "C: I'll rest.", known=known)


def test_a_number_of_the_earlier_note_stands_only_where_the_statement_says_so() -> None:
    known = Known(earlier="Client baked eleven loaves.")
    said = "C: I baked four loaves."
    assert "number" in codes("Client baked eleven loaves.", said, known=known)
    assert "number" not in codes("Client baked four loaves, previously eleven.", said, known=known)


@pytest.mark.parametrize("relative", ["partner", "parent", "relative"])
def test_a_general_word_for_a_relative_needs_somebody_whom_it_can_mean(relative: str) -> None:
    assert "relative" not in codes(f"Client said that their {relative} cooks.", "C: He cooks every day.")
    assert "relative" in codes(f"Client said that their {relative} cooks.", "C: I cook every day.")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("Client's score went from two to eight.", "C: Before the course it was eight. Now two."),
        ("Client's score is two, up from eight.", "C: It went from eight to two."),
        ("Client's score went from zero to eight.", "T: From zero to ten?\nC: An eight."),
    ],
)
def test_a_change_in_the_wrong_direction_flags(statement: str, said: str) -> None:
    assert {"change", "number"} & codes(statement, *said.split("\n"))


def test_what_was_said_of_another_day_is_a_swap() -> None:
    said = "C: On Monday I swam and on Friday I painted. Nine in the morning, four by the evening."
    assert "swap" in codes("Client painted on Monday.", said)
    assert "swap" not in codes("Client swam on Monday and painted on Friday.", said)


@pytest.mark.parametrize(
    ("statement", "lines"),
    [
        ("Client paints at night.", ("C: I never paint at night.",)),
        ("Client did not sell the boat.", ("C: I sold the boat.",)),
        ("Client reported stealing.", ("T: Have you been stealing?", "C: No.")),
        ("Client continues to bake.", ("C: I stopped baking.",)),
        ("Client is ready to sell.", ("C: I don't think I'm ready to sell.",)),
    ],
)
def test_the_opposite_of_what_was_said_is_found(statement: str, lines: tuple[str, ...]) -> None:
    assert {"negation", "tense"} & codes(statement, *lines)


@pytest.mark.parametrize(
    ("statement", "lines"),
    [
        ("Client denied stealing.", ("T: Have you been stealing?", "C: No, nothing like that.")),
        ("Client left without the key.", ("C: I left and I didn't have the key.",)),
        ("Client no longer bakes.", ("C: I stopped baking.",)),
        ("Client was not proud of it.", ("T: So you are not proud of it?", "C: No.")),
        ("Client does not feel ready to sell.", ("C: I don't think I'm ready to sell.",)),
    ],
)
def test_a_denial_in_other_words_is_no_contradiction(statement: str, lines: tuple[str, ...]) -> None:
    assert "negation" not in codes(statement, *lines)


def test_a_question_that_was_answered_by_yes_is_evidence() -> None:
    assert not codes("Client was painting the fence.", "T: Were you painting the fence?", "C: Yes.")


@pytest.mark.parametrize(
    ("statement", "lines"),
    [
        ("Client sold the boat.", ("C: I'll sell the boat.",)),
        ("Client wrote the letter.", ("T: Would you write the letter?", "C: Sure.")),
        ("Client plans to sell the boat.", ("C: I sold the boat.",)),
        ("Client currently collects stamps.", ("C: I used to collect stamps.",)),
    ],
)
def test_planned_done_and_past_are_kept_apart(statement: str, lines: tuple[str, ...]) -> None:
    assert "tense" in codes(statement, *lines)


@pytest.mark.parametrize(
    ("statement", "lines"),
    [
        ("Client agreed to write the letter.", ("T: Would you write the letter?", "C: Sure.")),
        ("Client used to collect stamps.", ("C: I used to collect stamps.",)),
        ("Therapist guided the client in drawing.", ("T: Let's do some drawing now.", "C: Okay.")),
        ("Client now reads two books, down from twenty.", ("C: I used to read twenty books. Now it's two.",)),
    ],
)
def test_the_right_time_is_not_flagged(statement: str, lines: tuple[str, ...]) -> None:
    assert "tense" not in codes(statement, *lines)


@pytest.mark.parametrize(
    ("statement", "lines"),
    [
        ("Client broke a leg.", ("C: My cousin broke a leg.",)),
        ("Client described themselves as stubborn.", ("C: My cousin says I'm stubborn.",)),
        ("Client teased their cousin.", ("C: My cousin teased me.",)),
        ("Client was pushed against the door.", ("T: You pushed her against the door.", "C: I did.")),
        ("Client hit their brother.", ("C: I was hit by my brother.",)),
    ],
)
def test_what_was_said_of_another_person_flags_alone(statement: str, lines: tuple[str, ...]) -> None:
    assert max(each.weight for each in findings(statement, *lines) if each.code == "whose") >= 1


@pytest.mark.parametrize(
    ("statement", "lines"),
    [
        ("Client spoke about their cousin, who broke a leg.", ("C: My cousin broke a leg.",)),
        ("Client said that their cousin calls them stubborn.", ("C: My cousin says I'm stubborn.",)),
        ("Client was invited to a wedding.", ("C: They invited me to a wedding.",)),
        ("Client was pushed against the door.", ("C: He pushed me against the door.",)),
        ("Client was hit by their father.", ("C: My father hit me.",)),
        (
            "Client has not danced since their cousin married.",
            ("C: I haven't danced since my cousin married.",),
        ),
    ],
)
def test_the_right_person_is_not_flagged(statement: str, lines: tuple[str, ...]) -> None:
    assert "whose" not in codes(statement, *lines)


@pytest.mark.parametrize(
    ("statement", "lines"),
    [
        ("Client explained how tides work.", ("T: Let me explain how tides work.", "C: Okay.")),
        ("Client thanked the therapist.", ("T: Thank you for waiting.", "C: Yes.")),
        ("Therapist agreed to paint the fence.", ("T: Would you paint the fence?", "C: Sure.")),
        ("Client agreed to phone the bank.", ("T: I could phone the bank.", "C: Yes please.")),
        ("Therapist thought that the dog was ill.", ("C: I thought that the dog was ill.",)),
    ],
)
def test_what_the_other_said_or_offered_is_found(statement: str, lines: tuple[str, ...]) -> None:
    assert "speaker" in codes(statement, *lines)


def test_a_fear_is_no_intention() -> None:
    fear = "C: I'm scared that I might hurt somebody with the saw."
    assert "intent" in codes("Client wants to hurt somebody.", fear)
    assert "intent" not in codes("Client is afraid of hurting somebody.", fear)
    assert "intent" not in codes("Client wants to hurt somebody.", "C: I want to hurt somebody.")


def test_a_doubtful_answer_is_not_made_certain() -> None:
    lines = ("T: I wonder whether you miss the sea.", "C: Maybe. I don't know.")
    assert "certainty" in codes("Client confirmed that they miss the sea.", *lines)
    assert not codes("Therapist wondered whether client misses the sea; client was unsure.", *lines)


def test_what_somebody_would_have_said_is_not_told_as_said() -> None:
    line = "C: I stayed in bed. My dad would have said, I told you so."
    assert "certainty" in codes("Client stayed in bed and was told so by their dad.", line)
    assert "certainty" not in codes("Client said that their dad would have told them so.", line)


def test_irony_and_absences_and_unnamed_causes_are_found() -> None:
    assert "irony" in codes(
        "Client had a wonderful flight.", "C: Oh wonderful flight, they lost my bag twice."
    )
    assert "absence" in codes("Client did not mention their bag.", "C: The flight was long.")
    assert "cause" in codes("Client slept badly because of the storm.", "C: I slept badly.")


def test_a_number_heard_unclearly_flags_the_statement_that_rests_on_it() -> None:
    heard = (Turn(0, 1, "client", "I take fifteen drops.", unsure=("fifteen",)),)
    assert rule_findings("Client takes fifteen drops.", heard, NOBODY)[0].code == "heard_unclearly"
    assert rule_findings("Client takes drops.", heard, NOBODY) == ()


def test_a_word_of_grammar_with_a_capital_behind_a_comma_does_not_count_as_a_name() -> None:
    """Whisper ends a sentence with a comma now and then. A name there, or a capital inside a clause, does."""

    def reasons(statement: str, text: str, unsure: str) -> list[str]:
        turn = Turn(0.0, 1.0, "therapist", text, (unsure,))
        found = rule_findings(statement, (turn,), NOBODY)
        return [each.reason for each in found if each.code == "heard_unclearly"]

    text = "Then we meet next Thursday, Anything else before we stop."
    assert reasons("Anything else before they stop next Thursday.", text, "Anything") == []
    text = "You saw him, Patel put you on it."
    assert reasons("Patel put them on it.", text, "Patel") == ['Heard unclearly: "Patel"']
    text = "I met Will at work."
    assert reasons("They met Will at work.", text, "Will") == ['Heard unclearly: "Will"']
