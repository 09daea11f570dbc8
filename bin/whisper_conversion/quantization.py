"""Matrices as int8, with float32 around them: what they are multiplied by is rounded while the model runs."""

import re

import numpy as np

# Inputs of these have outliers, so that one scale for all of them would round the others away: of base it made five
# times as many words other ones than scales by rows and blocks, which cost a fifteenth of the encoder's time.
OUTLIERS = re.compile(r"encoder\.\d+\.(mlp\.down|attention\.out)")
BLOCK = 128


def int8(g, x, matrix, name):
    """x times the transpose of `matrix`, [out, in]."""
    return by_blocks(g, x, matrix, name) if OUTLIERS.fullmatch(name) else by_outputs(g, x, matrix, name)


def rounded(values):
    """Integers up to 127 and their scales, of which the last axis shares one."""
    scales = np.maximum(np.abs(values).max(axis=-1), 1e-12) / 127
    return np.rint(values / scales[..., None]).astype(np.int8), scales.astype(np.float32)


def by_outputs(g, x, matrix, name):
    """A scale for each output, and one for all of x."""
    integers, scales = rounded(matrix)
    inputs = [x, g.constant(name + ".int8", integers.T), g.constant(name + ".scales", scales)]
    return g.op("DynamicQuantizeMatMul", inputs, domain="com.microsoft")


def by_blocks(g, x, matrix, name):
    """A scale for each BLOCK inputs of each output, and for as many of each row of x."""
    outs, ins = matrix.shape
    blocks = -(-ins // BLOCK)
    padded = np.zeros((outs, blocks * BLOCK), np.float32)
    padded[:, :ins] = matrix
    integers, scales = rounded(padded.reshape(outs, blocks, BLOCK))
    # The operator counts from 128.
    inputs = [x, g.constant(name + ".uint8", (integers.astype(np.int16) + 128).astype(np.uint8)),
              g.constant(name + ".scales", scales.reshape(-1))]
    return g.op("MatMulNBits", inputs, domain="com.microsoft", K=ins, N=outs, bits=8, block_size=BLOCK, accuracy_level=4)
