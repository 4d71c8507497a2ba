"""How long a text is, counted as the platform counts it."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable

_GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
_SEPTETS_PER_UCS2_UNIT = 16 / 7

_ZWJ = "\u200d"
_REGIONAL = range(0x1F1E6, 0x1F200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)
_HANGUL = {"L": range(0x1100, 0x1160), "V": range(0x1160, 0x11A8), "T": range(0x11A8, 0x1200)}
_HANGUL_SYLLABLES = range(0xAC00, 0xD7A4)
_JOINS_BEFORE = {"": "", "L": "L", "V": "LV", "T": "VT"}
"""Which Hangul classes a class may follow within one cluster; a syllable block counts as V or T (UAX 29, GB6-GB8)."""


def count_length(text: str, counter: str) -> int:
    """Length of the text in the units of a counter; ValueError for an unknown counter.

    - `cp`: code points; `grapheme`: characters as a reader sees them; `utf16`, `utf8`: code units, bytes
    - `width2`: East Asian wide and full-width characters 2, all else 1 (UAX 11; Google Ads counts so)
    - `gbk`: bytes in GBK, every non-ASCII character 2 (four-byte GB18030 characters included)
    - `gsm7`: septets of an SMS (3GPP TS 23.038): 1, or 2 for `^{}[]~|\\€`; one character outside the alphabet sends the
      whole message as UCS-2, where a UTF-16 unit takes 16/7 septets. So 160 is one message in either case:
      160 plain characters or 70 Chinese ones.
    """
    if counter not in COUNTERS:
        raise ValueError(f"unknown counter {counter!r}; known: {', '.join(sorted(COUNTERS))}")
    return COUNTERS[counter](text)


def is_gsm7(text: str) -> bool:
    """True when an SMS of this text needs no UCS-2: every character is in the GSM 7-bit alphabet."""
    return all(char in _GSM_BASIC or char in _GSM_EXTENSION for char in text)


def _width2(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _gsm7(text: str) -> int:
    if is_gsm7(text):
        return len(text) + sum(char in _GSM_EXTENSION for char in text)
    return math.ceil(round(_utf16(text) * _SEPTETS_PER_UCS2_UNIT, 6))


def _utf16(text: str) -> int:
    return len(text) + sum(ord(char) > 0xFFFF for char in text)


def _utf8(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _gbk(text: str) -> int:
    return sum(1 if char.isascii() else 2 for char in text)


def _graphemes(text: str) -> int:
    """Extended grapheme clusters (UAX 29, the rules that matter for copy: marks, emoji sequences, flags, Hangul)."""
    count, before, flags = 0, "", 0
    for char in text:
        if not before or not _continues(before, char, flags):
            count += 1
        flags = flags + 1 if ord(char) in _REGIONAL else 0
        before = char
    return count


def _continues(before: str, char: str, flags: int) -> bool:
    if before == "\r" and char == "\n":
        return True
    if unicodedata.category(before) in ("Cc", "Zl", "Zp"):
        return False
    if _extends(char):
        return True
    if before == _ZWJ:
        return unicodedata.category(char) == "So"
    if ord(char) in _REGIONAL:
        return flags % 2 == 1
    return _joins_hangul(before, char)


def _extends(char: str) -> bool:
    code = ord(char)
    marks = unicodedata.category(char) in ("Mn", "Me", "Mc")
    return marks or char in (_ZWJ, "\u200c") or code in _SKIN_TONES or code in _TAGS


def _joins_hangul(before: str, char: str) -> bool:
    kind = next((name for name, codes in _HANGUL.items() if ord(char) in codes), "")
    if not kind and ord(char) in _HANGUL_SYLLABLES:
        return ord(before) in _HANGUL["L"]
    code = ord(before)
    last = next((name for name, codes in _HANGUL.items() if code in codes), "")
    if code in _HANGUL_SYLLABLES:
        last = "V" if (code - 0xAC00) % 28 == 0 else "T"
    return bool(kind) and bool(last) and last in _JOINS_BEFORE[kind]


COUNTERS: dict[str, Callable[[str], int]] = {
    "cp": len,
    "grapheme": _graphemes,
    "width2": _width2,
    "gsm7": _gsm7,
    "utf16": _utf16,
    "utf8": _utf8,
    "gbk": _gbk,
}
"""Every counter by its id."""
