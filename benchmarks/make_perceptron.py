"""make_perceptron.py FOLDER: writes perceptron.onnx, the model of the benchmark run_inference: 256 numbers in, two hidden
layers of 1,024, 64 numbers out; about what the head of an audio tagger is."""

import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIZES = [256, 1024, 1024, 64]


def main():
    random = np.random.default_rng(1)
    nodes, weights, name = [], [], "x"
    for layer, (wide, narrow) in enumerate(zip(SIZES, SIZES[1:])):
        weights.append(numpy_helper.from_array(
            (random.standard_normal((wide, narrow)) / np.sqrt(wide)).astype(np.float32), f"weights_{layer}"))
        nodes.append(helper.make_node("MatMul", [name, f"weights_{layer}"], [f"product_{layer}"]))
        name = "y" if layer + 2 == len(SIZES) else f"hidden_{layer}"
        nodes.append(helper.make_node("Relu", [f"product_{layer}"], [name]))
    graph = helper.make_graph(
        nodes, "perceptron", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", SIZES[0]])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", SIZES[-1]])], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    (pathlib.Path(sys.argv[1]) / "perceptron.onnx").write_bytes(model.SerializeToString(deterministic=True))


if __name__ == "__main__":
    main()
