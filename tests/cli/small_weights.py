"""A safetensors file by its format alone: an 8-byte length, a JSON header, the bytes."""

from __future__ import annotations

import json
import struct
from pathlib import Path


def write_safetensors(path: Path, *, metadata: dict[str, str] | None = None) -> int:
    """One float16 tensor of 10 x 20; returns the file's size in bytes."""
    header: dict[str, object] = {"w": {"dtype": "F16", "shape": [10, 20], "data_offsets": [0, 400]}}
    if metadata:
        header["__metadata__"] = metadata
    data = json.dumps(header).encode()
    return path.write_bytes(struct.pack("<Q", len(data)) + data + bytes(400))
