"""Figures of a whole run, gathered record by record in flat memory: scores, findings, repeated copy."""

from __future__ import annotations

import hashlib
import math
from array import array
from collections import Counter
from typing import Any

_STEPS = 10_000
_MAX_REASONS = 1_000


class Histogram:
    """Exact mean and percentiles of values rounded to four decimals, in 10 001 bins."""

    def __init__(self) -> None:
        self._bins = array("L", [0]) * (_STEPS + 1)
        self.count = 0

    def add(self, value: float) -> None:
        """Counts a value from 0 to 1."""
        self._bins[round(value * _STEPS)] += 1
        self.count += 1

    def mean(self) -> float | None:
        """The mean, four decimals; None without values."""
        return round(self.total() / self.count, 4) if self.count else None

    def total(self) -> float:
        """The sum."""
        return sum(step * number for step, number in enumerate(self._bins)) / _STEPS

    def percentile(self, share: float) -> float | None:
        """The value at a share of the sorted values, interpolated between neighbours, four decimals; or None."""
        if not self.count:
            return None
        place = share * (self.count - 1)
        below = math.floor(place)
        low, high = self._at(below), self._at(min(below + 1, self.count - 1))
        return round((low + (high - low) * (place - below)) / _STEPS, 4)

    def _at(self, rank: int) -> int:
        """The bin that holds the value of this rank, from 0."""
        passed = 0
        for step, number in enumerate(self._bins):
            passed += number
            if passed > rank:
                return step
        return _STEPS

    def summary(self) -> dict[str, float | int | None]:
        """{num, mean, p10, p50, p90}."""
        percentiles = {f"p{share}": self.percentile(share / 100) for share in (10, 50, 90)}
        return {"num": self.count, "mean": self.mean(), **percentiles}


class RunFigures:
    """What the manifest says about all records together; `add` takes the JSON object of each record once."""

    def __init__(self) -> None:
        self.statuses: Counter[str] = Counter()
        self._metrics: dict[str, Histogram] = {}
        self._findings: Counter[str] = Counter()
        self._flagged_by: Counter[str] = Counter()
        self._failed_by: Counter[str] = Counter()
        self._attempts: Counter[int] = Counter()
        self._copies = array("Q")

    def add(self, record: dict[str, Any]) -> None:
        """Counts a record."""
        self.statuses[record["status"]] += 1
        self._attempts[record["attempts"]] += 1
        for metric, value in record["scores"].items():
            histogram = self._metrics.setdefault(metric, Histogram())
            if value is not None:
                histogram.add(value)
        self._findings.update(finding["check"] for finding in record["findings"])
        if record["status"] == "flagged":
            self._flagged_by.update({f["check"] for f in record["findings"] if f["severity"] == "block"})
        if record["error"] is not None:
            self._count_failure(record["error"]["what"])
        if record["copy"]:
            text = "\0".join(text for texts in record["copy"].values() for text in texts)
            digest = hashlib.blake2b(f"{record['channel']}\0{text}".encode(), digest_size=8).digest()
            self._copies.append(int.from_bytes(digest, "big"))

    def _count_failure(self, what: str) -> None:
        known = what in self._failed_by or len(self._failed_by) < _MAX_REASONS
        self._failed_by[what if known else "other reasons"] += 1

    def _mean_overall(self) -> float:
        """Mean overall of all records, one without a score counted as 0; not rounded to 4 decimals, gates use it."""
        overall = self._metrics.get("overall", Histogram())
        total = sum(self.statuses.values())
        return round(overall.total() / total, 9) if total else 0.0

    def summary(self) -> dict[str, Any]:
        """The run-level figures as JSON, most frequent first where they are counts."""
        distinct = len(set(self._copies)) if len(self._copies) < 1_000 else _count_distinct(self._copies)
        return {
            "mean_overall": self._mean_overall(),
            "metrics": {name: histogram.summary() for name, histogram in self._metrics.items()},
            "findings": dict(self._findings.most_common()),
            "flagged_by": dict(self._flagged_by.most_common()),
            "failed_by": dict(self._failed_by.most_common(20)),
            "attempts": {str(number): self._attempts[number] for number in sorted(self._attempts)},
            "repeated_copies": len(self._copies) - distinct,
        }


def _count_distinct(hashes: array[int]) -> int:
    """Number of different values; sorted in place by numpy, because a set of a million takes ten times the memory."""
    import numpy

    values = numpy.frombuffer(hashes, dtype=numpy.uint64).copy()
    values.sort()
    return int((values[1:] != values[:-1]).sum()) + 1
