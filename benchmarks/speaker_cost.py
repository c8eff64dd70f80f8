"""What telling voices apart costs for a long recording, in a process that holds nothing else.

`python -m benchmarks.speaker_cost HOURS` is that process and prints its one row as JSON. The benchmark's own
libraries (those that score) would count as memory of the speaker models otherwise.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

from intellisession_desktop.engine.speakers import Speakers
from intellisession_desktop.records import FIND_OUT, SAMPLE_RATE
from intellisession_desktop.settings import shipped_models_folder
from intellisession_desktop.workers.engine import Engine
from tests.made_sessions import made_session


def measure(hours: float) -> list[dict[str, Any]]:
    """One row: time and peak memory of the speaker models and of the grouping for `hours` of sound."""
    command = [sys.executable, "-m", "benchmarks.speaker_cost", str(hours)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(done.stdout)]


def load() -> Speakers:
    folder = shipped_models_folder()
    return Speakers(folder / "segmentation-3.0.onnx", folder / "campplus.onnx", threads=2)


def _row(hours: float) -> dict[str, Any]:
    """A made session over and over. MB are 10^6 bytes, at most up to then; 0 on Windows."""
    session = made_session(("jf_alpha", "jf_tebukuro"), 600.0, seed=3).samples
    before = _peak_mb()
    speakers = load()
    loaded = _peak_mb()
    seconds = 0.0
    began = time.monotonic()
    while seconds < hours * 3600:
        for at in range(0, len(session), SAMPLE_RATE):
            block = session[at : at + SAMPLE_RATE]
            speakers.hear(block, last_speech_s=hours * 3600)
            seconds += len(block) / SAMPLE_RATE
    heard = time.monotonic()
    voices = speakers.so_far(2, seconds)
    told = time.monotonic()
    found = speakers.so_far(FIND_OUT, seconds)
    counted = time.monotonic()
    return {
        "hours": round(seconds / 3600, 2),
        "x real time": round((told - began) / seconds, 4),
        "grouping s": round(told - heard, 2),
        "find out s": round(counted - told, 2),
        "people": voices.people if voices else 0,
        "found": found.people if found else 0,
        "MB before": before,
        "MB loaded": loaded,
        "MB at most": _peak_mb(),
    }


def _peak_mb() -> int:
    return round(Engine().peak_memory() / 1e6)


if __name__ == "__main__":
    print(json.dumps(_row(float(sys.argv[1]))))
