#!/usr/bin/env python3
"""make_tiny_whisper.py CONVERTER FOLDER: a Whisper with random weights for tests, in each format that the converter
reads, FOLDER/ctranslate2, hugging_face and openai, and converted, FOLDER/from_ctranslate2 and so on, and int8.

It hears 2 s in 8 mel bands, has two layers of two heads, and 259 tokens of text: the bytes, " t", "he" and " the".
"""

import base64
import io
import json
import pathlib
import pickle
import struct
import subprocess
import sys
import types
import zipfile

import numpy as np

WIDTH, HEADS, LAYERS, BANDS, STEPS, MAX_TOKENS = 16, 2, 2, 8, 100, 32
BYTES = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
BYTES += [b for b in range(256) if b not in BYTES]
VOCABULARY = [bytes([b]) for b in BYTES] + [b" t", b"he", b" the"]
NUM_TOKENS = len(VOCABULARY) + 2 + 99 + 6 + 1501
ALIGNMENT_HEADS = [[1, 0], [1, 1]]


def letters(token):
    plain = {b: chr(b) for b in BYTES[:188]} | {b: chr(256 + i) for i, b in enumerate(BYTES[188:])}
    return "".join(plain[b] for b in token)


def make_weights():
    """By OpenAI's names, float16, which all formats hold exactly."""
    random = np.random.default_rng(20221206)
    weights = {}

    def add(name, *shape, around=0.0, scale=0.3):
        weights[name] = (around + scale * random.standard_normal(shape)).astype(np.float16)

    def linear(name, rows, columns, bias=True):
        add(name + ".weight", rows, columns)
        if bias:
            add(name + ".bias", rows)

    def norm(name):
        add(name + ".weight", WIDTH, around=1.0, scale=0.1)
        add(name + ".bias", WIDTH)

    for name, columns in (("encoder.conv1", BANDS), ("encoder.conv2", WIDTH)):
        add(name + ".weight", WIDTH, columns, 3)
        add(name + ".bias", WIDTH)
    add("encoder.positional_embedding", STEPS, WIDTH)
    add("decoder.positional_embedding", MAX_TOKENS, WIDTH)
    add("decoder.token_embedding.weight", NUM_TOKENS, WIDTH)
    for side, kinds in (("encoder", ["attn"]), ("decoder", ["attn", "cross_attn"])):
        for block in (f"{side}.blocks.{i}" for i in range(LAYERS)):
            for kind in kinds:
                for part in ("query", "key", "value", "out"):
                    linear(f"{block}.{kind}.{part}", WIDTH, WIDTH, bias=part != "key")
                norm(f"{block}.{kind}_ln")
            linear(f"{block}.mlp.0", 4 * WIDTH, WIDTH)
            linear(f"{block}.mlp.2", WIDTH, 4 * WIDTH)
            norm(f"{block}.mlp_ln")
    norm("encoder.ln_post")
    norm("decoder.ln")
    return weights


def write_json(path, content):
    path.write_text(json.dumps(content))


def write_openai(folder, weights):
    """What torch.save writes; its classes are only named, so stand-ins of the same names will do."""
    torch, rebuilding = types.ModuleType("torch"), types.ModuleType("torch._utils")
    torch.HalfStorage = type("HalfStorage", (), {"__module__": "torch"})
    rebuilding._rebuild_tensor_v2 = named_function("torch._utils", "_rebuild_tensor_v2")
    sys.modules.update({"torch": torch, "torch._utils": rebuilding})
    storages = {}

    class Tensor:
        def __init__(self, array):
            self.array = array

        def __reduce__(self):
            storage = Storage(self.array)
            strides = tuple(s // self.array.itemsize for s in self.array.strides)
            return rebuilding._rebuild_tensor_v2, (storage, 0, self.array.shape, strides, False, {})

    class Storage:
        def __init__(self, array):
            self.array = array

    class Pickler(pickle.Pickler):
        def persistent_id(self, thing):
            if not isinstance(thing, Storage):
                return None
            key = str(len(storages))
            storages[key] = thing.array.tobytes()
            return "storage", torch.HalfStorage, key, "cpu", thing.array.size

    dims = {"n_mels": BANDS, "n_audio_head": HEADS, "n_text_head": HEADS}
    content = {"dims": dims, "model_state_dict": {name: Tensor(array) for name, array in weights.items()}}
    pickled = io.BytesIO()
    Pickler(pickled, 2).dump(content)
    with zipfile.ZipFile(folder / "tiny.pt", "w") as archive:
        archive.writestr("tiny/data.pkl", pickled.getvalue())
        for key, data in storages.items():
            archive.writestr(f"tiny/data/{key}", data)
    lines = [base64.b64encode(token).decode() + f" {i}\n" for i, token in enumerate(VOCABULARY)]
    (folder / "tiny.tiktoken").write_text("".join(lines))


def named_function(module, name):
    def function():
        pass

    function.__module__, function.__qualname__, function.__name__ = module, name, name
    return function


def hugging_face_name(name):
    name = name.replace(".blocks.", ".layers.").replace(".mlp.0.", ".fc1.").replace(".mlp.2.", ".fc2.")
    name = name.replace(".mlp_ln.", ".final_layer_norm.").replace("coder.ln_post.", "coder.layer_norm.")
    name = name.replace("decoder.ln.", "decoder.layer_norm.").replace("positional_embedding", "embed_positions.weight")
    name = name.replace("token_embedding", "embed_tokens")
    for ours, theirs in (("cross_attn", "encoder_attn"), ("attn", "self_attn")):
        name = name.replace(f".{ours}_ln.", f".{theirs}_layer_norm.")
        for part in ("query", "key", "value", "out"):
            short = "out_proj" if part == "out" else part[0] + "_proj"
            name = name.replace(f".{ours}.{part}.", f".{theirs}.{short}.")
    return "model." + name


def write_hugging_face(folder, weights):
    header, data = {}, b""
    for name, array in weights.items():
        header[hugging_face_name(name)] = {
            "dtype": "F16", "shape": array.shape, "data_offsets": [len(data), len(data) + array.nbytes]}
        data += array.tobytes()
    encoded = json.dumps(header).encode()
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(encoded)) + encoded + data)
    write_json(folder / "config.json", {
        "model_type": "whisper", "encoder_attention_heads": HEADS, "decoder_attention_heads": HEADS})
    write_json(folder / "generation_config.json", {"alignment_heads": ALIGNMENT_HEADS, "is_multilingual": True})
    write_json(folder / "vocab.json", {letters(token): i for i, token in enumerate(VOCABULARY)})


def ctranslate2_tensors(weights):
    def stack(names, part):
        shape = (WIDTH, WIDTH) if part == "weight" else (WIDTH,)
        return np.concatenate([weights.get(f"{name}.{part}", np.zeros(shape, np.float16)) for name in names])

    out = {"encoder/num_heads": np.int16(HEADS), "decoder/num_heads": np.int16(HEADS)}
    for name, array in weights.items():
        parts = name.split(".")
        if "attn" in name and "_ln" not in name:
            continue
        place = {"encoder.ln_post": "encoder/layer_norm", "decoder.ln": "decoder/layer_norm",
                 "decoder.token_embedding": "decoder/embeddings"}.get(".".join(parts[:2]), "/".join(parts[:2]))
        if parts[1] == "positional_embedding":
            place, parts = f"{parts[0]}/position_encodings", ["encodings"]
        elif parts[1] == "blocks":
            inner = {"attn_ln": "self_attention/layer_norm", "cross_attn_ln": "attention/layer_norm",
                     "mlp_ln": "ffn/layer_norm"}.get(parts[3]) or f"ffn/linear_{int(parts[4]) // 2}"
            place = f"{parts[0]}/layer_{parts[2]}/{inner}"
        leaf = parts[-1]
        if place.endswith("layer_norm"):
            leaf = {"weight": "gamma", "bias": "beta"}[leaf]
        out[f"{place}/{leaf}"] = array
    stacks = {"attn": ("self_attention", [["query", "key", "value"], ["out"]]),
              "cross_attn": ("attention", [["query"], ["key", "value"], ["out"]])}
    for side, kinds in (("encoder", ["attn"]), ("decoder", ["attn", "cross_attn"])):
        for i in range(LAYERS):
            for kind in kinds:
                theirs, linears = stacks[kind]
                for j, names in enumerate(linears):
                    blocks = [f"{side}.blocks.{i}.{kind}.{name}" for name in names]
                    for part in ("weight", "bias"):
                        out[f"{side}/layer_{i}/{theirs}/linear_{j}/{part}"] = stack(blocks, part)
    return out


def write_ctranslate2(folder, weights):
    def text(value):
        return struct.pack("<H", len(value) + 1) + value.encode() + b"\0"

    types_of = {np.dtype(np.int16): 2, np.dtype(np.float16): 4}
    tensors = ctranslate2_tensors(weights)
    data = struct.pack("<I", 6) + text("WhisperSpec") + struct.pack("<II", 3, len(tensors))
    for name, array in tensors.items():
        data += text(name) + struct.pack("<B", array.ndim) + struct.pack(f"<{array.ndim}I", *array.shape)
        data += struct.pack("<BI", types_of[array.dtype], array.nbytes) + array.tobytes()
    data += struct.pack("<I", 1) + text("decoder/projection/weight") + text("decoder/embeddings/weight")
    (folder / "model.bin").write_bytes(data)
    write_json(folder / "config.json", {"alignment_heads": ALIGNMENT_HEADS})
    vocabulary = {letters(token): i for i, token in enumerate(VOCABULARY)}
    write_json(folder / "tokenizer.json", {"model": {"vocab": vocabulary}})


def main(converter, out):
    weights = make_weights()
    writers = {"ctranslate2": write_ctranslate2, "hugging_face": write_hugging_face, "openai": write_openai}
    for name, write in writers.items():
        folder = out / name
        folder.mkdir(parents=True, exist_ok=True)
        write(folder, weights)
        subprocess.run([sys.executable, converter, folder, out / f"from_{name}"], check=True)
    subprocess.run([sys.executable, converter, out / "ctranslate2", out / "int8", "--quantize=int8"], check=True)


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]))
