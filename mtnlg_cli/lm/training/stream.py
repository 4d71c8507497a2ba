"""The order of training batches: a function of seed, stage and position alone, so that a run can go on exactly."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from mtnlg_cli.errors import MktError
from mtnlg_cli.lm.batches import POOL, Pair, encode_pairs, grouped
from mtnlg_cli.lm.model import ModelConfig
from mtnlg_cli.lm.sets import Example, TrainingSet
from mtnlg_cli.lm.tokenizer import Vocabulary
from mtnlg_cli.lm.training.recipe import Stage


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where a stage stands in its data: the next group of the pool of the epoch."""

    epoch: int = 0
    pool: int = 0
    group: int = 0


def stream(
    sets: Mapping[str, TrainingSet],
    stage: Stage,
    vocabulary: Vocabulary,
    config: ModelConfig,
    *,
    seed: int,
    start: Position = Position(),
) -> Iterator[tuple[Position, list[Pair]]]:
    """Endless groups of pairs for a stage, each with the position behind it, from `start` on.

    Raises MktError when an epoch holds no example that fits the model.
    """
    for epoch in count(start.epoch):
        examples = epoch_examples(sets, stage, seed=seed, epoch=epoch)
        place = start
        for pool, first in enumerate(range(0, len(examples), POOL)):
            if Position(epoch, pool + 1) <= start:
                continue
            rng = random.Random(f"{seed}/{stage.name}/{epoch}/{pool}")
            pairs = encode_pairs(examples[first : first + POOL], vocabulary, config, rng=rng)
            for number, group in enumerate(grouped(pairs, tokens=stage.batch_tokens, rng=rng), start=1):
                place = Position(epoch, pool, number)
                if place > start:
                    yield place, group
        if place == Position():
            raise _nothing(stage, f"no example of stage {stage.name} fits the model")


def epoch_examples(sets: Mapping[str, TrainingSet], stage: Stage, *, seed: int, epoch: int) -> list[Example]:
    """The stage's mix of its sets in random order. Raises MktError when the sets hold nothing."""
    mixed: list[Example] = []
    for name, share in sorted(stage.sets.items()):
        rng = random.Random(f"{seed}/{stage.name}/{epoch}/{name}")
        examples = sets[name].epoch(rng)
        whole, rest = divmod(share, 1)
        mixed += examples * int(whole) + rng.sample(examples, round(rest * len(examples)))
    if not mixed:
        raise _nothing(stage, f"stage {stage.name} has no training examples")
    random.Random(f"{seed}/{stage.name}/{epoch}").shuffle(mixed)
    return mixed


def _nothing(stage: Stage, what: str) -> MktError:
    return MktError(what, fix=f"look into the sets {', '.join(sorted(stage.sets))}, and the lengths of [model]")
