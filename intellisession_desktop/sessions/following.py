"""The whole pipeline follows a session while it is recorded; what it has found is handed over at the end.

It holds this recording's key and nothing of the vault's, so that it goes on while the vault is locked. All it
has is in memory: when the window is killed, the sound is in the spool, and all is made anew from it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..notes.client_facts import Known, spoken_names
from ..notes.continuity.carrying import planned_items
from ..records import Job, Moment, Progress, SpeechChunk, Turn
from ..vault.vault import Vault
from .draft_writing import Written, known_to, note_text
from .drafting_ahead import DraftingAhead
from .engines import Engines
from .hearing import LISTENING, TELLING_VOICES, Heard, require_complete
from .jobs import CancelToken, Report
from .listening import HeardSoFar, Listening, Script
from .live import is_watched
from .note_request import options_of

_LOOK_S = 0.1
_SAME_LENGTH_S = 1.0


@dataclass(frozen=True, slots=True)
class Followed:
    """How far the work on a running recording is: what was heard, and how many statements are written."""

    heard: HeardSoFar
    statements: int = 0

    @property
    def turns(self) -> tuple[Turn, ...]:
        return self.heard.turns


class Following:
    """Hears a recording and drafts its note while it is made, on threads of its own."""

    def __init__(
        self,
        vault: Vault,
        job: Job,
        find_engines: Callable[[], Engines],
        told: Callable[[Followed], None] = lambda _: None,
    ) -> None:
        """Reads what it needs from the vault. `told` is called at all news, on threads of its own.
        Raises NotFound, VaultLocked.
        """
        self.job_id = job.id
        recording = vault.recordings.get(job.recording_id or "")
        self._script, known = script_of(vault, job), _known(vault, job)
        self._told = told
        dictated = options_of(job).dictated
        self._drafting = (
            None if dictated else DraftingAhead(known, self._script.people, find_engines, self._tell)
        )
        self._listening = Listening(
            vault.spool_folder / (recording.spool or ""),
            recording.id,
            vault.recordings.key(recording.id),
            self._script,
            find_engines,
            lambda: is_watched(recording.id),
            self._take,
        )

    def start(self) -> None:
        self._listening.start()
        if self._drafting is not None:
            self._drafting.start()

    @property
    def followed(self) -> Followed:
        written = self._drafting.count if self._drafting is not None else 0
        return Followed(self._listening.so_far, written)

    def heard(self, script: Script, seconds: float, report: Report, cancel: CancelToken) -> Heard | None:
        """The whole hearing of a recording of `seconds`, waited for; None where it did not come about, or was
        not heard as `script` wants it now. Raises Cancelled, NoSpeech, TranscriptIncomplete.
        """
        report(Progress(LISTENING, 0.0))
        while self._listening.running and self._listening.heard is None:
            cancel.check()
            share = min(1.0, self._listening.so_far.seconds / max(seconds, 1e-9))
            report(Progress(LISTENING, share) if share < 1.0 else Progress(TELLING_VOICES))
            time.sleep(_LOOK_S)
        heard = self._listening.heard
        if heard is None or (script.people, script.language) != (self._script.people, self._script.language):
            return None
        if abs(heard.hearing.seconds - seconds) > _SAME_LENGTH_S:
            return None
        require_complete(heard.hearing)
        return heard

    @property
    def chunks(self) -> tuple[SpeechChunk, ...]:
        """What was transcribed, also where `heard` has nothing."""
        return self._listening.chunks

    @property
    def moments(self) -> tuple[Moment, ...]:
        return self._listening.moments

    @property
    def written(self) -> Written | None:
        """The statements that are there."""
        return self._drafting.statements if self._drafting is not None else None

    def engines(self, engines: Engines) -> Engines:
        """`engines` whose next language worker is the one that is warm already; drafting ahead ends then."""
        worker = self._drafting.hand_over() if self._drafting is not None else None
        if worker is None:
            return engines
        warm = [worker]
        return replace(engines, start_language=lambda: warm.pop() if warm else engines.start_language())

    def close(self) -> None:
        """Ends the work; the recording's file is let go of by then."""
        self._listening.close()
        if self._drafting is not None:
            self._drafting.close()

    def _take(self, heard: HeardSoFar) -> None:
        if self._drafting is not None:
            self._drafting.take(heard.turns, heard.complete, heard.over)
        self._tell()

    def _tell(self) -> None:
        self._told(self.followed)


def script_of(vault: Vault, job: Job) -> Script:
    """How the session of a job is to be heard; the names, medicines, plans and goals of the record may be
    expected: whisper-base hears "lock" for "log" and "breeding" for "breathing" where it expects neither.
    """
    session, dictated = vault.sessions.get(job.session_id), options_of(job).dictated
    client = vault.clients.by_name(session.client_id)
    earlier = vault.notes.latest_before(client.id, session.date)
    names = spoken_names(client.name, note_text(earlier) if earlier else "")
    goals = [goal.text for goal in vault.goals.list(client.id)]
    return Script(
        people=1 if dictated else session.people,
        language=session.language,
        vocabulary=(*names, *(planned_items(earlier) if earlier else ()), *goals),
        therapist=None if dictated else vault.therapist_voice.get(),
    )


def _known(vault: Vault, job: Job) -> Known:
    session = vault.sessions.get(job.session_id)
    client = vault.clients.by_name(session.client_id)
    goals = [goal.text for goal in vault.goals.list(client.id)]
    return known_to(client.name, vault.notes.latest_before(client.id, session.date), goals)
