"""The channels hold together: ids, fields, sources, and rules that find what they are for."""

from __future__ import annotations

import re
from datetime import date

import pytest

from mtnlg_cli.channels import CHANNELS, get_channel
from mtnlg_cli.domain import Channel, ChannelField
from mtnlg_cli.errors import MktError
from mtnlg_cli.text.counters import COUNTERS

ALL = [get_channel(name) for name in CHANNELS.names()]
FIELDS = [(channel, field) for channel in ALL for field in channel.fields]
EXPECTED = {
    "bullets": ["bullets"],
    "email": ["subject", "preheader", "body"],
    "google-rsa": ["headline", "description"],
    "meta-description": ["description"],
    "product-description": ["description"],
    "sms": ["text"],
    "social-post": ["text"],
}


def test_channels_and_fields_are_the_promised_ones():
    found = {channel.id: [field.name for field in channel.fields] for channel in ALL}
    assert {name: found[name] for name in EXPECTED} == EXPECTED


@pytest.mark.parametrize("channel", ALL, ids=lambda channel: channel.id)
def test_id_is_the_file_name_and_both_languages_are_there(channel: Channel):
    assert get_channel(channel.id.replace("-", "_")) is channel
    assert channel.languages == ("en", "zh")
    assert CHANNELS.summary(channel.id)


@pytest.mark.parametrize("field", [field for _, field in FIELDS], ids=lambda field: field.name)
def test_every_limit_and_rule_has_a_source_and_a_day(field: ChannelField):
    assert field.counter in COUNTERS
    assert 0 <= field.min_texts <= field.max_texts
    if field.max_length and field.advisory_length:
        assert field.advisory_length[1] <= field.max_length
    for entry in (field, *field.rules):
        assert entry.source.startswith("https://")
        assert date(2026, 1, 1) <= date.fromisoformat(entry.verified_on)
    for rule in field.rules:
        assert rule.severity in ("block", "warn", "info")
        assert rule.message and rule.fix
        re.compile(rule.pattern)


def test_limits_of_the_search_ad():
    headline, description = get_channel("google-rsa").fields
    assert (headline.max_length, headline.min_texts, headline.max_texts, headline.counter) == (30, 3, 15, "width2")
    assert (description.max_length, description.min_texts, description.max_texts) == (90, 2, 4)


def test_unknown_channel_suggests():
    with pytest.raises(MktError) as caught:
        get_channel("googel-rsa")
    assert "did you mean google-rsa?" in str(caught.value)


FOUND = [
    ("google-rsa", "headline", "repeated-punctuation", "Fresh flowers!!"),
    ("google-rsa", "headline", "repeated-punctuation", "真的吗？！"),
    ("google-rsa", "headline", "emoji", "Flowers 🌷 today"),
    ("google-rsa", "headline", "unsupported-symbol", "*flowers*"),
    ("google-rsa", "headline", "gimmicky-spacing", "F.L.O.W.E.R.S"),
    ("google-rsa", "headline", "gimmicky-spacing", "Fresh  flowers"),
    ("google-rsa", "headline", "shouted-word", "Flowers on SALE"),
    ("google-rsa", "description", "phone-number", "Call (555) 123-4567 today"),
    ("google-rsa", "description", "phone-number", "客服 400-123-4567"),
    ("google-rsa", "description", "click-here", "Click here for flowers"),
    ("google-rsa", "description", "repeated-word", "Flowers, flowers, flowers for you"),
    ("google-rsa", "headline", "exclamation-in-headline", "Fresh flowers!"),
    ("google-rsa", "description", "two-exclamations", "Fresh! And cheap!"),
    ("email", "subject", "false-reply", "Re: your order"),
    ("email", "subject", "false-reply", "回复：您的订单"),
    ("email", "subject", "repeated-marks", "今晚截止！！"),
    ("email", "subject", "capitals", "LAST CHANCE TO SAVE TODAY"),
    ("social-post", "text", "many-hashtags", "#a #b #c #d #e #f"),
    ("social-post", "text", "many-mentions", "@a @b @c @d"),
    ("social-post", "text", "repeated-marks", "Wow!!!"),
    ("sms", "text", "costly-typography", "It’s here"),
    ("sms", "text", "repeated-marks", "快来！！"),
    ("product-description", "description", "link-in-text", "See https://example.com/x"),
    ("product-description", "description", "promotion-in-description", "Order now for free shipping"),
    ("product-description", "description", "promotion-in-description", "限时抢购"),
    ("bullets", "bullets", "bullet-mark", "• Soft cotton"),
    ("bullets", "bullets", "emoji", "Soft cotton ✨"),
]


@pytest.mark.parametrize(("channel", "field", "rule_id", "text"), FOUND)
def test_rule_finds_its_fault(channel: str, field: str, rule_id: str, text: str):
    assert rule_id in _hits(get_channel(channel).field(field), text)


ORDINARY = [
    "Trailmate Water Bottle, 750 ml",
    "USB-C hub with HDMI, 4K at 60 Hz",
    "Sizes S, M, L, XL and XXL",
    "Made in the U.S.A. from LEGO-grade ABS",
    "5* hotel towels, 600 g/m²",
    "Cut, sewn and finished by hand... slowly.",
    "1.5ml*20 支装",
    "Email-ready: order numbers 100-200-300",
    "120 x 200 cm",
    "Ready for rain, ready for sun",
    "透气棉质，穿一整天也不闷。",
    "“轻一点，再轻一点”——一只 200g 的保温杯……",
    "It comes in navy, sand & forest green (unisex).",
    "NASA-inspired OLED desk lamp",
    "Care: wash at 30 °C; do not bleach.",
    "Return to the trail. Refill. Repeat.",
    "Re-usable and refillable",
    "#露营# 周末出发 #保温杯#",
    "-10 °C to 40 °C",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_rules_leave_ordinary_copy_alone(text: str):
    assert {(channel.id, field.name): _hits(field, text) for channel, field in FIELDS if _hits(field, text)} == {}


def _hits(field: ChannelField, text: str) -> list[str]:
    return [rule.id for rule in field.rules if re.search(rule.pattern, text)]
