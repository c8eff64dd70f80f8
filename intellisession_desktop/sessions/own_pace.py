"""How fast this computer made notes before, so that the next one's time can be told from the beginning.

Kept in the user's data folder: speeds by the names of models, nothing of a person or a session.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import KnownError
from ..files import write_atomically
from ..records import Job, Stage, Turn
from ..settings import data_folder, load_settings
from ..vault.vault import Vault
from .draft_writing import WRITING
from .hearing import LISTENING, TELLING_VOICES
from .sound import recorded_seconds

FILE = "pace.json"
_WORDS_A_SECOND = 2.4  # of talk, where nothing is transcribed yet
_LEAST_S, _LEAST_WORDS = 20.0, 60
"""What is shorter says little of speed: starting up takes most of its time."""
_NEW = 0.5  # how much the newest run counts


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds of work: `listening` and `voices` for each second of sound, `writing` for each word of it."""

    listening: float = 31.0 / 297.0
    voices: float = 5.0 / 297.0
    writing: float = 57.0 / 715.0


MEASURED = Pace()
"""On two cores with the default models, of the sample session: 297 s and 715 words."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What a note is made from: seconds of sound, and words as far as they are known."""

    sound_s: float = 0.0
    words: int = 0

    @property
    def known(self) -> bool:
        return self.sound_s > 0 or self.words > 0

    def expected(self, pace: Pace) -> dict[str, float]:
        """Seconds of each stage at this pace."""
        words = self.words or _WORDS_A_SECOND * self.sound_s
        return {
            LISTENING: pace.listening * self.sound_s,
            TELLING_VOICES: pace.voices * self.sound_s,
            WRITING: pace.writing * words,
        }


def words_in(turns: Sequence[Turn]) -> int:
    return sum(len(turn.text.split()) for turn in turns)


def amount_of(vault: Vault, job: Job) -> Amount:
    """What the vault knows of a job: the length of our own recordings, and the words of a transcript."""
    recording = vault.recordings.get(job.recording_id) if job.recording_id else None
    seconds = recorded_seconds(vault, recording) if recording is not None else 0.0
    words = 0 if job.stage is Stage.CREATED else words_in(vault.transcripts.load(job.session_id))
    return Amount(seconds, words)


def pace_here() -> Pace:
    """As the last notes were made with the models in use; as measured elsewhere where there were none."""
    settings, kept = load_settings(), _read()
    speech, writing = kept.get(settings.speech_model, {}), kept.get(settings.writing_model, {})
    return Pace(
        speech.get("listening", MEASURED.listening),
        speech.get("voices", MEASURED.voices),
        writing.get("writing", MEASURED.writing),
    )


def learn(took: Mapping[str, float], amount: Amount) -> None:
    """Keeps how fast the stages were that were done in one go: `took` in seconds by stage."""
    settings = load_settings()
    kept = _read()
    if amount.sound_s >= _LEAST_S:
        for stage, name in ((LISTENING, "listening"), (TELLING_VOICES, "voices")):
            if stage in took:
                _keep(kept, settings.speech_model, name, took[stage] / amount.sound_s)
    if WRITING in took and amount.words >= _LEAST_WORDS:
        _keep(kept, settings.writing_model, "writing", took[WRITING] / amount.words)
    with contextlib.suppress(KnownError):  # it is only for what is told
        write_atomically(_path(), json.dumps(kept, indent=1).encode())


def _keep(kept: dict[str, dict[str, float]], model: str, name: str, found: float) -> None:
    if not math.isfinite(found) or found <= 0:
        return
    there = kept.setdefault(model, {})
    before = there.get(name, found)
    there[name] = before + _NEW * (found - before)


def _read() -> dict[str, dict[str, float]]:
    """What is kept; what cannot be read is as nothing."""
    try:
        found: Any = json.loads(_path().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        str(model): {str(name): float(value) for name, value in speeds.items() if _is_speed(value)}
        for model, speeds in found.items()
        if isinstance(speeds, dict)
    }


def _is_speed(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value) and value > 0


def _path() -> Path:
    return data_folder() / FILE
