"""The made sessions in `sessions/`: scripts with speakers, and what a note must and must not say of them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intellisession_desktop.records import Turn

FOLDER = Path(__file__).parent / "sessions"
TUNED = ("grief", "teenager", "couple", "intrusive_thoughts", "drinking", "trauma", "depression", "student")
LATER = ("chronic_pain", "bipolar", "anger")
"""Measured once before they were looked at: README.md has what they came to then."""

_WORDS_A_SECOND = 2.5
_SPEAKERS = {"T": "therapist", "C": "client", "C2": "client2"}
_LINE = re.compile(r"(T|C|C2): (.+)")
_PAUSE = re.compile(r"\(pause (\d+)\)")


@dataclass(frozen=True, slots=True)
class EvalSession:
    """`facts`: client, date, format, earlier note and goals, and the patterns of `score.py`."""

    name: str
    turns: tuple[Turn, ...]
    facts: dict[str, Any]


def eval_session(folder: Path) -> EvalSession:
    """A session from its folder: `facts.json`, and `script.txt` or `reference.json`."""
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    reference = folder / "reference.json"
    if not (folder / "script.txt").exists():
        spoken = json.loads(reference.read_text(encoding="utf-8"))
        turns = tuple(Turn(each["start"], each["end"], each["speaker"], each["text"]) for each in spoken)
        return EvalSession(folder.name, turns, facts)
    return EvalSession(folder.name, script_turns((folder / "script.txt").read_text(encoding="utf-8")), facts)


def script_turns(script: str) -> tuple[Turn, ...]:
    """The turns of lines 'T: ...', 'C: ...' and '(pause 12)', spoken at an even pace."""
    at, turns = 0.0, []
    for line in filter(None, map(str.strip, script.splitlines())):
        if pause := _PAUSE.fullmatch(line):
            at += float(pause[1])
            continue
        said = _LINE.fullmatch(line)
        if said is None:
            raise ValueError(f"not a line of a script: {line}")
        end = at + len(said[2].split()) / _WORDS_A_SECOND
        turns.append(Turn(at, end, _SPEAKERS[said[1]], said[2]))
        at = end + 0.4
    return tuple(turns)
