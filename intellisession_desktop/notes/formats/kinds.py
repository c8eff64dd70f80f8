"""Which kind of statement a sentence of a note is, by its wording: this decides in which section it
stands.
"""

from __future__ import annotations

import re

from ..language.lexicon import lexicon, medicines
from ..language.wording import sentences
from ..risk.finding import is_risk
from .format import Kind

_NAMED = re.compile(r"^Therapist .*\)\.$")
"""A sentence with the name of an intervention behind it."""
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MEETS = re.compile(
    r"\b(?:see|meet)\b[^.]*\b(?:again|next|in (?:\w+ )?(?:days|weeks?|months?|a fortnight))\b|"
    r"\bappointment (?:on|for|at)\b",
    re.IGNORECASE,
)
"""When they meet again."""
_AGREED = re.compile(
    r"\b(?:agree[ds]?|plan(?:s|ned)?|intend(?:s|ed)?|committed|promised|scheduled|arranged) (?:to|on|for)\b|"
    r"\bwill\b|\bwould (?:set|try|keep|call|bring|write|take|start|continue)\b|"
    r"\bnext (?:session|appointment|week|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|"
    r"^Client\w*(?: \d)? planned: |\bhomework\b|\buntil next\b|\bmeet again\b",
    re.IGNORECASE,
)
_THEY_WILL = re.compile(
    rf"\bthey (?:would|will|could) (?!have\b)(?:[\w'’]+ )+?"
    rf"(?:(?:on|by|until|before|this|next) (?:{_DAY}|week|the \w+)|tomorrow|tonight)",
    re.IGNORECASE,
)
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
    if _AGREED.search(text) or _THEY_WILL.search(text) or _MEETS.search(text):
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
