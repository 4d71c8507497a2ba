"""Records and jobs for the tests of tuning."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mtnlg_cli.lm.tuning.settings import TuningSettings
from mtnlg_cli.pipelines.generate_copy import generate_copy
from mtnlg_cli.pipelines.tune_config import TuneConfig
from tests.generation.tiny_models import save_model
from tests.pipelines.jobs import make_job, make_row, read_records, write_catalog

HELD_OUT = 0.2


def write_records(folder: Path, number: int = 24, **changes: Any) -> Path:
    """Records of the fake engine for so many products, as `mkt generate` wrote them."""
    catalog = write_catalog(folder / "products.csv", [make_row(i) for i in range(number)])
    generate_copy(make_job(catalog, **changes))
    return catalog.with_name("outputs.jsonl")


def rewrite(path: Path, change: Any) -> None:
    """Puts every record through `change(index, record)`."""
    records = read_records(path)
    for index, record in enumerate(records):
        change(index, record)
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")


def long_context(folder: Path, kind: str = "llama") -> Path:
    """A tiny model whose context holds the packaged prompts byte by byte."""
    save_model(folder, kind, chat=kind == "llama", scale=2.0)
    config = json.loads((folder / "config.json").read_text())
    config["max_position_embeddings"] = 4096
    (folder / "config.json").write_text(json.dumps(config))
    return folder


def tune_config(records: Path, model: Path, output: Path, **changes: Any) -> TuneConfig:
    """A short job on the CPU; `changes` are fields of TuneConfig or of TuningSettings."""
    training = {"epochs": 2, "learning_rate": 0.01, "batch_size": 4}
    others = {"held_out": HELD_OUT, "compare": 0, "device": "cpu"}
    for name, value in changes.items():
        (training if name in TuningSettings.__dataclass_fields__ else others)[name] = value
    return TuneConfig(records=records, model=str(model), output=output, training=TuningSettings(**training), **others)
