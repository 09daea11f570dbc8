"""Matrices as int8."""

import numpy as np


def int8(g, x, matrix, name):
    """x times the transpose of `matrix`, [out, in]: int8 with a scale for each output, x rounded while the model runs."""
    scales = np.maximum(np.abs(matrix).max(axis=1), 1e-12) / 127
    rounded = np.clip(np.rint(matrix / scales[:, None]), -127, 127).astype(np.int8)
    weights = g.constant(name + ".int8", rounded.T)
    zero = g.constant("int8_zero", np.int8(0))
    inputs = [x, weights, g.constant(name + ".scales", scales.astype(np.float32)), zero]
    return g.op("DynamicQuantizeMatMul", inputs[:3], domain="com.microsoft")
