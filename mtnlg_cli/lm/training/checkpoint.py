"""The state of a run on disk: what a killed run needs to go on as if nothing had happened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from mtnlg_cli.errors import EnvironmentStop, MktError, StateConflict
from mtnlg_cli.lm.training.stream import Position

STATE = "state.json"
_FRESH = "give another -o folder, or remove this one to start again"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Which stage a run is in, how far, and which file holds its tensors ("" before the first checkpoint).

    At the beginning of a stage (step 0) the file holds the averaged weights that the stage before left.
    """

    recipe: str
    stage: int = 0
    step: int = 0
    seconds: float = 0.0
    position: Position = field(default_factory=Position)
    tensors: str = ""


def read_state(folder: Path, *, recipe: str) -> State:
    """The state in a run's folder, a fresh one if there is none.

    Raises StateConflict when the folder belongs to another recipe, MktError when its state is damaged.
    """
    path = folder / STATE
    if not path.exists():
        return State(recipe=recipe)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        state = State(**{**data, "position": Position(**data["position"])})
    except (ValueError, TypeError, KeyError) as error:
        raise MktError(f"the state of the run is damaged: {error}", where=str(path), fix=_FRESH) from error
    if state.recipe != recipe:
        what = "this folder belongs to a run of another recipe, seed or time"
        raise StateConflict(what, where=str(folder), fix=_FRESH)
    return state


def load_tensors(folder: Path, state: State) -> dict[str, Tensor]:
    """The tensors of a state. Raises MktError when they are missing or damaged."""
    path = folder / state.tensors
    try:
        tensors: dict[str, Tensor] = load_file(path)
    except (OSError, SafetensorError) as error:
        raise MktError(f"the checkpoint cannot be read: {error}", where=str(path), fix=_FRESH) from error
    return tensors


def save_state(folder: Path, state: State, tensors: Mapping[str, Tensor]) -> None:
    """Writes tensors, then the state that names them, then removes older tensors: a kill leaves one or the other.

    Raises EnvironmentStop; the old state then stands.
    """
    write_tensors(folder / state.tensors, tensors)
    part = folder / f"{STATE}.part"
    part.write_text(json.dumps(asdict(state), indent=1) + "\n", encoding="utf-8")
    part.replace(folder / STATE)
    for path in folder.glob("checkpoint-*.safetensors"):
        if path.name != state.tensors:
            path.unlink()


def write_tensors(path: Path, tensors: Mapping[str, Tensor], *, metadata: Mapping[str, str] | None = None) -> None:
    """Writes a safetensors file whole or not at all. Raises EnvironmentStop when the disk refuses."""
    part = path.with_name(f"{path.name}.part")
    try:
        kept = {name: value.detach().cpu().contiguous() for name, value in tensors.items()}
        save_file(kept, part, dict(metadata) if metadata else None)
        part.replace(path)
    except (OSError, SafetensorError) as error:
        part.unlink(missing_ok=True)
        fix = "make room (or mend the disk) and run the same command again; the last checkpoint is kept"
        raise EnvironmentStop(f"the checkpoint could not be written: {error}", where=str(path), fix=fix) from error
