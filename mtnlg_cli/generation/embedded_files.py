"""The files of the embedded model inside the package, found and checked without loading them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mtnlg_cli
from mtnlg_cli.errors import EnvironmentStop
from mtnlg_cli.generation.model_folder import count_parameters, read_header, read_json, weights_sha256

WEIGHTS_FOLDER = Path(mtnlg_cli.__file__).parent / "lm" / "weights"
NEEDED = ("model.safetensors", "tokenizer.json", "lexicon.json")
CARD = "card.json"
"""Optional; its `weights_sha256` is what the weights must hash to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedFiles:
    """What lies in the package. `expected_sha256` is None when the card records none; sizes are bytes."""

    path: Path
    num_parameters: int
    num_bytes: int
    dtypes: tuple[str, ...]
    sha256: str
    expected_sha256: str | None
    card: dict[str, Any]


def inspect_embedded(folder: Path = WEIGHTS_FOLDER) -> EmbeddedFiles:
    """Read headers and card, hash the weights.

    Raises EnvironmentStop when a file is missing, partial or damaged, or the weights are not those of the card.
    """
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        what = f"the embedded model is not here, missing: {', '.join(missing)}"
        raise EnvironmentStop(what, where=str(folder), fix=_FIX)
    weights = folder / "model.safetensors"
    header = read_header(weights)
    card = read_json(folder / CARD) if (folder / CARD).is_file() else {}
    read_json(folder / "tokenizer.json")
    sha256, expected = weights_sha256([weights]), card.get("weights_sha256")
    if expected is not None and expected != sha256:
        what = f"the embedded model is damaged: expected SHA-256 {expected}, found {sha256}"
        raise EnvironmentStop(what, where=str(weights), fix=_FIX)
    entries = [entry for name, entry in header.items() if name != "__metadata__"]
    return EmbeddedFiles(
        path=folder,
        num_parameters=count_parameters([entry for name, entry in header.items() if _is_weight(name)]),
        num_bytes=weights.stat().st_size,
        dtypes=tuple(sorted({str(entry["dtype"]) for entry in entries})),
        sha256=sha256,
        expected_sha256=expected,
        card=card or _metadata_config(header),
    )


_SCALE = ".scale"
"""Ends the name of the factors of an int8 matrix, which stand beside the weights and are none."""
_FIX = "install mtnlg-cli again, or give --model a folder or hub id"


def _is_weight(name: str) -> bool:
    return name != "__metadata__" and not name.endswith(_SCALE)


def _metadata_config(header: dict[str, Any]) -> dict[str, Any]:
    """The model's size as the weights file itself records it, for a model without a card."""
    try:
        config = json.loads(header.get("__metadata__", {}).get("config", "{}"))
    except json.JSONDecodeError:
        return {}
    return {"config": config} if config else {}
