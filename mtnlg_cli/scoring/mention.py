"""Whether a text mentions a value of the row: word forms and unit spacing folded; Chinese by character pairs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from mtnlg_cli.domain import Quantity
from mtnlg_cli.text.quantities import find_quantities, find_spelled_quantities, same_quantity

ENOUGH = 0.6
"""Share of a value's words that makes it mentioned: people shorten ("enamelled cast iron" -> "cast iron")."""

_HAN_RUN = re.compile(r"[㐀-䶿一-鿿豈-﫿]+")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ0-9']*|[0-9]+[A-Za-z][A-Za-z0-9]*")
_STOP_WORDS = "a an the of for and or with in on to by at from is are it its your our this that per each"
_STOP = frozenset(_STOP_WORDS.split())
_SPELLING = {"colour": "color", "grey": "gray", "litre": "liter", "metre": "meter", "aluminium": "aluminum"}
_SUFFIX = re.compile(r"(?:ization|isation|ability|ibility|ically|ment|ness|able|ible|ing|ings|ed|er|ers|ly|y|e)$")
_SHORTEST_STEM = 4


@dataclass(frozen=True)
class CopyIndex:
    """The texts of one candidate, ready to be asked for many values."""

    text: str

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(stem(word) for word in latin_words(self.text))

    @cached_property
    def pairs(self) -> frozenset[str]:
        return frozenset(pair for run in _HAN_RUN.findall(self.text) for pair in han_pairs(run))

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        return quantities_in(self.text)


@lru_cache(maxsize=8192)
def quantities_in(text: str, *, spelled: bool = True) -> tuple[Quantity, ...]:
    """The quantities of a text, those spelled out in words too; cached, as a row is asked for with every candidate."""
    return (*find_quantities(text), *(find_spelled_quantities(text) if spelled else ()))


def share_mentioned(value: str, *, index: CopyIndex) -> float:
    """Share of the value's content found in the copy, 0 to 1: quantities, words, Chinese character pairs."""
    quantities = quantities_in(value, spelled=False)
    hits = [any(same_quantity(mine, theirs) for theirs in index.quantities) for mine in quantities]
    rest = _without(value, quantities)
    hits += [stem(word) in index.stems for word in latin_words(rest)]
    for run in _HAN_RUN.findall(rest):
        hits += [pair in index.pairs if len(pair) > 1 else pair in index.text for pair in han_pairs(run)]
    return sum(hits) / len(hits) if hits else 0.0


def credit(value: str, *, index: CopyIndex) -> float:
    """1 when enough of the value is mentioned (`ENOUGH`), below that in proportion."""
    return min(1.0, share_mentioned(value, index=index) / ENOUGH)


def latin_words(text: str) -> list[str]:
    """Words of Latin letters in lower case, spelling variants folded, function words left out."""
    words = (word.lower().removesuffix("'s") for word in _LATIN_WORD.findall(text.replace("’", "'")))
    return [_SPELLING.get(word, word) for word in words if word not in _STOP]


def han_pairs(run: str) -> list[str]:
    """Overlapping character pairs of a run of Han characters; a lone character is its own. 色 at the end goes."""
    run = run.removesuffix("色") or run
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def stem(word: str) -> str:
    """The word without plural and without the commonest endings, at least four letters: "washable" and "wash" meet."""
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes", "zes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    cut = _SUFFIX.sub("", word)
    return cut if len(cut) >= _SHORTEST_STEM else word


def _without(value: str, quantities: tuple[Quantity, ...]) -> str:
    for quantity in reversed(quantities):
        value = value[: quantity.start] + " " + value[quantity.end :]
    return value
