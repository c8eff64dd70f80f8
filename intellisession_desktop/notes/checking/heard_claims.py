"""What was said in the turns, and what the next speaker's answer makes of each question."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from ...records import Speaker, Turn
from ..language.clauses import Clause, negated, read_sentence
from ..language.lexicon import lexicon, words
from ..language.numbers import figures
from ..language.wording import Sentence, Token, padded, sentences, stem, stems
from .claims import Claim, Standing, ended, feared, hedged, is_client, light_stems, with_persons

_OPEN_QUESTION = words("open_question")
_PRONOUNS = (" it ", " that ", " them ", " this ", " those ", " one ", " so ", " there ")
_LEADS = frozenset(["oh", "well", "um", "uh", "hm", "hmm", "and", "god", "gosh", "lord", "honestly", ","])
_INVERTED = stems("inverted")


def heard_claims(turns: Sequence[Turn], names: frozenset[str] = frozenset()) -> tuple[Claim, ...]:
    """Every clause of the turns, with what the next speaker made of it."""
    out: list[Claim] = []
    asked: frozenset[str] = frozenset()
    for n, turn in enumerate(turns):
        following = turns[n + 1] if n + 1 < len(turns) else None
        answer = following.text if following is not None and following.speaker != turn.speaker else ""
        claims = _turn_claims(turn, n, answer, asked, names)
        out += claims
        asked = (
            frozenset(s for claim in claims for s in claim.stems)
            if not is_client(turn.speaker)
            else frozenset()
        )
    return with_persons(out)


def reply(text: str) -> Standing:
    """How an answer answers a yes-or-no question; SAID where it is neither yes, nor no, nor unsure."""
    parts = sentences(text)
    if not parts:
        return Standing.ASKED
    words = lexicon()
    first = parts[0]
    opening = padded(tuple(token for part in parts[:3] for token in part.tokens))
    if ended(padded(first.tokens)) and not negated(first.tokens):
        return Standing.AFFIRMED  # 'Years ago, in college.'
    tokens = [token.word for token in first.tokens]
    spoken = [word for word in tokens if word[0].isalnum()]
    lead = next(
        (i for i, word in enumerate(tokens) if word not in _LEADS),
        0,
    )
    after = tokens[lead + 1] if lead + 1 < len(tokens) else "."
    if tokens[lead] in words.no and (
        not after[0].isalnum()
        or after in ("i", "it", "not", "never", "he", "she", "they", "we", "nothing", "way", "thanks")
    ):
        return Standing.DENIED
    start = padded(first.tokens[lead:])
    if any(start.startswith(phrase) for phrase in words.no_phrases) and not hedged(start):
        return Standing.DENIED
    if hedged(opening) and not figures(first.tokens):
        return Standing.UNSURE
    if tokens[lead] in words.yes or _is_yes_phrase(first.tokens[lead:]):
        return Standing.AFFIRMED
    if len(spoken) <= 5 and words.yes & set(spoken):
        return Standing.AFFIRMED
    return Standing.SAID


def _is_yes_phrase(tokens: Sequence[Token]) -> bool:
    """'I have.' is a yes, 'I have thought about it' is none."""
    clause = tuple(takewhile(lambda token: not token.is_mark, tokens))
    for phrase in lexicon().yes_phrases:
        if padded(clause) == phrase or (
            padded(clause).startswith(phrase) and not phrase.startswith((" i ", " it "))
        ):
            return True
    return False


def _turn_claims(
    turn: Turn, n: int, answer: str, asked: frozenset[str], names: frozenset[str]
) -> list[Claim]:
    parts = sentences(turn.text)
    standings = (
        [_own_standing(part) for part in parts] if is_client(turn.speaker) else _standings(parts, answer)
    )
    out: list[Claim] = []
    for part, standing in zip(parts, standings, strict=True):
        around = part.padded
        ended_by_answer = standing is Standing.AFFIRMED and ended(
            padded(tuple(t for s in sentences(answer)[:3] for t in s.tokens))
        )
        for clause in read_sentence(part, names):
            text = clause.text
            leans = bool(clause.has(_PRONOUNS)) or len(clause.stems - light_stems()) < 2
            out.append(
                Claim(
                    clause,
                    turn.speaker,
                    _about(clause, turn.speaker),
                    _is_negative(clause, standing),
                    standing,
                    planned=clause.has(lexicon().planned_phrases)
                    or (bool(out) and _goes_on(out[-1], clause, turn.speaker))
                    or _is_instruction(clause, turn.speaker)
                    or (
                        part.question
                        and standing is not Standing.OPEN
                        and around.startswith((" shall ", " would ", " could "))
                    ),
                    ended=ended(around) or ended_by_answer,
                    hedged=hedged(text),
                    feared=feared(around),
                    sentence=around,
                    context=asked if leans else frozenset(),
                    turn=n,
                )
            )
    return out


def _goes_on(before: Claim, clause: Clause, speaker: str) -> bool:
    """'I will send it, and you fill it in': the second part is planned as well."""
    joined = clause.link in (",", "and") and not clause.first
    return joined and before.planned and not is_client(speaker)


def _is_negative(clause: Clause, standing: Standing) -> bool:
    """'You are not angry?' - 'No' agrees; 'Did you miss any?' - 'No' turns it round."""
    if standing is not Standing.DENIED:
        return clause.negative
    return True if clause.has((" not ", " never ")) else not clause.negative


def _is_instruction(clause: Clause, speaker: str) -> bool:
    """'Try it on Monday', said by the therapist."""
    first = clause.tokens[0]
    return (
        not is_client(speaker)
        and clause.first
        and not clause.question
        and first.word in lexicon().verbs
        and first.word != "thank"
    )


def _standings(parts: Sequence[Sentence], answer: str) -> list[Standing]:
    """What the answer makes of each sentence of the turn before it."""
    said = reply(answer)
    out = [Standing.SAID] * len(parts)
    for i, part in enumerate(parts):
        last = i == len(parts) - 1
        if part.question and _is_open(part):
            out[i] = Standing.OPEN
        elif part.question:
            out[i] = Standing.ASKED if not last or said is Standing.SAID else said
        elif said in (Standing.AFFIRMED, Standing.UNSURE, Standing.DENIED) and not any(
            p.question for p in parts
        ):
            out[i] = said if last or said is not Standing.DENIED else Standing.SAID
        elif said is Standing.AFFIRMED and parts[-1].question and not _is_open(parts[-1]):
            out[i] = said
    if len(parts) > 1 and parts[-1].question and not _is_open(parts[-1]) and not _says_much(parts[-1]):
        out[-2] = out[-1]  # "Has that been the case for you?" asks about the sentence before
    return out


def _own_standing(part: Sentence) -> Standing:
    """A client's sentence is said, whatever the therapist answers, unless it asks ('Is that normal?')."""
    opening = part.tokens[0].stem in _INVERTED or part.tokens[0].word in _OPEN_QUESTION
    return Standing.ASKED if part.question and opening else Standing.SAID


def _is_open(part: Sentence) -> bool:
    words = [token.word for token in part.tokens if not token.is_mark]
    if stem(words[0]) in _INVERTED or words[0] == "any":
        return False
    starts = {words[0], *(words[1:3])} | {
        t.word
        for b, t in zip(part.tokens, part.tokens[1:], strict=False)
        if b.is_mark or b.word in ("and", "so", "but", "now")
    }
    return bool(_OPEN_QUESTION & starts) and not (words[0] == "and" and len(words) < 3)


def _says_much(part: Sentence) -> bool:
    function = lexicon().function
    said = {token.stem for token in part.tokens if not token.is_mark and token.word not in function}
    return bool(said - light_stems() - {stem("case"), "okay", "tru"})


def _about(clause: Clause, speaker: str) -> str:
    """Whom a spoken clause is about."""
    other = Speaker.CLIENT if speaker == Speaker.THERAPIST else Speaker.THERAPIST
    me = Speaker.THERAPIST if speaker == Speaker.THERAPIST else Speaker.CLIENT
    roles = {"self": str(me), "you": str(other)}
    who = clause.owner if clause.subject in ("thing", "") and clause.owner else clause.subject
    return roles.get(who, who)
