"""How many planted faults the checks find, and how often they block copy that is true.

Run: python -m tests.benchmarks.review_faults CORPUS_FOLDER [--show CHECK] [--limit N]

Takes a folder of {"id", "language", "product", "copies": [{"channel", "text"}]} JSON lines (en_*.jsonl, zh_*.jsonl)
whose copy is true of its row. Prints the share of copies with a finding by check and language (false alarms), then the
share of planted faults that block (recall), and the time a candidate takes.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from mtnlg_cli.catalog.facts import product_from_facts
from mtnlg_cli.channels import get_channel
from mtnlg_cli.domain import Brief, Candidate, Channel, Product, Review
from mtnlg_cli.review import review_candidate
from tests.benchmarks.planted_faults import FAULTS

FIELDS = {
    "product_description": ("product-description", "description"),
    "bullets": ("bullets", "bullets"),
    "meta_description": ("meta-description", "description"),
    "social_post": ("social-post", "text"),
    "email_subject": ("email", "subject"),
    "email_body": ("email", "body"),
    "sms": ("sms", "text"),
    "search_headline": ("google-rsa", "headline"),
    "search_description": ("google-rsa", "description"),
}
_BRIEF = Brief()


@dataclass(frozen=True, slots=True)
class Case:
    """One human copy of one product, as a candidate of the channel it was written for."""

    product: Product
    candidate: Candidate
    channel: Channel
    field: str
    text: str

    def review(self, text: str | None = None) -> Review:
        candidate = self.candidate if text is None else _candidate(self.field, text, self.product.language)
        return review_candidate(candidate, product=self.product, brief=_BRIEF, channel=self.channel)


def read_cases(folder: Path, limit: int | None = None) -> Iterator[Case]:
    """The copies of every product file of the folder."""
    for path in sorted([*folder.glob("en_*.jsonl"), *folder.glob("zh_*.jsonl")]):
        for line in path.read_text(encoding="utf-8").split("\n")[:limit]:
            if line.strip():
                yield from _cases(json.loads(line))


def _cases(row: dict) -> Iterator[Case]:
    product = product_from_facts(row["product"], id=row["id"], language=row["language"])
    for copy in row["copies"]:
        if copy["channel"] in FIELDS:
            name, field = FIELDS[copy["channel"]]
            candidate = _candidate(field, copy["text"], product.language)
            yield Case(product, candidate, _single_field(name, field), field, copy["text"])


def _candidate(field: str, text: str, language: str) -> Candidate:
    texts = tuple(line.removeprefix("- ") for line in text.split("\n")) if field == "bullets" else (text,)
    return Candidate(fields={field: texts}, language=language)


def _single_field(name: str, field: str) -> Channel:
    channel = get_channel(name)
    return replace(channel, fields=(replace(channel.field(field), min_texts=1),))


def false_alarms(cases: list[Case], show: str | None) -> None:
    totals: Counter[str] = Counter()
    hits: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        language = case.product.language
        totals[language] += 1
        review = case.review()
        by_check = {(f.check, f.severity) for f in review.findings}
        hits[language].update(f"{check} ({severity})" for check, severity in by_check)
        blocking = {check for check, severity in by_check if severity == "block"}
        hits[language]["any block"] += bool(blocking)
        hits[language]["any block but channel-limit"] += bool(blocking - {"channel-limit"})
        if show is not None:
            _show(case, review, show)
    for language, counts in sorted(hits.items()):
        print(f"\nfalse alarms, {language}, {totals[language]} true copies")
        for name, count in sorted(counts.items(), key=lambda pair: -pair[1]):
            print(f"  {100 * count / totals[language]:6.2f} %  {count:6d}  {name}")


def _show(case: Case, review: Review, show: str) -> None:
    check, _, severity = show.partition(":")
    for f in review.findings:
        if f.check == check and f.severity == (severity or "block"):
            around = case.candidate.fields[f.field][f.index] if f.field in case.candidate.fields else ""
            start, end = f.span or (0, 0)
            context = f"{around[max(0, start - 40) : start]}⟦{f.text}⟧{around[end : end + 40]}".replace("\n", "|")
            print(f"{case.product.id} | {f.message[:110]} | {context}")


def recall(cases: list[Case], seed: int) -> None:
    print("\nrecall: planted faults with a blocking finding at the fault's place (anywhere in brackets)")
    others = [case.product for case in cases]
    clean = [not any(f.severity == "block" for f in case.review().findings) for case in cases]
    for fault, plant in FAULTS.items():
        for language in ("en", "zh"):
            planted = found = anywhere = 0
            for number, case in enumerate(cases):
                if case.product.language != language:
                    continue
                draw = random.Random(f"{seed}/{fault}/{number}")
                made = plant(case.text, case.product, draw, others)
                if made is None or not clean[number]:
                    continue
                text, word = made
                blocks = [f for f in case.review(text).findings if f.severity == "block" and f.check != "channel-limit"]
                planted += 1
                anywhere += bool(blocks)
                found += any(f.span is None or word in f.text or f.text in word for f in blocks)
            if planted:
                print(
                    f"  {fault:<16} {language}  {100 * found / planted:6.1f} %  [{100 * anywhere / planted:5.1f} %]  "
                    f"of {planted}"
                )


def speed(cases: list[Case]) -> None:
    sample = cases[:: max(1, len(cases) // 2000)]
    start = time.process_time()
    for case in sample:
        case.review()
    print(
        f"\n{1000 * (time.process_time() - start) / len(sample):.2f} ms CPU a candidate over {len(sample)}, each "
        f"with its own row"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", help="print findings of CHECK or CHECK:SEVERITY")
    parser.add_argument("--limit", type=int, help="products a file")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", choices=("alarms", "recall", "speed"))
    args = parser.parse_args()
    cases = list(read_cases(args.folder, args.limit))
    if not cases:
        sys.exit(f"no copies in {args.folder}")
    if args.only in (None, "alarms"):
        false_alarms(cases, args.show)
    if args.only in (None, "recall"):
        recall(cases, args.seed)
    if args.only in (None, "speed"):
        speed(cases)


if __name__ == "__main__":
    main()
