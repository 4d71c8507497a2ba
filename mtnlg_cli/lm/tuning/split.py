"""Which products are held out: decided by the id alone, so a product stays on its side in every later run."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable

from mtnlg_cli.errors import MktError

LEAST = 2
"""Products each side must have."""


def place_of(product_id: str) -> float:
    """A number in [0, 1) that belongs to the id; a product is held out when it is below the share."""
    digest = hashlib.sha256(product_id.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:6]) / 2.0**48


def held_out_products(product_ids: Iterable[str], *, share: float) -> frozenset[str]:
    """The products held out, about `share` (0 to 1) of them.

    Raises MktError, with a share that would do, when fewer than 2 products are left on either side.
    """
    places = {product_id: place_of(product_id) for product_id in product_ids}
    chosen = frozenset(product_id for product_id, place in places.items() if place < share)
    if len(chosen) >= LEAST and len(places) - len(chosen) >= LEAST:
        return chosen
    raise MktError(
        f"--held-out {share:g} leaves {len(places) - len(chosen)} products to train on and {len(chosen)} held out,"
        f" and each side needs {LEAST}",
        fix=_advice(sorted(places.values()), share=share),
    )


def _advice(places: list[float], *, share: float) -> str:
    """The nearest share, in hundredths, that leaves enough on both sides."""
    shares = [number / 100 for number in range(1, 100)]
    good = [s for s in shares if LEAST <= sum(place < s for place in places) <= len(places) - LEAST]
    if not good:
        return f"give records of more products: there are {len(places)}"
    return f"--held-out {min(good, key=lambda s: math.fabs(s - share)):g}, or records of more products"
