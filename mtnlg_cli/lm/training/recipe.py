"""A recipe: the model's size, the tokenizer, and the stages from raw sets to weights, as a TOML file."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from mtnlg_cli.errors import MktError
from mtnlg_cli.lm.model import ModelConfig
from mtnlg_cli.lm.sets import SETS
from mtnlg_cli.registry import suggest

RECIPES = Path(__file__).parent.parent / "recipes"
_KEYS = ("name", "seed", "model", "tokenizer", "stages", "card")
_KINDS = {"str": str, "int": int, "float": int | float, "dict[str, float]": dict}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of training.

    `sets` gives the share of each set's epoch that is used; `minutes` is the stage's time unless `steps` bounds it.
    The loss is generation_weight * L_gen + masked_weight * L_MLM. `batch_tokens` counts padded tokens of source and
    target; `learning_rate` is the peak, after `warmup_steps`, of a cosine that ends at a twentieth of it.
    """

    name: str
    sets: dict[str, float]
    minutes: float = 0.0
    steps: int = 0
    generation_weight: float = 1.0
    masked_weight: float = 0.0
    learning_rate: float = 1.2e-3
    warmup_steps: int = 300
    batch_tokens: int = 2200
    label_smoothing: float = 0.05
    dropout: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """From raw sets to weights. `card` holds what the model card says of the data: names, licences, limits."""

    name: str
    vocabulary_size: int
    model: dict[str, Any]
    stages: tuple[Stage, ...]
    seed: int = 0
    tokenizer_sets: tuple[str, ...] = ()
    card: dict[str, Any] = field(default_factory=dict)

    @property
    def sets(self) -> list[str]:
        """Names of all sets the recipe reads, sorted."""
        return sorted({name for stage in self.stages for name in stage.sets} | set(self.tokenizer_sets))

    def model_config(self, vocabulary_size: int, *, dropout: float = 0.0) -> ModelConfig:
        return ModelConfig(vocabulary_size=vocabulary_size, dropout=dropout, **self.model)


def recipe_names() -> list[str]:
    """The recipes that come with the package."""
    return sorted(path.stem for path in RECIPES.glob("*.toml"))


def load_recipe(name: str) -> Recipe:
    """A recipe by name or path. Raises MktError when it is unknown or does not hold what a recipe holds."""
    path = Path(name) if name.endswith(".toml") else RECIPES / f"{name}.toml"
    if not path.is_file():
        fix = f"{suggest(name, recipe_names())}, or give the path of a .toml file"
        raise MktError(f"unknown recipe: {name}", fix=fix)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MktError(f"not a TOML file: {error}", where=str(path), fix="correct the file") from error
    return _recipe(data, path)


def recipe_text(recipe: Recipe) -> str:
    """The recipe as a TOML file that `load_recipe` reads back as the same recipe."""
    sizes = {"size": recipe.vocabulary_size, "sets": list(recipe.tokenizer_sets)}
    tables = {"model": recipe.model, "tokenizer": sizes, "card": recipe.card}
    parts = [_lines({"name": recipe.name, "seed": recipe.seed})]
    parts += [f"[{name}]\n{_lines(table)}" for name, table in tables.items() if table]
    parts += [f"[[stages]]\n{_lines(asdict(stage))}" for stage in recipe.stages]
    return "\n".join(parts)


def recipe_hash(recipe: Recipe) -> str:
    """Tells runs apart: any change of the recipe, its seed or its time changes it, but not what the card will say."""
    settings = asdict(replace(recipe, card={}))
    return hashlib.sha256(json.dumps(settings, sort_keys=True, default=str).encode()).hexdigest()


def scaled(recipe: Recipe, minutes: float) -> Recipe:
    """The recipe with its timed stages stretched or shrunk to `minutes` in all, in their proportions.

    Raises MktError when it has none.
    """
    total = sum(stage.minutes for stage in recipe.stages if not stage.steps)
    if not total:
        raise MktError(
            f"all stages of the recipe {recipe.name} count steps: --minutes has no effect",
            fix="leave --minutes out, or give minutes instead of steps in the recipe",
        )
    stages = (
        stage if stage.steps else replace(stage, minutes=stage.minutes * minutes / total) for stage in recipe.stages
    )
    return replace(recipe, stages=tuple(stages))


def _recipe(data: dict[str, Any], path: Path) -> Recipe:
    try:
        _only(_KEYS, data, "a recipe")
        tokenizer = data["tokenizer"]
        _only(("size", "sets"), tokenizer, "[tokenizer]")
        _only([entry.name for entry in fields(ModelConfig)], data["model"], "[model]")
        recipe = Recipe(
            name=data.get("name", path.stem),
            vocabulary_size=tokenizer["size"],
            model=data["model"],
            stages=tuple(_stage(stage) for stage in data.get("stages", ())),
            seed=data.get("seed", 0),
            tokenizer_sets=tuple(tokenizer.get("sets", ())),
            card=data.get("card", {}),
        )
        _check(recipe)
    except KeyError as error:
        raise MktError(f"not a recipe: {error} is missing", where=str(path), fix="add it") from error
    except (TypeError, AttributeError) as error:
        raise MktError(f"not a recipe: {error}", where=str(path), fix="see the recipes of the package") from error
    except MktError as error:
        raise MktError(error.what, where=str(path), fix=error.fix) from error
    return recipe


def _stage(data: dict[str, Any]) -> Stage:
    _only([entry.name for entry in fields(Stage)], data, "[[stages]]")
    stage = Stage(**data)
    for entry in fields(Stage):
        if not isinstance(getattr(stage, entry.name), _KINDS[str(entry.type)]):
            raise MktError(f"{entry.name} of the stage {stage.name} must be {entry.type}", fix="mend the value")
    if not (stage.steps > 0 or stage.minutes > 0):
        raise MktError(f"the stage {stage.name} needs minutes or steps", fix="give it one of them")
    return stage


def _check(recipe: Recipe) -> None:
    """Raises MktError for a recipe without stages, an unknown set or a width that the heads cannot share."""
    if not recipe.stages:
        raise MktError("the recipe has no stages", fix="add a [[stages]] with name, sets, and minutes or steps")
    known = [name.replace("-", "_") for name in SETS.names()]
    for name in recipe.sets:
        if name not in known:
            raise MktError(f"unknown training set: {name}", fix=suggest(name, known))
    config = recipe.model_config(recipe.vocabulary_size)
    if config.width % config.heads:
        raise MktError(f"width {config.width} cannot be shared by {config.heads} heads", fix="mend [model]")


def _only(known: Iterable[str], data: Mapping[str, Any], where: str) -> None:
    known = list(known)
    for key in data:
        if key not in known:
            raise MktError(f"{where} has an unknown key: {key}", fix=suggest(key, known))


def _lines(table: Mapping[str, Any]) -> str:
    return "".join(f"{_key(key)} = {_toml(value)}\n" for key, value in table.items())


def _key(key: str) -> str:
    return key if key.replace("_", "").isalnum() and key.isascii() else json.dumps(key)


def _toml(value: Any) -> str:
    """A value as TOML; JSON's strings, numbers and switches are TOML's, and str() writes a date as TOML does."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_key(key)} = {_toml(inner)}' for key, inner in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool) else str(value)
