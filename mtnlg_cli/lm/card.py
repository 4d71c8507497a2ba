"""The card that lies beside the weights: what they are, what they were made from, what they cannot do."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from mtnlg_cli.lm.files import CARD, WEIGHTS
from mtnlg_cli.lm.model import ModelConfig

_LIMITS = (
    "plain register; the tone asked for changes little",
    "writes sentence by sentence from facts chosen by code; it does not plan a text",
    "keywords and examples of a brief are not used",
    "says nothing that is not a fact of the row: no use, no scene, no closing",
    "a row without attributes gets no copy",
)


def write_card(folder: Path, *, config: ModelConfig, parameters: int, products: dict[str, int]) -> None:
    """Writes card.json: size, data, licence, the last figures of every run, limits, and the hash of the weights."""
    card: dict[str, Any] = {
        "name": "mkt-embedded",
        "weights_sha256": hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest(),
        "architecture": "encoder-decoder Transformer, pre-norm, shared embeddings, learned positions",
        "config": config.as_dict(),
        "parameters": parameters,
        "languages": ["en", "zh"],
        "data": {
            "name": "the project's own copy corpus, and sentences composed from its lists of facts and kinds",
            "licence": "Apache-2.0, as the project",
            "training_products": products["train"],
            "held_out_products": products["held_out"],
        },
        "training": _last_reports(folder / "training.jsonl"),
        "hardware": "CPU, single precision",
        "limits": list(_LIMITS),
    }
    (folder / CARD).write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _last_reports(log: Path) -> list[dict[str, float]]:
    """The last report of each run in a training log; a run begins with a line that counts parameters."""
    runs: list[dict[str, float]] = []
    for line in log.read_text(encoding="utf-8").splitlines():
        report = json.loads(line)
        if "parameters" in report:
            runs.append({})
        elif runs:
            runs[-1] = report
    return [run for run in runs if run]
