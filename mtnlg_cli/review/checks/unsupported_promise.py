"""The copy promises something about the deal that neither row nor brief gives.

Finds: delivery and returns, warranty, stock and scarcity, discounts, gifts and "free", deadlines, service.
Why: it binds the shop to what nobody has decided, and false scarcity or "free" is an unfair practice
(Directive 2005/29/EC annex I, 7 and 20; US 16 CFR 251; 《广告法》第八条).
Example: "Free shipping, today only" for a row and a brief that say nothing of it.
Fix: leave it out, or write it in the brief's offer and deadline.
"""

from __future__ import annotations

import re

from mtnlg_cli.domain.brief import Brief
from mtnlg_cli.domain.channel import Channel
from mtnlg_cli.domain.copy import Candidate
from mtnlg_cli.domain.product import Product
from mtnlg_cli.domain.review import Finding
from mtnlg_cli.review.evidence import Cell, RowEvidence, evidence_of
from mtnlg_cli.review.example import Example
from mtnlg_cli.review.findings import Text, overlaps, texts_of
from mtnlg_cli.review.lexicon.promises import PROMISES, Promise

NAME = "unsupported-promise"
_ROW = {"title": "Skillet", "price": "64.00 EUR"}
GOOD = (
    Example(copy="Feel free to stir. A hands-free, sugar-free morning, in no hurry.", row=_ROW),
    Example(copy="On sale at €49.", row={**_ROW, "sale_price": "49.00 EUR"}),
    Example(copy="Free shipping until Sunday.", row=_ROW, brief=Brief(offer="free shipping", deadline="Sunday")),
    Example(copy="送给妈妈，送她一口锅。", row={"title": "铸铁锅"}),
    Example(
        copy="两年质保，顺丰包邮。", row={"title": "铸铁锅", "warranty": "两年质保"}, brief=Brief(offer="顺丰包邮")
    ),
)
BAD = (
    Example(copy="Free shipping on every pan.", row=_ROW, severity="block", found="Free shipping"),
    Example(copy="With a 10-year warranty.", row=_ROW, severity="block", found="10-year warranty"),
    Example(copy="Only 3 left, hurry!", row=_ROW, severity="block", found="Only 3 left"),
    Example(copy="Half-price, today only.", row=_ROW, severity="block", found="Half-price"),
    Example(copy="A free gift with every pan.", row=_ROW, severity="block", found="free gift"),
    Example(copy="Money-back guarantee.", row=_ROW, severity="block", found="Money-back"),
    Example(copy="全国包邮，七天无理由。", row={"title": "铸铁锅"}, severity="block", found="包邮"),
    Example(copy="限时特价，买一送一。", row={"title": "铸铁锅"}, severity="block", found="限时"),
)

_HAN = re.compile(r"[一-鿿]")


def check(candidate: Candidate, *, product: Product, brief: Brief, channel: Channel) -> list[Finding]:
    """One finding for each promise that no column and no brief backs."""
    facts = evidence_of(product, brief)
    found: list[Finding] = []
    for place in texts_of(candidate):
        has_han = _HAN.search(place.text) is not None
        taken: list[tuple[int, int]] = []
        for promise in PROMISES:
            if has_han or not _HAN.search(promise.pattern):
                found.extend(_broken(place, promise, facts, taken))
    return found


def _broken(place: Text, promise: Promise, facts: RowEvidence, taken: list[tuple[int, int]]) -> list[Finding]:
    found: list[Finding] = []
    for match in promise.words.finditer(place.text):
        if overlaps(match.span(), taken) or _is_harmless(promise, match, place.text) or _backing(promise, facts):
            continue
        taken.append(match.span())
        message = f'{promise.kind}: neither the row nor the brief promises "{match.group()}"'
        found.append(place.finding(NAME, promise.severity, message, span=match.span()))
    return found


def _is_harmless(promise: Promise, match: re.Match[str], text: str) -> bool:
    if promise.harmless is None:
        return False
    window = promise.harmless.finditer(text, max(0, match.start() - 40), match.end() + 40)
    return any(overlaps(match.span(), [other.span()]) for other in window)


def _backing(promise: Promise, facts: RowEvidence) -> Cell | None:
    """The cell, by value or by its column's name, that speaks of the promise."""
    for cell in facts.cells:
        if cell.name in ("title", "brand", "product_type", "price"):
            continue
        if promise.backing.search(cell.value) or promise.backing.search(cell.column.replace("_", " ")):
            return cell
        if promise.kind == "deal" and cell.name == "sale_price":
            return cell
    return None
