"""The running text of a product page or feed: what the product is and has."""

from __future__ import annotations

from mtnlg_cli.channels._rules import CHECKED, link_rule, promotion_rule
from mtnlg_cli.domain import Channel, ChannelField

_SOURCE = "https://support.google.com/merchants/answer/6324468"

CHANNEL = Channel(
    id="product-description",
    name="Product description",
    fields=(
        ChannelField(
            name="description",
            counter="cp",
            max_length=5000,
            advisory_length=(30, 1000),
            multiline=True,
            rules=(link_rule(_SOURCE), promotion_rule(_SOURCE)),
            source=_SOURCE,
            verified_on=CHECKED,
        ),
    ),
)
