"""Scoring one candidate: every metric, overall last."""

from __future__ import annotations

from collections.abc import Sequence

from mtnlg_cli.domain import Brief, Candidate, Channel, Finding, Product, Score
from mtnlg_cli.scoring.metrics.overall import combine
from mtnlg_cli.scoring.parts import score_parts


def score_candidate(
    candidate: Candidate, *, product: Product, brief: Brief, channel: Channel, findings: Sequence[Finding]
) -> list[Score]:
    """All metrics in name order, then overall. Depends on the arguments alone; None values carry their reason."""
    parts = score_parts(candidate, product=product, brief=brief, channel=channel, findings=findings)
    return [*parts, combine(parts, findings=findings)]
