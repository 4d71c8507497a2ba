"""What a sentence falls back to when no variant of it is sound: one of its facts, a line that names the product."""

from __future__ import annotations

from dataclasses import replace

from mtnlg_cli.lm.phrases import is_plural
from mtnlg_cli.lm.subject import Ladder
from mtnlg_cli.lm.task import SentenceTask, line_task

MOST_RUNGS = 6


def rungs_below(task: SentenceTask, *, tone: str) -> Ladder:
    """The task itself, then the same without wishes on its first fact alone; an opening then on its second fact, and as
    a line in the tone that names the product, so that no text lacks its name."""
    words = () if task.facts else task.words
    simpler = [replace(task, facts=(fact,), example="", words=words) for fact in task.facts]
    is_opening = task.role == "open" and task.uses_name
    rungs = [task, *(easier for easier in simpler[: 2 if is_opening else 1] if easier != task)]
    if is_opening and not (task.language == "en" and is_plural(task.name)):  # lines are written for a singular
        rungs.append(line_task(task.language, "open", tone, name=task.name, brand=task.brand))
    return tuple(rungs)
