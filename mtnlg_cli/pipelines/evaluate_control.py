"""Figures of control: limits kept before review, keywords used, tones recognised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mtnlg_cli.channels import get_channel
from mtnlg_cli.domain import Brief, CopyRecord
from mtnlg_cli.lm.corpus import first_of
from mtnlg_cli.lm.evaluation.human import output_text, toned_texts
from mtnlg_cli.lm.evaluation.keywords import keyword_of, uses_keyword
from mtnlg_cli.lm.evaluation.tone import ToneAccuracy, ToneClassifier, mask_names, tone_accuracy
from mtnlg_cli.pipelines.evaluate_config import Rows
from mtnlg_cli.pipelines.evaluate_copy import RowsById, texts_of
from mtnlg_cli.pipelines.evaluate_session import CopySession, CorpusRow
from mtnlg_cli.pipelines.prepare_copy import Task

LIMIT = "channel-limit"
PLAIN = "plain"


def limits_kept(records: Sequence[CopyRecord]) -> Rows:
    """Candidates of the first draw, before any was chosen, that break no hard limit of their channel.

    `too few texts` are those that break it by leaving a field out or short of texts, not by length or rule.
    """
    table: Rows = []
    for channel in [*dict.fromkeys(record.channel for record in records), "all"]:
        found = [draw for record in records if channel in (record.channel, "all") for draw in _first_draw(record)]
        kept = sum(is_kept for is_kept, _ in found)
        table.append(
            {
                "channel": channel,
                "candidates": len(found),
                "kept": kept,
                "too few texts": sum(not is_kept and is_short for is_kept, is_short in found),
                "share": kept / len(found) if found else None,
            }
        )
    return table


def _first_draw(record: CopyRecord) -> list[tuple[bool, bool]]:
    """For each candidate of the first attempt whether it kept the limit and whether it has too few texts."""
    draws = []
    if record.copy and record.provenance.get("attempt") == 0:
        blocked = any(finding.check == LIMIT and finding.severity == "block" for finding in record.findings)
        draws.append((not blocked, _has_too_few(record.copy, record.channel)))
    for loser in record.candidates:
        if loser["attempt"] == 0:
            blocked = any(found["check"] == LIMIT and found["severity"] == "block" for found in loser["findings"])
            draws.append((not blocked, _has_too_few(loser["copy"], record.channel)))
    return draws


def _has_too_few(fields: Mapping[str, Sequence[str]], channel: str) -> bool:
    return any(len(fields.get(field.name, ())) < field.min_texts for field in get_channel(channel).fields)


def keywords_of(tasks: Sequence[Task]) -> list[tuple[Task, str]]:
    """The tasks that a keyword can be asked for, each with its own."""
    found = []
    for task in tasks:
        product = task.product
        values = [attribute.value for attribute in product.attributes]
        keyword = keyword_of(product.id, category=product.product_type, values=values, language=product.language)
        found += [(task, keyword)] if keyword else []
    return found


def write_with_keywords(session: CopySession, asked: Sequence[tuple[Task, str]]) -> list[CopyRecord]:
    """One record a task, each with its keyword in the brief."""
    return [session.write([task], brief=Brief(keywords=(keyword,)))[0] for task, keyword in asked]


def keyword_use(
    records: Sequence[CopyRecord], asked: Sequence[tuple[Task, str]], *, unasked: Sequence[CopyRecord]
) -> Rows:
    """Records that use the keyword asked for, a failed one counted as not; beside them the same without being asked."""
    plain = {record.product_id: record for record in unasked}
    table: Rows = []
    for language in [*sorted({record.language for record in records}), "all"]:
        chosen = [
            (uses_keyword(_whole(record), keyword), uses_keyword(_whole(plain[task.product.id]), keyword))
            for record, (task, keyword) in zip(records, asked, strict=True)
            if language in (record.language, "all")
        ]
        used, anyway = (sum(side) for side in zip(*chosen, strict=True)) if chosen else (0, 0)
        share, without = (used / len(chosen), anyway / len(chosen)) if chosen else (None, None)
        row = {"language": language, "records": len(chosen), "used": used, "share": share, "share unasked": without}
        table.append(row)
    return table


def _whole(record: CopyRecord) -> str:
    return "\n".join(texts_of(record))


def tone_control(
    by_tone: Mapping[str, Sequence[CopyRecord]],
    rows: RowsById,
    *,
    channel: str,
    training: Sequence[CorpusRow],
    held_out: Sequence[CorpusRow],
) -> Rows:
    """Accuracy of a classifier trained on human running text: on held-out human copy of the channel, on the model's.

    Without the former the latter says little: people themselves are recognised in no more than two of three texts.
    """
    table: Rows = []
    for language in sorted({row["language"] for row in rows.values()}):
        taught = _human(training, channel=channel, language=language, with_prose=True)
        if len({tone for _, tone in taught}) < 2:
            continue
        judge = ToneClassifier([text for text, _ in taught], [tone for _, tone in taught])
        written = [
            (_masked(output_text(record.copy, channel), rows[record.product_id]), tone)
            for tone, records in by_tone.items()
            for record in records
            if record.language == language and record.copy
        ]
        for whose, texts in (("human", _human(held_out, channel=channel, language=language)), ("model", written)):
            found = judge.tones_of([text for text, _ in texts])
            table += _accuracy(tone_accuracy([tone for _, tone in texts], found), language=language, whose=whose)
    return table


def _human(
    rows: Sequence[CorpusRow], *, channel: str, language: str, with_prose: bool = False
) -> list[tuple[str, str]]:
    chosen = (row for row in rows if row["language"] == language)
    return [
        (_masked(text, row), tone) for row in chosen for text, tone in toned_texts(row, channel, with_prose=with_prose)
    ]


def _masked(text: str, row: CorpusRow) -> str:
    product = row["product"]
    title = first_of(product, "title", "product_name", "name")
    return mask_names(text, title=title, brand=first_of(product, "brand", "vendor"), language=row["language"])


def _accuracy(accuracy: ToneAccuracy, *, language: str, whose: str) -> Rows:
    lines = [("all", (accuracy.right, accuracy.texts)), *accuracy.by_tone.items()]
    return [
        {
            "language": language,
            "texts of": whose,
            "tone": tone,
            "texts": texts,
            "recognised": right,
            "share": right / texts if texts else None,
        }
        for tone, (right, texts) in lines
    ]
