"""What `tune_model` is asked for, what it reports on the way and what it returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtnlg_cli.errors import MktError
from mtnlg_cli.generation.engine import EngineOptions
from mtnlg_cli.lm.tuning.settings import TuningSettings

MAX_LENGTH = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class TuneConfig:
    """One job of `mkt tune`. Raises MktError naming the flag when a value is out of range."""

    records: Path
    model: str
    """A model folder, or a hub id that is in the hub's cache on this machine; nothing is downloaded."""
    output: Path
    training: TuningSettings = field(default_factory=TuningSettings)
    held_out: float = 0.1
    """Share of the products that is not trained on, above 0 and below 1."""
    max_length: int | None = None
    """Tokens of prompt and answer together; None: 1,024, or the model's context if that is shorter."""
    compare: int = 32
    """Held-out records for which copy is written before and after."""
    device: str = "auto"
    dtype: str = "auto"
    save_every: float = 300.0
    """Seconds between checkpoints; what a kill can cost."""

    def __post_init__(self) -> None:
        if not 0 < self.held_out < 1:
            raise MktError(f"--held-out must be above 0 and below 1, got {self.held_out:g}")
        if self.max_length is not None and self.max_length < 8:
            raise MktError(f"--max-length must be at least 8, got {self.max_length}")
        if self.compare < 0:
            raise MktError(f"--compare must be at least 0, got {self.compare}")
        if not self.save_every > 0:
            raise MktError(f"--save-every must be above 0, got {self.save_every:g}")
        if self.dtype == "float16":
            raise MktError("float16 is too narrow to train in", fix="--dtype bfloat16, or float32")
        self.engine_options()

    def engine_options(self, folder: Path | None = None) -> EngineOptions:
        """How an engine writes with the model to be tuned, or with the one in a folder."""
        model = self.model if folder is None else str(folder)
        return EngineOptions(model=model, offline=True, device=self.device, dtype=self.dtype)

    def settings(self) -> dict[str, Any]:
        """Everything the tuned weights and the figures follow from, besides the files that are read."""
        training = self.training
        return {
            "method": training.method,
            "epochs": training.num_epochs,
            "minutes": training.minutes,
            "learning_rate": training.peak_rate,
            "batch_size": training.batch_size,
            "rank": training.adapter_rank if training.method == "lora" else None,
            "seed": training.seed,
            "held_out": self.held_out,
            "max_length": self.max_length,
            "compare": self.compare,
            "device": self.device,
            "dtype": self.dtype,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class TuneProgress:
    """Where a run stands: `phase` is "read", "load", "before", "train", "save" or "after".

    While copy is written `done` of `total` records are; while it trains `share` (0 to 1) is done after `step` steps,
    losses are nats a token, the one on the step's batch and the last one on the held-out split, None before the first.
    """

    phase: str
    done: int = 0
    total: int = 0
    step: int = 0
    share: float = 0.0
    loss: float | None = None
    held_out_loss: float | None = None
    tokens_per_second: float = 0.0


OnTuneProgress = Callable[[TuneProgress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TuneResult:
    """What a finished run left. `figures` is the content of tuning.json in the result folder, plain data."""

    output: Path
    figures: dict[str, Any]
    is_new: bool
    """False when the folder was there already and nothing was done."""

    def as_json(self) -> dict[str, Any]:
        """Plain data for --json."""
        hidden = ("fingerprint",)
        shown = {name: value for name, value in self.figures.items() if name not in hidden}
        return {"output": str(self.output), "is_new": self.is_new, **shown}

    def rows(self) -> list[tuple[str, str, str]]:
        """(figure, before, after) of the held-out split, in words."""
        from mtnlg_cli.lm.tuning.card import figure_rows

        return figure_rows(self.figures["before"], self.figures["after"])
