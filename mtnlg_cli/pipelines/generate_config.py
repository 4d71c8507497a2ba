"""What `generate_copy` is asked for, what it reports on the way and what it returns."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtnlg_cli.catalog import CatalogConfig
from mtnlg_cli.domain import Brief, Counts, RunManifest
from mtnlg_cli.errors import MktError
from mtnlg_cli.generation.engine import EngineOptions
from mtnlg_cli.generation.sampling import SamplingConfig
from mtnlg_cli.pipelines.tally import Gate
from mtnlg_cli.prompting import load_brief

__all__ = [
    "CatalogConfig",
    "EngineOptions",
    "GenerateConfig",
    "GenerateResult",
    "Hold",
    "OnProgress",
    "Progress",
    "SamplingConfig",
    "load_brief",
]

ON_BAD_ROW = ("stop", "skip")


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerateConfig:
    """One job of `mkt generate`. Raises MktError naming the flag when a value is out of range."""

    catalog: CatalogConfig
    output: Path = Path("outputs.jsonl")
    channels: tuple[str, ...] = ("product-description",)
    """Channel ids, or ("all",)."""
    brief: Brief = field(default_factory=Brief)
    template: str | None = None
    """Name or file of a template that replaces each channel's own."""
    engine: str = "embedded"
    engine_options: EngineOptions = field(default_factory=EngineOptions)
    sampling: SamplingConfig = field(default_factory=SamplingConfig)
    on_bad_row: str = "stop"
    """"stop" before anything is generated, or "skip" the row and count it."""
    new_run: bool = False
    """Set the journal of other settings, or of a finished run, aside and start anew."""
    keep_candidates: bool = False
    """Keep the losing candidates in the records."""
    fail_under: float | None = None
    """Gate: the least mean `overall` of all records, 0 to 1."""
    max_flagged: float | None = None
    """Gate: the largest share of records that may be flagged, 0 to 1."""
    batch_prompts: int | None = None
    """Prompts generated, reviewed and made durable together; what a kill can cost. None: what suits the engine."""
    arguments: dict[str, Any] = field(default_factory=dict)
    """The user's own arguments, for the manifest."""

    def __post_init__(self) -> None:
        if self.on_bad_row not in ON_BAD_ROW:
            raise MktError(f"--on-bad-row must be stop or skip, got {self.on_bad_row}")
        for flag, value in (("--fail-under", self.fail_under), ("--max-flagged", self.max_flagged)):
            if value is not None and not (0 <= value <= 1 and not math.isnan(value)):
                raise MktError(f"{flag} must be from 0 to 1, got {value}")
        if self.batch_prompts is not None and self.batch_prompts < 1:
            raise MktError(f"a batch must hold at least 1 prompt, got {self.batch_prompts}")
        if not self.channels:
            raise MktError("--channel names no channel", fix="--channel product-description")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a run stands. `done` of `total` records are final, `made` of them by this run since `seconds` ago.

    `phase` is "read", "load", "generate" or "finish"; `record_ids` are the records just made durable.
    """

    phase: str
    done: int = 0
    total: int = 0
    made: int = 0
    flagged: int = 0
    failed: int = 0
    seconds: float = 0.0
    num_tokens: int = 0
    record_ids: tuple[str, ...] = ()

    @property
    def per_second(self) -> float:
        """Records made a second by this run."""
        return self.made / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Estimate for the records that are left; None until there is a rate."""
        return (self.total - self.done) / self.per_second if self.per_second else None


OnProgress = Callable[[Progress], None]
Hold = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerateResult:
    """What a finished run leaves. `num_made` records were made by this run, `num_reused` by earlier ones."""

    output: Path
    manifest_path: Path
    manifest: RunManifest
    num_made: int
    num_reused: int
    gate: Gate
    is_new: bool = True
    """Whether outputs and manifest were written; both are left untouched when nothing has changed."""
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> Counts:
        return self.manifest.counts

    @property
    def is_clean(self) -> bool:
        """Whether no record failed, no row was skipped and the gate is met."""
        return not self.counts.failed and not self.counts.skipped and self.gate.met
