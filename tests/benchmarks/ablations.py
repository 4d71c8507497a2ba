"""What each part of the embedded model's training brings: held-out bits a character after short runs.

    python -m tests.benchmarks.ablations OUT --corpus CORPUS --open-text OPEN_TEXT --steps 400

Every variant trains for as many steps on the same sets with the same tokenizer and seed; OPEN_TEXT is a folder that
`mkt train corpus` wrote. The figure is bits a character of held-out human sentences, a slot counting as one character.
A run that was stopped goes on; a finished one is not run again.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from mtnlg_cli.lm.files import TOKENIZER
from mtnlg_cli.lm.training.recipe import Recipe, Stage, load_recipe
from mtnlg_cli.lm.training.run import METRICS, RunSettings, load_sets, run_recipe

Variant = tuple[tuple[Stage, ...], Mapping[str, Any]]


def variants(recipe: Recipe, steps: int) -> dict[str, Variant]:
    """Stages and changes of the model's size by name."""
    read, pretrain, finetune = (replace(stage, steps=steps, minutes=0.0) for stage in recipe.stages[:3])
    masked_only = replace(pretrain, generation_weight=0.0, masked_weight=1.0)
    both, alone = (pretrain, finetune), (finetune,)
    return {
        "no pretraining": (alone, {}),
        "no pretraining, twice the steps": ((replace(finetune, steps=2 * steps),), {}),
        "pretraining, generation alone": ((replace(pretrain, masked_weight=0.0), finetune), {}),
        "pretraining, masked-LM alone": ((masked_only, finetune), {}),
        "pretraining, both losses": (both, {}),
        "copying, then both losses": ((read, pretrain, finetune), {}),
        "encoder 3, decoder 3": (alone, {"encoder_layers": 3, "decoder_layers": 3}),
        "encoder 5, decoder 1": (alone, {"encoder_layers": 5, "decoder_layers": 1}),
        "width 128": (alone, {"width": 128, "feed_forward": 512}),
        "width 256": (alone, {"width": 256, "feed_forward": 1024}),
    }


def run_variant(name: str, variant: Variant, recipe: Recipe, sets: Mapping[str, Any], out: Path) -> dict[str, Any]:
    """Trains one variant in its own folder and returns its last report."""
    stages, size = variant
    folder = out / name.replace(" ", "-").replace(",", "")
    folder.mkdir(parents=True, exist_ok=True)
    shared = out / TOKENIZER
    if shared.exists():
        shutil.copy(shared, folder / TOKENIZER)
    changed = replace(recipe, stages=stages, model={**recipe.model, **size})
    run_recipe(changed, sets, RunSettings(out=folder, report_seconds=600))
    if not shared.exists():
        shutil.copy(folder / TOKENIZER, shared)
    last: dict[str, Any] = json.loads((folder / METRICS).read_text(encoding="utf-8").splitlines()[-1])
    return last


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--open-text", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--only", help="names of variants, separated by |")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    recipe = load_recipe("embedded")
    folders = dict.fromkeys(("copy", "compositions", "tones"), arguments.corpus)
    sets = load_sets(recipe, folders | dict.fromkeys(("open_text", "fragments"), arguments.open_text))
    chosen = variants(recipe, arguments.steps)
    print(f"{'variant':<34} {'bits/char':>9} {'gap':>6} {'loss':>6}")
    for name in arguments.only.split("|") if arguments.only else chosen:
        last = run_variant(name, chosen[name], recipe, sets, arguments.out)
        print(
            f"{name:<34} {last['copy.bits_per_char']:>9.3f} {last['copy.source_gap']:>6.2f} {last['copy.loss']:>6.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
