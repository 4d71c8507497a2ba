"""Faults of Chinese wording: impossible neighbours, doubled characters, inner spaces, strings of keywords."""

from __future__ import annotations

import re
from itertools import pairwise

from mtnlg_cli.scoring.pairs_zh import FORBIDDEN_AFTER
from mtnlg_cli.text.sentences import split_sentences

ENDS_NO_TEXT = frozenset("和与或把被从对以及而并且在向往跟让使将很非常更最不没是的".replace("的", ""))
"""Characters no headline or bullet ends on when it has no closing mark."""

_HAN = re.compile(r"[㐀-䶿一-鿿]")
_DOUBLED_CHARACTER = re.compile(r"([的了是在和与或把被从对也就都很不有这那为而])\1")
_DOUBLED_WORD = re.compile(r"([一-鿿]{2,4})\1")
_DOUBLED_WITH_MARK = re.compile(r"([一-鿿][，。、；]|[，。、；][一-鿿])\1")
_REDUPLICATED = re.compile(r"([一-鿿])\1$|[一着了来哈咚嘟]")
_INNER_SPACE = re.compile(r"(?<=[一-鿿]) (?=[一-鿿])")
_FUNCTION = frozenset("的了是在和与也都就不有一用把到让给可能会要着过很以为上下里这那你我它")
_SALAD_LENGTH = 40
_SALAD_SHARE = 0.03


def find_faults(text: str, *, prose: bool) -> dict[str, int]:
    """Counts of the faults that only Chinese has, by kind."""
    return {
        "impossible-pair": _count_impossible_pairs(text),
        "inner-space": max(0, len(_INNER_SPACE.findall(text)) - 1) if prose else 0,
        "keyword-salad": _count_salad(text),
    }


def count_doubled(text: str) -> int:
    """Function characters and words written twice; 慢慢慢慢, 一口一口 and 摸着摸着 are good Chinese."""
    words = sum(not _REDUPLICATED.search(m[1]) for m in _DOUBLED_WORD.finditer(text))
    return len(_DOUBLED_CHARACTER.findall(text)) + len(_DOUBLED_WITH_MARK.findall(text)) + words


def _tokens(text: str) -> list[str]:
    tokens = ["^"]
    for character in text:
        if character in "。！？\n!?":
            tokens += ["。", "^"]
        elif character in "，、；：,;:":
            tokens.append("，")
        elif character != " ":
            tokens.append(character if _HAN.match(character) else "x")
    return [*tokens, "。"]


def _count_impossible_pairs(text: str) -> int:
    return sum(b in FORBIDDEN_AFTER.get(a, ()) for a, b in pairwise(_tokens(text)))


def _count_salad(text: str) -> int:
    """Long sentences with hardly a function character in them; lists with enumeration marks are spared."""
    count = 0
    for sentence in split_sentences(text):
        han = _HAN.findall(sentence)
        if len(han) >= _SALAD_LENGTH and not re.search(r"[、；|/]", sentence):
            count += sum(c in _FUNCTION for c in han) < _SALAD_SHARE * len(han)
    return count
