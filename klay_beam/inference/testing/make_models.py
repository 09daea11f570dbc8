"""make_models.py FOLDER: writes the small ONNX models of the tests of klay_beam/inference."""

import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = [helper.make_opsetid("", 17)]


def save(path, graph, metadata=()):
    model = helper.make_model(graph, opset_imports=OPSET, ir_version=8, producer_name="klay_beam tests")
    for key, value in metadata:
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))


def value(name, shape, kind=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, kind, shape)


def project():
    """hidden = x @ [[1, 2], [3, 4], [5, 6]] + [0.5, -0.5]; size = the number of rows."""
    weights = np.array([[1, 2], [3, 4], [5, 6]], np.float32)
    nodes = [
        helper.make_node("MatMul", ["x", "weights"], ["product"]),
        helper.make_node("Add", ["product", "bias"], ["hidden"]),
        helper.make_node("Shape", ["x"], ["size"], start=0, end=1),
    ]
    return helper.make_graph(
        nodes, "project", [value("x", ["batch", 3])],
        [value("hidden", ["batch", 2]), value("size", [1], TensorProto.INT64)],
        [numpy_helper.from_array(weights, "weights"), numpy_helper.from_array(np.array([0.5, -0.5], np.float32), "bias")])


def mean_of_tokens():
    """mean = the mean of the tokens that the mask has, for each sequence of a batch."""
    nodes = [
        helper.make_node("Cast", ["tokens"], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("Cast", ["mask"], ["weights"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["numbers", "weights"], ["masked"]),
        helper.make_node("ReduceSum", ["masked", "last"], ["sum"], keepdims=0),
        helper.make_node("ReduceSum", ["weights", "last"], ["count"], keepdims=0),
        helper.make_node("Div", ["sum", "count"], ["mean"]),
    ]
    return helper.make_graph(
        nodes, "mean_of_tokens",
        [value("tokens", ["batch", "length"], TensorProto.INT64), value("mask", ["batch", "length"], TensorProto.INT64)],
        [value("mean", ["batch"])], [numpy_helper.from_array(np.array([-1], np.int64), "last")])


def running_sum():
    """sums = the sums of x up to each item."""
    nodes = [helper.make_node("CumSum", ["x", "axis"], ["sums"])]
    return helper.make_graph(nodes, "running_sum", [value("x", ["batch", "length"])],
                             [value("sums", ["batch", "length"])],
                             [numpy_helper.from_array(np.array(1, np.int64), "axis")])


def every_type():
    """Each input goes through as it is."""
    kinds = [TensorProto.DOUBLE, TensorProto.INT8, TensorProto.INT16, TensorProto.INT32, TensorProto.INT64,
             TensorProto.UINT8, TensorProto.UINT16, TensorProto.UINT32, TensorProto.UINT64, TensorProto.BOOL]
    names = [TensorProto.DataType.Name(kind).lower() for kind in kinds]
    nodes = [helper.make_node("Identity", [name], [name + "_out"]) for name in names]
    return helper.make_graph(
        nodes, "every_type", [value(name, [None], kind) for name, kind in zip(names, kinds)],
        [value(name + "_out", [None], kind) for name, kind in zip(names, kinds)])


def reads_strings():
    nodes = [helper.make_node("Identity", ["words"], ["same"])]
    return helper.make_graph(nodes, "reads_strings", [value("words", ["count"], TensorProto.STRING)],
                             [value("same", ["count"], TensorProto.STRING)])


def main():
    folder = pathlib.Path(sys.argv[1])
    save(folder / "project.onnx", project(), [("author", "klay_beam"), ("task", "a product, \"quoted\"")])
    save(folder / "mean_of_tokens.onnx", mean_of_tokens())
    save(folder / "every_type.onnx", every_type())
    save(folder / "reads_strings.onnx", reads_strings())
    save(folder / "running_sum.onnx", running_sum())


if __name__ == "__main__":
    main()
