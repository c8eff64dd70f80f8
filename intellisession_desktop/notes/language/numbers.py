"""Numbers as they are spoken and written: their values, which were taken back, and how they changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .lexicon import lexicon, words
from .wording import Token

_ONES = [
    *(
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = (
    {word: float(i) for i, word in enumerate(_ONES)}
    | {word: float(20 + 10 * i) for i, word in enumerate(_TENS)}
    | {"twice": 2.0, "once": 1.0, "dozen": 12.0, "noon": 12.0, "couple": 2.0, "half": 0.5, "both": 2.0}
    | {
        "third": 3.0,
        "fourth": 4.0,
        "fifth": 5.0,
        "sixth": 6.0,
        "seventh": 7.0,
        "eighth": 8.0,
        "ninth": 9.0,
        "tenth": 10.0,
    }
)
_ORDINALS = tuple(
    [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ]
)
_SCALES = {"hundred": 100.0, "thousand": 1000.0}
# A word that only now and then counts ("at once", "both of us") is evidence for a number, but asks for none.
_LOOSE = frozenset({"once", "couple", "half", "both", "noon", "dozen", "third"})
_NOT_A_ONE = words("not_a_one")
_TAKEN_BACK = words("taken_back")
_SCALE_ENDS = re.compile(r"(?:from )?#(?:0|1) (?:to|through|and) #(?:5|10|100)\b")
_OUT_OF = re.compile(r"(?:out of|scale of|scale to) #\d+")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: its value and where it stands (token indices). `loose`: it asks for no evidence."""

    value: float
    start: int
    end: int
    text: str
    loose: bool = False
    scale: bool = False  # the end of a rating scale, not a rating


def number_forms(word: str) -> frozenset[str]:
    """A small number in letters and in digits: 'ten' and '10', 'fifth' and '5th'."""
    ordinals = dict(zip(_ORDINALS, range(1, len(_ORDINALS) + 1), strict=True))
    for names, values in ((_ONES, range(20)), (_TENS, range(20, 100, 10))):
        numbers = dict(zip(names, values, strict=True))
        if word in numbers:
            return frozenset((word, str(numbers[word])))
        if word.isdigit() and int(word) in values:
            return frozenset((word, names[values.index(int(word))]))
    digits = re.fullmatch(r"(\d+)(?:st|nd|rd|th)", word)
    if word in ordinals:
        value = ordinals[word]
        return frozenset((word, f"{value}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(value, 'th') }"))
    if digits and 0 < int(digits[1]) <= len(_ORDINALS):
        return frozenset((word, _ORDINALS[int(digits[1]) - 1]))
    return frozenset()


def is_number(word: str) -> bool:
    """Whether a lower-case word is a number or a part of one."""
    return word[0].isdigit() or word in _VALUES or word in _SCALES


def figures(tokens: Sequence[Token]) -> tuple[Figure, ...]:
    """Every number in the tokens, in order."""
    found: list[Figure] = []
    i = 0
    while i < len(tokens):
        value, end = _number_at(tokens, i)
        if value is None:
            i += 1
            continue
        text = " ".join(token.text for token in tokens[i:end])
        loose = tokens[i].word in _LOOSE or (
            tokens[i].word == "one" and end == i + 1 and _is_pronoun(tokens, i)
        )
        found.append(Figure(value, i, end, text, loose))
        i = end
    return _with_scales(tokens, found)


def spoken(tokens: Sequence[Token]) -> str:
    """The words in lower case with each number as '#value': 'from #4 to #2', to look for patterns."""
    parts, after = [], 0
    for figure in figures(tokens):
        parts += [token.word for token in tokens[after : figure.start]]
        parts.append(_sign(figure.value))
        after = figure.end
    return " ".join([*parts, *(token.word for token in tokens[after:])])


def retracted(tokens: Sequence[Token]) -> frozenset[int]:
    """Starts of the numbers that the speaker took back at once: 'three, no wait, four', 'Three. No, four.'"""
    found = figures(tokens)
    gone = set()
    for first, second in pairwise(found):
        between = [token.word for token in tokens[first.end : second.start]]
        if len(between) > 7 or first.value == second.value:
            continue
        said = " ".join(between)
        marked = any(mark in between for mark in (",", "—", "–", "--", "...", "…")) or "i mean" in said
        at_once = bool(between) and between[0] in ("no", "nope") and "," in between[1:] and len(between) <= 4
        if (
            at_once
            or (marked and _TAKEN_BACK & set(between))
            or re.search(r"\bi mean\b|[,—–] no [,—–]|make (?:that|it)", said)
        ):
            gone.add(first.start)
    return frozenset(gone)


@dataclass(frozen=True, slots=True)
class Change:
    """That a number went from `earlier` to `later`; `up` is what the words say, None where they do not."""

    earlier: float
    later: float
    up: bool | None
    text: str


_UP = r"up|rose|risen|rising|increas\w+|climb\w+|jump\w+|grew|higher"
_DOWN = r"down|fell|fallen|falling|decreas\w+|drop\w+|reduc\w+|declin\w+|lower\w*|cut"
_ABOUT = r"(?:(?:a|an|the|about|around|nearly|almost|maybe|roughly|only|just) )*"
_FROM_TO = re.compile(
    rf"(?:\b(?P<way>{_UP}|{_DOWN}) (?:\w+ ){{0,3}}?)?\bfrom {_ABOUT}#(?P<a>[\d.]+)"
    rf"(?: [\w%]+){{0,2}}? to {_ABOUT}#(?P<b>[\d.]+)"
)
_NOW_FROM = re.compile(
    rf"#(?P<b>[\d.]+)(?: [^#,;]+?)??(?: of #[\d.]+)?(?: [^#;]+?)?? "
    rf"(?:(?P<way>{_UP}|{_DOWN}) from|compared (?:with|to)|instead of|rather than)"
    rf" {_ABOUT}#(?P<a>[\d.]+)"
)
_THEN = re.compile(
    rf"(?P<one>{_UP}|{_DOWN})(?: \w+){{0,2}}? to {_ABOUT}#(?P<a>[\d.]+).*?"
    rf"(?P<way>{_UP}|{_DOWN})(?: \w+){{0,2}}? to {_ABOUT}#(?P<b>[\d.]+)"
)


def changes(tokens: Sequence[Token]) -> tuple[Change, ...]:
    """What is said of numbers that changed: 'from 4 to 2', 'six, down from nine', 'rose to 7, fell to 3'."""
    text = _SCALE_ENDS.sub(" ", spoken(tokens))
    out = []
    for pattern in (_FROM_TO, _NOW_FROM, _THEN):
        for found in pattern.finditer(text):
            way = (found["way"] or "").strip()
            up = True if re.fullmatch(_UP, way) else False if re.fullmatch(_DOWN, way) else None
            out.append(Change(float(found["a"]), float(found["b"]), up, found.group().replace("#", "")))
    return tuple(out)


def _sign(value: float) -> str:
    return f"#{value:g}"


def _number_at(tokens: Sequence[Token], i: int) -> tuple[float | None, int]:
    word = tokens[i].word
    if word[0].isdigit():
        plain = (
            word.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+", word) else word.removesuffix(":00")
        )
        digits = re.match(r"\d+(?:\.\d+)?", plain)
        value, end = (float(digits.group()) if digits else 0.0), i + 1
    elif word in _VALUES:
        value, end = _VALUES[word], i + 1
        if word in _TENS and end < len(tokens) and tokens[end].word in _ONES[1:10]:
            value, end = value + _VALUES[tokens[end].word], end + 1
    elif word in _SCALES and i and tokens[i - 1].word == "a":
        value, end = _SCALES[word], i + 1
    else:
        return None, i
    while end < len(tokens) and tokens[end].word in _SCALES:
        value, end = value * _SCALES[tokens[end].word], end + 1
    if value >= 100 and end + 1 < len(tokens) and tokens[end].word == "and":
        rest, rest_end = _number_at(tokens, end + 1)
        if rest is not None and rest < 100 and value % 100 == 0:
            value, end = value + rest, rest_end
    return value, end


def _is_pronoun(tokens: Sequence[Token], i: int) -> bool:
    if i and tokens[i - 1].word in _NOT_A_ONE:
        return True
    following = tokens[i + 1].word if i + 1 < len(tokens) else "."
    return following in lexicon().function or following in lexicon().base or not following[0].isalnum()


def _with_scales(tokens: Sequence[Token], found: list[Figure]) -> tuple[Figure, ...]:
    """Marks the ends of rating scales ('zero to ten', 'out of ten')."""
    words: list[str] = []
    places: dict[int, int] = {}
    after = 0
    for n, figure in enumerate(found):
        words += [token.word for token in tokens[after : figure.start]]
        places[len(words)] = n
        words.append(_sign(figure.value))
        after = figure.end
    words += [token.word for token in tokens[after:]]
    ends = set()
    text = " ".join(words)
    for pattern in (_SCALE_ENDS, _OUT_OF):
        for match in pattern.finditer(text):
            first = text[: match.start()].count(" ")
            last = first + match.group().count(" ")
            ends |= {n for place, n in places.items() if first <= place <= last}
    # "five nights out of seven" counts; only a round end makes a scale
    return tuple(
        Figure(f.value, f.start, f.end, f.text, f.loose, n in ends and f.value in (0, 1, 5, 10, 100))
        for n, f in enumerate(found)
    )
