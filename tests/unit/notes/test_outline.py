"""What a session spoke of, in order."""

from __future__ import annotations

from intellisession_desktop.notes.client_facts import Known
from intellisession_desktop.notes.conversation.exchanges import exchanges
from intellisession_desktop.notes.conversation.outline import Topic, find_topics
from intellisession_desktop.records import Turn
from tests.eval.sessions import FOLDER, eval_session

NOBODY = Known()
LONG = "and then we sat there for quite some while and nobody knew what to say about it at all"


def topics(*said: str) -> list[tuple[str, int, int, bool]]:
    """Therapist and client in turns; each exchange is long enough to stand alone."""
    turns = tuple(
        Turn(float(n), n + 1.0, "client" if n % 2 else "therapist", text) for n, text in enumerate(said)
    )
    found = find_topics(exchanges(turns), NOBODY)
    return [(each.title, each.turn, each.last, each.again) for each in found]


def test_a_topic_goes_on_through_answers_without_its_words_and_can_come_back() -> None:
    assert topics(
        "How has your sleep been?",
        f"I wake at three every night, {LONG}.",
        "What happens then?",
        f"I look at the ceiling, {LONG}.",
        "And the medication, the sertraline?",
        f"I take the tablets every morning, {LONG}.",
        "Does it change how you sleep?",
        f"My sleep is lighter, I wake up more, {LONG}.",
    ) == [("Sleep", 0, 3, False), ("Medication", 4, 5, False), ("Sleep", 6, 7, True)]


def test_the_same_words_are_next_steps_only_near_the_end() -> None:
    found = topics(
        "Did you keep the diary we agreed on?",
        f"The diary, yes, {LONG}.",
        "And your boss at work?",
        f"My boss has a new job, {LONG}.",
        "What is the plan, will you keep the diary?",
        f"I will try the diary again, {LONG}.",
    )
    assert [title for title, *_ in found][1:] == ["Work", "Next steps"]
    assert found[0][0] != "Next steps"


def test_what_no_topic_knows_is_called_by_its_own_words() -> None:
    assert topics(
        "So tell me about the violin.",
        "The violin was broken, and the violin maker kept the violin for three months.",
    ) == [("Violin, broken", 0, 1, False)]
    assert find_topics((), NOBODY) == ()
    assert topics("", "") == []


def test_all_turns_of_a_made_session_belong_to_a_topic() -> None:
    for folder in sorted(FOLDER.iterdir()):
        turns = eval_session(folder).turns
        found = find_topics(exchanges(turns), NOBODY)
        covered = [n for each in found for n in range(each.turn, each.last + 1)]
        assert covered == list(range(len(turns))), folder.name
        assert 3 <= len(found) <= 14, folder.name
        assert all(isinstance(each, Topic) and each.title for each in found)
