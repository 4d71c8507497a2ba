"""Ideas beyond the row: found by kind and tone, and sentences that stray from their words are told apart."""

from __future__ import annotations

import json

import pytest

from mtnlg_cli.lm.bank import Bank, Idea, build_bank, strays
from tests.lm.tiny import KIND

FRAMES = {
    "en": [
        {"tone": "warm", "role": "end", "text": "Take the <name> home to your kitchen."},
        {"tone": "warm", "role": "end", "text": "<brand> says hello."},
        {"tone": "warm", "role": "mid", "text": "Made of <material1>, and happy about it."},
    ]
}


@pytest.fixture
def bank() -> Bank:
    return build_bank([KIND, {**KIND, "kind": "mirror", "aliases": [], "category": "Home > Decor"}], FRAMES)


def test_the_kind_is_the_one_the_name_ends_in(bank: Bank) -> None:
    ideas = bank.of_kind("Carbon Steel Frying Pan", "Kitchen > Cookware", language="en")
    assert ideas["use"] == (Idea(("heat", "slowly")),)
    assert bank.of_kind("Skillets", "Cookware", language="en") == ideas
    assert not bank.of_kind("Skillet Lid", "Kitchen > Cookware", language="en")


def test_a_kind_of_another_category_is_not_taken(bank: Bank) -> None:
    assert not bank.of_kind("Swim Goggles Mirror", "Sports > Swimming", language="en")
    assert bank.of_kind("Wall Mirror", "Home > Mirrors", language="en")


def test_chinese_kinds_stand_at_the_end_of_the_name() -> None:
    bank = build_bank([{**KIND, "language": "zh", "kind": "炖锅", "aliases": [], "use": ["小火慢炖。"]}], {})
    assert bank.of_kind("珐琅铸铁炖锅", "", language="zh")["use"] == (Idea(("小火慢炖",)),)
    assert not bank.of_kind("炖锅盖", "", language="zh")


def test_tone_ideas_leave_out_sentences_with_facts(bank: Bank) -> None:
    assert bank.of_tone("en", "warm", "end") == (
        Idea(("take", "home", "kitchen"), uses_name=True),
        Idea(("says", "hello"), uses_brand=True),
    )
    assert bank.of_tone("en", "warm", "mid") == ()


def test_a_bank_survives_json(bank: Bank) -> None:
    assert Bank.from_dict(json.loads(json.dumps(bank.as_dict()))) == bank


@pytest.mark.parametrize(
    ("sentence", "astray"),
    [
        ("Heat the <name> slowly.", False),
        ("Slowly heats up.", False),
        ("Heat it slowly in the oven.", True),  # an oven nobody asked for
        ("Heat it.", True),  # half of what was asked
    ],
)
def test_a_sentence_keeps_to_its_words(sentence: str, astray: bool) -> None:
    assert strays(sentence, ("heat", "slowly"), "skillet Kitchen", language="en") is astray


def test_a_chinese_sentence_may_add_one_character(bank: Bank) -> None:
    assert not strays("小火慢慢炖。", ("小火慢炖",), "炖锅", language="zh")
    assert strays("小火慢炖，放进烤箱。", ("小火慢炖",), "炖锅", language="zh")
