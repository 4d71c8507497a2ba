"""One SMS: 160 characters of the GSM 7-bit alphabet, or 70 as soon as one character is outside it."""

from __future__ import annotations

from mtnlg_cli.channels._rules import CHECKED, rule
from mtnlg_cli.domain import Channel, ChannelField

_SOURCE = "https://www.twilio.com/docs/glossary/what-sms-character-limit"

CHANNEL = Channel(
    id="sms",
    name="SMS",
    fields=(
        ChannelField(
            name="text",
            counter="gsm7",
            max_length=160,
            advisory_length=(30, 160),
            rules=(
                rule(
                    "costly-typography",
                    r"(?s)\A(?=[^㐀-鿿]*\Z)[^‘’“”–—…]*[‘’“”–—…]",
                    message="one curly quote, dash or ellipsis cuts the message from 160 to 70 characters",
                    fix="use ' \" - and ... instead",
                    severity="info",
                    source=_SOURCE,
                ),
                rule(
                    "repeated-marks",
                    r"[!！]{2,}|[?？]{2,}",
                    message="repeated exclamation or question marks look like spam",
                    fix="one mark is enough",
                    source=_SOURCE,
                ),
            ),
            source=_SOURCE,
            verified_on=CHECKED,
        ),
    ),
)
