"""Scores how a note reads, beside the note that an excellent therapist would sign: `score.py` tells the rest.

quoted           share of the note's words inside quotation marks, but for the therapist's own statements
raw              share of statements that are no sentence of a note: a question with its answer, fillers, or
                 mostly a quotation
unclear          share of supported statements that cannot be understood alone: nothing but it, that, so, said
model_cover      how much of the model note the note holds: mean over its sentences of the best share of
                 content words found in one or two statements
model_precision  share of supported statements of which half of the content words stand in the model note or
                 in the facts' patterns
outcome_acc      share of the planned items for which the note says the right outcome
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
Words = Callable[[str], list[str]]

_STOP = set(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "but",
        "of",
        "to",
        "in",
        "on",
        "at",
        "for",
        "from",
        "with",
        "by",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "has",
        "have",
        "had",
        "having",
        "do",
        "does",
        "did",
        "not",
        "no",
        "that",
        "this",
        "these",
        "those",
        "it",
        "its",
        "he",
        "she",
        "they",
        "them",
        "his",
        "her",
        "their",
        "client",
        "therapist",
        "said",
        "reported",
        "described",
        "stated",
        "noted",
        "felt",
        "if",
        "so",
        "then",
        "than",
        "too",
        "very",
        "also",
        "would",
        "could",
        "should",
        "can",
        "may",
        "might",
        "will",
        "up",
        "out",
        "about",
        "into",
        "over",
        "after",
        "before",
        "when",
        "while",
        "who",
        "which",
        "what",
        "how",
        "there",
        "here",
        "all",
        "any",
        "some",
        "one",
        "two",
        "own",
        "more",
        "most",
        "other",
    ]
)
_RAW = re.compile(
    r"\bAsked [\"“]|answered:? [\"“]|\b(?:uh|um|uhm|erm|you know|i mean)\b|, like,", re.IGNORECASE
)
_EMPTY = set(
    [
        "it",
        "that",
        "this",
        "there",
        "so",
        "one",
        "them",
        "they",
        "something",
        "thing",
        "things",
        "did",
        "does",
        "do",
        "had",
        "has",
        "have",
        "was",
        "were",
        "is",
        "are",
        "would",
        "could",
        "will",
        "said",
        "client",
        "yes",
        "yeah",
        "no",
        "okay",
        "right",
        "sure",
        "very",
        "really",
        "just",
        "got",
        "get",
        "go",
        "went",
        "agreed",
        "therapist",
        "the",
        "a",
        "an",
        "and",
        "to",
        "of",
        "not",
        "at",
        "in",
        "on",
    ]
)
_QUOTED = re.compile(r"[\"“]([^\"”]*)[\"”]")
MOST_QUOTED = 0.5
OF_AN_ITEM = 0.6


def style_figures(facts: Json, statements: list[Json], plain: list[Json], words: Words) -> Json:
    """`plain`: the supported ones among the statements. `words`: a text's words as they are compared."""
    ours = [each for each in statements if each.get("status") != "therapist"]

    def quoted(text: str) -> int:
        return sum(len(words(part)) for part in _QUOTED.findall(text))

    def raw(text: str) -> bool:
        return bool(_RAW.search(text)) or quoted(text) > MOST_QUOTED * max(1, len(words(text)))

    def unclear(text: str) -> bool:
        return not set(words(_QUOTED.sub(" ", text))) - _EMPTY

    def share(count: int, of: int) -> float:
        return round(count / max(1, of), 4)

    figures: Json = {
        "quoted": share(
            sum(quoted(each["text"]) for each in ours), sum(len(words(each["text"])) for each in ours)
        ),
        "raw": share(sum(raw(each["text"]) for each in ours), len(ours)),
        "unclear": share(sum(unclear(each["text"]) for each in plain), len(plain)),
    }
    if facts.get("model_note"):
        figures |= _beside_model_note(facts, plain, words)
    if facts.get("outcomes"):
        said = [each["outcome"] for each in statements if each.get("outcome")]
        right = sum(any(_right(told, wanted, words) for told in said) for wanted in facts["outcomes"])
        figures["outcome_acc"] = share(right, len(facts["outcomes"]))
    return figures


def _beside_model_note(facts: Json, plain: list[Json], words: Words) -> Json:
    sections = facts["model_note"]["sections"]
    gold = [_content(each["text"], words) for section in sections for each in section["sentences"]]
    mine = [_content(each["text"], words) for each in plain]
    pairs = [a | b for a, b in itertools.combinations(mine, 2)]
    cover = [
        max((len(one & other) / max(1, len(one)) for other in mine + pairs), default=0.0) for one in gold
    ]
    pool = set().union(*gold)
    patterns = [pattern for fact in facts["must"] for pattern in fact["any"]]

    def to_the_point(each: Json) -> bool:
        own = _content(each["text"], words)
        told = any(re.search(pattern, each["text"], re.IGNORECASE) for pattern in patterns)
        return told or 2 * len(own & pool) >= max(1, len(own))

    return {
        "model_cover": round(sum(cover) / max(1, len(cover)), 4),
        "model_precision": round(sum(map(to_the_point, plain)) / max(1, len(plain)), 4),
    }


def _right(told: Json, wanted: Json, words: Words) -> bool:
    item = _content(wanted["item"], words)
    near = len(_content(told["item"], words) & item) >= OF_AN_ITEM * len(item)
    return bool(item) and near and told["outcome"] == wanted["outcome"]


def _content(text: str, words: Words) -> set[str]:
    bare = (re.sub(r"'s?$", "", word) for word in words(text))
    return {
        re.sub(r"(?:ing|ed|es|s)$", "", word) if len(word) > 5 else word
        for word in bare
        if word and word not in _STOP
    }
