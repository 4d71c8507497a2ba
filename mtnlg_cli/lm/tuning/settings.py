"""How a model is tuned; torch-free, so that a wrong flag is told before anything heavy is loaded."""

from __future__ import annotations

import math
from dataclasses import dataclass
from importlib.util import find_spec

from mtnlg_cli.errors import MktError

METHODS = ("lora", "full")
CHECKPOINT, METRICS = "checkpoint.safetensors", "metrics.jsonl"
"""Files of a run's folder."""
EPOCHS = 3
RANK = 16
_RATES = {"lora": 2e-4, "full": 2e-5}


@dataclass(frozen=True, slots=True, kw_only=True)
class TuningSettings:
    """Everything the trained weights follow from, besides model and examples. Raises MktError naming the flag."""

    method: str = "lora"
    """"lora" trains small matrices beside the frozen weights (Hu et al. 2021), "full" all weights."""
    epochs: int | None = None
    """Passes over the training examples; 3 when neither this nor `minutes` is given."""
    minutes: float | None = None
    """Time for training instead of a number of epochs; the learning rate then follows the clock."""
    learning_rate: float | None = None
    """Peak of the learning rate; 2e-4 for lora, 2e-5 for full when not given."""
    batch_size: int = 8
    """Examples a step."""
    rank: int | None = None
    """Rank of the LoRA matrices; 16 when not given."""
    seed: int = 0
    """Decides the first adapter weights, the order of the examples and dropout."""

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise MktError(f'--method must be lora or full, got "{self.method}"')
        if self.epochs is not None and self.minutes is not None:
            raise MktError("--epochs and --minutes exclude each other", fix="give one of them")
        _hold(self.epochs is None or self.epochs >= 1, "--epochs", "at least 1", self.epochs)
        _hold(self.minutes is None or 0 < self.minutes < math.inf, "--minutes", "above 0", self.minutes)
        in_range = self.learning_rate is None or 0 < self.learning_rate <= 1
        _hold(in_range, "--learning-rate", "above 0 and at most 1", self.learning_rate)
        _hold(self.batch_size >= 1, "--batch-size", "at least 1", self.batch_size)
        _hold(self.rank is None or self.rank >= 1, "--rank", "at least 1", self.rank)
        if self.rank is not None and self.method != "lora":
            raise MktError("--rank has no meaning with --method full", fix="leave --rank out, or use --method lora")

    def check_libraries(self) -> None:
        """Raises MktError when a library the method needs is not installed."""
        if self.method == "lora" and find_spec("peft") is None:
            raise MktError(
                "--method lora needs the library peft, which is not installed",
                fix="pip install 'mtnlg-cli[train]', or --method full",
            )

    @property
    def num_epochs(self) -> int | None:
        """Passes over the examples; None when the clock decides."""
        return None if self.minutes is not None else (self.epochs or EPOCHS)

    @property
    def peak_rate(self) -> float:
        """The highest learning rate."""
        return self.learning_rate if self.learning_rate is not None else _RATES[self.method]

    @property
    def adapter_rank(self) -> int:
        """Rank of the LoRA matrices."""
        return self.rank if self.rank is not None else RANK


def rate_at(share: float, *, peak: float) -> float:
    """The learning rate when `share` (0 to 1) of the training is done.

    Linear from 0 over the first twentieth, then half a cosine down to a tenth of the peak.
    """
    warm_up, floor = 0.05, 0.1
    if share < warm_up:
        return peak * share / warm_up
    done = (min(share, 1.0) - warm_up) / (1 - warm_up)
    return peak * (floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * done)))


def _hold(condition: bool, flag: str, rule: str, value: float | None) -> None:
    if not condition:
        raise MktError(f"{flag} must be {rule}, got {value}")
