"""Stands for a window in a process of its own: records a session to its note, or finds what one has left.

    python -m tests.kills.window record|again FOLDER fake|real SECONDS

It tells each stage in a line of its own, so that a test knows what it interrupts.
"""

from __future__ import annotations

import datetime as dt
import sys
import threading
import time
from pathlib import Path

from intellisession_desktop.records import Stage
from intellisession_desktop.sessions.destruction import finish_pending
from intellisession_desktop.sessions.engines import Engines, installed_engines
from intellisession_desktop.sessions.job_queue import JobQueue, Work, WorkState
from intellisession_desktop.sessions.live import live_jobs
from intellisession_desktop.sessions.recorder import Recorder, RecorderState
from intellisession_desktop.sessions.recording import RecordRequest
from intellisession_desktop.settings import Settings
from intellisession_desktop.vault.vault import Vault
from intellisession_desktop.workers.worker import Worker
from tests.fakes import FakeLanguageEngine, FakeSpeechEngine

PASSPHRASE = "a passphrase for kills"


def engines(kind: str) -> Engines:
    """Both in worker processes, as in life."""
    if kind == "real":
        return installed_engines(Settings())
    return Engines(
        lambda: Worker("speech", FakeSpeechEngine, None, 0, False),
        lambda: Worker("language", FakeLanguageEngine, None, False),
        {"speech": {"name": "fake", "sha256": ""}},
    )


class Window:
    def __init__(self, vault: Vault, kind: str) -> None:
        self._vault = vault
        self._ended = threading.Event()
        self._work: Work | None = None
        self.queue = JobQueue(vault, lambda: engines(kind), self._hear)

    def record(self, seconds: float) -> None:
        (client,) = self._vault.clients.list()
        recorder = Recorder(self._vault, RecordRequest(client.id, dt.date(2026, 11, 12)))
        recorder.start()
        self._follow_to_the_end(recorder, seconds)

    def go_on(self, job_id: str) -> None:
        """With a recording whose recorder is alive."""
        recorder = Recorder(self._vault, None, job_id=job_id)
        recorder.start()
        self._follow_to_the_end(recorder, 0.0)

    def write(self, job_id: str) -> None:
        self._ended.clear()
        self.queue.resume(job_id)
        self._ended.wait()
        work = self._work
        if work is None or work.state != WorkState.DONE:
            say(f"failed {work.error.code if work and work.error else '?'}")
            sys.exit(3)
        say("drafted")

    def _follow_to_the_end(self, recorder: Recorder, seconds: float) -> None:
        followed = False
        while recorder.status.seconds < seconds or recorder.status.state == RecorderState.STARTING:
            if not followed and recorder.status.state == RecorderState.RECORDING:
                self.queue.follow(recorder.status.job_id, lambda _: None)
                followed = True
                say("recording")
            if recorder.wait(0.02):
                break
        recorder.stop()
        recorder.wait()
        if recorder.status.job_id:
            say(f"recorded {recorder.status.seconds} {recorder.status.gaps}")
            self.write(recorder.status.job_id)

    def _hear(self, work: Work) -> None:
        self._work = work
        if work.ended:
            self._ended.set()


def say(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    mode, folder, kind, seconds = sys.argv[1], Path(sys.argv[2]), sys.argv[3], float(sys.argv[4])
    with Vault.open(folder, PASSPHRASE) as vault:
        window = Window(vault, kind)
        if mode == "record":
            window.record(seconds)
        else:
            finish_pending(vault)
            live = live_jobs(vault)
            if live:
                say("live")
                time.sleep(seconds)
            for job in live:
                window.go_on(job.id)
            for job in vault.jobs.unfinished():
                if job.stage != Stage.DRAFTED:
                    say("found")
                    window.write(job.id)
        window.queue.close()
    say("done")


if __name__ == "__main__":
    main()
