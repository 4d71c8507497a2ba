"""Weights of a byte each: every row of a matrix as whole numbers from -127 to 127 and one scale; the rest in float32.

Only the file is small. The model computes with 32-bit floats, whose results do not hang on the kernels for int8.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import save
from torch import Tensor

from mtnlg_cli.lm.model import EncoderDecoder

SCALE = ".scale"
_MOST = 127


def save_int8(model: EncoderDecoder, path: Path) -> None:
    """Writes the model's weights as int8 safetensors with the model's size in the metadata. Raises OSError."""
    tensors = quantized(model.state_dict())
    data = save(tensors, metadata={"config": json.dumps(model.config.as_dict())})
    path.write_bytes(data)


def quantized(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Every matrix (R, C) as int8 with a float32 scale (R,) under `<name>.scale`; positions and vectors in float32."""
    found: dict[str, Tensor] = {}
    for name, weight in weights.items():
        value = weight.detach().float().cpu().contiguous()
        if value.dim() == 2 and not name.endswith("_position.weight"):
            found[name], found[name + SCALE] = _int8_rows(value)
        else:
            found[name] = value
    return found


def _int8_rows(matrix: Tensor) -> tuple[Tensor, Tensor]:
    scale = matrix.abs().amax(dim=1) / _MOST
    scale[scale == 0] = 1.0
    return (matrix / scale[:, None]).round().to(torch.int8), scale


def dequantized(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The weights of a file in float32; files of floats have no scales and are only converted.

    Raises KeyError for an int8 matrix without a scale.
    """
    weights = {}
    for name, value in tensors.items():
        if not name.endswith(SCALE):
            weights[name] = value.to(torch.float32, copy=True)  # never left in the mapped file: it may be replaced
            if value.dtype == torch.int8:
                weights[name] *= tensors[name + SCALE][:, None]
    return weights
