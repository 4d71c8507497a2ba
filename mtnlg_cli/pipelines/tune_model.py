"""Fine-tunes a language model on accepted copy, and measures on held-out products what that has changed."""

from __future__ import annotations

import math
import shutil
from contextlib import nullcontext
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtnlg_cli import __version__
from mtnlg_cli.generation.hub import resolve_model
from mtnlg_cli.generation.loading import check_architecture
from mtnlg_cli.generation.model_folder import ModelFolder, inspect_folder, weights_sha256
from mtnlg_cli.lm.tuning.card import card_text
from mtnlg_cli.lm.tuning.settings import METRICS, TuningSettings
from mtnlg_cli.lm.tuning.split import held_out_products
from mtnlg_cli.pipelines.generate_config import Hold
from mtnlg_cli.pipelines.tune_cases import CaseFile, none_left, read_cases
from mtnlg_cli.pipelines.tune_config import OnTuneProgress, TuneConfig, TuneProgress, TuneResult
from mtnlg_cli.pipelines.tune_copy import CopyFigures, write_copy
from mtnlg_cli.pipelines.tune_examples import CaseEncoder, Split, num_products, split_cases
from mtnlg_cli.pipelines.tune_folder import (
    MANIFEST,
    SCHEMA,
    TunePaths,
    finished_run,
    open_work,
    publish,
    read_object,
    remove_folder,
    tune_paths,
    write_object,
)
from mtnlg_cli.pipelines.tune_training import (
    find_machine,
    free_memory,
    measure_result,
    memory_errors,
    merge_result,
    train_model,
)
from mtnlg_cli.records.files import disk_errors
from mtnlg_cli.records.lock import hold_lock, refuse_if_held

if TYPE_CHECKING:
    from mtnlg_cli.lm.tuning.losses import LossFigures
    from mtnlg_cli.lm.tuning.trainer import TrainingProgress

__all__ = ["TuneConfig", "TuneProgress", "TuneResult", "TuningSettings", "tune_model"]

_IDENTITY = ("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja")
"""Small files of a model folder that, with the weights, decide what is learned."""


def tune_model(
    config: TuneConfig, *, on_progress: OnTuneProgress | None = None, hold: Hold = nullcontext
) -> TuneResult:
    """Runs the job to its end, going on from the last checkpoint of the same command.

    Args:
        config: what to do.
        on_progress: called at each phase and step; what it raises stops the run.
        hold: wraps every step that must not be interrupted half-way; see `StopSignals.hold`.

    Raises:
        MktError: the run could not start (2), the machine stopped it (EnvironmentStop, 3), or output or state are
            held by another run or belong to other settings (StateConflict, 75).
    """
    config.training.check_libraries()
    paths = tune_paths(config.output)
    refuse_if_held(paths.lock)
    report = on_progress or _silent
    report(TuneProgress(phase="read"))
    file = read_cases(config.records)
    held_out_products((case.product_id for case in file.cases), share=config.held_out)
    base = inspect_folder(resolve_model(config.model, offline=True).path)
    check_architecture(base)
    made_from = fingerprint(config, file=file, base=base)
    with hold_lock(paths.lock):
        figures = finished_run(paths, fingerprint=made_from)
        is_new = figures is None
        if figures is None:
            open_work(paths, fingerprint=made_from)
            job = _Job(config, paths=paths, file=file, base=base, report=report, hold=hold)
            with memory_errors():
                figures = job.run(made_from)
        remove_folder(paths.work)
    return TuneResult(output=config.output, figures=figures, is_new=is_new)


def fingerprint(config: TuneConfig, *, file: CaseFile, base: ModelFolder) -> dict[str, Any]:
    """What the result follows from, flat: a run goes on only from the state of a run with an equal one."""
    small = [path for name in _IDENTITY if (path := base.path / name).is_file()]
    libraries = ("torch", "transformers", "tokenizers", *(("peft",) if config.training.method == "lora" else ()))
    return {
        "mkt": __version__,
        "records": file.sha256,
        "prompts_and_answers": file.cases_sha256(),
        "base_weights": weights_sha256(base.weights),
        "base_files": weights_sha256(small),
        **config.settings(),
        **{f"version.{name}": version(name) for name in libraries},
    }


def _silent(progress: TuneProgress) -> None:
    return None


class _Job:
    """The phases of one run; a model is loaded for each that needs one, and let go after it."""

    def __init__(
        self,
        config: TuneConfig,
        *,
        paths: TunePaths,
        file: CaseFile,
        base: ModelFolder,
        report: OnTuneProgress,
        hold: Hold,
    ) -> None:
        self._config, self._paths, self._file, self._base = config, paths, file, base
        self._report, self._hold = report, hold
        self._machine = find_machine(config)

    def run(self, made_from: dict[str, Any]) -> dict[str, Any]:
        """All phases. Returns the manifest of the finished result folder."""
        split = self._split()
        before = self._copy_before(split)
        self._report(TuneProgress(phase="load"))
        training = train_model(
            self._config,
            machine=self._machine,
            base=self._base,
            split=split,
            paths=self._paths,
            hold=self._hold,
            report=self._report_training,
            on_save=lambda: self._report(TuneProgress(phase="save")),
        )
        free_memory()
        merge_result(self._base, paths=self._paths)
        free_memory()
        loss = measure_result(self._config, machine=self._machine, split=split, paths=self._paths)
        free_memory()
        after = self._copy(split, folder=self._paths.result, phase="after")
        figures = {
            "schema": SCHEMA,
            "name": self._paths.output.name,
            "base": self._base_facts(made_from),
            "records": self._record_counts(split),
            "settings": self._config.settings(),
            "training": {**training.facts, "num_evaluated": len(split.evaluated)},
            "before": {**_loss_figures(training.base_loss), **before},
            "after": {**_loss_figures(loss), **after},
            "weights_sha256": weights_sha256(inspect_folder(self._paths.result).weights),
            "notes": list(self._file.notes.lines()),
            "fingerprint": made_from,
        }
        self._publish(figures)
        return figures

    def _split(self) -> Split:
        """The examples of the model. Raises MktError when too few of the records can be learned by it."""
        self._report(TuneProgress(phase="load"))
        left_out, share = self._file.left_out, self._config.held_out
        loaded = self._machine.load(self._base, method=self._config.training.method)
        encoder = CaseEncoder(loaded, max_length=self._config.max_length)
        encoded = encoder.encode(self._file.cases, left_out=left_out)
        if not encoded:
            raise none_left(left_out, path=self._file.path)
        products = held_out_products((one.case.product_id for one in encoded), share=share)
        split = split_cases(encoded, products=products, left_out=left_out)
        if not split.training:
            raise none_left(left_out, path=self._file.path)
        del loaded, encoder
        free_memory()
        return split

    def _copy_before(self, split: Split) -> dict[str, Any]:
        """Figures of the copy the base writes; kept in the state, so that a resumed run need not write it again."""
        stored = read_object(self._paths.before)
        if stored is None:
            stored = self._copy(split, folder=self._base.path, phase="before")
            write_object(self._paths.before, stored)
        return stored

    def _copy(self, split: Split, *, folder: Path, phase: str) -> dict[str, Any]:
        prompts = [one.case.prompt for one in split.held_out[: self._config.compare]]
        progress = TuneProgress(phase=phase, total=len(prompts))
        if prompts:
            self._report(progress)
        figures = write_copy(
            prompts,
            options=self._config.engine_options(folder),
            context=self._base.context,
            on_done=lambda done: self._report(replace(progress, done=done)),
        )
        free_memory()
        return _copy_figures(figures)

    def _report_training(self, training: TrainingProgress) -> None:
        self._report(
            TuneProgress(
                phase="train",
                step=training.step,
                share=training.share,
                loss=training.loss,
                held_out_loss=training.held_out_loss,
                tokens_per_second=training.tokens_per_second,
            )
        )

    def _base_facts(self, made_from: dict[str, Any]) -> dict[str, Any]:
        named = Path(self._config.model).expanduser()
        return {
            "name": named.resolve().name if named.is_dir() else self._config.model,
            "architecture": self._base.architecture,
            "num_parameters": self._base.num_parameters,
            "weights_sha256": made_from["base_weights"],
        }

    def _record_counts(self, split: Split) -> dict[str, Any]:
        return {
            "file": self._file.path.name,
            "sha256": self._file.sha256,
            "num_training": len(split.training),
            "num_training_products": num_products(split.training),
            "num_held_out": len(split.held_out),
            "num_held_out_products": num_products(split.held_out),
            "left_out": dict(self._file.left_out.most_common()),
        }

    def _publish(self, figures: dict[str, Any]) -> None:
        result = self._paths.result
        with self._hold(), disk_errors(result):
            shutil.copyfile(self._paths.work / METRICS, result / METRICS)
            (result / "README.md").write_text(card_text(figures), encoding="utf-8")
            write_object(result / MANIFEST, figures)
            publish(self._paths)


def _loss_figures(loss: LossFigures) -> dict[str, float | None]:
    return {
        "loss_nats_per_token": round(loss.per_token, 6),
        "perplexity": round(loss.perplexity, 4) if math.isfinite(loss.perplexity) else None,
        "bits_per_character": round(loss.bits_per_character, 6),
    }


def _copy_figures(copy: CopyFigures | None) -> dict[str, float | int | None]:
    if copy is None:
        return {"num_copies": 0, "accepted": None, "mean_overall": None}
    return {
        "num_copies": copy.num,
        "accepted": round(copy.accepted, 4),
        "mean_overall": round(copy.mean_overall, 4),
    }
