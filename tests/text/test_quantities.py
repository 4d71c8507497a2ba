"""Numbers with units, money, percentages, counts and dates, English and Chinese."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtnlg_cli.text.quantities import find_quantities, find_spelled_quantities, same_quantity


def read(text: str) -> list[tuple[str, str | None, str]]:
    return [(f"{q.number.normalize():f}", q.unit, q.kind) for q in find_quantities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("38 h, 246 g, 3.5 mm", [("38", "h", "measure"), ("246", "g", "measure"), ("3.5", "mm", "measure")]),
        ("1.5L 1.5 L 1.5升", [("1.5", "L", "measure")] * 3),
        ("26cm 26 厘米 26-cm", [("26", "cm", "measure")] * 3),
        ("62×62×24mm", [("62", "mm", "measure"), ("62", "mm", "measure"), ("24", "mm", "measure")]),
        ("2 x 500 ml", [("2", None, "count"), ("500", "ml", "measure")]),
        ("-18 °C 230℃", [("-18", "°C", "measure"), ("230", "°C", "measure")]),
        ("1 1/2 cups", [("1.5", "cup", "measure")]),
        ("4/8 h", [("4", None, "count"), ("8", "h", "measure")]),
        ("180 g/m² 200gsm 3L/min", [("180", "g/m²", "measure"), ("200", "g/m²", "measure"), ("3", "L/min", "measure")]),
        (
            '12" 12 in. 3 in 1',
            [("12", "in", "measure"), ("12", "in", "measure"), ("3", None, "count"), ("1", None, "count")],
        ),
        ("10-second beep, a second cup", [("10", "s", "measure")]),
        ("15W、5W", [("15", "W", "measure"), ("5", "W", "measure")]),
        ("70Ah, 640A, 20 A6 cards", [("70", "Ah", "measure"), ("640", "A", "measure"), ("20", None, "count")]),
    ],
)
def test_measures(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize("text", ["1,299.00 EUR", "€1,299", "1299欧元", "EUR 1299.00", "1299 euros"])
def test_money_is_read_however_it_is_written(text):
    assert read(text) == [("1299", "EUR", "money")]


def test_decimal_comma_before_a_euro_sign():
    assert read("12,90 €") == [("12.9", "EUR", "money")]


@pytest.mark.parametrize(
    ("text", "number"), [("100%", "100"), ("30％", "30"), ("15 percent", "15"), ("百分之30", "30")]
)
def test_percentages(text, number):
    assert read(text) == [(number, "%", "percent")]


@pytest.mark.parametrize("text", ["IPX7", "WH-1000XM4", "4K", "5G", "2XL", "USB-3", "1080p"])
def test_codes_are_no_quantities(text):
    assert read(text) == []


@pytest.mark.parametrize("text", ["14 March", "March 14", "14th of March", "3 月 14 日", "2025-03-14", "3月14日"])
def test_dates_are_one_date_however_written(text):
    assert read(f"until {text}.") == [("3.14", "date", "count")]


def test_a_month_belongs_to_the_day_before_it():
    assert read("31 October. 25 bulbs") == [("10.31", "date", "count"), ("25", None, "count")]


@pytest.mark.parametrize("text", ["7:30", "at 7.30 p.m.", "7:30 pm"])
def test_clock_times(text):
    assert read(text) == [("7.3", "clock", "count")]


def test_spans_are_code_points_of_the_text():
    text = "🥁 重 1.7 公斤"
    (quantity,) = find_quantities(text)
    assert text[quantity.start : quantity.end] == quantity.text == "1.7 公斤"


def test_number_words():
    found = find_spelled_quantities("Two hours, twelve eggs, one litre, one day; 三升，二十五厘米，一口锅")
    assert [(int(q.number), q.unit) for q in found] == [
        (2, "h"), (12, None), (1, "L"), (1, "day"), (3, "L"), (25, "cm"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("1.5 L", "1500 ml", True),
        ("1.7 kg", "1700g", True),
        ("12 in", "30.5 cm", True),
        ("12 in", "35 cm", False),
        ("26 cm", "26 mm", False),
        ("212 °F", "100 °C", True),
        ("1 year", "12 months", True),
        ("60 min", "1 h", True),
        ("$49", "49.00 USD", True),
        ("$49", "49 CAD", True),
        ("US$49", "49 CAD", False),
        ("¥49", "49元", True),
        ("¥49", "49 JPY", True),
        ("€49", "$49", False),
        ("8折", "20%", True),
        ("85折", "15%", True),
        ("49", "49 cm", False),
        ("12 oz", "12 fl oz", True),
    ],
)
def test_same_quantity(a, b, same):
    (first,), (second,) = find_quantities(a), find_quantities(b)
    assert same_quantity(first, second) is same
    assert same_quantity(second, first) is same


@given(st.text(max_size=80))
def test_any_text_is_read_and_spans_are_in_order(text):
    found = find_quantities(text)
    assert all(text[q.start : q.end] == q.text for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(st.decimals(min_value=0, max_value=99999, places=2), st.sampled_from(["cm", "kg", "ml", "W", "h"]))
def test_a_written_measure_is_read_back(number, unit):
    (quantity,) = find_quantities(f"{number} {unit}")
    assert (quantity.number, quantity.unit) == (Decimal(number), unit)
