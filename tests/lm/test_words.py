"""Content words, beginnings, and what a training sentence is asked for."""

from __future__ import annotations

import random

import pytest

from mtnlg_cli.lm.controls import with_controls
from mtnlg_cli.lm.task import Fact, SentenceTask, length_of
from mtnlg_cli.lm.words import beginning, content_words, hint_words

TASK = SentenceTask(language="en", unit="description", role="mid", tone="plain", name="skillet", uses_name=True)


def test_slots_and_function_words_are_no_content() -> None:
    text = "The <name> is for the cook's kitchen, and <brand>'s pans don't stick."
    assert content_words(text, "en") == ("cook's", "kitchen", "pans", "stick")


def test_chinese_words_stand_between_function_characters() -> None:
    assert content_words("早上的<name>在厨房里慢慢炖汤。", "zh") == ("厨房", "慢慢炖汤")


def test_a_beginning_cuts_no_slot() -> None:
    assert beginning("Meet the <brand> <name>, again.", "en", 3) == "Meet the <brand>"
    assert beginning("这款<material1>锅", "zh", 2) == "这款<material1>"
    assert beginning("这款锅很好", "zh", 2) == "这款锅很"


def test_length_is_by_characters() -> None:
    assert [length_of("a" * size, "en") for size in (45, 46, 91)] == ["short", "medium", "long"]


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Put it in the <name> before you go.", "en", ("put", "it", "in", "before", "you", "go")),
        ("The <brand> is not for the <material1>.", "en", ("not", "for")),
        ("出门上班前按一下，它已经扫过。", "zh", ("出门上班", "前按一下", "它已经扫", "过")),
    ],
)
def test_hints_are_all_words_that_carry_meaning_in_order(text: str, language: str, words: tuple[str, ...]) -> None:
    assert hint_words(text, language) == words


def test_a_sentence_is_asked_only_for_what_it_has() -> None:
    text = "Heat the <name> slowly on a small flame."
    rng = random.Random(0)
    asked = [with_controls((TASK, text), rng)[0] for _ in range(200)]
    assert {word for task in asked for word in task.words} == {"heat", "slowly", "on", "small", "flame"}
    assert {task.length for task in asked} == {"", "short"}
    assert {task.example for task in asked} <= {"", "Heat the", "Heat the <name>", "Heat the <name> slowly"}
    assert all(with_controls((TASK, text), rng)[1] == text for _ in range(3))


def test_sentences_with_facts_are_asked_for_few_words() -> None:
    task = SentenceTask(
        language="en",
        unit="description",
        role="mid",
        tone="plain",
        name="skillet",
        uses_name=False,
        facts=(Fact("material", "steel"),),
    )
    rng = random.Random(1)
    asked = [
        with_controls((task, "Cooks like <material1> for steady heat and crust."), rng)[0].words for _ in range(300)
    ]
    share = sum(map(bool, asked)) / len(asked)
    assert 0.2 < share < 0.4
    assert max(map(len, asked)) <= 3
