"""From the source sets to `open_text.jsonl`: one clean sentence a line, no duplicates, held-out families marked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from mtnlg_cli.lm.corpora.clean_set import Progress, Sentence, clean_set
from mtnlg_cli.lm.corpora.datasheet import Datasheet, SetSheet
from mtnlg_cli.lm.corpora.duplicates import near_duplicates, sentence_key
from mtnlg_cli.lm.corpora.openings import OpeningCap, families_within
from mtnlg_cli.lm.corpora.readers import file_of, set_names, source_of
from mtnlg_cli.lm.evaluation.needs import need_library

OPEN_TEXT = "open_text.jsonl"


def build_open_text(
    folder: Path, out: Path, *, sets: Sequence[str] | None = None, progress: Progress | None = None
) -> Datasheet:
    """Clean the sets of `folder` (all of them without `sets`) into `out`/open_text.jsonl, with a datasheet beside it.

    Each line is {"text", "language", "set", "document", "held_out"} and, for a product with copy, "facts" as
    [[name, value], ...]; sentences stand in document order, and the same input gives the same file. Duplicates and
    near-duplicates are removed among all sentences, whichever part they would belong to, so none crosses the split.
    Raises MktError when a set is unknown, a file of a set is missing or damaged, or ftfy is not installed; OSError when
    `out` cannot be written.
    """
    need_library("ftfy", package="ftfy")
    tell = progress or (lambda stage, done: None)
    names = set_names(sets)
    for name in names:
        file_of(name, folder)
    sheets = {name.replace("-", "_"): SetSheet(name.replace("-", "_")) for name in names}
    kept = list(_all_sentences(names, folder, sheets, tell))
    tell("near-duplicates", len(kept))
    kept = _capped(_without_near_duplicates(kept, sheets), sheets)
    tell("write", len(kept))
    write_sentences(kept, out)
    _count(kept, sheets)
    datasheet = Datasheet(tuple(sheets.values()))
    datasheet.write(out)
    return datasheet


def write_sentences(sentences: Iterable[Sentence], out: Path) -> None:
    """Write `out`/open_text.jsonl, which stays as it was until the new one is whole. Raises OSError."""
    out.mkdir(parents=True, exist_ok=True)
    part = out / f".{OPEN_TEXT}.part"
    with part.open("w", encoding="utf-8", newline="\n") as file:
        for sentence in sentences:
            file.write(_line(sentence) + "\n")
    part.replace(out / OPEN_TEXT)


def _line(sentence: Sentence) -> str:
    document = sentence.document
    line: dict[str, object] = {
        "text": sentence.text,
        "language": document.language,
        "set": document.set,
        "document": document.id,
        "held_out": document.is_held_out,
    }
    if document.facts:
        line["facts"] = document.facts
    return json.dumps(line, ensure_ascii=False)


def _all_sentences(
    names: Sequence[str], folder: Path, sheets: dict[str, SetSheet], tell: Progress
) -> Iterator[Sentence]:
    """The sentences of all sets without exact repeats; the first of its kind stays."""
    seen: set[bytes] = set()
    for name, sheet in zip(names, sheets.values(), strict=True):
        for sentence in clean_set(name, folder, sheet, tell):
            key = sentence_key(sentence.text)
            if key in seen:
                sheet.dropped["duplicate"] += 1
            else:
                seen.add(key)
                yield sentence


def _without_near_duplicates(sentences: list[Sentence], sheets: dict[str, SetSheet]) -> list[Sentence]:
    flags = near_duplicates((sentence.text, sentence.document.language) for sentence in sentences)
    left = []
    for sentence, is_near in zip(sentences, flags, strict=True):
        if is_near:
            sheets[sentence.document.set].dropped["near-duplicate"] += 1
        else:
            left.append(sentence)
    return left


def _capped(sentences: list[Sentence], sheets: dict[str, SetSheet]) -> list[Sentence]:
    """Without the sentences over a set's cap an opening, then without the families over its share of all."""
    caps = {name: OpeningCap(source_of(name).max_per_opening) for name in sheets}
    left = []
    for sentence in sentences:
        document = sentence.document
        if caps[document.set].admits(sentence.text, document.language):
            left.append(sentence)
        else:
            sheets[document.set].dropped["same opening"] += 1
    for name, sheet in sheets.items():
        left = _within_share(left, sheet, source_of(name).max_share)
    return left


def _within_share(sentences: list[Sentence], sheet: SetSheet, share: float) -> list[Sentence]:
    sizes = Counter(sentence.document.family for sentence in sentences if sentence.document.set == sheet.name)
    others = len(sentences) - sizes.total()
    # A set that stands alone has nothing to be a share of.
    if share >= 1 or not others:
        return sentences
    chosen = families_within(sizes, int(others * share / (1 - share)))
    if len(chosen) == len(sizes):
        return sentences
    sheet.dropped["over the set's share"] = sum(size for family, size in sizes.items() if family not in chosen)
    return [s for s in sentences if s.document.set != sheet.name or s.document.family in chosen]


def _count(sentences: Iterable[Sentence], sheets: dict[str, SetSheet]) -> None:
    for sentence in sentences:
        sheet, language = sheets[sentence.document.set], sentence.document.language
        sheet.sentences[language] += 1
        sheet.characters[language] += len(sentence.text)
        sheet.held_out[language] += sentence.document.is_held_out
