"""The sentences of risk findings: templates around the words that were said, so that none claims more."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..records import Speaker
from .details import content_words
from .lexicon import lexicon, words
from .risk_words import ABUSE, HARM, OVERDOSE, SELF_HARM, SUICIDE, VOICES, mentions, tells_of_history
from .wording import Sentence, sentences

FEAR = "fear"
OTHER = "other"
_QUOTE_WORDS = 60
_FRAGMENT_WORDS = 8
_FEW_CONTENT, _LEAST_LEAD, _LEAD_WORDS = 1, 4, 22
_THANKS = re.compile(r"(?:thank|thanks|okay|good|sorry|that(?:['’]s| is) |i hear)\b", re.IGNORECASE)
_POINTS = re.compile(r"\b(?:it|that|this|them|those|him|her)\b", re.IGNORECASE)
_WRITTEN = re.compile(
    r"(?<!\bDr\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bSt\.)(?<!\bProf\.)(?<=[.?!…])[\"”')]*\s+"
)
_LEADS = {
    SUICIDE: "dying or suicide",
    SELF_HARM: "self-harm",
    OVERDOSE: "an overdose or taking many tablets",
    HARM: "harm to somebody",
    ABUSE: "abuse or violence",
    VOICES: "voices",
    FEAR: "a fear of doing harm",
}
_TOPICS = {
    SUICIDE: "suicide",
    SELF_HARM: "self-harm",
    OVERDOSE: "an overdose",
    HARM: "harming others",
    ABUSE: "abuse or violence",
    VOICES: "voices",
}
_LIMITING = re.compile(r"(?:but|not|never|no)\b|I(?:['’]\w+| \w+)?(?: not| never|n['’]t)\b", re.IGNORECASE)
_IDEAS = re.compile(r"\b(?:thoughts?|think(?:ing)?|feel like|urges?|ideas?|want(?:ed|ing)?|wish\w*)\b")
_PLAN = re.compile(r"\b(?:plan|plans|planned|how you would|means)\b")
_ATTEMPT = re.compile(r"\b(?:tried|attempt\w*|acted on)\b")
_LIMITS = re.compile(
    r"\b(?:today|tonight|now|currently|week|weeks|month|months|lately|recently|since"
    r"|last|anymore|any more|still|again|yesterday)\b"
)


def who(speaker: str) -> str:
    """How a note calls a speaker."""
    if speaker.startswith("client"):
        return f"Client {speaker.removeprefix('client')}".strip()
    if speaker not in ("", Speaker.UNKNOWN):  # a name that the therapist gave: 'mother', 'Anna'
        return speaker if speaker[0].isupper() else f"The {speaker}"
    return "A speaker who was not recognised"


def told(kind: str, whose: str, denied: bool, words: str, speaker: str) -> str:
    """What somebody said of a risk in their own words."""
    said = quote(words)
    if whose in lexicon().kin.values():
        return f'{who(speaker)} spoke about their {whose}: "{said}"'
    if whose != "client":
        return f'{who(speaker)} spoke about {"somebody else" if whose == OTHER else whose.title()}: "{said}"'
    return (
        f'{who(speaker)} said: "{said}"' if denied else f'{who(speaker)} spoke about {_LEADS[kind]}: "{said}"'
    )


def beside(what: str, words: str, speaker: str) -> str:
    """What somebody said of means at hand, or of what keeps them from it."""
    return f'{who(speaker)} {"spoke about means" if what == "means" else "said"}: "{quote(words)}"'


def answered(question: str, answer: str, speaker: str, asked: bool = True, whole: bool = False) -> str:
    """A question and its answer, both as they were said; not what the therapist said before the question."""
    verb = "Asked" if asked else "To the therapist's words"
    words = from_the_question_on(question) if asked and not whole else question
    return f'{verb} "{quote(words)}", {_small(speaker)} answered: "{quote(_joined(answer))}"'


def unclear(kinds: Sequence[str], question: Sentence, answer: str, speaker: str) -> str:
    return (
        f'Asked about {topics(kinds, question)}, {_small(speaker)}\'s answer was unclear: "{quote(answer)}"'
    )


def denied(kinds: Sequence[str], question: Sentence, written: str, answer: str, speaker: str) -> str:
    """A denial, no wider than its question; the client's own sentence about it is quoted."""
    text = f"{who(speaker)} denied {topics(kinds, question)}"
    if _LIMITS.search(question.padded):
        text += f' when asked "{quote(written)}"'
    own = _own_words(answer)
    return f'{text}, and said: "{own}"' if own else f"{text}."


def topics(kinds: Sequence[str], question: Sentence) -> str:
    """What a question is about: 'thoughts of suicide and self-harm', 'a plan for suicide'."""
    kinds = [kind for kind in kinds if not (kind == ABUSE and HARM in kinds)]
    named = " and ".join(_TOPICS[kind] for kind in kinds)
    if _ATTEMPT.search(question.padded):
        return "a past suicide attempt" if SUICIDE in kinds else f"past {named}"
    if _PLAN.search(question.padded):
        return f"a plan for {named}"
    return f"thoughts of {named}" if _IDEAS.search(question.padded) or SUICIDE in kinds else named


def written_sentences(text: str) -> list[str]:
    """The sentences of a text as they stand in it; the whole text where they cannot be told apart safely."""
    pieces = _WRITTEN.split(text.strip())
    return pieces if len(pieces) == len(sentences(text)) else [text] * len(sentences(text))


def with_sequel(written: Sequence[str], i: int) -> str:
    """A sentence with the short one after it that limits it or tells how it ended ('But not since.')."""
    following = written[i + 1] if i + 1 < len(written) else ""
    limits = _LIMITING.match(following)
    ends = re.match(r"(?:he|she|i)\b", following, re.IGNORECASE) and len(following.split()) <= 4
    return f"{written[i]} {following}" if (limits or ends) and following != written[i] else written[i]


def quote(text: str) -> str:
    """The words as they were said, without double quotes of their own; a long speech is cut, and shows it."""
    words = text.strip().replace('"', "'").split()
    return " ".join(words) if len(words) <= _QUOTE_WORDS else " ".join(words[:_QUOTE_WORDS]) + " …"


def _joined(text: str) -> str:
    """An answer whose short sentences belong together: 'Only my sister. She stayed.' as 'Only my sister; she
    stayed.' The points between them are guesses of whoever wrote them down.
    """
    out: list[str] = []
    for piece in written_sentences(text) if len(set(written_sentences(text))) > 1 else [text]:
        before = out[-1].split() if out else []
        if before and len(before) <= _FRAGMENT_WORDS and out[-1].endswith("."):
            out[-1] = f"{out[-1][:-1]}; {within(piece)}"
        else:
            out.append(piece)
    return " ".join(out)


def within(sentence: str) -> str:
    """A sentence as it goes on after a semicolon."""
    first, _, rest = sentence.partition(" ")
    plain = re.split(r"['’.,]", first.lower())[0]
    small = plain != "i" and plain in words("sentence_beginnings") | lexicon().function
    return f"{first.lower()} {rest}".strip() if small else sentence


def from_the_question_on(text: str) -> str:
    """'Thank you. How are the nights?' - 'How are the nights?', with the sentence before it where it only
    points at that: 'There is a gun in the flat. Is it locked?'
    """
    pieces = written_sentences(text)
    first = next((n for n, piece in enumerate(pieces) if piece.rstrip().endswith("?")), 0)
    points = _POINTS.search(pieces[first]) and len(content_words(pieces[first])) <= _FEW_CONTENT
    if (
        first
        and points
        and not _THANKS.match(pieces[first - 1])
        and _LEAST_LEAD <= len(pieces[first - 1].split()) <= _LEAD_WORDS
    ):
        first -= 1
    return " ".join(pieces[first:])


def _own_words(answer: str) -> str:
    """The sentences of a denial that name the risk itself ('I have never wanted to die.'), or an earlier
    time.
    """
    pairs = zip(written_sentences(answer), sentences(answer), strict=True)
    return " ".join(
        quote(text) for text, part in pairs if any(mentions(part.padded)) or tells_of_history(part.padded)
    )


def _small(speaker: str) -> str:
    name = who(speaker)
    return name if name == speaker else name[0].lower() + name[1:]  # a name keeps its capital
