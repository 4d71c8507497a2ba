"""The human side of a copy corpus: which of its texts is the reference of an output, and all its training text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mtnlg_cli.lm.corpus import is_held_out, read_corpus
from mtnlg_cli.lm.task import PLAIN_TONES

CORPUS_CHANNELS = {
    "product-description": ("description", "product_description"),
    "bullets": ("bullets", "bullets"),
    "meta-description": ("description", "meta_description"),
    "email": ("body", "email_body"),
    "social-post": ("text", "social_post"),
    "sms": ("text", "sms"),
}
"""Channel -> its field that the corpus has references for, and their channel there."""
PROSE = ("product_description", "social_post", "ad_primary_text", "email_body", "sms")
"""Corpus channels of running text: a tone is learnt from all of them, for some tones are rare in any one."""
_PLACEHOLDER = re.compile(r"\{\w+\}")
_LISTS = ("attributes_*.jsonl", "kinds_*.jsonl")


def split_rows(folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The corpus's products as (training part, held-out part), by id. Raises OSError, json.JSONDecodeError."""
    training: list[dict[str, Any]] = []
    held_out: list[dict[str, Any]] = []
    for record in read_corpus(folder):
        (held_out if is_held_out(record["id"]) else training).append(record)
    return training, held_out


def human_text(record: dict[str, Any], channel: str, *, any_tone: bool = False) -> str:
    """The reference of a product for a channel: plain, else expert, else minimal, else any if allowed; "" for none."""
    if channel not in CORPUS_CHANNELS:
        return ""
    _, name = CORPUS_CHANNELS[channel]
    found = [copy for copy in record["copies"] if copy["channel"] == name]
    for tone in PLAIN_TONES:
        for copy in found:
            if copy["tone"] == tone:
                return str(copy["text"])
    return str(found[0]["text"]) if found and any_tone else ""


def toned_texts(record: dict[str, Any], channel: str, *, with_prose: bool = False) -> list[tuple[str, str]]:
    """All references of a product for a channel as (text, tone) pairs, on demand those of all running text as well."""
    names = {CORPUS_CHANNELS.get(channel, ("", ""))[1], *(PROSE if with_prose else ())}
    return [(copy["text"], copy["tone"]) for copy in record["copies"] if copy["channel"] in names]


def output_text(fields: dict[str, list[str]], channel: str) -> str:
    """What of an output stands beside the reference: the one field the corpus knows, a list as lines like "- this"."""
    field, _ = CORPUS_CHANNELS[channel]
    texts = fields.get(field, [])
    return "\n".join(f"- {text}" for text in texts) if field == "bullets" else "\n".join(texts)


def row_texts(record: dict[str, Any]) -> list[str]:
    """The cells of a row, entries of a list one by one."""
    return list(_strings(record["product"]))


def training_texts(folder: Path, training: list[dict[str, Any]], *, language: str) -> Iterator[str]:
    """All text of the training part in a language: rows, copies, phrasings and sentences, these cut at placeholders."""
    for record in training:
        if record["language"] == language:
            yield from row_texts(record)
            yield from (copy["text"] for copy in record["copies"])
    for pattern in _LISTS:
        for path in sorted(folder.glob(pattern)):
            for line in path.read_text(encoding="utf-8").split("\n"):
                entry = json.loads(line) if line else {}
                if entry.get("language") == language:
                    yield from (piece for text in _strings(entry) for piece in _PLACEHOLDER.split(text))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
