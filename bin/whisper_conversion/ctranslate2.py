"""Reads Whisper as CTranslate2's converter writes it: config.json, model.bin."""

import json
import re
import struct

import numpy as np

from checkpoint import Checkpoint, ConversionError, renamed

TYPES = [np.float32, np.int8, np.int16, np.int32, np.float16]

RULES = [(re.compile(pattern), replacement) for pattern, replacement in [
    (r"encoder/(conv[12])/(weight|bias)", r"encoder.\1.\2"),
    (r"(encoder|decoder)/position_encodings/encodings", r"\1.positions"),
    (r"decoder/embeddings/weight", "decoder.tokens"),
    (r"decoder/projection/weight", None),  # The same matrix.
    (r"(encoder|decoder)/layer_norm/gamma", r"\1.norm.weight"),
    (r"(encoder|decoder)/layer_norm/beta", r"\1.norm.bias"),
    (r"(encoder|decoder)/layer_(\d+)/self_attention/layer_norm/gamma", r"\1.\2.attention_norm.weight"),
    (r"(encoder|decoder)/layer_(\d+)/self_attention/layer_norm/beta", r"\1.\2.attention_norm.bias"),
    (r"(encoder|decoder)/layer_(\d+)/self_attention/(\w+)/(weight|bias)", r"\1.\2.attention.\3.\4"),
    (r"decoder/layer_(\d+)/attention/layer_norm/gamma", r"decoder.\1.cross_norm.weight"),
    (r"decoder/layer_(\d+)/attention/layer_norm/beta", r"decoder.\1.cross_norm.bias"),
    (r"decoder/layer_(\d+)/attention/(\w+)/(weight|bias)", r"decoder.\1.cross.\2.\3"),
    (r"(encoder|decoder)/layer_(\d+)/ffn/layer_norm/gamma", r"\1.\2.mlp_norm.weight"),
    (r"(encoder|decoder)/layer_(\d+)/ffn/layer_norm/beta", r"\1.\2.mlp_norm.bias"),
    (r"(encoder|decoder)/layer_(\d+)/ffn/linear_0/(weight|bias)", r"\1.\2.mlp.up.\3"),
    (r"(encoder|decoder)/layer_(\d+)/ffn/linear_1/(weight|bias)", r"\1.\2.mlp.down.\3"),
]]


def is_there(folder):
    return (folder / "model.bin").exists()


def read(folder):
    path = folder / "model.bin"
    tensors = dequantized(read_tensors(path), path)
    scalars = {name: value for name, value in tensors.items() if value.ndim == 0}
    weights = renamed({k: v for k, v in tensors.items() if v.ndim > 0}, RULES, path)
    split_linears(weights)
    config = json.loads((folder / "config.json").read_text())
    return Checkpoint("ctranslate2", path, weights, int(scalars["encoder/num_heads"]),
                      int(scalars["decoder/num_heads"]), config.get("alignment_heads"))


def read_tensors(path):
    """The arrays of a model.bin, by name; aliases are the same array."""
    data = path.read_bytes()
    at = 0

    def take(code):
        nonlocal at
        (value,) = struct.unpack_from("<" + code, data, at)
        at += struct.calcsize("<" + code)
        return value

    def text():
        nonlocal at
        length = take("H")
        at += length
        return data[at - length:at].rstrip(b"\0").decode()

    try:
        version, spec, _ = take("I"), text(), take("I")
        if spec != "WhisperSpec" or version < 5:
            raise ConversionError(f"{path}: expected a WhisperSpec of version 5 or newer, found {spec!r}, {version}")
        tensors = {}
        for _ in range(take("I")):
            name = text()
            shape = [take("I") for _ in range(take("B"))]
            dtype = np.dtype(TYPES[take("B")])
            size = take("I")
            tensors[name] = np.frombuffer(data, dtype, size // dtype.itemsize, at).reshape(shape)
            at += size
        for _ in range(take("I")):
            alias = text()
            tensors[alias] = tensors[text()]
    except (struct.error, ValueError, IndexError) as error:
        raise ConversionError(f"{path}: is cut short or no CTranslate2 model: {error}") from error
    return tensors


def dequantized(tensors, path):
    """CTranslate2 stores int8 matrices with a scale a row."""
    out = {}
    for name, value in tensors.items():
        if name.endswith("_scale"):
            continue
        scale = tensors.get(name + "_scale")
        if value.dtype in (np.int8, np.int16) and value.ndim > 1:
            if scale is None:
                raise ConversionError(f"{path}: a quantized matrix has no scale: {name}")
            value = value.astype(np.float32) / scale.astype(np.float32).reshape(-1, *[1] * (value.ndim - 1))
        out[name] = value
    return out


def split_linears(weights):
    """Takes the matrices apart that CTranslate2 stacks: query, key, value; cross attention's key, value."""
    stacked = {("attention", "linear_0"): ["query", "key", "value"], ("attention", "linear_1"): ["out"],
               ("cross", "linear_0"): ["query"], ("cross", "linear_1"): ["key", "value"],
               ("cross", "linear_2"): ["out"]}
    for name in list(weights):
        match = re.fullmatch(r"(.*)\.(attention|cross)\.(linear_\d)\.(weight|bias)", name)
        if match:
            block, kind, linear, part = match.groups()
            parts = stacked[kind, linear]
            for new, piece in zip(parts, np.split(weights.pop(name), len(parts))):
                weights[f"{block}.{kind}.{new}.{part}"] = piece
