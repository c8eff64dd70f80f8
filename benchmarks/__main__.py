"""`python -m benchmarks [WHAT] [--json FILE]`: see README.md beside this file."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from . import live, memory, notes, session, speaker_cost, speakers, window

CHOICES = ("session", "memory", "window", "speakers", "live", "notes")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("what", nargs="?", choices=CHOICES, default="session")
    parser.add_argument(
        "--minutes", type=float, nargs="+", default=[10, 30, 60], help="for memory and live (30)"
    )
    parser.add_argument("--fake-hours", type=float, default=8.0, help="for memory: with the fake engine")
    parser.add_argument("--runs", type=int, default=1, help="for session and window: how often")
    parser.add_argument("--words", action="store_true", help="for speakers: whole sessions with whisper")
    parser.add_argument(
        "--hours", type=float, default=0.0, help="for speakers: the cost of so long a recording"
    )
    parser.add_argument("--sessions", nargs="+", default=[], help="for notes: some of them only")
    parser.add_argument("--baseline", action="store_true", help="for notes: one prompt for all, too")
    parser.add_argument("--annomi", type=Path, help="for notes: a folder of real dialogues, in their place")
    parser.add_argument("--threads", type=int, default=0, help="for notes: of the writing model")
    parser.add_argument("--json", type=Path, default=Path("build/bench.json"))
    chosen = parser.parse_args()
    if chosen.what == "session":
        rows = session.measure(chosen.runs)
    elif chosen.what == "memory":
        rows = memory.measure(chosen.minutes, chosen.fake_hours)
    elif chosen.what == "notes":
        rows = notes.measure(
            chosen.sessions, chosen.baseline, Path("build/notes"), chosen.annomi, chosen.threads
        )
    elif chosen.what == "live":
        rows = live.measure(chosen.minutes[0] if len(chosen.minutes) == 1 else 30)
    elif chosen.what == "speakers" and chosen.hours:
        rows = speaker_cost.measure(chosen.hours)
    elif chosen.what == "speakers":
        rows = speakers.measure_words() if chosen.words else speakers.measure()
    else:
        rows = window.measure(chosen.runs)
    show(chosen.what, rows)
    chosen.json.parent.mkdir(parents=True, exist_ok=True)
    chosen.json.write_text(
        json.dumps({"benchmark": chosen.what, "rows": rows}, indent=1) + "\n", encoding="utf-8"
    )
    print(f"JSON: {chosen.json}")


def show(title: str, rows: list[dict[str, Any]]) -> None:
    table = Table(title=title)
    for name in rows[0]:
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(*(f"{value:.3g}" if isinstance(value, float) else str(value) for value in row.values()))
    Console().print(table)


if __name__ == "__main__":
    main()
