"""What one cell says: whether it is a fact at all, and how many facts."""

from __future__ import annotations

import json
import re
from functools import lru_cache

MAX_FACT_LENGTH = 300
"""Code points; a longer text under a name we have no word for is prose, not an attribute."""

_URL = re.compile(
    r"(?:(?:https?:)?//\S|www\.\S|data:\w+/).*|\S+\.(?:jpe?g|png|gif|webp|svg|mp4|pdf|html?)(?:\?\S*)?",
    re.IGNORECASE | re.DOTALL,
)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE)
_FLAGS = frozenset(("true", "false", "yes", "no", "y", "n", "是", "否"))
_DATE = r"\d{4}(?:[-/.]\d{1,2}[-/.]|年\d{1,2}月)\d{1,2}日?(?:[T ]\d{1,2}:\d{2}\S*)?"
_TIMESTAMP = re.compile(rf"{_DATE}(?:\s*/\s*{_DATE})?|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}(?: \d{{1,2}}:\d{{2}}\S*)?")
_IDENTIFIER = re.compile(r"\d{8,}|[0-9a-f]{16,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ALWAYS = (("a URL or file", _URL), ("a timestamp", _TIMESTAMP), ("an e-mail address", _EMAIL))
_WITHOUT_A_NAME = (("an identifier", _IDENTIFIER),)
_BARE_NUMBER = re.compile(r"[+-]?\d[\d.,\s]*")
_STATE = re.compile(
    r"(?:currently )?(?:in ?stock|out ?of ?stock|available|unavailable|pre ?order|backorder|discontinued|sold out"
    r"|limited availability|现货|有货|无货|缺货|预售|在售|下架|售罄)"
)
_SPLIT = re.compile("[|;；\n•●▪]")
_COMMAS = re.compile(r",\s+|，|、")


def why_no_fact(value: str, *, known: bool) -> str:
    """Why a cell is no fact about the product ("a URL", "a flag", ...), or "" when it may be one.

    `known` says that the column has a name we have a word for; then bare ids and long texts are taken at their word.
    """
    if len(value) <= MAX_FACT_LENGTH:
        return _why_no_short_fact(value.strip(), known)
    if value.lstrip()[:8].lower().startswith(("http://", "https://", "data:")):
        return "a URL or file"
    return "" if known else "long text"


@lru_cache(maxsize=16384)
def _why_no_short_fact(text: str, known: bool) -> str:
    if not any(map(str.isalnum, text)):
        return "no letter or digit"
    if len(text) < 6 and text.casefold() in _FLAGS:
        return "a flag"
    forms = _ALWAYS if known else _ALWAYS + _WITHOUT_A_NAME
    return next((reason for reason, form in forms if form.fullmatch(text)), "")


def is_stock_state(value: str) -> bool:
    """Whether a stock or quantity cell is a bare count or a state ("240", "in_stock"), not "240 bottles left"."""
    text = value.strip().casefold().replace("_", " ").replace("-", " ")
    return bool(_STATE.fullmatch(text) or _BARE_NUMBER.fullmatch(text))


def split_values(value: str) -> list[str]:
    """The facts of one cell: parts between "|", ";" or line breaks, or the entries of a JSON list."""
    if value.startswith("["):
        entries = _json_list(value)
        if entries:
            return entries
    return [part.strip() for part in _SPLIT.split(value) if part.strip()]


def split_features(value: str) -> list[str]:
    """As `split_values`; a cell with commas only is split when that gives three short parts or more."""
    parts = split_values(value)
    if len(parts) == 1:
        pieces = [piece.strip() for piece in _COMMAS.split(value) if piece.strip()]
        if len(pieces) > 2 and all(len(piece) <= 40 for piece in pieces):
            return pieces
    return parts


def with_unit(value: str, unit: str) -> str:
    """A bare number with the unit its header names ("0.5" under "Weight (kg)" is "0.5 kg"); anything else as it is."""
    if not unit or not _BARE_NUMBER.fullmatch(value):
        return value
    return f"{value} {unit}" if unit.isascii() else value + unit


def _json_list(value: str) -> list[str]:
    try:
        entries = json.loads(value)
    except ValueError:
        return []
    return [str(entry).strip() for entry in entries if str(entry).strip()]
