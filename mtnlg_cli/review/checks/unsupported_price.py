"""A price or percentage in the copy is not in the row or the brief.

Finds: amounts of money and percentages that neither a column nor the brief's offer states. A saving that follows from
price and sale price (64 -> 49: "15 off", "23 %", 7.7折) is supported.
Why: the price in the copy binds the shop, a wrong one costs money or trust.
Example: "Now €39" for a row with sale_price 49.00 EUR.
Fix: write the price of the row, or leave it out.
"""

from __future__ import annotations

from decimal import Decimal

from mtnlg_cli.domain.brief import Brief
from mtnlg_cli.domain.channel import Channel
from mtnlg_cli.domain.copy import Candidate
from mtnlg_cli.domain.product import Product, Quantity
from mtnlg_cli.domain.review import Evidence, Finding
from mtnlg_cli.review.evidence import Cell, RowEvidence, evidence_of
from mtnlg_cli.review.example import Example
from mtnlg_cli.review.findings import Text, texts_of
from mtnlg_cli.text.quantities import find_quantities, same_quantity

NAME = "unsupported-price"
_ROW = {"title": "Skillet", "price": "64.00 EUR", "sale_price": "49.00 EUR", "material": "70% cotton"}
GOOD = (
    Example(copy="Now €49, was 64 EUR. Save €15, that is 23% off. 70% cotton.", row=_ROW),
    Example(copy="现价49欧元，原价64欧元。", row=_ROW),
    Example(copy="$1,299 today.", row={"title": "Sofa", "price": "1299.00"}),
    Example(copy="20% off with SPRING.", row=_ROW, brief=Brief(offer="20% off until Sunday")),
)
BAD = (
    Example(copy="Now €39.", row=_ROW, severity="block", found="€39"),
    Example(copy="Now $49.", row=_ROW, severity="block", found="$49"),
    Example(copy="Save 30%.", row=_ROW, severity="block", found="30%"),
    Example(copy="现价 9 折。", row={"title": "锅", "price": "100.00 CNY"}, severity="block", found="9 折"),
    Example(copy="80% cotton", row=_ROW, severity="block", found="80%"),
)


def check(candidate: Candidate, *, product: Product, brief: Brief, channel: Channel) -> list[Finding]:
    """One blocking finding for each amount or percentage without a source."""
    facts = evidence_of(product, brief)
    found: list[Finding] = []
    for place in texts_of(candidate):
        for quantity in find_quantities(place.text):
            if quantity.kind == "money" and not _is_known_price(quantity, facts):
                found.append(_finding(place, quantity, _price_cell(quantity, facts)))
            elif quantity.kind == "percent" and not _is_known_percent(quantity, facts):
                found.append(_finding(place, quantity, _percent_cell(quantity, facts)))
    return found


def _finding(place: Text, quantity: Quantity, cell: Cell | None) -> Finding:
    what = "price" if quantity.kind == "money" else "percentage"
    against = f', the row says "{cell.value}"' if cell else ""
    evidence: Evidence | None = cell.evidence() if cell else None
    span = (quantity.start, quantity.end)
    message = f'{what} "{quantity.text}" is not in the row{against}'
    return place.finding(NAME, "block", message, span=span, evidence=evidence)


def _is_known_price(quantity: Quantity, facts: RowEvidence) -> bool:
    for known, cell in facts.numbers.get(quantity.number, ()):
        is_bare_price = known.unit is None and (
            "price" in cell.name or cell.name in ("description", "feature", "offer")
        )
        if same_quantity(known, quantity) or is_bare_price:
            return True
    savings = [(was - now, unit) for was, now, unit in _reductions(facts)]
    return any(quantity.number == saving and unit in (None, quantity.unit) for saving, unit in savings)


def _is_known_percent(quantity: Quantity, facts: RowEvidence) -> bool:
    if any(same_quantity(known, quantity) for known, _ in facts.quantities):
        return True
    off = quantity.number
    if quantity.unit == "折":
        off = 100 - (off if off >= 10 else off * 10)
    rounding = Decimal("0.6") if quantity.unit == "%" else Decimal("1")
    return any(was and abs((was - now) / was * 100 - off) <= rounding for was, now, _ in _reductions(facts))


def _reductions(facts: RowEvidence) -> list[tuple[Decimal, Decimal, str | None]]:
    """(price, sale price, currency) when the row has both and the second is lower."""
    was = [q for q, cell in facts.quantities if cell.name == "price"]
    now = [q for q, cell in facts.quantities if cell.name == "sale_price"]
    return [(a.number, b.number, a.unit) for a in was[:1] for b in now[:1] if b.number < a.number]


def _price_cell(quantity: Quantity, facts: RowEvidence) -> Cell | None:
    cells = facts.cells_named("sale_price", "price", "offer")
    return min(cells, key=lambda cell: _distance(quantity, cell, facts), default=None)


def _distance(quantity: Quantity, cell: Cell, facts: RowEvidence) -> Decimal:
    return min((abs(q.number - quantity.number) for q, c in facts.quantities if c is cell), default=Decimal(10**9))


def _percent_cell(quantity: Quantity, facts: RowEvidence) -> Cell | None:
    cells = [(q, cell) for q, cell in facts.quantities if q.kind == "percent"]
    nearest = min(cells, key=lambda pair: abs(pair[0].number - quantity.number), default=None)
    return nearest[1] if nearest else None
