"""Finds what was said of suicide, self-harm, harm to others, abuse and overdoses, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...records import Turn
from ..checking.claims import Claim, Standing, is_client
from ..checking.heard_claims import heard_claims, reply
from ..language.lexicon import lexicon
from ..language.wording import Sentence, sentences
from . import sentences as say
from .answers import takes_back, tells_of_the_past, tells_so
from .quoted_speech import answered, quote, written_sentences
from .words import (
    ABUSE,
    HARM,
    OVERDOSE,
    SELF_HARM,
    SUICIDE,
    VOICES,
    Mention,
    asks_further,
    asks_what_helps,
    belongs_to_risk,
    feared,
    feared_accident,
    mentions,
)

_ORDER = (SUICIDE, VOICES, OVERDOSE, SELF_HARM, HARM, ABUSE)
_STILL_NEAR = 10
"""Turns after a risk within which what keeps somebody safe is asked because of it."""
_NEAR = 2
"""Turns after a risk within which what is said of means, or against it, belongs to it."""
_CONDITIONAL = re.compile(r"^ (?:so |and |but )?(?:if|when|whenever|in case|should) ")
_INVERTED = re.compile(
    r"^ (?:(?:so|and|but|then|or|um|uh|well) )*(?:has|have|had|do|did|does|are|is|was|were) "
    r"(?:it|you|things|there|he|she|they) "
    r"(?!not )"
)
"""'Have you ever thought that you can not go on?': a 'no' denies the whole."""
_NEGATED_QUESTION = re.compile(r"\b(?:you|he|she|they) (?:\w+ )?(?:not|never)\b|^ (?:so )?(?:no|not) ")
_ALSO_RISK = re.compile(r"\b(?:safety plan|crisis (?:line|plan|card))\b", re.IGNORECASE)
_NOBODY = ("he", "she", "they", "people")
_SPEAKER = ("client", "", "it", "thing", "therapist")


@dataclass(frozen=True, slots=True)
class RiskFinding:
    """What was said about one risk, in a finished sentence.

    `kind`: suicide, overdose, self_harm, harm_to_others, abuse, voices, or fear (of doing harm). `whose`:
    'client', a relative, a name or 'other'. `evidence`: indices of turns, a question together with its
    answer. `unclear`: the sentence only quotes, because the words do not tell; the therapist has to decide.
    `veiled`: the words may mean something else, so that nothing that follows belongs to it.
    """

    kind: str
    whose: str
    denied: bool
    evidence: tuple[int, ...]
    text: str
    unclear: bool = False
    veiled: bool = False


def find_risk(turns: Sequence[Turn]) -> tuple[RiskFinding, ...]:
    """Every mention of a risk in the turns, in their order."""
    claims = heard_claims(turns)
    found: list[RiskFinding] = []
    for n, turn in enumerate(turns):
        if is_client(turn.speaker):
            quoted = found[-1].text if found and n in found[-1].evidence else ""
            told = _told(turns, n, claims, quoted, _spoken_of(found, n) is not None)
            found += told or _beside(turns, n, found)
        elif n + 1 < len(turns) and is_client(turns[n + 1].speaker):
            finding = _asked(turns, n, _spoken_of(found, n) is not None) or _asked_further(
                turns, n, found, claims
            )
            found += [finding] if finding else []
    return tuple(found)


def is_risk(text: str) -> bool:
    """Whether a drafted statement belongs under Risk."""
    for part in sentences(text):
        for mention in (each for each in mentions(part.padded) if not each.veiled):
            only_fear = (
                mention.kind == HARM and feared_accident(part.padded)
            ) or " afraid of " in part.padded
            if not only_fear:
                return True
    return bool(_ALSO_RISK.search(text))


def _asked(turns: Sequence[Turn], n: int, spoken_of: bool) -> RiskFinding | None:
    """A therapist's question about a risk with its answer, or a reflection with its answer.

    `spoken_of`: a risk is being spoken of; otherwise the therapist decides on veiled words.
    """
    turn, answer = turns[n], turns[n + 1]
    parts = zip(sentences(turn.text), written_sentences(turn.text), strict=True)
    risky = [(part, written) for part, written in parts if any(mentions(part.padded))]
    risky = [each for each in risky if each[0].question or not _CONDITIONAL.search(each[0].padded)]
    if not risky:
        return None
    part, written = risky[-1]
    found = tuple(mentions(part.padded))
    around = " ".join(p.padded for t in turns[max(0, n - 1) : n + 1] for p in sentences(t.text))
    standing = reply(answer.text)
    addressed = bool(re.search(r"\b(?:you(?! know)|your|yourself)\b", part.padded))
    question = part.question or bool(_INVERTED.search(part.padded))  # not all who write put the mark
    if not question and not addressed:
        return None  # told, not asked: psychoeducation
    if all(mention.kind == HARM for mention in found) and feared_accident(around):
        return None
    kinds = tuple(kind for kind in _ORDER if any(mention.kind == kind for mention in found))
    whose = _asked_about(part)
    sure = not takes_back(answer.text) and answer.speaker.startswith("client")
    no = standing is Standing.DENIED and sure
    asked = turn.text[turn.text.find(written) :] if not question and sentences(turn.text)[-1].question else ""
    follows = bool(asked)
    literal = answered(asked or written, answer.text, answer.speaker, question or follows, follows)

    def finding(denied: bool, text: str, unclear: bool = False) -> RiskFinding:
        return RiskFinding(kinds[0], whose, denied, (n, n + 1), text, unclear)

    if all(each.veiled for each in found):
        return RiskFinding(kinds[0], whose, False, (n, n + 1), literal, not spoken_of, not spoken_of)
    if follows or (not question and standing is Standing.SAID):
        return finding(False, literal)  # another question follows: the answer is to that
    if " safe " in part.padded:
        return finding(standing is Standing.AFFIRMED and sure, literal)
    if whose != "client":
        return finding(no, literal)
    if tells_of_the_past(answer.text) and sure:
        return finding(False, literal)
    # "You do not want to live?" - "No." denies nothing.
    deniable = bool(_INVERTED.search(part.padded)) or not any(each.wish for each in found)
    if no and deniable:
        only_abuse = ABUSE in kinds and HARM not in kinds
        return finding(
            True, literal if only_abuse else say.denied(kinds, part, written, answer.text, answer.speaker)
        )
    yes = standing is Standing.AFFIRMED or (standing is Standing.SAID and tells_so(answer.text))
    if yes and sure and not _NEGATED_QUESTION.search(part.padded):
        return finding(False, literal)
    if any(any(mentions(each.padded)) for each in sentences(answer.text)):
        return finding(False, literal)  # it speaks of it itself: what was said tells how it is
    return finding(False, say.unclear(kinds, part, answer.text, answer.speaker), unclear=True)


def _asked_further(
    turns: Sequence[Turn], n: int, found: Sequence[RiskFinding], claims: Sequence[Claim]
) -> RiskFinding | None:
    """'Have you thought of a way?' right after a risk that was not denied."""
    questions = [part.padded for part in sentences(turns[n].text) if part.question]
    last = _open_risk(found, n) if any(asks_further(each) for each in questions) else None
    around = " ".join(part.padded for part in sentences(turns[n].text)) if questions else ""
    if last is None and asks_what_helps(around):
        last = _spoken_of(found, n)
    if last is None:
        return None
    last = next(iter(_told(turns, n + 1, claims, "")), last)  # the answer may tell of another risk
    text = answered(turns[n].text, turns[n + 1].text, turns[n + 1].speaker)
    return RiskFinding(last.kind, last.whose, False, (n, n + 1), text)


def _open_risk(found: Sequence[RiskFinding], n: int) -> RiskFinding | None:
    """The last risk that was not denied and has been spoken of without a break until turn `n`."""
    edge = n
    for each in reversed(found):
        if edge - each.evidence[-1] > 1:
            return None
        if not each.denied and not each.veiled:
            return each
        edge = each.evidence[0]
    return None


def _spoken_of(found: Sequence[RiskFinding], n: int) -> RiskFinding | None:
    """The last risk of the client's that was not denied, if it was spoken of not long before turn `n`."""
    near = [each for each in found if n - each.evidence[-1] <= _STILL_NEAR]
    return next(
        (each for each in reversed(near) if each.whose == "client" and not (each.denied or each.veiled)), None
    )


def _beside(turns: Sequence[Turn], n: int, found: Sequence[RiskFinding]) -> list[RiskFinding]:
    """Means at hand, and what keeps a client from it, right after a risk of theirs; each only once."""
    turn = turns[n]
    near = [each for each in found if each.whose == "client" and n - each.evidence[-1] <= _NEAR]
    near = [each for each in near if not each.veiled]
    if not near or n in near[-1].evidence or near[-1].kind == ABUSE:
        return []
    written = written_sentences(turn.text)
    parts = zip(written, sentences(turn.text), strict=True)
    kept = [(text, what) for text, part in parts if (what := belongs_to_risk(part.padded))]
    return [
        RiskFinding(near[-1].kind, "client", False, (n,), say.beside(what, text, turn.speaker))
        for text, what in kept[:1]
    ]


def _told(
    turns: Sequence[Turn], n: int, claims: Sequence[Claim], quoted: str, spoken_of: bool = False
) -> list[RiskFinding]:
    """What a client said of a risk in their own words; what a finding quotes already is left out.

    `spoken_of`: a risk is being spoken of; otherwise the therapist decides on veiled words.
    """
    turn = turns[n]
    before = turns[n - 1] if n else None
    questioned = before is not None and not is_client(before.speaker) and before.text.rstrip().endswith("?")
    evidence = (n - 1, n) if questioned else (n,)
    written = written_sentences(turn.text)
    out: list[RiskFinding] = []
    for i, part in enumerate(sentences(turn.text)):
        found = tuple(mentions(part.padded))
        if not found or _bare(quote(written[i])) in _bare(quoted):
            continue
        mention = min(found, key=lambda each: (each.veiled, _ORDER.index(each.kind)))
        if mention.kind == HARM and feared_accident(part.padded):
            continue
        claim = _claim_of(claims, n, part, mention)
        if mention.kind == HARM and claim is not None and claim.about != "client":
            mention = next((each for each in found if each.kind == ABUSE), mention)  # another person does it
        whose = _whose(claim, part, mention)
        denied = claim is not None and claim.negative and not mention.wish
        kind = say.FEAR if mention.kind == HARM and feared(part.padded) else mention.kind
        text = say.told(kind, whose, denied or mention.veiled, say.with_sequel(written, i), turn.speaker)
        veiled = mention.veiled and not spoken_of
        unclear = veiled or not turn.speaker.startswith("client")
        denied = denied and not mention.veiled
        out.append(RiskFinding(kind, whose, denied, evidence, text, unclear, veiled))
    return out


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[\w'’]+", text.lower()))


def _claim_of(claims: Sequence[Claim], n: int, part: Sentence, mention: Mention) -> Claim | None:
    """The clause in which the mention stands."""
    words = set(part.padded[mention.start : mention.end].split())
    own = [claim for claim in claims if claim.turn == n and claim.sentence == part.padded]
    return max(own, key=lambda claim: len(words & set(claim.clause.text.split())), default=None)


def _whose(claim: Claim | None, part: Sentence, mention: Mention) -> str:
    """Whose risk it is: of abuse, that of the one who is hurt; otherwise of the one who does or wishes it."""
    span = part.padded[mention.start : mention.end]
    about = claim.about if claim is not None else "client"
    if mention.kind == SUICIDE and re.search(r"\b(?:i|me|my|myself)\b", span):
        return "client"
    if mention.kind == ABUSE and about == "client" and not re.search(r"\b(?:me|us|of)\b", span):
        return "client"  # 'I never touched her'
    if mention.kind == ABUSE:
        hurt = [lexicon().kin[word] for word in span.split() if word in lexicon().kin]
        if (
            re.search(r"\b(?:afraid|scared|frightened)\b", span)
            or re.search(r"\b(?:me|us)\b", span)
            or re.search(r" i (?:was|got|have been|am being) ", part.padded)
        ):
            return "client"
        if hurt:
            return hurt[-1]
        if re.search(r"\b(?:him|her|them|someone|somebody)\b", span):
            return say.OTHER
        return "client" if about in _NOBODY + _SPEAKER else about
    if about in _SPEAKER:
        return "client"
    return say.OTHER if about in _NOBODY else about


def _asked_about(part: Sentence) -> str:
    """Whom a question is about: the client, unless it speaks of a relative and not of 'you'."""
    words = part.padded.split()
    others = [lexicon().kin[word] for word in words if word in lexicon().kin]
    return "client" if {"you", "yourself"} & set(words) or not others else others[0]
