"""The configuration and the encoder's weights in a folder as Hugging Face's transformers writes it."""

import dataclasses
import hashlib
import json

import numpy as np

from .safetensors_file import SafetensorsFile
from .torch_file import TorchFile

BYTES_AND_SPECIALS = 259  # Ids of ByT5: padding, end, unknown, and the 256 bytes.


@dataclasses.dataclass(frozen=True)
class Config:
    """What config.json says of the encoder, by its own names."""
    vocab_size: int
    d_model: int
    d_kv: int
    d_ff: int
    num_layers: int
    num_heads: int
    relative_attention_num_buckets: int = 32
    relative_attention_max_distance: int = 128
    layer_norm_epsilon: float = 1e-6
    feed_forward_proj: str = "relu"


def read_config(folder):
    found = json.loads((folder / "config.json").read_text())
    if found.get("model_type") != "t5":
        raise ValueError(f"{folder}/config.json: expected model_type t5, found {found.get('model_type')!r}")
    missing = [field.name for field in dataclasses.fields(Config)
               if field.default is dataclasses.MISSING and field.name not in found]
    if missing:
        raise ValueError(f"{folder}/config.json: there is no {', '.join(missing)}")
    if found.get("tokenizer_class", "ByT5Tokenizer") != "ByT5Tokenizer" or found["vocab_size"] < BYTES_AND_SPECIALS:
        raise ValueError(f"{folder}/config.json: the model's tokens are not bytes: tokenizer_class "
                         f"{found.get('tokenizer_class')!r}, vocab_size {found['vocab_size']}")
    config = Config(**{field.name: found[field.name] for field in dataclasses.fields(Config) if field.name in found})
    if config.feed_forward_proj not in ("gated-gelu", "relu"):
        raise ValueError(f"{folder}/config.json: feed_forward_proj: expected gated-gelu or relu, "
                         f"found {config.feed_forward_proj!r}")
    return config


class Weights:
    """The tensors of all weight files of a folder, by name. Safetensors count first, since they need no unpickling."""

    FILES = (("model.safetensors", SafetensorsFile), ("pytorch_model.bin", TorchFile))

    def __init__(self, folder):
        self.folder = folder
        self.files = []  # Paths.
        self.where = {}  # The open file of each tensor.
        for name, opened in self.FILES:
            if (folder / name).is_file():
                return self.add([name], opened)
            index = folder / f"{name}.index.json"
            if index.is_file():
                return self.add(sorted(set(json.loads(index.read_text())["weight_map"].values())), opened)
        raise FileNotFoundError(f"{folder}: no weights: expected model.safetensors or pytorch_model.bin, or the .index.json "
                                "of either")

    def add(self, names, opened):
        for name in names:
            self.files.append(self.folder / name)
            file = opened(self.folder / name)
            self.where.update((tensor, file) for tensor in file.names())

    def read(self, shape, *names):
        """The tensor with the first of the names that is there; it must have this shape."""
        for name in names:
            if name in self.where:
                values = self.where[name].read(name)
                if values.shape != tuple(shape):
                    raise ValueError(f"{self.folder}: {name}: expected the shape {tuple(shape)}, found {values.shape}")
                return values
        raise ValueError(f"{self.folder}: there is no tensor called {' or '.join(names)}")

    def sha256(self):
        hashes = {}
        for path in self.files:
            with open(path, "rb") as file:
                hashes[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
        return hashes


def read_encoder(weights, config):
    """The encoder's weights by the names that encoder_graph knows; matrices are [inputs, outputs]."""
    inner, model, ff = config.num_heads * config.d_kv, config.d_model, config.d_ff
    read = weights.read
    tensors = {
        "embedding": read((config.vocab_size, model), "shared.weight", "encoder.embed_tokens.weight"),
        "position_bias": read((config.relative_attention_num_buckets, config.num_heads),
                              "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight"),
        "final_norm": read((model,), "encoder.final_layer_norm.weight"),
    }
    for i in range(config.num_layers):
        attention, dense = f"encoder.block.{i}.layer.0", f"encoder.block.{i}.layer.1"
        tensors[f"attention_norm.{i}"] = read((model,), f"{attention}.layer_norm.weight")
        tensors[f"qkv.{i}"] = np.concatenate(
            [read((inner, model), f"{attention}.SelfAttention.{name}.weight").T for name in "qkv"], axis=1)
        tensors[f"attention_out.{i}"] = read((model, inner), f"{attention}.SelfAttention.o.weight").T
        tensors[f"dense_norm.{i}"] = read((model,), f"{dense}.layer_norm.weight")
        for name in ("wi_0", "wi_1") if config.feed_forward_proj.startswith("gated-") else ("wi",):
            tensors[f"{name}.{i}"] = read((ff, model), f"{dense}.DenseReluDense.{name}.weight").T
        tensors[f"dense_out.{i}"] = read((model, ff), f"{dense}.DenseReluDense.wo.weight").T
    return tensors
