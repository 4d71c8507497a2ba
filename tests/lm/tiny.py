"""A small corpus of our own and a model of two narrow layers, for tests that need no weights."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from mtnlg_cli.lm.lexicon import Lexicon
from mtnlg_cli.lm.model import EncoderDecoder, ModelConfig
from mtnlg_cli.lm.tokenizer import Vocabulary, train_tokenizer

RECORD_EN = {
    "id": "en-1",
    "language": "en",
    "product": {
        "title": "Ferrow Carbon Steel Skillet 26 cm",
        "brand": "Ferrow",
        "category": "Kitchen > Cookware",
        "price": "64.00 EUR",
        "material": "carbon steel",
        "weight": "1.7 kg",
        "features": ["pre-seasoned", "works on induction"],
    },
    "copies": [
        {
            "channel": "product_description",
            "tone": "plain",
            "text": "This Ferrow skillet is pre-seasoned and weighs 1.7 kg. It works on induction. It has 3 screws.",
        },
        {"channel": "bullets", "tone": "plain", "text": "- Pre-seasoned\n- 1.7 kg"},
        {"channel": "sms", "tone": "urgent", "text": "Ferrow skillet, now €64."},
    ],
}
RECORD_ZH = {
    "id": "zh-1",
    "language": "zh",
    "product": {
        "title": "珐琅铸铁炖锅 24cm",
        "brand": "禾灶",
        "material": "铸铁",
        "weight": "4.5kg",
        "features": ["可入烤箱"],
    },
    "copies": [
        {"channel": "product_description", "tone": "plain", "text": "禾灶这口炖锅用铸铁制成，重 4.5kg。可入烤箱。"}
    ],
}
ATTRIBUTE = {
    "language": "en",
    "attribute": "material",
    "aliases": ["fabric"],
    "domain": "universal",
    "values": ["solid oak", "linen"],
    "phrasings": [
        {"form": "sentence", "text": "The material is {value}."},
        {"form": "sentence", "text": "{brand} makes the {name} from {value}."},
        {"form": "clause", "text": "made of {value}"},
        {"form": "bullet", "text": "Made of {value}"},
    ],
}
KIND = {
    "language": "en",
    "kind": "skillet",
    "aliases": ["frying pan"],
    "category": "Kitchen > Cookware",
    "what": ["{name} sears and browns.", "One pan for eggs and steaks."],
    "use": ["Heat it slowly."],
    "for": ["For cooks who like a crust."],
    "care_or_choice": ["Wipe it dry."],
    "cta": ["Pick your pan"],
    "headline": ["Sear It Right"],
    "subject": ["A pan for Sunday"],
    "social": ["Eggs?"],
}


def write_corpus(folder: Path) -> Path:
    """A corpus folder with one product a language, one attribute and one kind."""
    files = {
        "en_a.jsonl": [RECORD_EN],
        "zh_a.jsonl": [RECORD_ZH],
        "ch_en.jsonl": [
            {
                "id": "en-1",
                "language": "en",
                "copies": [{"channel": "email_preheader", "tone": "warm", "text": "Already pre-seasoned."}],
            }
        ],
        "attributes_en.jsonl": [ATTRIBUTE],
        "attributes_zh.jsonl": [
            {
                **ATTRIBUTE,
                "language": "zh",
                "attribute": "材质",
                "aliases": [],
                "values": ["亚麻"],
                "phrasings": [
                    {"form": "sentence", "text": "材质是{value}。"},
                    {"form": "clause", "text": "用{value}制成"},
                ],
            }
        ],
        "kinds_en_a.jsonl": [KIND],
        "kinds_zh.jsonl": [
            {
                **KIND,
                "language": "zh",
                "kind": "炖锅",
                "aliases": [],
                "what": ["{name}焖得住水汽。"],
                "use": ["小火慢炖。"],
            }
        ],
    }
    for name, records in files.items():
        lines = [json.dumps(record, ensure_ascii=False) for record in records]
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def tiny_vocabulary() -> Vocabulary:
    """A byte-level vocabulary trained on a few sentences."""
    texts = [json.dumps(record, ensure_ascii=False) for record in (RECORD_EN, RECORD_ZH, ATTRIBUTE, KIND)]
    return Vocabulary(train_tokenizer(texts, vocabulary_size=420))


def tiny_model(vocabulary: Vocabulary, *, seed: int = 0) -> EncoderDecoder:
    """Random weights, two layers, 32 wide."""
    torch.manual_seed(seed)
    config = ModelConfig(
        vocabulary_size=vocabulary.size, width=32, heads=2, feed_forward=64, encoder_layers=2, decoder_layers=2
    )
    return EncoderDecoder(config).eval()


def tiny_lexicon() -> Lexicon:
    """Small words and attribute names of the tiny corpus."""
    return Lexicon(
        small_words=frozenset(["carbon", "steel", "skillet", "black", "walnut", "oak"]),
        words=frozenset(),
        pairs=frozenset(),
        kinds=frozenset(),
        neighbours=frozenset(),
    )
