"""Writes the statements of a session while it is recorded: of every window that is over, as it stands."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from .. import logs
from ..errors import Cancelled, EngineCrashed, KnownError
from ..notes.client_facts import Known
from ..notes.conversation.windows import windows
from ..notes.writing.drafting import draft_window
from ..notes.writing.watching import WatchedWriter
from ..records import Exchange, Speaker, Statement, Turn
from ..workers.worker import Worker
from .engines import Engines, Language
from .jobs import CancelToken

Words = tuple[tuple[str, str, tuple[str, ...]], ...]

_TRIES = 3
_KEPT_WARM_S = 10 * 60.0
"""A language model holds much memory: one that nobody asks for is let go of. What was written stays."""
_LOOK_S = 0.5


class AheadOfTime:
    """Statements by what was said in their exchange: one whose turns change words or speakers is another."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self._written: dict[Words, tuple[Statement, ...]] = {}

    def of(self, exchange: Exchange) -> tuple[Statement, ...] | None:
        """The statements of an exchange, their evidence in its own turns; None where none were written."""
        found = self._written.get(_words(exchange))
        if found is None:
            return None
        return tuple(
            replace(each, evidence=tuple(exchange.indices[at] for at in each.evidence)) for each in found
        )

    def keep(self, exchange: Exchange, statements: Sequence[Statement]) -> None:
        place = {index: at for at, index in enumerate(exchange.indices)}
        self._written[_words(exchange)] = tuple(
            replace(each, evidence=tuple(place[index] for index in each.evidence)) for each in statements
        )


class DraftingAhead:
    """On a thread of its own, which lives as long as the language worker it has started."""

    def __init__(
        self,
        known: Known,
        people: int,
        find_engines: Callable[[], Engines],
        told: Callable[[], None] = lambda: None,
    ) -> None:
        """`told` is called, on this one's thread, when there are more statements."""
        self._told = told
        self.statements = AheadOfTime(known)
        self.count = 0
        """Of the turns as they stand."""
        self._alone, self._find_engines = people == 1, find_engines
        self._cancel = CancelToken()
        self._changed = threading.Condition()
        self._turns: tuple[Turn, ...] = ()
        self._complete = self._over = self._wanted = False
        self._worker: Worker | None = None
        self._handed_over = False
        self._thread = threading.Thread(target=self._run, name="drafting ahead", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def take(self, turns: tuple[Turn, ...], complete: bool, over: bool) -> None:
        """The turns so far; `complete`: all of them, so that the last exchange is over too; `over`: no more
        will come.
        """
        with self._changed:
            self._turns, self._complete, self._over = turns, complete, over
            self._changed.notify()

    def hand_over(self) -> Worker | None:
        """The worker, warm, which is the caller's from now on; what was begun is ended first. None where
        there is none. Nothing more is written here.
        """
        with self._changed:
            self._wanted = True
            self._changed.notify_all()
            while self._thread.is_alive() and not self._handed_over:
                self._changed.wait(_LOOK_S)
            worker, self._worker = self._worker, None
            return worker

    def close(self) -> None:
        self._cancel.cancel()
        with self._changed:
            self._changed.notify_all()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        """The thread's whole life."""
        try:
            for left in reversed(range(_TRIES)):
                if self._next() is None:
                    return
                try:
                    self._write(self._find_engines())
                    return
                except EngineCrashed:
                    logs.event("drafting_ahead_again", tries_left=left)
        except Cancelled:
            pass
        except KnownError as error:
            logs.event("drafting_ahead_ended", code=error.code)
        except Exception as bug:  # the thread's edge
            logs.bug(bug)

    def _write(self, engines: Engines) -> None:
        worker = engines.start_language()
        try:
            language = Language(worker, self._cancel)
            writer = WatchedWriter(language)
            while (exchange := self._next()) is not None:
                found = draft_window(exchange, self.statements.known, writer)
                self.statements.keep(exchange, found)
                self.count += len(found)
                self._told()
            with self._changed:
                handed, self._handed_over = self._wanted, True
                self._worker = worker if handed else None
                self._changed.notify_all()
            while handed and worker.alive and not self._cancel.cancelled():
                time.sleep(_LOOK_S)  # it would end with this thread
        finally:
            worker.close()

    def _next(self) -> Exchange | None:
        """The next exchange to write, waited for; None once the worker is wanted elsewhere, or not at all."""
        with self._changed:
            while True:
                self._cancel.check()
                if self._wanted:
                    return None
                exchange = self._unwritten()
                if exchange is not None:
                    return exchange
                if not self._changed.wait(_KEPT_WARM_S if self._over else None):
                    return None

    def _unwritten(self) -> Exchange | None:
        if not self._alone and any(turn.speaker == Speaker.UNKNOWN for turn in self._turns):
            return None  # it is not told yet who is who
        groups = windows(self._turns)
        over = groups if self._complete else groups[:-1]
        found = [self.statements.of(each) for each in over]
        self.count = sum(len(each) for each in found if each is not None)
        return next((each for each, has in zip(over, found, strict=True) if has is None), None)


def _words(exchange: Exchange) -> Words:
    return tuple((turn.speaker, turn.text, turn.unsure) for turn in exchange.turns)
