"""The copy gives the product another brand, colour, material, size or wearer than the row.

Finds: colour and material words that stand for the product and that no column has; letter sizes other than the row's;
"for women" where the row says men; another maker's name.
Why: the customer gets something else than was promised.
Example: "a walnut desk in white" for a desk of oak in black.
Fix: write the row's own words. A colour in a scene ("black coffee") is no claim about the product and at most noted.
"""

from __future__ import annotations

from mtnlg_cli.domain.brief import Brief
from mtnlg_cli.domain.channel import Channel
from mtnlg_cli.domain.copy import Candidate
from mtnlg_cli.domain.product import Product
from mtnlg_cli.domain.review import Finding
from mtnlg_cli.review.attributes import brands, colors_and_materials, sizes, wearers
from mtnlg_cli.review.evidence import evidence_of
from mtnlg_cli.review.example import Example
from mtnlg_cli.review.findings import texts_of

NAME = "contradicted-attribute"
_ROW = {
    "title": "Halden Oak Desk, Black",
    "brand": "Halden",
    "color": "Black",
    "material": "solid oak",
    "size": "M",
    "product_type": "Furniture > Desks",
    "gender": "men",
}
_POT = {"title": "岩灶铸铁炖锅", "brand": "岩灶", "color": "砂褐", "material": "铸铁、珐琅"}
GOOD = (
    Example(copy="A black coffee, a white page, a black oak desk by Halden. Made of solid oak, size M.", row=_ROW),
    Example(copy="It is wooden, and it comes in black.", row=_ROW),
    Example(copy="Red wine stays on the table, not on the desk. No plastic, no steel.", row=_ROW),
    Example(copy="砂褐色的铸铁锅，炖一锅白萝卜，红烧肉也行。", row=_POT),
    Example(copy="The navy tee is blue.", row={"title": "Tee", "color": "navy"}),
    Example(copy="黑色款，纯棉面料。", row={"title": "Tee", "color": "black", "material": "cotton"}),
)
BAD = (
    Example(copy="A white oak desk for the study.", row=_ROW, severity="block", found="white"),
    Example(copy="The desk comes in red.", row=_ROW, severity="block", found="red"),
    Example(copy="Colour: sand", row=_ROW, severity="block", found="sand"),
    Example(copy="A walnut desk.", row=_ROW, severity="block", found="walnut"),
    Example(copy="Made of stainless steel.", row=_ROW, severity="block", found="stainless steel"),
    Example(copy="Order it in size XL.", row=_ROW, severity="block", found="XL"),
    Example(copy="A desk by Norvik.", row=_ROW, severity="block", found="Norvik"),
    Example(copy="As good as IKEA.", row=_ROW, severity="block", found="IKEA"),
    Example(copy="A women's desk.", row=_ROW, severity="block", found="women's"),
    Example(copy="墨绿色的炖锅，看着就稳。", row=_POT, severity="block", found="墨绿"),
    Example(copy="不锈钢材质，耐用。", row=_POT, severity="block", found="不锈钢"),
    Example(copy="苏泊尔炖锅。", row=_POT, severity="block", found="苏泊尔"),
)


def check(candidate: Candidate, *, product: Product, brief: Brief, channel: Channel) -> list[Finding]:
    """Findings for colours, materials, sizes, wearers and brands against the row."""
    facts = evidence_of(product, brief)
    found: list[Finding] = []
    for place in texts_of(candidate):
        for look in (colors_and_materials, sizes, wearers, brands):
            found.extend(look(place, product=product, facts=facts, check=NAME))
    return found
