"""Whisper's encoder as ONNX: log-mel features to the keys and values that the decoder's cross attention reads."""

from graph import FLOAT, Graph
from layers import Layers, head_scale


def build(checkpoint, quantize=None):
    """mel [batch, n_mels, frames] -> cross_key_<i> [batch, heads, width / heads, frames / 2] and cross_value_<i> with
    the last axes swapped, for each layer of the decoder. They are made here since they stay the same for all tokens."""
    g = Graph("whisper_encoder")
    layers = Layers(g, checkpoint, quantize)
    positions = checkpoint.weights["encoder.positions"]
    mels = checkpoint.weights["encoder.conv1.weight"].shape[1]
    x = g.input("mel", FLOAT, ["batch", mels, 2 * len(positions)])
    for name, stride in (("encoder.conv1", 1), ("encoder.conv2", 2)):
        weights = [g.constant(f"{name}.{p}", checkpoint.weights[f"{name}.{p}"]) for p in ("weight", "bias")]
        x = g.op("Gelu", [g.op("Conv", [x, *weights], kernel_shape=[3], pads=[1, 1], strides=[stride])])
    x = g.op("Add", [g.op("Transpose", [x], perm=[0, 2, 1]), g.constant("encoder.positions", positions)])
    for i in range(checkpoint.encoder_layers):
        x = self_attention(layers, x, f"encoder.{i}", checkpoint.encoder_heads)
        x = layers.mlp(x, f"encoder.{i}")
    cross_keys_and_values(layers, layers.norm(x, "encoder.norm"), checkpoint)
    return g


def self_attention(layers, x, block, heads):
    scale = head_scale(layers.width, heads)
    names = [f"{block}.attention.{part}" for part in ("query", "key", "value")]
    normed = layers.norm(x, block + ".attention_norm")
    query, key, value = layers.split(layers.linear(normed, names), 3)
    mixed = layers.graph.op("MultiHeadAttention", [query, key, value], domain="com.microsoft", num_heads=heads, scale=scale)
    return layers.graph.op("Add", [x, layers.linear(mixed, [block + ".attention.out"])])


def cross_keys_and_values(layers, x, checkpoint):
    g, heads = layers.graph, checkpoint.decoder_heads
    size, steps = layers.width // heads, len(checkpoint.weights["encoder.positions"])
    for i in range(checkpoint.decoder_layers):
        both = layers.linear(x, [f"decoder.{i}.cross.key", f"decoder.{i}.cross.value"])
        key, value = layers.split(both, 2)
        g.output(layers.heads(key, heads, keys=True), f"cross_key_{i}", FLOAT, ["batch", heads, size, steps])
        g.output(layers.heads(value, heads), f"cross_value_{i}", FLOAT, ["batch", heads, steps, size])
