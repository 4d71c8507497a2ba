"""The E2E NLG challenge: restaurant descriptions from eight attributes (CC BY-SA 4.0), for measuring only.

Source: https://github.com/tuetschek/e2e-dataset
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mtnlg_cli.errors import MktError
from mtnlg_cli.lm.sets import Example
from mtnlg_cli.lm.task import Fact, SentenceTask, value_slots

TRAIN, HELD_OUT = "train_tokenised.jsonl.gz", "dev.jsonl.gz"
_FIELD = re.compile(r"(\w[\w ]*)\[([^\]]*)\]")


def load(folder: Path) -> E2E:
    """Reads train and dev files of the folder. Raises MktError when one is missing."""
    missing = [name for name in (TRAIN, HELD_OUT) if not (folder / name).is_file()]
    if missing:
        raise MktError(f"{missing[0]} is missing", where=str(folder), fix="give the folder of the E2E NLG files")
    return E2E(folder)


class E2E:
    """Meaning representations with their references; name and landmark are slots, the other attributes are read."""

    def __init__(self, folder: Path) -> None:
        self._train = [pair for record in _read(folder / TRAIN) for pair in _examples(record)]
        self._held_out = [pair for record in _read(folder / HELD_OUT) for pair in _examples(record)]

    def epoch(self, rng: random.Random) -> list[Example]:
        return list(self._train)

    def held_out(self) -> list[Example]:
        return list(self._held_out)


def task_of(meaning: str) -> SentenceTask:
    """The task of a meaning representation: "name[Aromi], food[English]"."""
    fields = {label: re.sub(r"(?<=\d) - (?=\d)", "-", value) for label, value in _FIELD.findall(meaning)}
    name = fields.pop("name", "")
    facts = [Fact(label, value, copied=label == "near") for label, value in fields.items()]
    return SentenceTask(
        language="en",
        unit="description",
        role="only",
        tone="plain",
        name=name,
        uses_name=bool(name),
        facts=tuple(facts),
    )


def read_references(path: Path) -> list[tuple[str, list[str]]]:
    """Every distinct meaning representation with all its references, in file order; JSON lines, gzipped or not, or the
    challenge's CSV."""
    found: dict[str, list[str]] = {}
    for record in _read(path):
        found.setdefault(record["mr"], []).extend(_references(record))
    return list(found.items())


def detokenise(text: str) -> str:
    """ "The Vaults , near £ 30 ." -> "The Vaults, near £30." """
    text = re.sub(r" (?=[.,;:!?%)]|'s\b|n't\b|'(?:re|ve|ll|d|m)\b)", "", text)
    text = re.sub(r"([£$(]) ", r"\1", text)
    return re.sub(r"\s+", " ", re.sub(r"(?<=\w) - (?=\w)", "-", text)).strip()


def _read(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        if path.suffix == ".csv":
            yield from ({name.lower(): value for name, value in row.items()} for row in csv.DictReader(lines))
        else:
            yield from (json.loads(line) for line in lines if line.strip())


def _references(record: dict[str, Any]) -> list[str]:
    if "ref_tok" in record:
        return [detokenise(record["ref_tok"])]
    references: list[str] = record["refs"] if "refs" in record else [record["ref"]]
    return references


def _examples(record: dict[str, Any]) -> Iterator[Example]:
    task = task_of(record["mr"])
    for reference in _references(record):
        yield task, _slotted(reference, task)


def _slotted(text: str, task: SentenceTask) -> str:
    """The reference with name and landmark as slots, each once; a name that is not there stays unsaid."""
    near = next((fact for fact in task.facts if fact.copied), None)
    if near is not None:
        text = text.replace(near.value, value_slots([near])[0], 1)
    return text.replace(task.name, task.name_slot, 1) if task.name else text
