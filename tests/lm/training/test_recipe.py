"""A recipe is read as it stands, written as it is run, and refused with the reason when it is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mtnlg_cli.errors import MktError
from mtnlg_cli.lm.training.recipe import load_recipe, recipe_hash, recipe_names, recipe_text, scaled
from tests.lm.training.tiny_runs import tiny_recipe

GOOD = """
[model]
width = 16
heads = 2
[tokenizer]
size = 400
[[stages]]
name = "finetune"
sets = { copy = 1.0 }
steps = 3
"""


def _load(text: str, folder: Path) -> object:
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    return load_recipe(str(folder / "mine.toml"))


def test_the_recipes_of_the_package_load() -> None:
    assert {"e2e", "embedded"} <= set(recipe_names())
    for name in recipe_names():
        assert load_recipe(name).name == name


@pytest.mark.parametrize("name", recipe_names())
def test_a_recipe_that_is_written_is_read_back_the_same(name: str, tmp_path: Path) -> None:
    recipe = replace(load_recipe(name), seed=7, card={"name": 'a "b" 中\n', "data": [{"licence": "MIT", "no": 1}]})
    assert _load(recipe_text(recipe), tmp_path) == recipe


def test_a_recipe_of_ones_own_is_named_for_its_file(tmp_path: Path) -> None:
    assert _load(GOOD, tmp_path).name == "mine"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("width = 16", "wdith = 16", r"\[model\] has an unknown key: wdith\n.*\n.*did you mean width"),
        ("steps = 3", "step = 3", r"\[\[stages\]\] has an unknown key: step\n.*\n.*did you mean steps"),
        ("size = 400", "size = 400\nkind = 1", r"\[tokenizer\] has an unknown key: kind"),
        ("[model]", "colour = 1\n[model]", "a recipe has an unknown key: colour"),
        ("steps = 3", "", "the stage finetune needs minutes or steps"),
        ("steps = 3", 'steps = "3"', "steps of the stage finetune must be int"),
        ("copy = 1.0", "cpoy = 1.0", r"unknown training set: cpoy\n.*\n.*did you mean copy"),
        ("heads = 2", "heads = 3", "width 16 cannot be shared by 3 heads"),
        ("size = 400", "", "'size' is missing"),
        ("[model]", "[model", "not a TOML file"),
    ],
)
def test_what_is_wrong_with_a_recipe_is_said(old: str, new: str, message: str, tmp_path: Path) -> None:
    assert old in GOOD
    with pytest.raises(MktError) as caught:
        _load(GOOD.replace(old, new), tmp_path)
    caught.match(message)
    assert "mine.toml" in str(caught.value)


def test_a_recipe_needs_stages(tmp_path: Path) -> None:
    with pytest.raises(MktError, match="the recipe has no stages"):
        _load(GOOD.split("[[stages]]", maxsplit=1)[0], tmp_path)


def test_an_unknown_recipe_is_met_with_the_known_ones() -> None:
    with pytest.raises(MktError, match=r"unknown recipe: embeded\n.*did you mean embedded\?"):
        load_recipe("embeded")


def test_scaled_time_keeps_its_proportions_and_leaves_steps_alone() -> None:
    counted, timed = tiny_recipe().stages
    stages = (counted, *(replace(timed, steps=0, minutes=minutes) for minutes in (10, 30)))
    found = scaled(replace(tiny_recipe(), stages=stages), 8)
    assert [stage.minutes for stage in found.stages] == [0, 2, 6]
    assert found.stages[0] == counted


def test_time_for_a_recipe_without_timed_stages_is_refused() -> None:
    with pytest.raises(MktError, match="--minutes has no effect"):
        scaled(tiny_recipe(), 8)


def test_seed_and_time_make_another_run() -> None:
    recipe = load_recipe("embedded")
    others = (replace(recipe, seed=1), scaled(recipe, 3))
    assert len({recipe_hash(one) for one in (recipe, *others)}) == 3
