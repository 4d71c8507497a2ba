"""Lengths as the platforms count them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtnlg_cli.text.counters import COUNTERS, count_length, is_gsm7


@pytest.mark.parametrize(
    ("text", "counter", "length"),
    [
        ("", "cp", 0),
        ("café", "cp", 4),
        ("cafe\u0301", "cp", 5),
        ("cafe\u0301", "grapheme", 4),
        ("👨‍👩‍👧‍👦", "grapheme", 1),
        ("👍🏽!", "grapheme", 2),
        ("🇫🇷🇩🇪", "grapheme", 2),
        ("🇫🇷🇩", "grapheme", 2),
        ("1️⃣", "grapheme", 1),
        ("각각", "grapheme", 2),
        ("a\r\nb", "grapheme", 3),
        ("a\n\u0301", "grapheme", 3),
        ("नि", "grapheme", 1),
        ("Bottle 750 ml", "width2", 13),
        ("水杯 750 ml", "width2", 11),
        ("Ａ！", "width2", 4),
        ("ｱ", "width2", 1),
        ("hello", "gsm7", 5),
        ("€[x]", "gsm7", 7),
        ("£é Ω\n", "gsm7", 5),
        ("😀", "utf16", 2),
        ("水😀", "utf8", 7),
        ("\ud800", "utf8", 3),
        ("水a，", "gbk", 5),
    ],
)
def test_count_length(text: str, counter: str, length: int):
    assert count_length(text, counter) == length


@pytest.mark.parametrize("fits", ["x" * 160, "水" * 70, "it’s " + "y" * 65, "€" * 80])
def test_one_sms_counts_at_most_160(fits: str):
    assert count_length(fits, "gsm7") == 160
    assert count_length(fits + "水", "gsm7") > 160


@pytest.mark.parametrize(("text", "plain"), [("it's - ok", True), ("it’s", False), ("水", False), ("😀", False)])
def test_is_gsm7(text: str, plain: bool):
    assert is_gsm7(text) is plain


def test_unknown_counter_names_the_known_ones():
    with pytest.raises(ValueError, match="'chars'; known: cp, gbk, grapheme, gsm7, utf16, utf8, width2"):
        count_length("x", "chars")


@given(st.text())
def test_counters_agree_with_the_codecs(text: str):
    assert count_length(text, "utf16") == len(text.encode("utf-16-le", "surrogatepass")) // 2
    assert count_length(text, "utf8") == len(text.encode("utf-8", "surrogatepass"))
    assert count_length(text, "cp") <= count_length(text, "width2") <= 2 * len(text)
    assert count_length(text, "grapheme") <= len(text)


@given(st.text(max_size=20), st.text(max_size=20), st.sampled_from(sorted(set(COUNTERS) - {"grapheme", "gsm7"})))
def test_length_adds_up(left: str, right: str, counter: str):
    assert count_length(left + right, counter) == count_length(left, counter) + count_length(right, counter)
