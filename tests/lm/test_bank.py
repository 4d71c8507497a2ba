"""Ideas beyond the row: found by tone, and sentences that stray from their words are told apart."""

from __future__ import annotations

import json

import pytest

from mtnlg_cli.lm.bank import Bank, Idea, build_bank, mark_of, speaks_of_one

FRAMES = {
    "en": [
        {"tone": "warm", "role": "end", "text": "Take the <name> home to your kitchen."},
        {"tone": "warm", "role": "end", "text": "<brand> says hello."},
        {"tone": "warm", "role": "mid", "text": "Made of <material1>, and happy about it."},
        {"tone": "warm", "role": "mid", "text": "We are glad of <material1> in <color1>."},
    ]
}
KINDS = [
    {
        "language": "en",
        "kind": "desk lamp",
        "aliases": ["reading light"],
        "use": ["Put it to the left of your hand.", "{brand} knows."],
        "for": ["For 2 people."],
        "care_or_choice": ["Check the bulb."],
    },
    {"language": "en", "kind": "skillet", "aliases": [], "use": ["Heat it."], "for": [], "care_or_choice": []},
    {"language": "zh", "kind": "台灯", "aliases": [], "use": ["放在手边。"], "for": [], "care_or_choice": []},
]


def _mark(number: int) -> str:
    return mark_of(FRAMES["en"][number]["text"])


@pytest.fixture
def bank() -> Bank:
    return build_bank(FRAMES, KINDS)


def test_tone_ideas_leave_out_sentences_with_facts(bank: Bank) -> None:
    assert bank.of_tone("en", "warm", "end") == (
        Idea(("take", "home", "to", "your", "kitchen"), uses_name=True, speaks_of_one=True, mark=_mark(0)),
        Idea(("says", "hello"), uses_brand=True, mark=_mark(1)),
    )
    assert bank.of_tone("en", "warm", "mid") == ()


def test_tone_ideas_are_found_by_the_slots_of_their_facts(bank: Bank) -> None:
    found = bank.of_tone("en", "warm", "mid", slots=["<color1>", "<material1>"])
    assert [idea.words for idea in found] == [("we", "glad", "of", "in")]
    assert bank.of_tone("en", "warm", "mid", slots=["<material1>"]) == (
        Idea(("made", "of", "and", "happy", "about", "it"), slots=("<material1>",), speaks_of_one=True, mark=_mark(2)),
    )


@pytest.mark.parametrize(
    ("sentence", "known"),
    [
        ("Made of <material1>, and happy about it.", True),
        ("Made of <color1>, and happy about it.", False),  # the words of a material round a colour
        ("In <color1> we are glad of <material1>.", False),
        ("Take the <name> home to your <material1>.", False),  # a line with a fact it was never told with
    ],
)
def test_a_sentence_in_a_tone_has_words_and_slots_of_one_idea(bank: Bank, sentence: str, known: bool) -> None:
    assert bank.has_line(sentence, "en", "warm", "mid") is known


@pytest.mark.parametrize(
    ("sentence", "one"),
    [
        ("Take the <name> home.", True),
        ("It weighs <weight1>.", True),
        ("That's <color1>.", True),
        ("Here: <some1>, and <color1>.", False),
    ],
)
def test_sentences_that_a_plural_cannot_carry_are_known(sentence: str, one: bool) -> None:
    assert speaks_of_one(sentence) is one


@pytest.mark.parametrize(
    ("language", "name", "known"),
    [
        ("en", "Ribbed Desk Lamp", True),
        ("en", "Reading Light", True),
        ("en", "Desk Lamps Black", True),
        ("en", "desk-lamp", True),
        ("en", "cedar skillet", False),
        ("en", "skillet stand", False),
        ("en", "undesk lamp", False),
        ("zh", "折叠台灯", True),
        ("zh", "台灯架", False),
        ("zh", "desk lamp", False),
    ],
)
def test_a_kind_is_what_a_name_ends_with(bank: Bank, language: str, name: str, known: bool) -> None:
    assert bool(bank.of_kind(language, name)) is known


def test_sentences_on_a_kind_that_name_a_brand_or_a_number_are_left_out(bank: Bank) -> None:
    assert [(role, " ".join(words)) for role, words, _ in bank.of_kind("en", "desk lamp")] == [
        ("use", "put it to left of your hand"),
        ("care", "check bulb"),
    ]


def test_a_bank_survives_json(bank: Bank) -> None:
    assert Bank.from_dict(json.loads(json.dumps(bank.as_dict()))) == bank


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("put it to the left of your hand.", True),
        ("Put it, to the left of your hand.", False),
        ("Put it to left of your hand.", False),
        ("Put it to the left of the hand.", False),
        ("Put it. To the left of your hand.", False),
    ],
)
def test_a_sentence_on_a_kind_is_word_for_word_one_that_was_written(bank: Bank, text: str, same: bool) -> None:
    assert bank.has_sentence(text) is same


def test_marks_tell_slots_and_chinese_characters_apart() -> None:
    assert mark_of("看<color1>，就选<name>。") == mark_of("看<color1>， 就选<name>。")
    assert mark_of("看<color1>。") != mark_of("看<material1>。")
    assert mark_of("看颜色。") != mark_of("看色颜。")
