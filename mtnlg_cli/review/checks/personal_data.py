"""The copy holds personal data: an e-mail address, a phone number, a chat account, an identity or card number.

Finds: e-mail addresses; international, North American, British and Chinese phone numbers; WeChat and QQ accounts;
Chinese identity numbers and bank cards whose check digit is right; IBANs. Numbers of the row's title, ids and codes
(SKU, GTIN, model) are no personal data.
Why: it reaches everybody who reads the copy, and no consent covers that (GDPR art. 6, PIPL art. 13).
Example: "Call Anna on +49 151 2345 6789".
Fix: take it out; put contact data where the shop's template has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from mtnlg_cli.domain.brief import Brief
from mtnlg_cli.domain.channel import Channel
from mtnlg_cli.domain.copy import Candidate
from mtnlg_cli.domain.product import Product
from mtnlg_cli.domain.review import Finding
from mtnlg_cli.review.evidence import evidence_of
from mtnlg_cli.review.example import Example
from mtnlg_cli.review.findings import overlaps, texts_of
from mtnlg_cli.text.check_digits import has_luhn_digit, is_cn_identity

NAME = "personal-data"
GOOD = (
    Example(copy="Model 4006381333931 fits the 0151-23456 rail.", row={"title": "Rail 0151-23456"}),
    Example(copy="62×62×24mm，编号 13800138", row={"title": "支架"}),
    Example(copy="SKU 4006381333931", row={"title": "Pen"}),
)
BAD = (
    Example(copy="Write to anna@example.com.", severity="block", found="anna@example.com"),
    Example(copy="Call +49 151 2345 6789 now.", severity="block", found="+49 151 2345 6789"),
    Example(copy="Call (555) 234-5678 today.", severity="block", found="(555) 234-5678"),
    Example(copy="详询13812345678。", severity="block", found="13812345678"),
    Example(copy="加微信：abc_12345 领券", severity="block", found="微信：abc_12345"),
)


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _is_iban(text: str) -> bool:
    """ISO 13616: the letters as numbers from 10 on, first four characters last, mod 97 = 1."""
    plain = text.replace(" ", "").upper()
    moved = plain[4:] + plain[:4]
    return int("".join(str(int(c, 36)) for c in moved)) % 97 == 1


def _always(text: str) -> bool:
    return True


_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("an e-mail address", re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"), _always),
    (
        "a chat account",
        re.compile(r"(?:微信号?|VX|vx|wechat(?: id)?|QQ号?|qq)\s?[:：]?\s?[A-Za-z0-9_-]{5,20}"),
        _always,
    ),
    ("an IBAN", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"), _is_iban),
    ("an identity number", re.compile(r"(?<!\d)[1-9]\d{16}[\dXx](?!\d)"), is_cn_identity),
    (
        "a card number",
        re.compile(r"(?<![\d-])(?:\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}|[3-6]\d{15}|62\d{14,17})(?!\d)"),
        has_luhn_digit,
    ),
    (
        "a phone number",
        re.compile(r"(?<![\d+])\+\d{1,3}[ .-]?(?:\(0?\d{1,4}\)[ .-]?)?\d(?:[ .-]?\d){6,12}(?!\d)"),
        _always,
    ),
    ("a phone number", re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?)\d{4}(?:[ -]?)\d{4}(?![\d.])"), _always),
    ("a phone number", re.compile(r"(?<![\d-])(?:0\d{2,3}-\d{7,8}|[48]00-\d{3,4}-\d{3,4})(?![\d-])"), _always),
    (
        "a phone number",
        re.compile(r"(?<![\d-])(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[.-])[2-9]\d{2}[.-]\d{4}(?![\d-])"),
        _always,
    ),
    ("a phone number", re.compile(r"(?<![\d-])0(?:20|1\d{2}|1\d{3}|7\d{3}|800) ?\d{3,4} ?\d{3,4}(?![\d-])"), _always),
    (
        "a phone number",
        re.compile(
            r"(?:(?:call|phone|tel\.?|text|ring|whatsapp|热线|电话|致电)\s?(?:us )?(?:at |on )?[:：]?\s?)"
            r"\d(?:[ -]?\d){5,12}",
            re.I,
        ),
        _always,
    ),
)


def check(candidate: Candidate, *, product: Product, brief: Brief, channel: Channel) -> list[Finding]:
    """One blocking finding for each piece of personal data; the longest reading of a place counts."""
    facts = evidence_of(product, brief)
    known = _digits(product.title) + "|" + _digits(product.id)
    known += "|" + "|".join(_digits(cell.value) for cell in facts.cells if cell.name not in ("description", "feature"))
    found: list[Finding] = []
    for place in texts_of(candidate):
        taken: list[tuple[int, int]] = []
        if "@" not in place.text and sum(c.isdigit() for c in place.text) < 5:
            continue
        for what, pattern, is_valid in _KINDS:
            for match in pattern.finditer(place.text):
                digits = _digits(match.group())
                is_product_number = "@" not in match.group() and digits and digits in known
                if overlaps(match.span(), taken) or is_product_number or not is_valid(match.group()):
                    continue
                taken.append(match.span())
                found.append(place.finding(NAME, "block", f"{what} in the copy", span=match.span()))
    return found
