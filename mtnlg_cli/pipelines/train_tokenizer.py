"""Makes the tokenizer of a training run, proves that it loses nothing, and measures what each language costs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mtnlg_cli.pipelines.train_config import OnTrainProgress, TokenizerResult, TrainConfig, TrainProgress
from mtnlg_cli.pipelines.train_folder import LOCK, enter_folder, ready_sets, recipe_of, set_folders
from mtnlg_cli.records.files import disk_errors
from mtnlg_cli.records.lock import hold_lock

if TYPE_CHECKING:
    from mtnlg_cli.lm.training.recipe import Recipe

__all__ = ["TokenizerResult", "TrainConfig", "TrainProgress", "make_tokenizer"]

_NUM_SHOWN = 5


def make_tokenizer(config: TrainConfig, *, on_progress: OnTrainProgress | None = None) -> TokenizerResult:
    """Writes tokenizer.json to the run's folder, unless it is there, and tests it on every text it was made from.

    Raises:
        MktError: as `train_model` does.
    """
    report = on_progress or (lambda progress: None)
    recipe = recipe_of(config)
    folders = set_folders(recipe, config.sets)
    with disk_errors(config.output):
        config.output.mkdir(parents=True, exist_ok=True)
    with hold_lock(config.output / LOCK):
        return _make(config, recipe=recipe, folders=folders, report=report)


def _make(
    config: TrainConfig, *, recipe: Recipe, folders: Mapping[str, Path], report: OnTrainProgress
) -> TokenizerResult:
    from mtnlg_cli.lm.files import TOKENIZER
    from mtnlg_cli.lm.tokenizer import Vocabulary
    from mtnlg_cli.lm.training.run import load_sets
    from mtnlg_cli.lm.training.vocabulary import fertility, make_vocabulary, texts_that_differ, tokenizer_texts

    enter_folder(config.output, recipe)
    ready = ready_sets(folders, config.output, report=report)
    report(TrainProgress(phase="read"))
    sets = load_sets(recipe, ready)
    report(TrainProgress(phase="tokenizer"))
    texts = tokenizer_texts(recipe, sets)
    if not (config.output / TOKENIZER).exists():
        make_vocabulary(recipe, texts, config.output)
    vocabulary = Vocabulary.load(config.output / TOKENIZER)
    distinct = sorted(set(texts))
    differing = texts_that_differ(vocabulary, (text for _, text in distinct))
    return TokenizerResult(
        path=config.output / TOKENIZER,
        size=vocabulary.size,
        num_texts=len(distinct),
        languages=tuple(fertility(vocabulary, distinct)),
        num_differing=len(differing),
        differing=tuple(differing[:_NUM_SHOWN]),
    )
