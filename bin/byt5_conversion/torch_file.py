"""Reads the tensors of a file that torch.save wrote (pytorch_model.bin), without torch.

Such a file is a ZIP archive: data.pkl is a pickle of the tensors, which names for each the file with its items. The
pickle may name nothing but what tensors are made of, so that it cannot run a program.
"""

import collections
import pickle
import zipfile

import numpy as np

# Items of a storage by the name of its class; bfloat16 is the upper half of a float32.
DTYPES = {"FloatStorage": "<f4", "HalfStorage": "<f2", "DoubleStorage": "<f8", "BFloat16Storage": "bfloat16",
          "LongStorage": "<i8", "IntStorage": "<i4"}


def float32_of(items, dtype):
    """Bytes of one dimension of numbers as float32."""
    if dtype == "bfloat16":
        return (np.frombuffer(items, "<u2").astype(np.uint32) << 16).view(np.float32)
    return np.frombuffer(items, dtype).astype(np.float32, copy=False)


class Storage:
    """What the pickle says of a storage, instead of the items: most of a file may not be wanted."""

    def __init__(self, dtype, member):
        self.dtype = dtype
        self.member = member


class LazyTensor:
    def __init__(self, storage, offset, shape, strides):
        self.storage = storage
        self.offset = offset
        self.shape = tuple(shape)
        self.strides = tuple(strides)

    def read(self, archive, folder):
        items = float32_of(archive.read(f"{folder}/data/{self.storage.member}"), self.storage.dtype)
        last = self.offset + sum((n - 1) * step for n, step in zip(self.shape, self.strides))
        if min(self.shape, default=1) > 0 and not 0 <= last < items.size:
            raise ValueError(f"a tensor of shape {self.shape} reaches beyond its {items.size} items")
        view = np.lib.stride_tricks.as_strided(items[self.offset:], self.shape, [4 * step for step in self.strides])
        return np.ascontiguousarray(view)


def rebuild_tensor(storage, offset, shape, strides, *_):
    return LazyTensor(storage, offset, shape, strides)


def rebuild_parameter(tensor, *_):
    return tensor


class Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        if module == "torch" and name in DTYPES:
            return DTYPES[name]
        known = {("collections", "OrderedDict"): collections.OrderedDict,
                 ("torch._utils", "_rebuild_tensor_v2"): rebuild_tensor,
                 ("torch._utils", "_rebuild_parameter"): rebuild_parameter}
        if (module, name) not in known:
            raise ValueError(f"the pickle names something that is no tensor: {module}.{name}")
        return known[module, name]

    def persistent_load(self, pid):
        kind, dtype, member = pid[:3]
        if kind != "storage":
            raise ValueError(f"expected a storage, found {kind!r}")
        return Storage(dtype, member)


class TorchFile:
    """The tensors of a file, read one by one: `TorchFile(path).read(name)`."""

    def __init__(self, path):
        self.archive = zipfile.ZipFile(path)
        pickles = [name for name in self.archive.namelist() if name.endswith("/data.pkl")]
        if len(pickles) != 1:
            raise ValueError(f"{path}: expected one data.pkl, found {len(pickles)}")
        self.folder = pickles[0].removesuffix("/data.pkl")
        with self.archive.open(pickles[0]) as data:
            self.tensors = Unpickler(data).load()

    def names(self):
        return list(self.tensors)

    def read(self, name):
        return self.tensors[name].read(self.archive, self.folder)
