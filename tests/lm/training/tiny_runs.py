"""Small sets in folders, a recipe that takes a second, and runs of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from mtnlg_cli.lm.files import WEIGHTS
from mtnlg_cli.lm.sets import TrainingSet
from mtnlg_cli.lm.sets.open_text import FILE
from mtnlg_cli.lm.training.recipe import Recipe, Stage
from mtnlg_cli.lm.training.run import RunSettings, load_sets, run_recipe
from tests.lm.evaluation.small_corpus import corpus_row, product_ids
from tests.lm.tiny import write_corpus

_OPEN = (
    ("en", "The river runs past the old mill and under the bridge."),
    ("en", "She keeps the letters in a box below the stairs."),
    ("en", "Most of the guests had left before the music ended."),
    ("en", "A narrow path leads from the harbour to the lighthouse."),
    ("zh", "村口的老槐树下常有人下棋聊天。"),
    ("zh", "他把晒干的茶叶装进一只旧铁盒里。"),
    ("zh", "雨停之后院子里满是泥土的气味。"),
)


def write_sets(folder: Path) -> dict[str, Path]:
    """The folders of the sets: a corpus with products in both parts of the split, and open text with both."""
    corpus, text = folder / "corpus", folder / "text"
    for part in (corpus, text):
        part.mkdir(parents=True, exist_ok=True)
    write_corpus(corpus)
    for language in ("en", "zh"):
        ids = [id for held_out in (True, False) for id in product_ids(language, held_out=held_out, number=3)]
        lines = [json.dumps(corpus_row(id, language), ensure_ascii=False) + "\n" for id in ids]
        (corpus / f"{language}_b.jsonl").write_text("".join(lines), encoding="utf-8")
    rows = [
        {"text": sentence, "language": language, "held_out": number == 1}
        for number in range(4)
        for language, sentence in _OPEN[number % 2 :: 2]
    ]
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    (text / FILE).write_text("".join(lines), encoding="utf-8")
    return {"copy": corpus, "compositions": corpus, "tones": corpus, "open_text": text}


STEPS = 20
"""Steps of each stage; the weights that are left are averaged every ten steps."""


def tiny_recipe(*, seed: int = 0, stages: tuple[Stage, ...] = ()) -> Recipe:
    """Two stages over three sets, with dropout, masking and a model of 16 dimensions."""
    shared = {"steps": STEPS, "warmup_steps": 2, "batch_tokens": 500, "learning_rate": 3e-3}
    pretrain = Stage(name="pretrain", sets={"open_text": 1.0, "compositions": 0.5}, masked_weight=0.3, **shared)
    finetune = Stage(name="finetune", sets={"copy": 1.0, "compositions": 1.0}, dropout=0.1, **shared)
    return Recipe(
        name="tiny",
        vocabulary_size=420,
        model={"width": 16, "heads": 2, "feed_forward": 32, "encoder_layers": 1, "decoder_layers": 1},
        stages=stages or (pretrain, finetune),
        seed=seed,
    )


def one_stage(**changes: object) -> Recipe:
    """The fine-tuning alone, changed."""
    finetune = tiny_recipe().stages[1]
    return tiny_recipe(stages=(replace(finetune, **changes),))


def tiny_sets(folder: Path, recipe: Recipe) -> dict[str, TrainingSet]:
    """The recipe's sets, written to and read from a folder."""
    return load_sets(recipe, write_sets(folder))


def run(recipe: Recipe, sets: Mapping[str, TrainingSet], out: Path, **settings: object) -> bool:
    """Runs the recipe in this process, on one thread."""
    torch.set_num_threads(1)
    return run_recipe(recipe, sets, RunSettings(out=out, device="cpu", **settings))


def weights(out: Path) -> dict[str, Tensor]:
    """The weights a run left."""
    return load_file(out / WEIGHTS)


def same(one: Mapping[str, Tensor], other: Mapping[str, Tensor]) -> bool:
    """Whether two models are identical, bit for bit."""
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)
