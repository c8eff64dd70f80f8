"""Splits sentences into clauses and reads of each whom it is about and whether it is negated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from .lexicon import lexicon, words
from .numbers import figures, is_number
from .wording import Sentence, Token, padded, sentences, stem

_BREAKS = words("breaks")
_PAUSES = frozenset({",", ";", ":", "—", "–", "--", "…", "..."})
_SUBJECTS = {"i": "self", "we": "self", "you": "you", "he": "he", "she": "she", "they": "they", "it": "it"}
_NEW_SUBJECTS = frozenset({"i", "we", "he", "she", "they"})
_PEOPLE = words("people")
_POSSESSIVES = {
    "my": "self",
    "our": "self",
    "your": "you",
    "his": "he",
    "her": "she",
    "their": "they",
    "its": "it",
}
_PREPOSITIONS = words("prepositions")
_AUXILIARIES = words("auxiliaries")
_SAID = words("said")
_TITLES = frozenset({"dr", "mr", "mrs", "ms", "prof"})
DAYS = words("days")
MONTHS = words("months")
CALENDAR = DAYS | MONTHS


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its tokens, the word that links it to the one before, its subject and how it is meant.

    `subject` is 'client', 'therapist', 'self' (the speaker), 'you', 'he', 'she', 'it', 'they', a kind of
    relative, a name in lower case, 'thing', or empty where nothing can be told; `owner`: whose thing it is.
    """

    tokens: tuple[Token, ...]
    link: str = ""
    subject: str = ""
    owner: str = ""
    negative: bool = False
    question: bool = False
    first: bool = False  # the first of its sentence

    @property
    def text(self) -> str:
        return padded(self.tokens)

    @property
    def stems(self) -> frozenset[str]:
        """Stems of its content words."""
        function = lexicon().function
        words = (token for token in self.tokens if not token.is_mark and not is_number(token.word))
        numbers = (
            f"#{figure.value:g}" for figure in figures(self.tokens) if not figure.loose and not figure.scale
        )
        return frozenset(token.stem for token in words if token.word not in function) | frozenset(numbers)

    @property
    def verbs(self) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if is_verb(token))

    def has(self, phrases: Iterable[str]) -> bool:
        text = self.text
        return any(phrase in text for phrase in phrases)


def is_verb(token: Token) -> bool:
    """Whether a word may be a finite verb or a participle; without a grammar this is a guess by form."""
    words = lexicon()
    if token.is_mark or token.capital:
        return False
    word = token.word
    if word in words.base or word in words.verbs or word in _AUXILIARIES:
        return True
    if word.endswith(("ed", "ing")) and len(word) > 4:
        return True
    return word.endswith("s") and (word[:-1] in words.verbs or word[:-2] in words.verbs)


def split(text: str, names: frozenset[str] = frozenset()) -> tuple[Clause, ...]:
    """The clauses of a text; `names` (lower case) are known persons."""
    out: list[Clause] = []
    for sentence in sentences(text):
        out += read_sentence(sentence, names)
    return tuple(out)


def read_sentence(sentence: Sentence, names: frozenset[str]) -> list[Clause]:
    pieces = _merge(_cut(sentence.tokens))
    clauses: list[Clause] = []
    for n, (link, tokens) in enumerate(pieces):
        clause = Clause(tokens, link, question=sentence.question, first=n == 0)
        subject, owner = _subject(tokens, sentence.question and n == 0, names)
        if not subject and clauses:
            before = clauses[-1]
            if link == "which":
                subject, owner = "it", ""
            else:
                subject, owner = (
                    (_antecedent(before), "") if link in ("who", "whose") else (before.subject, before.owner)
                )
        negative = negated(tokens, link) != (bool(clauses) and _denies_next(clauses[-1], link))
        clauses.append(replace(clause, subject=subject, owner=owner, negative=negative))
    return clauses


def _denies_next(before: Clause, link: str) -> bool:
    """'I do not think | I am ready' denies the readiness, not the thinking."""
    last = [token.word for token in before.tokens if not token.is_mark][-1:]
    if link == "who":
        return before.negative  # 'I am not the one who shouts'
    return before.negative and link in ("", "that") and bool(words("opinion") & set(last))


def negated(tokens: Sequence[Token], link: str = "") -> bool:
    """Whether the tokens deny: 'never', 'without', 'stopped', 'nearly fell'; not 'did not stop'."""
    lexical = frozenset(stem(word) for word in lexicon().lexical_negators)
    said = [token for token in tokens if not token.is_mark]
    count = int(link == "without") + any(token.stem in lexical for token in said)
    for token, following in zip_longest(said, said[1:]):
        after = following.word if following else ""
        if token.word in ("not", "no") and after in ("only", "just", "doubt", "wait"):
            continue
        count += token.word in lexicon().negators or token.stem == stem("deny")
        count += token.word in ("nearly", "almost") and following is not None and is_verb(following)
    return count % 2 == 1


def _cut(tokens: tuple[Token, ...]) -> list[tuple[str, tuple[Token, ...]]]:
    """Cuts at pauses, at linking words, and where a second subject begins."""
    pieces: list[tuple[str, list[Token]]] = [("", [])]
    seen_verb = False
    for n, token in enumerate(tokens):
        current = pieces[-1][1]
        if token.word in _PAUSES:
            pieces.append((",", []))
            seen_verb = False
        elif token.word in _BREAKS and not (token.word == "that" and _is_determiner(tokens, n)):
            if current or pieces[-1][0] in ("", ","):
                pieces.append((token.word, []))
                seen_verb = False
        elif (current and current[-1].word in _SAID and _may_begin_subject(token)) or (
            token.word in ("it", "this", "that", "there")
            and seen_verb
            and _is_followed_by_auxiliary(tokens, n)
        ):
            pieces.append(("that", [token]))
            seen_verb = False
        elif (
            token.word in _NEW_SUBJECTS
            and seen_verb
            and not _AUXILIARIES & {stem(current[-1].word) if current else ""}
        ):
            pieces.append(("", [token]))
            seen_verb = False
        else:
            current.append(token)
            seen_verb = seen_verb or is_verb(token)
    return [(link, tuple(piece)) for link, piece in pieces if any(not token.is_mark for token in piece)]


def _may_begin_subject(token: Token) -> bool:
    return token.word in _POSSESSIVES or token.word in _PEOPLE or token.word in lexicon().kin or token.capital


def _is_followed_by_auxiliary(tokens: Sequence[Token], n: int) -> bool:
    return n + 1 < len(tokens) and lexicon().base.get(tokens[n + 1].word, tokens[n + 1].word) in _AUXILIARIES


def _is_determiner(tokens: Sequence[Token], n: int) -> bool:
    following = tokens[n + 1] if n + 1 < len(tokens) else None
    return (
        following is None
        or following.is_mark
        or following.word
        in ("night", "day", "week", "time", "one", "is", "was", "would", "way", "much", "well")
    )


def _merge(pieces: list[tuple[str, tuple[Token, ...]]]) -> list[tuple[str, tuple[Token, ...]]]:
    """A piece without a verb belongs to its neighbour, unless it denies something ('no headaches')."""
    merged: list[tuple[str, tuple[Token, ...]]] = []
    for link, tokens in pieces:
        own = (
            any(is_verb(token) for token in tokens)
            or tokens[0].word in ("no", "not", "none", "nothing")
            or link in ("without", "but", "who")
        )
        whole_before = bool(merged) and (any(is_verb(token) for token in merged[-1][1]) or not own)
        if (merged and not own) or (
            merged
            and not whole_before
            and merged[-1][1][0].word not in ("no", "not", "none", "nothing", "yes", "yeah")
        ):
            merged[-1] = (merged[-1][0], merged[-1][1] + tokens)
        else:
            merged.append((link, tokens))
    return merged


def _subject(tokens: Sequence[Token], asked: bool, names: frozenset[str]) -> tuple[str, str]:
    """Who the clause is about, and whose thing it is where the subject is a thing."""
    kin = lexicon().kin
    words = [token for token in tokens if not token.is_mark]
    owner = ""
    thing = False
    for n, token in enumerate(words):
        before = words[n - 1].word if n else ""
        after = words[n + 1] if n + 1 < len(words) else None
        if before in _PREPOSITIONS or (
            n > 1 and words[n - 2].word in _PREPOSITIONS and before in _POSSESSIVES
        ):
            continue
        if token.word in ("client", "therapist"):
            if not token.possessive:
                return token.word, ""
            owner = token.word
        elif token.word in _POSSESSIVES and before not in _PREPOSITIONS:
            if token.word == "her" and n and not owner and thing:
                continue
            owner = _POSSESSIVES[token.word]
        elif token.word in kin:
            if token.possessive:
                owner = kin[token.word]
            elif not (after and after.word in kin):
                return kin[token.word], ""
        elif token.word in _SUBJECTS:
            return _SUBJECTS[token.word], ""
        elif token.word in _PEOPLE:
            return "people", ""
        elif token.word in names or (token.capital and token.word not in CALENDAR) or token.word in _TITLES:
            name = after.word if token.word in _TITLES and after else token.word
            if token.possessive:
                owner = name
            else:
                return name, ""
        elif is_verb(token) and not (asked and n == 0) and not (owner and not thing):
            return ("thing", owner) if thing else ("", owner)
        elif token.word not in lexicon().function:
            thing = True
    return ("thing", owner) if thing and owner else ("", "")


def _antecedent(clause: Clause) -> str:
    """Whom 'who' stands for: the last person named before it."""
    kin = lexicon().kin
    for token in reversed(clause.tokens):
        if token.word in kin:
            return kin[token.word]
        if token.word in ("client", "therapist"):
            return token.word
        if token.capital and token.word not in CALENDAR:
            return token.word
    return clause.subject
