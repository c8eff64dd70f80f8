"""A statement laid beside its evidence: what the rules look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ...records import Turn
from ..client_facts import Known
from ..language.wording import Token, sentences
from .claims import Claim, content, light_stems, stated_claims
from .heard_claims import heard_claims

LIGHT = 0.35  # what a word of every sentence ('go', 'day') counts beside a word like 'highway'
CONTEXT = 0.6  # what a word of the question counts in its answer
ENOUGH = 0.6  # weight of content below which a clause says too little to be contradicted
NEAR = 0.8  # claims within this share of the best one are as good as it


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that speaks against a statement. A weight of 1 or more flags it alone."""

    code: str
    reason: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Match:
    """How much of a statement's clause a claim covers, from 0 to 1."""

    score: float
    claim: Claim


@dataclass(frozen=True)
class Comparison:
    text: str
    turns: tuple[Turn, ...]
    known: Known

    @cached_property
    def names(self) -> frozenset[str]:
        """Known names and those of the evidence, word by word in lower case."""
        known = {word.lower().strip(".") for name in self.known.names for word in name.split()}
        return frozenset(word for word in known if len(word) > 1)

    @cached_property
    def stated(self) -> tuple[Claim, ...]:
        return stated_claims(self.text, self.names)

    @cached_property
    def heard(self) -> tuple[Claim, ...]:
        return heard_claims(self.turns, self.names)

    @cached_property
    def stated_tokens(self) -> tuple[Token, ...]:
        return tuple(token for sentence in sentences(self.text) for token in sentence.tokens)

    @cached_property
    def turn_tokens(self) -> tuple[tuple[Token, ...], ...]:
        return tuple(tuple(token for s in sentences(turn.text) for token in s.tokens) for turn in self.turns)

    @cached_property
    def heard_words(self) -> frozenset[str]:
        return frozenset(token.word for tokens in self.turn_tokens for token in tokens)

    @cached_property
    def heard_stems(self) -> frozenset[str]:
        return frozenset(token.stem for tokens in self.turn_tokens for token in tokens)

    @cached_property
    def earlier_words(self) -> frozenset[str]:
        """Words of the earlier note, where the statement says that it speaks of an earlier time."""
        says_so = {"last", "previous", "previously", "earlier", "prior"} & {
            token.word for token in self.stated_tokens
        }
        return (
            frozenset(t.word for s in sentences(self.known.earlier) for t in s.tokens)
            if says_so
            else frozenset()
        )

    def matches(
        self, stated: Claim, among: Callable[[Claim], bool] = lambda claim: True
    ) -> tuple[Match, ...]:
        """The claims that cover most of a stated clause: the best, and those about as good."""
        found = [Match(similarity(stated, claim), claim) for claim in self.heard if among(claim)]
        top = max((match.score for match in found), default=0.0)
        return tuple(match for match in found if match.score >= max(0.3, NEAR * top))

    def facts(self, stated: Claim) -> tuple[Match, ...]:
        """The best claims that somebody made; questions alone are none."""
        return self.matches(stated, lambda claim: claim.is_fact)


def similarity(stated: Claim, claim: Claim) -> float:
    """The share of a stated clause's content that a claim says, or takes up from the question before it."""
    wanted = content(stated.stems)
    whole = sum(weight(s) for s in wanted)
    if not whole:
        return 0.0
    shared = sum(weight(s) for s in wanted & claim.stems)
    taken_up = CONTEXT * sum(weight(s) for s in (wanted & claim.context) - claim.stems)
    return (shared + taken_up) / whole


def together(stated: Claim, claims: Sequence[Claim]) -> float:
    """The share of a stated clause's content that several claims say among them."""
    wanted = content(stated.stems)
    whole = sum(weight(s) for s in wanted)
    shared = frozenset(s for claim in claims for s in claim.stems)
    return sum(weight(s) for s in wanted & shared) / whole if whole else 0.0


def says_enough(stated: Claim) -> bool:
    """Whether a clause has content of its own ('Client said that' has none)."""
    return sum(weight(s) for s in content(stated.stems)) >= ENOUGH


def weight(word_stem: str) -> float:
    return LIGHT if word_stem in light_stems() else 1.0


def read(text: str, turns: Sequence[Turn], known: Known) -> Comparison:
    return Comparison(text, tuple(turns), known)
