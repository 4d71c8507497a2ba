"""How good a model is at copy: its texts for held-out products, reviewed, measured and held beside human ones."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mtnlg_cli.domain import Brief, CopyRecord
from mtnlg_cli.lm.evaluation.blind import Pair, sample_evenly, shuffle_sides
from mtnlg_cli.lm.evaluation.human import CORPUS_CHANNELS, human_text
from mtnlg_cli.lm.evaluation.needs import need_library
from mtnlg_cli.pipelines.evaluate_bits import References, embedded_bits, held_out_bits
from mtnlg_cli.pipelines.evaluate_config import EngineOptions, EvaluateConfig, Evaluation, Rows, SamplingConfig
from mtnlg_cli.pipelines.evaluate_copy import (
    RowsById,
    acceptance,
    copying,
    fact_use,
    reasons,
    reference_pairs,
    variety,
)
from mtnlg_cli.pipelines.evaluate_session import CopySession, CorpusRow, choose_rows, open_session, read_parts
from mtnlg_cli.pipelines.generate_config import OnProgress, Progress
from mtnlg_cli.records.codec import encode_json, encode_record

__all__ = ["EngineOptions", "EvaluateConfig", "Evaluation", "SamplingConfig", "evaluate_model"]

NUM_PAIRS, NUM_TEXTS = 60, 200

BitsHook = Callable[[str, EngineOptions, References], float | None]


def evaluate_model(
    config: EvaluateConfig, *, on_progress: OnProgress | None = None, bits: BitsHook = held_out_bits
) -> Evaluation:
    """Writes copy for held-out products with the model and measures it; writes the folder when one is asked for.

    Args:
        config: what to measure and how.
        on_progress: called after each batch.
        bits: gives bits a character of references under the model, or None.

    Raises:
        MktError: the corpus, a channel, a tone or the model cannot be used, or scikit-learn is not installed.
    """
    started = time.monotonic()
    if config.tones:
        need_library("sklearn", package="scikit-learn")
    report = on_progress or _silent
    report(Progress(phase="read"))
    training, held_out = read_parts(config.corpus)
    chosen = choose_rows(held_out, number=config.products, seed=config.sampling.seed)
    rows = {row["id"]: row for row in chosen}
    session = open_session(config, chosen, report=report)
    plain, further, tables = _measure(config, session, rows=rows, training=training, held_out=held_out)
    tables["bits"] = _bits(config, session, rows, bits)
    rng = random.Random(config.sampling.seed)
    evaluation = Evaluation(
        model=_model(config, session, chosen),
        seconds=time.monotonic() - started,
        tables={name: table for name, table in tables.items() if table},
        notes=_notes(session),
        records=(*plain, *further),
        texts=tuple(_texts_to_read(plain, rng)),
        pairs=tuple(_blind_pairs(plain, rows, rng)),
    )
    if config.output is not None:
        report(Progress(phase="finish"))
        _write_folder(evaluation, config.output)
    return evaluation


def _silent(progress: Progress) -> None:
    return None


def _measure(
    config: EvaluateConfig,
    session: CopySession,
    *,
    rows: RowsById,
    training: Sequence[CorpusRow],
    held_out: Sequence[CorpusRow],
) -> tuple[list[CopyRecord], list[CopyRecord], dict[str, Rows]]:
    """The plain records, those with a keyword or another tone, and all tables but the bits."""
    from mtnlg_cli.pipelines.evaluate_control import (
        PLAIN,
        keyword_use,
        keywords_of,
        limits_kept,
        tone_control,
        write_with_keywords,
    )

    channel = config.channels[0]
    tasks = session.tasks_of(channel)
    asked = keywords_of(tasks)
    other_tones = [tone for tone in config.tones if tone != PLAIN]
    session.expect(len(session.tasks) + len(asked) + len(tasks) * len(other_tones))
    plain = session.write(session.tasks, brief=Brief())
    unasked = [record for record in plain if record.channel == channel]
    with_keywords = write_with_keywords(session, asked)
    by_tone = {PLAIN: unasked} if PLAIN in config.tones else {}
    toned = {tone: session.write(tasks, brief=Brief(tone=tone)) for tone in other_tones}
    by_tone |= toned
    tables = {
        "acceptance": acceptance(plain),
        "reasons": reasons(plain),
        "facts": fact_use(plain, rows),
        "copying": copying(plain, rows, folder=config.corpus, training=training),
        "variety": variety(plain, rows, seed=config.sampling.seed),
        "limits": limits_kept(plain),
        "keywords": keyword_use(with_keywords, asked, unasked=unasked),
    }
    if channel in CORPUS_CHANNELS and by_tone:
        tables["tones"] = tone_control(by_tone, rows, channel=channel, training=training, held_out=held_out)
    further = [*with_keywords, *(record for records in toned.values() for record in records)]
    return plain, further, tables


def _bits(config: EvaluateConfig, session: CopySession, rows: RowsById, bits: BitsHook) -> Rows:
    """By language, over the channels of one text that have a reference."""
    if config.engine == "embedded":
        return embedded_bits(config.corpus)
    table: Rows = []
    for language in sorted({task.product.language for task in session.tasks}):
        pairs = [
            (session.job.prompt(task), human_text(rows[task.product.id], task.channel.id, any_tone=True))
            for task in session.tasks
            if task.product.language == language and len(task.channel.fields) == 1
        ]
        references = [(prompt, text) for prompt, text in pairs if text]
        found = bits(config.engine, config.engine_options, references) if references else None
        if found is not None:
            table.append({"language": language, "references": len(references), "bits a character": found})
    return table


def _model(config: EvaluateConfig, session: CopySession, chosen: Sequence[CorpusRow]) -> dict[str, Any]:
    info = session.job.info
    return {
        "model": info.model,
        "engine": config.engine,
        "weights_sha256": info.weights_sha256,
        "products": len(chosen),
        "candidates": config.sampling.candidates,
        "seed": config.sampling.seed,
    }


def _notes(session: CopySession) -> tuple[str, ...]:
    skipped = session.job.scan.num_skipped
    unusable = (f"{skipped} held-out rows could not be used",) if skipped else ()
    return (*unusable, *session.job.engine.info().notes)


def _texts_to_read(records: Sequence[CopyRecord], rng: random.Random) -> list[CopyRecord]:
    written = [record for record in records if record.copy]
    return sample_evenly(written, group=lambda r: (r.language, r.channel), number=NUM_TEXTS, rng=rng)


def _blind_pairs(records: Sequence[CopyRecord], rows: RowsById, rng: random.Random) -> list[Pair]:
    """Accepted copy beside the plain reference (else expert, else minimal) of the same product and channel."""
    accepted = [record for record in records if record.status == "accepted"]
    found = reference_pairs(accepted, rows, any_tone=False)
    chosen = sample_evenly(found, group=lambda pair: pair[0].language, number=NUM_PAIRS, rng=rng)
    rng.shuffle(chosen)
    return [
        shuffle_sides(
            mine,
            human,
            id=f"pair-{number:02d}",
            product_id=record.product_id,
            channel=record.channel,
            language=record.language,
            product=record.product,
            rng=rng,
        )
        for number, (record, mine, human) in enumerate(chosen, start=1)
    ]


def _write_folder(evaluation: Evaluation, folder: Path) -> None:
    """report.json, records.jsonl, texts.jsonl, pairs.jsonl and, apart from them, pairs_key.json."""
    folder.mkdir(parents=True, exist_ok=True)
    pairs = [asdict(pair) for pair in evaluation.pairs]
    key = {pair["id"]: {"product_id": pair["product_id"], "human": pair.pop("human_side")} for pair in pairs}
    texts = [
        {name: getattr(record, name) for name in ("id", "channel", "language", "status", "product", "copy")}
        for record in evaluation.texts
    ]
    for name, lines in (
        ("records.jsonl", [encode_record(record) for record in evaluation.records]),
        ("texts.jsonl", [encode_json(text) for text in texts]),
        ("pairs.jsonl", [encode_json(pair) for pair in pairs]),
    ):
        (folder / name).write_bytes(b"".join(line + b"\n" for line in lines))
    for name, document in (("pairs_key.json", key), ("report.json", evaluation.as_json())):
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
        (folder / name).write_text(text + "\n", encoding="utf-8")
