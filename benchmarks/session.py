"""The sample session from sound to stored draft, on the installed models: seconds by stage, and memory by "
"process."""

from __future__ import annotations

from typing import Any

from intellisession_desktop.sessions.engines import installed_engines
from intellisession_desktop.sessions.note_creation import NoteCreation, Outcome
from intellisession_desktop.sessions.sample import sample_session
from intellisession_desktop.settings import Settings

STAGES = ("load", "decode", "speakers", "transcribe", "draft", "to_transcript", "to_draft")


def measure(runs: int) -> list[dict[str, Any]]:
    """One row for each stage: seconds (median of the runs) and times real time; then peak memory in MB."""
    outcomes = [_run() for _ in range(runs)]
    seconds = outcomes[0].seconds
    rows: list[dict[str, Any]] = []
    for stage in STAGES:
        taken = sorted(outcome.timings[stage] for outcome in outcomes)[len(outcomes) // 2]
        rows.append(
            {"figure": stage, "seconds": round(taken, 2), "x real time": round(taken / seconds, 3), "MB": ""}
        )
    for process in ("speech", "language"):
        peak = max(outcome.peak_memory[process] for outcome in outcomes)
        rows.append(
            {"figure": f"{process} worker", "seconds": "", "x real time": "", "MB": round(peak / 1e6)}
        )
    return rows


def _run() -> Outcome:
    with sample_session() as (vault, request):
        return NoteCreation(vault, lambda: installed_engines(Settings())).create(request)
