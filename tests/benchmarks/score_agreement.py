"""How far the metrics agree with people: sound copy against broken, the right row against another, human ratings.

python -m tests.benchmarks.score_agreement --corpus FOLDER [--webnlg FILE.jsonl.gz] [--limit N]

The corpus folder holds JSON Lines of {"id", "language", "product", "copies": [{"channel", "text"}]}; the WebNLG file
the rated outputs of 2020 with their triples. Only products whose id hashes even are used: the word-pair tables of the
fluency metric were counted on the others. Prints one JSON document.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, median
from typing import Any

from mtnlg_cli.catalog import product_from_facts
from mtnlg_cli.channels import get_channel
from mtnlg_cli.domain import Brief, Candidate, Product
from mtnlg_cli.pipelines.judge import CopyCase, judge_copy
from tests.benchmarks.corruption import KINDS, auc, corrupt, spearman

CHANNELS = {"product_description": "product-description", "meta_description": "meta-description"}
SEED = 5

Figures = dict[str, list[float]]


def read_corpus(folder: Path, limit: int | None) -> Iterator[dict[str, Any]]:
    """Held-out products with their copies."""
    count = 0
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            entry = json.loads(line) if line else {}
            if "product" in entry and sum(map(ord, entry["id"])) % 2 == 0:
                count += 1
                if limit is None or count <= limit:
                    yield entry


def score(text: str, *, product: Product, channel: str) -> dict[str, float | None]:
    """All scores of one text."""
    place = get_channel(channel)
    candidate = Candidate(fields={place.fields[0].name: (text,)}, language=product.language)
    return judge_copy(CopyCase(candidate=candidate, product=product, brief=Brief(), channel=place)).scores


def wrong_number(text: str) -> str | None:
    """The text with its last digit changed; None when it has none."""
    digits = list(re.finditer(r"\d", text))
    if not digits:
        return None
    at = digits[-1]
    return text[: at.start()] + str((int(at.group()) + 3) % 10) + text[at.end() :]


def measure_corpus(folder: Path, limit: int | None) -> dict[str, Any]:
    """Medians on sound copy, and AUC of each metric against the broken versions it should notice."""
    rng = random.Random(SEED)
    sound: dict[str, Figures] = defaultdict(lambda: defaultdict(list))
    broken: dict[str, Figures] = defaultdict(lambda: defaultdict(list))
    before: dict[str, Product] = {}
    for entry in read_corpus(folder, limit):
        language = entry["language"]
        product = product_from_facts(entry["product"], id=entry["id"], language=language)
        other = before.get(language, product)
        before[language] = product
        for copy in entry["copies"]:
            if copy["channel"] in CHANNELS:
                text, channel = copy["text"], CHANNELS[copy["channel"]]
                _add(sound[language], score(text, product=product, channel=channel))
                for kind in KINDS:
                    bad = corrupt(text, kind, language=language, rng=rng)
                    _add(broken[f"{language} {kind}"], score(bad, product=product, channel=channel))
                _add(broken[f"{language} other-row"], score(text, product=other, channel=channel))
                if (changed := wrong_number(text)) is not None:
                    _add(broken[f"{language} wrong-number"], score(changed, product=product, channel=channel))
    return {
        "sound": {language: _summary(figures) for language, figures in sound.items()},
        "auc": {
            name: {
                metric: round(auc(sound[name[:2]][metric], values), 3)
                for metric, values in figures.items()
                if values and metric in ("fluency", "faithfulness", "attribute-coverage", "overall")
            }
            for name, figures in broken.items()
        },
    }


def measure_ratings(path: Path) -> dict[str, float]:
    """Spearman correlation with the ratings people gave to the outputs of systems, text by text."""
    pairs: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    wanted = {
        "fluency": "Fluency",
        "attribute-coverage": "DataCoverage",
        "faithfulness": "Correctness",
        "overall": "Correctness",
    }
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            entry = json.loads(line)
            scores = score(entry["text"], product=_triples(entry["triples"]), channel="product-description")
            for metric, rating in wanted.items():
                value = scores[metric]
                if value is not None:
                    pairs[f"{metric} ~ {rating}"][0].append(value)
                    pairs[f"{metric} ~ {rating}"][1].append(entry[rating])
    return {name: round(spearman(*sides), 3) for name, sides in pairs.items()}


def _triples(triples: list[str]) -> Product:
    parts = [[part.strip().strip('"').replace("_", " ") for part in triple.split("|")] for triple in triples]
    facts: dict[str, list[str]] = {}
    for subject, relation, value in parts:
        facts.setdefault("title", [subject])
        facts.setdefault(relation.split("/")[0], []).append(value)
    return product_from_facts({"title": facts.pop("title")[0], **facts}, id="webnlg", language="en")


def _add(figures: Figures, scores: dict[str, float | None]) -> None:
    for name, value in scores.items():
        if value is not None:
            figures[name].append(value)


def _summary(figures: Figures) -> dict[str, dict[str, float]]:
    return {
        name: {"texts": len(values), "median": round(median(values), 3), "mean": round(mean(values), 3)}
        for name, values in figures.items()
    }


def main() -> None:
    """Parse the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--webnlg", type=Path)
    parser.add_argument("--limit", type=int)
    given = parser.parse_args()
    result = measure_corpus(given.corpus, given.limit)
    if given.webnlg:
        result["ratings"] = measure_ratings(given.webnlg)
    json.dump(result, sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
