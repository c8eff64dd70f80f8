"""Sessions of several people, made from the eight voices in tests/voices, so that the truth is known."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from intellisession_desktop.records import SAMPLE_RATE

Samples = NDArray[np.float32]

VOICES = Path(__file__).parent / "voices"
NAMES = tuple(sorted(path.stem for path in VOICES.glob("*.ogg")))
ALIKE = ("blend_2", "jf_gongitsune")
"""The two voices that are hardest to tell apart: their prints are 0.93 alike."""

_PAUSE_S = (0.15, 0.6)  # between sentences of one person
_CHANGE_S = (0.1, 0.6)  # between people
_INTERRUPTED_S = (0.5, 1.8)  # how long before a sentence's end somebody else begins, in cross-talk


@dataclass(frozen=True, slots=True)
class Spoken:
    """One sentence; times in seconds."""

    start: float
    end: float
    person: str
    text: str


@dataclass(frozen=True, slots=True)
class MadeSession:
    """`samples`: float32, shape (n,), 16 kHz, [-1, 1]. `reference` is in the order of the starts."""

    samples: Samples
    reference: tuple[Spoken, ...]

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE

    @property
    def people(self) -> int:
        return len({spoken.person for spoken in self.reference})

    def said_by(self, person: str) -> Samples:
        """All that one person says, joined."""
        return np.concatenate(
            [
                self.samples[round(s.start * SAMPLE_RATE) : round(s.end * SAMPLE_RATE)]
                for s in self.reference
                if s.person == person
            ]
        )


def made_session(
    voices: Sequence[str],
    seconds: float,
    seed: int = 0,
    shares: Sequence[float] | None = None,
    cross_talk: float = 0.0,
    back_channels: float = 0.0,
) -> MadeSession:
    """People who take turns of one to four sentences, over and over the same ones.

    `shares`: how much each of them says of the whole. `cross_talk`: of the time in which anybody speaks, the
    share in which two do; never more than two, and nobody over their own words. `back_channels`: how many
    short sounds a minute a listener makes meanwhile.
    """
    chance = random.Random(seed)
    wanted = dict(zip(voices, shares or [1 / len(voices)] * len(voices), strict=True))
    sound = np.zeros(round((seconds + 60) * SAMPLE_RATE), dtype=np.float32)
    said = dict.fromkeys(voices, 1e-3)
    told = dict.fromkeys(voices, 0)
    reference: list[Spoken] = []
    ends = dict.fromkeys(voices, 0.0)
    at, before, last_s = 0.5, "", 0.0
    speech, overlap = 0.0, 0.0  # seconds so far in which anybody speaks, and in which two do
    while at < seconds:
        others = [voice for voice in voices if voice != before] or list(voices)
        behind = max(others, key=lambda v: wanted[v] - said[v] / sum(said.values()))
        person = behind if chance.random() < 0.7 or len(others) == 1 else chance.choice(others)
        if shares and said[person] > wanted[person] * max(sum(said.values()), 10.0):
            person = max(voices, key=lambda v: wanted[v] - said[v] / sum(said.values()))
        if cross_talk and before not in ("", person) and overlap < cross_talk * speech:
            early = max(chance.uniform(*_INTERRUPTED_S), cross_talk * speech - overlap)
            others_end = max(end for voice, end in ends.items() if voice != before)
            at = max(ends[before] - min(early, last_s), others_end + _PAUSE_S[0])
        for _ in range(chance.randint(1, 4 if wanted[person] > 0.1 else 1)):
            samples, text = sentences(person)[told[person] % len(sentences(person))]
            told[person] += 1
            end = at + len(samples) / SAMPLE_RATE
            first = round(at * SAMPLE_RATE)
            sound[first : first + len(samples)] += samples
            reference.append(Spoken(at, end, person, text))
            said[person] += end - at
            both = max(0.0, min(end, max(ends.values())) - at)
            overlap += both
            speech += end - at - both
            ends[person], last_s = end, end - at
            listens = chance.random() < back_channels * (end - at) / 60
            quiet = [v for v in voices if v != person and ends[v] < at + 1.0]
            if listens and end - at > 2 and quiet and len(quiet) == len(voices) - 1:
                listener = chance.choice(quiet)
                ends[listener] = _murmur(sound, reference, at + 1.0, listener)
                overlap += ends[listener] - at - 1.0
            at = end + chance.uniform(*_PAUSE_S)
            if at >= seconds:
                break
        at = max(at, *ends.values()) + chance.uniform(*_CHANGE_S)
        before = person
    reference.sort(key=lambda spoken: spoken.start)
    return MadeSession(sound[: round(at * SAMPLE_RATE)], tuple(reference))


@cache
def sentences(voice: str) -> tuple[tuple[Samples, str], ...]:
    """What a voice says, sentence by sentence, with the words."""
    resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
    parts: list[Samples] = []
    with av.open(str(VOICES / f"{voice}.ogg")) as container:
        for frame in container.decode(audio=0):
            parts += [part.to_ndarray().reshape(-1) for part in resampler.resample(frame)]
    sound = np.concatenate(parts).astype(np.float32)
    times = json.loads((VOICES / f"{voice}.json").read_text(encoding="utf-8"))
    return tuple(
        (sound[round(t["start"] * SAMPLE_RATE) : round(t["end"] * SAMPLE_RATE)], t["text"]) for t in times
    )


def by_telephone(samples: Samples) -> Samples:
    """300 to 3400 Hz, at 8 kHz as 8 bit mu-law (ITU-T G.711), and at 16 kHz again: nothing above 4 kHz."""
    size = len(samples) + len(samples) % 2
    spectrum = np.fft.rfft(samples, size)
    hertz = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    spectrum[(hertz < 300) | (hertz > 3400)] = 0
    narrow = np.fft.irfft(spectrum[: size // 4 + 1], size // 2) / 2
    loudest = np.abs(narrow).max()
    coded = np.sign(narrow) * np.log1p(255 * np.abs(narrow) / loudest) / np.log(256)
    coarse = np.round(coded * 127) / 127
    heard = np.sign(coarse) * (256 ** np.abs(coarse) - 1) / 255 * loudest
    return np.asarray(np.fft.irfft(np.fft.rfft(heard), size)[: len(samples)] * 2, dtype=np.float32)


def in_a_bare_room(samples: Samples, fades_s: float = 0.5) -> Samples:
    """With an echo that has faded by 60 dB after `fades_s` (as noise that dies away)."""
    count = round(fades_s * SAMPLE_RATE)
    echo = np.random.default_rng(0).normal(size=count) * 10 ** (-3 * np.arange(count) / count) * 0.05
    echo[0] = 1.0
    size = 1 << (len(samples) + count).bit_length()
    heard = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(echo, size), size)[: len(samples)]
    return np.asarray(heard / max(1.0, np.abs(heard).max()), dtype=np.float32)


def in_noise(samples: Samples, snr_db: float = 10.0) -> Samples:
    """With pink noise, `snr_db` below the speech."""
    spectrum = np.fft.rfft(np.random.default_rng(1).normal(size=len(samples)))
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(1, np.arange(len(spectrum)))), len(samples))
    speech = float(np.mean(samples[np.abs(samples) > 1e-3] ** 2))
    noise *= np.sqrt(speech / 10 ** (snr_db / 10) / np.mean(noise**2))
    return np.asarray(np.clip(samples + noise, -1.0, 1.0), dtype=np.float32)


def _murmur(sound: Samples, reference: list[Spoken], at: float, voice: str) -> float:
    """A listener's short, soft sound; gives when it ends."""
    samples, _ = sentences(voice)[0]
    short = 0.4 * samples[round(0.1 * SAMPLE_RATE) : round(0.5 * SAMPLE_RATE)]
    first = round(at * SAMPLE_RATE)
    sound[first : first + len(short)] += short
    end = at + len(short) / SAMPLE_RATE
    reference.append(Spoken(at, end, voice, ""))
    return end
