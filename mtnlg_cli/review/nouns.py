"""The words that name the product itself: what a colour, a material or a superlative must stand by to be about it."""

from __future__ import annotations

import re

from mtnlg_cli.domain.product import Product
from mtnlg_cli.review.cache import cached_by_identity
from mtnlg_cli.review.evidence import stem
from mtnlg_cli.review.lexicon import word_set

_LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’]*(?:-[A-Za-z]+)*")
_HAN_RUN = re.compile(r"[一-鿿]{2,}")
_BREAK = re.compile(r"\s[-–|/]\s|[,(;:]|\b(?:with|for|in|by|of|and|to|from|without|on)\b", re.I)
_NO_NAME = word_set(
    "cm mm kg ml xl xxl pack set piece pcs size large small medium black white grey gray red blue green navy brown "
    "pink "
    "yellow orange purple gold silver inch series edition new sale plus pro max mini the men women mens womens kids"
)
_HAN_NO_NAME = re.compile(r".*(?:色|款|码|号|装|型|版|男士|女士|儿童|套装|家用|专用)$")
_FEATURE_JUNK = word_set("included only safe free resistant washable adjustable removable easy compatible ready proof")


@cached_by_identity(64)
def head_nouns(product: Product) -> frozenset[str]:
    """Latin stems of the nouns that name the product: the last word of the title's first part and of its category.

    "Over-Ear Headphones, Graphite" and "Electronics > Headphones" give {"headphone"}.
    """
    found: set[str] = set()
    leaf = re.split(r"[>/|]", product.product_type)[-1]
    for phrase in (product.title, leaf, *re.split(r"&|\band\b", leaf)):
        name = _last_name(_BREAK.split(phrase.strip())[0])
        if name:
            found.add(name)
    return frozenset(found)


@cached_by_identity(64)
def part_nouns(product: Product) -> frozenset[str]:
    """Latin stems of the last word of each feature ("riveted handle" -> "handle"): the product's parts."""
    found: set[str] = set()
    for attribute in product.attributes:
        name = _last_name(_BREAK.split(attribute.value)[0])
        if name and name not in _FEATURE_JUNK:
            found.add(name)
    return frozenset(found)


@cached_by_identity(64)
def han_nouns(product: Product) -> tuple[str, ...]:
    """Endings of two to four characters of the title's and category's Han runs, longest first: 铁炖锅, 炖锅."""
    found: set[str] = set()
    leaf = re.split(r"[>/|]", product.product_type)[-1]
    for run in _HAN_RUN.findall(f"{product.title} {leaf}"):
        if not _HAN_NO_NAME.match(run):
            found.update(run[-n:] for n in (2, 3, 4) if len(run) >= n)
    return tuple(sorted(found, key=len, reverse=True))


def _last_name(phrase: str) -> str:
    words = [stem(word) for word in _LATIN.findall(phrase)]
    words = [word.rsplit("-", 1)[-1] for word in words if len(word) > 2 and word not in _NO_NAME]
    return words[-1] if words else ""
