"""Whisper's decoder as ONNX: one or more tokens at a time, with a cache of keys and values that grows.

Its batch is rows of hypotheses, `group` for each clip of the encoder's batch and side by side. Cross attention takes
those of a clip as one longer query, so that the clip's keys and values are read once for all of them.
"""

import numpy as np

from graph import FLOAT, INT64, Graph
from layers import Layers, head_scale


def build(checkpoint, alignment_heads, quantize=None):
    """tokens [rows, n], parents [rows]: which row of the cache each row goes on from, logits_at [m]: indices of
    tokens, past_key_<i> [past rows, heads, width / heads, past] and past_value_<i> with the last axes swapped, and the
    encoder's outputs -> logits [rows, m, vocabulary], present_key_<i>, present_value_<i>, and cross_attention [rows,
    alignment heads, n, encoder's steps]: how much each token attends to each time."""
    g = Graph("whisper_decoder")
    layers = Layers(g, checkpoint, quantize)
    heads, width = checkpoint.decoder_heads, layers.width
    size, steps = width // heads, len(checkpoint.weights["encoder.positions"])
    tokens, parents = g.input("tokens", INT64, ["rows", "n"]), g.input("parents", INT64, ["rows"])
    logits_at = g.input("logits_at", INT64, ["m"])
    for i in range(checkpoint.decoder_layers):
        g.input(f"past_key_{i}", FLOAT, ["past_rows", heads, size, "past"])
        g.input(f"past_value_{i}", FLOAT, ["past_rows", heads, "past", size])
    for i in range(checkpoint.decoder_layers):
        g.input(f"cross_key_{i}", FLOAT, ["clips", heads, size, steps])
        g.input(f"cross_value_{i}", FLOAT, ["clips", heads, steps, size])
    x, mask = embed(g, checkpoint, tokens, quantize is not None)
    attention = []
    for i in range(checkpoint.decoder_layers):
        x = self_attention(layers, x, i, heads, parents, mask)
        x, weights = cross_attention(layers, x, i, heads)
        wanted = [head for layer, head in alignment_heads if layer == i]
        if wanted:
            attention.append(g.op("Gather", [weights, g.ints(*wanted)], axis=1))
        x = layers.mlp(x, f"decoder.{i}")
    project(layers, x, logits_at, checkpoint)
    output_attention(g, attention, tokens, len(alignment_heads), steps)
    return g


def embed(g, checkpoint, tokens, quantized):
    """The tokens' vectors, and the mask that hides each one's future."""
    past = g.length("past_key_0", 3)
    end = g.op("Add", [past, g.length(tokens, 1)])
    positions = g.op("Slice", [g.constant("decoder.positions", checkpoint.weights["decoder.positions"]), past, end])
    embedded = vectors_of(g, tokens, checkpoint.weights["decoder.tokens"], quantized)
    first, last = g.op("Squeeze", [past]), g.op("Squeeze", [end])
    columns = g.op("Range", [g.scalar(0), last, g.scalar(1)])
    rows = g.op("Unsqueeze", [g.op("Range", [first, last, g.scalar(1)]), g.ints(1)])
    seen, hidden = g.constant("seen", np.float32(0)), g.constant("hidden", np.float32(-1e30))
    mask = g.op("Where", [g.op("LessOrEqual", [columns, rows]), seen, hidden])
    return g.op("Add", [embedded, positions]), mask


def vectors_of(g, tokens, matrix, quantized):
    """Their rows. Where the projection does not share the matrix, it is stored in half the bytes if that loses nothing."""
    half = matrix.astype(np.float16)
    if quantized and np.array_equal(half.astype(np.float32), matrix):
        return g.op("Cast", [g.op("Gather", [g.constant("decoder.tokens.half", half), tokens])], to=FLOAT)
    return g.op("Gather", [g.constant("decoder.tokens", matrix), tokens])


def self_attention(layers, x, i, heads, parents, mask):
    g, block = layers.graph, f"decoder.{i}"
    scale = head_scale(layers.width, heads)
    names = [f"{block}.attention.{part}" for part in ("query", "key", "value")]
    normed = layers.norm(x, block + ".attention_norm")
    query, key, value = layers.split(layers.linear(normed, names, [scale, 1, 1]), 3)
    size = layers.width // heads
    keys = g.op("Concat", [g.op("Gather", [f"past_key_{i}", parents]), layers.heads(key, heads, keys=True)], axis=3)
    values = g.op("Concat", [g.op("Gather", [f"past_value_{i}", parents]), layers.heads(value, heads)], axis=2)
    scores = g.op("Add", [g.op("MatMul", [layers.heads(query, heads), keys]), mask])
    mixed = g.op("MatMul", [g.op("Softmax", [scores], axis=-1), values])
    g.output(keys, f"present_key_{i}", FLOAT, ["rows", heads, size, "present"])
    g.output(values, f"present_value_{i}", FLOAT, ["rows", heads, "present", size])
    return g.op("Add", [x, layers.linear(layers.join(mixed), [block + ".attention.out"])])


def cross_attention(layers, x, i, heads):
    """The new x and the attention's weights, [clips, heads, group x n, steps]."""
    g, block = layers.graph, f"decoder.{i}"
    scale = head_scale(layers.width, heads)
    size = layers.width // heads
    query = layers.linear(layers.norm(x, block + ".cross_norm"), [block + ".cross.query"], [scale])
    clips = g.length(f"cross_key_{i}", 0)
    by_clip = g.op("Reshape", [query, g.op("Concat", [clips, g.ints(-1, heads, size)], axis=0)])
    scores = g.op("MatMul", [g.op("Transpose", [by_clip], perm=[0, 2, 1, 3]), f"cross_key_{i}"])
    weights = g.op("Softmax", [scores], axis=-1)
    mixed = layers.join(g.op("MatMul", [weights, f"cross_value_{i}"]))
    by_row = g.op("Reshape", [mixed, g.op("Shape", [x])])
    return g.op("Add", [x, layers.linear(by_row, [block + ".cross.out"])]), weights


def project(layers, x, logits_at, checkpoint):
    g = layers.graph
    last = g.op("Gather", [layers.norm(x, "decoder.norm"), logits_at], axis=1)
    matrix = checkpoint.weights["decoder.tokens"]
    if layers.quantize is None:
        flat = g.op("Reshape", [last, g.ints(-1, layers.width)])
        logits = g.op("Gemm", [flat, "decoder.tokens"], transB=1)
    else:
        logits = layers.matmul(last, matrix, "decoder.projection")
    rows, m = g.length(last, 0), g.length(last, 1)
    shape = g.op("Concat", [rows, m, g.ints(len(matrix))], axis=0)
    g.output(g.op("Reshape", [logits, shape]), "logits", FLOAT, ["rows", "m", len(matrix)])


def output_attention(g, attention, tokens, count, steps):
    """[clips, alignment heads, group x n, steps] by rows."""
    joined = g.op("Concat", attention, axis=1)
    clips, rows, n = g.length(joined, 0), g.length(tokens, 0), g.length(tokens, 1)
    shape = g.op("Concat", [clips, g.ints(count, -1), n, g.ints(steps)], axis=0)
    apart = g.op("Transpose", [g.op("Reshape", [joined, shape])], perm=[0, 2, 1, 3, 4])
    by_row = g.op("Reshape", [apart, g.op("Concat", [rows, g.ints(count), n, g.ints(steps)], axis=0)])
    g.output(by_row, "cross_attention", FLOAT, ["rows", count, "n", steps])
