"""Where a tuning run keeps its state, and how its result becomes a model folder: whole, or not at all."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from mtnlg_cli.errors import MktError, StateConflict
from mtnlg_cli.generation.model_folder import ModelFolder
from mtnlg_cli.lm.tuning.settings import CHECKPOINT
from mtnlg_cli.records.codec import decode_json, encode_json
from mtnlg_cli.records.files import disk_errors, replace_file, sync_folder
from mtnlg_cli.records.settings import SettingChange, setting_changes

MANIFEST = "tuning.json"
SCHEMA = "mkt.tune/1"
_KEPT_AS_THEY_ARE = (
    "tokenizer*",
    "*.model",
    "vocab.*",
    "merges.txt",
    "special_tokens_map.json",
    "added_tokens.json",
    "chat_template*",
    "generation_config.json",
    "LICENSE*",
)
"""Files of the base that the result takes over byte for byte; neither weights nor program code."""
_DTYPES = {"F32": "float32", "BF16": "bfloat16", "F16": "float16"}


@dataclass(frozen=True, slots=True)
class TunePaths:
    """The files of one result folder: for `mine`, the hidden `.mine.tune` with the state and `.mine.lock` beside it."""

    output: Path

    @property
    def work(self) -> Path:
        return self.output.with_name(f".{self.output.name}.tune")

    @property
    def lock(self) -> Path:
        return self.output.with_name(f".{self.output.name}.lock")

    @property
    def result(self) -> Path:
        return self.work / "result"

    @property
    def settings(self) -> Path:
        return self.work / "settings.json"

    @property
    def before(self) -> Path:
        return self.work / "before.json"

    @property
    def checkpoint(self) -> Path:
        return self.work / CHECKPOINT


def tune_paths(output: Path) -> TunePaths:
    """The paths of an output, links followed. Raises MktError when its folder is missing or it is a file."""
    path = Path(os.path.realpath(output))
    if not path.parent.is_dir():
        raise MktError("the folder of the output does not exist", where=str(path.parent), fix=f"mkdir -p {path.parent}")
    if path.exists() and not path.is_dir():
        raise MktError("the output is a file", where=str(output), fix="give a new folder with -o")
    return TunePaths(path)


def finished_run(paths: TunePaths, *, fingerprint: dict[str, Any]) -> dict[str, Any] | None:
    """What a finished run of this fingerprint left; None when the output is yet to be made.

    Raises StateConflict when the folder belongs to other settings or to somebody else.
    """
    if not paths.output.is_dir() or not any(paths.output.iterdir()):
        return None
    stored = read_object(paths.output / MANIFEST)
    if stored is None or stored.get("schema") != SCHEMA:
        raise StateConflict(
            "the output exists and was not made by mkt tune",
            where=str(paths.output),
            fix="give another folder with -o, or move that one away",
        )
    changes = setting_changes(stored.get("fingerprint", {}), fingerprint)
    if changes:
        raise _conflict("the output was made with other settings", changes, folder=paths.output)
    return stored


def open_work(paths: TunePaths, *, fingerprint: dict[str, Any]) -> None:
    """Makes the state folder, or takes over the one an earlier run of this fingerprint left; call with the lock held.

    Raises StateConflict when it holds a checkpoint of other settings.
    """
    stored = read_object(paths.settings)
    changes = setting_changes(stored, fingerprint) if stored is not None else []
    if changes and paths.checkpoint.exists():
        raise _conflict("an unfinished run has other settings", changes, folder=paths.work)
    if stored is None or changes:
        remove_folder(paths.work)
        with disk_errors(paths.work):
            paths.work.mkdir()
        write_object(paths.settings, fingerprint)


def read_object(path: Path) -> dict[str, Any] | None:
    """A JSON object; None when there is none or it is damaged."""
    with disk_errors(path):
        try:
            value = decode_json(path.read_bytes())
        except (FileNotFoundError, ValueError):
            return None
    return value if isinstance(value, dict) else None


def write_object(path: Path, value: dict[str, Any]) -> None:
    """Writes a JSON object whole or not at all. Raises EnvironmentStop."""

    def write(stream: BinaryIO) -> None:
        stream.write(encode_json(value) + b"\n")

    replace_file(path, path.with_name(f"{path.name}.tmp"), write)


def remove_folder(path: Path) -> None:
    """Removes a folder of ours with all that is in it; nothing happens when there is none."""
    with disk_errors(path):
        if path.exists():
            shutil.rmtree(path)


def save_model(model: Any, folder: Path, *, base: ModelFolder) -> None:
    """Writes a model in the number format of its base, with the base's own tokenizer files, to a folder."""
    import torch
    from transformers import GenerationConfig

    from mtnlg_cli.lm.tuning.checkpoint import write_errors

    kept = [file for pattern in _KEPT_AS_THEY_ARE for file in base.path.glob(pattern) if file.is_file()]
    names = {_DTYPES.get(name, "float32") for name in base.dtypes}
    stored = names.pop() if len(names) == 1 else "float32"
    if any(file.name == "generation_config.json" for file in kept):
        model.generation_config = GenerationConfig()  # saving checks it, and many a published one does not pass
    with disk_errors(folder), write_errors(folder):
        model.to(getattr(torch, stored)).save_pretrained(folder)
        for file in kept:
            shutil.copyfile(file, folder / file.name)


def publish(paths: TunePaths) -> None:
    """Makes the staged result the output, by one rename. Raises EnvironmentStop."""
    with disk_errors(paths.output):
        mode = (paths.result / MANIFEST).stat().st_mode  # the libraries make theirs readable by their owner alone
        for path in sorted(paths.result.rglob("*")):
            if path.is_file():
                path.chmod(mode)
                with path.open("rb") as stream:
                    os.fsync(stream.fileno())
        paths.result.replace(paths.output)
        sync_folder(paths.output.parent)


def _conflict(what: str, changes: list[SettingChange], *, folder: Path) -> StateConflict:
    return StateConflict(
        f"{what}:\n" + "\n".join(f"    {change}" for change in changes),
        where=str(folder),
        fix="give the old settings again or another -o, or remove that folder to start anew",
    )
