"""What a file of scored copy comes to: counts, means and percentiles, in flat memory."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}


@dataclass
class Tally:
    """Grows record by record; holds one float for every score and nothing else of a record."""

    records: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    values: dict[str, array[float]] = field(default_factory=dict)
    nulls: Counter[str] = field(default_factory=Counter)

    def add(self, *, status: str, scores: Mapping[str, float | None], checks: Sequence[str]) -> None:
        """Count one record: its status, its scores, the checks of its findings."""
        self.records += 1
        self.statuses[status] += 1
        self.findings.update(checks)
        for name, value in scores.items():
            known = self.values.setdefault(name, array("d"))
            if value is None:
                self.nulls[name] += 1
            else:
                known.append(value)

    def metrics(self) -> dict[str, dict[str, float | None]]:
        """{metric: mean, p10, p50, p90} over the records that have a value; all None when none has."""
        return {name: summarize(values) for name, values in self.values.items()}

    def mean_overall(self) -> float:
        """Mean overall of all records, a record without a value counted as 0; 0 without records."""
        return math.fsum(self.values.get("overall", ())) / self.records if self.records else 0.0

    def flagged_rate(self) -> float:
        """Share of the records that are flagged."""
        return self.statuses["flagged"] / self.records if self.records else 0.0


def summarize(values: Sequence[float]) -> dict[str, float | None]:
    """Mean and percentiles, rounded to 4 decimals; percentiles by linear interpolation between the sorted values."""
    if not values:
        return {"mean": None, **dict.fromkeys(QUANTILES)}
    ordered = sorted(values)
    mean = math.fsum(ordered) / len(ordered)
    return {"mean": round(mean, 4), **{name: round(quantile(ordered, at), 4) for name, at in QUANTILES.items()}}


def quantile(ordered: Sequence[float], at: float) -> float:
    """The value at a share of sorted values, interpolated: quantile([0, 1], 0.1) is 0.1."""
    place = at * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The bars a file had to clear, and whether it did; `reasons` says which it did not and what counted as 0."""

    fail_under: float | None
    max_flagged: float | None
    mean_overall: float
    flagged_rate: float
    null_overall: int
    met: bool
    reasons: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data for --json."""
        return {
            "met": self.met,
            "fail_under": self.fail_under,
            "mean_overall": self.mean_overall,
            "null_overall": self.null_overall,
            "max_flagged": self.max_flagged,
            "flagged_rate": self.flagged_rate,
            "reasons": list(self.reasons),
        }


def hold_gate(tally: Tally, *, fail_under: float | None, max_flagged: float | None) -> Gate:
    """The gate of a tally, on its unrounded figures."""
    return compare_bars(
        mean=tally.mean_overall(),
        rate=tally.flagged_rate(),
        nulls=tally.nulls["overall"],
        fail_under=fail_under,
        max_flagged=max_flagged,
    )


def compare_bars(*, mean: float, rate: float, nulls: int, fail_under: float | None, max_flagged: float | None) -> Gate:
    """Compares mean overall and flagged rate with the bars; a bar that is not given is cleared."""
    reasons = []
    if fail_under is not None and mean < fail_under:
        note = f" ({nulls:,} without a score counted as 0)" if nulls else ""
        reasons.append(f"mean overall {mean:.4f} is below --fail-under {fail_under:g}{note}")
    if max_flagged is not None and rate > max_flagged:
        reasons.append(f"flagged rate {rate:.4f} is above --max-flagged {max_flagged:g}")
    return Gate(
        fail_under=fail_under,
        max_flagged=max_flagged,
        mean_overall=round(mean, 4),
        flagged_rate=round(rate, 4),
        null_overall=nulls,
        met=not reasons,
        reasons=tuple(reasons),
    )
