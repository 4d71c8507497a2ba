"""What a training command is asked for, what it reports on the way and what it returns."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtnlg_cli.errors import MktError

if TYPE_CHECKING:
    from mtnlg_cli.lm.training.run import Report, StageProgress
    from mtnlg_cli.lm.training.vocabulary import Fertility

DEVICES = ("auto", "cpu", "cuda")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """One training run. Raises MktError naming the flag when a value is out of range."""

    recipe: str
    """A recipe of the package by name, or the path of a .toml file."""
    output: Path
    """The run's folder: checkpoints, log and result; the same command goes on in it."""
    sets: Mapping[str, Path] = field(default_factory=dict)
    """The folder of each training set, by the set's name."""
    minutes: float | None = None
    """Time of the stages that are bounded by time, in all; None: what the recipe says."""
    seed: int | None = None
    """Seed of weights, order and masking; None: the recipe's."""
    device: str = "auto"
    threads: int | None = None
    """Threads of each process on the CPU; None: as many as there are cores."""
    stage: str | None = None
    """Run only the stages of this name; None: all."""

    def __post_init__(self) -> None:
        if self.minutes is not None and not 0 < self.minutes < math.inf:
            raise MktError(f"--minutes must be above 0, got {self.minutes:g}")
        if self.device not in DEVICES:
            raise MktError(f'--device must be {", ".join(DEVICES[:-1])} or {DEVICES[-1]}, got "{self.device}"')


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainProgress:
    """Where a run stands: `phase` is "corpus", "read", "tokenizer", "train" or "lexicon".

    `detail` says more of the corpus phase; while it trains `stage` is where its stage stands, one of `num_stages`.
    """

    phase: str
    detail: str = ""
    stage: StageProgress | None = None
    num_stages: int = 0


OnTrainProgress = Callable[[TrainProgress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainResult:
    """What a run left. `reports` is the last report of each stage so far; `is_complete` says that all stages are done.

    `is_new` is False when what was asked for had been done before.
    """

    output: Path
    recipe: str
    is_new: bool
    is_complete: bool
    reports: tuple[Report, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data for --json."""
        return {
            "output": str(self.output),
            "recipe": self.recipe,
            "is_new": self.is_new,
            "is_complete": self.is_complete,
            "stages": list(self.reports),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenizerResult:
    """A tokenizer that was made and proven. `differing` are the first texts that do not come back exactly."""

    path: Path
    size: int
    num_texts: int
    languages: tuple[Fertility, ...]
    num_differing: int
    differing: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data for --json."""
        from dataclasses import asdict

        return {**asdict(self), "path": str(self.path)}
