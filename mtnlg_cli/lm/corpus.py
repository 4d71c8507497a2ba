"""From the copy corpus to sentence tasks: every sentence with the facts it states cut out as slots."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from mtnlg_cli.lm.names import name_in_copy, short_name
from mtnlg_cli.lm.phrases import fact_name
from mtnlg_cli.lm.sets import Example
from mtnlg_cli.lm.task import BRAND_SLOT, NAME_SLOT, NUM_VALUE_SLOTS, Fact, SentenceTask, value_slots
from mtnlg_cli.lm.words import beginning
from mtnlg_cli.text.sentences import split_sentences

UNIT_OF_CHANNEL = {
    "product_description": "description",
    "bullets": "bullet",
    "meta_description": "meta",
    "social_post": "social",
    "email_body": "email",
    "email_subject": "subject",
    "email_preheader": "preheader",
    "search_headline": "headline",
    "search_description": "search",
    "sms": "sms",
}
WHOLE_TEXT_UNITS = frozenset({"subject", "preheader", "headline", "search"})
_NOT_FACTS = frozenset(
    ["title", "name", "product_name", "brand", "vendor", "category", "product_type", "description", "keywords", "tags"]
)
_LISTS = frozenset(["features", "specs", "key_features", "usp", "ingredients", "contents"])
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d]")
_HASHTAG = re.compile(r"#[^\s#]+#?")
_DIGIT = re.compile(r"[0-9０-９]")
_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "CNY": "元", "JPY": "¥"}
_WORD = re.compile(r"[A-Za-z]{4,}|[一-鿿]{2}")


def read_corpus(folder: Path) -> Iterator[dict[str, Any]]:
    """Products of the corpus with all their copies, further channels joined by id.

    Raises OSError when the folder cannot be read, json.JSONDecodeError on a damaged line.
    """
    further: dict[str, list[dict[str, str]]] = {}
    for path in sorted(folder.glob("ch_*.jsonl")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line:
                record = json.loads(line)
                further.setdefault(record["id"], []).extend(record["copies"])
    for path in [*sorted(folder.glob("en_*.jsonl")), *sorted(folder.glob("zh_*.jsonl"))]:
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line:
                record = json.loads(line)
                yield {**record, "copies": record["copies"] + further.get(record["id"], [])}


def is_held_out(product_id: str, *, share: float = 0.04) -> bool:
    """Whether a product belongs to the held-out split; decided by its id alone, so no copy of it can leak."""
    digest = hashlib.blake2b(product_id.encode(), digest_size=4).digest()
    return int.from_bytes(digest) / 2**32 < share


def first_of(product: dict[str, Any], *keys: str) -> str:
    """The first non-empty text among the given columns, else ""."""
    return next((str(product[key]) for key in keys if product.get(key)), "")


def row_facts(product: dict[str, Any], *, language: str) -> list[Fact]:
    """The facts of a corpus row, list columns split into one fact an entry."""
    facts: list[Fact] = []
    for column, value in product.items():
        if column in _NOT_FACTS:
            continue
        values = value if isinstance(value, list) else [value]
        if column in _LISTS and not isinstance(value, list):
            values = re.split(r"\s*[;|；]\s*", str(value))
        for item in (str(item).strip() for item in values):
            label = "feature" if column in _LISTS else column.replace("_", " ")
            name = fact_name(label, item, language=language)
            facts += [Fact(name, item)] if item else []
    return facts


def subject_of(record: dict[str, Any]) -> SentenceTask:
    """A plain task that knows the product's name, brand and category and nothing else."""
    product, language = record["product"], record["language"]
    brand = first_of(product, "brand", "vendor")
    return SentenceTask(
        language=language,
        unit="description",
        role="open",
        tone="plain",
        name=short_name(first_of(product, "title", "product_name", "name"), brand=brand, language=language),
        uses_name=False,
        category=" ".join(re.split(r"\s*[>/]\s*", first_of(product, "category", "product_type"))[-2:]),
        brand=brand,
    )


def examples_of(record: dict[str, Any], rng: random.Random) -> Iterator[Example]:
    """Every usable sentence of a product's copies as (task, slotted sentence)."""
    product, language = record["product"], record["language"]
    subject = subject_of(record)
    facts, context = row_facts(product, language=language), split_sentences(str(product.get("description", "")))
    for copy in record["copies"]:
        unit = UNIT_OF_CHANNEL.get(copy["channel"])
        if unit is None:
            continue
        previous = ""
        sentences = _sentences(copy["text"], unit)
        for position, sentence in enumerate(sentences):
            base = replace(
                subject,
                unit=unit,
                role=_role(position, len(sentences), unit),
                tone=copy["tone"],
                previous=opening(previous, language),
            )
            example = _align(sentence, base, facts, context, rng)
            previous = example[1] if example else ""
            if example:
                yield example


def opening(sentence: str, language: str) -> str:
    """The first words of a slotted sentence: four in English, six characters in Chinese."""
    return beginning(sentence, language, 3 if language == "zh" else 4)


def _sentences(text: str, unit: str) -> list[str]:
    text = _HASHTAG.sub("", _EMOJI.sub("", text))
    if unit in WHOLE_TEXT_UNITS:
        return [" ".join(text.split())]
    return [re.sub(r"^[-•*]\s*", "", sentence).strip() for sentence in split_sentences(text)]


def _role(position: int, total: int, unit: str) -> str:
    if unit == "bullet" or unit in WHOLE_TEXT_UNITS:
        return "only"
    if position == 0:
        return "open"
    return "end" if position == total - 1 else "mid"


def _align(
    sentence: str, base: SentenceTask, facts: list[Fact], context: list[str], rng: random.Random
) -> Example | None:
    """Cut values, brand and name out of the sentence; None when digits or too many values would be left."""
    language = base.language
    used: list[tuple[Fact, str]] = []
    text = sentence
    for fact in sorted(facts, key=lambda fact: -len(fact.value)):
        marked = _mark(text, fact, f"\x00{chr(0xE000 + len(used))}\x00", language)
        if marked is not None and len(used) < NUM_VALUE_SLOTS:
            used.append((fact, chr(0xE000 + len(used))))
            text = marked
    has_brand = bool(base.brand) and base.brand in text
    text = text.replace(base.brand, "\x00B\x00", 1) if has_brand else text
    span = name_in_copy(text, base.name, language=language)
    name = base.name
    if span is not None:
        name = text[span[0] : span[1]] if rng.random() < 0.7 else base.name
        text = text[: span[0]] + "\x00N\x00" + text[span[1] :]
    if _DIGIT.search(text) or not text.strip() or len(text) > 400:
        return None
    rng.shuffle(used)
    for slot, (_, key) in zip(value_slots(fact for fact, _ in used), used, strict=True):
        text = text.replace(f"\x00{key}\x00", slot)
    text = text.replace("\x00B\x00", BRAND_SLOT).replace("\x00N\x00", NAME_SLOT)
    task = SentenceTask(
        language=language,
        unit=base.unit,
        role=base.role,
        tone=base.tone,
        name=name,
        uses_name=span is not None,
        category=base.category if rng.random() < 0.8 else "",
        brand=base.brand if has_brand else "",
        facts=(*(fact for fact, _ in used), *_free_facts(text, [f for f, _ in used], facts, context)),
        previous=base.previous if rng.random() < 0.7 else "",
    )
    return task, text.replace(NAME_SLOT, task.name_slot)


def _mark(text: str, fact: Fact, key: str, language: str) -> str | None:
    if fact.name in ("price", "sale price"):
        pattern = _price_pattern(fact.value)
    else:
        pattern = re.escape(fact.value).replace(r"\ ", r"\s?" if language == "zh" else " ")
    if not pattern:
        return None
    if language == "en":
        pattern = rf"(?<![\w]){pattern}(?!\w)"
    marked, count = re.subn(pattern, lambda _: key, text, count=1, flags=re.IGNORECASE)
    return marked if count else None


def _price_pattern(value: str) -> str:
    match = re.match(r"([\d.,]+)\s*([A-Z]{3})$", value)
    if not match:
        return ""
    number = match.group(1)
    short = re.sub(r"[.,]00$", "", number)
    symbol = re.escape(_SYMBOLS.get(match.group(2), match.group(2)))
    numbers = f"(?:{re.escape(number)}|{re.escape(short)})(?![\\d.]\\d)"
    return f"(?:{symbol}{numbers}|¥{numbers}|{numbers}\\s?(?:{symbol}|{match.group(2)}|块))"


def _free_facts(text: str, used: list[Fact], facts: list[Fact], context: list[str]) -> list[Fact]:
    """Facts the sentence retells in other words; the encoder sees them, so that the model never learns to invent."""
    words = {word.lower() for word in _WORD.findall(text)}
    if not words:
        return []
    free = [
        Fact(fact.name, fact.value, copied=False) for fact in facts if fact not in used and _overlaps(fact.value, words)
    ]
    free += [Fact("note", note[:80], copied=False) for note in context if _overlaps(note, words, least=2)]
    return free[:3]


def _overlaps(value: str, words: set[str], *, least: int = 1) -> bool:
    return len({word.lower() for word in _WORD.findall(value)} & words) >= least
