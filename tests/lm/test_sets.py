"""Every training set: what is held out is never learned, and the same draws give the same examples."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest

from mtnlg_cli.errors import MktError
from mtnlg_cli.lm.bank import build_bank
from mtnlg_cli.lm.decode import Sentence
from mtnlg_cli.lm.realize import slots_of
from mtnlg_cli.lm.sets import SETS, TrainingSet
from mtnlg_cli.lm.sets.e2e import HELD_OUT, TRAIN, detokenise, read_references, task_of
from mtnlg_cli.lm.sets.open_text import FILE, read_sentences
from mtnlg_cli.lm.sets.tones import read_frames
from mtnlg_cli.lm.soundness import is_sound
from mtnlg_cli.lm.task import ROLES, SLOTS, TONES
from tests.lm.evaluation.small_corpus import corpus_row, product_ids
from tests.lm.tiny import write_corpus

MARK = {"en": "heldonium", "zh": "留存石"}
"""A material that only products held out are made of."""
_MEANING = "name[The Vaults], food[Thai], near[Café Adriatic]"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder with the files of every set; texts and products held out bear the mark."""
    folder = write_corpus(tmp_path_factory.mktemp("sets"))
    for language in ("en", "zh"):
        rows = [corpus_row(id, language) for id in product_ids(language, held_out=False, number=3)]
        rows += [_marked(id, language) for id in product_ids(language, held_out=True, number=3)]
        _write(folder / f"{language}_b.jsonl", rows)
    open_text = [
        {
            "text": f"This is a sentence of {word}, no more and no less.",
            "language": "en",
            "held_out": word == MARK["en"],
        }
        for word in ("iron", "oak", "linen", MARK["en"], "wool")
    ]
    _write(folder / FILE, open_text)
    for name, word in ((TRAIN, "cheap"), (HELD_OUT, MARK["en"])):
        with gzip.open(folder / name, "wt", encoding="utf-8") as file:
            file.write(json.dumps({"mr": _MEANING, "refs": [f"The Vaults near Café Adriatic is {word}."]}) + "\n")
    return folder


def _marked(id: str, language: str) -> dict:
    row = corpus_row(id, language)
    old, mark = row["product"]["material"], MARK[language]
    texts = ({**copy, "text": copy["text"].replace(old, mark)} for copy in row["copies"])
    return {**row, "product": {**row["product"], "material": mark}, "copies": list(texts)}


def _write(path: Path, rows: list[dict]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture(params=SETS.names())
def training_set(request: pytest.FixtureRequest, folder: Path) -> TrainingSet:
    return SETS.get(request.param).load(folder)


def _has_mark(example: object) -> bool:
    return any(mark in repr(example) for mark in MARK.values())


def test_what_is_held_out_is_never_in_an_epoch(training_set: TrainingSet) -> None:
    epochs = [training_set.epoch(random.Random(seed)) for seed in range(3)]
    assert all(epochs)
    assert not any(_has_mark(example) for epoch in epochs for example in epoch)


@pytest.mark.parametrize("name", ["compositions", "copy", "e2e", "open-text"])
def test_the_held_out_part_comes_from_what_is_held_out(name: str, folder: Path) -> None:
    held_out = SETS.get(name).load(folder).held_out()
    assert any(_has_mark(example) for example in held_out)


def test_the_same_draws_give_the_same_examples(training_set: TrainingSet) -> None:
    assert training_set.epoch(random.Random(3)) == training_set.epoch(random.Random(3))
    assert training_set.held_out() == training_set.held_out()


def test_every_answer_has_exactly_the_slots_of_its_task(training_set: TrainingSet) -> None:
    for task, text in [*training_set.epoch(random.Random(1)), *training_set.held_out()]:
        assert sorted(slots_of(text)) == sorted(task.expected_slots()), text


def test_masking_is_asked_for_in_open_text_alone(training_set: TrainingSet, folder: Path) -> None:
    restored = [task for task, _ in training_set.epoch(random.Random(1)) if task.role == "restore"]
    is_open_text = isinstance(training_set, type(SETS.get("open-text").load(folder)))
    assert bool(restored) is is_open_text


def test_open_text_that_was_not_made_yet_says_how(tmp_path: Path) -> None:
    with pytest.raises(MktError, match=r"open_text\.jsonl is missing[\s\S]*mkt train corpus"):
        SETS.get("open-text").load(tmp_path)


def test_open_text_leaves_out_digits_and_what_is_too_short_or_long(tmp_path: Path) -> None:
    texts = ("Ten of them came home at last.", "10 of them came home at last.", "Short.", "So long " * 40)
    _write(tmp_path / FILE, [{"text": text, "language": "en", "held_out": False} for text in texts])
    epoch = SETS.get("open-text").load(tmp_path).epoch(random.Random(0))
    assert [text for _, text in epoch] == [texts[0]]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_tone_sentences_of_the_package_are_well_formed(language: str) -> None:
    frames = read_frames(language)
    assert {frame["tone"] for frame in frames} == set(TONES)
    for frame in frames:
        assert frame["role"] in ROLES, frame
        assert set(slots_of(frame["text"])) <= set(SLOTS), frame
        assert frame["text"].count("<") == len(slots_of(frame["text"])), frame


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_rules_of_the_writer_let_every_tone_sentence_through(language: str, folder: Path) -> None:
    """A sentence that is taught and then refused would be taught in vain."""
    bank = build_bank({language: read_frames(language)})
    examples = [(task, text) for task, text in SETS.get("tones").load(folder).epoch(random.Random(0))]
    taught = [(task, text) for task, text in examples if task.language == language]
    assert taught
    for task, text in taught:
        assert is_sound(Sentence(text, -0.1, 9, True), task, []), text
        assert bank.has_line(text, language, task.tone, task.role), text


def test_a_fragment_is_a_run_of_its_sentence_that_the_task_shows_whole(folder: Path) -> None:
    sentences = [text for _, text in read_sentences(folder)[0]]
    for task, text in SETS.get("fragments").load(folder).epoch(random.Random(0)):
        assert any(text in sentence for sentence in sentences)
        assert 2 <= len(text.split()) <= 7
        assert task.words == (text,)


def test_a_restaurant_is_read_from_its_meaning() -> None:
    task = task_of("name[The Vaults], priceRange[£20-25], near[Café Adriatic], customer rating[3 out of 5]")
    assert (task.name, task.uses_name) == ("The Vaults", True)
    assert [(fact.name, fact.value, fact.copied) for fact in task.facts] == [
        ("priceRange", "£20-25", False),
        ("near", "Café Adriatic", True),
        ("customer rating", "3 out of 5", False),
    ]


def test_tokenised_references_are_written_as_people_write() -> None:
    tokenised = "The Vaults , near £ 30 - 40 , is n't family - friendly . It 's ( very ) good ."
    assert detokenise(tokenised) == "The Vaults, near £30-40, isn't family-friendly. It's (very) good."


def test_references_of_one_meaning_are_together(folder: Path) -> None:
    assert read_references(folder / HELD_OUT) == [(_MEANING, ["The Vaults near Café Adriatic is heldonium."])]


def test_a_folder_without_the_restaurants_is_told(tmp_path: Path) -> None:
    with pytest.raises(MktError, match="is missing"):
        SETS.get("e2e").load(tmp_path)
