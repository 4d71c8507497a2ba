"""A copy corpus of our own, a few products a language in both parts of the split."""

from __future__ import annotations

import json
from itertools import count, islice
from pathlib import Path
from typing import Any

from mtnlg_cli.lm.corpus import is_held_out

_ROWS = {
    "en": {
        "title": "Ferrow Carbon Steel Skillet",
        "brand": "Ferrow",
        "category": "Kitchen > Skillets",
        "material": "carbon steel",
        "color": "black",
        "weight": "1.7 kg",
        "features": ["pre-seasoned", "works on induction"],
    },
    "zh": {
        "name": "珐琅铸铁炖锅",
        "vendor": "禾灶",
        "category": "厨房 > 炖锅",
        "material": "铸铁",
        "color": "墨绿",
        "weight": "4.5kg",
        "specs": "可入烤箱；带盖",
    },
}
_TEXTS = {
    ("en", "plain"): "This Ferrow skillet is made of carbon steel, weighs 1.7 kg and is pre-seasoned.",
    ("en", "warm"): "Sunday eggs taste like home in this black skillet, and you know it.",
    ("zh", "plain"): "禾灶这款炖锅用铸铁制成，墨绿色，重4.5kg，可入烤箱。",
    ("zh", "warm"): "冬天的一锅汤，让家里慢慢暖起来。",
}
_CHANNELS = ("product_description", "meta_description", "social_post", "email_body")


def product_ids(language: str, *, held_out: bool, number: int) -> list[str]:
    """The first ids of that part of the split."""
    names = (f"{language}-{place:04d}" for place in count())
    return list(islice((name for name in names if is_held_out(name) is held_out), number))


def corpus_row(id: str, language: str) -> dict[str, Any]:
    """A product with a plain and a warm text for each of four channels, and plain bullets."""
    copies = [
        {"channel": channel, "tone": tone, "text": _TEXTS[language, tone]}
        for channel in _CHANNELS
        for tone in ("warm", "plain")
    ]
    bullets = "- Carbon steel\n- 1.7 kg" if language == "en" else "- 铸铁\n- 4.5kg"
    copies.append({"channel": "bullets", "tone": "plain", "text": bullets})
    return {"id": id, "language": language, "product": _ROWS[language], "copies": copies}


def write_small_corpus(folder: Path, *, held_out: int = 2, training: int = 3) -> Path:
    """A corpus folder with so many products a language in each part."""
    for language in ("en", "zh"):
        ids = product_ids(language, held_out=True, number=held_out)
        ids += product_ids(language, held_out=False, number=training)
        lines = [json.dumps(corpus_row(id, language), ensure_ascii=False) + "\n" for id in ids]
        (folder / f"{language}_small.jsonl").write_text("".join(lines), encoding="utf-8")
    sentence = {"language": "en", "attribute": "lid", "phrasings": [{"form": "sentence", "text": "It has {value}."}]}
    (folder / "attributes_en.jsonl").write_text(json.dumps(sentence) + "\n", encoding="utf-8")
    return folder
