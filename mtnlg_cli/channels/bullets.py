"""Key features as a short list: the limits of the strictest large marketplace."""

from __future__ import annotations

from mtnlg_cli.channels._rules import CHECKED, emoji_rule, link_rule, promotion_rule, rule
from mtnlg_cli.domain import Channel, ChannelField

_SOURCE = "https://sellercentral.amazon.com/help/hub/reference/external/G200390640"

CHANNEL = Channel(
    id="bullets",
    name="Bullet points",
    fields=(
        ChannelField(
            name="bullets",
            counter="cp",
            max_length=255,
            advisory_length=(2, 150),
            min_texts=2,
            max_texts=5,
            rules=(
                link_rule(_SOURCE),
                promotion_rule(_SOURCE),
                emoji_rule(_SOURCE, severity="warn"),
                rule(
                    "bullet-mark",
                    r"\A\s*(?:[•●▪◦·*]|[-–—]\s)",
                    message="the text starts with a bullet mark; the page draws its own",
                    fix="take the mark out",
                    source=_SOURCE,
                ),
            ),
            source=_SOURCE,
            verified_on=CHECKED,
        ),
    ),
)
