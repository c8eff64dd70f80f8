"""A client's own sentence in the third person: "I sleep in the chair." - "Client sleeps in the chair."

Only persons change: with 'they' the verbs stay as they are, and of the first one the form is known. So
nothing can be told wrongly. A sentence that would not be understood so is better quoted.
"""

from __future__ import annotations

import re
from functools import cache

from .lexicon import lexicon, words

_FILLERS = re.compile(
    r"^(?:(?:okay|ok|so|well|yeah|yes|no|and|but|um|uh|er|like|i mean|you know|oh|sure|right|"
    r"i guess|honestly|actually|"
    r"because|then|god)\b[,.]?\s+)+",
    re.IGNORECASE,
)
_PERSONS = (
    (r"\bI['’]m\b", "they are"),
    (r"\bI am\b", "they are"),
    (r"\bI was\b", "they were"),
    (r"\bI wasn['’]t\b", "they weren't"),
    (r"\bwas I\b", "were they"),
    (r"\bam I\b", "are they"),
    (r"\bI['’]ve\b", "they have"),
    (r"\bI['’]ll\b", "they will"),
    (r"\bI['’]d\b", "they'd"),
    (r"\b[Ww]e['’]re\b", "they are"),
    (r"\b[Ww]e['’]ve\b", "they have"),
    (r"\b[Ww]e['’]ll\b", "they will"),
    (r"\b[Ww]e['’]d\b", "they would"),
    (r"\bI\b", "they"),
    (r"\b[Ww]e\b", "they"),
    (r"\b[Mm]yself\b", "themself"),
    (r"\b[Oo]urselves\b", "themselves"),
    (r"\b[Mm]ine\b", "theirs"),
    (r"\b[Oo]urs\b", "theirs"),
    (r"\b(?:[Mm]y|[Oo]ur)\b", "their"),
    (r"\bme\b", "them"),
    (r"\bus\b", "them"),
)
_LIKE_YOU_SAID = re.compile(r"\b(?:like|as) you (said|told|showed|asked|suggested)\b", re.IGNORECASE)
_OTHERS = re.compile(
    r"^(?:he|she|it|that|this|they|those|these|there|his|her|its|one|him|them|what|which|who|how|why|where)\b",
    re.IGNORECASE,
)
_TAIL = re.compile(r",\s+(?:look|you know|right|like|innit|yeah|okay|see)$", re.IGNORECASE)
_THEY = re.compile(r"\b(?:they|them|their|theirs)\b", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:I|we|me|us|my|our|myself)\b", re.IGNORECASE)
_WE = re.compile(r"^(?:i|i['’]\w+|we|we['’]\w+|our)\b", re.IGNORECASE)
_OWN_DOING = re.compile(
    r"^I(?P<short>['’](?:m|ve|ll))? (?P<adverb>(?:(?:also|still|just|never|always|usually|often|"
    r"really|even|mostly|only|"
    r"actually|sometimes|already|currently|then) )*)(?P<verb>[A-Za-z]+(?:n['’]t)?)(?= |$)"
)
_SHORT = {"'m": "is", "'ve": "has", "'ll": "will"}
_AUXILIARY = {
    **{"am": "is", "was": "was", "wasn't": "was not", "have": "has", "haven't": "has not", "had": "had"},
    **{"hadn't": "had not", "do": "does", "don't": "does not", "did": "did", "didn't": "did not"},
    **{"can": "can", "can't": "cannot", "cannot": "cannot", "could": "could", "couldn't": "could not"},
    **{"will": "will", "won't": "will not", "would": "would", "wouldn't": "would not", "should": "should"},
    **{"might": "might", "must": "must", "may": "may", "shouldn't": "should not"},
}
_HALF = re.compile(r"\b(?:you|your|yours)\b|[\"“”?…;]|\.\.|(?<!Dr)(?<!Mr)(?<!Ms)(?<!Mrs)[.!] ", re.IGNORECASE)


def retold(sentence: str, client: str = "Client") -> str | None:
    """The sentence as a note has it, without a full stop; None where it has to be quoted: it has no subject
    of its own, speaks to the therapist, or begins with a 'he' or 'it' from before.
    """
    text = _LIKE_YOU_SAID.sub(r"as the therapist \1", sentence.strip())
    text = _TAIL.sub("", _FILLERS.sub("", text).rstrip(".!,; ")).rstrip(".!,; ")
    if not text or _HALF.search(text) or _OTHERS.match(text):
        return None
    if _THEY.search(text) and _FIRST_PERSON.search(text.partition(" ")[2]):
        return None  # nobody could tell the one 'they' from the other
    own = _OWN_DOING.match(text)
    about_own = re.match(r"[Mm]y\b", text)
    if not (own or about_own or _WE.match(text) or _names_its_subject(text)):
        return None
    if own and (does := _third_person(own)) is not None:
        text = f"{client} {does}{_in_third_person(text[own.end() :])}"
    elif about_own:
        text = f"{client}'s{_in_third_person(text[about_own.end() :])}"
    else:
        told = _in_third_person(text)
        first, _, rest = told.partition(" ")
        if first.lower() in words("sentence_beginnings") or first.lower() in ("their", "they"):
            first = first.lower()
        text = f"{client} said that {first} {rest}"
    return text if len(text.split()) > 2 else None


def _in_third_person(text: str) -> str:
    for pattern, instead in _PERSONS:
        text = re.sub(pattern, instead, text)
    return text


def _third_person(own: re.Match[str]) -> str | None:
    """What 'I don't', 'I have', 'I sleep', 'I drove' is of somebody else; None where the form is not
    known.
    """
    adverb, verb = own["adverb"] or "", own["verb"].replace("’", "'").lower()
    if own["short"]:
        does = _SHORT[own["short"].replace("’", "'").lower()]
        return f"{does} {adverb}{own['verb']}"
    if verb in _AUXILIARY:
        return f"{adverb}{_AUXILIARY[verb]}"
    if verb.endswith("ed") or verb in past_forms():
        return f"{adverb}{verb}"
    if verb in lexicon().verbs:
        return f"{adverb}{with_s(verb)}"
    return None


def with_s(verb: str) -> str:
    if re.search(r"(?:s|x|z|ch|sh|o)$", verb):
        return verb + "es"
    return verb[:-1] + "ies" if re.search(r"[^aeiou]y$", verb) else verb + "s"


@cache
def past_forms() -> frozenset[str]:
    """Irregular past forms: of 'go', 'went'; 'cut' and 'put' are taken as past too."""
    return frozenset(form for form in lexicon().base if form not in lexicon().verbs) | frozenset(
        ["cut", "put", "hit", "let", "set", "quit", "hurt", "cost", "shut", "split", "bet", "read"]
    )


def _names_its_subject(text: str) -> bool:
    """Whether it begins with 'The whole team', 'In year nine they', 'Dr. Patel': with a noun, and has a
    verb.
    """
    spoken = text.split()
    verbs = words("auxiliaries") | words("plain_past")
    lower = [re.sub(r"[^a-z']", "", word.lower()) for word in spoken]
    has_verb = any(word in verbs or re.search(r"[a-z]{2}ed$", word) for word in lower[1:])
    return len(spoken) >= 4 and has_verb and lower[0] not in words("no_subject")
