"""What is written: one CopyRecord a product, channel and language, and one RunManifest a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mtnlg_cli.domain.review import Finding

SCHEMA = "mkt.copy/1"
STATUSES = ("accepted", "flagged", "rejected", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRecord:
    """One line of outputs.jsonl.

    `brief` holds the non-empty fields of the brief, so that the record can be reviewed again on its own;
    `error` is None or {"what", "where", "fix"}.
    """

    id: str
    product_id: str
    channel: str
    language: str
    tone: str
    template: str
    status: str
    copy: dict[str, list[str]]
    product: dict[str, str | list[str]]
    brief: dict[str, Any]
    source: dict[str, Any]
    scores: dict[str, float | None]
    score_notes: dict[str, str]
    findings: tuple[Finding, ...]
    attempts: int
    provenance: dict[str, Any]
    error: dict[str, str] | None = None
    candidates: tuple[dict[str, Any], ...] = ()
    schema: str = SCHEMA


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """input = accepted + flagged + rejected + failed + skipped, always."""

    accepted: int = 0
    flagged: int = 0
    rejected: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def input(self) -> int:
        return self.accepted + self.flagged + self.rejected + self.failed + self.skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class RunManifest:
    """outputs.run.json, written last: its presence means the run is complete."""

    arguments: dict[str, Any]
    counts: Counts
    hashes: dict[str, str]
    timings: dict[str, float]
    figures: dict[str, Any]
    versions: dict[str, str]
    skipped: tuple[dict[str, Any], ...] = ()
    notes: tuple[str, ...] = ()
    schema: str = "mkt.run/1"
