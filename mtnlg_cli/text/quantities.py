"""Numbers in text with what they count: measures, money, percentages, counts; English and Chinese.

A number glued to letters that are no unit ("IPX7", "4K", "WH-1000") is a code, not a quantity, and is left out.
Clock times get the unit "clock" (7:30 is 7.30) and calendar dates the unit "date" (14 March and 3月14日 are 3.14).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from math import gcd

from mtnlg_cli.domain.product import Quantity
from mtnlg_cli.text.dates import clock_at, date_at, month_first_dates
from mtnlg_cli.text.numerals import ENGLISH_NUMERAL, HAN_NUMERAL, english_value, han_value
from mtnlg_cli.text.units import CURRENCY_SPELLINGS, SHARED_SIGNS, UNIT_SPELLINGS, UNITS, same_measure

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:[.．]\d+)?|(?<![\w.])\.\d+|[½¼¾⅓⅔⅛]")
_VULGAR = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.333", "⅔": "0.667", "⅛": "0.125"}
_FRACTION = re.compile(r"(?:(\d{1,2})[ -])?(\d{1,2})/(2|3|4|8|16|32)(?![\d/.])")
_MULTIPLIERS = {"万": 10_000, "亿": 100_000_000, "k": 1000, "thousand": 1000, "million": 1_000_000}
_MULTIPLIER = re.compile(r"\s?(?:万|亿|[Mm]illion(?![a-z])|[Tt]housand(?![a-z])|k(?![A-Za-z]))")
_PERCENT = re.compile(r"\s?(?:[%％]|per ?cent(?![a-z])|个百分点)", re.I)
_FOLD = re.compile(r"\s?折(?![叠扣痕页起合好])")
_CHAIN = re.compile(r"\s?(?:[x×X*]|by(?![a-z])|[-–—~～/+]|to(?![a-z])|and(?![a-z])|or(?![a-z])|至|到|或|和|、)\s?")
_UNSAFE_UPPER = frozenset(("G", "M", "S", "H", "T", "CD", "CT", "LM", "MI", "IN", "MO", "L"))
_INCH_STOP = re.compile(
    r" (?:1|one|the|an?|all|total|your|our|my|this|that|these|stock|store|each|every|black|white|red|blue|green|grey"
    r"|gray|size|sizes|colou?rs?|which|its?)\b",
    re.I,
)


def _alternation(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_LATIN = [w for w in UNIT_SPELLINGS if re.match(r"[A-Za-zµμ°ºΩ]", w) and not re.search(r"[一-鿿]", w)]
_HAN = [w for w in UNIT_SPELLINGS if w not in _LATIN]
_UNIT = re.compile(
    r"(?:[ \u00a0\u2009\u202f-]|－)?"
    rf"(?:(?P<latin>{_alternation(_LATIN)})(?![A-Za-z0-9²³µμ])|(?P<han>{_alternation(_HAN)}))",
    re.I,
)
_HAN_NO_UNIT = re.compile(
    r"度(?:假|过|量|身)|天(?:然|猫|地|生)|年(?:轻|货|级|度)|周(?:到|边|岁)|转(?:身|角|弯|接|移|动|换|眼)|寸(?:照|头)|升级"
    r"|安(?:全|装|心|静)|巴(?:掌|黎)|牛|帧|尺码|尺寸|兆|磅礴|码长|晚(?:上|餐|饭|霜|间)"
)
_PER = re.compile(rf"/({_alternation([w for w in UNIT_SPELLINGS if len(w) < 5])})(?![A-Za-z])")
_DECIMAL_COMMA = re.compile(r",(\d\d)(?=\s?(?:€|EUR|kr|zł|PLN|SEK|CHF))")
_CODE_TAIL = re.compile(r"[A-Za-z0-9.]*(?:-[A-Za-z0-9]+)*")
_INCH_SIGN = re.compile(r"\s?[″\"”](?![A-Za-z])")
_SIGNS = _alternation([w for w in CURRENCY_SPELLINGS if not re.search(r"[一-鿿]|^[a-z]", w)])
_LATIN_MONEY = _alternation([w for w in CURRENCY_SPELLINGS if w[0].isascii() and w[0].isalpha()])
_MONEY_BEFORE = re.compile(rf"(?<![A-Za-z])({_SIGNS})\s?$")
_MONEY_AFTER = re.compile(
    rf"\s?-?(?:({_LATIN_MONEY})(?![A-Za-z])|([€£$¥￥₹₩])(?!\d)"
    r"|(元人民币|欧元|美元|美金|英镑|日元|港元|港币|澳元|加元|韩元|块钱|元(?![素宵])|块(?=[，。,.!！]|$)))"
)
_COUNT_TAIL = re.compile(r"[a-z]{3,}|pcs?|pk|ct|x(?![A-Za-z])", re.I)


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """All numbers written with digits, in order, each with its canonical unit; chains such as "50 x 70 cm" share it.

    Numbers written as words are found by `find_spelled_quantities`.
    """
    found: list[Quantity] = []
    position = 0
    dates = month_first_dates(text)
    while match := _NUMBER.search(text, position):
        start = match.start()
        quantity = _month_first(dates, start, position) or _read(text, match, found)
        position = quantity.end if quantity is not None else _skip_code(text, match.end())
        if quantity is not None:
            found.append(quantity)
    return tuple(_share_units(text, found))


def find_spelled_quantities(text: str) -> tuple[Quantity, ...]:
    """Numbers written as words, "twelve hours" or 三升, with the unit if one follows; one and 一 need a unit."""
    found: list[Quantity] = []
    readings: tuple[tuple[re.Pattern[str], Callable[[str], Decimal | None]], ...] = (
        (ENGLISH_NUMERAL, english_value),
        (HAN_NUMERAL, han_value),
    )
    for pattern, value in readings:
        for match in pattern.finditer(text):
            number = value(match.group())
            if number is None:
                continue
            quantity = _with_unit(text, number, match.start(), match.end())
            if quantity.unit is not None or number > 1:
                found.append(quantity)
    return tuple(sorted(found, key=lambda q: q.start))


def same_quantity(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities say the same: equal numbers after unit conversion, same kind.

    A bare number never equals a number with a unit. A currency sign shared by several currencies ("$") matches each;
    8折 equals 20 %.
    """
    if a.kind != b.kind:
        return False
    if a.kind == "percent":
        return _percent(a) == _percent(b)
    if a.unit is None or b.unit is None:
        return a.unit == b.unit and a.number == b.number
    if a.kind == "money":
        return a.number == b.number and bool(_currencies(a) & _currencies(b))
    return same_measure(a.number, a.unit, b.number, b.unit)


def _percent(quantity: Quantity) -> Decimal:
    if quantity.unit != "折":
        return quantity.number
    tenths = quantity.number if quantity.number < 10 else quantity.number / 10
    return 100 - tenths * 10


def _currencies(quantity: Quantity) -> frozenset[str]:
    for sign, codes in SHARED_SIGNS.items():
        if sign in quantity.text and quantity.unit in codes and not re.search(r"[A-Z]\$", quantity.text):
            return codes
    return frozenset((quantity.unit or "",))


def _read(text: str, match: re.Match[str], found: list[Quantity]) -> Quantity | None:
    start = match.start()
    if _is_code_digit(text, start, found[-1].end if found else -1):
        return None
    if (moment := date_at(text, start) or clock_at(text, start)) is not None:
        return moment
    if (fraction := _FRACTION.match(text, start)) is not None and _is_fraction(fraction, text):
        number = Decimal(fraction[1] or 0) + Decimal(fraction[2]) / Decimal(fraction[3])
        return _with_unit(text, number, start, fraction.end())
    return _plain(text, match)


def _is_fraction(match: re.Match[str], text: str) -> bool:
    """Whether "3/4 in" is one number; "4/8 h" and "4/3 mm" are two."""
    numerator, denominator = int(match[2]), int(match[3])
    return gcd(numerator, denominator) == 1 and numerator < denominator and _UNIT.match(text, match.end()) is not None


def _plain(text: str, match: re.Match[str]) -> Quantity | None:
    raw, start, end = match.group(), match.start(), match.end()
    number = Decimal(_VULGAR.get(raw) or raw.replace(",", "").replace("．", "."))
    if (decimal_comma := _DECIMAL_COMMA.match(text, end)) is not None:
        number, end = number + Decimal("0." + decimal_comma[1]), decimal_comma.end()
    elif end < len(text) and text[end] in _VULGAR:
        number, end = number + Decimal(_VULGAR[text[end]]), end + 1
    if (scale := _MULTIPLIER.match(text, end)) is not None:
        number, end = number * _MULTIPLIERS[scale.group().strip().lower()], scale.end()
    quantity = _with_unit(text, number, start, end)
    if quantity.unit is None and _has_code_tail(text, quantity.end):
        return None
    return quantity


def _with_unit(text: str, number: Decimal, start: int, end: int) -> Quantity:
    """The quantity whose number ends at `end`, with sign, currency, percent sign or unit around it."""
    unit, kind, span = _money_or_percent(text, start, end) or ("", "", (start, end))
    if not kind:
        found, after = _unit_at(text, end, number)
        unit, kind, span = found or "", "measure" if found else "count", (start, after)
    if unit == "°C" and start and text[start - 1] in "-−" and not text[: start - 1][-1:].isalnum():
        number, span = -number, (start - 1, span[1])
    return Quantity(number, unit or None, kind, *span, text[slice(*span)])


def _money_or_percent(text: str, start: int, end: int) -> tuple[str, str, tuple[int, int]] | None:
    """(unit, kind, span) of the number at start..end when a currency or percent sign stands beside it."""
    if (before := _MONEY_BEFORE.search(text, max(0, start - 5), start)) is not None:
        return CURRENCY_SPELLINGS[before[1]], "money", (before.start(), end)
    if start >= 3 and text.startswith("百分之", start - 3):
        return "%", "percent", (start - 3, end)
    if (percent := _PERCENT.match(text, end)) is not None:
        return "%", "percent", (start, percent.end())
    if (fold := _FOLD.match(text, end)) is not None:
        return "折", "percent", (start, fold.end())
    if (money := _MONEY_AFTER.match(text, end)) is not None:
        return CURRENCY_SPELLINGS[money[1] or money[2] or money[3]], "money", (start, money.end())
    return None


def _unit_at(text: str, end: int, number: Decimal) -> tuple[str | None, int]:
    if (sign := _INCH_SIGN.match(text, end)) is not None and _is_inch_sign(text, sign):
        return "in", sign.end()
    match = _UNIT.match(text, end)
    if match is None or (match["han"] and _HAN_NO_UNIT.match(text, match.start("han"))):
        return None, end
    word = match["latin"] or match["han"]
    symbol = UNIT_SPELLINGS.get(word) or _by_case(word)
    if symbol is None or not _is_plausible(text, match, word, symbol, number):
        return None, end
    return _compound(text, symbol, match.end())


def _by_case(word: str) -> str | None:
    """The unit of a spelling in unusual case ("CM", "Ml"); single letters mean something only as they stand."""
    if len(word) == 1 or word in _UNSAFE_UPPER:
        return None
    return _FOLDED.get(word.lower())


_FOLDED: dict[str, str] = {}
for _word, _symbol in UNIT_SPELLINGS.items():
    _FOLDED.setdefault(_word.lower(), _symbol)


def _is_plausible(text: str, match: re.Match[str], word: str, symbol: str, number: Decimal) -> bool:
    """Guards the spellings that are also plain words: "5 in stock", "4K", "the 80s"."""
    glued = match["latin"] is not None and match.start("latin") == match.start()
    if word == "in":
        return glued or not _INCH_STOP.match(text, match.end())
    if word == "K":
        return number >= 1000
    if word.lower() == "second":
        return number == 1 or text[match.start()] == "-"
    return not (word == "s" and glued and number % 10 == 0)


def _compound(text: str, symbol: str, end: int) -> tuple[str, int]:
    per = _PER.match(text, end)
    if per is None:
        return symbol, end
    return f"{symbol}/{UNIT_SPELLINGS[per[1]]}", per.end()


def _is_inch_sign(text: str, sign: re.Match[str]) -> bool:
    mark = sign.group().strip()
    if mark == "″":
        return True
    opening = "“" if mark == "”" else '"'
    before = text[: sign.start()].count(opening) - (text[: sign.start()].count("”") if mark == "”" else 0)
    return before % 2 == 0 and not sign.group().startswith(" ")


def _is_code_digit(text: str, start: int, last_end: int) -> bool:
    """Whether the digits continue a word such as "IPX7" or "WH-1000" (a dimension sign "x" does not)."""
    before = text[max(0, start - 2) : start]
    if re.search(r"[xX×*]$", before) and (last_end == start - 1 or re.search(r"\d[xX×*]$", before)):
        return False
    if re.search(r"(?:^|[^A-Za-z0-9])[x×]$", text[max(0, start - 2) : start]) or re.search(
        r"\d[x×]-$", text[:start][-3:]
    ):
        return False
    if re.search(r"[A-Za-z_]$", before):
        return not _MONEY_BEFORE.search(text, max(0, start - 5), start)
    return bool(re.search(r"[A-Za-z]-$", before)) and last_end != start - 1


def _has_code_tail(text: str, end: int) -> bool:
    if end >= len(text) or not re.match(r"[A-Za-z]", text[end]):
        return False
    return _COUNT_TAIL.match(text, end) is None


def _skip_code(text: str, end: int) -> int:
    tail = _CODE_TAIL.match(text, end)
    return max(end, tail.end() if tail else end)


def _month_first(dates: dict[int, Quantity], start: int, position: int) -> Quantity | None:
    """The date whose day stands at `start`, unless its month belongs to what was read before ("31 October. 25")."""
    date = dates.get(start)
    return date if date is not None and date.start >= position else None


def _share_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """Gives the numbers of a chain ("62×62×24mm", "5-10 kg", "20 to 25 °C") the unit that stands at its end."""
    shared = list(found)
    for i in range(len(shared) - 2, -1, -1):
        here, after = shared[i], shared[i + 1]
        if here.unit is not None or after.unit is None or after.unit in ("clock", "date"):
            continue
        gap = text[here.end : after.start]
        if _CHAIN.fullmatch(gap) and (after.kind != "measure" or _shares(gap, after.unit)):
            shared[i] = Quantity(here.number, after.unit, after.kind, here.start, here.end, here.text)
    return shared


def _shares(gap: str, unit: str) -> bool:
    """ "2 x 500 ml" counts packs and "170/92A" is a size; only lengths are multiplied or slashed together."""
    joined_as_product = gap.strip() in {"x", "×", "X", "*", "/", "+", "by"}
    return not joined_as_product or (unit in UNITS and UNITS[unit].dimension == "length")
