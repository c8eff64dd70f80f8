"""Turns a CTranslate2 Whisper model into the ggml file that whisper.cpp reads, one tensor at a time.

Both layouts are little endian. CTranslate2 `model.bin`: u32 version, name of the model's class, u32 revision,
u32 number of variables; for each: its name, u8 rank, u32 per dimension, u8 type, u32 bytes, the values; then
u32 number of aliases, two names each. A name is a u16 length that counts its final NUL. ggml: magic, eleven
i32 of sizes, the mel filters, the vocabulary, then the tensors to the end, dimensions in reverse order.
"""

from __future__ import annotations

import decimal
import json
import math
import struct
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelDamaged

WHISPER_MAGIC = 0x67676D6C
_FLOATS: dict[int, type[np.floating]] = {0: np.float32, 4: np.float16}
"""CTranslate2's type numbers that carry plain weights; the others are quantized and cannot be turned back."""

_HEAD_WIDTH = 64  # every Whisper size has heads of 64 values
_BYTE_TOKENS = 50257  # whisper.cpp makes the tokens above (languages, timestamps, tasks) itself
_SINGLE, _HALF = 0, 1  # ggml's type numbers

Weights = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one variable lies in the file."""

    shape: tuple[int, ...]
    dtype: type[np.floating]
    offset: int


class Ct2Model:
    """The variables of a CTranslate2 `model.bin`, read from the file when asked for.

    Raises ModelDamaged when the file is not one, is cut off, or is quantized.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: dict[str, _Place] = {}
        with path.open("rb") as file:
            try:
                self._read_places(file)
            except (struct.error, UnicodeDecodeError, KeyError) as error:
                raise ModelDamaged() from error

    def _read_places(self, file: BinaryIO) -> None:
        def number(code: str) -> int:
            size = struct.calcsize("<" + code)
            return int(struct.unpack("<" + code, file.read(size))[0])

        def name() -> str:
            return file.read(number("H"))[:-1].decode()

        size = self._path.stat().st_size
        number("I"), name(), number("I")
        for _ in range(number("I")):
            variable = name()
            shape = tuple(number("I") for _ in range(number("B")))
            dtype = _FLOATS.get(number("B"))
            length, offset = number("I"), file.tell()
            if file.seek(length, 1) > size:
                raise ModelDamaged()
            if dtype is not None:  # a few variables are small integer settings, of no use here
                if math.prod(shape) * np.dtype(dtype).itemsize != length:
                    raise ModelDamaged()
                self._places[variable] = _Place(shape, dtype, offset)
        for _ in range(number("I")):
            alias, target = name(), name()
            self._places[alias] = self._places[target]

    def names(self) -> frozenset[str]:
        return frozenset(self._places)

    def shape(self, name: str) -> tuple[int, ...]:
        return self._place(name).shape

    def read(self, name: str) -> Weights:
        """The values of one variable, float16 or float32, in the shape the file gives."""
        place = self._place(name)
        count = math.prod(place.shape)
        values: Weights = np.fromfile(self._path, place.dtype, count=count, offset=place.offset)
        return values.reshape(place.shape)

    def _place(self, name: str) -> _Place:
        if name not in self._places:
            raise ModelDamaged()
        return self._places[name]


def convert(model: Path, tokenizer: Path, out: Path) -> None:
    """Writes the Whisper of `model` (CTranslate2) and `tokenizer` (tokenizer.json) to `out` (ggml, float16).

    Matrices become float16, vectors and positions float32. Raises ModelDamaged.
    """
    source = Ct2Model(model)
    tokens = _byte_tokens(tokenizer)
    vocabulary, state = source.shape("decoder/embeddings/weight")
    audio_positions, _ = source.shape("encoder/position_encodings/encodings")
    text_positions, _ = source.shape("decoder/position_encodings/encodings")
    bands = source.shape("encoder/conv1/weight")[1]
    heads = state // _HEAD_WIDTH
    encoder_layers, decoder_layers = _layers(source, "encoder"), _layers(source, "decoder")
    encoder_sizes = (audio_positions, state, heads, encoder_layers)
    decoder_sizes = (text_positions, state, heads, decoder_layers)
    with out.open("wb") as file:
        file.write(
            struct.pack("<12i", WHISPER_MAGIC, vocabulary, *encoder_sizes, *decoder_sizes, bands, _HALF)
        )
        filters = mel_filters(bands)
        file.write(struct.pack("<2i", *filters.shape) + filters.tobytes())
        file.write(struct.pack("<i", len(tokens)))
        for token in tokens:
            file.write(struct.pack("<i", len(token)) + token)
        _write_tensors(_Tensors(source, file, state), encoder_layers, decoder_layers)


def mel_filters(bands: int, rate: int = 16_000, window: int = 400) -> NDArray[np.float32]:
    """Slaney's mel filter bank as librosa.filters.mel defines it: float32, shape (bands, window // 2 + 1).

    Linear to 1 kHz (200/3 Hz a mel), then logarithmic (27 mels for a factor of 6.4); triangles of area 1.
    The corners are computed in decimal: `exp` differs in its last bit between processors, and the converted
    file must have the same checksum on all of them.
    """
    with decimal.localcontext(prec=40):
        slope, knee, growth = Decimal(200) / 3, Decimal(1000), Decimal("6.4").ln() / 27
        top = knee / slope + (Decimal(rate) / 2 / knee).ln() / growth
        mels = [top * i / (bands + 1) for i in range(bands + 2)]
        bend = knee / slope
        corners = [mel * slope if mel < bend else knee * (growth * (mel - bend)).exp() for mel in mels]
    edges = np.array([float(corner) for corner in corners])
    bins = np.linspace(0.0, rate / 2, window // 2 + 1)
    distance = edges[:, None] - bins[None, :]
    width = np.diff(edges)[:, None]
    triangles = np.maximum(0.0, np.minimum(-distance[:-2] / width[:-1], distance[2:] / width[1:]))
    area = (2.0 / (edges[2:] - edges[:-2]))[:, None]
    return np.asarray(triangles * area, dtype=np.float32)


def _layers(source: Ct2Model, side: str) -> int:
    prefix = f"{side}/layer_"
    numbers = [name[len(prefix) :].split("/")[0] for name in source.names() if name.startswith(prefix)]
    return 1 + max((int(number) for number in numbers if number.isdigit()), default=-1)


def _byte_tokens(tokenizer: Path) -> list[bytes]:
    """The vocabulary's byte-level tokens in order of their number."""
    try:
        vocabulary: dict[str, int] = json.loads(tokenizer.read_text("utf-8"))["model"]["vocab"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelDamaged() from error
    bytes_of = _byte_of_character()
    in_order = sorted((number, token) for token, number in vocabulary.items() if number < _BYTE_TOKENS)
    return [_as_bytes(token, bytes_of) for _, token in in_order]


def _as_bytes(token: str, bytes_of: dict[str, int]) -> bytes:
    if all(character in bytes_of for character in token):
        return bytes(bytes_of[character] for character in token)
    return token.encode()


def _byte_of_character() -> dict[str, int]:
    """GPT-2's alphabet: printable bytes stand for themselves, the others for those from U+0100 on."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + i): byte for i, byte in enumerate(others)}


class _Tensors:
    """Writes tensors under whisper.cpp's names, taking them from CTranslate2's."""

    def __init__(self, source: Ct2Model, file: BinaryIO, state: int) -> None:
        self.source, self.file, self.state = source, file, state

    def copy(self, target: str, name: str) -> None:
        self.write(target, self.source.read(name))

    def write(self, target: str, values: Weights) -> None:
        single = values.ndim < 2 or target.endswith("positional_embedding")
        if target in ("encoder.conv1.bias", "encoder.conv2.bias"):
            values = values.reshape(-1, 1)  # whisper.cpp adds it along time
        data = np.ascontiguousarray(values, dtype=np.float32 if single else np.float16)
        label = target.encode()
        header = (data.ndim, len(label), _SINGLE if single else _HALF, *reversed(data.shape))
        self.file.write(struct.pack(f"<{len(header)}i", *header) + label + data.tobytes())

    def norm(self, target: str, name: str) -> None:
        self.copy(f"{target}.weight", f"{name}/gamma")
        self.copy(f"{target}.bias", f"{name}/beta")

    def attention(self, target: str, name: str, cross: bool) -> None:
        """CTranslate2 joins query, key and value (of a cross attention: key and value) into one matrix.

        Whisper's keys have no bias, so that third of the joint bias is zero and is left out.
        """
        read, state = self.source.read, self.state
        if cross:
            query, query_bias = read(f"{name}/linear_0/weight"), read(f"{name}/linear_0/bias")
            joint, joint_bias, last = (
                read(f"{name}/linear_1/weight"),
                read(f"{name}/linear_1/bias"),
                "linear_2",
            )
        else:
            whole, whole_bias = read(f"{name}/linear_0/weight"), read(f"{name}/linear_0/bias")
            query, joint = whole[:state], whole[state:]
            query_bias, joint_bias, last = whole_bias[:state], whole_bias[state:], "linear_1"
        if joint.shape != (2 * state, state) or query.shape != (state, state):
            raise ModelDamaged()
        self.write(f"{target}.query.weight", query)
        self.write(f"{target}.query.bias", query_bias)
        self.write(f"{target}.key.weight", joint[:state])
        self.write(f"{target}.value.weight", joint[state:])
        self.write(f"{target}.value.bias", joint_bias[state:])
        self.copy(f"{target}.out.weight", f"{name}/{last}/weight")
        self.copy(f"{target}.out.bias", f"{name}/{last}/bias")

    def layer(self, side: str, number: int) -> None:
        name, target = f"{side}/layer_{number}", f"{side}.blocks.{number}"
        self.norm(f"{target}.attn_ln", f"{name}/self_attention/layer_norm")
        self.attention(f"{target}.attn", f"{name}/self_attention", cross=False)
        if side == "decoder":
            self.norm(f"{target}.cross_attn_ln", f"{name}/attention/layer_norm")
            self.attention(f"{target}.cross_attn", f"{name}/attention", cross=True)
        self.norm(f"{target}.mlp_ln", f"{name}/ffn/layer_norm")
        for theirs, ours in (("0", "linear_0"), ("2", "linear_1")):
            self.copy(f"{target}.mlp.{theirs}.weight", f"{name}/ffn/{ours}/weight")
            self.copy(f"{target}.mlp.{theirs}.bias", f"{name}/ffn/{ours}/bias")


def _write_tensors(tensors: _Tensors, encoder_layers: int, decoder_layers: int) -> None:
    tensors.copy("encoder.positional_embedding", "encoder/position_encodings/encodings")
    tensors.copy("decoder.positional_embedding", "decoder/position_encodings/encodings")
    tensors.copy("decoder.token_embedding.weight", "decoder/embeddings/weight")
    for conv in ("conv1", "conv2"):
        tensors.copy(f"encoder.{conv}.weight", f"encoder/{conv}/weight")
        tensors.copy(f"encoder.{conv}.bias", f"encoder/{conv}/bias")
    for number in range(encoder_layers):
        tensors.layer("encoder", number)
    for number in range(decoder_layers):
        tensors.layer("decoder", number)
    tensors.norm("encoder.ln_post", "encoder/layer_norm")
    tensors.norm("decoder.ln", "decoder/layer_norm")
