"""How a word that was said may be written: 'went' as 'go', 'mom' as 'mother', 'ten' as '10'."""

from __future__ import annotations

import re
from functools import cache

from .lexicon import alike, lexicon
from .numbers import number_forms

_CONTRACTED = re.compile(r"(?:n't|'(?:s|re|ve|ll|d|m))$")


@cache
def forms(word: str) -> frozenset[str]:
    """`word` and its likely inflections, in lower case.

    More than there are in English do no harm: a model does not write them.
    """
    plain = word.lower().replace("’", "'")
    bare = _CONTRACTED.sub("", plain)
    found = {plain, bare} | number_forms(bare)
    for each in {bare, *alike().get(bare, ())}:
        found |= _regular(each)
    return frozenset(each for each in found if each)


def _regular(word: str) -> set[str]:
    found = {word}
    if len(word) < 3 or not word.isalpha():
        return found
    bases = {word}
    for ending in ("ing", "ied", "ies", "ed", "es", "s", "ly", "d"):
        root = word.removesuffix(ending)
        if root != word and len(root) > 2:
            bases |= {root + "y"} if ending.startswith("i") and ending != "ing" else {root, root + "e"}
            if root[-1] == root[-2]:
                bases.add(root[:-1])
    for base in bases:
        found.add(base)
        if base.endswith("ing") or (base.endswith("s") and base[:-1] in bases):
            continue  # 'nights' has no other forms than 'night'
        found |= {base + ending for ending in ("s", "es", "ing", "ly")}
        if base in lexicon().base:
            continue  # irregular: 'thought', not 'thinked'
        found.add(base + "ed")
        if base.endswith("e"):
            found |= {base + "d", base[:-1] + "ing"}
        elif base.endswith("y"):
            found |= {base[:-1] + "ies", base[:-1] + "ied"}
        if base[-1] not in "aeiouywx":
            found |= {base + base[-1] + "ed", base + base[-1] + "ing"}
    return found


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
