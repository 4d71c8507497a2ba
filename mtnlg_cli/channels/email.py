"""A marketing e-mail: subject line, preheader (the grey line beside it in the inbox) and body."""

from __future__ import annotations

from mtnlg_cli.channels._rules import CHECKED, rule
from mtnlg_cli.domain import Channel, ChannelField

_LENGTHS = "https://mailchimp.com/help/best-practices-for-email-subject-lines/"
_LAW = "https://www.ftc.gov/business-guidance/resources/can-spam-act-compliance-guide-business"

_SUBJECT_RULES = (
    rule(
        "false-reply",
        r"(?i)\A\s*(?:re|fwd?)\s*[:：]|\A\s*(?:回复|答复|转发)\s*[:：]",
        message="the subject pretends to be a reply or a forwarded message",
        fix="take the prefix out",
        severity="block",
        source=_LAW,
    ),
    rule(
        "repeated-marks",
        r"[!！]{2,}|[?？]{2,}",
        message="repeated exclamation or question marks look like spam",
        fix="one mark is enough",
        source=_LENGTHS,
    ),
    rule(
        "capitals",
        r"\A(?=(?:[^A-Z]*[A-Z]){12})(?=\S+\s+\S+\s+\S)[^a-z㐀-鿿]+\Z",
        message="the whole subject is in capitals",
        fix="write it in sentence case",
        source=_LENGTHS,
    ),
)

CHANNEL = Channel(
    id="email",
    name="E-mail",
    fields=(
        ChannelField(
            name="subject",
            counter="cp",
            max_length=150,
            advisory_length=(4, 60),
            rules=_SUBJECT_RULES,
            source=_LENGTHS,
            verified_on=CHECKED,
        ),
        ChannelField(
            name="preheader",
            counter="cp",
            max_length=150,
            advisory_length=(8, 100),
            min_texts=0,
            source=_LENGTHS,
            verified_on=CHECKED,
        ),
        ChannelField(
            name="body",
            counter="cp",
            advisory_length=(60, 1500),
            multiline=True,
            source=_LAW,
            verified_on=CHECKED,
        ),
    ),
)
