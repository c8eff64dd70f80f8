"""Writes a statement anew: shorter, fuller, with the client's own words, or as the therapist asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from ...records import Turn
from ..language.content import content_words, telling_details
from ..models import Message, Writer
from .client_quotes import with_quote
from .drafting import sentences_of
from .prompt import said
from .vocabulary import allowed_words

MOST_TOKENS = 110
MOST_LOST = 0.34
"""Share of a sentence's content words that may be missing in the new one: it may use others for them."""


class Rewriting(StrEnum):
    """What a therapist may ask for."""

    SHORTER = "shorter"
    FULLER = "fuller"
    WITH_QUOTE = "with a quote"
    AS_ASKED = "as asked"  # in the therapist's own words


_SHORTER = (
    "You shorten sentences of a psychotherapist's progress note. Write the sentence again as one shorter "
    "sentence. Keep every fact: who, numbers, times, names, medicines, 'not' and 'never'. Leave out words "
    "that say nothing. Add nothing. Start with 'Client' or 'Therapist'."
)
_SHORTER_EXAMPLES = (
    (
        "Client stated that they had been going over B with K and that it took them about N hours every H.",
        "Client went over B with K for about N hours every H.",
    ),
    (
        "Client described that they did not do it, although they got as far as C before they gave up, and "
        "suggested that D would help them.",
        "Client did not do it but got as far as C and suggested D.",
    ),
    (
        "Therapist asked about B and then went on to explain to the client that B makes D.",
        "Therapist asked about B and explained that it makes D.",
    ),
    ("Client denied B.", "Client denied B."),
)
_FULLER = (
    "You write the progress note of a psychotherapist. You are shown what was said, and a sentence about "
    "it. Write the sentence again with more of what was said about it: how much, when, where, with whom, "
    "what the client did, thought and felt. Write one or two sentences in the third person and past tense. "
    "Keep every fact of the sentence. Start each sentence with 'Client' or 'Therapist'. Keep 'not' and "
    "'never'. Add nothing that was not said."
)
_FULLER_EXAMPLES = (
    (
        "Therapist: How has B been?\nClient: Not great, I mean, maybe N hours. I keep going over it with K "
        "and then I feel D.",
        "Client reported about N hours of B.",
        "Client reported that B was not great, about N hours. Client kept going over it with K and then "
        "felt D.",
    ),
    (
        "Therapist: So we said you would do B. How did it go?\nClient: I didn't do it, I got as far as C and "
        "gave up. Maybe D would help.",
        "Client did not do it.",
        "Client did not do it but got as far as C before giving up. Client suggested that D would maybe "
        "help.",
    ),
    (
        "Therapist: Can I share a bit about what B does to C? It makes D.\nClient: Oh. I didn't know that.",
        "Therapist explained B.",
        "Therapist explained that B makes D to C. Client said that they had not known that.",
    ),
)


_AS_ASKED = (
    "You change a sentence of a psychotherapist's progress note as the therapist asks. You are shown what "
    "was said, the sentence, and what to change. Write the sentence again, as one or two sentences in the "
    "third person and past tense. Change what is asked for and keep the rest. Add nothing that was not said. "
    "Start each sentence with 'Client' or 'Therapist'."
)
_AS_ASKED_EXAMPLES = (
    (
        "Therapist: How has B been?\nClient: Not great, I mean, maybe N hours. I keep going over it with K.",
        "Client reported about N hours of B.",
        "say with whom",
        "Client reported about N hours of B and going over it with K.",
    ),
    (
        "Therapist: So we said you would do B. How did it go?\nClient: I didn't do it, I got as far as C and "
        "gave up. Maybe D would help.",
        "Client did not do B but got as far as C and thought that D would maybe help.",
        "leave out what would help",
        "Client did not do B but got as far as C.",
    ),
    (
        "Therapist: Can I share a bit about what B does to C? It makes D.\nClient: Oh. I didn't know that.",
        "Therapist told the client about B.",
        "use the word psychoeducation",
        "Therapist offered psychoeducation about B.",
    ),
)
_OTHER_WORDS = "Write it once more, in other words."
LONGEST_WISH = 200
"""Letters of what a therapist asks for."""


def rewritten(
    text: str,
    turns: Sequence[Turn],
    how: Rewriting,
    writer: Writer | None,
    quoted_already: str = "",
    wish: str = "",
) -> str | None:
    """`text` written anew from the turns it rests on; None where nothing better came of it.

    The result still has to be checked. A quote needs no `writer`, and takes no words that `quoted_already`
    holds. `wish`: what the therapist asks for, with AS_ASKED.
    """
    if how == Rewriting.WITH_QUOTE:
        return with_quote(text, turns, quoted_already)
    if writer is None:
        raise ValueError("a shorter or fuller sentence needs a writing model")
    new = written_anew(text, turns, how, writer, wish)
    return new if new and is_better(text, new, how) else None


def written_anew(
    text: str,
    turns: Sequence[Turn],
    how: Rewriting,
    writer: Writer,
    wish: str = "",
    tried: Sequence[str] = (),
) -> str:
    """What the model writes for `text`, better or not; '' where it writes nothing. `tried`: what it wrote
    before and shall now put in other words.
    """
    asked = text if how == Rewriting.SHORTER else _shown(said(turns), text, wish[:LONGEST_WISH])
    chat = [*opening_for(how), Message("user", asked)]
    for before in tried:
        chat += [Message("assistant", before), Message("user", _OTHER_WORDS)]
    allowed = allowed_words(turns, also=f"{text} {wish[:LONGEST_WISH]}")
    found = sentences_of(writer.write(tuple(chat), MOST_TOKENS, allowed))
    return " ".join(found[:1] if how == Rewriting.SHORTER else found[:2])


def opening_for(how: Rewriting) -> tuple[Message, ...]:
    """The same for every sentence that is written anew in one way, so that the model evaluates it once."""
    if how == Rewriting.SHORTER:
        system, asked = _SHORTER, list(_SHORTER_EXAMPLES)
    elif how == Rewriting.FULLER:
        system = _FULLER
        asked = [(_shown(transcript, short), full) for transcript, short, full in _FULLER_EXAMPLES]
    else:
        system = _AS_ASKED
        asked = [(_shown(said_so, old, wish), new) for said_so, old, wish, new in _AS_ASKED_EXAMPLES]
    out = [Message("system", system)]
    for question, answer in asked:
        out += [Message("user", question), Message("assistant", answer)]
    return tuple(out)


def _shown(transcript: str, sentence: str, wish: str = "") -> str:
    shown = f"{transcript}\n\nSentence: {sentence}"
    return f"{shown}\nChange: {wish}" if wish else shown


def is_better(old: str, new: str, how: Rewriting) -> bool:
    """Whether no day, number or medicine is lost, and the sentence is shorter, or says more, than before;
    what was asked for may leave out anything.
    """
    if how == Rewriting.AS_ASKED:
        return new != old
    if telling_details(old) - telling_details(new):
        return False
    before, after = content_words(old), content_words(new)
    if how == Rewriting.SHORTER:
        return len(new) < len(old) and len(before - after) <= len(before) * MOST_LOST
    return len(new) > len(old) and bool(after - before) and len(before - after) <= len(before) * MOST_LOST
