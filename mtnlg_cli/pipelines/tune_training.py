"""The phases of tuning that hold a model for training in memory: load, train, save the result, measure it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mtnlg_cli.errors import EnvironmentStop
from mtnlg_cli.generation.loading import LoadedModel, is_out_of_memory, load_model, pick_device
from mtnlg_cli.generation.model_folder import ModelFolder, inspect_folder
from mtnlg_cli.lm.tuning.settings import TuningSettings
from mtnlg_cli.pipelines.generate_config import Hold
from mtnlg_cli.pipelines.tune_config import TuneConfig
from mtnlg_cli.pipelines.tune_examples import Split
from mtnlg_cli.pipelines.tune_folder import TunePaths, remove_folder, save_model
from mtnlg_cli.records.files import disk_errors

if TYPE_CHECKING:
    from mtnlg_cli.lm.tuning.losses import LossFigures, TuningModel
    from mtnlg_cli.lm.tuning.trainer import Trainer, TrainingProgress

_ADAPTER = "adapter"
_SMALLER = "a smaller --batch-size or --max-length (with another -o), or a smaller model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where and in which number format a model is trained: "cpu" or "cuda", "float32" or "bfloat16"."""

    device: str
    dtype: str

    def load(self, folder: ModelFolder, *, method: str) -> LoadedModel:
        """A model to train or measure; full training keeps the weights themselves in 32 bits."""
        return load_model(folder, device=self.device, dtype="float32" if method == "full" else self.dtype)

    def tuning_model(self, loaded: LoadedModel, *, method: str) -> TuningModel:
        """The loaded model as the training loop takes it."""
        from mtnlg_cli.lm.tuning.losses import TuningModel

        return TuningModel(
            model=loaded.model,
            is_seq2seq=loaded.is_seq2seq,
            pad_id=loaded.pad_id,
            start_id=loaded.start_id,
            half=method == "full" and self.dtype == "bfloat16",
        )


def find_machine(config: TuneConfig) -> Machine:
    """The device and number format a config comes to here. Raises EnvironmentStop when a wanted GPU is missing."""
    import torch

    device = pick_device(config.device)
    if config.dtype != "auto":
        return Machine(device=device, dtype=config.dtype)
    is_half = device == "cuda" and torch.cuda.is_bf16_supported()
    return Machine(device=device, dtype="bfloat16" if is_half else "float32")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingFigures:
    """What training came to: held-out loss before the first step, and `facts` as plain data for manifest and card."""

    base_loss: LossFigures
    facts: dict[str, Any]


def train_model(
    config: TuneConfig,
    *,
    machine: Machine,
    base: ModelFolder,
    split: Split,
    paths: TunePaths,
    hold: Hold,
    report: Callable[[TrainingProgress], None],
    on_save: Callable[[], None],
) -> TrainingFigures:
    """Trains, from the last checkpoint if there is one, and stages the adapter, or with method full the whole model.

    `on_save` is called when training is over. Raises MktError when the loss is no longer finite.
    """
    from mtnlg_cli.lm.tuning.adapters import save_adapter
    from mtnlg_cli.lm.tuning.trainer import Trainer, TrainingHooks

    settings = config.training
    loaded = machine.load(base, method=settings.method)
    num_parameters = sum(parameter.numel() for parameter in loaded.model.parameters())
    adapted = _adapted(loaded, settings)
    trainer = Trainer(
        machine.tuning_model(loaded, method=settings.method),
        training=[one.example for one in split.training],
        held_out=split.evaluated,
        settings=settings,
        folder=paths.work,
        save_every=config.save_every,
        hooks=TrainingHooks(hold=hold, report=report),
    )
    with disk_errors(paths.work):
        trainer.run()
    on_save()
    remove_folder(paths.result)
    with disk_errors(paths.result):
        paths.result.mkdir()
        if adapted is not None:
            save_adapter(adapted, paths.result / _ADAPTER)
    if adapted is None:
        save_model(loaded.model, paths.result, base=base)
    facts = {**_facts(trainer, settings, machine), "num_parameters": num_parameters}
    return TrainingFigures(base_loss=trainer.base_loss, facts=facts)


def merge_result(base: ModelFolder, *, paths: TunePaths) -> None:
    """Completes a staged result that is an adapter alone with the model it makes of the base."""
    from mtnlg_cli.lm.tuning.adapters import merge_adapter

    adapter = paths.result / _ADAPTER
    if adapter.is_dir():
        whole = load_model(base, device="cpu", dtype="float32")
        save_model(merge_adapter(whole.model, adapter), paths.result, base=base)


def _adapted(loaded: LoadedModel, settings: TuningSettings) -> Any | None:
    """The adapter put on the model; None for full training, which needs none."""
    from mtnlg_cli.lm.tuning.adapters import add_adapter

    if settings.method == "full":
        return None
    rank, seed = settings.adapter_rank, settings.seed
    return add_adapter(loaded.model, rank=rank, seed=seed, is_seq2seq=loaded.is_seq2seq)


def _facts(trainer: Trainer, settings: TuningSettings, machine: Machine) -> dict[str, Any]:
    return {
        "method": settings.method,
        "rank": settings.adapter_rank if settings.method == "lora" else None,
        "steps": trainer.standing.step,
        "best_step": trainer.standing.best_step,
        "stopped_early": trainer.stopped_early,
        "seconds": round(trainer.standing.seconds, 1),
        "device": machine.device,
        "dtype": machine.dtype,
        "num_trained_parameters": trainer.num_trained,
    }


def measure_result(config: TuneConfig, *, machine: Machine, split: Split, paths: TunePaths) -> LossFigures:
    """Held-out loss of the staged result, read from its files as a user's program will read them."""
    from mtnlg_cli.lm.tuning.losses import measure_loss

    method = config.training.method
    loaded = machine.load(inspect_folder(paths.result), method=method)
    tuned = machine.tuning_model(loaded, method=method)
    return measure_loss(tuned, split.evaluated, batch_size=config.training.batch_size)


def free_memory() -> None:
    """Gives back the memory of models that nothing refers to any more, the GPU's too."""
    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


@contextmanager
def memory_errors() -> Iterator[None]:
    """Turns what torch and Python raise when memory is short into an EnvironmentStop."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not is_out_of_memory(error):
            raise
        raise EnvironmentStop("out of memory while tuning", fix=_SMALLER) from error
