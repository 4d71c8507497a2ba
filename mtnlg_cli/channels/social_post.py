"""A post for any of the large networks: kept within the caption limit that the tightest of them share."""

from __future__ import annotations

from mtnlg_cli.channels._rules import CHECKED, rule
from mtnlg_cli.domain import Channel, ChannelField

_LIMIT = "https://bulkpublish.com/blog/instagram-character-limit/"
_TAGS = "https://lettercounter.org/blog/instagram-character-limit-guide"

CHANNEL = Channel(
    id="social-post",
    name="Social post",
    fields=(
        ChannelField(
            name="text",
            counter="cp",
            max_length=2200,
            advisory_length=(12, 400),
            multiline=True,
            rules=(
                rule(
                    "many-hashtags",
                    r"(?s)(?:(?:#[^\s#]+#|#[^\s#]+).*?){6}",
                    message="more than five hashtags",
                    fix="keep the three to five that fit best",
                    source=_TAGS,
                ),
                rule(
                    "many-mentions",
                    r"(?s)(?:(?<!\w)@\w+.*?){4}",
                    message="more than three mentions",
                    fix="keep at most three",
                    source=_TAGS,
                ),
                rule(
                    "repeated-marks",
                    r"[!！]{3,}|[?？]{3,}",
                    message="a row of exclamation or question marks",
                    fix="one mark is enough",
                    source=_LIMIT,
                ),
            ),
            source=_LIMIT,
            verified_on=CHECKED,
        ),
    ),
)
