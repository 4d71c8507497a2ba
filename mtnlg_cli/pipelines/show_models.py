"""The models on this machine, as plain data: the embedded one, those in the hub's cache, and any folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mtnlg_cli.errors import MktError
from mtnlg_cli.generation.embedded_files import WEIGHTS_FOLDER, inspect_embedded
from mtnlg_cli.generation.hub import cached_models, resolve_model
from mtnlg_cli.generation.loading import check_architecture
from mtnlg_cli.generation.model_folder import ModelFolder, inspect_folder, weights_sha256

EMBEDDED = "embedded"
_BYTES_FLOAT32 = 4


def list_models() -> list[dict[str, Any]]:
    """The embedded model first, then the hub's cache by name; one that cannot be used says why in `problem`."""
    found = [(EMBEDDED, WEIGHTS_FOLDER), *cached_models()]
    return [_listed(name, path) for name, path in found]


def show_model(name: str = EMBEDDED) -> dict[str, Any]:
    """One model in full: the embedded one, a folder, or a hub id already in the cache.

    Raises what generation would raise for it, so that a model shown here can be used.
    """
    if name == EMBEDDED and not Path(name).is_dir():
        return _embedded()
    resolved = resolve_model(name, offline=True)
    folder = inspect_folder(resolved.path)
    check_architecture(folder)
    return {**_described(name, folder), "revision": resolved.revision, "weights_sha256": weights_sha256(folder.weights)}


def _listed(name: str, path: Path) -> dict[str, Any]:
    try:
        known = _embedded() if name == EMBEDDED else _described(name, inspect_folder(path))
    except MktError as error:
        return {"id": name, "engine": _engine(name), "path": str(path), "usable": False, "problem": error.what}
    return {**known, "usable": True, "problem": None}


def _embedded() -> dict[str, Any]:
    files = inspect_embedded()
    return {
        "id": EMBEDDED,
        "engine": _engine(EMBEDDED),
        "path": str(files.path),
        "kind": "seq2seq",
        "architecture": "mtnlg",
        "parameters": files.num_parameters,
        "bytes": files.num_bytes,
        "dtypes": list(files.dtypes),
        "memory_float32_bytes": files.num_parameters * _BYTES_FLOAT32,
        "weights_sha256": files.sha256,
        "card": files.card,
    }


def _described(name: str, folder: ModelFolder) -> dict[str, Any]:
    return {
        "id": name,
        "engine": _engine(name),
        "path": str(folder.path),
        "kind": folder.kind,
        "architecture": folder.architecture,
        "parameters": folder.num_parameters,
        "bytes": folder.num_bytes,
        "dtypes": list(folder.dtypes),
        "memory_float32_bytes": folder.num_parameters * _BYTES_FLOAT32,
        "context": folder.context,
        "chat_template": folder.has_chat_template,
    }


def _engine(name: str) -> str:
    return EMBEDDED if name == EMBEDDED else "transformers"
