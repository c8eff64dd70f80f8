"""What an answer of a writing model may be written with."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AllowedWords:
    """What sentences may be written with. Each begins with one of the subjects ('Client', 'Therapist').

    `words`: for each subject what its sentences may hold. In lower case, or with the capitals that a word
    needs ('PTSD'); a first letter passes in upper case too.
    `first`: where given for a subject, the words of which one
    has to stand right behind it. `runs`: rows of as many words as RUN, in lower case, that may not be taken
    over as they stand. `never_last`: words that end no sentence. `nothing`: what is answered where there is
    nothing to write; it stands alone. Empty where there is something.
    """

    words: dict[str, frozenset[str]]
    first: dict[str, frozenset[str]] = field(default_factory=dict)
    runs: frozenset[tuple[str, ...]] = frozenset()
    never_last: frozenset[str] = frozenset()
    nothing: str = "NONE"


RUN = 8
"""So many words in a row are copied, not written."""
