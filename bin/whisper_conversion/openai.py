"""Reads Whisper as OpenAI publishes it: a .pt file, which is a zip of a pickle and raw arrays. Needs no torch: the
pickle may only name the few functions that rebuild tensors, and any other name is refused."""

import collections
import pickle
import re
import zipfile

import numpy as np

from checkpoint import Checkpoint, ConversionError, renamed

ATTENTION = {"attn": "attention", "cross_attn": "cross"}

RULES = [(re.compile(pattern), replacement) for pattern, replacement in [
    (r"encoder\.(conv[12])\.(weight|bias)", r"encoder.\1.\2"),
    (r"(encoder|decoder)\.positional_embedding", r"\1.positions"),
    (r"decoder\.token_embedding\.weight", "decoder.tokens"),
    (r"decoder\.mask|alignment_heads", None),
    (r"encoder\.ln_post\.(weight|bias)", r"encoder.norm.\1"),
    (r"decoder\.ln\.(weight|bias)", r"decoder.norm.\1"),
    *[(rf"(encoder|decoder)\.blocks\.(\d+)\.{theirs}_ln\.(weight|bias)", rf"\1.\2.{ours}_norm.\3")
      for theirs, ours in ATTENTION.items()],
    *[(rf"(encoder|decoder)\.blocks\.(\d+)\.{theirs}\.(query|key|value|out)\.(weight|bias)", rf"\1.\2.{ours}.\3.\4")
      for theirs, ours in ATTENTION.items()],
    (r"(encoder|decoder)\.blocks\.(\d+)\.mlp_ln\.(weight|bias)", r"\1.\2.mlp_norm.\3"),
    (r"(encoder|decoder)\.blocks\.(\d+)\.mlp\.0\.(weight|bias)", r"\1.\2.mlp.up.\3"),
    (r"(encoder|decoder)\.blocks\.(\d+)\.mlp\.2\.(weight|bias)", r"\1.\2.mlp.down.\3"),
]]

STORAGES = {"FloatStorage": np.float32, "HalfStorage": np.float16, "DoubleStorage": np.float64, "LongStorage": np.int64,
            "BoolStorage": np.bool_}


def is_there(folder):
    return any(folder.glob("*.pt"))


def read(folder):
    files = sorted(folder.glob("*.pt"))
    if len(files) > 1:
        raise ConversionError(f"{folder}: expected one .pt file, found {', '.join(f.name for f in files)}")
    content = read_pt(files[0])
    try:
        dims, tensors = content["dims"], content["model_state_dict"]
        heads = dims["n_audio_head"], dims["n_text_head"]
    except (TypeError, KeyError) as error:
        raise ConversionError(f"{files[0]}: is no checkpoint of Whisper: no {error}") from error
    return Checkpoint("openai", files[0], renamed(tensors, RULES, files[0]), *heads)


def read_pt(path):
    try:
        with zipfile.ZipFile(path) as archive:
            (name,) = [n for n in archive.namelist() if n.endswith("/data.pkl")]
            with archive.open(name) as file:
                return TensorUnpickler(file, archive, name.removesuffix("data.pkl") + "data/").load()
    except (zipfile.BadZipFile, pickle.UnpicklingError, ValueError, KeyError) as error:
        raise ConversionError(f"{path}: is no checkpoint that torch.save wrote as a zip: {error}") from error


class TensorUnpickler(pickle.Unpickler):
    """Loads dictionaries and tensors, nothing else."""

    def __init__(self, file, archive, folder):
        super().__init__(file)
        self.archive = archive
        self.folder = folder

    def find_class(self, module, name):
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return rebuild_tensor
        if module == "torch" and name in STORAGES:
            return np.dtype(STORAGES[name])
        raise pickle.UnpicklingError(f"it names {module}.{name}, which no weights need")

    def persistent_load(self, pid):
        _, dtype, key, _, count = pid
        return np.frombuffer(self.archive.read(self.folder + key), dtype, count)


def rebuild_tensor(storage, offset, shape, strides, *_):
    steps = [s * storage.itemsize for s in strides]
    return np.lib.stride_tricks.as_strided(storage[offset:], shape, steps, writeable=False).copy()
