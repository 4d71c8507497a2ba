"""Personal data in a sentence: addresses, numbers and accounts that lead to a person."""

from __future__ import annotations

import re
from collections.abc import Callable

from mtnlg_cli.text.check_digits import has_luhn_digit, is_cn_identity

_Kind = tuple[str, re.Pattern[str], Callable[[str], bool]]


def is_card_number(text: str) -> bool:
    """Whether the text has 13 to 19 digits that end in the right check digit."""
    return 13 <= sum(char.isdigit() for char in text) <= 19 and has_luhn_digit(text)


def _is_ip(text: str) -> bool:
    return all(int(part) < 256 for part in text.split("."))


def _is_phone(text: str) -> bool:
    """E.164 numbers have at most 15 digits."""
    return 7 <= sum(char.isdigit() for char in text) <= 15


_PHONES = (
    r"(?<![\d+])\+\d{1,3}[ .-]?(?:\(0?\d{1,4}\)[ .-]?)?\d(?:[ .-]?\d){5,12}(?!\d)",
    r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)",
    r"(?<![\d-])(?:0\d{2,3}[ -]?\d{7,8}|[48]00-?\d{3,4}-?\d{3,4})(?![\d-])",
    r"(?<![\d-])(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\d-])",
    r"(?<![\d-])0(?:20|1\d{2,3}|7\d{3}|800) ?\d{3,4} ?\d{3,4}(?![\d-])",
)
_ACCOUNTS = (
    r"(?:微信号?|VX|WeChat(?: ID)?|QQ群?号?|Skype|Telegram)\s?[:：]\s?[\w-]{5,20}",
    r"(?<![\w@./])@[A-Za-z_]\w{2,30}\b",
)
_SECRETS = (
    r"[?&](?:\w*(?:token|key|sig|secret|auth|session|sid|code|password))=\S+",
    r"//[^\s/@:]+:[^\s/@]+@",
)
_IPV6 = r"(?<![\w:])(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}(?![\w:])"


def _kind(name: str, pattern: str, is_valid: Callable[[str], bool] = bool) -> _Kind:
    return name, re.compile(pattern, re.IGNORECASE), is_valid


_KINDS: tuple[_Kind, ...] = (
    *(_kind("secret in an address", pattern) for pattern in _SECRETS),
    _kind("e-mail address", r"[\w.+-]+\s?(?:@|[(\[]at[)\]])\s?[\w-]+(?:\.[\w-]+)+"),
    _kind("identity number", r"(?<!\d)[1-9]\d{16}[\dX](?!\d)", is_cn_identity),
    _kind("card number", r"(?<![\d.])\d(?:[ -]?\d){12,18}(?!\d)", is_card_number),
    _kind("IP address", r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)", _is_ip),
    _kind("IP address", _IPV6),
    *(_kind("phone number", pattern, _is_phone) for pattern in _PHONES),
    *(_kind("account", pattern) for pattern in _ACCOUNTS),
)
_HINT = re.compile(
    r"@|[(\[]at[)\]]|[?&]\w+=|\d\D{0,3}\d\D{0,3}\d|[0-9a-f]:[0-9a-f]|微信|QQ|VX|WeChat|Skype|Telegram", re.IGNORECASE
)


def personal_data_in(sentence: str) -> str:
    """The first kind of personal data a sentence holds, e.g. "phone number", or "" when it holds none.

    Card and identity numbers count only when their check digit is right, IP addresses only when each part is below 256.
    """
    # One look that most sentences fail spares them the sixteen others.
    if not _HINT.search(sentence):
        return ""
    for kind, pattern, is_valid in _KINDS:
        if any(is_valid(match.group()) for match in pattern.finditer(sentence)):
            return kind
    return ""
