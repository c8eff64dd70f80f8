"""Hears a recording while it is made: at its end only the tail is left."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from .. import logs
from ..audio.capture import clock
from ..audio.spool import SpoolReader
from ..errors import Cancelled, EngineCrashed, KnownError
from ..hardening import wipe
from ..records import SAMPLE_RATE, Hearing, Moment, SpeechChunk, Turn, VoicePrint
from .engines import Engines, Speech, WorkerFacts
from .hearing import Heard
from .jobs import CancelToken

_LOOK_S = 0.2
_TRIES = 3
"""A speech worker that dies more often than that in one recording is not started again: the transcript is
made at the end, as that of a file."""
_GLIMPSE_S = 4.0
_GLIMPSE_SHARE = 0.25
"""Most of the time that may go into what is shown and forgotten."""


@dataclass(frozen=True, slots=True)
class Script:
    """How a recording is to be heard."""

    people: int
    language: str
    vocabulary: tuple[str, ...] = ()
    therapist: VoicePrint | None = None


@dataclass(frozen=True, slots=True)
class HeardSoFar:
    """`turns` of what was transcribed by now, their speakers provisional until `complete`; `glimpse` of what
    comes after, in haste; `seconds` of sound were heard; `over`: no more will come, complete or not.
    """

    turns: tuple[Turn, ...] = ()
    glimpse: str = ""
    seconds: float = 0.0
    complete: bool = False
    over: bool = False


class Listening:
    """One recording, on a thread of its own, which ends with the hearing, an error that does not go away, or
    `close`. The recorder does not notice any of them.
    """

    def __init__(
        self,
        spool: Path,
        recording_id: str,
        key: bytearray,
        script: Script,
        find_engines: Callable[[], Engines],
        goes_on: Callable[[], bool],
        told: Callable[[HeardSoFar], None],
    ) -> None:
        """`key` is wiped in the end. `goes_on`: whether more sound may still come. `told` is called on this
        one's thread.
        """
        self._reader = SpoolReader(spool, recording_id, key)
        self._key, self._script, self._find_engines = key, script, find_engines
        self._goes_on, self._told = goes_on, told
        self._cancel = CancelToken()
        self._chunks: list[SpeechChunk] = []
        self._so_far = HeardSoFar()
        self._heard: Heard | None = None
        self._thread = threading.Thread(target=self._run, name="listening", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def so_far(self) -> HeardSoFar:
        return self._so_far

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    @property
    def heard(self) -> Heard | None:
        """The whole hearing, once it is there."""
        return self._heard

    @property
    def moments(self) -> tuple[Moment, ...]:
        """What happened while it was recorded."""
        return tuple(self._reader.moments)

    @property
    def chunks(self) -> tuple[SpeechChunk, ...]:
        """What was transcribed, also where the hearing did not come to its end."""
        return tuple(self._chunks) if self._script.language != "auto" else ()

    def close(self) -> None:
        """Ends within a moment; the sound's file is let go of by then."""
        self._cancel.cancel()
        self._thread.join()

    def _run(self) -> None:
        """The thread's whole life."""
        try:
            for left in reversed(range(_TRIES)):
                try:
                    self._hear(again=left < _TRIES - 1)
                    return
                except EngineCrashed:
                    logs.event("listening_again", tries_left=left)
        except Cancelled:
            pass
        except (KnownError, OSError) as error:
            logs.event("listening_ended", code=getattr(error, "code", type(error).__name__))
        except Exception as bug:  # the thread's edge
            logs.bug(bug)
        finally:
            wipe(self._key)
            self._tell(replace(self._so_far, glimpse="", over=True))

    def _hear(self, again: bool) -> None:
        """From the first sample on, with what was transcribed already."""
        script = self._script
        with self._find_engines().speech(self._cancel) as speech, self._reader.following() as following:
            self._reader.moments.clear()
            careful_at = len(self._chunks) if again else None
            speech.begin(
                script.people, script.language, script.vocabulary, script.therapist, self.chunks, careful_at
            )
            heard_s, count = 0.0, 0
            glimpses = _Glimpses(speech)
            while True:
                last = not self._goes_on()  # asked before reading: what came until then is read
                for block in following.more():
                    self._cancel.check()
                    chunks = speech.hear(block)
                    heard_s += len(block) / SAMPLE_RATE
                    count += len(chunks)
                    self._chunks += [chunk for chunk in chunks if chunk.index >= len(self._chunks)]
                    if chunks and count >= len(self._chunks):
                        glimpses.forget()
                        self._tell(HeardSoFar(speech.so_far(), "", heard_s))
                    else:
                        self._tell(HeardSoFar(self._so_far.turns, glimpses.text, heard_s))
                if last or self._reader.complete:
                    break
                self._cancel.check()
                if glimpses.look():
                    self._tell(HeardSoFar(self._so_far.turns, glimpses.text, heard_s))
                time.sleep(_LOOK_S)
            ended = time.monotonic()
            hearing = speech.finish()
            self._keep(hearing, ended, speech.facts())

    def _keep(self, hearing: Hearing, ended: float, facts: WorkerFacts) -> None:
        self._chunks = list(hearing.chunks)
        self._heard = Heard(hearing, 0.0, time.monotonic() - ended, facts)
        self._tell(HeardSoFar(hearing.turns, "", hearing.seconds, complete=True))

    def _tell(self, so_far: HeardSoFar) -> None:
        self._so_far = so_far
        try:
            self._told(so_far)
        except Exception as bug:  # whoever watches must not end it
            logs.bug(bug)


class _Glimpses:
    """Looks ahead where there is time for it."""

    def __init__(self, speech: Speech) -> None:
        self._speech = speech
        self._next_at = clock() + _GLIMPSE_S
        self.text = ""

    def look(self) -> bool:
        """Called when all sound that is there was heard. Whether there is news."""
        began = clock()
        if began < self._next_at:
            return False
        before, self.text = self.text, self._speech.glimpse()
        took_s = clock() - began
        self._next_at = began + max(_GLIMPSE_S, took_s / _GLIMPSE_SHARE)
        return self.text != before

    def forget(self) -> None:
        """A chunk was closed: it is all in the turns now."""
        self.text = ""
        self._next_at = min(self._next_at, clock() + _GLIMPSE_S / 2)
