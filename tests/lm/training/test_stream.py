"""The order of training follows from seed, stage and position alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import pytest

from mtnlg_cli.errors import MktError
from mtnlg_cli.lm.batches import Pair, grouped
from mtnlg_cli.lm.model import ModelConfig
from mtnlg_cli.lm.sets import Example, TrainingSet
from mtnlg_cli.lm.task import SentenceTask
from mtnlg_cli.lm.tokenizer import Vocabulary
from mtnlg_cli.lm.training import stream as stream_module
from mtnlg_cli.lm.training.stream import Position, epoch_examples, stream
from tests.lm.tiny import tiny_vocabulary
from tests.lm.training.tiny_runs import tiny_recipe, tiny_sets

NUM_GROUPS = 60
START = Position()


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return tiny_vocabulary()


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, TrainingSet]:
    return tiny_sets(tmp_path_factory.mktemp("sets"), tiny_recipe())


@pytest.fixture(autouse=True)
def small_pools(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several pools in an epoch of the small sets."""
    monkeypatch.setattr(stream_module, "POOL", 20)


def _groups(
    sets: dict[str, TrainingSet], vocabulary: Vocabulary, *, seed: int = 0, start: Position = START
) -> Iterator[tuple[Position, list[Pair]]]:
    recipe = tiny_recipe()
    config = ModelConfig(vocabulary_size=vocabulary.size)
    return stream(sets, recipe.stages[0], vocabulary, config, seed=seed, start=start)


def test_the_same_seed_gives_the_same_order(sets: dict[str, TrainingSet], vocabulary: Vocabulary) -> None:
    first, again = (list(islice(_groups(sets, vocabulary), NUM_GROUPS)) for _ in range(2))
    assert first == again
    assert {position.epoch for position, _ in first} >= {0, 1}
    assert max(position.pool for position, _ in first) >= 1
    other = list(islice(_groups(sets, vocabulary, seed=1), NUM_GROUPS))
    assert [group for _, group in first] != [group for _, group in other]


def test_a_run_goes_on_from_any_position(sets: dict[str, TrainingSet], vocabulary: Vocabulary) -> None:
    whole = list(islice(_groups(sets, vocabulary), NUM_GROUPS))
    for number in range(NUM_GROUPS - 3):
        position, _ = whole[number]
        rest = list(islice(_groups(sets, vocabulary, start=position), 3))
        assert rest == whole[number + 1 : number + 4], position


def test_shares_take_that_much_of_each_set(sets: dict[str, TrainingSet]) -> None:
    stage = replace(tiny_recipe().stages[0], sets={"copy": 2.5})
    size = len(epoch_examples(sets, replace(stage, sets={"copy": 1.0}), seed=0, epoch=0))
    assert len(epoch_examples(sets, stage, seed=0, epoch=0)) == 2 * size + round(size / 2)


class _Set:
    """A set of given examples."""

    def __init__(self, examples: list[Example]) -> None:
        self._examples = examples

    def epoch(self, rng: random.Random) -> list[Example]:
        return self._examples

    def held_out(self) -> list[Example]:
        return []


def test_sets_without_examples_are_told(vocabulary: Vocabulary) -> None:
    empty = {"open_text": _Set([]), "compositions": _Set([])}
    with pytest.raises(MktError, match="stage pretrain has no training examples"):
        next(_groups(empty, vocabulary))


def test_examples_none_of_which_fits_are_told(vocabulary: Vocabulary) -> None:
    task = SentenceTask(language="en", unit="text", role="mid", tone="plain", name="", uses_name=False)
    long = {"open_text": _Set([(task, "word " * 500)]), "compositions": _Set([])}
    with pytest.raises(MktError, match="no example of stage pretrain fits the model"):
        next(_groups(long, vocabulary))


def test_groups_keep_to_their_tokens_and_lose_no_pair() -> None:
    rng = random.Random(5)
    pairs = [Pair([1] * rng.randint(1, 40), [2] * rng.randint(1, 40)) for _ in range(500)]
    groups = list(grouped(pairs, tokens=300, rng=rng))
    assert sorted(map(id, (pair for group in groups for pair in group))) == sorted(map(id, pairs))
    assert all(len(group) * max(pair.length for pair in group) <= 300 for group in groups)
