"""The copy uses a word that the brief bans.

Finds: every word or phrase of the brief's banned words, any case, whole words in English, anywhere in Chinese.
Why: the brand, or its lawyer, has said no.
Example: "cheap" in the copy of a brief with `banned_words = ["cheap"]`.
Fix: say it in another word.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mtnlg_cli.domain.brief import Brief
from mtnlg_cli.domain.channel import Channel
from mtnlg_cli.domain.copy import Candidate
from mtnlg_cli.domain.product import Product
from mtnlg_cli.domain.review import Evidence, Finding
from mtnlg_cli.review.example import Example
from mtnlg_cli.review.findings import texts_of

NAME = "banned-word"
_BRIEF = Brief(banned_words=("cheap", "game changer", "便宜"))
GOOD = (
    Example(copy="The heapcheapened coat stays outside.", brief=_BRIEF),
    Example(copy="价格不高，用得住。", brief=_BRIEF),
)
BAD = (
    Example(copy="Cheap and cheerful.", brief=_BRIEF, severity="block", found="Cheap"),
    Example(copy="A real game  changer.", brief=_BRIEF, severity="block", found="game  changer"),
    Example(copy="又便宜又好用。", brief=_BRIEF, severity="block", found="便宜"),
)


def check(candidate: Candidate, *, product: Product, brief: Brief, channel: Channel) -> list[Finding]:
    """One blocking finding for each place a banned word stands."""
    pattern = _pattern(brief.banned_words)
    if pattern is None:
        return []
    return [
        place.finding(
            NAME,
            "block",
            f'the brief bans "{match.group()}"',
            span=match.span(),
            evidence=Evidence("brief.banned_words", _banned_as(match.group(), brief.banned_words)),
        )
        for place in texts_of(candidate)
        for match in pattern.finditer(place.text)
    ]


@lru_cache(maxsize=8)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    longest_first = sorted({word.strip() for word in words if word.strip()}, key=len, reverse=True)
    if not longest_first:
        return None
    return re.compile("|".join(map(_as_pattern, longest_first)), re.I)


def _as_pattern(word: str) -> str:
    body = r"\s+".join(re.escape(part) for part in word.split())
    before = r"(?<![A-Za-z0-9])" if word[0].isascii() and word[0].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
    return before + body + after


def _banned_as(found: str, words: tuple[str, ...]) -> str:
    plain = " ".join(found.lower().split())
    return next((word for word in words if " ".join(word.lower().split()) == plain), found)
