"""Runs a recipe: tokenizer, then stage after stage; stops anywhere and goes on from its folder."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from mtnlg_cli.errors import MktError
from mtnlg_cli.lm.files import TOKENIZER, WEIGHTS
from mtnlg_cli.lm.model import EncoderDecoder
from mtnlg_cli.lm.runtime import keep_freed_memory
from mtnlg_cli.lm.sets import SETS, TrainingSet
from mtnlg_cli.lm.tokenizer import Vocabulary
from mtnlg_cli.lm.training.checkpoint import State, load_tensors, read_state, save_state, write_tensors
from mtnlg_cli.lm.training.measure import held_out_figures
from mtnlg_cli.lm.training.processes import ALONE, Processes, own_device
from mtnlg_cli.lm.training.recipe import Recipe, recipe_hash
from mtnlg_cli.lm.training.reports import METRICS, Report, add_report, drop_later_reports
from mtnlg_cli.lm.training.settings import RunSettings, StageProgress
from mtnlg_cli.lm.training.speed import FlopCounter, measured_peak
from mtnlg_cli.lm.training.stream import Position, stream
from mtnlg_cli.lm.training.trainer import Trainer, Window
from mtnlg_cli.lm.training.vocabulary import make_vocabulary, sample, tokenizer_texts

__all__ = ["METRICS", "Report", "RunSettings", "StageProgress", "load_sets", "run_recipe"]

HELD_OUT_EXAMPLES = 600
_TOLD_EVERY = 20
_KEPT = "average."


def load_sets(recipe: Recipe, folders: Mapping[str, Path]) -> dict[str, TrainingSet]:
    """The recipe's training sets from their folders, by name. Raises MktError or OSError for an unreadable folder."""
    return {name: _load_set(name, folders[name]) for name in recipe.sets}


def _load_set(name: str, folder: Path) -> TrainingSet:
    try:
        found: TrainingSet = SETS.get(name).load(folder)
    except (ValueError, KeyError) as error:
        what = f"the set {name} cannot be read: {type(error).__name__}: {error}"
        raise MktError(what, where=str(folder), fix="mend its files, or give another folder") from error
    return found


def run_recipe(
    recipe: Recipe, sets: Mapping[str, TrainingSet], settings: RunSettings, *, processes: Processes = ALONE
) -> bool:
    """Trains to the end of what is asked for, or until `should_stop`; False when it was stopped.

    Raises StateConflict when the folder belongs to another recipe, MktError when its state is damaged,
    EnvironmentStop or OSError when the disk refuses.
    """
    keep_freed_memory()
    torch.manual_seed(recipe.seed)
    settings.out.mkdir(parents=True, exist_ok=True)
    state = read_state(settings.out, recipe=recipe_hash(recipe))
    if not processes.rank:
        drop_later_reports(settings.out, state)
        if not (settings.out / TOKENIZER).exists():
            make_vocabulary(recipe, tokenizer_texts(recipe, sets), settings.out)
    processes.wait()
    vocabulary = Vocabulary.load(settings.out / TOKENIZER)
    return _Run(recipe, sets, settings, vocabulary=vocabulary, processes=processes).go_on(state)


class _Run:
    """A recipe on its way; of several processes only the first measures, writes and tells."""

    def __init__(
        self,
        recipe: Recipe,
        sets: Mapping[str, TrainingSet],
        settings: RunSettings,
        *,
        vocabulary: Vocabulary,
        processes: Processes,
    ) -> None:
        self.recipe, self.sets, self.settings = recipe, sets, settings
        self.vocabulary, self.processes, self.device = vocabulary, processes, own_device(settings.device)
        self.held_out = {name: sample(sets[name].held_out(), HELD_OUT_EXAMPLES) for name in recipe.sets}
        self.flops = FlopCounter(recipe.model_config(vocabulary.size))
        self.peak = processes.sum_numbers(measured_peak(self.device), device=self.device)[0]
        self.position = Position()

    def go_on(self, state: State) -> bool:
        """Every stage from the state's on, as long as it is one of those wanted; False when it was told to stop."""
        stages = self.recipe.stages[state.stage :]
        weights = self._left_weights(state) if stages and state.stage and not state.step else {}
        for stage in stages:
            if self.settings.stage not in (None, stage.name):
                break
            trainer = self._trainer(state, weights)
            if not self._train(trainer, state):
                return False
            weights, state = trainer.average, State(recipe=state.recipe, stage=state.stage + 1)
        return True

    def _left_weights(self, state: State) -> dict[str, Tensor]:
        """What the stage before left; an older run has it in the weights file alone."""
        tensors = load_tensors(self.settings.out, state)
        left = {name.removeprefix(_KEPT): value for name, value in tensors.items() if name.startswith(_KEPT)}
        return left or load_file(self.settings.out / WEIGHTS)

    def _trainer(self, state: State, weights: Mapping[str, Tensor]) -> Trainer:
        """The stage's trainer: resumed, or over the weights the stage before left, or over random ones."""
        stage = self.recipe.stages[state.stage]
        torch.manual_seed(self.recipe.seed + state.stage)
        model = EncoderDecoder(self.recipe.model_config(self.vocabulary.size, dropout=stage.dropout))
        if weights:
            model.load_state_dict(weights)
        trainer = Trainer(model, self.vocabulary, stage, device=self.device, processes=self.processes)
        if state.step:
            trainer.restore(load_tensors(self.settings.out, state), step=state.step, seconds=state.seconds)
        return trainer

    def _train(self, trainer: Trainer, state: State) -> bool:
        """One stage to its end; False when it was told to stop. Whatever ends it early leaves a checkpoint."""
        self.position, self.has_unsaved = state.position, False
        # Several processes stop together or wait for each other for ever: there a signal takes effect at the end.
        with self.settings.hold() if self.processes.count > 1 else nullcontext():
            try:
                finished = self._steps(trainer, state)
                if finished:
                    self._checkpoint(trainer, state, after=_end(trainer, state))
            finally:
                if self.has_unsaved:
                    self._save(trainer, self._standing(trainer, state))
        return finished

    def _steps(self, trainer: Trainer, state: State) -> bool:
        """Steps to the end of the stage; False when it was told to stop before."""
        settings, config = self.settings, trainer.model.config
        groups = stream(self.sets, trainer.stage, self.vocabulary, config, seed=self.recipe.seed, start=state.position)
        reported = time.monotonic()
        while (done := trainer.share_done()) < 1:
            if self.processes.any(settings.should_stop(), device=self.device):
                return False
            if self.has_unsaved and time.monotonic() - reported > settings.report_seconds:
                self._checkpoint(trainer, state, after=self._standing(trainer, state))
                reported = time.monotonic()
            elif trainer.step % _TOLD_EVERY == 0:
                self._tell(trainer, state)
            position, group = next(groups)
            with settings.hold():
                self.has_unsaved = False  # half a step is nothing to go on from
                trainer.train_step(group, done=done)
                self.position, self.has_unsaved = position, True
            self.flops.add(group)
        return True

    def _standing(self, trainer: Trainer, state: State) -> State:
        """The state in the middle of a stage."""
        name = f"checkpoint-{state.stage}-{trainer.step}.safetensors"
        return replace(state, step=trainer.step, seconds=trainer.seconds, position=self.position, tensors=name)

    def _checkpoint(self, trainer: Trainer, state: State, *, after: State) -> None:
        """Measures, logs and tells; saves the state `after`."""
        if self.processes.rank:
            return
        report = self._report(trainer, state)
        with self.settings.hold():
            add_report(self.settings.out, report)
            self._save(trainer, after)
        self._tell(trainer, state, report)
        trainer.window = Window()

    def _save(self, trainer: Trainer, state: State) -> None:
        if self.processes.rank:
            return
        config = replace(trainer.model.config, dropout=0.0)
        metadata = {"config": json.dumps(config.as_dict()), "format": "pt"}
        kept = {f"{_KEPT}{name}": value for name, value in trainer.average.items()}
        with self.settings.hold():
            write_tensors(self.settings.out / WEIGHTS, trainer.average, metadata=metadata)
            save_state(self.settings.out, state, trainer.state_tensors() if state.step else kept)
            self.has_unsaved = False

    def _report(self, trainer: Trainer, state: State) -> Report:
        figures = trainer.window.figures()
        speed = self.flops.take() / figures["seconds"]
        report: Report = {"stage": trainer.stage.name, "stage_index": state.stage, "step": trainer.step}
        report |= {"minutes": trainer.seconds / 60, **figures}
        report |= {"gflop_per_s": speed / 1e9, "share_of_peak": speed / self.peak}
        model = trainer.averaged()
        for name in sorted(trainer.stage.sets):
            if self.held_out[name]:
                found = held_out_figures(model, self.held_out[name], self.vocabulary)
                report |= {f"{name}.{key}": value for key, value in found.items()}
        return {key: round(value, 4) if isinstance(value, float) else value for key, value in report.items()}

    def _tell(self, trainer: Trainer, state: State, report: Report | None = None) -> None:
        if self.processes.rank:
            return
        figures = trainer.window.figures()
        self.settings.on_progress(
            StageProgress(
                stage=trainer.stage.name,
                stage_index=state.stage,
                step=trainer.step,
                share=trainer.share_here,
                seconds=trainer.seconds,
                loss=figures.get("train_loss"),
                tokens_per_s=figures["tokens_per_s"],
                report=report,
            )
        )


def _end(trainer: Trainer, state: State) -> State:
    """The state at the beginning of the next stage."""
    name = f"checkpoint-{state.stage + 1}-{trainer.step}.safetensors"
    return State(recipe=state.recipe, stage=state.stage + 1, tensors=name)
