"""Running the metrics over one candidate."""

from __future__ import annotations

from collections.abc import Sequence

from mtnlg_cli.domain import Brief, Candidate, Channel, Finding, Product, Score
from mtnlg_cli.registry import Registry

METRICS = Registry("mtnlg_cli.scoring.metrics", "metric")
OVERALL = "overall"


def score_parts(
    candidate: Candidate, *, product: Product, brief: Brief, channel: Channel, findings: Sequence[Finding]
) -> list[Score]:
    """Scores of all metrics but overall, sorted by name."""
    names = [name for name in METRICS.names() if name != OVERALL]
    return [
        METRICS.get(name).score(candidate, product=product, brief=brief, channel=channel, findings=findings)
        for name in names
    ]
