"""The snippet under a search result: no hard limit, but about 160 columns are shown (80 Chinese characters)."""

from __future__ import annotations

from mtnlg_cli.channels._rules import CHECKED, link_rule
from mtnlg_cli.domain import Channel, ChannelField

_SOURCE = "https://developers.google.com/search/docs/appearance/snippet"

CHANNEL = Channel(
    id="meta-description",
    name="Meta description",
    fields=(
        ChannelField(
            name="description",
            counter="width2",
            advisory_length=(70, 160),
            rules=(link_rule(_SOURCE, severity="warn"),),
            source=_SOURCE,
            verified_on=CHECKED,
        ),
    ),
)
