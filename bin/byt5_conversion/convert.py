"""Converts a folder of Hugging Face's into the folder that klay::Byt5Encoder loads."""

import dataclasses
import json
import os
import pathlib
import tempfile

from .encoder_graph import DataFile, encoder_model
from .hugging_face_folder import Encoder, Weights, read_config

MODEL = "encoder.onnx"
DATA = "encoder.onnx.data"
LARGE = 100_000_000  # Weights of more bytes go to a file of their own.


def write_model(path, config, encoder, external_above):
    """Writes the model, and beside it DATA if its weights are large."""
    data_file = DataFile(path.with_name(DATA)) if 4 * encoder.count() > external_above else None
    model = encoder_model(config, encoder, {"architecture": "byt5-encoder"}, data_file)
    if data_file is not None:
        data_file.close()
    path.write_bytes(model.SerializeToString(deterministic=True))


def convert(source, target, external_above=LARGE):
    """Writes encoder.onnx, perhaps encoder.onnx.data, and at last model.json into `target`."""
    config = read_config(source)
    weights = Weights(source)
    about = {"architecture": "byt5-encoder", "model": source.resolve().name, **dataclasses.asdict(config),
             "weights_sha256": weights.sha256()}
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=target) as folder:
        fresh = pathlib.Path(folder)
        write_model(fresh / MODEL, config, Encoder(weights, config), external_above)
        (fresh / "model.json").write_text(json.dumps(about, indent=2) + "\n")
        # model.json says that the folder is whole: it goes first and comes last.
        for name in ("model.json", MODEL, DATA):
            (target / name).unlink(missing_ok=True)
        for name in (DATA, MODEL, "model.json"):
            if (fresh / name).exists():
                os.replace(fresh / name, target / name)
