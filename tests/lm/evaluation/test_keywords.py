"""The rule that draws a keyword, and the one that finds it in copy."""

from __future__ import annotations

import pytest

from mtnlg_cli.lm.evaluation.keywords import keyword_of, uses_keyword


def test_only_short_phrases_without_digits_are_asked_for():
    values = ["1.7 kg", "made by hand in a small town", "AB", "enamel, matte"]
    assert keyword_of("p", category="Home > Kitchen > Skillets", values=values, language="en") == "skillets"
    assert (
        keyword_of("p", category="厨房 > 炖锅", values=["4.5kg", "一", "可直接放进烤箱使用"], language="zh") == "炖锅"
    )
    assert keyword_of("p", category="", values=["26 cm"], language="en") == ""


def test_the_id_alone_decides_between_phrases():
    options = {"category": "Skillets", "values": ["carbon steel", "black"], "language": "en"}
    found = {keyword_of(f"p{number}", **options) for number in range(40)}
    assert found == {"skillets", "carbon steel", "black"}
    assert keyword_of("p1", **options) == keyword_of("p1", **options)


@pytest.mark.parametrize(
    ("text", "keyword", "used"),
    [
        ("A Carbon Steel pan.", "carbon steel", True),
        ("A carbon-steel pan.", "carbon steel", True),
        ("Two skillets.", "skillet", True),
        ("One skillet.", "skillets", True),
        ("One battery.", "batteries", True),
        ("Blackberry red.", "black", False),
        ("Glassy.", "glass", False),
        ("这口炖锅很轻。", "炖锅", True),
        ("这口锅很轻。", "炖锅", False),
    ],
)
def test_a_keyword_is_found_as_whole_words_in_either_number(text: str, keyword: str, used: bool):
    assert uses_keyword(text, keyword) is used
