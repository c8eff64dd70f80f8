"""How people speak of suicide, self-harm, harm to others, abuse and overdoses, and when they mean none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .lexicon import lexicon

SUICIDE, SELF_HARM, OVERDOSE, HARM, ABUSE = "suicide", "self_harm", "overdose", "harm_to_others", "abuse"


def _any(*choices: str) -> str:
    return f"(?:{'|'.join(choices)})"


def _forms(stumps: str) -> str:
    """All forms of verbs, each given as the part before 'e', 'ed', 'ing' ('chok', 'hit', 'slap')."""
    return _any(*(rf"{stump}(?:e|es|ed|en|s|ing|{stump[-1]}ing|{stump[-1]}ed)?" for stump in stumps.split()))


_SELF = _any("my", "your", "him", "her", "them", "our") + "sel(?:f|ves)"
_SOMEBODYS = _any("my", "your", "our", "their", "his", "her", "client")
_KIN = _any(
    *sorted({word for word in lexicon().kin if word.isalpha()}), "parents", "family", "sons", "daughters"
)
_OTHER = _any(
    *("him", "her", "them", "someone", "somebody", "anyone", "anybody", "people", "others", "another person"),
    *(rf"the {_KIN}", rf"{_SOMEBODYS} (?:\w+ )?{_KIN}"),
)
_ANYBODY = _any("me", "us", "you", "client", _OTHER)
_BEAT = _forms("hit beat slap punch kick chok strangl shov rap molest abus assault grop threaten stalk")
_KILL = _forms("kill hurt harm attack stab shoot murder strangl chok hit punch beat slap") + "|shot"
_WANT = _any(
    _forms("want wish plan try"),
    "tried",
    "rather",
    "ready",
    "like",
    r"(?:thought|thoughts|thinking) (?:about|of)",
)
_BODY = _any("arms?", "wrists?", "legs?", "thighs?", "skin", "stomach")
_PLACE = _any(
    "bridge",
    "building",
    "roof",
    "balcony",
    "train",
    "car",
    "bus",
    "truck",
    "platform",
    "tree",
    "wall",
    "cliff",
)
_MANY = _any("all", "too many", r"a (?:bunch|handful|load) of", r"a whole \w+ of", "the whole", "an entire")
_PILLS = _any("pills", "tablets", "meds", "medication", "paracetamol", "bottle")
_NOT_ALIVE = _any("live", "be alive", "be here", "exist", "go on", "wake up")
_I = _any("i", "you", "he", "she", "they", "client")

# Patterns run over words in lower case with contractions opened; 'suicide' and 'selfharm' stand for many
# wordings (see wording.py). The third part: whether a 'not' belongs to the wish ('I do not want to live').
_PATTERNS: tuple[tuple[str, str, bool], ...] = (
    (SUICIDE, rf"(?:do|did|does|would|to|will|could|can) (?:not|never) (?:\w+ )?"
              rf"(?:{_WANT} to )?{_NOT_ALIVE}", True),
    (SUICIDE, rf"(?:not|never) {_WANT} to {_NOT_ALIVE}", True),
    (SUICIDE, r"(?:not|never) be(?:ing)? (?:alive|here any ?more)", True),
    (SUICIDE, rf"{_forms('wish')} (?:that )?{_I} (?:would|did|could|had) (?:just )?(?:not|never) (?:\w+ )?"
              r"(?:wake|waken|woken|be|been|exist|born|live)", True),
    (SUICIDE, r"(?:no|not any|any) (?:reason|point) (?:to|in) "
              r"(?:live|living|go on|going on|being alive)", True),
    (SUICIDE, r"suicid\w*", False),
    (SUICIDE, rf"{_WANT} (?:just )?(?:to )?(?:die|dying|be dead|being dead|death)", False),
    (SUICIDE, rf"{_I} (?:was|were|am|are|would be) (?:better off )?dead", False),
    (SUICIDE, r"better off (?:dead|without (?:me|them)|if i)", False),
    (SUICIDE, rf"{_forms('end')} (?:it all|it|things for good)", False),
    (SUICIDE, rf"{_forms('hang shoot drown poison')} {_SELF}", False),
    (SUICIDE, rf"(?:hung|shot) {_SELF}", False),
    (SUICIDE, rf"(?:{_forms('jump step throw')}|threw)(?: {_SELF})? "
              rf"(?:off|from|in front of|under) (?:a|the|that) {_PLACE}", False),
    (SUICIDE, rf"{_forms('steer driv swerv crash')} (?:(?:my|the) car |it )?"
              rf"(?:into|off) (?:a|the|that) {_PLACE}", False),
    (SELF_HARM, r"selfharm\w*", False),
    (SELF_HARM, rf"(?:{_forms('cut burn scratch carv')}|burnt) (?:up )?{_SOMEBODYS} (?:\w+ )?{_BODY}", False),
    (SELF_HARM, r"(?:started|stopped|quit|been|thought about|thinking about|urges? to|still) cut(?:ting)?"
                r"(?! (?:back|down|out|off|it|the|my|his|her))", False),
    (SELF_HARM, rf"{_forms('scratch hit punch bit')} {_SELF}", False),
    (OVERDOSE, rf"overdos\w*|(?:took|{_forms('tak swallow')}) {_MANY}(?: \w+){{0,3}} {_PILLS}", False),
    (HARM, rf"homicid\w*|(?:{_KILL}) {_OTHER}|harm(?:ing)? to others|violent (?:thoughts|urges)", False),
    (ABUSE, rf"{_BEAT} (?:up |on )?{_ANYBODY}|(?:{_KILL}) (?:me|us)", False),
    (ABUSE, rf"(?:been|being|was|were|got|get) (?:\w+ )?{_BEAT}(?<=[dnt])", False),
    (ABUSE, r"(?:physical|sexual|emotional|domestic|verbal|child)(?:ly)? "
            r"(?:abus\w+|violence|assault\w*)", False),
    (ABUSE, r"abusive|abuser|rape|molestation|safe at home", False),
    (ABUSE, rf"(?:{_forms('hurt touch push grab burn forc')}|threw \w+(?: \w+)? at) {_ANYBODY}", False),
    (ABUSE, rf"(?:lays?|laid|raised) (?:a|his|her) (?:finger|hands?) (?:on|to|against) {_ANYBODY}", False),
    (ABUSE, rf"(?:afraid|scared|frightened) of (?:him|her|my {_KIN})", False),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(rf"\b(?:{pattern})\b"), wish) for kind, pattern, wish in _PATTERNS)

_HIM = _any("me", "us", "him", "her", "them", "you")
_ACTIVITY = _any(
    "shaving",
    "cooking",
    "chopping",
    "slicing",
    "gardening",
    "playing",
    "skiing",
    "running",
    "climbing",
    "lifting",
)
_BY_CHANCE = _any("by accident", "accidentally", "at the gym", "on the stove", "at football", _ACTIVITY)
_IT = _any("it", "that", "this", "reality", "realisation", "realization", "news")
# Figures of speech, accidents and everyday injuries.
_HARMLESS = re.compile(
    r"\b"
    + _any(
        *(
            r"killing (?:me|us)",
            r"(?:is|are|was|were) killing (?:him|her|them)",
            r"kill(?:ing|ed)? (?:time|it)",
        ),
        *(
            r"(?:kill|die|dying) for (?:a|an|some|the|that)",
            r"dying (?:to|for) \w+",
            "to die for",
            "die laughing",
        ),
        r"died? (?:of|from) (?:laugh\w+|boredom|embarrassment|shame|hunger|curiosity)",
        rf"{_IT} (?:just |really |suddenly |finally )?hits? {_HIM}",
        rf"hit {_HIM} (?:up|hard|that)",
        r"hit(?:ting)? (?:it off|the (?:gym|road|sack|town)|rock bottom|on me)",
        *(rf"{_forms('beat')} {_SELF} up", rf"beat {_HIM} (?:at|in|by|to)"),
        rf"shoot {_HIM} an? (?:text|email|message|line)",
        rf"(?:cut|selfharm|burn\w*|hurt) (?:\w+ )?(?:while |when |from )?(?:\w+ )?{_BY_CHANCE}",
        rf"hurts? {_HIM} (?:when|that|to (?:see|hear|think|say))",
        r"hurt(?:ing)? \w+ (?:\w+ )?feelings",
        r"end(?:ed|ing)? it (?:with|there|by|after)",
        *(rf"kick {_HIM} out", rf"pushed {_HIM} (?:to|into|away|for|out)"),
        r"touched me (?:that|deeply|how|when (?:she|he|they) said)",
        rf"forced {_HIM} to (?:think|smile|look|admit|wear|eat|go|do)",
    )
    + r"\b"
)
FEARED = re.compile(
    r"\b(?:keep thinking|afraid|scared|terrified|fear\w*|worr\w+|frightened|panic\w*|anxious"
    r"|nightmares?|dream\w*|intrusive|lose control|losing control|might lose)\b"
)
_ACCIDENT = re.compile(r"\b(?:control|accident\w*|crash\w*|car|driv\w+|drop|highway|wheel|road)\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text speaks of a risk: its kind, its place, and whether a 'not' there belongs to the wish."""

    kind: str
    start: int
    end: int
    wish: bool


def mentions(words: str) -> Iterator[Mention]:
    """Where a sentence (lower case, contractions opened) speaks of a risk; the first place of each kind."""
    plain = _HARMLESS.sub(lambda found: "-" * len(found.group()), words)
    seen: set[str] = set()
    for kind, pattern, wish in _COMPILED:
        found = pattern.search(plain)
        if found and kind not in seen:
            seen.add(kind)
            yield Mention(kind, found.start(), found.end(), wish)


def feared_accident(words: str) -> bool:
    """'I will lose control of the car and kill somebody' is a fear of an accident, not a risk to others."""
    return bool(FEARED.search(words)) and bool(_ACCIDENT.search(words))
