"""Candidate -> Review: every check in `checks/` looks at the copy and reports findings with evidence from the row."""

from __future__ import annotations

from functools import cache
from types import ModuleType

from mtnlg_cli.domain.brief import Brief
from mtnlg_cli.domain.channel import Channel
from mtnlg_cli.domain.copy import Candidate
from mtnlg_cli.domain.product import Product
from mtnlg_cli.domain.review import Finding, Review
from mtnlg_cli.registry import Registry

CHECKS = Registry("mtnlg_cli.review.checks", "check")


def review_candidate(candidate: Candidate, *, product: Product, brief: Brief, channel: Channel) -> Review:
    """Runs every check in name order; the candidate is "flagged" when a finding blocks, else "accepted".

    Findings come sorted by field (in the candidate's order), text, span and check.
    """
    found: list[Finding] = []
    for module in _modules():
        found.extend(module.check(candidate, product=product, brief=brief, channel=channel))
    order = {name: i for i, name in enumerate(candidate.fields)}
    found.sort(key=lambda f: (order.get(f.field, len(order)), f.field, f.index, f.span or (-1, -1), f.check))
    blocked = any(finding.severity == "block" for finding in found)
    return Review("flagged" if blocked else "accepted", tuple(found))


@cache
def _modules() -> tuple[ModuleType, ...]:
    return tuple(CHECKS.get(name) for name in CHECKS.names())
