"""A keyword to ask for, by a fixed rule, and whether a copy uses it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

_DIGIT = re.compile(r"[0-9０-９]")
_LATIN_PHRASE = re.compile(r"[A-Za-z][A-Za-z'’-]*(?: [A-Za-z][A-Za-z'’-]*){0,2}")
_HAN_PHRASE = re.compile(r"[㐀-鿿]{2,6}")
_SHORTEST = 3


def keyword_of(product_id: str, *, category: str, values: Iterable[str], language: str) -> str:
    """The keyword to ask of copy for a product: the last step of its category or one of its attribute values.

    Only phrases of one to three words (two to six Han characters) without digits qualify; which of them it is follows
    from the id alone. Empty when none qualifies.
    """
    leaf = re.split(r"[>›/|]", category)[-1]
    phrases = [phrase.strip().casefold() for phrase in (leaf, *values)]
    fitting = [phrase for phrase in dict.fromkeys(phrases) if _fits(phrase, language)]
    if not fitting:
        return ""
    digest = hashlib.blake2b(product_id.encode(), digest_size=4).digest()
    return fitting[int.from_bytes(digest) % len(fitting)]


def uses_keyword(text: str, keyword: str) -> bool:
    """Whether the copy holds the keyword in any case; in English as whole words, the last one singular or plural."""
    folded = text.casefold()
    if not keyword.isascii():
        return keyword.casefold() in folded
    *head, last = keyword.casefold().split()
    forms = "|".join(re.escape(form) for form in sorted(_numbers(last), key=len, reverse=True))
    before = "".join(rf"{re.escape(word)}[\s-]+" for word in head)
    return re.search(rf"(?<!\w){before}(?:{forms})(?!\w)", folded) is not None


def _fits(phrase: str, language: str) -> bool:
    if language == "zh":
        return _HAN_PHRASE.fullmatch(phrase) is not None
    return _LATIN_PHRASE.fullmatch(phrase) is not None and len(phrase) >= _SHORTEST and not _DIGIT.search(phrase)


def _numbers(word: str) -> set[str]:
    """The word, its plural and, if it looks like one, its singular."""
    forms = {word, f"{word}s", f"{word}es"}
    if word.endswith("y"):
        forms.add(f"{word[:-1]}ies")
    if word.endswith("ies"):
        forms.add(f"{word[:-3]}y")
    if word.endswith("s") and not word.endswith("ss"):
        forms |= {word[:-1], *([word[:-2]] if word.endswith("es") else [])}
    return forms
