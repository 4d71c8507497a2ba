"""Corpus sentences become tasks whose slots are exactly the facts the sentence states."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from mtnlg_cli.lm.compose import Composer
from mtnlg_cli.lm.corpus import examples_of, is_held_out, read_corpus
from mtnlg_cli.lm.frames import compose
from mtnlg_cli.lm.lexicon import build_lexicon
from mtnlg_cli.lm.realize import slots_of
from mtnlg_cli.lm.sets import SETS
from mtnlg_cli.lm.task import Fact, SentenceTask
from tests.lm.tiny import RECORD_EN, RECORD_ZH, write_corpus


def _examples(record: dict) -> dict[str, object]:
    return {text: task for task, text in examples_of(record, random.Random(0))}


def test_values_brand_and_name_are_cut_out_as_slots() -> None:
    texts = list(_examples(RECORD_EN))
    opening = next(text for text in texts if text.startswith("This"))
    assert sorted(slots_of(opening)) == ["<brand>", "<is1>", "<name>", "<weight1>"]
    assert "pre-seasoned" not in opening and "1.7" not in opening


def test_a_sentence_with_a_number_the_row_lacks_is_left_out() -> None:
    assert not any("screws" in text for text in _examples(RECORD_EN))


def test_every_target_uses_exactly_the_slots_of_its_task() -> None:
    for record in (RECORD_EN, RECORD_ZH):
        for task, text in examples_of(record, random.Random(1)):
            assert sorted(slots_of(text)) == sorted(task.expected_slots())


def test_prices_are_found_in_any_notation() -> None:
    sms = next(task for task, text in examples_of(RECORD_EN, random.Random(0)) if task.unit == "sms")
    assert [fact.name for fact in sms.facts if fact.copied] == ["price"]


def test_chinese_values_and_names_are_cut_out() -> None:
    text = next(iter(_examples(RECORD_ZH)))
    assert "铸铁" not in text and "4.5" not in text and "<brand>" in text and "<name>" in text


def test_further_channels_are_joined_by_id(tmp_path: Path) -> None:
    record = next(iter(read_corpus(write_corpus(tmp_path))))
    assert "email_preheader" in {copy["channel"] for copy in record["copies"]}


def test_the_held_out_share_is_what_it_says() -> None:
    share = sum(is_held_out(f"product-{number}") for number in range(20_000)) / 20_000
    assert share == pytest.approx(0.04, abs=0.005)


def test_compositions_are_exact_and_reproducible(tmp_path: Path) -> None:
    composer = Composer(write_corpus(tmp_path), brands={})
    first = [*composer.kind_examples(random.Random(3)), *composer.fact_examples(random.Random(3))]
    again = [*composer.kind_examples(random.Random(3)), *composer.fact_examples(random.Random(3))]
    assert first == again
    for task, text in first:
        assert sorted(slots_of(text)) == sorted(task.expected_slots()), text


def test_a_phrasing_that_names_its_attribute_teaches_the_attribute_slot(tmp_path: Path) -> None:
    composer = Composer(write_corpus(tmp_path), brands={})
    texts = {text for _, text in composer.fact_examples(random.Random(0))}
    assert "The <attribute> is <material1>." in texts


def test_the_lexicon_knows_small_words_and_kinds(tmp_path: Path) -> None:
    lexicon = build_lexicon(
        write_corpus(tmp_path), ["The <name> is <v1>.", "用料是<v1>。"], frames=["The <name> is <v1>."]
    )
    assert "skillet" in lexicon.small_words
    assert lexicon.inside_sentence("Ferrow Skillet") == "Ferrow skillet"
    assert {"skillet", "frying pan"} <= lexicon.kinds


def test_the_lexicon_tells_words_and_characters_no_training_sentence_holds(tmp_path: Path) -> None:
    lexicon = build_lexicon(
        write_corpus(tmp_path), ["The <name> is <v1>.", "用料是<v1>。"], frames=["The <name> is <v1>."]
    )
    assert lexicon.unknown_words("The <name> is <v1>.") == []
    assert lexicon.unknown_words("The <name> is clapts.") == ["clapts"]
    assert lexicon.unknown_words("用料是<v1>。") == []
    assert lexicon.unknown_words("用是料<v1>。") == ["用是", "是料"]


def test_words_that_neither_row_nor_frame_holds_are_told(tmp_path: Path) -> None:
    frames = ["The <name> is woven from <material1>.", "It keeps <v1> inside."]
    lexicon = build_lexicon(write_corpus(tmp_path), [], frames=frames)
    assert lexicon.adds_words("The kettle is <v1>, mount.", "Gooseneck kettle", most_frames=2)
    assert not lexicon.adds_words("The kettle is woven from <v1>.", "Gooseneck kettle", most_frames=1)
    mixed = "It is woven and keeps <v1>."
    assert lexicon.adds_words(mixed, "", most_frames=1)
    assert not lexicon.adds_words(mixed, "", most_frames=2)


def test_composed_sentences_use_their_slots_and_agree_in_number(tmp_path: Path) -> None:
    data = SETS.get("compositions").load(write_corpus(tmp_path))
    examples = data.epoch(random.Random(0))
    assert examples
    for task, text in examples:
        assert sorted(slots_of(text)) == sorted(task.expected_slots()), text
    boots = SentenceTask(
        language="en",
        unit="description",
        role="open",
        tone="plain",
        name="Rain Boots",
        uses_name=False,
        brand="Puddlejoy",
    )
    facts = [
        Fact("material", "rubber"),
        Fact("feature has some", "easy-pull handles"),
        Fact("feature does", "packs flat"),
    ]
    texts = [found[1] for seed in range(40) if (found := compose(facts, boots, random.Random(seed)))]
    assert all("<names>" in text and not re.search(r"\b(?:This|is|has|comes)\b|<does1>", text) for text in texts)


def test_strange_neighbours_of_a_slot_are_told(tmp_path: Path) -> None:
    sentences = ["It is made of <material1>.", "The <name> is made of <material1>.", "It comes in <color1>."]
    lexicon = build_lexicon(write_corpus(tmp_path), [*sentences, "The <name> comes in <color1>."], frames=[])
    assert lexicon.strange_neighbours("This is made of <material1>.") == []
    assert lexicon.strange_neighbours("It is made of <color1>.") == ["made of color"]
