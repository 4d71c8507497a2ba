"""Fluency: sound copy keeps its points, broken copy loses them, in English and Chinese."""

import pytest

from mtnlg_cli.domain import Brief, Candidate, Channel, ChannelField, Product
from mtnlg_cli.scoring.faults import find_faults
from mtnlg_cli.scoring.metrics import fluency

SOUND = [
    ("en", "The Ferrow skillet is 26 cm of black carbon steel. It goes from an induction hob to a hot oven."),
    ("en", "Eggs in the morning, chops at night. It arrives pre-seasoned, so you can cook the day you unpack it."),
    ("en", "Vitamin A and E in one serum, for the face you have on Monday. Use it every night."),
    ("en", "A one-hour charge, an 8-inch blade, a USB-C port and an LED."),
    ("en", 'The 24" shelf holds an honest load. "Really?" asked nobody. (It does.)'),
    ("en", "Rain? Sweat? No problem. Fits sizes S, M and L (55-59 cm)."),
    ("zh", "周末炖一锅牛腩，水汽顺着锅盖的凸点落回肉里，不用老掀盖添水。"),
    ("zh", "单耳只有4.6g，听完两张专辑也不觉得耳朵坠着。慢慢喝，一口一口来。"),
    ("zh", "折叠后 62×62×24mm，重 186g。雾灰外壳，不抢桌面的眼。"),
]

BROKEN = [
    ("en", "The the skillet is black.", "doubled-word"),
    ("en", "It has a of steel handle.", "impossible-pair"),
    ("en", "This is a oven dish for the family.", "article"),
    ("en", "They is made of oak.", "agreement"),
    ("en", "Made of oak (solid and oiled.", "unbalanced"),
    ("en", "Made of oak , oiled by hand.", "punctuation"),
    ("en", "The table is made of solid oak and it is oiled by hand in the", "unfinished"),
    ("en", "Oak and ash for the", "unfinished"),
    ("en", "made of oak. oiled by hand.", "sentence-start"),
    ("en", "It fits your desk and your day. It fits your desk and your day.", "repeated-sentence"),
    ("en", "A soft\ufffd touch.", "broken-character"),
    ("zh", "这款这款炖锅有锅盖。", "doubled-word"),
    ("zh", "锅身的的材质是铸铁。", "doubled-word"),
    ("zh", "锅身是铸铁，，内壁白珐琅。", "punctuation"),
    ("zh", "它不业这么做。", "impossible-pair"),
    ("zh", "内壁（白珐琅清爽。", "unbalanced"),
    ("zh", "周末炖一锅牛腩，水汽顺着锅盖的凸点落回肉里，不用老掀盖添水和", "unfinished"),
]


@pytest.mark.parametrize(("language", "text"), SOUND)
def test_sound_copy_has_no_fault(language, text):
    assert find_faults(text, language=language, prose=True) == {}


@pytest.mark.parametrize(("language", "text", "kind"), BROKEN)
def test_broken_copy_is_found_and_costs_points(language, text, kind):
    assert kind in find_faults(text, language=language, prose=True)
    assert fluency.fluency_of(text, language=language, prose=True) < 1


def test_shuffled_words_lose_most_of_the_points():
    text = "a of The it hot from and is goes skillet to 26 induction cm the oven hob an black steel."
    assert fluency.fluency_of(text, language="en", prose=True) < 0.6


def test_a_headline_needs_no_full_stop_but_prose_does():
    text = "Nine hours of boss fights and one long train and nobody asking whose turn it is today"
    assert fluency.fluency_of(text, language="en", prose=False) == 1
    assert fluency.fluency_of(text, language="en", prose=True) == 0.7


def test_trailing_hashtags_and_emoji_finish_a_text():
    text = "Some songs deserve more than a phone speaker, and so does the whole bus on a Monday"
    for end in (". #headphones #commute", " 🎧", "! 🎧 #bus"):
        assert "unfinished" not in find_faults(text + end, language="en", prose=True)


def test_prose_is_told_by_the_room_of_the_field():
    field = ChannelField(name="f", counter="cp", source="", verified_on="", advisory_length=(4, 60), max_length=150)
    assert not fluency.is_prose("x" * 200, field=field)
    assert fluency.is_prose("x" * 200, field=None)


def test_value_is_the_mean_weighted_by_words_and_null_without_words():
    channel = Channel(id="c", name="c", fields=())
    around = {"product": Product(id="1", language="en"), "brief": Brief(), "channel": channel, "findings": ()}
    two = Candidate(fields={"a": ("The the pan is ready.",), "b": ("Oak and ash, oiled by hand.",)}, language="en")
    assert fluency.score(two, **around).value == round((5 * 0.6 + 6 * 1) / 11, 4)
    empty = fluency.score(Candidate(fields={"a": ("!!",)}, language="en"), **around)
    assert (empty.value, empty.reason) == (None, "the copy has no words")
