"""Training sets: one file a set, each with `load(folder)` -> TrainingSet; found by file name."""

from __future__ import annotations

import random
from typing import Protocol

from mtnlg_cli.lm.task import SentenceTask
from mtnlg_cli.registry import Registry

SETS = Registry("mtnlg_cli.lm.sets", "training set")

Example = tuple[SentenceTask, str]
"""A task and the slotted sentence that answers it."""


class TrainingSet(Protocol):
    """Examples for training and for measuring; what is held out is never in an epoch."""

    def epoch(self, rng: random.Random) -> list[Example]:
        """The examples of one epoch; what is drawn anew comes from `rng` alone. Order does not matter."""
        ...

    def held_out(self) -> list[Example]:
        """Examples of the held-out part, always the same."""
        ...
