"""The copy corpus: every sentence of human copy with the facts it states cut out as slots."""

from __future__ import annotations

import random
from pathlib import Path

from mtnlg_cli.lm.controls import with_controls
from mtnlg_cli.lm.corpus import examples_of, is_held_out, read_corpus
from mtnlg_cli.lm.sets import Example
from mtnlg_cli.lm.task import PLAIN_TONES

MAIN_UNITS = frozenset({"description", "bullet", "meta"})


def load(folder: Path) -> Copy:
    """Reads the corpus folder. Raises OSError or json.JSONDecodeError when that fails."""
    return Copy(folder)


class Copy:
    """Human sentences, split by product."""

    def __init__(self, folder: Path) -> None:
        records = list(read_corpus(folder))
        self.train_records = [record for record in records if not is_held_out(record["id"])]
        self.held_out_records = [record for record in records if is_held_out(record["id"])]

    def epoch(self, rng: random.Random) -> list[Example]:
        """Sentences in a plain register that state facts of the row for a main channel come up to three times; those
        of the showy tones come in half of the epochs: they teach wit, not reading."""
        examples: list[Example] = []
        for record in self.train_records:
            for example in examples_of(record, rng):
                examples += [with_controls(example, rng) for _ in range(_repeats(example, rng))]
        return examples

    def held_out(self) -> list[Example]:
        rng = random.Random(1)
        return [example for record in self.held_out_records for example in examples_of(record, rng)]


def _repeats(example: Example, rng: random.Random) -> int:
    task, _ = example
    states_facts = any(fact.copied for fact in task.facts)
    if task.tone in PLAIN_TONES:
        return 1 + states_facts * (task.unit in MAIN_UNITS) + states_facts * (task.role == "open")
    return int(rng.random() < 1 / 2)
