"""Figures of plain copy: what review made of it, the facts it states, what it copied, how varied it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean

from mtnlg_cli.catalog import product_from_facts
from mtnlg_cli.domain import CopyRecord, Product
from mtnlg_cli.lm.evaluation.copying import Copied, copied_words
from mtnlg_cli.lm.evaluation.human import CORPUS_CHANNELS, human_text, output_text, row_texts, training_texts
from mtnlg_cli.lm.evaluation.variety import compare_variety
from mtnlg_cli.pipelines.evaluate_config import Rows
from mtnlg_cli.pipelines.evaluate_session import CorpusRow
from mtnlg_cli.scoring.facts import main_facts
from mtnlg_cli.scoring.mention import CopyIndex

DESCRIPTION = "product-description"
LEAST_FACTS, WANTED_FACTS = 4, 3
"""A description of a row with so many facts should state so many of them."""
MAX_REASONS = 12

RowsById = Mapping[str, CorpusRow]


def acceptance(records: Sequence[CopyRecord]) -> Rows:
    """Statuses by channel and language, and over all."""
    groups = dict.fromkeys((record.channel, record.language) for record in records)
    return [
        *(_statuses(channel, language, _of(records, channel, language)) for channel, language in groups),
        _statuses("all", "all", records),
    ]


def _statuses(channel: str, language: str, records: Sequence[CopyRecord]) -> dict[str, object]:
    counts = Counter(record.status for record in records)
    return {
        "channel": channel,
        "language": language,
        "records": len(records),
        **{status: counts[status] for status in ("accepted", "flagged", "failed")},
        "share accepted": counts["accepted"] / len(records) if records else None,
    }


def reasons(records: Sequence[CopyRecord]) -> Rows:
    """Why records were not accepted, the most frequent reasons first: blocking checks and failures."""
    found = Counter(reason for record in records for reason in _reasons_of(record))
    return [
        {"status": status, "reason": reason, "records": count}
        for (status, reason), count in found.most_common(MAX_REASONS)
    ]


def _reasons_of(record: CopyRecord) -> set[tuple[str, str]]:
    if record.error is not None:
        return {(record.status, record.error["what"])}
    return {(record.status, finding.check) for finding in record.findings if finding.severity == "block"}


def fact_use(records: Sequence[CopyRecord], rows: RowsById) -> Rows:
    """Descriptions of rows with 4 facts or more (title and brand not counted): share that states at least 3."""
    table: Rows = []
    for language in _languages(records):
        texts: list[int] = []
        human: list[int] = []
        for record in _of(records, DESCRIPTION, language):
            product = _product(rows[record.product_id])
            if record.copy and num_facts(product) >= LEAST_FACTS:
                texts.append(num_stated(product, texts_of(record)))
                human.append(num_stated(product, [human_text(rows[record.product_id], DESCRIPTION, any_tone=True)]))
        if texts:
            table.append({"language": language, "texts": len(texts), **_shares(texts), **_shares(human, "human ")})
    return table


def _shares(stated: Sequence[int], side: str = "") -> dict[str, float]:
    enough = [number >= WANTED_FACTS for number in stated]
    return {f"{side}share stating 3": fmean(enough), f"{side}facts a text": fmean(stated)}


def num_facts(product: Product) -> int:
    """Facts copy could state besides title and brand."""
    return sum(fact.name not in ("title", "brand") for fact in main_facts(product))


def num_stated(product: Product, texts: Iterable[str]) -> int:
    """How many of them the texts mention, by the evidence of the metric attribute-coverage."""
    index = CopyIndex("\n".join(texts))
    return sum(fact.credit(index) >= 1 for fact in main_facts(product) if fact.name not in ("title", "brand"))


def copying(records: Sequence[CopyRecord], rows: RowsById, *, folder: Path, training: Sequence[CorpusRow]) -> Rows:
    """Share of the words in copied runs, from the own row and from the training part; the same of the references."""
    table: Rows = []
    for language in _languages(records):
        mine = [record for record in records if record.language == language and record.copy]
        human = [(record, human_text(rows[record.product_id], record.channel, any_tone=True)) for record in mine]
        texts = [text for record in mine for text in texts_of(record)]
        references = list({(record.product_id, text): text for record, text in human if text}.values())
        sides = [(record, texts_of(record)) for record in mine], [(record, [text]) for record, text in human if text]
        from_row = [_from_rows(side, rows, language=language) for side in sides]
        known = list(training_texts(folder, list(training), language=language))
        from_training = [copied_words(side, known, language=language) for side in (texts, references)]
        table.append(
            {
                "language": language,
                "words": from_row[0].words,
                "from the row": from_row[0].share,
                "from training text": from_training[0].share,
                "human from the row": from_row[1].share,
                "human from training text": from_training[1].share,
            }
        )
    return table


def _from_rows(side: Iterable[tuple[CopyRecord, list[str]]], rows: RowsById, *, language: str) -> Copied:
    found = (copied_words(texts, row_texts(rows[record.product_id]), language=language) for record, texts in side)
    return sum(found, Copied(0, 0))


def variety(records: Sequence[CopyRecord], rows: RowsById, *, seed: int) -> Rows:
    """Distinct-2, length and spread by channel and language beside the references of the same products."""
    table: Rows = []
    for channel, language in dict.fromkeys((record.channel, record.language) for record in records):
        pairs = reference_pairs(_of(records, channel, language), rows, any_tone=True)
        if not pairs:
            continue
        found = compare_variety([mine for _, mine, _ in pairs], [human for _, _, human in pairs], seed=seed)
        table.append(
            {
                "channel": channel,
                "language": language,
                "texts": found.texts,
                "distinct-2": found.distinct_2,
                "human distinct-2": found.distinct_2_human,
                "distinct-2 ratio": found.distinct_2_ratio,
                "words": found.length,
                "human words": found.length_human,
                "length ratio": found.length_ratio,
                "spread ratio": found.spread_ratio,
            }
        )
    return table


def reference_pairs(
    records: Iterable[CopyRecord], rows: RowsById, *, any_tone: bool
) -> list[tuple[CopyRecord, str, str]]:
    """(record, its text, the reference) of the records that have both."""
    known = [record for record in records if record.copy and record.channel in CORPUS_CHANNELS]
    found = [
        (
            record,
            output_text(record.copy, record.channel),
            human_text(rows[record.product_id], record.channel, any_tone=any_tone),
        )
        for record in known
    ]
    return [(record, mine, human) for record, mine, human in found if mine and human]


def texts_of(record: CopyRecord) -> list[str]:
    """All texts of a record, field by field."""
    return [text for texts in record.copy.values() for text in texts]


def _of(records: Iterable[CopyRecord], channel: str, language: str) -> list[CopyRecord]:
    return [record for record in records if (record.channel, record.language) == (channel, language)]


def _languages(records: Iterable[CopyRecord]) -> list[str]:
    return sorted({record.language for record in records})


def _product(row: CorpusRow) -> Product:
    return product_from_facts(row["product"], id=row["id"], language=row["language"])
