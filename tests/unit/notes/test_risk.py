"""Risk: what counts, whose it is, and that no sentence claims more than was said."""

from __future__ import annotations

import pytest

from intellisession_desktop.notes.risk.finding import RiskFinding, find_risk, is_risk
from intellisession_desktop.notes.risk.quoted_speech import who
from intellisession_desktop.records import Turn


def risks(*lines: str) -> tuple[RiskFinding, ...]:
    """'T: ...' is the therapist, 'C: ...' the client, 'U: ...' nobody knows whom."""
    speakers = {"T": "therapist", "C": "client", "U": "unknown"}
    return find_risk([Turn(i, i + 1, speakers[line[0]], line[3:]) for i, line in enumerate(lines)])


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("C: Sometimes I wish I wouldn't wake up.", "suicide"),
        ("C: I don't want to be here any more.", "suicide"),
        ("C: There's no point in living.", "suicide"),
        ("C: Everybody would be better off without me.", "suicide"),
        ("C: I've thought about driving into a tree.", "suicide"),
        ("C: I cut myself when I was fifteen, but not since.", "self_harm"),
        ("C: I took a whole bottle of pills in May.", "overdose"),
        ("C: I want to kill him. I am that angry.", "harm_to_others"),
        ("C: He hit me on Saturday.", "abuse"),
        ("C: My stepfather used to beat us.", "abuse"),
        ("C: I was raped when I was twenty.", "abuse"),
        ("C: He said he'd kill me if I left.", "abuse"),
    ],
)
def test_what_a_client_says_of_themselves_is_quoted(line: str, kind: str) -> None:
    (finding,) = risks(line)
    assert (finding.kind, finding.whose, finding.denied) == (kind, "client", False)
    assert line[3:].split(".")[0] in finding.text


@pytest.mark.parametrize(
    "line",
    [
        "C: This job is killing me. I could kill for a coffee.",
        "C: I was dying to see her, I nearly died of embarrassment.",
        "C: Then it hit me, I had hurt her feelings. I beat myself up about it.",
        "C: I cut myself shaving and I cut down on sugar.",
        "C: I keep thinking I'll lose control of the car and kill somebody.",
        "T: If you ever feel suicidal, call the line.",
        "T: Suicide is spoken of in many families, you know.",
    ],
)
def test_idioms_accidents_and_advice_are_no_risk(line: str) -> None:
    assert risks(line, "C: Okay.") == ()


@pytest.mark.parametrize("answer", ["No.", "No, nothing like that.", "Never.", "Not at all.", "No. I'm not."])
def test_a_denial_holds_question_and_answer(answer: str) -> None:
    (finding,) = risks(
        "T: Are you having any thoughts of killing yourself or hurting yourself?", f"C: {answer}"
    )
    assert finding == RiskFinding(
        "suicide", "client", True, (0, 1), "Client denied thoughts of suicide and self-harm."
    )


def test_a_denial_quotes_the_clients_own_sentence_and_the_limits_of_the_question() -> None:
    (finding,) = risks("T: Any thoughts of suicide?", "C: No. I've never wanted to die.")
    assert finding.text == 'Client denied thoughts of suicide, and said: "I\'ve never wanted to die."'
    (finding,) = risks("T: Any thoughts of suicide this week?", "C: No.")
    assert (
        finding.text == 'Client denied thoughts of suicide when asked "Any thoughts of suicide this week?".'
    )


def test_a_plan_denied_is_not_a_thought_denied() -> None:
    (finding,) = risks("T: Do you have a plan to end your life?", "C: No.")
    assert finding.text == "Client denied a plan for suicide."


@pytest.mark.parametrize(
    "answer",
    [
        "I don't know. Maybe.",
        "Not really, but I don't know.",
        "I mean, not like a plan or anything.",
        "Mm-mm.",
    ],
)
def test_a_limited_or_doubtful_answer_is_quoted_and_left_to_the_therapist(answer: str) -> None:
    (finding, *_) = risks("T: Any thoughts of suicide?", f"C: {answer}")
    assert (finding.denied, finding.unclear) == (False, True)
    assert f'unclear: "{answer}"' in finding.text


@pytest.mark.parametrize(
    "answer",
    [
        "No. Well, sometimes I think about jumping off a bridge.",
        "Not really, but sometimes I don't want to be here.",
    ],
)
def test_an_answer_that_tells_of_it_is_quoted_and_no_denial(answer: str) -> None:
    found = risks("T: Any thoughts of suicide?", f"C: {answer}")
    assert [each.denied for each in found] == [False]
    assert found[0].text.startswith('Asked "Any thoughts of suicide?", client answered: "No')


def test_what_the_therapist_names_before_another_question_stands_with_its_answer() -> None:
    found = risks(
        "T: In June you pushed her against the door. What is different now?",
        "C: I don't want to be my dad. He broke my mum's arm when I was eight.",
    )
    assert [each.text for each in found] == [
        'Asked "In June you pushed her against the door. What is different now?", client answered: '
        "\"I don't want to be my dad; he broke my mum's arm when I was eight.\"",
    ]


def test_a_denial_tells_of_an_earlier_time() -> None:
    (finding,) = risks(
        "T: Any thoughts of ending your life?",
        "C: No. I had the bad one in 2019, when I took the pills. Not now.",
    )
    assert finding.denied
    assert "I had the bad one in 2019, when I took the pills." in finding.text


@pytest.mark.parametrize(
    "question", ["You don't want to live any more?", "So you wish you would not wake up?"]
)
def test_a_no_to_a_question_that_holds_the_wish_as_a_not_is_no_denial(question: str) -> None:
    (finding,) = risks(f"T: {question}", "C: No.")
    assert (finding.denied, finding.unclear) == (False, True)


def test_a_no_to_a_question_that_asks_for_the_wish_is_a_denial() -> None:
    (finding,) = risks("T: Have you ever thought that you can't go on living?", "C: No, I'm only tired.")
    assert (finding.denied, finding.text) == (True, "Client denied thoughts of suicide.")


def test_a_past_answer_is_neither_denied_nor_made_present() -> None:
    (finding,) = risks("T: Have you ever thought of ending your life?", "C: Years ago, in college. Not now.")
    assert (finding.denied, finding.evidence) == (False, (0, 1))
    assert 'answered: "Years ago, in college; not now."' in finding.text


def test_plan_and_means_asked_right_after_are_kept_with_their_answers() -> None:
    found = risks(
        "T: Any thoughts of ending your life?",
        "C: Yes, most days.",
        "T: Do you have the means at home?",
        "C: The garage key.",
    )
    assert [finding.evidence for finding in found] == [(0, 1), (2, 3)]
    assert found[1].text == 'Asked "Do you have the means at home?", client answered: "The garage key."'


@pytest.mark.parametrize(
    ("line", "whose", "kind"),
    [
        ("C: My uncle hanged himself last year.", "uncle", "suicide"),
        ("C: I thought of my brother. He took an overdose at nineteen.", "brother", "overdose"),
        ("C: My daughter Nadia has started cutting herself.", "daughter", "self_harm"),
        ("C: My husband says he'll kill himself if I leave.", "husband", "suicide"),
        ("C: He hits our son when he's drunk.", "son", "abuse"),
    ],
)
def test_a_relatives_risk_is_the_relatives(line: str, whose: str, kind: str) -> None:
    (finding,) = risks(line)
    assert (finding.whose, finding.kind) == (whose, kind)
    assert finding.text.startswith(f"Client spoke about their {whose}: ")


def test_a_question_about_a_relative_is_not_the_clients_risk() -> None:
    (finding,) = risks("T: Has your brother ever tried to kill himself?", "C: Yes, once.")
    assert finding.whose == "brother"
    assert (
        finding.text == 'Asked "Has your brother ever tried to kill himself?", client answered: "Yes, once."'
    )


def test_never_hit_is_a_denial_of_abuse() -> None:
    (finding,) = risks("C: We argue. He has never hit me or anything.")
    assert (finding.kind, finding.denied) == ("abuse", True)
    (finding,) = risks("T: Has he ever hit you?", "C: No, never.")
    assert (finding.kind, finding.denied, finding.evidence) == ("abuse", True, (0, 1))


def test_feeling_unsafe_at_home_is_no_denial_of_abuse() -> None:
    (safe,) = risks("T: Do you feel safe at home?", "C: Yes.")
    (unsafe,) = risks("T: Do you feel safe at home?", "C: No.")
    assert (safe.denied, unsafe.denied) == (True, False)


def test_a_fear_of_doing_harm_is_named_a_fear() -> None:
    (finding,) = risks("C: I get these thoughts of hurting the baby and I'm terrified.")
    assert finding.kind == "fear"


def test_what_an_unrecognised_speaker_said_is_left_to_the_therapist() -> None:
    (finding,) = risks("U: I want to die.")
    assert finding.unclear
    assert finding.text.startswith("A speaker who was not recognised ")


def test_a_risk_in_a_long_answer_is_never_cut_away() -> None:
    long = "No. " + "We talked about the garden and the weather. " * 12 + "My son said he wants to die."
    texts = " ".join(finding.text for finding in risks("T: Any thoughts of suicide?", f"C: {long}"))
    assert "My son said he wants to die." in texts


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("Client denied thoughts of suicide.", True),
        ("Client's brother took an overdose.", True),
        ("Client reported that their partner hits them.", True),
        ("Client has never wanted to die.", True),
        ("Client still has the card of the crisis line.", True),
        ("Client thought they might lose control of the car and kill someone.", False),
        ("Client said work is killing them.", False),
        ("Client cut down on coffee.", False),
    ],
)
def test_which_drafted_statements_belong_under_risk(statement: str, expected: bool) -> None:
    assert is_risk(statement) is expected


@pytest.mark.parametrize(
    ("speaker", "name"),
    [
        ("client", "Client"),
        ("client2", "Client 2"),
        ("mother", "The mother"),
        ("Anna", "Anna"),
        ("unknown", "A speaker who was not recognised"),
    ],
)
def test_a_speaker_is_called_by_the_name_the_therapist_gave(speaker: str, name: str) -> None:
    assert who(speaker) == name


def test_what_is_asked_while_a_risk_is_open_belongs_to_it() -> None:
    found = risks(
        "T: Question nine. You ticked several days.",
        "C: I lie there and I think it'd be easier if I wasn't here. I'm not going to do anything.",
        "T: Have you thought of a way?",
        "C: No. There's my roommate's gun, but I don't think about using it.",
        "T: There is a gun in the flat. Is it locked?",
        "C: It's in a box.",
        "T: What did you do on Sunday?",
        "C: I walked.",
        "T: What keeps you here?",
        "C: My cat. My niece.",
        "T: How was work?",
        "C: Fine.",
    )
    assert [each.evidence for each in found] == [(1,), (2, 3), (4, 5), (8, 9)]
    assert all((each.kind, each.whose, each.denied) == ("suicide", "client", False) for each in found)
    assert "I'm not going to do anything." in found[0].text
    assert (
        found[2].text
        == 'Asked "There is a gun in the flat. Is it locked?", client answered: "It\'s in a box."'
    )
    assert found[3].text.endswith('"My cat; my niece."')


def test_nothing_is_asked_further_after_a_denial() -> None:
    (finding,) = risks(
        "T: Any thoughts of suicide?", "C: No.", "T: What keeps you going?", "C: My work, it's a good place."
    )
    assert finding.denied


def test_means_at_hand_and_what_keeps_from_it_are_told_beside_a_risk() -> None:
    found = risks("C: Some days I want to die.", "T: I see.", "C: My dad's shotgun is in the garage.")
    assert [each.text for each in found][1:] == [
        'Client spoke about means: "My dad\'s shotgun is in the garage."'
    ]
    found = risks("C: Some days I want to die.", "T: Yes.", "C: I could never do that to my kids.")
    assert found[1].text == 'Client said: "I could never do that to my kids."'
    assert risks("C: My dad's shotgun is in the garage.") == ()


def test_a_question_that_begins_with_when_is_a_question() -> None:
    (finding,) = risks(
        "T: When you lay there, did you think about taking your life?",
        "C: I thought about it once, in April.",
    )
    assert (finding.denied, finding.unclear) == (False, False)
    assert finding.text.endswith('client answered: "I thought about it once, in April."')


def test_what_is_long_past_is_told_as_it_was_answered() -> None:
    (finding,) = risks(
        "T: And thoughts of not being here?",
        "C: Not now. In the first weeks I thought they'd be better off without me. Not since.",
    )
    assert (finding.denied, finding.unclear) == (False, False)
    assert 'answered: "Not now; in the first weeks' in finding.text


def test_words_that_may_mean_a_risk_wait_for_the_therapist_unless_one_is_spoken_of() -> None:
    (finding,) = risks("C: I'm so done with all of it.")
    assert (finding.denied, finding.unclear) == (False, True)
    assert finding.text == 'Client said: "I\'m so done with all of it."'
    assert not is_risk("Client is done with all of it.")
    (finding,) = risks("C: I'm so done with all of it.", "T: When did it start?", "C: The VAT, in May.")
    assert finding.veiled
    (finding,) = risks("T: Could you end it now?", "C: The contract? Yes.", "T: How often?", "C: Once.")
    assert (finding.unclear, finding.evidence) == (True, (0, 1))
    found = risks("C: Some days I want to die.", "T: Yes.", "C: I'm so done with all of it.")
    assert [each.unclear for each in found] == [False, False]
    assert risks("C: I sat on the edge of the bed and finished it.") == ()


def test_another_risk_in_an_answer_is_told_as_what_it_is() -> None:
    found = risks(
        "C: He hit me on Tuesday.", "T: What did you do then?", "C: I went upstairs and I cut myself again."
    )
    assert [each.kind for each in found] == ["abuse", "self_harm"]
