"""From a text to tokens whose stems can be compared: contractions opened, forms and synonyms made one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .lexicon import lexicon, words

_CONTRACTIONS = (
    (r"\bcan['’]?t\b", "can not"), (r"\bcannot\b", "can not"),
    (r"\bwon['’]t\b", "will not"), (r"\bshan['’]t\b", "shall not"),
    (r"n['’]t\b", " not"), (r"['’]ll\b", " will"), (r"['’]re\b", " are"),
    (r"['’]ve\b", " have"), (r"['’]m\b", " am"),
    (r"\blet['’]s\b", "let us"), (r"['’]d like\b", " would like"), (r"['’]d\b", " would"),
    (r"\b(it|he|she|that|there|what|who|where|how|everything)['’]s\b", r"\1 is"),
    (r"\bgonna\b", "going to"), (r"\bwanna\b", "want to"), (r"\bgotta\b", "have to"),
    (r"\bmeself\b", "myself"),
)  # fmt: skip
_REFLEXIVE = r"(?:my|your|him|her|them|our|it)sel(?:f|ves)"
# Ways of saying suicide and self-harm, so that a question and its note can be compared.
_PHRASES = (
    (rf"\bkill(?:ing|ed|s)? {_REFLEXIVE}\b", "suicide"),
    (r"\b(?:end(?:ing|ed)?|tak(?:e|ing)|took) (?:my|your|his|her|their)(?: own)? li(?:fe|ves)\b", "suicide"),
    (
        rf"\b(?:hurt(?:ing)?|harm(?:ing|ed)?|cut(?:ting)?|injur(?:e|ing|ed)|burn(?:ing|ed)?) {_REFLEXIVE}\b",
        "selfharm",
    ),
    (r"\bself[- ](?:harm(?:ing|ed)?|injury|injuring)\b", "selfharm"),
    (r"\bcommit(?:ted|ting)? suicide\b", "suicide"),
    (r"\bside[- ]effects?\b", "side effect"),
    (r"\bno longer\b", "stopped"),
    (r"\b(?:turn|turned|turning) (it |that |them |this )?down\b", r"refused \1"),
    (r"\b(?:g(?:i|a)ve|given|giving|gives) (it |that |them )?up\b", r"stopped \1"),
    (r"\bcut(?:ting)? (?:back|down)\b", "reduce"),
    (r"\b(?:bre?a?o?ke?n?|split) up\b", "separated"),
    (r"\bpassed away\b", "died"),
    (r"\bput(?:ting)? (it |that |them |this )?off\b", r"postponed \1"),
    (r"\bthr(?:ow|ew|own) up\b", "vomited"),
    (r"\bin[- ]laws?\b", "inlaw"),
    (
        r"\b(fall|fell|fallen|falling|get|got|go|went|getting|back) (?:back )?(?:to )?(?:sleep|asleep)\b",
        "sleep",
    ),
)
_ABBREVIATION = re.compile(r"\b(Dr|Mr|Mrs|Ms|St|Prof)\.", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.?!…])[\"”')]*\s+")
_TOKEN = re.compile(r"\d+(?:[.:,]\d+)*|[A-Za-zÀ-ÿ]+(?:['’][a-z]+)?|[,;:?!—–]|\.{2,}|…|--|%")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark: `word` is in lower case, `stem` what it is compared by."""

    text: str
    word: str
    stem: str
    capital: bool
    possessive: bool = False

    @property
    def is_mark(self) -> bool:
        return not self.word[:1].isalnum()


@dataclass(frozen=True, slots=True)
class Sentence:
    tokens: tuple[Token, ...]
    question: bool

    @property
    def padded(self) -> str:
        """Its words in lower case between blanks, to look for phrases."""
        return padded(self.tokens)


def padded(tokens: tuple[Token, ...]) -> str:
    return f" {' '.join(token.word for token in tokens if not token.is_mark)} "


@cache
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text."""
    plain = _ABBREVIATION.sub(r"\1", re.sub(r"(\d)\s*(mg|am|pm|ml)\b", r"\1 \2", text))
    out = []
    for piece in _SENTENCE_END.split(plain):
        tokens = _tokens(piece)
        if tokens:
            out.append(Sentence(tokens, question=piece.rstrip("\"”') ").endswith("?")))
    return tuple(out)


def _tokens(piece: str) -> tuple[Token, ...]:
    for pattern, replacement in (*_CONTRACTIONS, *_PHRASES):
        piece = re.sub(pattern, replacement, piece, flags=re.IGNORECASE)
    out: list[Token] = []
    for found in _TOKEN.finditer(piece):
        text = found.group()
        bare = re.sub(r"['’]s?$", "", text)
        possessive = bare != text or piece[found.end() : found.end() + 1] in ("'", "’")
        word = bare.lower()
        capital = bool(out) and bare[:1].isupper() and word != "i"
        out.append(Token(bare, word, stem(word), capital, possessive))
    return tuple(out)


@cache
def stem(word: str) -> str:
    """What a word is compared by: its base form, and one word for several that say the same."""
    return _synonyms().get(_base(word), _base(word))


@cache
def stems(group: str) -> frozenset[str]:
    """The stems of the words of a group of the lexicon."""
    return frozenset(stem(word) for word in words(group))


@cache
def _synonyms() -> dict[str, str]:
    words = {_base(word): _base(row[0]) for row in lexicon().same for word in row}
    return {_base(word): kind for word, kind in lexicon().kin.items()} | words


def _base(word: str) -> str:
    if word in lexicon().base:
        word = lexicon().base[word]
    elif word in lexicon().verbs:
        pass
    else:
        word = _strip(word)
        word = lexicon().base.get(word, word)
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _strip(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith("ied"):
        return word[:-3] + "y"
    if len(word) > 4 and re.search(r"(?:sh|ch|x|ss|zz)es$", word):
        return word[:-2]
    if len(word) > 5 and word.endswith("ings"):
        word = word[:-1]
    if len(word) > 7 and re.search(r"[st]ions?$", word):
        return re.sub(r"ions?$", "", word)
    for ending, least in (("ing", 5), ("ed", 4), ("ly", 6), ("ness", 7)):
        if word.endswith(ending) and len(word) >= least and re.search(r"[aeiouy]", word[: -len(ending)]):
            return _undouble(word[: -len(ending)])
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _undouble(base: str) -> str:
    if (
        len(base) > 2
        and base[-1] == base[-2]
        and base[-1] not in "sfzeo"
        and (base[-1] != "l" or len(base) > 5)
    ):
        return base[:-1]
    return base
