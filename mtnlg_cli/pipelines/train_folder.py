"""The folder of a training run and the folders of its sets: checked before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from mtnlg_cli.errors import MktError, StateConflict
from mtnlg_cli.pipelines.train_config import OnTrainProgress, TrainConfig, TrainProgress
from mtnlg_cli.pipelines.tune_folder import remove_folder
from mtnlg_cli.records.files import disk_errors, replace_file
from mtnlg_cli.records.settings import setting_changes
from mtnlg_cli.registry import suggest

if TYPE_CHECKING:
    from mtnlg_cli.lm.training.recipe import Recipe

RECIPE, LOCK, CORPUS = "recipe.toml", ".run.lock", "corpus"
_FROM_OPEN_TEXT = ("open_text", "fragments")


def recipe_of(config: TrainConfig) -> Recipe:
    """The recipe with the seed and the time that were asked for. Raises MktError."""
    from mtnlg_cli.lm.training.recipe import load_recipe, scaled

    recipe = load_recipe(config.recipe)
    if config.seed is not None:
        recipe = replace(recipe, seed=config.seed)
    return recipe if config.minutes is None else scaled(recipe, config.minutes)


def set_folders(recipe: Recipe, given: Mapping[str, Path]) -> dict[str, Path]:
    """The folder of every set of the recipe. Raises MktError when one is missing, is no folder or is not read."""
    folders = {name.replace("-", "_"): folder for name, folder in given.items()}
    for name, folder in folders.items():
        if name not in recipe.sets:
            raise MktError(f"the recipe {recipe.name} does not read the set {name}", fix=suggest(name, recipe.sets))
        if not folder.is_dir():
            raise MktError(f"the folder of the set {name} is not there", where=str(folder), fix="give another --set")
    missing = [name for name in recipe.sets if name not in folders]
    if missing:
        raise _missing(recipe, missing)
    return folders


def _missing(recipe: Recipe, missing: list[str]) -> MktError:
    from mtnlg_cli.lm.sets import SETS

    width = max(map(len, recipe.sets))
    lines = (f"    {name:<{width}}  {SETS.summary(name)}" for name in recipe.sets)
    return MktError(
        f"no folder for {', '.join(missing)}; the recipe {recipe.name} reads the sets\n" + "\n".join(lines),
        fix=" ".join(f"--set {name}=FOLDER" for name in missing),
    )


def enter_folder(folder: Path, recipe: Recipe) -> None:
    """Makes a folder the run's own, or finds it is that already; call with the lock held.

    Raises StateConflict when it holds another run or somebody else's model, EnvironmentStop when it cannot be written.
    """
    from mtnlg_cli.lm.files import TOKENIZER, WEIGHTS
    from mtnlg_cli.lm.training.checkpoint import STATE, read_state
    from mtnlg_cli.lm.training.recipe import load_recipe, recipe_hash, recipe_text

    path = folder / RECIPE
    if path.exists():
        changes = setting_changes(_settings(load_recipe(str(path))), _settings(recipe))
        if changes:
            raise StateConflict(
                "the folder holds a run of other settings:\n" + "\n".join(f"    {change}" for change in changes),
                where=str(folder),
                fix="give the old settings again, or another -o",
            )
    elif not (folder / STATE).exists() and any((folder / name).exists() for name in (WEIGHTS, TOKENIZER)):
        what = "the folder holds a model that no training run of mkt left there"
        raise StateConflict(what, where=str(folder), fix="give another -o")
    read_state(folder, recipe=recipe_hash(recipe))
    if not path.exists():
        _write(path, recipe_text(recipe))


def ready_sets(folders: Mapping[str, Path], output: Path, *, report: OnTrainProgress) -> dict[str, Path]:
    """The folders with that of open text cleaned, once, if raw data was given for it.

    Raises MktError when a file of the data is missing or damaged.
    """
    raw = {name: folders[name] for name in _FROM_OPEN_TEXT if name in folders and _is_raw(folders[name])}
    ready = output / CORPUS
    if raw and not ready.exists():
        _clean(next(iter(raw.values())), ready, report)
    return {**folders, **dict.fromkeys(raw, ready)}


def _is_raw(folder: Path) -> bool:
    from mtnlg_cli.lm.sets.open_text import FILE

    return not (folder / FILE).exists() and any(folder.glob("*.jsonl.xz"))


def _clean(folder: Path, ready: Path, report: OnTrainProgress) -> None:
    from mtnlg_cli.pipelines.build_corpus import build_corpus

    part = ready.with_name(f".{ready.name}.part")
    remove_folder(part)
    report(TrainProgress(phase="corpus"))
    build_corpus(
        folder,
        part,
        on_progress=lambda stage, done: report(TrainProgress(phase="corpus", detail=f"{stage}, {done:,}")),
    )
    with disk_errors(ready):
        part.replace(ready)


def _settings(recipe: Recipe) -> dict[str, Any]:
    """Everything a run follows from, flat: "model.width", "pretrain.steps"."""
    data = asdict(recipe)
    flat = {f"model.{key}": value for key, value in data.pop("model").items()}
    for number, stage in enumerate(data.pop("stages"), start=1):
        flat |= {f"stage {number} ({stage['name']}) {key}": value for key, value in stage.items()}
    return {**data, **flat}


def _write(path: Path, text: str) -> None:
    def write(stream: BinaryIO) -> None:
        stream.write(text.encode())

    replace_file(path, path.with_name(f"{path.name}.part"), write)
