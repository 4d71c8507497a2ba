"""Faithfulness: share of the copy's checkable claims that the row or the brief supports, 0 to 1.

Formula: supported / (supported + unsupported). Supported claims are the quantities and prices of the copy that stand
in the row or in the brief (offer, deadline, keywords) after unit conversion, and the attributes of the row without a
number that the copy mentions. Unsupported claims are the review's findings of evidence: a number, price, brand, colour,
material, size or superlative that the row does not bear out; a block finding counts 1, a warning 0.5.
A number in a small scene ("the 7 a.m. train") that the review lets pass is no claim and counts on neither side.
Range: 0 (nothing is supported) to 1 (everything is). None when the copy makes no checkable claim, or there is no row.
Source: ours; precision of slots as in slot error rate (S. Wiseman et al. 2017; O. Dusek et al. 2020), on claims.
Example: the row says 1.7 kg and black; "A black pan of 1.7 kg." makes two claims, both supported: 2 / 2 = 1. With a
finding on "26 cm" besides: 2 / 3 = 0.6667.
"""

from __future__ import annotations

from collections.abc import Sequence

from mtnlg_cli.domain import Attribute, Brief, Candidate, Channel, Finding, Product, Quantity, Score
from mtnlg_cli.scoring.example import Example
from mtnlg_cli.scoring.mention import ENOUGH, CopyIndex, quantities_in, share_mentioned
from mtnlg_cli.text.quantities import same_quantity

HIGHER_IS_BETTER = True
UNIT = "share, 0 to 1"
EVIDENCE_CHECKS = frozenset(
    ("absolute-claim", "contradicted-attribute", "unsupported-number", "unsupported-price", "unsupported-promise")
)
"""Checks whose findings say that the row does not bear a claim out."""
_CLAIMS = {"block": 1.0, "warn": 0.5, "info": 0.0}

EXAMPLE = Example(
    product=Product(
        id="1",
        language="en",
        attributes=(Attribute("color", "black", "color"), Attribute("weight", "1.7 kg", "weight")),
        facts=(("color", "black"), ("weight", "1.7 kg")),
    ),
    texts={"text": ("A black pan of 1.7 kg, 26 cm wide.",)},
    findings=(
        Finding(
            check="unsupported-number",
            severity="block",
            field="text",
            index=0,
            span=(23, 28),
            text="26 cm",
            message="the row has no such number",
        ),
    ),
    value=0.6667,
)


def score(
    candidate: Candidate, *, product: Product, brief: Brief, channel: Channel, findings: Sequence[Finding]
) -> Score:
    """Faithfulness of all texts of the candidate together."""
    if not product.facts:
        return Score("faithfulness", None, "there is no row to hold the copy against")
    evidence = [finding for finding in findings if finding.check in EVIDENCE_CHECKS]
    supported = float(_count_supported(candidate, product=product, brief=brief, findings=evidence))
    unsupported = sum(_CLAIMS[finding.severity] for finding in evidence)
    if not supported + unsupported:
        return Score("faithfulness", None, "the copy makes no claim that can be checked")
    return Score("faithfulness", round(supported / (supported + unsupported), 4))


def _count_supported(candidate: Candidate, *, product: Product, brief: Brief, findings: Sequence[Finding]) -> int:
    known = _known_quantities(product, brief=brief)
    count = 0
    for name, texts in candidate.fields.items():
        for index, text in enumerate(texts):
            doubted = [f.span for f in findings if f.field == name and f.index == index and f.span is not None]
            for quantity in quantities_in(text):
                is_doubted = any(start < quantity.end and quantity.start < end for start, end in doubted)
                count += not is_doubted and any(same_quantity(quantity, other) for other in known)
    return count + _count_attributes(candidate, product=product)


def _known_quantities(product: Product, *, brief: Brief) -> list[Quantity]:
    sources = [brief.offer, brief.deadline, *brief.keywords]
    for _, value in product.facts:
        sources += [value] if isinstance(value, str) else value
    known = [quantity for source in sources for quantity in quantities_in(source)]
    return known + [quantity for attribute in product.attributes for quantity in attribute.quantities]


def _count_attributes(candidate: Candidate, *, product: Product) -> int:
    """Attributes without a number that the copy mentions; those with one are counted by their quantities."""
    copy = CopyIndex("\n".join(text for texts in candidate.fields.values() for text in texts))
    values = {_plain(attribute) for attribute in product.attributes} - {""}
    return sum(share_mentioned(value, index=copy) >= ENOUGH for value in values)


def _plain(attribute: Attribute) -> str:
    return "" if quantities_in(attribute.value, spelled=False) else attribute.value.strip().lower()
