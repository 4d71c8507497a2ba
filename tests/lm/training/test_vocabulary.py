"""The tokenizer of a run is made from its sets, and proven on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtnlg_cli.lm.files import TOKENIZER
from mtnlg_cli.lm.sets import TrainingSet
from mtnlg_cli.lm.tokenizer import Vocabulary
from mtnlg_cli.lm.training.vocabulary import fertility, make_vocabulary, texts_that_differ, tokenizer_texts
from tests.lm.tiny import tiny_vocabulary
from tests.lm.training.tiny_runs import tiny_recipe, tiny_sets


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, TrainingSet]:
    return tiny_sets(tmp_path_factory.mktemp("sets"), tiny_recipe())


def test_every_text_of_the_sets_comes_back_exactly(sets: dict[str, TrainingSet], tmp_path: Path) -> None:
    texts = tokenizer_texts(tiny_recipe(), sets)
    make_vocabulary(tiny_recipe(), texts, tmp_path)
    vocabulary = Vocabulary.load(tmp_path / TOKENIZER)
    assert vocabulary.size == 420
    assert {language for language, _ in texts} == {"en", "zh"}
    assert texts_that_differ(vocabulary, (text for _, text in texts)) == []
    again = tmp_path / "again"
    again.mkdir()
    make_vocabulary(tiny_recipe(), texts, again)
    assert (again / TOKENIZER).read_bytes() == (tmp_path / TOKENIZER).read_bytes()


def test_a_text_that_does_not_come_back_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    vocabulary = tiny_vocabulary()
    decode = vocabulary.decode
    monkeypatch.setattr(vocabulary, "decode", lambda ids: decode(ids).replace("ß", "ss"))
    assert texts_that_differ(vocabulary, ["Spaß <name>", "<v1> fun", "Fun"]) == ["Spaß <name>"]


def test_fertility_counts_words_and_characters_by_language() -> None:
    vocabulary = tiny_vocabulary()
    english, chinese = fertility(vocabulary, [("zh", "炖锅"), ("en", "<brand> makes it."), ("en", "It is it.")])
    tokens = len(vocabulary.encode(" makes it.")) + len(vocabulary.encode("It is it."))
    assert (english.language, english.num_texts, english.tokens_per_word) == ("en", 2, tokens / 5)
    assert english.bytes_per_token == pytest.approx(len(" makes it.It is it.") / tokens)
    assert chinese.tokens_per_word == len(vocabulary.encode("炖锅")) / 2
    assert chinese.bytes_per_token == 6 / len(vocabulary.encode("炖锅"))
