"""One piece of copy with all it is held against, and the verdict on it: the same for generated and for given copy."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from mtnlg_cli.domain import Brief, Candidate, Channel, ChannelField, Finding, Product
from mtnlg_cli.review import review_candidate
from mtnlg_cli.scoring import METRICS, score_candidate
from mtnlg_cli.scoring.metrics.faithfulness import EVIDENCE_CHECKS

ROW_CHECKS = EVIDENCE_CHECKS | {"too-few-facts"}
"""Checks that hold the copy against its row; without a row they have nothing to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyCase:
    """What is judged. A channel that is not known has no fields; a record without a row has a product without facts."""

    candidate: Candidate
    product: Product
    brief: Brief
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a record stores: `status` is "accepted" or "flagged", `score_notes` says why a score is None."""

    status: str
    findings: tuple[Finding, ...]
    scores: dict[str, float | None]
    score_notes: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """The four fields of a record, findings as objects."""
        findings = [{**asdict(f), "span": list(f.span) if f.span else None} for f in self.findings]
        return {
            "status": self.status,
            "scores": dict(self.scores),
            "score_notes": dict(self.score_notes),
            "findings": findings,
        }


def judge_copy(case: CopyCase) -> Verdict:
    """Reviews and scores one candidate; depends on the case alone."""
    findings = _find(case)
    scores = score_candidate(
        case.candidate, product=case.product, brief=case.brief, channel=case.channel, findings=findings
    )
    return Verdict(
        status="flagged" if any(finding.severity == "block" for finding in findings) else "accepted",
        findings=findings,
        scores={score.metric: score.value for score in scores},
        score_notes={score.metric: score.reason or "" for score in scores if score.value is None},
    )


def unscored(reason: str) -> tuple[dict[str, float | None], dict[str, str]]:
    """Scores and notes of a record without text: every metric None, for one reason."""
    names = [*(name for name in METRICS.names() if name != "overall"), "overall"]
    return dict.fromkeys(names), dict.fromkeys(names, reason)


def _find(case: CopyCase) -> tuple[Finding, ...]:
    channel = case.channel if case.channel.fields else _open_channel(case)
    review = review_candidate(case.candidate, product=case.product, brief=case.brief, channel=channel)
    if case.product.facts:
        return review.findings
    return tuple(finding for finding in review.findings if finding.check not in ROW_CHECKS)


def _open_channel(case: CopyCase) -> Channel:
    """The unknown channel with the copy's own fields and no limit, so that the other checks can run."""
    fields = tuple(
        ChannelField(name=name, counter="cp", source="", verified_on="", max_texts=max(1, len(texts)), multiline=True)
        for name, texts in case.candidate.fields.items()
    )
    return replace(case.channel, fields=fields)
