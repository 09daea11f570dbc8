"""A folder as Hugging Face's transformers writes it, of ByT5's architecture with random weights."""

import json
import math

import numpy as np

from .safetensors_file import write_safetensors


def uniform(random, shape, deviation):
    """Numbers of this standard deviation around 0. Integers are drawn, and all arithmetic on them is exact but for one
    product, so that every machine makes the same."""
    drawn = random.randint(-(1 << 23), 1 << 23, size=shape).astype(np.float32) / np.float32(1 << 23)
    return drawn * np.float32(deviation * math.sqrt(3))


def random_tensors(config, seed):
    """Weights whose size is such that no activation grows or vanishes. The norms' are near 1, and distances matter."""
    random = np.random.RandomState(seed)
    model, ff, inner = config["d_model"], config["d_ff"], config["num_heads"] * config["d_kv"]

    def matrix(outputs, inputs):
        return uniform(random, (outputs, inputs), inputs**-0.5)

    def norm():
        return np.float32(1) + uniform(random, (model,), 0.1)

    tensors = {"shared.weight": uniform(random, (config["vocab_size"], model), 1)}
    for i in range(config["num_layers"]):
        attention, dense = f"encoder.block.{i}.layer.0", f"encoder.block.{i}.layer.1"
        # Scores are not divided by the root of d_kv, so queries are small instead.
        tensors[f"{attention}.SelfAttention.q.weight"] = matrix(inner, model) * np.float32(config["d_kv"]**-0.5)
        for name in "kv":
            tensors[f"{attention}.SelfAttention.{name}.weight"] = matrix(inner, model)
        tensors[f"{attention}.SelfAttention.o.weight"] = matrix(model, inner)
        if i == 0:
            tensors[f"{attention}.SelfAttention.relative_attention_bias.weight"] = uniform(
                random, (config["relative_attention_num_buckets"], config["num_heads"]), 1)
        tensors[f"{attention}.layer_norm.weight"] = norm()
        for name in ("wi_0", "wi_1"):
            tensors[f"{dense}.DenseReluDense.{name}.weight"] = matrix(ff, model)
        tensors[f"{dense}.DenseReluDense.wo.weight"] = matrix(model, ff)
        tensors[f"{dense}.layer_norm.weight"] = norm()
    tensors["encoder.final_layer_norm.weight"] = norm()
    return tensors


def write_random_folder(folder, sizes, seed):
    """`sizes`: d_model, d_kv, d_ff, num_layers and num_heads."""
    config = {"architectures": ["T5EncoderModel"], "model_type": "t5", "tokenizer_class": "ByT5Tokenizer", "vocab_size": 384,
              "feed_forward_proj": "gated-gelu", "relative_attention_num_buckets": 32,
              "relative_attention_max_distance": 128, "layer_norm_epsilon": 1e-6, "dropout_rate": 0.0, "pad_token_id": 0,
              "eos_token_id": 1, "tie_word_embeddings": False, **sizes}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    write_safetensors(folder / "model.safetensors", random_tensors(config, seed))
