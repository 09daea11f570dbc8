"""Reads Whisper as Hugging Face's transformers write it: config.json, model.safetensors (also in shards)."""

import json
import re

import numpy as np

from checkpoint import Checkpoint, ConversionError, renamed

ATTENTION = {"self_attn": "attention", "encoder_attn": "cross"}
PROJECTION = {"q_proj": "query", "k_proj": "key", "v_proj": "value", "out_proj": "out"}

RULES = [(re.compile(r"(?:model\.)?" + pattern), replacement) for pattern, replacement in [
    (r"encoder\.(conv[12])\.(weight|bias)", r"encoder.\1.\2"),
    (r"(encoder|decoder)\.embed_positions\.weight", r"\1.positions"),
    (r"decoder\.embed_tokens\.weight", "decoder.tokens"),
    (r"proj_out\.weight", None),  # The same matrix as decoder.embed_tokens.
    (r"(encoder|decoder)\.layer_norm\.(weight|bias)", r"\1.norm.\2"),
    *[(rf"(encoder|decoder)\.layers\.(\d+)\.{theirs}_layer_norm\.(weight|bias)", rf"\1.\2.{ours}_norm.\3")
      for theirs, ours in ATTENTION.items()],
    *[(rf"(encoder|decoder)\.layers\.(\d+)\.{theirs}\.{p}\.(weight|bias)", rf"\1.\2.{ours}.{q}.\3")
      for theirs, ours in ATTENTION.items() for p, q in PROJECTION.items()],
    (r"(encoder|decoder)\.layers\.(\d+)\.final_layer_norm\.(weight|bias)", r"\1.\2.mlp_norm.\3"),
    (r"(encoder|decoder)\.layers\.(\d+)\.fc1\.(weight|bias)", r"\1.\2.mlp.up.\3"),
    (r"(encoder|decoder)\.layers\.(\d+)\.fc2\.(weight|bias)", r"\1.\2.mlp.down.\3"),
]]

INDEX = "model.safetensors.index.json"


def is_there(folder):
    return (folder / "model.safetensors").exists() or (folder / INDEX).exists()


def read(folder):
    config = json.loads((folder / "config.json").read_text())
    if config.get("model_type") != "whisper":
        raise ConversionError(f"{folder / 'config.json'}: expected model_type whisper, found {config.get('model_type')}")
    first = folder / "model.safetensors"
    shards = [first]
    if not first.exists():
        first = folder / INDEX
        shards = [folder / name for name in sorted(set(json.loads(first.read_text())["weight_map"].values()))]
    tensors = {}
    for shard in shards:
        tensors.update(read_safetensors(shard))
    generation = folder / "generation_config.json"
    said = json.loads(generation.read_text()) if generation.exists() else {}
    return Checkpoint("hugging_face", first, renamed(tensors, RULES, first), config["encoder_attention_heads"],
                      config["decoder_attention_heads"], said.get("alignment_heads"), said.get("is_multilingual"))


def read_safetensors(path):
    """The arrays of a .safetensors file: the length of a JSON header (8 bytes), the header, the arrays' bytes."""
    try:
        data = np.memmap(path, np.uint8, "r")
        start = 8 + int.from_bytes(data[:8].tobytes(), "little")
        header = json.loads(data[8:start].tobytes())
        return {name: array_of(data[start:], entry, f"{path}: {name}") for name, entry in header.items()
                if name != "__metadata__"}
    except (ValueError, KeyError) as error:
        raise ConversionError(f"{path}: is cut short or no safetensors file: {error}") from error


def array_of(data, entry, where):
    begin, end = entry["data_offsets"]
    raw = data[begin:end]
    if entry["dtype"] == "BF16":  # The upper half of a float32.
        return (raw.view(np.uint16).astype(np.uint32) << 16).view(np.float32).reshape(entry["shape"])
    types = {"F32": np.float32, "F16": np.float16, "F64": np.float64}
    if entry["dtype"] not in types:
        raise ConversionError(f"{where}: expected F32, F16, BF16 or F64, found {entry['dtype']}")
    return raw.view(types[entry["dtype"]]).reshape(entry["shape"])
