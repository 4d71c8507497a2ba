"""Clock times and calendar dates as they stand in copy, English and Chinese."""

from __future__ import annotations

import re
from decimal import Decimal

from mtnlg_cli.domain.product import Quantity

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_CLOCK = re.compile(
    r"([01]?\d|2[0-4])[:：]([0-5]\d)(?!\d)"
    r"|(\d{1,2})(?:[.:](\d\d))?\s?(?:[ap]\.m\.|[ap]m(?![a-z])|o['’]clock|点(?![\d一-鿿]*[评赞缀]))",
    re.I,
)
_DATE_FORMS = (
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}(?![a-z])"),
    re.compile(r"(?:20\d\d\s?年\s?)?(?P<m>\d{1,2})\s?月(?:\s?(?P<day>\d{1,2})\s?[日号]?)?"),
    re.compile(r"20\d\d[-/.](?P<m>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"),
)
_MONTH_FIRST = re.compile(
    rf"(?<![A-Za-z]){_MONTH}(?:(?<=[a-z]{{3}})(?<!\w\w\w\w)\.)? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|[.:,]\d|\s?%)"
)


def clock_at(text: str, start: int) -> Quantity | None:
    """The clock time that starts at `start` ("7:30", "7 a.m.", 7点) as hour.minute, unit "clock"; else None."""
    match = _CLOCK.match(text, start)
    if match is None:
        return None
    hour, minute = match[1] or match[3], match[2] or match[4] or "0"
    return Quantity(Decimal(f"{hour}.{int(minute):02}"), "clock", "count", start, match.end(), match.group())


def date_at(text: str, start: int) -> Quantity | None:
    """The date that starts with a digit at `start` ("14 March", 6 月 18 日, "2025-03-14") as month.day, unit "date"."""
    for form in _DATE_FORMS:
        match = form.match(text, start)
        if match is not None and (date := _quantity(match)) is not None:
            return date
    return None


def month_first_dates(text: str) -> dict[int, Quantity]:
    """Dates that start with the month's name ("March 14"), by the position of their day."""
    found = {match.start("day"): _quantity(match) for match in _MONTH_FIRST.finditer(text)}
    return {start: date for start, date in found.items() if date is not None}


def _quantity(match: re.Match[str]) -> Quantity | None:
    groups = match.groupdict()
    month = int(groups["m"]) if groups.get("m") else _MONTH_NAMES.index(groups["month"][:3].lower()) + 1
    day = int(groups["day"] or 0)
    if not (1 <= month <= 12 and day <= 31):
        return None
    return Quantity(Decimal(f"{month}.{day:02}"), "date", "count", match.start(), match.end(), match.group())
