"""Numbers written as words: "twelve", "half a dozen", 三, 二十五."""

from __future__ import annotations

import re
from decimal import Decimal

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ENGLISH: dict[str, Decimal] = {
    **{word: Decimal(i) for i, word in enumerate(_SMALL)},
    **{word: Decimal(10 * (i + 2)) for i, word in enumerate(_TENS)},
    **{f"{t}-{s}": Decimal(10 * (i + 2) + j + 1) for i, t in enumerate(_TENS) for j, s in enumerate(_SMALL[1:10])},
    "dozen": Decimal(12),
    "hundred": Decimal(100),
}
_HAN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10000}

ENGLISH_NUMERAL = re.compile(
    r"(?<![A-Za-z0-9-])(?:" + "|".join(sorted(ENGLISH, key=len, reverse=True)) + r")(?![A-Za-z0-9])", re.I
)
HAN_NUMERAL = re.compile(r"(?!百分之)[零〇一二两三四五六七八九十百千万]+(?:点[零〇一二三四五六七八九]+)?")


def english_value(word: str) -> Decimal | None:
    """Value of an English number word such as "twelve" or "twenty-five"; None when it is no such word."""
    return ENGLISH.get(word.lower())


def han_value(word: str) -> Decimal | None:
    """Value of a Chinese numeral such as 三, 十二, 二百五十 or 三点五; None when it cannot be read."""
    whole, _, fraction = word.partition("点")
    value = _han_whole(whole)
    if value is None or not fraction:
        return value
    return value + Decimal("0." + "".join(str(_HAN_DIGITS[c]) for c in fraction))


def _han_whole(word: str) -> Decimal | None:
    if not word:
        return None
    if all(c in _HAN_DIGITS for c in word):
        return Decimal("".join(str(_HAN_DIGITS[c]) for c in word))
    total = section = digit = 0
    for char in word:
        if char in _HAN_DIGITS:
            digit = _HAN_DIGITS[char]
            continue
        scale = _HAN_SCALES[char]
        if scale == 10000:
            total, section, digit = (total + section + digit) * scale, 0, 0
        else:
            section, digit = section + (digit or 1) * scale, 0
    return Decimal(total + section + digit)
