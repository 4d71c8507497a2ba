"""Editorial rules that more than one channel has. A rule speaks up only where ordinary copy never goes."""

from __future__ import annotations

from mtnlg_cli.domain import EditorialRule

CHECKED = "2026-11-23"

LINK = r"(?i)\b(?:https?://|www\.)\S+"
EMOJI = "[\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2b55\ufe0f]"
REPEATED_MARKS = r"[!?！？]\s?[!?！？]|,{2,}|，{2,}|。{2,}|(?<!\.)\.\.(?!\.)|\.{4,}"
SHOUTED_WORD = (
    r"\b(?:FREE|SALE|BUY|NOW|BEST|HOT|SAVE|SHOP|ORDER|TODAY|LIMITED|DEALS?|OFFERS?|CHEAP|AMAZING|HURRY|WOW|HUGE|"
    r"EXCLUSIVE|GUARANTEED|PREMIUM)\b"
)
PHONE = (
    r"(?<![\d.-])(?:\+\d{1,3}[ .-]?)?(?:\(\d{3}\) ?|\d{3}[.-])\d{3}[ .-]\d{4}(?![\d.-])"
    r"|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)400[ -]\d{3}[ -]\d{4}(?!\d)"
)
PROMOTION = (
    r"(?i)\b(?:free (?:shipping|delivery|returns)|buy (?:it )?now|order (?:now|today)|add to cart)\b"
    r"|全场包邮|包邮到家|限时(?:抢购|特价|秒杀)|立即(?:购买|抢购|下单)|点击(?:购买|下单)"
)


def rule(
    rule_id: str, pattern: str, *, message: str, fix: str, source: str, severity: str = "warn", checked: str = CHECKED
) -> EditorialRule:
    """One editorial rule; `checked` is the day its source was looked at."""
    return EditorialRule(
        id=rule_id,
        pattern=pattern,
        message=message,
        fix=fix,
        severity=severity,
        source=source,
        verified_on=checked,
    )


def link_rule(source: str, *, severity: str = "block") -> EditorialRule:
    """Copy of a channel that shows its link elsewhere holds no address."""
    return rule(
        "link-in-text",
        LINK,
        message="an address stands in the text",
        fix="take the address out; the link has its own place",
        severity=severity,
        source=source,
    )


def emoji_rule(source: str, *, severity: str = "block") -> EditorialRule:
    """A platform that refuses emoji."""
    return rule(
        "emoji",
        EMOJI,
        message="the platform takes no emoji or pictographs",
        fix="say it in words",
        severity=severity,
        source=source,
    )


def promotion_rule(source: str) -> EditorialRule:
    """A text about the product where talk about the sale is out of place."""
    return rule(
        "promotion-in-description",
        PROMOTION,
        message="shipping and buying talk does not belong in a text about the product",
        fix="keep it for ads and e-mails",
        severity="warn",
        source=source,
    )
