"""Which kind of statement a sentence of a note is, by its wording: this decides in which section it
stands.
"""

from __future__ import annotations

import re

from .formats import Kind
from .lexicon import lexicon, medicines
from .risk import is_risk
from .wording import sentences

_NAMED = re.compile(r"^Therapist .*\)\.$")
"""A sentence with the name of an intervention behind it."""
_AGREED = re.compile(
    r"\b(?:agree[ds]?|plan(?:s|ned)?|intend(?:s|ed)?|committed|promised|scheduled|arranged) (?:to|on|for)\b|"
    r"\bwill\b|\bwould (?:set|try|keep|call|bring|write|take|start|continue)\b|"
    r"\bnext (?:session|appointment|week|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|"
    r"^Client\w*(?: \d)? planned: |\bhomework\b|\buntil next\b|\bmeet again\b",
    re.IGNORECASE,
)
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_ASKED = re.compile(r'^Asked "(?P<question>[^"]*)", [^":]* answered: "(?P<answer>[^"]*)"')
_AHEAD = re.compile(
    r"\b(?:(?:next|first|small|other) step|until (?:we|next|then|the)|before (?:we meet|next)|"
    r"between now and|"
    r"(?:this|next|the coming) week\?|tonight|tomorrow|(?:can|could|will|shall) (?:we|you)\b|"
    r"would you (?:be willing|like|want to|ask|talk|see|take|try|call|ring|bring|tell|write)|"
    r"what (?:will|would|could|can) you (?:do|try|take|practi[sc]e)|how about|what about|goes on|"
    r"keep (?:going|on|up)|is it okay if)",
    re.IGNORECASE,
)
_NTH = (
    r"the (?:\w+[ -])?"
    r"(?:\d+(?:st|nd|rd|th)|first|second|third|fifth|eighth|ninth|twelfth|\w+(?:nth|xth|rth|lfth|tieth))"
)
MEETS = re.compile(
    r"\b(?:see (?:you|each other)|meet|next (?:session|appointment|time)|same time|appointment|book)\b.*"
    rf"\b(?:{_DAY}|{_NTH}|tomorrow|fortnight|same time|next week|in (?:\w+ )?\w+ (?:days|weeks?|months?))\b"
    rf"|^(?:(?:so|okay|good|then|and),? )*(?:next |on )?{_DAY}(?:,? {_NTH})?,? at [\w :]+\W*$"
    rf"|\b(?:is|does|how about|shall we say)\b.*\b(?:{_DAY}|{_NTH})\b.*(?: at .*|okay|work|good|suit)\W*\?$",
    re.IGNORECASE,
)
"""A sentence about when they meet again."""
_WILL_DO = re.compile(
    rf"^(?:by|on|this|next|before) (?:the )?(?:{_DAY}|week)|"
    r"\b(?:I|we)(?:['’]ll| will| can| could| would| might)\b",
    re.IGNORECASE,
)
_LOOKS_BACK = re.compile(
    r"\b(?:did|was|were|had|has|have you|last (?:time|week|session)|used to|do you (?:feel|think|have|know)|"
    r"how (?:often|many|much|long)|believe)\b",
    re.IGNORECASE,
)
_THEY_WILL = re.compile(
    rf"\bthey (?:would|will|could) (?!have\b)(?:[\w'’]+ )+?"
    rf"(?:(?:on|by|until|before|this|next) (?:{_DAY}|week|the \w+)|tomorrow|tonight)",
    re.IGNORECASE,
)
_WILL = re.compile(r'^Therapist said: ".*\b(?:I|we)(?:[\'’]ll| will)\b')
_RATED = re.compile(
    r"\brat(?:ed|ing|es)\b|\bout of (?:ten|10|a hundred|one hundred|100)\b|\bpercent\b|%|"
    r"\b(?:down|up) (?:from|to)\b|\bfrom \w+ to \w+\b|"
    r"\b(?:zero|nought|one|0|1) to (?:a hundred|one hundred|ten|seven|five|100|10|7|5)\b|\bon a scale\b|"
    r"\bimprove(?:d|ment)\b|\bprogress\b|\bcompared (?:to|with)\b",
    re.IGNORECASE,
)
_VOICED = re.compile(
    r"^Therapist (?:noted|reflected|observed|pointed out|formulated|summari[sz]ed|highlighted|linked|named)\b"
)
_RESPONDED = re.compile(
    r"^Clients? \w*(?:\w+ )?(?:noticed|reali[sz]ed|recogni[sz]ed|understood|learn(?:ed|t)|"
    r"discovered|responded|"
    r"found it|tolerated)\b|"
    r"\bfe(?:lt|els?|eling) (?:\w+ )?(?:lighter|softer|calmer|better|relieved|proud|hopeful|stronger)\b",
    re.IGNORECASE,
)
_MEDICATION = re.compile(
    r"\b(?:medication|medicines?|tablets?|pills?|milligrams?|mg|dos(?:e|age)|prescri\w+|side effects?)\b",
    re.IGNORECASE,
)
_SUBSTANCES = re.compile(
    r"\b(?:alcohol|drinking|drinks?|drank|wine|beers?|whisky|whiskey|vodka|sober|sobriety|relapse\w*|cannabis|weed|"
    r"marijuana|cocaine|heroin|opioids?|nicotine|smok(?:e[ds]?|ing)|cigarettes?|vap(?:e[ds]?|ing))\b",
    re.IGNORECASE,
)
_LONG_AGO = re.compile(
    r"\bas a (?:child|boy|girl|kid|teenager)\b|\bchildhood\b|\bgrew up\b|\b(?:in|at) (?:primary |"
    r"high )?school\b|"
    r"\bwhen (?:they|he|she|the client) (?:was|were) \w+(?: years old)?\b|\byears ago\b|\bin (?:19|20)\d\d\b",
    re.IGNORECASE,
)


def kind_of(text: str) -> Kind:
    """Of a finished sentence."""
    if _NAMED.search(text):
        return Kind.INTERVENTION
    if is_risk(text):
        return Kind.RISK
    if _AGREED.search(text) or _THEY_WILL.search(text) or _WILL.search(text):
        return Kind.PLAN
    if _asked_ahead(text) or (text.startswith("Therapist said: ") and MEETS.search(text.split('"')[1])):
        return Kind.PLAN
    if text.startswith("Therapist"):
        return Kind.ASSESSMENT if _VOICED.search(text) else Kind.INTERVENTION
    if _RATED.search(text):
        return Kind.ASSESSMENT
    if _RESPONDED.search(text):
        return Kind.RESPONSE
    words = {token.word for sentence in sentences(text) for token in sentence.tokens}
    if words & medicines().keys() or _MEDICATION.search(text):
        return Kind.MEDICATION
    if _SUBSTANCES.search(text):
        return Kind.SUBSTANCES
    if _LONG_AGO.search(text):
        return Kind.HISTORY
    if words & lexicon().kin.keys():
        return Kind.RELATIONSHIPS
    return Kind.REPORT


def _asked_ahead(text: str) -> bool:
    """Whether a question and its answer are about what shall be done, or when to meet."""
    asked = _ASKED.match(text)
    if asked is None or _LOOKS_BACK.search(asked["question"]):
        return False
    ahead = _AHEAD.search(asked["question"]) or MEETS.search(asked["question"])
    return bool(ahead or _WILL_DO.search(asked["answer"]))
