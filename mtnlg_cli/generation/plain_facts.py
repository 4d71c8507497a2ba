"""The facts of a row as plain phrases and sentences, English and Chinese; what the fake engine writes with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtnlg_cli.domain.product import Product


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact, as a phrase for short fields and as a whole sentence for running text."""

    phrase: str
    sentence: str


_SENTENCES = {
    "en": {
        "brand": ("It is made by {value}.", "Brand: {value}."),
        "color": ("The color is {value}.", "Color: {value}."),
        "material": ("It is made of {value}.", "Material: {value}."),
        "size": ("The size is {value}.", "Size: {value}."),
        "weight": ("It weighs {value}.", "Weight: {value}."),
        "dimensions": ("It measures {value}.", "Dimensions: {value}."),
        "capacity": ("It holds {value}.", "Capacity: {value}."),
        "feature": ("{value}.", "Feature: {value}."),
        "title": ("{value}.", "This is the {value}."),
    },
    "zh": {"feature": ("{value}。", "特点：{value}。"), "title": ("{value}。", "这款是{value}。")},
}
_ZH_NAMES = {
    "brand": "品牌",
    "color": "颜色",
    "material": "材质",
    "size": "尺码",
    "weight": "重量",
    "dimensions": "尺寸",
    "capacity": "容量",
    "pattern": "图案",
    "gender": "适用性别",
    "age_group": "适用年龄",
    "origin": "产地",
    "product_type": "类别",
}


def list_facts(product: Product, *, language: str, draws: Sequence[float]) -> list[Fact]:
    """Title first, then brand and attributes in an order and wording chosen by `draws` (each in [0, 1)).

    A value the title already holds is left out; without a title the product type or the description stands first.
    """
    lead = product.title or product.product_type or product.description
    others = [("brand", product.brand)] if product.brand else []
    others += [(attribute.name, attribute.value) for attribute in product.attributes]
    seen = [lead.casefold()]
    kept: list[tuple[str, str]] = []
    for name, value in others:
        if value.strip() and not any(value.casefold() in text for text in seen):
            kept.append((name, value))
            seen.append(value.casefold())
    kept = _shuffled(kept, draws)
    pairs = [("title", lead), *kept] if lead.strip() else kept
    return [_fact(name, value, language, draws[i % len(draws)]) for i, (name, value) in enumerate(pairs)]


def _shuffled(pairs: list[tuple[str, str]], draws: Sequence[float]) -> list[tuple[str, str]]:
    """Fisher-Yates on the given draws, so that the order is part of the seed."""
    order = list(pairs)
    for last in range(len(order) - 1, 0, -1):
        other = int(draws[last % len(draws)] * (last + 1))
        order[last], order[other] = order[other], order[last]
    return order


def _fact(name: str, value: str, language: str, draw: float) -> Fact:
    value = " ".join(value.split()).rstrip(".。;；,，")
    forms = _SENTENCES[language].get(name) or (_plain_form(name, language),)
    form = forms[int(draw * len(forms))]
    sentence = form.replace("{value}", value)
    sentence = sentence[:1].upper() + sentence[1:]
    phrase = value if name in ("title", "feature", "brand") else sentence.rstrip(".。")
    return Fact(phrase=phrase, sentence=sentence)


def _plain_form(name: str, language: str) -> str:
    if language == "zh":
        return f"{_ZH_NAMES.get(name, name)}：{{value}}。"
    return f"{name.replace('_', ' ').capitalize()}: {{value}}."
