"""Writes the statements of a draft, exchange by exchange, with a small writing model.

Small models write good single sentences and poor documents, so the draft is built bottom up: the model sees
one exchange and writes one to three sentences about it, and the evidence of these sentences is that
exchange by construction. What the model left out, or told wrongly, is told in the words that were said
(own_words.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from ..errors import ModelDoesNotFollow
from ..records import Exchange, Speaker, Statement, Status, Turn
from ..records.writing import AllowedWords
from .details import content_words, split_sentences, telling_details
from .evidence import FLAGS, MODEL_DOUBTS, Verdict, weigh
from .kinds import MEETS
from .known import Known
from .lexicon import words
from .models import Embedder, Message, Writer
from .own_words import Saying, put_right, quoted, sayings, unclear_words
from .selection import Candidate, chosen, nearest, without_repeats
from .style import STANDARD, Quotes, Style
from .worth import says_something, substance

MOST_TOKENS = 90
SAME_MEANING = 0.86
"""Cosine of two sentences of one exchange from which on the second says nothing new (looked at on drafts
here).
"""

DOUBTFUL = 0.15
"""Doubt from which on the client's own words are better than the model's sentence (looked at on drafts
here: of the sentences of four sessions that were wrong, two thirds lie above it, and a quarter of those
that were right).
"""

UNBACKED = 0.4
"""Doubt from which on a sentence is flagged where the words chosen to stand beside it do not hold it."""

REPLACED = 0.5
"""Share of a doubtful sentence that the words quoted have to hold, to stand in its place."""

_INSTRUCTION = (
    "You write the progress note of a psychotherapist, one exchange of the session at a time. Write one or "
    "two short "
    "sentences in the third person and past tense that keep every clinical fact of the exchange: symptoms, "
    "events, "
    "thoughts, feelings, numbers, times, names, medicines, what was and was not done, plans, and what the "
    "therapist "
    "did. Start each sentence with 'Client' or 'Therapist'. Keep 'not' and 'never'. Say whose it is: the "
    "client's, or "
    "a relative's. Add nothing that was not said. If there is only small talk, write NONE."
)
# The examples show the form only. Every fact in them is a letter, so that none can pass for a fact of a
# session; a sentence that repeats one is thrown away.
_EXAMPLES = (
    (
        "Therapist: How has B been?\nClient: Not great, I mean, maybe N hours. I keep going over it with K.",
        "Client reported about N hours of B and going over it with K.",
    ),
    (
        "Therapist: Hello, come in. Did you get here okay with the rain?\nClient: Yes, the bus was fine.",
        "NONE",
    ),
    (
        "Therapist: So we said you would do B. How did it go?\nClient: I didn't do it, I got as far as C and "
        "gave up. Maybe D would help.",
        "Client did not do it but got as far as C before giving up. Client suggested D.",
    ),
    (
        "Therapist: And B?\nClient: K gave me B two months ago, some C.\nTherapist: Do you use it every H?\n"
        "Client: I skipped it N times.",
        "Client was given B by K two months ago, with some C. Client skipped B N times.",
    ),
    (
        "Therapist: Can I share a bit about what B does to C? It makes D.\nClient: Oh. I didn't know that.",
        "Therapist explained that B makes D.",
    ),
    (
        "Therapist: How much is B now, from M to N?\nClient: Maybe P. Before C it was Q.",
        "Client rated B at P, compared with Q before C.",
    ),
    (
        "Client: K did B, you know.\nTherapist: And you, have you ever wanted to?\nClient: No, never.",
        "Client said that K did B. Client denied ever having wanted to.",
    ),
    (
        "Therapist: What else could you do?\nClient: I can have B and still do C.\nTherapist: Would you "
        "bring D by H?\nClient: Sure, I will.",
        "Client said that they can have B and still do C. Client agreed to bring D by H.",
    ),
)
_LETTER = re.compile(r"\b[B-HJ-Z]\b(?!\.\s*\w)")  # but not an initial


MOST_MISSED = 3
"""So many answers that are none, and never one that is, are no accident."""
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_ABOUT_THEM = re.compile(r"\b(?:client|clients|therapist|they|their|he|she)\b", re.IGNORECASE)

_BEGINS_WITH_THEY = re.compile(
    r"They (were|are|have|had|did|could|would|will|can|felt|went|got|said|thought|took|\w+ed)\b"
)
_SEVERAL = re.compile(r"\b(?:they|them|their|we|us|our)\b", re.IGNORECASE)
"""Words of somebody who speaks of several people."""
_OF_ONE = {"were": "was", "are": "is", "have": "has"}

QUOTE_WORDS = 8
"""A run of so many words taken over from what was said is shown as the quotation that it is."""
_LEAST_QUOTED = 4  # once the words that only join are left outside
MOSTLY_QUOTED = 0.5
"""Share of a sentence's words from which on all of it is better quoted."""
_MOUTH_WORDS = 7
"""A run of so many of the therapist's words is not the client's saying."""

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’]*")
_JOINING = words("joining")
_CLIENT_SAID = re.compile(
    r"^Client\w* \w*\s?(?:said|reported|stated|mentioned|expressed|explained|described|noted|felt|"
    r"thought|shared|told)\b"
)


def draft_exchange(
    exchange: Exchange, known: Known, writer: Writer, embedder: Embedder, style: Style = STANDARD
) -> tuple[Statement, ...]:
    """What the note should say about one exchange, each statement checked; nothing when it holds no
    clinical content.

    Sentences that say nothing are left out. One that is refused or doubtful gives way to the words that
    were said, where these can be quoted; else the therapist decides.
    """
    if not any(content_words(turn.text) for turn in exchange.turns):
        return ()
    texts = answered(writer.write((*opening(), Message("user", said(exchange.turns))), MOST_TOKENS))
    spoken = [turn.text for turn in exchange.turns if turn.speaker != Speaker.THERAPIST]
    several = any(_SEVERAL.search(text) for text in spoken)
    texts = [_named(text, begins=n == 0 and not several) for n, text in enumerate(texts)]
    texts = [text for text in texts if not echoes(text, exchange.turns) and says_something(text, known)]
    texts = _without_repetition(texts, embedder)
    verdicts = {text: _verdict(text, exchange.turns, known, writer) for text in texts}
    kept = [text for text in texts if verdicts[text].doubt < DOUBTFUL]
    said_so = sayings(exchange, known)
    candidates = [Candidate(text, text, written=True) for text in kept]
    candidates += [
        Candidate(
            each.text,
            " ".join((each.said, *each.beside)),
            False,
            '"' in each.text,
            each.must,
            each.unclear and not each.beside,
        )
        for each in said_so
    ]
    taken = chosen(candidates, exchange.turns, known, style)
    left: list[str] = []
    corrected: list[Saying] = []
    meeting = any(MEETS.search(candidates[i].tells) for i in taken)
    for text in (each for each in texts if each not in kept):
        told = substance(" ".join(candidates[i].tells for i in taken), known)
        own = substance(text, known)
        if meeting and MEETS.search(text):
            continue  # it is told in the words that were said
        if len(own & told) >= REPLACED * len(own):
            continue
        if (right := _put_right(text, exchange)) is not None:
            corrected.append(right)
            continue
        instead = nearest(own, candidates, known, first=len(kept))
        if instead is None:
            left.append(text)
        elif instead not in taken:
            taken.append(instead)
    taken = without_repeats(taken, candidates, known)
    out = [_statement(kept[i], verdicts[kept[i]], exchange) for i in sorted(taken) if i < len(kept)]
    sayings_taken = [said_so[i - len(kept)] for i in sorted(taken) if i >= len(kept)] + corrected
    for each in sayings_taken:
        evidence = tuple(exchange.indices[place] for place in each.places)
        out += [_saying(each, exchange, known, style), *(Statement(text, evidence) for text in each.beside)]
    out += [_statement(text, _strictly(verdicts[text]), exchange) for text in left]
    return tuple(out)


class WatchedWriter:
    """A writing model whose drafts are looked at: one that does not do what it is asked for is reported, not
    made do with.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._missed = 0
        self._follows = False

    def write(self, messages: Sequence[Message], limit: int, allowed: AllowedWords | None = None) -> str:
        """Raises ModelDoesNotFollow when none of its first answers is one; later ones may fail."""
        answer = self._writer.write(messages, limit, allowed)
        self._follows = self._follows or _is_answer(answer, messages[-1].content if messages else "")
        self._missed += not self._follows
        if self._missed >= MOST_MISSED:
            raise ModelDoesNotFollow()
        return answer

    def agreement(self, messages: Sequence[Message]) -> float:
        return self._writer.agreement(messages)

    def choose(self, messages: Sequence[Message], options: tuple[str, ...]) -> tuple[float, ...]:
        return self._writer.choose(messages, options)


def _is_answer(answer: str, asked: str) -> bool:
    """Whether an answer is one: nothing to write, or whole sentences about client or therapist, or with a
    word of what was asked, in whichever language.
    """
    told = " ".join(answered(answer))
    shared = set(_LONG_WORD.findall(told.lower())) & set(_LONG_WORD.findall(asked.lower()))
    return "NONE" in answer or bool(_ABOUT_THEM.search(told)) or bool(shared - {"client", "therapist"})


def _strictly(verdict: Verdict) -> Verdict:
    """Of a sentence that nothing said bears out: flagged already where it is half in doubt."""
    if verdict.status == Status.SUPPORTED and verdict.doubt >= UNBACKED:
        return replace(verdict, status=Status.FLAGGED, reason=MODEL_DOUBTS)
    return verdict


def _statement(text: str, verdict: Verdict, exchange: Exchange) -> Statement:
    return Statement(_quoting(text, exchange.turns), exchange.indices, verdict.status, verdict.reason)


def _saying(saying: Saying, exchange: Exchange, known: Known, style: Style) -> Statement:
    """It says no more than that it was said; only words heard unclearly can be wrong in it."""
    evidence = tuple(exchange.indices[place] for place in saying.places)
    reason = unclear_words(saying.text, exchange.turns, known)
    status = Status.FLAGGED if reason else Status.SUPPORTED
    text = _quoting(saying.text, exchange.turns)
    inside = text.partition('"')[2].partition('"')[0]
    if '"' not in saying.text and style.quotes == Quotes.MANY:
        text = quoted(saying, exchange)
    elif text != saying.text and len(inside.split()) > MOSTLY_QUOTED * len(text.split()):
        text = quoted(saying, exchange)  # all of it, rather than all but its first word
    return Statement(text, evidence, status, reason)


def _verdict(text: str, turns: Sequence[Turn], known: Known, writer: Writer) -> Verdict:
    if _puts_into_mouth(text, turns):
        return Verdict(Status.FLAGGED, "The therapist said this; the client did not say it", FLAGS)
    return weigh(
        text, turns, known, writer, None
    )  # nearness of meaning changes nothing: tests/eval/README.md


def _put_right(text: str, exchange: Exchange) -> Saying | None:
    """What the therapist said, of a sentence that has the client say it."""
    if not _puts_into_mouth(text, exchange.turns):
        return None
    size, first, _ = _longest_run(text, exchange.turns)
    words = [found.group() for found in _WORD.finditer(text)]
    return put_right(" ".join(words[first : first + size]), exchange)


def _named(text: str, begins: bool) -> str:
    """The second client as a note calls them, 'Client 2'; and the client by that name where an answer
    `begins` with a 'They' that nobody else can be: "They were late." - "Client was late."
    """
    text = re.sub(r"\bClient(\d)\b", r"Client \1", text)
    found = _BEGINS_WITH_THEY.match(text) if begins else None
    if found is None:
        return text
    verb = _OF_ONE.get(found[1], found[1])
    return f"Client {verb}{text[found.end() :]}"


def _puts_into_mouth(text: str, turns: Sequence[Turn]) -> bool:
    """Whether a sentence says that the client said what the therapist said, word for word."""
    if not _CLIENT_SAID.match(text):
        return False
    size, _, turn = _longest_run(text, turns)
    return size >= _MOUTH_WORDS and turn is not None and turn.speaker == Speaker.THERAPIST


def said(turns: Sequence[Turn]) -> str:
    """Turns as lines 'Therapist: ...', as the prompts show them."""
    return "\n".join(f"{turn.speaker.title()}: {turn.text}" for turn in turns)


def opening() -> tuple[Message, ...]:
    """The same for every exchange, so that the model evaluates it once."""
    messages = [Message("system", _INSTRUCTION)]
    for exchange, answer in _EXAMPLES:
        messages += [Message("user", exchange), Message("assistant", answer)]
    return tuple(messages)


def answered(answer: str) -> list[str]:
    """The sentences of the model's answer, without labels and list marks; a cut-off last one is left out."""
    lines = (re.sub(r"^[-*\d.\s]+(?=[A-Z])", "", line) for line in answer.splitlines())
    found = [text for line in lines for text in split_sentences(line)]
    return [text for text in found if not text.startswith("NONE") and re.search(r"[.!?][\"”]?$", text)]


def echoes(text: str, turns: Sequence[Turn]) -> bool:
    """Whether a sentence speaks of what only the examples hold: that is no claim about this session."""
    heard = {letter for turn in turns for letter in _LETTER.findall(turn.text)}
    return bool(set(_LETTER.findall(text)) - heard)


def _without_repetition(texts: Sequence[str], embedder: Embedder) -> list[str]:
    """Leaves out sentences that say again what an earlier sentence of the same exchange said."""
    if len(texts) < 2:
        return list(texts)
    vectors = embedder.embed(texts)
    kept: list[int] = []
    for i, text in enumerate(texts):
        if not any(_says_no_more(text, texts[k], float(vectors[i] @ vectors[k])) for k in kept):
            kept.append(i)
    return [texts[i] for i in kept]


def repeats(text: str, others: Sequence[str], embedder: Embedder) -> bool:
    """Whether a sentence says again what one of `others`, of the same exchange, says."""
    if not others:
        return False
    vectors = embedder.embed([text, *others])
    return any(
        _says_no_more(text, other, float(vectors[0] @ vector))
        for other, vector in zip(others, vectors[1:], strict=True)
    )


def _says_no_more(text: str, other: str, nearness: float) -> bool:
    same = nearness >= SAME_MEANING or content_words(text) <= content_words(other)
    return same and telling_details(text) <= telling_details(other)


def _quoting(text: str, turns: Sequence[Turn]) -> str:
    """Puts the longest run of words taken over from one turn in quotation marks, if it is as long as a
    quote.

    Words that only join are left outside at both ends.
    """
    if any(mark in text for mark in '"“”'):
        return text
    here = list(_WORD.finditer(text))
    size, first, _ = _longest_run(text, turns)
    if size < QUOTE_WORDS:
        return text
    while size and here[first].group().lower() in _JOINING:
        size, first = size - 1, first + 1
    while size and here[first + size - 1].group().lower() in _JOINING:
        size -= 1
    if size < _LEAST_QUOTED:
        return text
    start, end = here[first].start(), here[first + size - 1].end()
    return f'{text[:start]}"{text[start:end]}"{text[end:]}'


def _longest_run(text: str, turns: Sequence[Turn]) -> tuple[int, int, Turn | None]:
    """The longest run of words of `text` that stands so in one turn: its length, its first word, the turn."""
    words = [found.group().lower() for found in _WORD.finditer(text)]
    best: tuple[int, int, Turn | None] = (0, 0, None)
    for turn in turns:
        said_words = [found.group().lower() for found in _WORD.finditer(turn.text)]
        run = SequenceMatcher(None, words, said_words, autojunk=False).find_longest_match()
        if run.size > best[0]:
            best = (run.size, run.a, turn)
    return best
