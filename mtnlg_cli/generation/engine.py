"""The one interface every engine has, and what goes in and comes out besides prompts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from mtnlg_cli.domain.copy import Candidate, Prompt
from mtnlg_cli.errors import MktError
from mtnlg_cli.generation.sampling import SamplingConfig
from mtnlg_cli.registry import Registry

ENGINES = Registry("mtnlg_cli.generation.engines", "engine")


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineOptions:
    """How to set an engine up; a field an engine has no use for is ignored by it.

    `model` is a local folder or a hub id, None for the engine's own model; `revision` a hub branch, tag or commit.
    `offline` forbids any download. `device` is "auto" (a GPU if there is one), "cpu" or "cuda"; `dtype` is "auto"
    (float32 on a CPU, the checkpoint's own on a GPU), "float32", "bfloat16" or "float16".
    `batch_size` is the number of sequences (rows x candidates) decoded together, None for the engine's choice.
    `deterministic` keeps the shape of a batch fixed, so that a row's copy does not depend on its neighbours.
    """

    model: str | None = None
    revision: str | None = None
    offline: bool = False
    device: str = "auto"
    dtype: str = "auto"
    batch_size: int | None = None
    deterministic: bool = True

    def __post_init__(self) -> None:
        if self.device not in ("auto", "cpu", "cuda"):
            raise MktError(f"--device must be auto, cpu or cuda, got {self.device}")
        if self.dtype not in ("auto", "float32", "bfloat16", "float16"):
            raise MktError(f"--dtype must be auto, float32, bfloat16 or float16, got {self.dtype}")
        if self.batch_size is not None and self.batch_size < 1:
            raise MktError(f"--batch-size must be at least 1, got {self.batch_size}")


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineInfo:
    """What wrote the copy, for the record's provenance.

    `weights_sha256` or `revision` pins the model; `versions` are the libraries that can change its output;
    `notes` say what happened on the way (a batch narrowed for want of memory, ...).
    """

    model: str
    weights_sha256: str | None = None
    revision: str | None = None
    versions: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class GenerationFailure(list[Candidate]):
    """No candidates for one prompt, and why: an empty list that carries `what` and `fix`.

    `is_transient` says that the machine was the cause (memory), so that a later run should try the prompt again.
    One bad prompt never stops a batch; `isinstance(result, GenerationFailure)` tells it from a list of candidates.
    """

    def __init__(self, what: str, *, fix: str, is_transient: bool = False) -> None:
        super().__init__()
        self.is_transient = is_transient
        self.what = what
        self.fix = fix


class Engine(Protocol):
    """Something that turns prompts into candidates.

    `prompts_per_batch` is how many prompts a call is served well with. `load` brings the model into memory, once,
    and raises EnvironmentStop or MktError when it cannot; `info` may be asked before it. `generate` returns one
    list a prompt, in prompt order: the candidates in index order, or a GenerationFailure. The result for a prompt
    depends on the prompt, `sampling` and `attempt` alone (`attempt` counts from 0; another attempt draws other
    numbers).
    """

    name: str
    prompts_per_batch: int

    def load(self) -> None: ...

    def info(self) -> EngineInfo: ...

    def generate(
        self, prompts: Sequence[Prompt], *, sampling: SamplingConfig, attempt: int = 0
    ) -> list[list[Candidate]]: ...


def create_engine(name: str, *, options: EngineOptions) -> Engine:
    """The engine of that name, not loaded yet. Raises MktError for an unknown name or options it cannot take."""
    engine: Engine = ENGINES.get(name).create(options)
    return engine
