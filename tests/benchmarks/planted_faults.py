"""Faults to plant in true copy: each takes (text, product, draw, products) and gives (text, planted words) or None."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from mtnlg_cli.domain import Product
from mtnlg_cli.review.lexicon.colors import COLORS
from mtnlg_cli.review.lexicon.materials import MATERIALS
from mtnlg_cli.text.quantities import find_quantities

Planted = tuple[str, str] | None
Plant = Callable[[str, Product, random.Random, Sequence[Product]], Planted]

_COLORS = {
    "en": ("red", "navy", "purple", "orange", "turquoise", "burgundy", "black", "white", "yellow", "beige"),
    "zh": ("酒红", "藏青", "紫色", "橙色", "墨绿", "白色", "黑色", "米白", "天蓝"),
}
_MATERIALS = {
    "en": ("leather", "stainless steel", "bamboo", "silk", "acrylic", "titanium", "wool"),
    "zh": ("真皮", "不锈钢", "实木", "桑蚕丝", "陶瓷", "钛合金", "羊毛"),
}
_UNITS = {
    "en": {"cm": "mm", "mm": "cm", "g": "kg", "kg": "g", "ml": "L", "L": "ml", "W": "V", "V": "W", "h": "min"},
    "zh": {"cm": "mm", "mm": "cm", "g": "kg", "kg": "g", "ml": "L", "L": "ml", "W": "V", "V": "W", "h": "分钟"},
}  # fmt: skip
_CLAIMS = {
    "en": (
        "The best on the market.",
        "Clinically proven.",
        "An award-winning design.",
        "100% safe.",
        "The world's leading choice.",
        "Unbeatable quality.",
        "Our best-selling line.",
        "Fully eco-friendly.",
        "Guaranteed results.",
        "Doctor recommended.",
    ),
    "zh": (
        "全网销量第一。",
        "行业顶级品质。",
        "国家级认可。",
        "独一无二的选择。",
        "专家推荐。",
        "最好的选择。",
        "史上最强。",
        "无毒无害。",
        "零风险。",
        "能治疗失眠。",
    ),
}
_PROMISES = {
    "en": (
        "Free shipping today.",
        "With a 10-year warranty.",
        "Only 3 left.",
        "30-day money-back guarantee.",
        "Buy one, get one.",
        "Comes with a free gift.",
        "Next-day delivery.",
        "In stock now.",
    ),
    "zh": (
        "全国包邮。",
        "七天无理由退货。",
        "两年质保。",
        "买一送一。",
        "限时特价。",
        "现货秒发，当天发货。",
        "仅剩三件。",
        "下单就送好礼。",
    ),
}
_LEAKS = {
    "en": ("Here is the description: ", "As an AI model, I say: ", "**Sale** ", "The [Product Name]. ", "<b>New</b> "),
    "zh": ("以下是商品描述：", "作为一个AI语言模型，我建议。", "**新品** ", "【产品名称】来了。", "<b>新</b>"),
}  # fmt: skip


def number(text: str, product: Product, draw: random.Random, products: Sequence[Product]) -> Planted:
    """A measure or count with another number."""
    known = {q.number for a in product.attributes for q in find_quantities(a.value)}
    known |= {q.number for q in find_quantities(f"{product.title} {product.description}")}
    places = [q for q in find_quantities(text) if q.kind in ("measure", "count") and q.unit not in ("clock", "date")]
    if not places:
        return None
    quantity = draw.choice(places)
    options = [quantity.number * 2, quantity.number + 1, quantity.number * 10, quantity.number + 7]
    fresh = [n for n in options if n not in known and n != quantity.number]
    if not fresh:
        return None
    new = f"{draw.choice(fresh).normalize():f}"
    old = re.match(r"[\d.,]+", quantity.text)
    return (_swap(text, quantity.start, quantity.start + len(old.group()), new), new) if old else None


def unit(text: str, product: Product, draw: random.Random, products: Sequence[Product]) -> Planted:
    """A number of the row with another unit."""
    swaps = _UNITS[product.language]
    places = [q for q in find_quantities(text) if q.unit in swaps and q.text.endswith(q.unit)]
    if not places:
        return None
    quantity = draw.choice(places)
    new = quantity.text[: -len(quantity.unit or "")] + swaps[quantity.unit or ""]
    return _swap(text, quantity.start, quantity.end, new), new


def price(text: str, product: Product, draw: random.Random, products: Sequence[Product]) -> Planted:
    """Another price or percentage."""
    places = [q for q in find_quantities(text) if q.kind in ("money", "percent")]
    if not places:
        return None
    quantity = draw.choice(places)
    new = f"{(quantity.number + draw.choice((Decimal(3), Decimal(10), Decimal('0.5')))).normalize():f}"
    inside = re.search(r"[\d.,]+", quantity.text)
    if inside is None:
        return None
    start = quantity.start + inside.start()
    return _swap(text, start, start + len(inside.group()), new), new


def color(text: str, product: Product, draw: random.Random, products: Sequence[Product]) -> Planted:
    """Another colour where the copy names the row's."""
    return _replace_value(text, product, "color", _COLORS[product.language], draw)


def material(text: str, product: Product, draw: random.Random, products: Sequence[Product]) -> Planted:
    """Another material where the copy names the row's."""
    return _replace_value(text, product, "material", _MATERIALS[product.language], draw)


def brand(text: str, product: Product, draw: random.Random, products: Sequence[Product]) -> Planted:
    """Another row's brand in place of the row's."""
    if not product.brand or product.brand not in text:
        return None
    row = f"{product.title} {product.description}".lower()
    names = sorted(
        {p.brand for p in products if p.language == product.language and p.brand and p.brand.lower() not in row}
    )
    if product.brand in product.title or not names:
        return None
    new = draw.choice(names)
    return text.replace(product.brand, new), new


def known_brand(text: str, product: Product, draw: random.Random, products: Sequence[Product]) -> Planted:
    """A well-known maker's name in place of the row's."""
    if not product.brand or product.brand not in text or product.brand in product.title:
        return None
    new = draw.choice(
        {"en": ("Nike", "IKEA", "Samsung", "Bosch", "Adidas"), "zh": ("小米", "海尔", "耐克", "苏泊尔")}[
            product.language
        ]
    )
    return text.replace(product.brand, new), new


def claim(text: str, product: Product, draw: random.Random, products: Sequence[Product]) -> Planted:
    """An absolute or unproven claim more."""
    return _append(text, draw.choice(_CLAIMS[product.language]))


def promise(text: str, product: Product, draw: random.Random, products: Sequence[Product]) -> Planted:
    """A promise of the deal more."""
    return _append(text, draw.choice(_PROMISES[product.language]))


def leak(text: str, product: Product, draw: random.Random, products: Sequence[Product]) -> Planted:
    """A piece of prompt or markup in front."""
    piece = draw.choice(_LEAKS[product.language])
    return piece + text, piece


def repeated(text: str, product: Product, draw: random.Random, products: Sequence[Product]) -> Planted:
    """The first sentence again at the end."""
    first = re.match(r"[^.。!！?？\n]{12,}[.。!！?？]", text)
    return _append(text, first.group()) if first else None


def cut(text: str, product: Product, draw: random.Random, products: Sequence[Product]) -> Planted:
    """The text ends after a small word in its middle."""
    ends = [m.end() for m in re.finditer(r"\b(?:and|with|the|of|to)\b|和|以及|，", text) if m.end() > 20]
    if not ends or "\n" in text:
        return None
    short = text[: draw.choice(ends)]
    return short, short[-3:]


def _append(text: str, sentence: str) -> Planted:
    if "\n" in text:
        return None
    return f"{text} {sentence}" if sentence.isascii() else text.rstrip("。") + "。" + sentence, sentence


def _replace_value(text: str, product: Product, name: str, options: Sequence[str], draw: random.Random) -> Planted:
    values = [a.value for a in product.attributes if a.name == name]
    row = " ".join((product.title, product.description, *(a.value for a in product.attributes))).lower()
    for value in values:
        match = re.search(rf"(?<![A-Za-z]){re.escape(value)}(?![A-Za-z])", text, re.I)
        words = {**COLORS, **MATERIALS}
        said = {family for word in words.values() if word.text in row for family in word.families}
        fresh = [word for word in options if word not in row and not words[word].families & said]
        if match and fresh:
            new = draw.choice(fresh)
            return _swap(text, match.start(), match.end(), new), new
    return None


def _swap(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


FAULTS: dict[str, Plant] = {
    "number": number,
    "unit": unit,
    "price": price,
    "color": color,
    "material": material,
    "brand": brand,
    "known-brand": known_brand,
    "claim": claim,
    "promise": promise,
    "leak": leak,
    "repetition": repeated,
    "truncation": cut,
}
