"""Overall: one figure for ranking candidates and for gates, 0 to 1.

Formula: the weighted mean of the metrics that could be computed, faithfulness 0.35, attribute-coverage 0.2, channel-fit
0.2, fluency 0.2, readability 0.05; a metric without a value gives its weight to the others. A block finding caps the
figure at 0.5.
A metric that is not in this list (one you have added) is reported and does not count.
Range: 0 to 1. None when no metric has a value.
Source: ours. The mean is arithmetic, so that each point lost can be traced to its metric; what must never pass is not
averaged away, because a block finding caps the figure.
Example: faithfulness 1, coverage 0.5, fit 1, fluency 0.9, readability null: (0.35 + 0.1 + 0.2 + 0.18) / 0.95 = 0.8737.
"""

from __future__ import annotations

from collections.abc import Sequence

from mtnlg_cli.domain import Brief, Candidate, Channel, Finding, Product, Score
from mtnlg_cli.scoring.example import Example
from mtnlg_cli.scoring.parts import score_parts

HIGHER_IS_BETTER = True
UNIT = "share, 0 to 1"
EXAMPLE = Example(texts={"text": ("Cats.",)}, value=1.0)
"""Only fluency can be computed for one word without a row or a known channel, so overall is fluency."""

WEIGHTS = {
    "faithfulness": 0.35,
    "attribute-coverage": 0.2,
    "channel-fit": 0.2,
    "fluency": 0.2,
    "readability": 0.05,
}
BLOCKED_CAP = 0.5


def score(
    candidate: Candidate, *, product: Product, brief: Brief, channel: Channel, findings: Sequence[Finding]
) -> Score:
    """Overall value of a candidate, all other metrics computed for it."""
    parts = score_parts(candidate, product=product, brief=brief, channel=channel, findings=findings)
    return combine(parts, findings=findings)


def combine(parts: Sequence[Score], *, findings: Sequence[Finding]) -> Score:
    """Overall value from the other metrics' scores."""
    known = [(WEIGHTS[part.metric], part.value) for part in parts if part.metric in WEIGHTS and part.value is not None]
    if not known:
        return Score("overall", None, "no metric could be computed")
    mean = sum(weight * value for weight, value in known) / sum(weight for weight, _ in known)
    is_blocked = any(finding.severity == "block" for finding in findings)
    return Score("overall", round(min(mean, BLOCKED_CAP) if is_blocked else mean, 4))
