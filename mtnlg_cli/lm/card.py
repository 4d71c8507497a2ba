"""The card that lies beside the weights: what they are, what they were made from and how, what they cannot do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtnlg_cli.lm.files import CARD, WEIGHTS
from mtnlg_cli.lm.model import ModelConfig
from mtnlg_cli.lm.task import LANGUAGES
from mtnlg_cli.lm.training.recipe import Recipe
from mtnlg_cli.lm.training.reports import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """What the card says besides the recipe's own words. `number_format` is that of the weights in words.

    `bits` has (float32, int8) bits a character by set; `stages` is what `stages_of` made of its reports.
    """

    name: str
    config: ModelConfig
    parameters: int
    number_format: str
    hardware: str
    stages: list[dict[str, Any]]
    bits: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def write_card(folder: Path, recipe: Recipe, facts: CardFacts) -> str:
    """Writes card.json beside the weights, the same for the same run; returns the weights' SHA-256. Raises OSError."""
    sha256 = hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()
    card: dict[str, Any] = {
        "name": facts.name,
        "weights_sha256": sha256,
        "architecture": "encoder-decoder Transformer, pre-norm, shared embeddings, learned positions (MBart layout)",
        "config": facts.config.as_dict(),
        "parameters": facts.parameters,
        "number_format": facts.number_format,
        "languages": recipe.card.get("languages", list(LANGUAGES)),
        "data": recipe.card.get("data", []),
        "training": facts.stages,
        "hardware": facts.hardware or recipe.card.get("hardware", "not recorded"),
        "limits": recipe.card.get("limits", []),
    }
    if facts.bits:
        card["int8_bits_per_char"] = {name: _change(*pair) for name, pair in sorted(facts.bits.items())}
    (folder / CARD).write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return sha256


def stages_of(reports: Iterable[Report]) -> list[dict[str, Any]]:
    """Each stage of a run in order: steps, minutes, examples, mean speed, last training loss, last held-out figures."""
    stages: dict[tuple[object, object], list[Any]] = {}
    for report in reports:
        stages.setdefault((report.get("stage_index"), report["stage"]), []).append(report)
    return [_stage(windows) for windows in stages.values()]


def _stage(windows: list[dict[str, Any]]) -> dict[str, Any]:
    last = windows[-1]
    seconds = sum(window["seconds"] for window in windows)
    held_out: dict[str, dict[str, float]] = {}
    for key, value in last.items():
        name, dot, figure = key.partition(".")
        if dot:
            held_out.setdefault(name, {})[figure] = value
    return {
        "stage": last["stage"],
        "steps": last["step"],
        "minutes": round(last["minutes"], 1),
        "examples": sum(window["examples"] for window in windows),
        "tokens_per_s": round(sum(window["tokens_per_s"] * window["seconds"] for window in windows) / seconds),
        "train_loss": last["train_loss"],
        "held_out": held_out,
    }


def _change(float32: float, int8: float) -> dict[str, float]:
    return {
        "float32": round(float32, 4),
        "int8": round(int8, 4),
        "change_percent": round(100 * (int8 / float32 - 1), 2),
    }
