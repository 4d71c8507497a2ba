"""Names of other makers in the copy: well-known ones, and unknown ones that stand where the brand should."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtnlg_cli.domain.product import Product
from mtnlg_cli.review.evidence import RowEvidence, stem
from mtnlg_cli.review.lexicon import word_set
from mtnlg_cli.review.lexicon.brands import BRAND
from mtnlg_cli.review.nouns import han_nouns, head_nouns

_BY = re.compile(
    r"\b(?:[Bb]y|[Ff]rom|[Mm]ade by|[Dd]esigned by|[Bb]rand:|[Bb]rand is) ([A-Z][\w'’]+(?: (?:& |and )?[A-Z][\w'’]+)"
    r"{0,2})(?![\w-])"
)
_BEFORE_TITLE = re.compile(r"(?<=[a-z,] )([A-Z][a-z]+[A-Za-z]*)(?=['’]s [a-zA-Z]| [A-Za-z])")
_OWNER = re.compile(r"(?:^|(?<=[.!?] ))([A-Z][a-z]{3,})['’]s (?=[a-z])")
_NO_MAKER = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september "
    "october november december christmas easter halloween the a an i i'm i'll i've hand day night spring summer autumn "
    "winter bluetooth usb train bus car bike foot sea air mail post heart design default name nature law earth dad "
    "mum mom "
    "grandma grandpa today tomorrow yesterday tonight everyone someone everything nobody here there what that where "
    "who how "
    "europe asia america africa germany france italy spain japan china portugal sweden denmark norway finland england "
    "scotland ireland wales london paris milan tokyo this these those morning winter's your our their"
)
_OWN_NAME = re.compile(
    r"品牌(?:是|为|：|:)\s?([一-鿿A-Za-z]{2,8})|(?:^|[，。！\s])([一-鿿]{2,4})(?:牌(?=的?[一-鿿]{2})|出品)"
)
_HAN_NAME = re.compile(r"(?:^|[，。！？\n【])([一-鿿]{2,3}?)】?的?(?=([一-鿿A-Za-z]{3}))")
_NO_NAME_CHARS = frozenset(
    "我你他她它这那就是也有把让给用买试选要来去看在和跟与为从到会能可不没很都还又再太真一的两几三四五六七八九十个件着"
    "出了成开里"
    "款自上下顶条只张片天套换带戴穿披铺贴隔种产区防味香料色式今每种"
)


def other_makers(text: str, *, product: Product, facts: RowEvidence) -> Iterator[tuple[int, int]]:
    """Spans of makers' names that the row does not have.

    Unknown names are looked for only when the row has a brand and the text does not name it: then a name in its place
    ("a pan by X", "X's skillet", X铸铁锅) is taken for another maker's.
    """
    for match in BRAND.finditer(text):
        if match.group().lower() not in facts.text:
            yield match.span()
    if not product.brand:
        return
    yield from _declared(text, product, facts)
    if product.brand.lower() not in text.lower() and not _is_title_case(text):
        yield from _in_its_place(text, product, facts)


def _declared(text: str, product: Product, facts: RowEvidence) -> Iterator[tuple[int, int]]:
    nouns = han_nouns(product)
    for match in _OWN_NAME.finditer(text):
        group = 1 if match[1] else 2
        tail = text[match.end() :].removeprefix("的")
        is_named = group == 1 or match.group().endswith("出品") or tail.startswith(nouns)
        if is_named and match[group].lower() not in facts.text and not any(noun in match[group] for noun in nouns):
            yield match.span(group)


def _in_its_place(text: str, product: Product, facts: RowEvidence) -> Iterator[tuple[int, int]]:
    title = {stem(word) for word in re.findall(r"[A-Za-z'’]+", product.title)} | head_nouns(product)
    for match in _BY.finditer(text):
        if _is_unknown(match[1], facts):
            yield match.span(1)
    for pattern in (_BEFORE_TITLE, _OWNER):
        for match in pattern.finditer(text):
            following = re.findall(
                r"[A-Za-z]+", text[match.end() : match.end() + 40].removeprefix("’s").removeprefix("'s")
            )
            if _is_unknown(match[1], facts) and any(stem(word) in title for word in following[:3]):
                yield match.span(1)
    prefixes = {run[:3] for run in re.findall(r"[一-鿿]{3,}", product.title)}
    for match in _HAN_NAME.finditer(text):
        if match[2] in prefixes and match[1] not in facts.text and not _NO_NAME_CHARS & set(match[1]):
            yield match.span(1)


def _is_unknown(name: str, facts: RowEvidence) -> bool:
    words = [word for word in re.findall(r"[A-Za-z'’]+", name) if word != "and"]
    return not any(stem(word) in facts.words or stem(word) in _NO_MAKER for word in words)


def _is_title_case(text: str) -> bool:
    """Whether most words are capitalised, so that a capital says nothing about a name."""
    words = re.findall(r"[A-Za-z]+", text)
    return 2 * len([word for word in words if word[0].isupper()]) > len(words)
