"""Matrices as int8."""

import numpy as np


def int8(g, x, matrix, name):
    """x times the transpose of `matrix`, [out, in]: int8 with a scale an output; x is rounded while the model runs."""
    scales = np.maximum(np.abs(matrix).max(axis=1), 1e-12) / 127
    rounded = np.clip(np.rint(matrix / scales[:, None]), -127, 127).astype(np.int8)
    inputs = [x, g.constant(name + ".int8", rounded.T), g.constant(name + ".scales", scales.astype(np.float32))]
    return g.op("DynamicQuantizeMatMul", inputs, domain="com.microsoft")
