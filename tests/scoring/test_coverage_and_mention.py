"""Attribute coverage and how a value of the row is recognised in the copy."""

import pytest

from mtnlg_cli.domain import Attribute, Brief, Candidate, Channel, ChannelField, Product
from mtnlg_cli.scoring.facts import MOST_FACTS, fact_capacity, main_facts, title_nouns
from mtnlg_cli.scoring.mention import CopyIndex, credit, share_mentioned, stem
from mtnlg_cli.scoring.metrics import attribute_coverage

OPEN = Channel(id="open", name="Open", fields=())


def field(length, *, counter="cp", min_texts=1):
    return ChannelField(
        name="f", counter=counter, source="", verified_on="", advisory_length=(1, length), min_texts=min_texts
    )


def product(language="en", **given):
    attributes = tuple(Attribute(name, value, name) for name, value in given.pop("attributes", ()))
    return Product(id="1", language=language, attributes=attributes, **given)


def coverage(texts, row, channel=OPEN):
    candidate = Candidate(fields={"text": tuple(texts)}, language=row.language)
    return attribute_coverage.score(candidate, product=row, brief=Brief(), channel=channel, findings=())


@pytest.mark.parametrize(
    ("value", "copy"),
    [
        ("26 cm", "a 26cm pan"),
        ("26 cm", "260 mm across"),
        ("1.7 kg", "weighs 1700 g"),
        ("three ear tip sizes", "Three sizes of ear tips"),
        ("removable washable pads", "the pads are removed and washed"),
        ("STAINLESS STEEL", "stainless-steel body"),
        ("Colour changing", "color-changing"),
        ("IPX5 water resistant", "It's IPX5 water-resistant"),
        ("12 hours", "twelve hours"),
        ("黑色", "黑，耐看"),
        ("主动降噪", "主动降噪负责压住噪声"),
        ("单次续航7小时", "单次续航 7 小时"),
        ("铸铁、珐琅", "铸铁锅身覆珐琅"),
    ],
)
def test_value_is_recognised(value, copy):
    assert credit(value, index=CopyIndex(copy)) == 1


@pytest.mark.parametrize(
    ("value", "copy"),
    [
        ("26 cm", "a 28 cm pan"),
        ("oak", "a soaked board"),
        ("black", "a white pan"),
        ("雾灰", "米白外壳"),
        ("7小时", "8小时"),
    ],
)
def test_other_value_is_not(value, copy):
    assert share_mentioned(value, index=CopyIndex(copy)) == 0


def test_stems_meet_across_plural_and_endings():
    assert stem("boxes") == stem("box")
    assert stem("batteries") == stem("battery")
    assert stem("washable") == stem("washed")
    assert stem("glass") != stem("gla")


def test_title_noun_leaves_out_brand_colour_and_what_follows():
    row = product(title="Norvo Pulse 3 Wireless Earbuds, Black", brand="Norvo", attributes=[("color", "Black")])
    assert title_nouns(row)[0] == "Earbuds"
    row = product(title="Water Butt 200 L with Tap & Stand")
    assert title_nouns(row)[0] == "Butt"
    row = product("zh", title="声野 A3 真无线降噪蓝牙耳机 岩灰", brand="声野", attributes=[("color", "岩灰")])
    assert title_nouns(row)[0] == "耳机"


def test_full_mention_is_one_and_none_is_zero():
    row = product(title="Carbon Steel Skillet", brand="Ferrow", attributes=[("color", "black"), ("weight", "1.7 kg")])
    assert coverage(["The black Ferrow skillet weighs 1.7 kg."], row).value == 1
    assert coverage(["Something nice for you."], row).value == 0


def test_a_headline_owes_one_fact_not_ten():
    attributes = [("feature", f"thing {letter}") for letter in "abcdefghij"]
    row = product(title="Skillet", attributes=attributes)
    headline = Channel(id="h", name="h", fields=(field(30),))
    assert fact_capacity(headline, language="en") == 1
    assert coverage(["A skillet"], row, headline).value == 1
    assert coverage(["A skillet"], row).value < 0.5


@pytest.mark.parametrize(
    ("channel_field", "language", "facts"),
    [
        (field(75), "en", 3),
        (field(60, counter="width2"), "zh", 3),
        (field(10, counter="width2"), "zh", 1),
        (field(5000), "en", MOST_FACTS),
        (field(50, min_texts=2), "en", 4),
    ],
)
def test_capacity_is_counted_in_the_units_of_the_field(channel_field, language, facts):
    assert fact_capacity(Channel(id="c", name="c", fields=(channel_field,)), language=language) == facts


def test_empty_row_gives_null_with_reason():
    result = coverage(["A skillet."], product())
    assert result.value is None
    assert "no title" in result.reason


def test_facts_are_ordered_by_weight():
    row = product(title="Lamp", brand="B", attributes=[("warranty", "2 years"), ("color", "red")])
    assert [fact.name for fact in main_facts(row)] == ["title", "brand", "color", "warranty"]
