"""Small catalogs and jobs for the tests of this folder."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from mtnlg_cli.catalog import CatalogConfig
from mtnlg_cli.generation.sampling import SamplingConfig
from mtnlg_cli.pipelines.generate_config import GenerateConfig

TEMPLATE = Path(__file__).with_name("plain.j2")
SAMPLING = SamplingConfig(candidates=2, temperature=0.7, top_k=50, top_p=0.95)
HEADERS = ("sku", "title", "brand", "color", "material", "capacity", "features")
_COLORS = ("red", "navy blue", "forest green", "black", "white")
_MATERIALS = ("stainless steel", "cotton", "oak", "glass")
_THINGS = ("water bottle", "desk lamp", "tote bag", "mug", "shelf", "towel", "pan")


def make_row(number: int) -> tuple[str, ...]:
    """A row that differs from its neighbours in everything."""
    thing = _THINGS[number % len(_THINGS)].title()
    return (
        f"SKU-{number:04d}",
        f"Trailmate {thing} {number}",
        "Trailmate",
        _COLORS[number % len(_COLORS)],
        _MATERIALS[number % len(_MATERIALS)],
        f"{200 + number} ml",
        "leakproof lid; fits most cup holders" if number % 2 else "easy to clean",
    )


def write_catalog(path: Path, rows: Iterable[Sequence[str]], *, headers: Sequence[str] = HEADERS) -> Path:
    """A CSV with these rows."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(headers)
        writer.writerows(rows)
    return path


def make_job(catalog: Path, **changes: Any) -> GenerateConfig:
    """A job on the fake engine whose outputs lie beside the catalog."""
    settings = {
        "output": catalog.with_name("outputs.jsonl"),
        "engine": "fake",
        "template": str(TEMPLATE),
        "sampling": SAMPLING,
        "batch_prompts": 4,
        **changes,
    }
    return GenerateConfig(catalog=CatalogConfig(path=catalog), **settings)


def read_records(path: Path) -> list[dict[str, Any]]:
    """The records of an output."""
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]
