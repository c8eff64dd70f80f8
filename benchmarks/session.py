"""The sample session from sound to stored draft, on the installed models: seconds by stage, and memory by "
"process."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import Any

from intellisession_desktop.notes.export import sections_from_text
from intellisession_desktop.records import ConsentScope
from intellisession_desktop.sessions.engines import installed_engines
from intellisession_desktop.sessions.note_creation import NoteCreation, NoteRequest, Outcome
from intellisession_desktop.settings import Settings, resources_folder
from intellisession_desktop.vault.vault import Vault

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
    facts = json.loads((resources_folder() / "sample_session" / "facts.json").read_text(encoding="utf-8"))
    day, earlier = dt.date.fromisoformat(facts["date"]), facts["previous_note"]
    with tempfile.TemporaryDirectory() as folder:
        audio = Path(folder) / "session.m4a"
        shutil.copyfile(resources_folder() / "sample_session" / "session.m4a", audio)
        vault, _ = Vault.create(Path(folder) / "vault", secrets.token_urlsafe(24))
        with vault:
            client = vault.clients.add(facts["client"])
            vault.consents.record(client.id, ConsentScope.RECORDING, day)
            sections = sections_from_text(earlier["text"])
            before = dt.date.fromisoformat(earlier["date"])
            vault.notes.add(client.id, None, facts["format"], before, sections, "imported")
            request = NoteRequest(client.id, day, audio, facts["format"])
            return NoteCreation(vault, lambda: installed_engines(Settings())).create(request)
