"""What the writing model is asked: one window of a session, and what a note says about it."""

from __future__ import annotations

from collections.abc import Sequence

from ...records import Turn
from ..conversation.uninterrupted import uninterrupted
from ..models import Message
from .vocabulary import name_of

_INSTRUCTION = (
    "You are an experienced psychotherapist who writes the progress note of a session, one part of the "
    "transcript at a "
    "time. Write what belongs in the note about this part: one to four plain sentences in the third "
    "person and past "
    "tense, each beginning with 'Client' or 'Therapist'. Keep every clinical fact: symptoms, events, "
    "how often, how much, "
    "when, with whom, reasons, feelings, medicines, ratings, what was done and not done, what was "
    "agreed, when to meet. "
    "Keep 'not', 'if' and 'maybe'. Say whose it is: the client's, or a relative's. Summarise, leave "
    "out filler words, use "
    "no quotation marks. Write NONE if it is only small talk."
)
# They may be natural: the decoder cannot copy what was not said in the window.
_EXAMPLES = (
    (
        "Therapist: How have the nights been?\n"
        "Client: Um, a bit better, I guess. I mean, last month I was up, like, three or four times, "
        "now it's maybe once. "
        "And I, uh, I don't have coffee after lunch anymore.\n"
        "Therapist: That's a real change.\n"
        "Client: Yeah. My sister noticed, too.",
        "Client reported waking about once a night, compared with three or four times last month, and "
        "no longer had "
        "coffee after lunch. Client's sister noticed the change too.",
    ),
    (
        "Therapist: Hi, come in, have a seat. Did you find the parking lot?\nClient: Yeah, no problem, "
        "right out front.",
        "NONE",
    ),
    (
        "Therapist: You said you screamed at your manager. Do you ever think about hurting him?\n"
        "Client: No. God, no. I was just so angry. My dad was the one who hit people, not me.\n"
        "Therapist: So it matters to you not to be like him.\n"
        "Client: Exactly. I'd rather quit.",
        "Client was angry and screamed at the manager, but denied thoughts of hurting him. Client's "
        "father hit people, and "
        "it matters to the client not to be like him; client would rather quit.",
    ),
    (
        "Therapist: A lot of people find that the fear gets smaller when they stay where they are. "
        "Would you be willing to "
        "stay on the bus for one more stop?\n"
        "Client: I guess. I mean, I can't promise anything. My wife thinks I should.\n"
        "Therapist: It's up to you.",
        "Therapist explained that the fear gets smaller when people stay where they are. Client was "
        "willing to stay on the "
        "bus for one more stop but could not promise anything. Client's wife thought that they should.",
    ),
    (
        "Therapist: On a scale of zero to ten, how sure are you that you can do that?\n"
        "Client: Maybe a six. If I had it written down, it'd be a seven.\n"
        "Therapist: Okay, let's write it down then. And I'll see you on the ninth?\n"
        "Client: The ninth works. I haven't talked to my brother yet, but I want to, before that.",
        "Client rated how sure they were at six out of ten, and said that having it written down would "
        "make it a seven. "
        "Client had not talked to their brother yet but wanted to before coming back on the "
        "ninth.",
    ),
)


def opening() -> tuple[Message, ...]:
    """The same for every window, so that the model evaluates it once."""
    messages = [Message("system", _INSTRUCTION)]
    for window, answer in _EXAMPLES:
        messages += [Message("user", window), Message("assistant", answer)]
    return tuple(messages)


def asked(turns: Sequence[Turn]) -> tuple[Message, ...]:
    """The whole chat that asks about some turns."""
    return (*opening(), Message("user", said(turns)))


def said(turns: Sequence[Turn]) -> str:
    """Turns as lines 'Therapist: ...', as the prompts show them; what was interrupted is put "
    "together."""
    return "\n".join(f"{name_of(speaker)}: {text}" for speaker, text in uninterrupted(turns))
