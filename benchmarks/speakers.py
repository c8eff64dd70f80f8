"""Who said what: errors of telling voices apart on real, synthetic and made sessions.

The figures of whole sessions (`--words`) need the default speech model; the others only what ships.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from intellisession_desktop.audio.source import AttachedFile
from intellisession_desktop.engine.enrolment import VoiceEngine
from intellisession_desktop.engine.speakers import Speakers
from intellisession_desktop.engine.speech import SpeechEngine
from intellisession_desktop.records import FIND_OUT, SAMPLE_RATE
from intellisession_desktop.settings import Settings, models_folder, resources_folder, shipped_models_folder
from tests.diarization_error import Times, diarization_error
from tests.eval.score import transcript_figures
from tests.made_sessions import ALIKE, Samples, by_telephone, in_a_bare_room, in_noise, made_session

from .speaker_cost import load

EVAL = Path(__file__).resolve().parents[2] / "shared" / "eval"
"""Further sessions, measured where they are there."""

_SETS = {
    3: (
        ("jf_alpha", "jf_nezumi", "blend_1"),
        ("blend_3", "blend_1", "jm_kumo"),
        ("jm_kumo", "jf_tebukuro", "blend_2"),
        ("jf_tebukuro", "jf_gongitsune", "blend_1"),
    ),
    4: (
        ("jf_alpha", "blend_1", "jf_nezumi", "blend_2"),
        ("jf_tebukuro", "blend_3", "blend_2", "jf_alpha"),
        ("blend_3", "jf_tebukuro", "blend_1", "blend_2"),
        ("jm_kumo", "blend_2", "jf_tebukuro", "blend_1"),
    ),
}
_PAIRS = (("blend_1", "jm_kumo"), ("jf_alpha", "jf_tebukuro"))
_MINUTES = 5.0


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    samples: Samples
    reference: tuple[tuple[float, float, str], ...]

    @property
    def people(self) -> int:
        return len({person for _, _, person in self.reference})

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE


def measure() -> list[dict[str, Any]]:
    """One row for each case: errors with the number of people given, and what "find out" found."""
    speakers = load()
    return [_row(speakers, case) for case in cases()]


def measure_words() -> list[dict[str, Any]]:
    """Whole sessions with whisper: how many words are given to the right person, and by the right name.

    Each session is transcribed once; who said it is told anew for every row.
    """
    threads = Settings().engine_threads()
    engine = SpeechEngine(models_folder() / "ggml-base.bin", shipped_models_folder(), threads)
    enrolment = VoiceEngine(shipped_models_folder(), threads)
    rows = []
    for name, audio, reference in _sessions_with_words():
        samples = _sound(audio)
        voice = enrolment.voice_print(_reading(samples, reference))
        engine.begin()
        for block in _blocks(samples):
            engine.hear(block)
        engine.finish()
        for people in (2, FIND_OUT):
            for enrolled in (None, voice):
                engine._people, engine._therapist = people, enrolled
                told, labelling = engine._turns()
                figures = transcript_figures(
                    reference, [{"speaker": turn.speaker, "text": turn.text} for turn in told]
                )
                rows.append(
                    {
                        "session": name,
                        "people": people or "find out",
                        "enrolled": enrolled is not None,
                        "speaker_acc": figures["speaker_acc"],
                        "role_acc": figures["role_acc"],
                        "wer": figures["wer"],
                        "by": labelling.by.value,
                        "certainty": round(labelling.certainty, 3),
                    }
                )
    return rows


def cases() -> Iterator[Case]:
    """Real and synthetic sessions, then made ones from easy to hard."""
    for name, audio, reference in _sessions():
        yield Case(name, _sound(audio), tuple(reference))
    for people, sets in _SETS.items():
        for seed, voices in enumerate(sets):
            yield _made(f"{people} people, {seed + 1}", voices, seed)
    yield _made("voices alike", ALIKE, 1)
    for number, pair in enumerate(_PAIRS, start=1):
        yield _made(f"20 % cross-talk, {number}", pair, number, cross_talk=0.2)
        yield _made(f"one speaks 5 %, {number}", pair, number, shares=(0.95, 0.05))
        yield _made(f"back-channels, {number}", pair, number, back_channels=6.0)
        plain = _made("", pair, 10 + number)
        for name, effect in (
            ("telephone", by_telephone),
            ("bare room", in_a_bare_room),
            ("noise, 10 dB SNR", in_noise),
        ):
            yield Case(f"{name}, {number}", effect(plain.samples), plain.reference)


def _row(speakers: Speakers, case: Case) -> dict[str, Any]:
    began = time.monotonic()
    speakers.begin()
    for block in _blocks(case.samples):
        speakers.hear(block, last_speech_s=case.seconds)
    voices = speakers.so_far(case.people, case.seconds)
    took = time.monotonic() - began
    found = speakers.so_far(FIND_OUT, case.seconds)
    if voices is None or found is None:
        raise SystemExit(f"too little was heard in {case.name}")
    error = diarization_error(case.reference, voices, case.seconds)
    return {
        "case": case.name,
        "people": case.people,
        "found": found.people,
        "DER": round(error.rate, 4),
        "confusion": round(error.confusion, 4),
        "missed": round(error.missed, 4),
        "false alarm": round(error.false_alarm, 4),
        "confusion, find out": round(diarization_error(case.reference, found, case.seconds).confusion, 4),
        "x real time": round(took / case.seconds, 4),
    }


def _made(name: str, voices: Iterable[str], seed: int, **how: Any) -> Case:
    session = made_session(tuple(voices), _MINUTES * 60, seed, **how)
    return Case(name, session.samples, tuple((s.start, s.end, s.person) for s in session.reference))


def _sessions() -> Iterator[tuple[str, Path, Times]]:
    for name, audio, reference in _sessions_with_words():
        yield name, audio, [(turn["start"], turn["end"], turn["speaker"]) for turn in reference]
    if (EVAL / "phone").is_dir():
        lines = (EVAL / "phone" / "sample.rttm").read_text(encoding="utf-8").splitlines()
        parts = [line.split() for line in lines]
        times = [(float(p[3]), float(p[3]) + float(p[4]), p[7]) for p in parts]
        yield "telephone call (real)", EVAL / "phone" / "sample.wav", times


def _sessions_with_words() -> Iterator[tuple[str, Path, list[dict[str, Any]]]]:
    found = [("sample session", resources_folder() / "sample_session")]
    found += [(name, EVAL / name) for name in ("panic", "annomi_0") if (EVAL / name).is_dir()]
    for name, folder in found:
        (audio,) = folder.glob("session.*")
        yield name, audio, json.loads((folder / "reference.json").read_text(encoding="utf-8"))


def _reading(samples: Samples, reference: list[dict[str, Any]]) -> Samples:
    """The first 30 seconds that the therapist says, pauses within turns included, as if read aloud once."""
    parts = [
        samples[round(turn["start"] * SAMPLE_RATE) : round(turn["end"] * SAMPLE_RATE)]
        for turn in reference
        if turn["speaker"] == "therapist"
    ]
    return np.concatenate(parts)[: 30 * SAMPLE_RATE]


def _sound(path: Path) -> Samples:
    with AttachedFile.open(path) as file:
        return np.concatenate(list(file.decode()))


def _blocks(samples: Samples) -> Iterator[Samples]:
    for at in range(0, len(samples), SAMPLE_RATE):
        yield samples[at : at + SAMPLE_RATE]
