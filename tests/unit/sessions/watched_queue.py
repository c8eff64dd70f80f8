"""A queue of work as a test watches it: its engines can be held, and all that it tells is kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intellisession_desktop.errors import Cancelled
from intellisession_desktop.sessions.job_queue import JobQueue, Work, WorkState
from intellisession_desktop.vault.vault import Vault
from tests.fakes import FakeEngines, FakeLanguageEngine, FakeSpeechEngine, LocalWorker

ENDED = (WorkState.DONE, WorkState.FAILED, WorkState.CANCELLED)


class Gate:
    """Holds a worker before each of its calls until the test opens it; a cancelled call ends at once."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.reached = threading.Event()

    def worker(self, engine: Any) -> LocalWorker:
        gate = self

        class Held(LocalWorker):
            def call(self, method: str, *arguments: Any, cancelled: Any = None) -> Any:
                gate.reached.set()
                while not gate.open.wait(0.01):
                    if cancelled is not None and cancelled():
                        raise Cancelled
                return super().call(method, *arguments, cancelled=cancelled)

        return Held(engine)


class HeldEngines(FakeEngines):
    """Engines behind gates: `listening` and `writing` are shut until a test opens them."""

    def __init__(self) -> None:
        super().__init__()
        self.listening, self.writing = Gate(), Gate()

    def _speech(self) -> Any:
        self.started["speech"] += 1
        return self.listening.worker(FakeSpeechEngine(**self.speech))

    def _language(self) -> Any:
        self.started["language"] += 1
        return self.writing.worker(FakeLanguageEngine(**self.language))

    def open_all(self) -> None:
        self.listening.open.set()
        self.writing.open.set()


@dataclass
class Watched:
    """A queue and all that it told."""

    queue: JobQueue
    told: list[Work]

    def work(self, work_id: str) -> Work:
        return next(each for each in self.queue.works() if each.id == work_id)

    def ended(self, work_id: str) -> Work:
        self.until(lambda: self.work(work_id).state in ENDED)
        return self.work(work_id)

    def until(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < end, "it did not come to that"
            time.sleep(0.005)

    def states(self, work_id: str) -> list[WorkState]:
        return list(dict.fromkeys(each.state for each in self.told if each.id == work_id))


def watch(vault: Vault, engines: Callable[[], Any]) -> Watched:
    told: list[Work] = []
    return Watched(JobQueue(vault, engines, told.append), told)


def is_untouched(vault: Vault, recording: Path) -> bool:
    return recording.exists() and not vault.jobs.unfinished() and not vault.recordings.unfinished()
