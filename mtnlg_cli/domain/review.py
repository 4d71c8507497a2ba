"""What the checks found and what the metrics measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["block", "warn", "info"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The column and value of the row a finding was held against."""

    column: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault found by one check.

    `field`/`index` name the text; `span` is its (start, end) in code points and `text` what stands there, both None/""
    when the fault is of the whole field. `evidence` is None when the row says nothing about it.
    """

    check: str
    severity: Severity
    field: str
    index: int
    span: tuple[int, int] | None
    text: str
    message: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """Verdict on one candidate: `status` is "accepted" or "flagged"; block findings flag."""

    status: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """One metric's value, or None with the reason it could not be computed. All metrics run 0 (bad) to 1 (good)."""

    metric: str
    value: float | None
    reason: str | None = None
