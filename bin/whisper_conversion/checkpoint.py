"""What every converter of Whisper works from: sizes, tokens and weights, whoever published them."""

import dataclasses
import hashlib
import pathlib

import numpy as np


class ConversionError(Exception):
    """What is wrong with the files that were given, as a sentence that ends in the values."""


@dataclasses.dataclass
class Checkpoint:
    """One trained model. `weights` has float32 arrays; matrices are [out, in], as trained:

    {encoder,decoder}.<i>.{attention,cross}.{query,key,value,out}, .attention_norm, .cross_norm, .mlp_norm, .mlp.up,
    .mlp.down, encoder.conv1, encoder.conv2, {encoder,decoder}.norm, each with .weight and (keys have none in some
    formats) .bias; encoder.positions, decoder.positions and decoder.tokens.
    """

    format: str
    weights_file: pathlib.Path
    weights: dict
    encoder_heads: int
    decoder_heads: int
    alignment_heads: list | None = None  # [layer, head]; None where the files do not say.
    multilingual: bool | None = None  # None where the files do not say.

    @property
    def encoder_layers(self):
        return count_layers(self.weights, "encoder")

    @property
    def decoder_layers(self):
        return count_layers(self.weights, "decoder")

    def sha256(self):
        with open(self.weights_file, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def count_layers(weights, side):
    return len({name.split(".")[1] for name in weights if name.startswith(side + ".") and name.split(".")[1].isdigit()})


def renamed(tensors, rules, where):
    """The tensors by our names: `rules` has (regular expression, replacement); each tensor must match one."""
    out = {}
    for name, value in tensors.items():
        for pattern, replacement in rules:
            match = pattern.fullmatch(name)
            if match:
                if replacement is not None:
                    out[match.expand(replacement)] = np.asarray(value, np.float32)
                break
        else:
            raise ConversionError(f"{where}: no part of a Whisper model is called so: {name}")
    return out


def check_complete(checkpoint):
    """Throws unless every weight that the graphs need is there."""
    wanted = ["decoder.tokens", "decoder.positions", "encoder.positions"]
    wanted += [f"{place}.{part}" for place in ("encoder.conv1", "encoder.conv2", "encoder.norm", "decoder.norm")
               for part in ("weight", "bias")]
    for side, layers in (("encoder", checkpoint.encoder_layers), ("decoder", checkpoint.decoder_layers)):
        if layers == 0:
            raise ConversionError(f"{checkpoint.weights_file}: has no layers of a Whisper {side}")
        for i in range(layers):
            blocks = ["attention"] + (["cross"] if side == "decoder" else [])
            wanted += [f"{side}.{i}.{b}.{m}.weight" for b in blocks for m in ("query", "key", "value", "out")]
            wanted += [f"{side}.{i}.{b}_norm.{p}" for b in blocks + ["mlp"] for p in ("weight", "bias")]
            wanted += [f"{side}.{i}.mlp.{m}.{p}" for m in ("up", "down") for p in ("weight", "bias")]
    missing = [name for name in wanted if name not in checkpoint.weights]
    if missing:
        raise ConversionError(f"{checkpoint.weights_file}: {len(missing)} weights are missing, such as {missing[0]}")
