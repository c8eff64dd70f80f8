"""Names, medicines and relatives: they must have been said, and of the right person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....records import Speaker
from ...language.clauses import CALENDAR
from ...language.lexicon import lexicon, medicines, words
from ...language.wording import stem, stems
from ..claims import Claim, Standing, content, is_client
from ..comparison import Comparison, Finding, Match, says_enough, together

_OWN_WORDS = words("own_words")
_OFFER = re.compile(r" (?:i could|i will|i can|let me|i am going to|i would like to) ")
_THIRD = frozenset({"he", "she", "they", "people"})
_ROLES = frozenset({"client", "therapist", "self", "you", "it", "thing", ""})
# What a therapist does in a session; other doings must be a therapist's own in the evidence.
_THERAPIST_DOES = stems("therapist_does")
_TOLD = re.compile(
    r"\b(?:told|learned|learnt|understood|heard from|according to|made sense|listened|informed|asked by)\b"
)
_PASSIVE = re.compile(
    r"\b(?:was|were|been|being|got|is|are) (?:\w+ly )?"
    r"(?:\w+(?:ed|en|ung|ought|old|iven)|hit|hurt|left|shot|beat|cut) "
)
_SUFFERED = re.compile(r" (?:was|were|been|being|got|get|is|are) (?:\w+ly )?(\w+)\b")
_TO_ME = re.compile(r" (?:me|us) ")
_DONE_TO_SOMEBODY = stems("done_to_somebody")
_LIKE_A_MEDICINE = re.compile(
    r"\w{3,}(?:oxetine|pram|azepam|zolam|statin|pril|sartan|trexate|mab|conazole|cillin|idone|apine|azine|olol|tryptiline"
    r"|triptyline|triptan|prazole|floxacin|codone|barbital|tidine|setron|glutide|mycin|cycline)$"
)
_SPEAKS_ABOUT = re.compile(
    r"\b(?:sp(?:oke|eaks|eaking)|talk\w*|thought|thinking|thinks|worr\w+|concern\w*"
    r"|upset|told|asked|curious|feelings?|memories|sad|angry|news) "
    r"(?:about|of|over|regarding|for)\b|\b(?:mention|describ|discuss|recall|remember)\w*"
    r" (?:their|his|her|the)\b"
)
_TELLING = stems("telling")


def names_said(case: Comparison) -> Iterator[Finding]:
    """Every name of the statement is known or was said."""
    for n, token in enumerate(case.stated_tokens):
        if (
            not token.capital
            or token.word in _OWN_WORDS | CALENDAR | case.names | medicines().keys()
            or len(token.word) < 3
        ):
            continue
        if token.word in case.heard_words or token.word in case.earlier_words or token.text.isupper():
            continue
        title = (
            case.stated_tokens[n - 1].text + " "
            if n and case.stated_tokens[n - 1].word in ("dr", "mr", "mrs", "ms")
            else ""
        )
        yield Finding("name", f'Not found in what was said: "{title}{token.text}"')


def medicines_said(case: Comparison) -> Iterator[Finding]:
    """Every medicine of the statement was said, by its generic or a brand name."""
    heard = {medicines()[word] for word in case.heard_words | case.earlier_words if word in medicines()}
    for token in case.stated_tokens:
        generic = medicines().get(token.word)
        unknown = (
            _LIKE_A_MEDICINE.search(token.word) and token.word not in case.heard_words | case.earlier_words
        )
        if (generic is not None and generic not in heard) or (generic is None and unknown):
            yield Finding("medicine", f'Not found in what was said: "{token.text}"')


def relatives_said(case: Comparison) -> Iterator[Finding]:
    """Every relative of the statement was said; a general word stands for a specific one."""
    kin = lexicon().kin
    heard = {kin[word] for word in case.heard_words if word in kin} | ({"he", "she"} & case.heard_words)
    for token in case.stated_tokens:
        kind = kin.get(token.word)
        if kind is None or kind in heard or token.word in case.earlier_words:
            continue
        if lexicon().kin_general.get(kind, frozenset()) & heard or {kind} & {
            g for h in heard for g in lexicon().kin_general.get(h, ())
        }:
            continue
        implied = kind in ("partner", "spouse") and bool({"we", "us", "our"} & case.heard_words)
        yield Finding("relative", f'Not found in what was said: "{token.text}"', 0.15 if implied else 1.0)


def whose(case: Comparison) -> Iterator[Finding]:
    """What a statement says of the client was not said of somebody else."""
    for stated in case.stated:
        if _speaks_about(stated) or stated.about != "client" or not says_enough(stated):
            continue
        spoken = [
            claim
            for claim in case.heard
            if claim.standing in (Standing.SAID, Standing.AFFIRMED) and is_client(claim.speaker)
        ]
        others = [claim for claim in spoken if _other_person(stated, claim)]
        elsewhere = together(stated, others)
        if (
            elsewhere >= 0.3
            and together(stated, [claim for claim in spoken if claim not in others]) < 0.6 * elsewhere
        ):
            nearest = max(others, key=lambda claim: together(stated, [claim]))
            reason = f"This was said about {_name(nearest)}, not about the client"
            yield Finding("whose", reason, 1.0 if elsewhere >= 0.45 else 0.5)
            return


def done_to(case: Comparison) -> Iterator[Finding]:
    """'Client was pushed' is not 'you pushed her', nor the other way round."""
    for stated in case.stated:
        if stated.about != "client" or stated.negative:
            continue
        suffered = _suffered(stated.clause.text)
        doings = {suffered} if suffered else {token.stem for token in stated.clause.verbs} & _DONE_TO_SOMEBODY
        for doing in doings & _DONE_TO_SOMEBODY:
            with_it = [claim for claim in case.heard if doing in {t.stem for t in claim.clause.tokens}]
            own = [
                claim for claim in with_it if claim.about == "client" and not _TO_ME.search(claim.clause.text)
            ]
            as_stated = [claim for claim in own if bool(_suffered(claim.clause.text)) == bool(suffered)]
            if own and len(own) == len(with_it) and not as_stated:
                done = "was done by the client, not to the client" if suffered else "was done to the client"
                yield Finding("whose", f"This {done}")
                return


def _suffered(text: str) -> str:
    """The stem of what was done to a clause's subject; '' where it did something itself."""
    found = _SUFFERED.search(text)
    return stem(found[1]) if found else ""


def _other_person(stated: Claim, claim: Claim) -> bool:
    """Whether a claim is about somebody else than the client, of whom the statement speaks."""
    heard = claim.about
    if claim.by and not stated.by and stated.about == heard:
        return True
    if heard in _ROLES or (heard == "they" and stated.clause.subject == "thing"):
        return False
    named = heard in {token.stem for token in stated.clause.tokens}  # 'since their husband died'
    if (heard == "they" or named) and not _same_doing(stated, claim):
        return False
    touches_client = {"me", "us", "my", "our"} & {token.word for token in claim.clause.tokens[1:]}
    if touches_client and _PASSIVE.search(stated.clause.text):
        return False  # 'was offered the job': they offered me the job
    return not touches_client or _same_doing(stated, claim)


def _same_doing(stated: Claim, claim: Claim) -> bool:
    plain = {stem(word) for word in ("be", "have", "do", "say", "feel")}
    return bool({t.stem for t in stated.clause.verbs} & {t.stem for t in claim.clause.verbs} - plain)


def _speaks_about(stated: Claim) -> bool:
    """'Client spoke about their brother' says nothing of the client."""
    return bool(_SPEAKS_ABOUT.search(stated.clause.text))


def speaker(case: Comparison) -> Iterator[Finding]:
    """Who said or did it: the client's is not the therapist's, nor the other way round."""
    thinks = False  # whether the therapist is said to think or feel what follows
    for stated in case.stated:
        if stated.about == "therapist":
            thinks = bool({token.stem for token in stated.clause.verbs[:1]} & stems("own_mind"))
        if stated.speaker == Speaker.CLIENT and stated.about != "therapist":
            yield from _only_the_therapist(case, stated)
        elif stated.about == "therapist":
            yield from _not_the_therapist(case, stated)
        elif thinks:
            yield from _not_the_therapist(case, stated, always=True)


def _only_the_therapist(case: Comparison, stated: Claim) -> Iterator[Finding]:
    if _TOLD.search(stated.clause.text) or not content(stated.stems):
        return
    tells = bool({token.stem for token in stated.clause.verbs[:1]} & _TELLING)
    by_client = case.matches(
        stated, lambda claim: is_client(claim.speaker) or (claim.standing is Standing.AFFIRMED and not tells)
    )
    by_therapist = case.matches(
        stated,
        lambda claim: (
            not is_client(claim.speaker) and (tells or claim.standing in (Standing.SAID, Standing.UNSURE))
        ),
    )
    mine = (
        together(stated, [m.claim for m in by_client])
        if tells
        else max((m.score for m in by_client), default=0.0)
    )
    theirs = max((match.score for match in by_therapist), default=0.0)
    if theirs >= 0.45 and mine < 0.5 * theirs:
        yield Finding("speaker", "The therapist said this; the client did not confirm it")
    elif stated.planned and stated.about == "client":
        done_by = case.matches(stated, lambda claim: claim.standing is not Standing.OPEN)
        if done_by and all(_therapist_offers(match.claim) for match in done_by):
            yield Finding("speaker", "It was the therapist who offered to do this")


def _therapist_offers(claim: Claim) -> bool:
    words = {token.word for token in claim.clause.tokens}
    return (
        claim.speaker == Speaker.THERAPIST
        and bool(_OFFER.search(claim.clause.text))
        and not words & {"us", "we", "together"}
        and " you to " not in claim.clause.text
    )


def _not_the_therapist(case: Comparison, stated: Claim, always: bool = False) -> Iterator[Finding]:
    doing = stated.clause.verbs
    if not always and (not doing or doing[0].stem in _THERAPIST_DOES):
        return
    found = case.matches(stated, lambda claim: claim.standing is not Standing.OPEN)
    if (
        found
        and all(_is_clients(match) for match in found)
        and " client agreed " not in f" {stated.sentence} "
    ):
        yield Finding("speaker", "This came from the client, not from the therapist")


def _is_clients(match: Match) -> bool:
    claim = match.claim
    if is_client(claim.speaker):
        return True
    return claim.about == "client" and (" i " not in claim.clause.text or " you to " in claim.clause.text)


def _name(claim: Claim) -> str:
    who = claim.by or claim.about
    return (
        "somebody else"
        if who in _THIRD | _ROLES
        else who
        if who in _THIRD
        else f"the client's {who}"
        if who in lexicon().kin.values()
        else who.title()
    )
