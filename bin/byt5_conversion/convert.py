"""Converts a folder of Hugging Face's into the folder that klay::Byt5Encoder loads."""

import dataclasses
import json
import os
import pathlib
import tempfile

from .encoder_graph import encoder_model, save_model
from .hugging_face_folder import Weights, read_config, read_encoder

MODEL = "encoder.onnx"


def convert(source, target, external_above):
    """Writes encoder.onnx, perhaps encoder.onnx.data, and at last model.json into `target`."""
    config = read_config(source)
    weights = Weights(source)
    about = {"architecture": "byt5-encoder", "model": source.resolve().name, **dataclasses.asdict(config),
             "weights_sha256": weights.sha256()}
    model = encoder_model(config, read_encoder(weights, config), {"architecture": "byt5-encoder"})
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=target) as folder:
        fresh = pathlib.Path(folder)
        save_model(model, fresh / MODEL, external_above)
        (fresh / "model.json").write_text(json.dumps(about, indent=2) + "\n")
        # model.json says that the folder is whole: it goes first and comes last.
        for name in ("model.json", MODEL, f"{MODEL}.data"):
            (target / name).unlink(missing_ok=True)
        for name in (f"{MODEL}.data", MODEL, "model.json"):
            if (fresh / name).exists():
                os.replace(fresh / name, target / name)
