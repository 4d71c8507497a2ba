"""Which sentences are worth learning from: whole, of a fair length, made of words."""

from __future__ import annotations

import re

from mtnlg_cli.lm.corpora.document import Language

LENGTHS: dict[Language, tuple[int, int]] = {"en": (20, 300), "zh": (8, 150)}
"""Shortest and longest sentence, in characters."""

_MAX_SYMBOL_SHARE = 0.3
_END: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"[.!?…][\"'”’)]*$"),
    "zh": re.compile(r"[。！？!?…][”’」』）)]*$"),
}
_START: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"[A-Z0-9\"“‘(¿$€£]"),
    "zh": re.compile(r"[一-鿿A-Za-z0-9“‘《（(「『【\"]"),
}
_URL = re.compile(
    r"https?:|www\.|(?<=[\w-])\.(?:com|org|net|gov|edu|io|cn|dev|html?|php|md|ya?ml|json|java|py|js)\b", re.IGNORECASE
)
_CODE = re.compile(
    r"[{}<>|\\^~`=\[\]]|::|->|\(\)|;$|\b[a-z]+(?:[A-Z][a-z]+){2,}\b|\w_\w|(?:^|\s)--?[A-Za-z]|%[A-Za-z]|:[a-z]\w*\b"
    r"|#[A-Za-z]|\$\w*[A-Za-z]|\b(?:XX+|TBD)\b"
)
_REPEATED = re.compile(r"([^\s\d])\1{3,}|\b(\w+)(?:\W+\2\b){3,}|[，、；：][，、；：。！？]|[,;:]\s?[.!?]$")
_SYMBOL = re.compile(r"[^\w\s,.'’\"“”，。、？！?!]|[\d_]")
_INCHES = re.compile(r"(?<=\d)\"(?=[\s\w,.;)-])")
_PAIRS = (("(", ")"), ("（", "）"), ("“", "”"), ("《", "》"), ("「", "」"), ("【", "】"))


def reject_reason(sentence: str, language: Language) -> str:
    """Why a sentence is left out, in one or two words, or "" when it may stay."""
    shortest, longest = LENGTHS[language]
    if not shortest <= len(sentence) <= longest:
        return "too short" if len(sentence) < shortest else "too long"
    if not (_END[language].search(sentence) and _START[language].match(sentence)):
        return "not whole"
    return _wrong_content(sentence, language)


def _wrong_content(sentence: str, language: Language) -> str:
    if _URL.search(sentence):
        return "web address"
    if _CODE.search(sentence):
        return "code"
    if symbol_share(sentence) > _MAX_SYMBOL_SHARE or _is_shouted(sentence, language) or _REPEATED.search(sentence):
        return "few words"
    return "" if _is_balanced(sentence) else "open quote"


def symbol_share(text: str) -> float:
    """Share of digits and symbols among the characters that are no spaces, 0 to 1; common punctuation is neither."""
    length = len("".join(text.split()))
    return len(_SYMBOL.findall(text)) / length if length else 0.0


def _is_shouted(sentence: str, language: Language) -> bool:
    # A Chinese sentence with one "API" in it has no other letters that could be small.
    return language == "en" and sentence.isupper()


def _is_balanced(sentence: str) -> bool:
    quotes = sentence.count('"') - len(_INCHES.findall(sentence))
    return quotes % 2 == 0 and all(sentence.count(left) == sentence.count(right) for left, right in _PAIRS)
