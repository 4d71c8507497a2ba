"""Plain sentences composed for random rows: low in entropy, exactly faithful; they teach which words fit a fact."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from mtnlg_cli.lm.compose import Composer
from mtnlg_cli.lm.controls import with_controls
from mtnlg_cli.lm.corpus import first_of, is_held_out, read_corpus, row_facts, subject_of
from mtnlg_cli.lm.frames import compose
from mtnlg_cli.lm.sets import Example

_DESCRIBED = (("description", "open"), ("description", "open"), ("description", "mid"), ("description", "mid"))
_HELD_OUT_SIZE = 2000


def load(folder: Path) -> Compositions:
    """Reads the corpus folder with its lists of kinds and attributes. Raises OSError or json.JSONDecodeError."""
    return Compositions(folder)


class Compositions:
    """Sentences by grammar over the rows of the corpus, and the phrasings of its lists over random values."""

    def __init__(self, folder: Path) -> None:
        records = list(read_corpus(folder))
        self.train_records = [record for record in records if not is_held_out(record["id"])]
        self._held_out_records = [record for record in records if is_held_out(record["id"])]
        brands: dict[str, list[str]] = {"en": [], "zh": []}
        for record in self.train_records:
            brand = first_of(record["product"], "brand", "vendor")
            brands[record["language"]] += [brand] if brand else []
        self.composer = Composer(folder, brands=brands)

    def epoch(self, rng: random.Random) -> list[Example]:
        examples = [example for record in self.train_records for example in _composed(record, rng)]
        examples += self.composer.kind_examples(rng)
        for _ in range(2):
            examples += self.composer.fact_examples(rng)
        return [with_controls(example, rng) for example in examples]

    def held_out(self) -> list[Example]:
        """Sentences composed over the rows held out."""
        rng = random.Random(1)
        return [example for record in self._held_out_records for example in _composed(record, rng)][:_HELD_OUT_SIZE]

    def frames(self, rng: random.Random) -> Iterator[str]:
        """Sentences that add nothing to a row: phrasings of universal attributes, composed sentences of every row."""
        yield from self.composer.universal_phrasings()
        for record in self.train_records:
            yield from (text for _, text in _composed(record, rng))


def _composed(record: dict[str, Any], rng: random.Random) -> Iterator[Example]:
    """Plain composed sentences about the row: two openings and two others for descriptions, one for other units."""
    subject, facts = subject_of(record), row_facts(record["product"], language=record["language"])
    for unit, role in (*_DESCRIBED, (rng.choice(("meta", "sms", "search", "email", "social")), "open")):
        previous = rng.choice(("", "It is made of", "This <name> is", "<brand>'s <name> has")) if role == "mid" else ""
        base = replace(subject, unit=unit, role=role, previous=previous if record["language"] == "en" else "")
        example = compose(facts, replace(base, brand=subject.brand if rng.random() < 0.8 else ""), rng)
        if example is not None:
            yield example
