"""Reads and writes .safetensors files: eight bytes with the length of a JSON header, the header, the items."""

import json

import numpy as np

from .torch_file import float32_of

DTYPES = {"F32": "<f4", "F16": "<f2", "F64": "<f8", "BF16": "bfloat16"}
MAX_HEADER = 100 << 20  # As the format's own library has it [bytes].


class SafetensorsFile:
    """The tensors of a file, read one by one: `SafetensorsFile(path).read(name)`."""

    def __init__(self, path):
        self.path = path
        with open(path, "rb") as file:
            size = int.from_bytes(file.read(8), "little")
            if not 2 <= size <= MAX_HEADER:
                raise ValueError(f"{path}: no .safetensors file, its header would have {size} bytes")
            self.header = json.loads(file.read(size))
        self.begin = 8 + size

    def names(self):
        return [name for name in self.header if name != "__metadata__"]

    def read(self, name):
        about = self.header[name]
        begin, end = about["data_offsets"]
        if about["dtype"] not in DTYPES:
            raise ValueError(f"{self.path}: {name}: expected one of {', '.join(DTYPES)}, found {about['dtype']}")
        with open(self.path, "rb") as file:
            file.seek(self.begin + begin)
            items = file.read(end - begin)
        if len(items) != end - begin:
            raise ValueError(f"{self.path}: {name}: expected {end - begin} bytes, found {len(items)}: the file is cut short")
        return float32_of(items, DTYPES[about["dtype"]]).reshape(about["shape"])


def write_safetensors(path, tensors):
    """Writes float32 arrays by name."""
    header, offset = {}, 0
    for name, values in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [offset, offset + values.nbytes]}
        offset += values.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for values in tensors.values():
            file.write(np.ascontiguousarray(values, "<f4").tobytes())
