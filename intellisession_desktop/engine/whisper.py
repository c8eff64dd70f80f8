"""Turns a chunk of speech into timed words with whisper.cpp, and says when it did not manage to."""

from __future__ import annotations

import atexit
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ModelDamaged, ModelMissing
from ..records import SAMPLE_RATE, Word
from .descriptions import SEGMENT, described
from .model_headers import check_ggml
from .speech_activity import Samples

_MAGIC = 0x67676D6C  # 'ggml'
_SMALLEST = 10_000_000  # bytes; tiny with 4 bits has 24 million. whisper.cpp reads on past the end of a stub
_LOG_ERROR = 4
_ALIGNED_LATE_S = 0.15  # measured on the sample session: alignment puts a word's onset 0.08 to 0.26 s late
_LONGEST_WORD_S = 1.2
_MIN_SAMPLES = 2 * SAMPLE_RATE  # whisper.cpp drops the end of what is shorter
_IMPROBABLE = 0.35  # mean probability of the words of a chunk, below which they are taken for invented
_CONTEXT = 1500  # positions of the encoder for 30 s
_MARGIN = 128  # more positions than sound: with none, words at the end are repeated
_SEGMENT = SEGMENT.encode()
_LOOP_RATIO = 3.0  # how much smaller zlib makes text that repeats; 2.4 is whisper's own limit for one window


@dataclass(frozen=True, slots=True)
class Transcript:
    """What whisper heard. `complete` is False when the run failed or its words look invented; `described`: it
    wrote no word down, but what it heard instead, such as [crying].
    """

    words: tuple[Word, ...]
    complete: bool
    described: bool = False


class Whisper:
    """One whisper model, loaded once; `transcribe` is called with one chunk at a time."""

    def __init__(self, model: Path, threads: int) -> None:
        """Raises ModelMissing, ModelDamaged."""
        check_ggml(model)
        whisper_cpp = _binding()
        self._cpp = whisper_cpp
        self._threads = threads
        messages = _Messages()
        whisper_cpp.whisper_log_set(messages)
        # A Python object left inside the library would be released after the interpreter, which aborts.
        atexit.register(whisper_cpp.whisper_log_set, None)
        self._model, self._messages = model, messages
        self._context: Any = self._loaded()
        self.multilingual = bool(whisper_cpp.whisper_is_multilingual(self._context))

    def _loaded(self) -> Any:
        """The model as if nothing had been heard yet. Raises ModelMissing, ModelDamaged."""
        settings = self._cpp.whisper_context_default_params()
        settings.use_gpu = False
        # Flash attention would be a fifth faster but leaves no attention to align words with, and words that
        # are half a second off cost a speaker label at every change of turn.
        settings.flash_attn = False
        settings.dtw_token_timestamps = True
        settings.dtw_aheads_preset = _alignment_heads(self._model, self._cpp.whisper_alignment_heads_preset)
        settings.dtw_n_top = 2
        self._messages.complaint = False
        try:
            context = self._cpp.whisper_init_from_file_with_params(str(self._model.absolute()), settings)
        except (ValueError, RuntimeError) as error:  # sizes that make no sense
            raise ModelDamaged() from error
        if self._messages.complaint:
            # The binding wraps the null that whisper.cpp gives for a bad file; touching it ends the process.
            raise ModelDamaged()
        return context

    def detect_language(self, samples: Samples) -> str:
        """The two-letter code of the language most probably spoken ('en' from an English-only model)."""
        if not self.multilingual or self._context is None:
            return "en"
        whisper_cpp = self._cpp
        count = whisper_cpp.whisper_lang_max_id() + 1
        whisper_cpp.whisper_pcm_to_mel(self._context, samples, len(samples), self._threads)
        chances = np.zeros(count, dtype=np.float32)
        found = whisper_cpp.whisper_lang_auto_detect(self._context, 0, self._threads, chances)
        return str(whisper_cpp.whisper_lang_str(found)) if found >= 0 else "en"

    def transcribe(
        self,
        samples: Samples,
        language: str = "en",
        prompt: str = "",
        second: bool = False,
        careful: bool = False,
    ) -> Transcript:
        """The words in `samples` (30 s at most), times in seconds from its first sample.

        `second` decodes in another way, for a chunk on which the first way failed; `careful` for one on which
        the whole process ended. Raises ModelMissing, ModelDamaged where the model cannot be loaded anew.
        """
        if second:
            # A search for several sentences at once, and what is drawn by chance, go on from what was heard
            # before: the same sound would give other words each time.
            old, self._context = self._context, None  # never held once it is freed
            if old is not None:
                self._cpp.whisper_free(old)
        if self._context is None:
            self._context = self._loaded()
        if len(samples) < _MIN_SAMPLES:
            samples = np.pad(samples, (0, _MIN_SAMPLES - len(samples)))
        result = self._cpp.whisper_full(
            self._context, self._parameters(language, prompt, second, careful), samples, len(samples)
        )
        if result != 0:
            return Transcript((), complete=False)
        words = tuple(_timed(self._spoken_words(), len(samples) / SAMPLE_RATE))
        return Transcript(
            words, complete=not _invented(words), described=not words and self._says_something()
        )

    def glimpse(self, samples: Samples, language: str) -> str:
        """The words in `samples` (28 s at most) in a fraction of the time, without a second try: not to be
        kept.
        """
        if self._context is None:
            return ""
        samples = np.pad(samples, (0, max(0, _MIN_SAMPLES - len(samples))))
        parameters = self._parameters(language, "", second=False, whole=True)
        # The encoder looks at what is there, not at 30 s with silence behind it.
        parameters.audio_ctx = min(_CONTEXT, round(len(samples) / SAMPLE_RATE * _CONTEXT / 30) + _MARGIN)
        if self._cpp.whisper_full(self._context, parameters, samples, len(samples)) != 0:
            return ""
        return " ".join(text for _, text, _ in self._spoken_words())

    def _parameters(self, language: str, prompt: str, second: bool, whole: bool) -> Any:
        """A fresh set for each call: whisper.cpp keeps what was set before."""
        whisper_cpp = self._cpp
        strategy = whisper_cpp.whisper_sampling_strategy
        chosen = strategy.WHISPER_SAMPLING_BEAM_SEARCH if second else strategy.WHISPER_SAMPLING_GREEDY
        parameters = whisper_cpp.whisper_full_default_params(chosen)
        for name, value in {
            "n_threads": self._threads,
            "language": language if self.multilingual else "en",
            "detect_language": False,
            "translate": False,
            "initial_prompt": "" if second else prompt,
            "carry_initial_prompt": False,
            "no_context": True,  # text of the window before is what repetition loops feed on
            # In parts: what whisper leaves out at first it takes up again. But a part of less than 0.15 s
            # is too short to align its words, and whisper.cpp ends the process (WHISPER_ASSERT).
            "single_segment": whole,
            "no_timestamps": False,
            "token_timestamps": False,
            "suppress_blank": True,
            # Over noise it may write "[wind blowing]", which is easily left out; made to write words, it
            # writes sentences (measured: 96 words that passed for heard in 18 sounds; 0 without).
            "suppress_nst": False,
            # The second way draws by chance where it does not believe itself; the first one never: see
            # `transcribe` for why that must not be done in a model that was used before.
            "temperature": 0.2 if second else 0.0,
            "temperature_inc": 0.4 if second else 0.0,
            "entropy_thold": 2.4,
            "logprob_thold": -1.0,
            "no_speech_thold": 0.6,
            "audio_ctx": 0,
            "max_len": 0,
            "max_tokens": 0,
            "print_progress": False,
            "print_realtime": False,
            "print_timestamps": False,
            "print_special": False,
        }.items():
            setattr(parameters, name, value)
        if second:
            parameters.beam_search = {"beam_size": 3, "patience": -1.0}
        else:
            parameters.greedy = {"best_of": 1}
        return parameters

    def _says_something(self) -> bool:
        """Whether there is more than punctuation in what it wrote, be it spoken or described."""
        for segment in range(self._cpp.whisper_full_n_segments(self._context)):
            text: bytes = self._cpp.whisper_full_get_segment_text(self._context, segment)
            if any(character.isalnum() for character in text.decode("utf-8", "replace")):
                return True
        return False

    def _spoken_words(self) -> Iterator[tuple[float, str, float]]:
        """Onset, text and least token probability of each word that was spoken, not described."""
        whisper_cpp = self._cpp
        special = whisper_cpp.whisper_token_eot(self._context)
        tokens: list[tuple[float, bytes, float]] = []
        for segment in range(whisper_cpp.whisper_full_n_segments(self._context)):
            first = len(tokens)
            for at in range(whisper_cpp.whisper_full_n_tokens(self._context, segment)):
                token = whisper_cpp.whisper_full_get_token_data(self._context, segment, at)
                if token.id < special:
                    text = whisper_cpp.whisper_token_to_bytes(self._context, token.id)
                    if len(tokens) == first:
                        text = _SEGMENT + text.removeprefix(b" ")
                    tokens.append((token.t_dtw / 100, text, token.p))
        yield from _words(tokens)


def _binding() -> Any:
    """whisper.cpp, loaded only in the worker: it must not share a process with llama.cpp."""
    import _pywhispercpp  # the binding itself: the package around it imports a network library

    return _pywhispercpp


class _Messages:
    """Takes whisper.cpp's messages, which would go to stderr, and keeps only whether it could not load."""

    def __init__(self) -> None:
        self.complaint = False

    def __call__(self, level: int, text: str) -> None:
        if level == _LOG_ERROR or "no tensors loaded" in text:
            self.complaint = True


def _alignment_heads(model: Path, presets: Any) -> Any:
    """The attention heads that align words with sound, by the sizes in the model file's head.

    Raises ModelMissing, ModelDamaged.
    """
    try:
        size = model.stat().st_size
        with model.open("rb") as file:
            magic, vocabulary, *_sizes = struct.unpack("<12i", file.read(48))
    except OSError as error:
        raise ModelMissing() from error
    except struct.error as error:
        raise ModelDamaged() from error
    if magic != _MAGIC or size < _SMALLEST:
        raise ModelDamaged()
    audio_layers, text_layers, mels = _sizes[3], _sizes[7], _sizes[8]
    english = vocabulary == 51864
    known = {
        4: presets.WHISPER_AHEADS_TINY_EN if english else presets.WHISPER_AHEADS_TINY,
        6: presets.WHISPER_AHEADS_BASE_EN if english else presets.WHISPER_AHEADS_BASE,
        12: presets.WHISPER_AHEADS_SMALL_EN if english else presets.WHISPER_AHEADS_SMALL,
        24: presets.WHISPER_AHEADS_MEDIUM_EN if english else presets.WHISPER_AHEADS_MEDIUM,
    }
    if audio_layers == 32 and text_layers == 4:
        return presets.WHISPER_AHEADS_LARGE_V3_TURBO
    if audio_layers == 32 and text_layers == 32:
        return presets.WHISPER_AHEADS_LARGE_V3 if mels == 128 else presets.WHISPER_AHEADS_LARGE_V2
    if text_layers == audio_layers and audio_layers in known:
        return known[audio_layers]
    return presets.WHISPER_AHEADS_N_TOP_MOST  # a distilled or otherwise unknown model


def _words(tokens: list[tuple[float, bytes, float]]) -> Iterator[tuple[float, str, float]]:
    """Tokens joined to words; descriptions like [Music] or (phone ringing) are left out.

    A word begins at a token that begins with a space, or a segment; a character may be spread over several
    tokens.
    """
    words: list[list[tuple[float, bytes, float]]] = []
    for token in tokens:
        if not words or token[1].startswith((b" ", _SEGMENT)):
            words.append([])
        words[-1].append(token)
    texts = [b"".join(token[1] for token in word).decode("utf-8", "replace") for word in words]
    left_out = list(described("".join(texts)))
    at = 0
    for word, text in zip(words, texts, strict=True):
        at += len(text)
        if any(start < at and at - len(text) + 1 < end for start, end in left_out):
            continue
        letters = [p for _, part, p in word if any(c.isalnum() for c in part.decode("utf-8", "replace"))]
        if letters and text.strip():
            yield word[0][0], text.strip(), min(letters)


def _timed(words: Iterator[tuple[float, str, float]], length_s: float) -> Iterator[Word]:
    """Words with ends: where the next one begins, or as long as a word of its length may take."""
    found = list(words)
    starts = [min(max(0.0, onset - _ALIGNED_LATE_S), length_s) for onset, _, _ in found]
    for i, (_, text, probability) in enumerate(found):
        following = starts[i + 1] if i + 1 < len(found) else length_s
        likely = min(_LONGEST_WORD_S, 0.2 + 0.07 * len(text))
        end = max(starts[i], min(following, starts[i] + likely))
        yield Word(starts[i], end, text, probability)


def _invented(words: tuple[Word, ...]) -> bool:
    """Whether words look like what whisper makes up over noise: improbable, or over and over."""
    if not words:
        return False
    mean = float(np.mean([word.probability for word in words]))
    text = " ".join(word.text.lower() for word in words).encode()
    # Short texts do not compress; the limit only bites on a loop.
    return mean < _IMPROBABLE or len(text) / len(zlib.compress(text)) > _LOOP_RATIO
