"""What nobody said: appearances, causes, new content, irony taken at its word, words heard unclearly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ....records import Turn
from ...language.lexicon import lexicon, medicines, words
from ...language.numbers import figures, is_number
from ...language.wording import sentences, stem
from ..claims import content
from ..comparison import Comparison, Finding

# Cannot be heard in a recording: it may stand in a note only when somebody said it.
_SEEN = re.compile(
    r"\b(eye contact|affect|(?:well|neatly|casually|poorly|appropriately)[- ]?(?:groomed|dressed)|groom\w+"
    r"|dressed|posture|visibly|body language|facial|(?:alert and )?oriented|appearance|demeanou?r"
    r"|psychomotor|fidget\w*|gestur\w+|smil\w+|tearful|nodd\w+|frown\w*|blush\w*|trembl\w+|engaged|attentive\w*|cooperative"
    r"|calm(?:ly)? (?:and|in|during|throughout)"
    r"|(?:appear|look|seem)(?:ed|s)(?: to be)? (?!for|at|forward|up|after|into|back|like)\w+)\b"
)
_CAUSE = re.compile(
    r"\b(?:thanks to|because of|because|due to|as a result of|caused by|the cause of|owing to"
    r"|leading to|attribut\w+)\b(.*)"
)
_IRONIC = re.compile(r"^ (?:oh )?(?:oh|sure|yeah right|oh sure|oh yeah|oh yes|yeah)\b")
_PRAISE = words("praise")
_OPPOSITES = tuple((stem(one), stem(other)) for one, other in lexicon().opposites)


def appearances(case: Comparison) -> Iterator[Finding]:
    """Nothing that can only be seen."""
    text = " ".join(token.word for token in case.stated_tokens)
    for found in _SEEN.finditer(text):
        words = found.group(1).split()
        if not any(
            word in case.heard_words or stem(word) in case.heard_stems
            for word in words
            if word not in lexicon().function
        ):
            yield Finding("appearance", f'Cannot be heard in a recording: "{found.group(1)}"')
            return


def irony(case: Comparison) -> Iterator[Finding]:
    """Praise that opens with 'oh' and goes on with a mishap may be meant the other way."""
    stated = {token.word for token in case.stated_tokens} & _PRAISE
    if not stated:
        return
    for turn in case.turns:
        for sentence in sentences(turn.text):
            words = set(sentence.padded.split())
            opens = _IRONIC.search(sentence.padded)
            if opens and words & _PRAISE & stated and len(words) > 5:
                yield Finding("irony", f'This may have been meant ironically: "{sorted(stated)[0]}"')
                return


def opposites(case: Comparison) -> Iterator[Finding]:
    """A word whose opposite was said instead."""
    stated = {token.stem for token in case.stated_tokens}
    words = {stem(word) for word in case.heard_words}
    for pair in _OPPOSITES:
        for said, instead in (pair, pair[::-1]):
            if said in stated and instead in words and said not in words and instead not in stated:
                yield Finding("opposite", f'Not found in what was said: "{_as_written(case, said)}"', 0.6)
                return


def causes(case: Comparison) -> Iterator[Finding]:
    """A cause that nobody named."""
    text = " ".join(token.word for token in case.stated_tokens)
    found = _CAUSE.search(text)
    if not found:
        return
    named = _content_stems(found.group(1).split()) - case.heard_stems
    if named:
        yield Finding("cause", "Nobody gave this cause", 0.8)
    elif (
        not {"because", "due", "since", "so", "thanks", "from", "makes", "made", "why", "cause", "reason"}
        & case.heard_words
    ):
        yield Finding("cause", "Nobody said that one thing caused the other", 0.3)


_TITLES = frozenset({"dr", "mr", "mrs", "ms", "prof", "doctor"})


def heard_unclearly(case: Comparison) -> Iterator[Finding]:
    """A number, name or medicine on which the statement rests was heard unclearly; the sound is gone.

    A name of the client's record is not doubted: it is what was to be expected.
    """
    stated = {token.word for token in case.stated_tokens}
    values = {figure.value for figure in figures(case.stated_tokens)}
    for turn in case.turns:
        for unsure in turn.unsure:
            if _heard_elsewhere(unsure, turn, case.turns):
                continue
            tokens = tuple(token for sentence in sentences(unsure) for token in sentence.tokens)
            a_number = values & {figure.value for figure in figures(tokens)}
            a_name = unsure[:1].isupper() and not _only_opens(turn.text, unsure)
            named = {token.word for token in tokens if a_name or token.word in medicines()}
            named -= case.names | _TITLES
            if a_number or named & stated:
                yield Finding("heard_unclearly", f'Heard unclearly: "{unsure.strip()}"')


def _heard_elsewhere(word: str, doubted: Turn, turns: Sequence[Turn]) -> bool:
    """Whether somebody else said the same word clearly: then it was heard after all."""
    said = re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
    return any(turn is not doubted and word not in turn.unsure and said.search(turn.text) for turn in turns)


def _only_opens(text: str, word: str) -> bool:
    """Whether a word only begins sentences, so that its capital says nothing.

    A comma may be how whisper writes the end of one: behind it, a word of grammar is no name.
    """
    before = "[a-z]" if word.strip().lower() in lexicon().function else "[a-z,;]"
    return not re.search(rf"{before}\s+{re.escape(word)}\b", text)


def _content_stems(words: list[str]) -> frozenset[str]:
    return content(
        frozenset(stem(word) for word in words if word not in lexicon().function and not is_number(word))
    )


def _as_written(case: Comparison, word_stem: str) -> str:
    return next(token.text for token in case.stated_tokens if token.stem == word_stem)
