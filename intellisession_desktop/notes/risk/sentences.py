"""The sentences of risk findings: templates around the words that were said, so that none claims more."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..language.lexicon import lexicon
from ..language.wording import Sentence, sentences
from .quoted_speech import quote, small_who, who, written_sentences
from .words import ABUSE, HARM, OVERDOSE, SELF_HARM, SUICIDE, VOICES, mentions, tells_of_history

FEAR = "fear"
OTHER = "other"
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


def unclear(kinds: Sequence[str], question: Sentence, answer: str, speaker: str) -> str:
    """An answer that tells neither yes nor no."""
    about = topics(kinds, question)
    return f'Asked about {about}, {small_who(speaker)}\'s answer was unclear: "{quote(answer)}"'


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


def with_sequel(written: Sequence[str], i: int) -> str:
    """A sentence with the short one after it that limits it or tells how it ended ('But not since.')."""
    following = written[i + 1] if i + 1 < len(written) else ""
    limits = _LIMITING.match(following)
    ends = re.match(r"(?:he|she|i)\b", following, re.IGNORECASE) and len(following.split()) <= 4
    return f"{written[i]} {following}" if (limits or ends) and following != written[i] else written[i]


def _own_words(answer: str) -> str:
    """The sentences of a denial that name the risk itself ('I have never wanted to die.'), or an earlier
    time.
    """
    pairs = zip(written_sentences(answer), sentences(answer), strict=True)
    return " ".join(
        quote(text) for text, part in pairs if any(mentions(part.padded)) or tells_of_history(part.padded)
    )
