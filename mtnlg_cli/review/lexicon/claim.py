"""The form of an entry in the lists of claims."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from mtnlg_cli.domain.review import Severity


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Words that claim something: what kind, how bad when the row does not back it, which rule says so.

    `pattern` finds the words. `unless` finds longer words around them that claim nothing ("best before", 最大承重);
    `unless_before` is what may stand right before them (a negation, a comparison with one's own range). `support` finds
    words of the row that back the claim, beside the claim's own words; `by_part` lets its first part do ("BPA-free"
    by "without BPA"). `backed` is the severity that stays when the row says so; None for no finding. `needs_head`: one
    of the next three words must name the product.
    """

    pattern: str
    kind: str
    severity: Severity
    law: str
    unless: str = ""
    unless_before: str = ""
    support: str = ""
    by_part: bool = False
    backed: Severity | None = None
    needs_head: bool = False

    @cached_property
    def words(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.I)

    @cached_property
    def harmless(self) -> re.Pattern[str] | None:
        return re.compile(self.unless, re.I) if self.unless else None

    @cached_property
    def harmless_before(self) -> re.Pattern[str] | None:
        return re.compile(f"(?:{self.unless_before})$", re.I) if self.unless_before else None

    @cached_property
    def backing(self) -> re.Pattern[str] | None:
        return re.compile(self.support, re.I) if self.support else None
