"""Slots become the row's words, and the grammar around them holds."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mtnlg_cli.lm.decode import Sentence
from mtnlg_cli.lm.names import kind_name, name_in_copy, short_name
from mtnlg_cli.lm.phrases import feature_name
from mtnlg_cli.lm.realize import format_price, realize
from mtnlg_cli.lm.soundness import is_sound
from mtnlg_cli.lm.task import Fact, SentenceTask, line_task
from tests.lm.tiny import tiny_lexicon


def _task(
    *values: str, name: str = "Carbon Steel Skillet", language: str = "en", brand: str = "Ferrow"
) -> SentenceTask:
    facts = tuple(Fact("kind of fact", value) for value in values)
    return SentenceTask(
        language=language,
        unit="description",
        role="mid",
        tone="plain",
        name=name,
        uses_name=True,
        brand=brand,
        facts=facts,
    )


@pytest.mark.parametrize(
    ("slotted", "values", "text"),
    [
        ("This <name> is <v1>.", ["pre-seasoned"], "This carbon steel skillet is pre-seasoned."),
        ("<v1> and <v2>", ["pre-seasoned", "works on induction"], "Pre-seasoned and works on induction"),
        ("Two things. <v1>, then <v2>.", ["steel", "oak"], "Two things. Steel, then oak."),
        ("It has a <v1> frame.", ["aluminum"], "It has an aluminum frame."),
        ("It has an <v1> frame.", ["Black Walnut"], "It has a black walnut frame."),
        ("A <v1> pan", ["8-inch"], "An 8-inch pan"),
        ("It has a <v1> port.", ["USB-C"], "It has a USB-C port."),
        ("With a <v1> bulb.", ["LED"], "With an LED bulb."),
        ("<brand>'s <name>.", [], "Ferrow's carbon steel skillet."),
        ("<name> for all.", [], "Carbon steel skillet for all."),
    ],
)
def test_english_slots(slotted: str, values: list[str], text: str) -> None:
    assert realize(slotted, _task(*values), lexicon=tiny_lexicon()) == text


def test_chinese_slots_keep_the_rows_words() -> None:
    task = _task("铸铁", "4.5kg", name="炖锅", language="zh", brand="禾灶")
    assert (
        realize("<brand><name>用<v1>制成，重 <v2>。", task, lexicon=tiny_lexicon()) == "禾灶炖锅用铸铁制成，重 4.5kg。"
    )


def test_a_plural_name_has_a_slot_of_its_own() -> None:
    task = _task("feature", name="Rain Boots")
    assert task.expected_slots()[0] == "<names>"
    assert realize("These <names> have <v1>.", task, lexicon=tiny_lexicon()) == "These Rain Boots have feature."


@pytest.mark.parametrize(
    ("slotted", "sound"),
    [
        ("It has a <one1>.", True),
        ("It has a <some1>.", False),
        ("It has <one1>.", False),
        ("It has a <one1> and <is1>.", False),
        ("It comes with a <is1>.", False),
        ("It has a <is1> finish.", True),
        ("<amount1>.", True),
        ("<color1>.", False),
        ("The <volume1>.", False),
    ],
)
def test_ill_formed_sentences_are_told_by_their_slots(slotted: str, sound: bool) -> None:
    names = {"one": "feature has one", "some": "feature has some", "is": "feature is", "amount": "feature amount"}
    names |= {"color": "color", "volume": "capacity"}
    facts = tuple(Fact(names[kind], "x") for kind in re.findall(r"<([a-z]+)\d>", slotted))
    task = SentenceTask(
        language="en", unit="description", role="mid", tone="plain", name="lamp", uses_name=False, facts=facts
    )
    sentence = Sentence(slotted, logprob=-0.5, num_tokens=6, finished=True)
    assert is_sound(sentence, task, []) is sound


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        ("49.00 EUR", "en", "€49"),
        ("13.90 USD", "en", "$13.90"),
        ("469.00 CNY", "zh", "469 元"),
        ("469.00 CNY", "en", "469 CNY"),
        ("from 20 euros", "en", "from 20 euros"),
    ],
)
def test_prices_are_written_as_people_write_them(value: str, language: str, text: str) -> None:
    assert format_price(value, language=language) == text


@pytest.mark.parametrize(
    ("title", "brand", "language", "name"),
    [
        ("Ferrow Carbon Steel Skillet 26 cm", "Ferrow", "en", "Carbon Steel Skillet"),
        ("Brightwell A19 LED Bulb 4-Pack, Warm White", "Brightwell", "en", "LED Bulb"),
        ("10-in-1 USB-C docking station", "Plugway", "en", "USB-C docking station"),
        ("Bamboo Toothbrush Set of 4", "Greenfold", "en", "Bamboo Toothbrush"),
        ("Tarnside 8-inch Chef's Knife", "Tarnside", "en", "Chef's Knife"),
        ("砂褐珐琅铸铁炖锅 22cm", "岩灶", "zh", "砂褐珐琅铸铁炖锅"),
        ("机械键盘 87 键 热插拔", "叩木", "zh", "机械键盘"),
        ("500ml", "", "en", "500ml"),
    ],
)
def test_short_names(title: str, brand: str, language: str, name: str) -> None:
    assert short_name(title, brand=brand, language=language) == name


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("works on induction", "feature does"),
        ("pre-seasoned", "feature is"),
        ("machine washable at 40 °C", "feature is"),
        ("woven in Portugal", "feature is"),
        ("1000 W", "feature amount"),
        ("torque 55 Nm", "feature amount"),
        ("lance 60-90 cm", "feature amount"),
        ("EN 14344", "feature amount"),
        ("up to 35 kg", "feature amount"),
        ("exhaust or recirculation", "feature amount"),
        ("lockable (padlock not included)", "feature is"),
        ("wipe clean", "feature is"),
        ("price tags you can chalk", "feature has some"),
        ("carry strap included", "feature state"),
        ("rubber feet", "feature has some"),
        ("notes of cocoa and hazelnut", "feature has some"),
        ("shea butter", "feature has some"),
        ("juice groove", "feature has one"),
        ("USB-C charging port", "feature has one"),
        ("0.6 L dust cup", "feature has one"),
        ("IPX4", "feature has some"),
        ("foldable plug", "feature has one"),
    ],
)
def test_features_are_told_apart_by_what_can_stand_around_them(value: str, name: str) -> None:
    assert feature_name(value, language="en") == name
    assert feature_name(value, language="zh") == "feature"


@pytest.mark.parametrize(
    ("name", "language", "kind"),
    [
        ("Cordless Stick Vacuum", "en", "Cordless Stick Vacuum"),
        ("Dry Dog Food Salmon & Potato", "en", "Dry Dog Food"),
        ("Cast Iron Skillet", "en", "Cast Iron Skillet"),
        ("Gizmo", "en", "Gizmo"),
        ("珐琅铸铁炖锅", "zh", "炖锅"),
    ],
)
def test_the_kind_is_the_known_part_of_the_name(name: str, language: str, kind: str) -> None:
    kinds = frozenset({"iron", "skillet", "stick vacuum", "vacuum", "dog food", "炖锅", "锅"})
    assert kind_name(name, kinds=kinds, language=language) == kind


def test_the_longest_tail_of_the_name_is_found_in_the_copy() -> None:
    assert name_in_copy("This steel skillet sears.", "Carbon Steel Skillet", language="en") == (5, 18)
    assert name_in_copy("这口炖锅很重", "珐琅铸铁炖锅", language="zh") == (2, 4)
    assert name_in_copy("A pan.", "Carbon Steel Skillet", language="en") is None


def _is_sound_line(text: str, earlier: list[str], *, language: str = "en") -> bool:
    task = line_task(language, "mid", "warm", name="", brand="")
    return is_sound(Sentence(text, -0.1, 9, True), task, earlier)


@pytest.mark.parametrize(
    ("text", "earlier", "sound"),
    [
        ("Come in and sit down with it.", "The <name> is oak.", True),
        ("Come in and sit down with it.", "You can sit down with a book.", False),
        ("It is all of the day.", "It is all of <material1>.", True),  # three light words are nobody's turn
    ],
)
def test_a_line_has_no_turn_of_an_earlier_sentence(text: str, earlier: str, sound: bool) -> None:
    assert _is_sound_line(text, [earlier]) is sound


@pytest.mark.parametrize(
    ("text", "sound"), [("喜欢就点链接下单。", False), ("喜欢就进店选好。", True), ("点链接，慢慢选。", True)]
)
def test_a_chinese_line_shares_no_four_characters_with_an_earlier_one(text: str, sound: bool) -> None:
    assert _is_sound_line(text, ["<color1>，看好就点链接下单。"], language="zh") is sound


def test_brand_and_name_may_stand_side_by_side_in_chinese() -> None:
    task = _task(name="炖锅", language="zh", brand="禾灶")
    assert is_sound(Sentence("<brand><name>，用<v1>制成。", -0.1, 9, True), replace(task, facts=()), []) is False
    with_fact = replace(task, facts=(Fact("材质", "铸铁"),))
    assert is_sound(Sentence("<brand><name>，用<material1>制成。", -0.1, 9, True), with_fact, [])
