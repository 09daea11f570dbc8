#!/usr/bin/env python3
"""What bin/convert_byt5 makes of the formats that weights come in: convert_byt5_test.py, with numpy and onnx to import."""

import collections
import io
import json
import pathlib
import pickle
import shutil
import subprocess
import sys
import tempfile
import types
import unittest
import zipfile

import numpy as np
import onnx

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "bin"))
sys.dont_write_bytecode = True

from byt5_conversion.safetensors_file import SafetensorsFile, write_safetensors  # noqa: E402


def run(program, *arguments):
    return subprocess.run([sys.executable, ROOT / "bin" / program, *arguments], capture_output=True, text=True)


class Storage:
    """Pickled as torch pickles a storage: by its class and the name of the file with its items."""

    def __init__(self, kind, key):
        self.pid = ("storage", kind, key, "cpu", 0)


class Tensor:
    def __init__(self, module, storage, offset, shape, strides):
        self.arguments = (module._rebuild_tensor_v2, (storage, offset, shape, strides, False, collections.OrderedDict()))

    def __reduce__(self):
        return self.arguments


class TorchPickler(pickle.Pickler):
    def persistent_id(self, value):
        return value.pid if isinstance(value, Storage) else None


def fake_torch():
    """Modules by torch's names, for pickles that say so; none of it is ever called."""
    torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")

    def _rebuild_tensor_v2():
        pass

    _rebuild_tensor_v2.__module__, _rebuild_tensor_v2.__qualname__ = "torch._utils", "_rebuild_tensor_v2"
    utils._rebuild_tensor_v2 = _rebuild_tensor_v2
    torch._utils = utils
    for name in ("FloatStorage", "HalfStorage", "BFloat16Storage"):
        setattr(torch, name, type(name, (), {"__module__": "torch"}))
    sys.modules.update({"torch": torch, "torch._utils": utils})
    return torch


def write_torch(path, tensors, kind="FloatStorage", bytes_of=lambda values: values.astype("<f4").tobytes()):
    """A file as torch.save writes it; matrices lie in it transposed, so that strides matter."""
    torch = fake_torch()
    try:
        pickled, items = io.BytesIO(), {}
        state = collections.OrderedDict()
        for key, (name, values) in enumerate(tensors.items()):
            strides = (1,) if values.ndim == 1 else (1, values.shape[0])
            items[str(key)] = bytes_of(np.ascontiguousarray(values.T))
            state[name] = Tensor(torch._utils, Storage(getattr(torch, kind), str(key)), 0, values.shape, strides)
        TorchPickler(pickled, protocol=2).dump(state)
    finally:
        del sys.modules["torch"], sys.modules["torch._utils"]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pytorch_model/data.pkl", pickled.getvalue())
        for key, value in items.items():
            archive.writestr(f"pytorch_model/data/{key}", value)


class ConvertByt5Test(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        made = run("make_tiny_byt5", cls.folder / "tiny", "--seed=3")
        if made.returncode != 0:
            raise RuntimeError(made.stderr)
        cls.source = cls.folder / "tiny" / "hugging_face"
        weights = SafetensorsFile(cls.source / "model.safetensors")
        cls.tensors = {name: weights.read(name) for name in weights.names()}
        cls.expected = (cls.folder / "tiny" / "encoder.onnx").read_bytes()

    def converted(self, source, *arguments):
        done = run("convert_byt5", source, source / "out", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return (source / "out" / "encoder.onnx").read_bytes()

    def refused(self, source):
        done = run("convert_byt5", source, source / "out")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertFalse((source / "out" / "model.json").exists())
        return done.stderr

    def another(self, name, config=()):
        """A folder with the configuration alone."""
        folder = self.folder / name
        folder.mkdir()
        text = json.loads((self.source / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps({**text, **dict(config)}))
        return folder

    def test_the_same_weights_make_the_same_bytes(self):
        self.assertEqual(self.converted(self.source), self.expected)
        again = run("make_tiny_byt5", self.folder / "again", "--seed=3")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual((self.folder / "again" / "encoder.onnx").read_bytes(), self.expected)

    def test_another_seed_makes_another_model(self):
        run("make_tiny_byt5", self.folder / "other", "--seed=4")
        self.assertNotEqual((self.folder / "other" / "encoder.onnx").read_bytes(), self.expected)

    def test_the_model_is_well_formed(self):
        model = onnx.load_from_string(self.expected)
        onnx.checker.check_model(model, full_check=True)
        self.assertEqual([i.name for i in model.graph.input], ["input_ids", "attention_mask"])
        self.assertEqual([o.name for o in model.graph.output], ["last_hidden_state"])

    def test_safetensors_in_several_files(self):
        folder = self.another("sharded")
        names = list(self.tensors)
        parts = {"a.safetensors": names[:5], "b.safetensors": names[5:]}
        for file, held in parts.items():
            write_safetensors(folder / file, {name: self.tensors[name] for name in held})
        index = {"weight_map": {name: file for file, held in parts.items() for name in held}}
        (folder / "model.safetensors.index.json").write_text(json.dumps(index))
        self.assertEqual(self.converted(folder), self.expected)
        about = json.loads((folder / "out" / "model.json").read_text())
        self.assertEqual(sorted(about["weights_sha256"]), ["a.safetensors", "b.safetensors"])

    def test_pickled_weights_are_read_without_torch(self):
        folder = self.another("pickled")
        write_torch(folder / "pytorch_model.bin", self.tensors)
        self.assertEqual(self.converted(folder), self.expected)

    def test_bfloat16_is_the_upper_half_of_a_number(self):
        folder = self.another("bfloat16")
        upper = {name: (values.view(np.uint32) & 0xFFFF0000).view(np.float32) for name, values in self.tensors.items()}
        write_torch(folder / "pytorch_model.bin", upper, "BFloat16Storage",
                    lambda values: (values.view(np.uint32) >> 16).astype("<u2").tobytes())
        exact = self.another("upper")
        write_safetensors(exact / "model.safetensors", upper)
        self.assertEqual(self.converted(folder), self.converted(exact))

    def test_large_weights_go_to_a_file_of_their_own(self):
        folder = self.another("external")
        write_safetensors(folder / "model.safetensors", self.tensors)
        self.assertLess(len(self.converted(folder, "--external_above=1000")), len(self.expected) // 4)
        self.assertTrue((folder / "out" / "encoder.onnx.data").exists())
        inline = onnx.load_from_string(self.expected)
        external = onnx.load(folder / "out" / "encoder.onnx")
        for one, other in zip(inline.graph.initializer, external.graph.initializer):
            np.testing.assert_array_equal(onnx.numpy_helper.to_array(one), onnx.numpy_helper.to_array(other))

    def test_a_pickle_that_runs_a_program_is_refused(self):
        folder = self.another("hostile")
        with zipfile.ZipFile(folder / "pytorch_model.bin", "w") as archive:
            archive.writestr("pytorch_model/data.pkl", b"cos\nsystem\n(S'touch " + str(folder / "ran").encode() + b"'\ntR.")
        self.assertIn("no tensor: os.system", self.refused(folder))
        self.assertFalse((folder / "ran").exists())

    def test_what_is_missing_or_cut_is_told(self):
        folder = self.another("empty")
        self.assertIn("no weights", self.refused(folder))
        few = {name: values for name, values in self.tensors.items() if not name.endswith("block.1.layer.1.layer_norm.weight")}
        write_safetensors(folder / "model.safetensors", few)
        self.assertIn("no tensor called encoder.block.1.layer.1.layer_norm.weight", self.refused(folder))
        whole = (self.source / "model.safetensors").read_bytes()
        (folder / "model.safetensors").write_bytes(whole[:-100])
        self.assertIn("cut short", self.refused(folder))
        (folder / "model.safetensors").unlink()
        (folder / "pytorch_model.bin").write_bytes(b"no archive")
        self.assertIn("zip", self.refused(folder).lower())

    def test_other_models_are_refused(self):
        for config, why in [({"model_type": "bert"}, "model_type t5"), ({"tokenizer_class": "T5Tokenizer"}, "not bytes"),
                            ({"feed_forward_proj": "gated-silu"}, "gated-silu"), ({"d_ff": 64}, "expected the shape")]:
            folder = self.another(f"other-{why.split()[0]}", config.items())
            write_safetensors(folder / "model.safetensors", self.tensors)
            self.assertIn(why, self.refused(folder))


if __name__ == "__main__":
    unittest.main()
