"""Ideas beyond the row: found by tone, and sentences that stray from their words are told apart."""

from __future__ import annotations

import json

import pytest

from mtnlg_cli.lm.bank import Bank, Idea, build_bank, strays

FRAMES = {
    "en": [
        {"tone": "warm", "role": "end", "text": "Take the <name> home to your kitchen."},
        {"tone": "warm", "role": "end", "text": "<brand> says hello."},
        {"tone": "warm", "role": "mid", "text": "Made of <material1>, and happy about it."},
    ]
}


@pytest.fixture
def bank() -> Bank:
    return build_bank(FRAMES)


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
    assert strays(sentence, ("heat", "slowly"), language="en") is astray


def test_a_chinese_sentence_may_add_one_character(bank: Bank) -> None:
    assert not strays("小火慢慢炖。", ("小火慢炖",), language="zh")
    assert strays("小火慢炖，放进烤箱。", ("小火慢炖",), language="zh")
