"""A session in real time, with the models on the same cores as the microphone: what is left at Stop."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import jiwer
import numpy as np
import soundfile

from intellisession_desktop.audio.source import AttachedFile
from intellisession_desktop.audio.spool import SpoolReader
from intellisession_desktop.records import SAMPLE_RATE, Stage, Turn
from intellisession_desktop.sessions.engines import Engines, StartWorker, installed_engines
from intellisession_desktop.sessions.following import Followed
from intellisession_desktop.sessions.hearing import hear
from intellisession_desktop.sessions.job_queue import JobQueue, Work
from intellisession_desktop.sessions.jobs import CancelToken, unreported
from intellisession_desktop.sessions.recorder import Recorder, RecorderState
from intellisession_desktop.sessions.recording import RecordRequest
from intellisession_desktop.sessions.sample import sample_session
from intellisession_desktop.settings import Settings
from intellisession_desktop.vault.vault import Vault
from intellisession_desktop.workers.worker import Worker

_PLAYED = Path(__file__).parents[1] / "tests" / "played"
_QUIET_S = 2.0  # between two rounds of the sample session
_LOOK_S = 0.05


@dataclass
class _Watch:
    """What is told from other threads, with when."""

    followed: Followed | None = None
    complete_at: float = 0.0
    behind_s: list[float] = field(default_factory=list)
    recorded_s: float = 0.0
    ended: threading.Event = field(default_factory=threading.Event)
    work: Work | None = None

    def follow(self, followed: Followed) -> None:
        self.followed = followed
        if followed.heard.complete and not self.complete_at:
            self.complete_at = time.monotonic()
        elif not followed.heard.over:
            self.behind_s.append(self.recorded_s - followed.heard.seconds)

    def hear_of(self, work: Work) -> None:
        self.work = work
        if work.ended:
            self.ended.set()


def measure(minutes: float) -> list[dict[str, Any]]:
    """One row for each figure: seconds, words, or a share."""
    engines = _Counted(installed_engines(Settings()))
    with (
        sample_session() as (vault, request),
        tempfile.TemporaryDirectory() as folder,
        _played(Path(request.audio or ""), Path(folder), minutes) as sound,
    ):
        return _measured(vault, RecordRequest(request.client_id, request.date), engines, sound, minutes)


class _Counted:
    """The models, and how often each worker was started."""

    def __init__(self, engines: Engines) -> None:
        self.started = {"speech": 0, "language": 0}
        self.engines = replace(
            engines,
            start_speech=self._counting("speech", engines.start_speech),
            start_language=self._counting("language", engines.start_language),
        )

    def _counting(self, name: str, start: StartWorker) -> StartWorker:
        def started() -> Worker:
            self.started[name] += 1
            return start()

        return started


def _measured(
    vault: Vault, request: RecordRequest, models: _Counted, sound: Path, minutes: float
) -> list[dict[str, Any]]:
    watch, engines = _Watch(), models.engines
    queue = JobQueue(vault, lambda: engines, watch.hear_of)
    recorder = Recorder(vault, request)
    recorder.start()
    while recorder.status.state is not RecorderState.RECORDING:
        time.sleep(_LOOK_S)
    queue.follow(recorder.status.job_id, watch.follow)
    while recorder.status.seconds < minutes * 60:
        watch.recorded_s = recorder.status.seconds
        time.sleep(_LOOK_S)
    turns_before = len(watch.followed.turns) if watch.followed else 0
    statements_before = watch.followed.statements if watch.followed else 0
    stopped_at = time.monotonic()
    recorder.stop()
    recorder.wait()
    status = recorder.status
    differing = _differing_samples(vault, status.job_id, sound)
    queue.resume(status.job_id)
    watch.ended.wait()
    drafted_at = time.monotonic()
    job = vault.jobs.get(status.job_id)
    live = vault.transcripts.load(job.session_id)
    queue.close()
    started = dict(models.started)
    from_file = _from_file(sound, status.seconds, engines)
    behind = sorted(watch.behind_s)
    figures = {
        "recorded, s": status.seconds,
        "lost, s": status.lost_s,
        "gaps": status.gaps,
        "samples that differ from what was played": differing,
        "turns at Stop": turns_before,
        "statements at Stop": statements_before,
        "sound not heard yet, median, s": behind[len(behind) // 2] if behind else 0.0,
        "the same, most, s": behind[-1] if behind else 0.0,
        "speech workers started": started["speech"],
        "language workers started": started["language"],
        "Stop to transcript, s": watch.complete_at - stopped_at,
        "Stop to draft, s": drafted_at - stopped_at,
        "drafted": job.stage == Stage.DRAFTED,
        "words that differ from the file's transcript, share": jiwer.wer(_text(from_file), _text(live)),
        "words live": len(_text(live).split()),
        "words from file": len(_text(from_file).split()),
    }
    return [{"figure": name, "value": _rounded(value)} for name, value in figures.items()]


@contextmanager
def _played(session: Path, folder: Path, minutes: float) -> Iterator[Path]:
    """The sample session over and over, as a microphone would give it to another process."""
    with AttachedFile.open(session) as file:
        blocks = [block if block.ndim == 1 else block.mean(axis=1) for block in file.decode(10.0)]
    once = np.concatenate([*blocks, np.zeros(round(_QUIET_S * SAMPLE_RATE), np.float32)])
    rounds = int(minutes * 60 * SAMPLE_RATE / len(once)) + 2
    path = folder / "played.wav"
    soundfile.write(path, np.tile(once, rounds), SAMPLE_RATE, subtype="PCM_16")
    before = dict(os.environ)
    os.environ |= {"PLAYED_SOUND": str(path), "PYTHONPATH": str(_PLAYED)}
    try:
        yield path
    finally:
        os.environ.clear()
        os.environ.update(before)


def _differing_samples(vault: Vault, job_id: str, sound: Path) -> int:
    """Samples of the spool that are not those that were played."""
    recording = vault.recordings.get(vault.jobs.get(job_id).recording_id or "")
    key = vault.recordings.key(recording.id)
    differing, at = 0, 0
    with soundfile.SoundFile(sound) as played:
        for part in SpoolReader(vault.spool_folder / (recording.spool or ""), recording.id, key):
            expected = played.read(len(part), dtype="float32")
            differing += int(np.count_nonzero(np.abs(part - expected) > 1e-4))
            at += len(part)
    return differing


def _from_file(sound: Path, seconds: float, engines: Engines) -> tuple[Turn, ...]:
    def blocks() -> Iterator[np.ndarray[Any, np.dtype[np.float32]]]:
        with soundfile.SoundFile(sound) as file:
            left = round(seconds * SAMPLE_RATE)
            while left > 0:
                block = file.read(min(left, 10 * SAMPLE_RATE), dtype="float32")
                left -= len(block)
                yield block

    heard = hear(
        blocks,
        seconds,
        engines,
        people=2,
        language="en",
        vocabulary=("Maya",),
        report=unreported,
        cancel=CancelToken(),
    )
    return heard.hearing.turns


def _text(turns: tuple[Turn, ...]) -> str:
    words = " ".join(turn.text for turn in turns).lower()
    return "".join(each for each in words if each.isalnum() or each in " '")


def _rounded(value: float) -> float:
    return round(value, 4) if isinstance(value, float) else value
