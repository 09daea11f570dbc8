"""The blocks that Whisper's encoder and decoder are made of (Radford et al. 2022, after Vaswani et al. 2017)."""

import numpy as np


class Layers:
    """Adds blocks with the checkpoint's weights to a graph."""

    def __init__(self, graph, checkpoint, quantize=None):
        self.graph = graph
        self.weights = checkpoint.weights
        self.quantize = quantize
        self.width = self.weights["decoder.tokens"].shape[1]

    def norm(self, x, name):
        g = self.graph
        scale = g.constant(name + ".weight", self.weights[name + ".weight"])
        bias = g.constant(name + ".bias", self.weights[name + ".bias"])
        return g.op("LayerNormalization", [x, scale, bias], axis=-1, epsilon=1e-5)

    def linear(self, x, names, scales=None):
        """x times the matrices of these names, side by side."""
        outs = [self.weights[name + ".weight"].shape[0] for name in names]
        scales = scales or [1] * len(names)
        matrix = np.concatenate([self.weights[n + ".weight"] * np.float32(s) for n, s in zip(names, scales)])
        bias = np.concatenate([self.weights.get(n + ".bias", np.zeros(o, np.float32)) * np.float32(s)
                               for n, o, s in zip(names, outs, scales)])
        g = self.graph
        return g.op("Add", [self.matmul(x, matrix, "+".join(names)), g.constant("+".join(names) + ".bias", bias)])

    def matmul(self, x, matrix, name):
        """x times the transpose of `matrix`, which is [out, in]."""
        g = self.graph
        if self.quantize is None:
            return g.op("MatMul", [x, g.constant(name, matrix.T)])
        return self.quantize(g, x, matrix, name)

    def mlp(self, x, block):
        hidden = self.linear(self.norm(x, block + ".mlp_norm"), [block + ".mlp.up"])
        return self.graph.op("Add", [x, self.linear(self.graph.op("Gelu", [hidden]), [block + ".mlp.down"])])

    def split(self, x, count):
        return self.graph.op("Split", [x], count, axis=-1, num_outputs=count)

    def heads(self, x, heads, keys=False):
        """[batch, time, width] as [batch, heads, time, width / heads], or as keys, whose last axes are swapped."""
        g = self.graph
        apart = g.op("Reshape", [x, g.ints(0, 0, heads, self.width // heads)])
        return g.op("Transpose", [apart], perm=[0, 2, 3, 1] if keys else [0, 2, 1, 3])

    def join(self, x):
        """heads() backwards."""
        g = self.graph
        return g.op("Reshape", [g.op("Transpose", [x], perm=[0, 2, 1, 3]), g.ints(0, 0, self.width)])


def head_scale(width, heads):
    """What dot products of queries and keys are multiplied by; converters fold it into the queries' weights."""
    return (width // heads) ** -0.5
