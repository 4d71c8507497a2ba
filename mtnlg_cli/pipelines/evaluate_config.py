"""What `evaluate_model` is asked for and what it returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtnlg_cli.domain import TONES, CopyRecord
from mtnlg_cli.errors import MktError
from mtnlg_cli.generation.engine import EngineOptions
from mtnlg_cli.generation.sampling import SamplingConfig
from mtnlg_cli.lm.evaluation.blind import Pair
from mtnlg_cli.registry import suggest

__all__ = ["EngineOptions", "EvaluateConfig", "Evaluation", "Rows", "SamplingConfig"]

DEFAULT_CHANNELS = ("product-description", "bullets", "meta-description", "email", "social-post")

Rows = list[dict[str, Any]]
"""Lines of a table, all with the same keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluateConfig:
    """One measurement. Raises MktError naming the flag when a value is out of range."""

    corpus: Path
    """Folder of the copy corpus; its held-out products are written about."""
    engine: str = "embedded"
    engine_options: EngineOptions = field(default_factory=EngineOptions)
    sampling: SamplingConfig = field(default_factory=SamplingConfig)
    channels: tuple[str, ...] = DEFAULT_CHANNELS
    """Channel ids; the first is the one that keywords and tones are asked for in."""
    tones: tuple[str, ...] = TONES
    """Tones to ask for; empty leaves that part out."""
    products: int | None = None
    """So many held-out products, both languages in turn; None: all."""
    output: Path | None = None
    """Folder for the report, the records, the texts to read and the blind pairs; None writes nothing."""

    def __post_init__(self) -> None:
        if self.products is not None and self.products < 1:
            raise MktError(f"--products must be at least 1, got {self.products}")
        if not self.channels:
            raise MktError("--channels names no channel", fix=f"--channels {DEFAULT_CHANNELS[0]}")
        unknown = next((tone for tone in self.tones if tone not in TONES), None)
        if unknown is not None:
            raise MktError(f"unknown tone: {unknown}", fix=suggest(unknown, TONES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What the measurement came to: tables by name, and what is written to the folder.

    `records` are all that were made, those with a keyword or another tone behind the plain ones; `texts` and `pairs`
    are drawn from the plain ones.
    """

    model: dict[str, Any]
    seconds: float
    tables: dict[str, Rows]
    notes: tuple[str, ...]
    records: tuple[CopyRecord, ...]
    texts: tuple[CopyRecord, ...]
    pairs: tuple[Pair, ...]

    def as_json(self) -> dict[str, Any]:
        """The figures as one JSON document, shares rounded to four decimals."""
        return {
            "model": self.model,
            "seconds": round(self.seconds, 1),
            **{name: [_rounded(row) for row in rows] for name, rows in self.tables.items()},
            "notes": list(self.notes),
        }


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()}
