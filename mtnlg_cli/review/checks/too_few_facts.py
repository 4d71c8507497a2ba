"""The row says too little to write about.

Finds: products with neither a title nor two attributes.
Why: all that copy could add to such a row is invented.
Example: a row with nothing but a price.
Fix: fill the title or at least two attribute columns of the row.
"""

from __future__ import annotations

from mtnlg_cli.domain.brief import Brief
from mtnlg_cli.domain.channel import Channel
from mtnlg_cli.domain.copy import Candidate
from mtnlg_cli.domain.product import Product
from mtnlg_cli.domain.review import Finding
from mtnlg_cli.review.evidence import has_enough_facts
from mtnlg_cli.review.example import Example
from mtnlg_cli.review.findings import Text

__all__ = ["BAD", "GOOD", "check", "has_enough_facts"]

NAME = "too-few-facts"
GOOD = (
    Example(copy="A skillet.", row={"title": "Skillet"}),
    Example(copy="黑色，纯棉。", row={"color": "黑色", "material": "纯棉"}),
)
BAD = (
    Example(copy="A lovely thing.", row={"price": "49.00 EUR"}, severity="block"),
    Example(copy="很好的东西。", row={"color": "黑色"}, severity="block"),
)


def check(candidate: Candidate, *, product: Product, brief: Brief, channel: Channel) -> list[Finding]:
    """One blocking finding on the first text when the row has too few facts."""
    if has_enough_facts(product):
        return []
    field = next(iter(candidate.fields), "")
    message = "the row has neither a title nor two attributes; whatever the copy says is invented"
    return [Text(field, 0, "").finding(NAME, "block", message)]
