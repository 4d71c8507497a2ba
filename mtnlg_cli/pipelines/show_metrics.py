"""What the metrics are and how each is computed, as plain data for the terminal and for programs."""

from __future__ import annotations

import inspect
from typing import Any

from mtnlg_cli.scoring import METRICS
from mtnlg_cli.scoring.metrics.overall import WEIGHTS


def list_metrics() -> list[dict[str, Any]]:
    """Every metric: name, summary, weight in overall (None for overall itself), sorted by name."""
    return [{"name": name, "summary": METRICS.summary(name), "weight": WEIGHTS.get(name)} for name in METRICS.names()]


def show_metric(name: str) -> dict[str, Any]:
    """One metric in full: formula, range, source and worked example. Raises MktError for an unknown name."""
    module = METRICS.get(name)
    known = module.__name__.rpartition(".")[2].replace("_", "-")
    example = module.EXAMPLE
    return {
        "name": known,
        "summary": METRICS.summary(known),
        "weight": WEIGHTS.get(known),
        "higher_is_better": module.HIGHER_IS_BETTER,
        "unit": module.UNIT,
        "explanation": inspect.cleandoc(module.__doc__ or ""),
        "example": {"copy": {name: list(texts) for name, texts in example.texts.items()}, "value": example.value},
    }
