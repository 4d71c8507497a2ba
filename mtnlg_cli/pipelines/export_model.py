"""A training run's folder -> a model folder: the package's own format in int8, or the stock layout in float32."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtnlg_cli.errors import MktError, StateConflict
from mtnlg_cli.pipelines.train_folder import RECIPE
from mtnlg_cli.pipelines.tune_folder import read_object, remove_folder
from mtnlg_cli.records.files import disk_errors
from mtnlg_cli.registry import suggest

if TYPE_CHECKING:
    from mtnlg_cli.lm.model import EncoderDecoder
    from mtnlg_cli.lm.sets import Example
    from mtnlg_cli.lm.tokenizer import Vocabulary
    from mtnlg_cli.lm.training.recipe import Recipe

PACKAGE, TRANSFORMERS = "package", "transformers"
FORMATS = (PACKAGE, TRANSFORMERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportConfig:
    """What to export and to where. `sets` are folders by set name: int8 is measured on what each holds out.

    `hardware` is what the card says the model was trained on; "" leaves it to the recipe.
    """

    run: Path
    output: Path
    format: str = PACKAGE
    sets: Mapping[str, Path] = field(default_factory=dict)
    hardware: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What was written. `bits` has (float32, int8) bits a character of held-out text by set; sizes are bytes."""

    output: Path
    format: str
    parameters: int
    num_bytes: int
    weights_sha256: str
    bits: dict[str, tuple[float, float]]
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The export as plain data."""
        return {
            "output": str(self.output),
            "format": self.format,
            "parameters": self.parameters,
            "bytes": self.num_bytes,
            "weights_sha256": self.weights_sha256,
            "bits_per_char": {name: {"float32": pair[0], "int8": pair[1]} for name, pair in self.bits.items()},
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class _Run:
    """What a run's folder holds, read."""

    folder: Path
    recipe: Recipe
    vocabulary: Vocabulary
    model: EncoderDecoder
    stages: list[dict[str, Any]]


def export_model(config: ExportConfig) -> Export:
    """Writes the model folder whole or not at all.

    Raises MktError when the settings do not fit each other or the folder is no run's, StateConflict when the output
    is not empty, EnvironmentStop when files cannot be read or written.
    """
    _check(config)
    run = _read_run(config.run)
    held_out = _held_out(config.sets)
    output = Path(os.path.realpath(config.output))
    part = output.with_name(f".{output.name}.part")
    remove_folder(part)
    with disk_errors(output):
        part.mkdir(parents=True)
        export = _write(run, part, config, held_out)
        part.replace(output)
    return export


def _check(config: ExportConfig) -> None:
    if config.format not in FORMATS:
        raise MktError(f"unknown format: {config.format}", fix=suggest(config.format, FORMATS))
    if config.sets and config.format != PACKAGE:
        raise MktError("--set measures int8, which this format does not have", fix="leave --set out")
    if config.output.exists() and (not config.output.is_dir() or any(config.output.iterdir())):
        raise StateConflict("the output exists and is not empty", where=str(config.output), fix="give a new folder")


def _read_run(folder: Path) -> _Run:
    from mtnlg_cli.lm.card import stages_of
    from mtnlg_cli.lm.embedded import load_model
    from mtnlg_cli.lm.files import TOKENIZER, WEIGHTS
    from mtnlg_cli.lm.tokenizer import Vocabulary
    from mtnlg_cli.lm.training.recipe import load_recipe
    from mtnlg_cli.lm.training.reports import METRICS, read_reports

    missing = [name for name in (RECIPE, WEIGHTS, TOKENIZER, METRICS) if not (folder / name).is_file()]
    if missing:
        fix = "give the folder that mkt train run wrote, after its first report"
        raise MktError(f"not a training run, missing: {', '.join(missing)}", where=str(folder), fix=fix)
    recipe = load_recipe(str(folder / RECIPE))
    vocabulary = Vocabulary.load(folder / TOKENIZER)
    fix = "export a run whose weights belong to its recipe.toml and tokenizer.json"
    model = load_model(folder / WEIGHTS, config=recipe.model_config(vocabulary.size), fix=fix)
    return _Run(folder, recipe, vocabulary, model, stages_of(read_reports(folder)))


def _write(run: _Run, folder: Path, config: ExportConfig, held_out: Mapping[str, list[Example]]) -> Export:
    from mtnlg_cli.lm.card import CardFacts, write_card
    from mtnlg_cli.lm.files import WEIGHTS

    save = _save_package if config.format == PACKAGE else _save_transformers
    number_format = save(run, folder)
    bits = _measure(run, folder / WEIGHTS, held_out)
    facts = CardFacts(
        name=run.recipe.card.get("name", run.recipe.name),
        config=run.model.config,
        parameters=sum(parameter.numel() for parameter in run.model.parameters()),
        number_format=number_format,
        hardware=config.hardware,
        stages=run.stages,
        bits=bits,
    )
    sha256 = write_card(folder, run.recipe, facts)
    return Export(
        output=config.output,
        format=config.format,
        parameters=facts.parameters,
        num_bytes=(folder / WEIGHTS).stat().st_size,
        weights_sha256=sha256,
        bits=bits,
        notes=_notes(run, config.format),
    )


def _save_package(run: _Run, folder: Path) -> str:
    from mtnlg_cli.lm.files import LEXICON, TOKENIZER, WEIGHTS
    from mtnlg_cli.lm.quantize import save_int8

    for name in (TOKENIZER, LEXICON):
        if (run.folder / name).exists():
            shutil.copyfile(run.folder / name, folder / name)
    save_int8(run.model, folder / WEIGHTS)
    return "int8 matrices with one scale a row; norms, biases and positions in float32"


def _save_transformers(run: _Run, folder: Path) -> str:
    from mtnlg_cli.lm.export import save_stock
    from mtnlg_cli.lm.files import TOKENIZER

    save_stock(run.model, run.folder / TOKENIZER, folder)
    return "float32"


def _held_out(sets: Mapping[str, Path]) -> dict[str, list[Example]]:
    """What each set holds out, the same examples as in the reports of a run."""
    if not sets:
        return {}
    from mtnlg_cli.lm.sets import SETS
    from mtnlg_cli.lm.training.run import HELD_OUT_EXAMPLES
    from mtnlg_cli.lm.training.vocabulary import sample

    found = {}
    for name, folder in sets.items():
        examples = SETS.get(name).load(folder).held_out()
        if not examples:
            raise MktError(f"the set {name} holds nothing out", where=str(folder), fix="give the folder of its files")
        found[name.replace("-", "_")] = sample(examples, HELD_OUT_EXAMPLES)
    return found


def _measure(run: _Run, weights: Path, held_out: Mapping[str, list[Example]]) -> dict[str, tuple[float, float]]:
    """Bits a character of the run's weights and of those in the file, set by set."""
    if not held_out:
        return {}
    from mtnlg_cli.lm.embedded import load_model
    from mtnlg_cli.lm.training.measure import held_out_figures

    models = (run.model, load_model(weights))
    found = {}
    for name, examples in held_out.items():
        float32, int8 = (held_out_figures(model, examples, run.vocabulary)["bits_per_char"] for model in models)
        found[name] = (float32, int8)
    return found


def _notes(run: _Run, form: str) -> tuple[str, ...]:
    from mtnlg_cli.lm.files import LEXICON
    from mtnlg_cli.lm.training.checkpoint import STATE

    notes = []
    done = (read_object(run.folder / STATE) or {}).get("stage", 0)
    if done < len(run.recipe.stages):
        notes.append(f"the run is not finished: {done} of its {len(run.recipe.stages)} stages are")
    if form == PACKAGE and not (run.folder / LEXICON).exists():
        notes.append(f"the run has no {LEXICON}: mkt generate needs one beside the weights")
    return tuple(notes)
