"""How quick the window is: start, unlock, and how late its event loop gets while a note is being made."""

from __future__ import annotations

import datetime as dt
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from intellisession_desktop.records import Section, Statement, Status
from intellisession_desktop.vault.vault import Vault

PASSPHRASE = "plain words for the benchmark"
CLIENTS, NOTES_EACH = 200, 10
TICK_S = 0.01


def measure(runs: int) -> list[dict[str, Any]]:
    """Rows of {figure, median, worst, target} in milliseconds; the start is measured `runs` times."""
    with tempfile.TemporaryDirectory(prefix="intellisession-bench-") as folder:
        data = Path(folder)
        (data / "settings.json").write_text("{}")
        _practice_of_years(data / "vault")
        starts = [_probe("start", data) for _ in range(runs)]
        loop = _probe("loop", data)
    rows = [
        _row("process start to unlock screen", [each["to_unlock_screen"] for each in starts], 1500),
        _row("unlock to clients, key derivation left out", [each["to_clients"] for each in starts], 1000),
        _row("key derivation", [each["derivation"] for each in starts], None),
    ]
    late = sorted(loop["late"])
    for name, share, target in (("50 %", 0.5, None), ("99 %", 0.99, 50), ("100 %", 1.0, 250)):
        value = late[min(len(late) - 1, int(share * len(late)))]
        rows.append(_row(f"event loop late, {name} of {len(late)} ticks", [value], target))
    rows.append(_row("the note meanwhile", [loop["note"]], None))
    return rows


def _row(figure: str, seconds: list[float], target: int | None) -> dict[str, Any]:
    return {
        "figure": figure,
        "median ms": round(statistics.median(seconds) * 1000, 1),
        "worst ms": round(max(seconds) * 1000, 1),
        "target ms": "" if target is None else target,
    }


def _practice_of_years(folder: Path) -> None:
    """A vault with many clients and signed notes."""
    vault, _ = Vault.create(folder, PASSPHRASE)
    sentence = "Client reported keeping the log on most days and one attack in the supermarket."
    sections = tuple(
        Section(name, tuple(Statement(sentence, (), Status.THERAPIST) for _ in range(4)))
        for name in ("Risk", "Subjective", "Objective", "Assessment", "Plan")
    )
    with vault, vault.transaction():
        for number in range(CLIENTS):
            client = vault.clients.add(f"Client {number:03d}")
            for week in range(NOTES_EACH):
                day = dt.date(2026, 9, 1) + dt.timedelta(days=7 * week + number % 5)
                vault.notes.add(client.id, None, "SOAP", day, sections, "signed")


def _probe(what: str, data: Path) -> Any:
    """Runs this module as a program of its own, since a start can be measured from outside only."""
    environment = {**os.environ, "INTELLISESSION_DATA": str(data), "BENCH_BEGAN": repr(time.time())}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    from intellisession_desktop.settings import models_folder

    environment["INTELLISESSION_MODELS"] = str(models_folder())
    shown = subprocess.run(
        [sys.executable, "-m", "benchmarks.window", what],
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return json.loads(shown.stdout.splitlines()[-1])


def _main(what: str) -> None:
    began = float(os.environ["BENCH_BEGAN"])
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication

    from intellisession_desktop.hardening import harden_process
    from intellisession_desktop.ui.context import SettingsStore
    from intellisession_desktop.ui.icons import DrawnFiles
    from intellisession_desktop.ui.shell import Shell
    from intellisession_desktop.ui.theme import Theme

    harden_process()
    application = QApplication([])
    settings = SettingsStore()
    shell = Shell(settings, Theme(application, DrawnFiles()))
    shell.show()
    application.processEvents()
    to_unlock_screen = time.time() - began

    def wait(until: Any) -> None:
        while not until():
            application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)

    folder = Path(os.environ["INTELLISESSION_DATA"]) / "vault"
    asked = time.monotonic()
    Vault.open(folder, PASSPHRASE).close()
    derivation = time.monotonic() - asked  # and the opening of the database, which is some milliseconds
    asked = time.monotonic()
    shell.background.run(lambda: Vault.open(folder, PASSPHRASE), done=shell.open_desk, owner=shell)
    wait(lambda: shell.desk is not None and shell.desk.clients.rows_shown() == CLIENTS)
    to_clients = time.monotonic() - asked - derivation
    if what == "start":
        print(
            json.dumps(
                {"to_unlock_screen": to_unlock_screen, "to_clients": to_clients, "derivation": derivation}
            )
        )
        shell.close()
        return

    from intellisession_desktop.sessions.job_queue import WorkState
    from intellisession_desktop.sessions.sample import add_sample

    context = shell.context
    assert context is not None
    ids: list[str] = []
    context.background.run(lambda: context.jobs.add(add_sample(context.vault)), done=ids.append, owner=shell)
    wait(lambda: bool(ids))
    late: list[float] = []
    last = time.monotonic()

    def tick() -> None:
        nonlocal last
        now = time.monotonic()
        late.append(max(0.0, now - last - TICK_S))
        last = now

    timer = QTimer()
    timer.setTimerType(timer.timerType().PreciseTimer)
    timer.timeout.connect(tick)
    # What a therapist does meanwhile: looks at one client after another.
    clients = [client.id for client in context.vault.clients.list()]
    turned = 0

    def turn() -> None:
        nonlocal turned
        turned += 1
        assert shell.desk is not None
        shell.desk.clients.show_client(clients[turned % len(clients)])

    use = QTimer()
    use.timeout.connect(turn)
    began_work = last = time.monotonic()
    timer.start(round(TICK_S * 1000))
    use.start(2000)
    ended = QEventLoop()
    results: list[Any] = []

    def heard(work: Any) -> None:
        if work.state in (WorkState.DONE, WorkState.FAILED):
            results.append(work)
            ended.quit()

    context.jobs.changed.connect(heard)
    ended.exec()
    timer.stop()
    use.stop()
    if results[0].state is not WorkState.DONE:
        raise SystemExit(f"the note failed: {results[0].error or results[0].bug}")
    print(json.dumps({"late": late, "note": time.monotonic() - began_work}))
    shell.close()


if __name__ == "__main__":
    _main(sys.argv[1])
