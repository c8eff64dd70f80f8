"""How good the notes are: each made session drafted from its transcript and scored, beside the same model
with one prompt for the whole transcript, as other programs do it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from intellisession_desktop.cli.result import note_json, transcript_json
from intellisession_desktop.notes.conversation.exchanges import exchanges
from intellisession_desktop.notes.documents.export import sections_from_text
from intellisession_desktop.notes.models import Message
from intellisession_desktop.notes.writing.prompt import said
from intellisession_desktop.sessions.draft_writing import DraftTask, write_draft
from intellisession_desktop.sessions.engines import Engines, installed_engines
from intellisession_desktop.sessions.jobs import CancelToken, unreported
from intellisession_desktop.settings import Settings, resources_folder
from intellisession_desktop.vault.vault import Vault
from tests.eval.score import note_figures
from tests.eval.sessions import FOLDER, LATER, TUNED, EvalSession, eval_session

WHOLE_TOKENS = 800
FIGURES = (
    *("fact_recall", "risk_recall", "continuity", "grounded", "cited", "evidence_max", "duplicates"),
    *("verbatim", "first_person", "length", "quoted", "raw", "unclear", "model_cover", "model_precision"),
    *("outcome_acc", "false_risk", "supported", "flagged"),
)


def measure(
    names: Sequence[str], baseline: bool, details: Path, annomi: Path | None = None, threads: int = 0
) -> list[dict[str, Any]]:
    """One row for each session and way. The notes go to `details`, a folder. `annomi`: a folder of real
    dialogues, in place of the made sessions; of those with even numbers no text is meant to be looked at.
    """
    details.mkdir(parents=True, exist_ok=True)
    rows = []
    engines = installed_engines(Settings(threads=threads))
    for name, folder in _sessions(names, annomi):
        session = eval_session(folder)
        for way in ("exchanges", "whole") if baseline else ("exchanges",):
            began = time.monotonic()
            result = _whole(session, engines) if way == "whole" else _ours(session, engines)
            (details / f"{name}-{way}.json").write_text(json.dumps(result, indent=1), encoding="utf-8")
            row = _row(
                name, _set_of(name), way, note_figures(session.facts, result), time.monotonic() - began
            )
            row["s/exchange"] = round(row["s"] / len(exchanges(session.turns)), 2)
            rows.append(row)
            print(json.dumps(row), flush=True)
    return rows


def _sessions(names: Sequence[str], annomi: Path | None) -> list[tuple[str, Path]]:
    """Names and folders."""
    if annomi is not None:
        numbers = sorted((each.name for each in annomi.iterdir() if each.name.isdigit()), key=int)
        return [(name, annomi / name) for name in names or numbers]
    sample = resources_folder() / "sample_session"
    return [
        (name, sample if name == "panic" else FOLDER / name) for name in names or ("panic", *TUNED, *LATER)
    ]


def _set_of(name: str) -> str:
    if name.isdigit():
        return "seen" if int(name) % 2 else "unseen"
    return "later" if name in LATER else "tuned"


def _row(name: str, of: str, way: str, figures: dict[str, Any], seconds: float) -> dict[str, Any]:
    return {
        "session": name,
        "set": of,
        "way": way,
        **{figure: figures.get(figure, "") for figure in FIGURES},
        "missed": " ".join(figures["missed"]),
        "wrong": " ".join(figures["wrong"]),
        "s": round(seconds, 1),
    }


def _ours(session: EvalSession, engines: Engines) -> dict[str, Any]:
    with _vault_with(session) as (vault, task):
        drafted = write_draft(vault, task, engines, unreported, CancelToken())
        return {"transcript": transcript_json(session.turns), "note": note_json(drafted.note)}


def _whole(session: EvalSession, engines: Engines) -> dict[str, Any]:
    """The transcript in one prompt; each sentence of the answer is a statement without evidence."""
    system = "You are a clinical scribe. Write accurate progress notes from therapy session transcripts."
    asked = (
        f"TRANSCRIPT:\n{said(session.turns)}\n\nWrite a {session.facts['format']} note for this session. "
        "Be complete and use only what is in the transcript."
    )
    with engines.language(CancelToken(), openings=()) as language:
        text = language.write((Message("system", system), Message("user", asked)), WHOLE_TOKENS)
    found = [each for each in re.split(r"(?<=[.!?])\s+|\n+", text) if len(each) > 15]
    statements = [{"text": each, "evidence": []} for each in found]
    note = {"sections": [{"name": "all", "statements": statements}]}
    return {"transcript": transcript_json(session.turns), "note": note}


@contextmanager
def _vault_with(session: EvalSession) -> Iterator[tuple[Vault, DraftTask]]:
    facts, earlier = session.facts, session.facts["previous_note"]
    with tempfile.TemporaryDirectory(prefix="intellisession-") as folder:
        vault, _ = Vault.create(Path(folder) / "vault", secrets.token_urlsafe(24))
        with vault:
            client = vault.clients.add(facts["client"])
            for goal in earlier["goals"]:
                vault.goals.add(client.id, goal)
            before = dt.date.fromisoformat(earlier["date"])
            sections = sections_from_text(earlier["text"])
            vault.notes.add(client.id, None, facts["format"], before, sections, "imported")
            people, day = facts.get("people", 2), dt.date.fromisoformat(facts["date"])
            made = vault.sessions.add(client.id, day, facts["format"], people, "en")
            vault.transcripts.save(made.id, session.turns)
            job = vault.jobs.add(made.id, None, "{}")
            yield vault, DraftTask(job.id, made.id, session.turns, ())
