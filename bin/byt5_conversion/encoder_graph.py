"""The encoder of ByT5 as an ONNX graph of standard operators, laid out for ONNX Runtime on CPUs.

Xue et al., "ByT5: Towards a token-free future with pre-trained byte-to-byte models", 2021; Raffel et al., "Exploring the
limits of transfer learning with a unified text-to-text transformer", 2020 (T5 v1.1: gated GELU, no biases, relative
positions, norms without means).

Padding costs nothing but in the attention: everything else works on the tokens that the mask leaves, side by side.
Queries, keys and values are one product. The two products of a gate are two, since to split one in halves copies it.
The norms are spelled out: ONNX Runtime makes its own operator of them and of the addition before.
"""

import numpy as np
from onnx import TensorProto, helper, numpy_helper

OPSET = 20  # The first with Gelu.
IR_VERSION = 9


def buckets_of_distances(config):
    """The bucket of each relative position from -max_distance to max_distance (key minus query); those beyond have the same
    as the ends. As T5 computes it, in float32."""
    half = config.relative_attention_num_buckets // 2
    exact = half // 2
    longest = config.relative_attention_max_distance
    distance = np.abs(np.arange(-longest, longest + 1))
    logarithm = np.log(np.maximum(distance, 1).astype(np.float32) / np.float32(exact))
    far = exact + (logarithm / np.float32(np.log(longest / exact)) * np.float32(half - exact)).astype(np.int64)
    bucket = np.where(distance < exact, distance, np.minimum(far, half - 1))
    return bucket + np.where(np.arange(-longest, longest + 1) > 0, half, 0)


class DataFile:
    """The file beside a model that has its large tensors: ONNX Runtime maps it, and so needs less memory while it loads
    a model. An .onnx file itself holds 2 GB at most."""

    PAGE = 4096

    def __init__(self, path):
        self.path = path
        self.file = open(path, "wb")

    def append(self, name, values):
        """The TensorProto that says where the float32 numbers lie."""
        self.file.write(b"\0" * (-self.file.tell() % self.PAGE))
        tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=values.shape, data_location=TensorProto.EXTERNAL)
        for key, value in (("location", self.path.name), ("offset", self.file.tell()), ("length", values.nbytes)):
            tensor.external_data.add(key=key, value=str(value))
        self.file.write(values.data)
        return tensor

    def close(self):
        self.file.close()


class Graph:
    """Nodes and constants; each value is known by its name."""

    def __init__(self, data_file):
        self.nodes = []
        self.constants = []
        self.data_file = data_file

    def add(self, operator, *inputs, outputs=1, **attributes):
        names = [f"{operator}_{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(operator, inputs, names, **attributes))
        return names[0] if outputs == 1 else names

    def constant(self, value, name=None):
        name = name or f"constant_{len(self.constants)}"
        value = np.ascontiguousarray(value)
        if self.data_file is not None and value.dtype == np.float32 and value.nbytes >= DataFile.PAGE:
            self.constants.append(self.data_file.append(name, value))
        else:
            self.constants.append(numpy_helper.from_array(value, name))
        return name

    def integers(self, *values):
        return self.constant(np.array(values, np.int64))

    def number(self, value):
        return self.constant(np.float32(value))


class EncoderGraph(Graph):
    def __init__(self, config, weights, data_file):
        super().__init__(data_file)
        self.config = config
        self.weights = weights
        self.epsilon = self.number(config.layer_norm_epsilon)
        self.two = self.number(2)
        self.last_axis = self.integers(-1)
        self.heads_axis = self.integers(2)

    def weight(self, name):
        return self.constant(self.weights[name], name)

    def norm(self, x, name):
        mean_square = self.add("ReduceMean", self.add("Pow", x, self.two), self.last_axis, keepdims=1)
        root = self.add("Sqrt", self.add("Add", mean_square, self.epsilon))
        return self.add("Mul", self.weight(name), self.add("Div", x, root))

    def read_inputs(self):
        """Where the tokens are: `tokens`, the places of those that the mask leaves, and `places`, for each place the
        token that is there (any, where there is none)."""
        shape = self.add("Shape", "input_ids")
        self.batch = self.add("Slice", shape, self.integers(0), self.integers(1))
        self.length = self.add("Slice", shape, self.integers(1), self.integers(2))
        self.flat_mask = self.add("Reshape", "attention_mask", self.last_axis)
        self.tokens = self.add("Reshape", self.add("NonZero", self.flat_mask), self.last_axis)
        rank = self.add("Sub", self.add("CumSum", self.flat_mask, self.constant(np.int64(0))), self.integers(1))
        self.places = self.add("Max", rank, self.integers(0))

    def attention_bias(self):
        """[batch, heads, length, length], the same in all layers: what the distance adds, and the lowest number where the key is
        padding."""
        longest = self.config.relative_attention_max_distance
        of_distance = self.weights["position_bias"][buckets_of_distances(self.config)].T
        zero, one = self.constant(np.int64(0)), self.constant(np.int64(1))
        position = self.add("Range", zero, self.add("Squeeze", self.length), one)
        distance = self.add("Sub", self.add("Unsqueeze", position, self.integers(0)),
                            self.add("Unsqueeze", position, self.integers(1)))
        distance = self.add("Clip", distance, self.constant(np.int64(-longest)), self.constant(np.int64(longest)))
        distance = self.add("Add", distance, self.integers(longest))
        bias = self.add("Gather", self.constant(of_distance, "bias_of_distance"), distance, axis=1)
        absent = self.add("Sub", self.number(1), self.add("Cast", "attention_mask", to=TensorProto.FLOAT))
        lowest = self.add("Mul", absent, self.number(np.finfo(np.float32).min))
        return self.add("Add", self.add("Unsqueeze", bias, self.integers(0)),
                        self.add("Unsqueeze", lowest, self.integers(1, 2)))

    def attention(self, x, layer):
        """x: [tokens, d_model]; the result is to be added to it."""
        config = self.config
        qkv = self.add("MatMul", self.norm(x, f"attention_norm.{layer}"), self.weight(f"qkv.{layer}"))
        qkv = self.add("Reshape", self.add("Gather", qkv, self.places), self.qkv_shape)
        query, key, value = (
            self.add("Transpose", self.add("Squeeze", part, self.heads_axis), perm=order)
            for part, order in zip(self.add("Split", qkv, outputs=3, axis=2, num_outputs=3),
                                   ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3])))
        scores = self.add("Add", self.add("MatMul", query, key), self.bias)
        mixed = self.add("MatMul", self.add("Softmax", scores, axis=-1), value)
        rows = self.add("Reshape", self.add("Transpose", mixed, perm=[0, 2, 1, 3]),
                        self.integers(-1, config.num_heads * config.d_kv))
        return self.add("MatMul", self.add("Gather", rows, self.tokens), self.weight(f"attention_out.{layer}"))

    def dense(self, x, layer):
        normal = self.norm(x, f"dense_norm.{layer}")
        if self.config.feed_forward_proj == "gated-gelu":
            gate = self.add("Gelu", self.add("MatMul", normal, self.weight(f"wi_0.{layer}")), approximate="tanh")
            inner = self.add("Mul", gate, self.add("MatMul", normal, self.weight(f"wi_1.{layer}")))
        else:
            inner = self.add("Relu", self.add("MatMul", normal, self.weight(f"wi.{layer}")))
        return self.add("MatMul", inner, self.weight(f"dense_out.{layer}"))

    def write_output(self, x):
        """Puts the tokens back to their places; zeros where there are none."""
        present = self.add("Unsqueeze", self.add("Cast", self.flat_mask, to=TensorProto.FLOAT), self.integers(1))
        rows = self.add("Mul", self.add("Gather", x, self.places), present)
        shape = self.add("Concat", self.batch, self.length, self.integers(self.config.d_model), axis=0)
        self.nodes.append(helper.make_node("Reshape", [rows, shape], ["last_hidden_state"]))

    def build(self):
        self.read_inputs()
        self.bias = self.attention_bias()
        self.qkv_shape = self.add("Concat", self.batch, self.length,
                                  self.integers(3, self.config.num_heads, self.config.d_kv), axis=0)
        ids = self.add("Gather", self.add("Reshape", "input_ids", self.last_axis), self.tokens)
        x = self.add("Gather", self.weight("embedding"), ids)
        for layer in range(self.config.num_layers):
            x = self.add("Add", x, self.attention(x, layer))
            x = self.add("Add", x, self.dense(x, layer))
        self.write_output(self.norm(x, "final_norm"))


def encoder_model(config, weights, metadata, data_file=None):
    """The ModelProto, whose large tensors go to `data_file` if there is one: input_ids and attention_mask [batch, length] of int64 make last_hidden_state [batch, length, d_model] of
    float32, which is zero where the mask is."""
    graph = EncoderGraph(config, weights, data_file)
    graph.build()
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
              for name in ("input_ids", "attention_mask")]
    outputs = [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "length", config.d_model])]
    proto = helper.make_graph(graph.nodes, "byt5_encoder", inputs, outputs, graph.constants)
    model = helper.make_model(proto, ir_version=IR_VERSION, producer_name="klay_beam",
                              opset_imports=[helper.make_opsetid("", OPSET)])
    helper.set_model_props(model, metadata)
    return model
