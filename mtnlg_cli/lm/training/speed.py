"""How fast training is, against what the machine can do."""

from __future__ import annotations

import time
from collections.abc import Sequence

import torch

from mtnlg_cli.lm.batches import Pair
from mtnlg_cli.lm.model import ModelConfig

_SIDE = {"cpu": 1024, "cuda": 8192}


class FlopCounter:
    """Floating-point operations of training steps: twice the weights a token meets forward, four times backward.

    Attention scores are left out; the sources are short.
    """

    def __init__(self, config: ModelConfig) -> None:
        square, feed = config.width**2, 2 * config.width * config.feed_forward
        self.per_source = 6 * (config.encoder_layers * (4 * square + feed) + config.decoder_layers * 2 * square)
        decoder = config.decoder_layers * (6 * square + feed)
        self.per_target = 6 * (decoder + config.vocabulary_size * config.width)
        self._sum = 0.0

    def add(self, group: Sequence[Pair]) -> None:
        self._sum += sum(len(p.source) * self.per_source + len(p.target) * self.per_target for p in group)

    def take(self) -> float:
        """The operations since the last call."""
        taken, self._sum = self._sum, 0.0
        return taken


def measured_peak(device: torch.device, *, seconds: float = 0.5) -> float:
    """Operations a second of a large matrix product on this device, in the precision of training."""
    side = _SIDE.get(device.type, 1024)
    dtype = torch.bfloat16 if device.type == "cuda" else torch.float32
    left = torch.randn(side, side, device=device, dtype=dtype)
    _multiply(left)  # the first product starts threads and libraries
    started, count = time.perf_counter(), 0
    while time.perf_counter() - started < seconds:
        _multiply(left)
        count += 1
    return 2 * side**3 * count / (time.perf_counter() - started)


def _multiply(square: torch.Tensor) -> None:
    torch.matmul(square, square)
    if square.device.type == "cuda":
        torch.cuda.synchronize(square.device)
