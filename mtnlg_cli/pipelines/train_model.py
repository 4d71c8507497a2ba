"""Trains a model by a recipe, from raw sets to weights, going on from wherever an earlier command stopped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from mtnlg_cli.errors import MktError
from mtnlg_cli.generation.loading import pick_device
from mtnlg_cli.pipelines.generate_config import Hold
from mtnlg_cli.pipelines.train_config import OnTrainProgress, TrainConfig, TrainProgress, TrainResult
from mtnlg_cli.pipelines.train_folder import LOCK, enter_folder, ready_sets, recipe_of, set_folders
from mtnlg_cli.records.files import disk_errors
from mtnlg_cli.records.lock import hold_lock

if TYPE_CHECKING:
    from mtnlg_cli.lm.sets import TrainingSet
    from mtnlg_cli.lm.training.checkpoint import State
    from mtnlg_cli.lm.training.processes import Processes
    from mtnlg_cli.lm.training.recipe import Recipe

__all__ = ["TrainConfig", "TrainProgress", "TrainResult", "train_model"]


def train_model(
    config: TrainConfig,
    *,
    on_progress: OnTrainProgress | None = None,
    hold: Hold = nullcontext,
    should_stop: Callable[[], bool] = lambda: False,
) -> TrainResult | None:
    """Runs what is asked for to its end; of the processes of torchrun all but the first return None.

    Args:
        config: what to do.
        on_progress: called at each phase and every few steps; what it raises stops the run.
        hold: wraps every step that must not be interrupted half-way; see `StopSignals.hold`.
        should_stop: asked before every step; several processes stop together when one is told to.

    Raises:
        MktError: the run could not start (2), the machine stopped it (EnvironmentStop, 3), or the folder belongs to
            other settings or to another run at work (StateConflict, 75).
    """
    from mtnlg_cli.lm.evaluation.needs import need_library
    from mtnlg_cli.lm.training.processes import join_processes, own_device

    need_library("matplotlib", package="matplotlib")
    recipe = recipe_of(config)
    _check_stage(recipe, config.stage)
    folders = set_folders(recipe, config.sets)
    processes = join_processes(own_device(pick_device(config.device)))
    job = _Job(config, recipe=recipe, folders=folders, processes=processes, report=on_progress or _silent)
    with disk_errors(config.output):
        config.output.mkdir(parents=True, exist_ok=True)
    with nullcontext() if processes.rank else hold_lock(config.output / LOCK):
        result = job.run(hold=hold, should_stop=should_stop)
    processes.leave()
    return None if processes.rank else result


def _silent(progress: TrainProgress) -> None:
    return None


def _check_stage(recipe: Recipe, stage: str | None) -> None:
    names = [known.name for known in recipe.stages]
    if stage not in (None, *names):
        raise MktError(f"the recipe {recipe.name} has no stage {stage}", fix=f"its stages: {', '.join(names)}")


class _Job:
    """One command's share of a run."""

    def __init__(
        self,
        config: TrainConfig,
        *,
        recipe: Recipe,
        folders: Mapping[str, Path],
        processes: Processes,
        report: OnTrainProgress,
    ) -> None:
        self._config, self._recipe, self._folders = config, recipe, folders
        self._processes, self._report = processes, report
        self._loaded: dict[str, TrainingSet] = {}

    def run(self, *, hold: Hold, should_stop: Callable[[], bool]) -> TrainResult:
        """Everything that is not done yet."""
        output, processes = self._config.output, self._processes
        if not processes.rank:
            enter_folder(output, self._recipe)
        processes.wait()
        is_new = self._has_work(self._state())
        if is_new:
            if not processes.rank:
                self._load_sets()
            processes.wait()
            self._train(hold, should_stop)
        if not processes.rank:
            self._finish(is_new)
        return self._result(is_new)

    def _state(self) -> State:
        from mtnlg_cli.lm.training.checkpoint import read_state
        from mtnlg_cli.lm.training.recipe import recipe_hash

        return read_state(self._config.output, recipe=recipe_hash(self._recipe))

    def _has_work(self, state: State) -> bool:
        """Whether a stage that is asked for is left. Raises MktError when another one comes before it."""
        left, wanted = [stage.name for stage in self._recipe.stages[state.stage :]], self._config.stage
        if wanted is None or wanted not in left:
            return bool(left) and wanted is None
        if left[0] != wanted:
            fix = "run mkt train run, which does all stages in turn, with the same folder"
            raise MktError(f"the stage {left[0]} comes before {wanted}", where=str(self._config.output), fix=fix)
        return True

    def _load_sets(self) -> dict[str, TrainingSet]:
        """The sets, read once; of several processes the first has to come here before the others: it may clean data."""
        from mtnlg_cli.lm.training.run import load_sets

        if not self._loaded:
            folders = ready_sets(self._folders, self._config.output, report=self._report)
            self._report(TrainProgress(phase="read"))
            self._loaded = load_sets(self._recipe, folders)
        return self._loaded

    def _train(self, hold: Hold, should_stop: Callable[[], bool]) -> None:
        import torch

        from mtnlg_cli.lm.files import TOKENIZER
        from mtnlg_cli.lm.training.run import RunSettings, run_recipe

        config, num_stages, sets = self._config, len(self._recipe.stages), self._load_sets()
        if not (config.output / TOKENIZER).exists():
            self._report(TrainProgress(phase="tokenizer"))
        if config.threads is not None:
            torch.set_num_threads(config.threads)
        settings = RunSettings(
            out=config.output,
            device=pick_device(config.device),
            stage=config.stage,
            on_progress=lambda stage: self._report(TrainProgress(phase="train", stage=stage, num_stages=num_stages)),
            should_stop=should_stop,
            hold=hold,
        )
        run_recipe(self._recipe, sets, settings, processes=self._processes)

    def _finish(self, is_new: bool) -> None:
        """The plot; and the lexicon, when the model is one that writes copy and all its stages are done."""
        from mtnlg_cli.lm.files import LEXICON
        from mtnlg_cli.lm.training.plot import PLOT, plot_losses
        from mtnlg_cli.lm.training.reports import read_reports

        output = self._config.output
        if is_new or not (output / PLOT).exists():
            plot_losses(read_reports(output), output / PLOT)
        is_complete = self._state().stage == len(self._recipe.stages)
        if is_complete and {"copy", "compositions"} <= {*self._recipe.sets} and not (output / LEXICON).exists():
            self._make_lexicon(output / LEXICON)

    def _make_lexicon(self, path: Path) -> None:
        from mtnlg_cli.lm.lexicon import lexicon_of, save_lexicon

        sets = self._load_sets()
        self._report(TrainProgress(phase="lexicon"))
        part = path.with_name(f"{path.name}.part")
        save_lexicon(lexicon_of(sets, self._folders["copy"]), part)
        part.replace(path)

    def _result(self, is_new: bool) -> TrainResult:
        from mtnlg_cli.lm.training.reports import read_reports

        found = read_reports(self._config.output)
        reports = {(report.get("stage_index", 0), report["stage"]): report for report in found}
        return TrainResult(
            output=self._config.output,
            recipe=self._recipe.name,
            is_new=is_new,
            is_complete=self._state().stage == len(self._recipe.stages),
            reports=tuple(reports.values()),
        )
