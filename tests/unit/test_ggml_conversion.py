"""A miniature CTranslate2 Whisper, made here, must come out as the ggml file that whisper.cpp reads."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest

from intellisession_desktop.engine.ggml_conversion import Ct2Model, convert, mel_filters
from intellisession_desktop.errors import ModelDamaged

STATE, VOCABULARY, AUDIO, TEXT, BANDS, WIDE = 64, 7, 5, 3, 8, 256
TYPES = {"float32": 0, "int8": 1, "float16": 4}


def miniature() -> dict[str, np.ndarray]:
    """Every variable of a Whisper with one layer on each side, each filled with values of its own."""
    draw = np.random.default_rng(5)

    def some(*shape: int, dtype: str = "float16") -> np.ndarray:
        return draw.normal(size=shape).astype(dtype)

    variables = {
        "encoder/conv1/weight": some(STATE, BANDS, 3),
        "encoder/conv1/bias": some(STATE),
        "encoder/conv2/weight": some(STATE, STATE, 3),
        "encoder/conv2/bias": some(STATE),
        "encoder/position_encodings/encodings": some(AUDIO, STATE, dtype="float32"),
        "decoder/position_encodings/encodings": some(TEXT, STATE),
        "decoder/embeddings/weight": some(VOCABULARY, STATE),
        "encoder/num_heads": np.array([1], dtype="int8"),  # a setting, not a weight
    }
    norms = ["encoder/layer_norm", "decoder/layer_norm", "decoder/layer_0/attention/layer_norm"]
    for side in ("encoder", "decoder"):
        layer = f"{side}/layer_0"
        norms += [f"{layer}/self_attention/layer_norm", f"{layer}/ffn/layer_norm"]
        matrices = {
            "self_attention/linear_0": (3 * STATE, STATE),
            "self_attention/linear_1": (STATE, STATE),
            "ffn/linear_0": (WIDE, STATE),
            "ffn/linear_1": (STATE, WIDE),
        }
        if side == "decoder":
            matrices |= {f"attention/linear_{i}": (rows * STATE, STATE) for i, rows in enumerate((1, 2, 1))}
        for name, shape in matrices.items():
            variables[f"{layer}/{name}/weight"] = some(*shape)
            variables[f"{layer}/{name}/bias"] = some(shape[0])
    for norm in norms:
        variables |= {f"{norm}/gamma": some(STATE), f"{norm}/beta": some(STATE)}
    return variables


def ct2_bytes(variables: dict[str, np.ndarray], aliases: dict[str, str]) -> bytes:
    def text(value: str) -> bytes:
        return struct.pack("<H", len(value) + 1) + value.encode() + b"\0"

    out = struct.pack("<I", 6) + text("WhisperSpec") + struct.pack("<II", 3, len(variables))
    for name, values in variables.items():
        out += text(name) + struct.pack(f"<B{values.ndim}I", values.ndim, *values.shape)
        out += struct.pack("<BI", TYPES[str(values.dtype)], values.nbytes) + values.tobytes()
    out += struct.pack("<I", len(aliases))
    return out + b"".join(text(alias) + text(target) for alias, target in aliases.items())


def read_ggml(path: Path) -> tuple[tuple[int, ...], np.ndarray, list[bytes], dict[str, np.ndarray]]:
    """Header, mel filters, tokens and tensors, read as whisper.cpp's loader does."""
    data = path.read_bytes()
    at = 0

    def numbers(count: int) -> tuple[int, ...]:
        nonlocal at
        at += 4 * count
        return struct.unpack_from(f"<{count}i", data, at - 4 * count)

    def take(size: int) -> bytes:
        nonlocal at
        at += size
        return data[at - size : at]

    header = numbers(12)
    rows, columns = numbers(2)
    filters = np.frombuffer(take(4 * rows * columns), np.float32).reshape(rows, columns)
    tokens = [take(numbers(1)[0]) for _ in range(numbers(1)[0])]
    tensors: dict[str, np.ndarray] = {}
    while at < len(data):
        rank, length, kind = numbers(3)
        shape = tuple(reversed(numbers(rank)))
        name = take(length).decode()
        dtype = np.dtype((np.float32, np.float16)[kind])
        tensors[name] = np.frombuffer(take(int(np.prod(shape)) * dtype.itemsize), dtype).reshape(shape)
    return header, filters, tokens, tensors


@pytest.fixture
def source(tmp_path: Path) -> tuple[Path, Path]:
    model, tokenizer = tmp_path / "model.bin", tmp_path / "tokenizer.json"
    model.write_bytes(ct2_bytes(miniature(), {"decoder/projection/weight": "decoder/embeddings/weight"}))
    vocabulary = {"b": 1, "a": 0, "Ġthe": 2, "Ã©": 3, "<|marker …|>": 4, "Ċ": 5, "<|0.00|>": 50364}
    tokenizer.write_text(json.dumps({"model": {"vocab": vocabulary}}), "utf-8")
    return model, tokenizer


def test_header_gives_the_sizes_in_whisper_cpp_order(source: tuple[Path, Path], tmp_path: Path) -> None:
    convert(*source, tmp_path / "out.bin")
    header, filters, _, _ = read_ggml(tmp_path / "out.bin")
    assert header == (0x67676D6C, VOCABULARY, AUDIO, STATE, 1, 1, TEXT, STATE, 1, 1, BANDS, 1)
    assert np.array_equal(filters, mel_filters(BANDS))


def test_tokens_are_bytes_in_order_without_those_whisper_cpp_makes_itself(
    source: tuple[Path, Path], tmp_path: Path
) -> None:
    convert(*source, tmp_path / "out.bin")
    tokens = read_ggml(tmp_path / "out.bin")[2]
    assert tokens == [b"a", b"b", b" the", "é".encode(), "<|marker …|>".encode(), b"\n"]


def test_joint_attention_is_split_and_keys_have_no_bias(source: tuple[Path, Path], tmp_path: Path) -> None:
    convert(*source, tmp_path / "out.bin")
    tensors, given = read_ggml(tmp_path / "out.bin")[3], miniature()
    joint = given["encoder/layer_0/self_attention/linear_0/weight"]
    bias = given["encoder/layer_0/self_attention/linear_0/bias"]
    for name, at in (("query", 0), ("key", 1), ("value", 2)):
        rows = slice(at * STATE, (at + 1) * STATE)
        assert np.array_equal(tensors[f"encoder.blocks.0.attn.{name}.weight"], joint[rows])
        if name != "key":
            assert np.array_equal(
                tensors[f"encoder.blocks.0.attn.{name}.bias"], bias[rows].astype(np.float32)
            )
    assert "encoder.blocks.0.attn.key.bias" not in tensors
    cross = given["decoder/layer_0/attention/linear_1/weight"]
    assert np.array_equal(tensors["decoder.blocks.0.cross_attn.key.weight"], cross[:STATE])
    assert np.array_equal(tensors["decoder.blocks.0.cross_attn.value.weight"], cross[STATE:])
    last = given["decoder/layer_0/attention/linear_2/weight"]
    assert np.array_equal(tensors["decoder.blocks.0.cross_attn.out.weight"], last)


def test_matrices_are_half_vectors_and_positions_single_and_conv_biases_stand_upright(
    source: tuple[Path, Path], tmp_path: Path
) -> None:
    convert(*source, tmp_path / "out.bin")
    tensors = read_ggml(tmp_path / "out.bin")[3]
    assert tensors["encoder.conv1.weight"].shape == (STATE, BANDS, 3)
    assert tensors["encoder.conv1.weight"].dtype == np.float16
    assert tensors["encoder.conv1.bias"].shape == (STATE, 1)
    assert tensors["encoder.conv1.bias"].dtype == np.float32
    assert tensors["decoder.positional_embedding"].dtype == np.float32
    assert tensors["decoder.blocks.0.mlp.0.weight"].shape == (WIDE, STATE)
    assert tensors["encoder.ln_post.weight"].dtype == np.float32


def test_every_tensor_of_whisper_cpp_is_there_and_no_other(source: tuple[Path, Path], tmp_path: Path) -> None:
    convert(*source, tmp_path / "out.bin")
    both = ["attn_ln.weight", "attn_ln.bias", "mlp_ln.weight", "mlp_ln.bias"]
    both += [f"mlp.{i}.{kind}" for i in (0, 2) for kind in ("weight", "bias")]
    attention = [
        "query.weight",
        "query.bias",
        "key.weight",
        "value.weight",
        "value.bias",
        "out.weight",
        "out.bias",
    ]
    expected = {f"{side}.blocks.0.{name}" for side in ("encoder", "decoder") for name in both}
    expected |= {f"{side}.blocks.0.attn.{name}" for side in ("encoder", "decoder") for name in attention}
    expected |= {f"decoder.blocks.0.cross_attn.{name}" for name in attention}
    expected |= {"decoder.blocks.0.cross_attn_ln.weight", "decoder.blocks.0.cross_attn_ln.bias"}
    expected |= {f"encoder.conv{i}.{kind}" for i in (1, 2) for kind in ("weight", "bias")}
    expected |= {
        "encoder.positional_embedding",
        "decoder.positional_embedding",
        "decoder.token_embedding.weight",
    }
    expected |= {
        f"{norm}.{kind}" for norm in ("encoder.ln_post", "decoder.ln") for kind in ("weight", "bias")
    }
    assert set(read_ggml(tmp_path / "out.bin")[3]) == expected


def test_mel_filters_are_slaney_triangles_of_unit_area() -> None:
    filters = mel_filters(80)
    assert filters.shape == (80, 201)
    assert filters.dtype == np.float32
    assert (filters >= 0).all()
    # The bank is linear below 1 kHz, so its triangles there are alike: 2 / width of 2 x 37.24 Hz at the most.
    assert filters[:20].max() == pytest.approx(2 / (2 * 37.24), rel=0.1)
    # Area: the bins are 40 Hz apart; wide triangles are sampled well enough to add up.
    assert np.allclose(filters[60:].sum(axis=1) * 40, 1.0, atol=0.02)
    peaks = filters.argmax(axis=1)
    assert (np.diff(peaks) >= 0).all()


def test_aliases_lead_to_the_same_values(source: tuple[Path, Path]) -> None:
    model = Ct2Model(source[0])
    assert np.array_equal(model.read("decoder/projection/weight"), model.read("decoder/embeddings/weight"))


@pytest.mark.parametrize("keep", [3, 40, 5000, -100])
def test_a_file_that_is_cut_off_is_damaged(source: tuple[Path, Path], tmp_path: Path, keep: int) -> None:
    model, tokenizer = source
    model.write_bytes(model.read_bytes()[:keep])
    with pytest.raises(ModelDamaged):
        convert(model, tokenizer, tmp_path / "out.bin")


def test_a_quantized_model_is_refused(source: tuple[Path, Path], tmp_path: Path) -> None:
    model, tokenizer = source
    quantized = miniature()
    name = "decoder/layer_0/ffn/linear_0/weight"
    quantized[name] = quantized[name].astype("int8")
    model.write_bytes(ct2_bytes(quantized, {}))
    with pytest.raises(ModelDamaged):
        convert(model, tokenizer, tmp_path / "out.bin")


def test_a_tokenizer_without_a_vocabulary_is_refused(source: tuple[Path, Path], tmp_path: Path) -> None:
    model, tokenizer = source
    tokenizer.write_text("{}", "utf-8")
    with pytest.raises(ModelDamaged):
        convert(model, tokenizer, tmp_path / "out.bin")
