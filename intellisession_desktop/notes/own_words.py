"""What people said, as sentences of a note that cannot be wrong: retold in the third person, or quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..records import Exchange, Speaker, Turn
from .answers import reply
from .claims import Standing
from .details import split_sentences, telling_details
from .evidence import rule_findings
from .kinds import MEETS
from .known import Known
from .lexicon import lexicon, medicines, words
from .retelling import past_forms, retold
from .risk import find_risk, is_risk
from .spoken import answered, from_the_question_on, quote, small_who, who, within
from .worth import is_small_talk, says_something

MOST_WORDS = 28
_SHORT_WORDS = 9
_FEW_WORDS = 4
_FRAGMENTS_WORDS = 14
_ALONE_WORDS = 9
"""A shorter answer is not understood without its question."""
_PROPOSES = re.compile(
    r"\b(?:would you|could you|can you|shall we|can we|could we|will you|let's|why don't|how about|"
    r"what about)\b|"
    r"^(?:so |okay |good )?(?:and the(?! (?:more|less|other|thing|fact|last|first))|"
    r"for this week|you could|we could)\b|"
    r"\bby (?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.IGNORECASE,
)
_OFFERS = re.compile(
    r"\b(?:i(?:['’]ll| will)? (?:send|write to|ring|call|phone|email|speak to|talk to|pass) |"
    r"i can (?:give|send|lend) you|there is (?:also )?an? |i(?: would|'d) (?:suggest|recommend|"
    r"like you))\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:next|meet|see you|see each other|will|i'll|then|on the|appointment)\b", re.IGNORECASE
)
_GOES_ON = re.compile(r"(?:it|that|by|before|now|then|after)\b", re.IGNORECASE)
_IRONIC = re.compile(r"oh,? (?:sure|great|wonderful|fantastic|lovely|perfect|good|joy)\b", re.IGNORECASE)
_LEADS = re.compile(r"^(?:(?:so|and|okay|good|great|then|now|well)\b,?\s+)+", re.IGNORECASE)
_CONSENTS = re.compile(
    r"\b(?:i can|i could|i will|i'll|i would|sure|okay|yes|maybe|i guess)\b", re.IGNORECASE
)
_PROMISES = re.compile(r"\bI(?:['’]ll| will)\b")
_ASKS_FOR_PLANS = re.compile(
    r"\bdoable\b|\b(?:for|until) (?:this|the|next|our next) (?:coming )?(?:week|time|session)\b|"
    r"\bwhat (?:will|would|could|can) you (?:do|try|take on|practi[sc]e)\b",
    re.IGNORECASE,
)
_ADHERES = re.compile(
    r"\b(?:miss(?:ed)?|skip(?:ped)?|forgot|forget|stopped|ran out|not (?:started|taking|taken)|"
    r"(?:have|has|did)(?:n['’]t| not) (?:start|take|pick)\w*)\b",
    re.IGNORECASE,
)
_MEANS_TO = re.compile(
    r"^(?:(?:okay|ok|yes|yeah|so|well|and|maybe|sure)\b,?\s+)*i(?:['’]ll|['’]m going to)? "
    r"(?:(?:will|can|could|want to|would) )?(\w+)",
    re.IGNORECASE,
)
_OWN_CLAUSE = re.compile(r"(?:,\s*|\s+)(?:and|but)\s+(?=(?:i|we|he|she)\b)|,\s+(?=i\b)", re.IGNORECASE)
_TAKES_BACK = re.compile(r"(?:no,|no wait|wait,|sorry,|i mean,)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence of a note around what was said, the places of its turns in the exchange, and the words
    that it tells.
    """

    text: str
    places: tuple[int, ...]
    said: str
    must: bool = False  # what the client means to do until the next time, and how medicines are taken
    unclear: bool = False  # a name, number or medicine of it was heard unclearly
    beside: tuple[str, ...] = ()  # what else the same sentence told, and clearly: goes with it


def sayings(exchange: Exchange, known: Known) -> tuple[Saying, ...]:
    """All that could be told of an exchange, in its order, sentence by sentence; risk has rules of its
    own.
    """
    risky = {place for finding in find_risk(exchange.turns) for place in finding.evidence}
    return tuple(
        saying
        for place, turn in enumerate(exchange.turns)
        for saying in (
            _of_therapist(exchange.turns, place)
            if turn.speaker == Speaker.THERAPIST
            else _of_client(exchange.turns, place, known, place in risky)
        )
    )


def _of_client(turns: Sequence[Turn], place: int, known: Known, risky: bool) -> Iterator[Saying]:
    """`risky`: the rules for risk have found something in this turn, and quote it."""
    turn = turns[place]
    name = who(turn.speaker)
    parts = _parts(turn.text)
    for n, part in enumerate(parts):
        question = _question_before(turns, place) if n == 0 and len(part.split()) < _ALONE_WORDS else ""
        tells = f"{question} {part}".strip()
        taken_back = n + 1 < len(parts) and _TAKES_BACK.match(parts[n + 1])
        if len(part.split()) < _ALONE_WORDS and _TAKES_BACK.match(part):
            continue
        if taken_back or part.endswith("?") or len(part.split()) > MOST_WORDS or _IRONIC.match(part):
            continue
        if risky and is_risk(part):
            continue
        if _plans(turns, place, part):
            yield Saying(f'{name} planned: "{quote(part)}"', (place - 1, place), part, must=True)
            continue
        if not says_something(tells, known) or is_small_talk(tells, known):
            continue
        unclear, must = bool(unclear_words(part, turns, known)), _on_adherence(turns, place, part)
        beside: tuple[str, ...] = ()
        if unclear and not question:
            part, beside = _clear_end(part, turns, known, name)
        plain = _without_irony(part)
        told = retold(plain, name)
        if told is None and plain != part:
            continue  # quoted, it would say what was not meant
        if told is not None:
            yield Saying(f"{told}.", (place,), part, must, unclear, beside)
        elif question and _PROPOSES.search(question) and not says_something(part, known):
            continue  # told with the proposal
        elif question:
            text, must = answered(question, part, turn.speaker), must or bool(MEETS.search(question))
            yield Saying(text, (place - 1, place), tells, must, unclear)
        elif about := _spoken_of(part, parts[:n], turns[place - 1].text if place else ""):
            places = (place,) if about in " ".join(parts[:n]).lower() else (place - 1, place)
            text = f'{name} said of their {about}: "{quote(part)}"'
            yield Saying(text, places, f"{about} {part}", must, unclear)
        elif says_something(part, known):
            text = f'{name} said: "{quote(part)}"'
            yield Saying(text, (place,), part, must, unclear, beside)


def unclear_words(text: str, turns: Sequence[Turn], known: Known) -> str:
    """Why words of a text that count (a name, a number, a medicine) are not sure; '' where they are."""
    found = rule_findings(text, turns, known)
    return next((each.reason for each in found if each.code == "heard_unclearly"), "")


def _clear_end(part: str, turns: Sequence[Turn], known: Known, name: str) -> tuple[str, tuple[str, ...]]:
    """A sentence that was heard unclearly, up to where it is clear, and its clear clauses retold: "I held on
    to Charlie and I didn't leave." - "Client did not leave."
    """
    ends = [found.start() for found in _OWN_CLAUSE.finditer(part)]
    clauses = _OWN_CLAUSE.split(part)
    told: list[str] = []
    for clause in reversed(clauses[1:]):
        clear = None if unclear_words(clause, turns, known) else retold(clause, name)
        if clear is None or not says_something(clause, known):
            break
        told.insert(0, f"{clear}.")
    return (part[: ends[-len(told)]] + "." if told else part), tuple(told)


def _on_adherence(turns: Sequence[Turn], place: int, part: str) -> bool:
    """Whether a sentence tells that a medicine is taken otherwise than it was meant to be."""
    spoken = " ".join(turn.text.lower() for turn in turns[max(0, place - 1) : place + 1])
    named = set(re.findall(r"[a-z]+", spoken))
    return bool(_ADHERES.search(part) and (named & medicines().keys() or named & words("medicine_words")))


def _plans(turns: Sequence[Turn], place: int, part: str) -> bool:
    """Whether a sentence tells what the client means to do, asked for it."""
    before = turns[place - 1] if place else None
    asked = before is not None and before.speaker == Speaker.THERAPIST and _ASKS_FOR_PLANS.search(before.text)
    means_to = _MEANS_TO.match(part)
    return bool(asked and means_to and means_to[1].lower() in words("doings"))


def _without_irony(sentence: str) -> str:
    """'I got let go on Thursday, so, fantastic week.' without what was meant the other way."""
    pieces = re.split(r",\s*", sentence.rstrip(".! "))
    praised = [bool(words("praise") & set(re.findall(r"[a-z]+", piece.lower()))) for piece in pieces]
    mishap = any(
        words("mishaps") & set(re.findall(r"[a-z]+", piece.lower()))
        for piece, praise in zip(pieces, praised, strict=True)
        if not praise
    )
    if not mishap or not any(praised):
        return sentence
    kept = [piece for piece, praise in zip(pieces, praised, strict=True) if not praise]
    return ", ".join(piece for piece in kept if piece.lower() not in ("so", "oh", "well"))


def _parts(text: str) -> list[str]:
    """The sentences of a turn; fragments stand together ('Bad. About five hours.'), with what goes on from
    them ('Five. It was a two before.').
    """
    out: list[str] = []
    open_end = False
    for sentence in split_sentences(text):
        fragment = len(sentence.split()) < _ALONE_WORDS and retold(sentence) is None
        goes_on = fragment or (_GOES_ON.match(sentence) and len(sentence.split()) <= _SHORT_WORDS)
        if out and open_end and goes_on and not _TAKES_BACK.match(sentence) and not sentence.endswith("?"):
            out[-1] = f"{out[-1].rstrip('. ')}; {within(sentence)}"
        else:
            out.append(sentence)
        open_end = fragment or bool(open_end and goes_on)
        open_end = open_end and len(out[-1].split()) < _FRAGMENTS_WORDS and not _TAKES_BACK.match(sentence)
    return out


def _spoken_of(sentence: str, before: Sequence[str], question: str) -> str:
    """The relative whom a sentence's first 'he' or 'she' is, where it is the only one of its kind; else
    ''.
    """
    pronoun = re.match(r"(he|she)\b", sentence, re.IGNORECASE)
    if pronoun is None:
        return ""
    kin = lexicon().kin
    spoken = [
        word for text in (question, *before) for word in re.findall(r"[a-z]+", text.lower()) if word in kin
    ]
    fitting = [word for word in spoken if kin[word] in words(f"{pronoun[1].lower()}_kin")]
    return fitting[-1] if len({kin[word] for word in fitting}) == 1 else ""


def _of_therapist(turns: Sequence[Turn], place: int) -> Iterator[Saying]:
    """What was proposed and agreed to, and days that were set: a therapist's other words are no facts."""
    turn = turns[place]
    after = turns[place + 1] if place + 1 < len(turns) else None
    sentences = split_sentences(turn.text)
    meets = next((each for each in reversed(sentences[-2:]) if MEETS.search(each)), "")
    for sentence in sentences[-2:]:
        if len(sentence.split()) > MOST_WORDS or is_risk(sentence):
            continue
        answer = " ".join(split_sentences(after.text)[:2]) if after is not None else ""
        last = sentence == sentences[-1] or sentences[-1].lower().startswith("shall we")
        if after is not None and last and _PROPOSES.search(sentence) and _agrees(answer):
            if len(answer.split()) <= MOST_WORDS and not is_risk(answer):
                asked = (
                    sentence if sentence != sentences[-1] else from_the_question_on(" ".join(sentences[-2:]))
                )
                text = _agreed(asked if asked.endswith(sentence) else sentence, answer, after.speaker)
                must = bool(_PROMISES.search(answer)) or sentence == meets
                yield Saying(text, (place, place + 1), f"{sentence} {answer}", must)
        elif not sentence.endswith("?") and (
            sentence == meets or _OFFERS.search(sentence) or _sets_a_day(sentence)
        ):
            yield Saying(f'Therapist said: "{quote(sentence)}"', (place,), sentence, sentence == meets)


def quoted(saying: Saying, exchange: Exchange) -> str:
    """A saying as a quotation."""
    return f'{who(exchange.turns[saying.places[-1]].speaker)} said: "{quote(saying.said)}"'


def put_right(words: str, exchange: Exchange) -> Saying | None:
    """What the therapist said, where a sentence gives a run of their `words` to the client; with the
    client's assent, if there was one.
    """
    for place, turn in enumerate(exchange.turns):
        for sentence in split_sentences(turn.text) if turn.speaker == Speaker.THERAPIST else ():
            if words.lower() not in " ".join(re.findall(r"[\w'’]+", sentence.lower())):
                continue
            after = exchange.turns[place + 1] if place + 1 < len(exchange.turns) else None
            if after is not None and reply(after.text) is Standing.AFFIRMED:
                agreed = f"and {small_who(after.speaker)} agreed."
                text = f'Therapist said: "{quote(sentence).rstrip(".")}", {agreed}'
                return Saying(text, (place, place + 1), sentence)
            return Saying(f'Therapist said: "{quote(sentence)}"', (place,), sentence)
    return None


def _agreed(proposal: str, answer: str, speaker: str) -> str:
    """The proposal as it was made; the answer where it says more than yes."""
    if proposal.endswith("?") and len(answer.split()) >= _FEW_WORDS:
        return answered(proposal, answer, speaker)
    return f'{who(speaker)} agreed to "{quote(_LEADS.sub("", proposal)).rstrip("?.! ")}".'


def _sets_a_day(sentence: str) -> bool:
    days = any(not detail.startswith("#") for detail in telling_details(sentence))
    past = past_forms() & set(lexicon().base)  # not those that may be a present too
    looks_back = any(
        word in past or re.search(r"[a-z]{2}ed$", word) for word in re.findall(r"[a-z]+", sentence.lower())
    )
    return days and bool(_TO_COME.search(sentence)) and not looks_back


def _agrees(answer: str) -> bool:
    standing, first = reply(answer), (split_sentences(answer) or [""])[0]
    plain_yes = standing is Standing.AFFIRMED and len(first.split()) <= _ALONE_WORDS
    return plain_yes or (standing is not Standing.DENIED and bool(_CONSENTS.search(answer)))


def _question_before(turns: Sequence[Turn], place: int) -> str:
    """The question that a turn answers; '' for none."""
    if place == 0 or turns[place - 1].speaker != Speaker.THERAPIST:
        return ""
    asked = [each for each in split_sentences(turns[place - 1].text)[-2:] if each.endswith("?")]
    return asked[-1] if asked and len(asked[-1].split()) <= MOST_WORDS else ""
