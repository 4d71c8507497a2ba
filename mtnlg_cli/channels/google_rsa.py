"""Google responsive search ad: 3-15 headlines and 2-4 descriptions, wide characters counted double."""

from __future__ import annotations

from mtnlg_cli.channels._rules import CHECKED, PHONE, REPEATED_MARKS, SHOUTED_WORD, emoji_rule, rule
from mtnlg_cli.domain import Channel, ChannelField

_FORMAT = "https://support.google.com/google-ads/answer/7684791"
_PUNCTUATION = "https://support.google.com/adspolicy/answer/14847994"
_EDITORIAL = "https://support.google.com/adspolicy/answer/6021546"
_EXCLAMATION = "https://support.google.com/adspolicy/answer/176095"

_RULES = (
    rule(
        "repeated-punctuation",
        REPEATED_MARKS,
        message="punctuation is repeated",
        fix="one mark is enough",
        severity="block",
        source=_PUNCTUATION,
    ),
    emoji_rule(_PUNCTUATION),
    rule(
        "unsupported-symbol",
        r"(?<!\w)\*|[•●○◆◇■□★☆►▶✓✔]|[\uff65-\uff9f]",
        message="bullets, asterisks, stars and half-width katakana are refused",
        fix="take the symbol out",
        severity="block",
        source=_PUNCTUATION,
    ),
    rule(
        "gimmicky-spacing",
        r"(?<![A-Za-z.])(?:[A-Za-z]\.){4,}|(?<![A-Za-z])(?:[A-Z] ){4,}[A-Z](?![A-Za-z])|(?<=\S) {2,}(?=\S)",
        message="letters are spaced out or a space is doubled",
        fix="write the word as usual",
        severity="block",
        source=_PUNCTUATION,
    ),
    rule(
        "shouted-word",
        SHOUTED_WORD,
        message="a selling word stands in capitals",
        fix="write it in lower case",
        source=_EDITORIAL,
    ),
    rule(
        "phone-number",
        PHONE,
        message="a phone number stands in the ad text",
        fix="use a call asset",
        severity="block",
        source=_EDITORIAL,
    ),
    rule(
        "click-here",
        r"(?i)\bclick (?:here|below|this)\b|点击(?:这里|此处|下方)",
        message="the call says click and nothing about the product",
        fix="say what the reader gets",
        source=_EDITORIAL,
    ),
    rule(
        "repeated-word",
        r"(?i)\b([^\W\d]{2,})(?:[\s,]+\1\b){2,}",
        message="a word is repeated for effect",
        fix="say it once",
        source=_EDITORIAL,
    ),
)

CHANNEL = Channel(
    id="google-rsa",
    name="Google responsive search ad",
    fields=(
        ChannelField(
            name="headline",
            counter="width2",
            max_length=30,
            advisory_length=(6, 30),
            min_texts=3,
            max_texts=15,
            rules=(
                *_RULES,
                rule(
                    "exclamation-in-headline",
                    r"[!！]",
                    message="an exclamation mark stands in a headline",
                    fix="take it out",
                    source=_EXCLAMATION,
                ),
            ),
            source=_FORMAT,
            verified_on=CHECKED,
        ),
        ChannelField(
            name="description",
            counter="width2",
            max_length=90,
            advisory_length=(20, 90),
            min_texts=2,
            max_texts=4,
            rules=(
                *_RULES,
                rule(
                    "two-exclamations",
                    r"(?s)[!！].*[!！]",
                    message="more than one exclamation mark in the ad",
                    fix="keep one at most",
                    source=_EXCLAMATION,
                ),
            ),
            source=_FORMAT,
            verified_on=CHECKED,
        ),
    ),
)
