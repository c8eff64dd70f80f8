"""The frozen records that cross layers: what was said, what was noted, and about whom.

Times are seconds from the start of the recording, as float. Dates are `datetime.date`; moments are
timezone-aware UTC `datetime.datetime`. Ids are random hexadecimal strings.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from .destruction import Destruction as Destruction
from .destruction import DestructionEntry as DestructionEntry
from .destruction import DestructionReason as DestructionReason
from .destruction import DestructionStep as DestructionStep
from .destruction import Receipt as Receipt
from .drafting import AsDrafted as AsDrafted
from .moments import Moment as Moment
from .moments import MomentKind as MomentKind
from .outcomes import ItemOutcome as ItemOutcome
from .outcomes import OutcomeKind as OutcomeKind

SAMPLE_RATE = 16_000
"""Hz of all sound inside the program: mono, float32, [-1, 1]."""


class Speaker(StrEnum):
    """Labels of turns; further clients are 'client2', 'client3', ... (plain strings)."""

    THERAPIST = "therapist"
    CLIENT = "client"
    UNKNOWN = "unknown"


FIND_OUT = 0
"""In place of a number of people: nobody said how many there are, the voices must tell."""


class LabelledBy(StrEnum):
    """How it was told which of the people heard is the therapist."""

    NOTHING = ""  # there was nothing to tell: one person, or no sound
    VOICE = "voice"  # the therapist's enrolled voice was recognised
    WORDS = "words"  # by how each of them talks
    FAILED = "failed"  # the voices could not be told apart: all turns are 'unknown'
    HAND = "hand"  # the therapist said so


@dataclass(frozen=True, slots=True)
class Labelling:
    """How the speakers of a transcript were told apart.

    `certainty`, [0, 1]: how sure it is that the turns labelled 'therapist' are the therapist's. `voices`: how
    many people were heard (0: not known). `channels`: each person had a channel of the sound.
    """

    by: LabelledBy = LabelledBy.NOTHING
    certainty: float = 1.0
    voices: int = 0
    channels: bool = False


UNLABELLED = Labelling()
"""There was nothing to tell."""


@dataclass(frozen=True, slots=True)
class VoicePrint:
    """What one person's voice is like: never sound. `vector` has length 1; `model` names the model that
    made it, whose prints alone compare; `seconds` of speech are behind it.
    """

    vector: tuple[float, ...]
    seconds: float
    model: str
    made: dt.datetime


class Status(StrEnum):
    """How a statement stands towards its evidence."""

    SUPPORTED = "supported"
    FLAGGED = "flagged"
    KEPT = "kept"  # was flagged, and the therapist decided to keep it
    CARRIED = "carried"  # from an earlier note
    THERAPIST = "therapist"  # the therapist's own words


@dataclass(frozen=True, slots=True)
class Word:
    """One word as whisper heard it; `probability` in [0, 1] is the least of its tokens."""

    start: float
    end: float
    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Turn:
    """One person speaking. `unsure` holds the words (as they stand in `text`) that were heard unclearly."""

    start: float
    end: float
    speaker: str
    text: str
    unsure: tuple[str, ...] = ()

    @property
    def is_written(self) -> bool:
        """Whether the therapist wrote it down and nobody said it: such words take no time."""
        return self.speaker == Speaker.THERAPIST and self.end <= self.start


@dataclass(frozen=True, slots=True)
class SpeechChunk:
    """One piece of speech given to whisper, and what came back.

    `speech_s` is the detected speech inside it; `heard` is False when whisper did not get to its end, so that
    its speech counts as not processed. A chunk that holds no words (a cough, a bell) is heard, with `words`
    empty.
    """

    index: int
    start: float
    end: float
    speech_s: float
    heard: bool
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Pace:
    """Of all voices: seconds heard, median pitch, how often they swell (as syllables do); 0: unknown."""

    voice_s: float = 0.0
    pitch_hz: float = 0.0
    beat_hz: float = 0.0


@dataclass(frozen=True, slots=True)
class Hearing:
    """All that the speech worker found in one recording. `timings` holds busy seconds: load, speakers,
    transcribe. `labelling` says how sure the speakers of the turns are. `wordless`: where somebody speaks and
    no words were found (start and end in seconds, in order); music, noise and bells are nobody.
    """

    seconds: float
    speech_s: float
    processed_s: float
    chunks: tuple[SpeechChunk, ...]
    turns: tuple[Turn, ...]
    language: str = "en"
    timings: dict[str, float] = field(default_factory=dict)
    labelling: Labelling = UNLABELLED
    wordless: tuple[tuple[float, float], ...] = ()
    pace: Pace = Pace()


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer: the indices of its turns in the transcript, and the turns."""

    indices: tuple[int, ...]
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of a note.

    `evidence` are indices into the transcript. `reason` says why it is flagged, what speaks against it where
    it is kept or the therapist's own, or that an earlier note says nearly the same. `first_text` is its first
    wording, empty while that was never changed. `outcome`: of something planned, which it tells.
    `as_drafted`: how it stood before who said its evidence was changed; None while that is as it was.
    """

    text: str
    evidence: tuple[int, ...] = ()
    status: Status = Status.SUPPORTED
    reason: str = ""
    first_text: str = ""
    outcome: ItemOutcome | None = None
    as_drafted: AsDrafted | None = None


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Client:
    id: str
    name: str
    created: dt.datetime


@dataclass(frozen=True, slots=True)
class Goal:
    id: str
    client_id: str
    text: str
    created: dt.datetime
    closed: dt.datetime | None = None


class ConsentScope(StrEnum):
    RECORDING = "recording"
    DICTATION = "dictation"  # only the therapist's own dictation may be recorded
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Consent:
    """What one person present agreed to, for sessions from `since` until (not including) `revoked`."""

    id: str
    client_id: str
    person: str
    scope: ConsentScope
    since: dt.date
    revoked: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        return self.since <= day and (self.revoked is None or day < self.revoked)


class Modality(StrEnum):
    """How client and therapist met."""

    IN_PERSON = "in person"
    TELEHEALTH = "telehealth"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting with a client. `time` is local, where it is known."""

    id: str
    client_id: str
    date: dt.date
    format: str
    people: int
    language: str
    created: dt.datetime
    time: dt.time | None = None
    modality: Modality = Modality.IN_PERSON


class RecordingState(StrEnum):
    OPEN = "open"  # still being recorded
    READY = "ready"  # complete, not transcribed yet
    SHREDDING = "shredding"  # the transcript is committed, the sound must die
    SHREDDED = "shredded"
    KEPT = "kept"  # the therapist chose to keep the file, or has to decide about it


@dataclass(frozen=True, slots=True)
class FileIdentity:
    """Which file was decoded, to be sure that the same one is destroyed."""

    path: str
    device: int
    inode: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Recording:
    """A session's sound: either an attached file (`identity`) or an encrypted spool (`spool`, its file's
    name).
    """

    id: str
    session_id: str
    state: RecordingState
    consent: str  # JSON: the consents that were valid when it was made or attached
    identity: FileIdentity | None = None
    spool: str | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Practice:
    """Who writes the notes; what is not known is empty. `name` is the practice's."""

    therapist: str = ""
    credentials: str = ""
    name: str = ""
    address: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class DraftWishes:
    """How drafts shall be, for a client or in a format, as far as that differs from the wider level: values
    of the settings `note_length`, `quotes`, `school`, `naming` and `tense`; '' is as the wider level has
    it. `pronoun` is a client's: they ('' too), she or he.
    """

    length: str = ""
    quotes: str = ""
    school: str = ""
    naming: str = ""
    tense: str = ""
    pronoun: str = ""


NO_WISHES = DraftWishes()
"""All is as the wider level has it."""


@dataclass(frozen=True, slots=True)
class Addendum:
    """What was added to a signed note later; it is never changed."""

    id: str
    at: dt.datetime
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A progress note: a draft, then signed; or one imported from elsewhere (`imported`, its sections hold
    its text). `signed_by` is the signature as it was written; only a signed note has addenda.
    """

    id: str
    client_id: str
    session_id: str | None
    format: str
    date: dt.date
    state: str  # 'draft' | 'signed' | 'imported'
    sections: tuple[Section, ...]
    created: dt.datetime
    signed: dt.datetime | None = None
    signed_by: str = ""
    addenda: tuple[Addendum, ...] = ()


class Stage(StrEnum):
    """How far a job has come: the last stage whose result is committed."""

    CREATED = "created"
    TRANSCRIBED = "transcribed"
    SHREDDED = "shredded"  # also when the therapist chose to keep the audio
    DRAFTED = "drafted"


@dataclass(frozen=True, slots=True)
class Job:
    """Work on one note that outlives the process. `options` holds what is needed to go on (JSON)."""

    id: str
    session_id: str
    recording_id: str | None
    stage: Stage
    options: str
    error_code: str
    created: dt.datetime
    updated: dt.datetime
    path: str | None = None  # of the attached file, by which the job is found again


@dataclass(frozen=True, slots=True)
class Progress:
    """Where long work stands: a stage in words a therapist understands, and the done share in [0, 1] (or
    None).
    """

    stage: str
    done: float | None = None
    detail: str = ""
