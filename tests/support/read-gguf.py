"""Prints what the Python package gguf reads of a file: metadata, and the numbers of some tensors."""

import json
import sys

import gguf

reader = gguf.GGUFReader(sys.argv[1])
fields = {name: field.contents() for name, field in reader.fields.items()}
tensors = {
    tensor.name: {
        "type": tensor.tensor_type.name,
        "shape": [int(size) for size in reversed(tensor.shape)],
        "numbers": [float(x) for x in gguf.dequantize(tensor.data, tensor.tensor_type).flatten()[:4096]],
    }
    for tensor in reader.tensors
}
json.dump({"fields": fields, "tensors": tensors}, sys.stdout)
