"""Yes and no, asked and answered, feared and wanted, sure and unsure, said and not spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...language.clauses import is_verb
from ...language.lexicon import lexicon
from ...language.wording import stem, stems
from ..claims import Claim, Standing, content
from ..comparison import Comparison, Finding, Match, says_enough, together, weight

_NOT_MENTIONED = re.compile(
    r"\b(?:did|does|do|has|have) not (?:\w+ly )?"
    r"(?:mention|provid|report|specif|elaborat|discuss|address|express|stat|indicat)\w*\b"
)
_CALENDAR = stems("days") | stems("months")
_DECISIVE = stems("decisive")
_HARM = stems("harm_words")
_PLAIN_VERBS = (
    stems("auxiliaries")
    | stems("said")
    | stems("own_mind")
    | {
        stem(word)
        for word in ("go", "get", "want", "feel", "say", "keep", "make", "take", "agree", "describe", "worry")
    }
)
_UNDONE = re.compile(
    r"\b(?:not|never|no|without|den(?:y|ied|ies)|unable|refus\w+|avoid\w*|stopp?\w*|none|nothing|instead|fail\w*)\b",
    re.IGNORECASE,
)
_POSSIBLE = re.compile(r" (?:can|could|would|might|may|able|will|going to|if|whether|thought|think|believe) ")
_IMAGINED = re.compile(
    r" (?:would|might|could|will) (?:have |probably |just |only |always )*(?:said|say|told|tell)\b"
    r"|\b(?:expect|expecting|imagine|imagined|imagining|hear|heard) (?:him|her|them|my)\b"
)
_SAYING = frozenset(stem(word) for word in ("say", "tell", "ask", "shout", "answer", "write"))
_DESIRE = frozenset(stem(word) for word in lexicon().desires)


def polarity(case: Comparison) -> Iterator[Finding]:
    """What was said to be so is not denied, and what was denied is not said to be so."""
    for stated in case.stated:
        wanted = content(stated.stems)
        if not says_enough(stated):
            continue
        found = _same_time(stated, tuple(m for m in case.facts(stated) if _speaks_to(stated, m.claim)))
        against = [match.claim for match in found if match.claim.negative != stated.negative]
        agreeing = [claim for claim in case.heard if claim.is_fact and claim.negative == stated.negative]
        rest = wanted - frozenset(word_stem for claim in against for word_stem in claim.stems)
        said_so = any(weight(s) == 1 and s in claim.stems for claim in agreeing for s in rest)
        if found and len(against) == len(found) and not said_so:
            top = max(match.score for match in found)
            denied = "This was denied; the statement says it is so"
            affirmed = "This was said to be so; the statement denies it"
            reason = denied if found[0].claim.negative else affirmed
            yield Finding("negation", reason, 0.75 if top >= 0.5 else 0.4)
            return


def _speaks_to(stated: Claim, claim: Claim) -> bool:
    """Whether a claim is about the same by its own words, or has none ('I did not do it')."""
    if claim.hedged:
        return False  # 'I am not sure about that' denies nothing
    if together(stated, [claim]) and not _shared_words(stated, claim):
        return False  # only a day or a number in common
    return together(stated, [claim]) >= 0.25 or (
        not content(claim.stems) and claim.clause.has((" it ", " that ", " so ", " not "))
    )


def _shared_words(stated: Claim, claim: Claim) -> frozenset[str]:
    shared = content(stated.stems) & claim.stems
    return frozenset(word_stem for word_stem in shared if word_stem[0] != "#") - _CALENDAR


def _same_time(stated: Claim, found: tuple[Match, ...]) -> tuple[Match, ...]:
    """Among equally good matches, those of the same time ('before', 'now'), where there are any."""
    before = " before " in stated.sentence
    same = tuple(m for m in found if (" before " in m.claim.sentence) == before)
    return same or found


def absence(case: Comparison) -> Iterator[Finding]:
    """'Client did not mention ...': what was not spoken of is no sentence of a note."""
    if _NOT_MENTIONED.search(" ".join(token.word for token in case.stated_tokens)):
        yield Finding("absence", "This only says what was not talked about")


def intent(case: Comparison) -> Iterator[Finding]:
    """A fear or an accident is no wish: wanting harm must have been said."""
    for stated in case.stated:
        said = {token.stem for token in stated.clause.tokens}
        wants, harms = said & _DESIRE, said & _HARM
        if stated.negative or not wants or not harms:
            continue
        backed = [claim for claim in case.heard if _backs(claim, harms)]
        if not backed:
            yield Finding("intent", "Nobody said that this was wanted or intended")
            return


def _backs(claim: Claim, harms: set[str]) -> bool:
    if claim.negative or not claim.is_fact:
        return False
    around = {stem(word) for word in claim.sentence.split()}
    if stem("suicide") in harms:
        return bool(
            around
            & {stem(w) for w in ("suicide", "die", "dead", "alive", "overdose", "live", "living", "life")}
        )
    wanted = bool(around & _DESIRE) or any(
        p in claim.sentence
        for p in (" going to ", " will ", " could ", " feel like ", " thought about ", " think about ")
    )
    return bool(around & _HARM) and wanted and not claim.feared


def certainty(case: Comparison) -> Iterator[Finding]:
    """What was left open is not said to be certain."""
    for stated in case.stated:
        if stated.speaker != "client" or stated.hedged or stated.about == "therapist":
            continue
        found = case.matches(stated, lambda claim: claim.standing not in (Standing.OPEN, Standing.ASKED))
        if not found:
            continue
        strong = max(match.score for match in found) >= 0.45
        decisive = bool({stem(word) for word in stated.sentence.split()} & _DECISIVE)
        if all(match.claim.standing is Standing.UNSURE for match in found):
            yield Finding(
                "certainty", "The client was not sure about this", 0.75 if strong or decisive else 0.4
            )
            return
        if all(match.claim.hedged for match in found) and not any(
            "#" in s for m in found for s in m.claim.stems
        ):
            yield Finding(
                "certainty",
                "This was said with a doubt that the statement leaves out",
                0.75 if decisive else 0.4,
            )
            return


def negation_kept(case: Comparison) -> Iterator[Finding]:
    """A doing that was only spoken of with a 'not' is not told without one ('before leaving')."""
    if any(claim.negative for claim in case.stated) or _UNDONE.search(case.text):
        return
    told = {token.stem for claim in case.stated for token in claim.clause.tokens if is_verb(token)}
    said = [claim for claim in case.heard if claim.standing is not Standing.OPEN]
    for verb in sorted(told - _PLAIN_VERBS):
        with_it = [claim for claim in said if verb in {t.stem for t in claim.clause.tokens} and _own(claim)]
        undone = bool(with_it) and all(claim.negative or _supposed(claim) for claim in with_it)
        if undone and any(claim.negative for claim in with_it):
            yield Finding("negation", "This was denied; the statement says it is so", 0.5)
            return


def possibility_kept(case: Comparison) -> Iterator[Finding]:
    """What somebody can or could do is not told as done ('drove safely' of 'I can drive safely')."""
    for stated in case.stated:
        if stated.planned or stated.hedged or _POSSIBLE.search(stated.clause.text):
            continue
        for token in stated.clause.verbs:
            past = token.word.endswith("ed") or lexicon().base.get(token.word, token.word) != token.word
            if not past or token.stem in _PLAIN_VERBS:
                continue
            with_it = [claim for claim in case.heard if token.stem in {t.stem for t in claim.clause.tokens}]
            possible = bool(with_it) and all(_POSSIBLE.search(claim.sentence) for claim in with_it)
            if possible and not any(_past_of(token.stem, claim) for claim in with_it):
                yield Finding("certainty", "This was said to be possible, not to have happened", 0.5)
                return


def only_imagined(case: Comparison) -> Iterator[Finding]:
    """What a relative would have said is not told as said."""
    for stated in case.stated:
        kin = {lexicon().kin[token.word] for token in stated.clause.tokens if token.word in lexicon().kin}
        says = {token.stem for token in stated.clause.tokens} & _SAYING
        if not kin or not says or _POSSIBLE.search(stated.clause.text):
            continue
        about = [
            f" {claim.sentence} "
            for claim in case.heard
            if kin & {lexicon().kin[word] for word in claim.sentence.split() if word in lexicon().kin}
            and _SAYING & {stem(word) for word in claim.sentence.split()}
        ]
        if about and all(_IMAGINED.search(each) for each in about):
            yield Finding("certainty", "This was only imagined, not said")
            return


def _own(claim: Claim) -> bool:
    return claim.speaker != "therapist" or claim.standing in (Standing.AFFIRMED, Standing.DENIED)


def _supposed(claim: Claim) -> bool:
    """'Before, I would have left': not what happened."""
    return " would have " in claim.sentence or " would " in claim.clause.text


def _past_of(verb: str, claim: Claim) -> bool:
    return any(
        token.stem == verb
        and (token.word.endswith("ed") or lexicon().base.get(token.word, token.word) != token.word)
        for token in claim.clause.tokens
    )
