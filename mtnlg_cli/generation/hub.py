"""--model -> a folder on this disk: a local folder as it stands, a hub id through the hub's own cache."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from mtnlg_cli.errors import EnvironmentStop, MktError

_HUB_ID = re.compile(r"[\w.-]+(?:/[\w.-]+)?")
_WANTED = ("*.json", "*.safetensors", "*.jinja", "*.model", "*.txt")
"""No pickle, no Python file: what is never downloaded can never be read."""
_UNWANTED = ("*/*", "consolidated*", "*.onnx*")


@dataclass(frozen=True, slots=True)
class ResolvedModel:
    """Where a model lies; `revision` is the hub commit, None for a local folder."""

    path: Path
    revision: str | None


def resolve_model(name: str, *, revision: str | None = None, offline: bool = False) -> ResolvedModel:
    """Find a model, downloading it only for a hub id and only when that is allowed.

    Raises EnvironmentStop when it is not here and cannot be fetched, MktError when the name itself is wrong.
    """
    path = Path(name).expanduser()
    if path.is_dir():
        return ResolvedModel(path=path, revision=None)
    if path.is_file():
        raise MktError(f"--model is a file: {name}", fix="give the folder that holds config.json and the weights")
    if name.startswith((".", "/", "~")) or not _HUB_ID.fullmatch(name):
        raise EnvironmentStop(f"no model folder: {name}", where=str(path), fix="check the path given to --model")
    folder = _snapshot(name, revision=revision, offline=offline or is_offline())
    return ResolvedModel(path=folder, revision=folder.name)


def is_offline() -> bool:
    """Whether HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE forbids the network."""
    values = (os.environ.get(name, "") for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"))
    return any(value.lower() in ("1", "true", "yes", "on") for value in values)


def cache_folder() -> Path:
    """The hub's cache on this machine, by its own environment variables."""
    if cache := os.environ.get("HF_HUB_CACHE"):
        return Path(cache).expanduser()
    home = os.environ.get("HF_HOME") or Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "huggingface"
    return Path(home).expanduser() / "hub"


def cached_models() -> list[tuple[str, Path]]:
    """(hub id, folder) of every model snapshot in the hub's cache that has a config, newest snapshot of each."""
    found = []
    for model in sorted(cache_folder().glob("models--*")):
        snapshots = [path.parent for path in model.glob("snapshots/*/config.json")]
        if snapshots:
            newest = max(snapshots, key=lambda path: path.stat().st_mtime)
            found.append((model.name.removeprefix("models--").replace("--", "/"), newest))
    return found


def _snapshot(name: str, *, revision: str | None, offline: bool) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import (
        GatedRepoError,
        HfHubHTTPError,
        HFValidationError,
        LocalEntryNotFoundError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    try:
        folder = snapshot_download(
            name,
            revision=revision,
            local_files_only=offline,
            cache_dir=cache_folder(),
            allow_patterns=list(_WANTED),
            ignore_patterns=list(_UNWANTED),
        )
    except LocalEntryNotFoundError as error:
        reason = "and downloads are off" if offline else "and the hub cannot be reached"
        fix = "download it where there is a network, then give --model the folder"
        raise EnvironmentStop(f"model {name} is not on this machine {reason}", fix=fix) from error
    except GatedRepoError as error:
        raise MktError(f"model {name} is gated", fix="accept its terms on the hub and log in there") from error
    except (RepositoryNotFoundError, RevisionNotFoundError, HFValidationError) as error:
        at = f" at revision {revision}" if revision else ""
        raise MktError(f"no such model{at}: {name}", fix="check --model: a folder, or organisation/name") from error
    except (HfHubHTTPError, OSError) as error:
        raise EnvironmentStop(
            f"model {name} could not be fetched: {error}", fix="try again, or use a folder"
        ) from error
    return Path(folder)
