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


class Encoder:
    """The encoder's weights by the names that encoder_graph knows, read one by one; matrices are [inputs, outputs]."""

    def __init__(self, weights, config):
        self.weights = weights
        self.config = config

    def __getitem__(self, name):
        kind, _, layer = name.partition(".")
        return getattr(self, kind)(f"encoder.block.{layer}.layer")

    def embedding(self, _):
        shape = (self.config.vocab_size, self.config.d_model)
        return self.weights.read(shape, "shared.weight", "encoder.embed_tokens.weight")

    def position_bias(self, _):
        shape = (self.config.relative_attention_num_buckets, self.config.num_heads)
        return self.weights.read(shape, "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight")

    def final_norm(self, _):
        return self.norm("encoder.final_layer_norm.weight")

    def attention_norm(self, layer):
        return self.norm(f"{layer}.0.layer_norm.weight")

    def dense_norm(self, layer):
        return self.norm(f"{layer}.1.layer_norm.weight")

    def norm(self, name):
        return self.weights.read((self.config.d_model,), name)

    def qkv(self, layer):
        shape = (self.inner(), self.config.d_model)
        return np.concatenate([self.weights.read(shape, f"{layer}.0.SelfAttention.{part}.weight").T for part in "qkv"], axis=1)

    def attention_out(self, layer):
        return self.weights.read((self.config.d_model, self.inner()), f"{layer}.0.SelfAttention.o.weight").T

    def wi(self, layer):
        return self.dense_in(f"{layer}.1.DenseReluDense.wi.weight")

    def wi_0(self, layer):
        return self.dense_in(f"{layer}.1.DenseReluDense.wi_0.weight")

    def wi_1(self, layer):
        return self.dense_in(f"{layer}.1.DenseReluDense.wi_1.weight")

    def dense_in(self, name):
        return self.weights.read((self.config.d_ff, self.config.d_model), name).T

    def dense_out(self, layer):
        return self.weights.read((self.config.d_model, self.config.d_ff), f"{layer}.1.DenseReluDense.wo.weight").T

    def inner(self):
        return self.config.num_heads * self.config.d_kv

    def count(self):
        """About how many numbers they are: those of the matrices."""
        dense = 3 if self.config.feed_forward_proj.startswith("gated-") else 2
        of_layer = self.config.d_model * (4 * self.inner() + dense * self.config.d_ff)
        return self.config.vocab_size * self.config.d_model + self.config.num_layers * of_layer
