"""What the planners know of one product and brief: its names, the facts that can stand in a sentence."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mtnlg_cli.domain.brief import Brief
from mtnlg_cli.domain.product import Product
from mtnlg_cli.lm.bank import Bank, Idea
from mtnlg_cli.lm.lexicon import Lexicon
from mtnlg_cli.lm.names import kind_name, short_name
from mtnlg_cli.lm.phrases import fact_name, is_plural
from mtnlg_cli.lm.task import (
    ATTRIBUTE_SLOT,
    TONES,
    Fact,
    SentenceTask,
    is_typed,
    line_task,
    toned_task,
    value_slots,
)

_NEVER_FACTS = frozenset({"price", "sale price", "availability", "title", "brand", "category", "audience", "keyword"})
_QUALITY = re.compile(r"(?:ed|[ai]ble|less|proof|free)$")
_LONGEST = {"en": 60, "zh": 30}
PAIR_LENGTH = {"en": 24, "zh": 12}
FRAGMENTS = frozenset({"feature state", "feature amount"})
_AUDIENCE = re.compile(
    r"(?:[a-z-]+ )?(?:dogs|cats|puppies|kittens|pets|kids|children|toddlers|babies|adults|women|men|beginners|teens)",
    re.IGNORECASE,
)
_LABELS_ZH = {
    "lining": "里料",
    "filling": "填充物",
    "shelf life": "保质期",
    "ingredients": "配料",
    "flavor": "口味",
    "scent": "香型",
    "age group": "适用年龄",
    "gender": "适用人群",
    "care": "洗护方式",
    "power": "功率",
    "voltage": "电压",
    "battery": "电池",
    "gauge": "针数",
}
_FIRST = frozenset({"material", "capacity", "dimensions", "weight", "power", "volume"})


Ladder = tuple[SentenceTask, ...]
"""One sentence as it may be asked for: the first that comes out sound stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the planners share about one product and brief; `bank` has the lines of its tone."""

    language: str
    tone: str
    name: str
    kind: str
    category: str
    brand: str
    facts: tuple[Fact, ...]
    price: tuple[Fact, ...]
    offers: tuple[Fact, ...]
    audience: tuple[Fact, ...]
    bank: Bank

    def task(
        self, unit: str, role: str, *, brand: bool = False, name: bool = True, facts: tuple[Fact, ...] = ()
    ) -> SentenceTask:
        """A sentence of the product in the plain tone."""
        return SentenceTask(
            language=self.language,
            unit=unit,
            role=role,
            tone="plain",
            name=self.name if role in ("open", "only") else self.kind,
            uses_name=name,
            category=self.category,
            brand=self.brand if brand else "",
            facts=facts,
        )

    def in_tone(self, task: SentenceTask, rng: random.Random, *, share: float) -> Ladder:
        """The task with facts, in `share` of the cases behind the same facts in a sentence of the brief's tone, first a
        certain one, then any; alone where the tone has none for such facts."""
        named = [ATTRIBUTE_SLOT] if any(fact.named for fact in task.facts) else []
        slots = (*value_slots(task.facts), *named)
        ideas = self._fitting(self.bank.of_tone(self.language, self.tone, task.role, slots=slots)) if slots else []
        if task.role == "open" and task.brand:
            ideas = [idea for idea in ideas if idea.uses_brand]
        if not ideas or rng.random() >= share:
            return (task,)
        idea = rng.choice(ideas)
        brand = self.brand if idea.uses_brand else ""
        by_heart = toned_task(task, self.tone, uses_name=idea.uses_name, brand=brand)
        return replace(by_heart, words=idea.words), by_heart, task

    def line(self, role: str, rng: random.Random, *, named: bool | None = None) -> list[Ladder]:
        """A line in the tone of the brief that fits any product, with or without its name; [] when there is none.

        A certain line is asked for, so that the model's favourites do not stand in every text; else any will do.
        """
        ideas = self._fitting(self.bank.of_tone(self.language, self.tone, role))
        ideas = [idea for idea in ideas if named is None or idea.uses_name == named]
        if not ideas:
            return []
        idea = rng.choice(ideas)
        name = self.kind if idea.uses_name and role != "open" else self.name if idea.uses_name else ""
        brand = self.brand if idea.uses_brand else ""
        line = line_task(self.language, role, self.tone, name=name, brand=brand)
        return [(replace(line, words=idea.words), line)]

    def of_kind(self, unit: str, rng: random.Random) -> list[Ladder]:
        """Sentences true of every product of the kind, in the plain tone, in random order; [] for an unknown kind."""
        ideas = list(self.bank.of_kind(self.language, self.name, category=self.category))
        plain = self.task(unit, "use", name=False)
        return [(replace(plain, role=role, words=words),) for role, words, _ in rng.sample(ideas, len(ideas))]

    def _fitting(self, ideas: Iterable[Idea]) -> list[Idea]:
        """Ideas without a brand where the product has none, and of no single thing where its name is a plural."""
        plural = self.language == "en" and is_plural(self.name)
        return [idea for idea in ideas if (self.brand or not idea.uses_brand) and not (plural and idea.speaks_of_one)]


def usable_facts(product: Product, *, name: str, language: str) -> list[Fact]:
    """The attributes that can stand in a sentence as they are: short, single-line, and not already in the name."""
    values: dict[str, list[str]] = {}
    stated = [(attribute.name.replace("_", " "), attribute.value) for attribute in product.attributes]
    for label, text in [*stated, *(("feature", item) for item in _listed_items(product.description))]:
        value = " ".join(text.split()).strip(" .;,。；，")
        if value and label not in _NEVER_FACTS and not re.search(r"[.!?。！？]\s|://|[<>{}]", value):
            key = f"feature {len(values)}" if label == "feature" else label
            values.setdefault(key, []).append(value)
    facts: dict[str, Fact] = {}
    for key, found in values.items():
        value = _enumerate(list(dict.fromkeys(found)), language)
        label = fact_name("feature" if key.startswith("feature ") else key, value, language=language)
        label = "audience" if label == "feature has some" and _AUDIENCE.fullmatch(value) else label
        if language == "zh" and label.isascii() and not is_typed(label):
            label = _LABELS_ZH.get(label, "feature")  # no English column name in Chinese copy
        if len(value) <= _LONGEST[language] and value.lower() not in name.lower():
            facts.setdefault(value.lower(), Fact(label, value, named=not is_typed(label)))
    return list(facts.values())


def _listed_items(description: str) -> list[str]:
    """Lines of a description that are list items, not sentences: short, and without a full stop."""
    lines = [line.strip(" -•*\t") for line in description.splitlines()]
    return [line for line in lines if 0 < len(line) <= 40 and line[-1] not in ".!?。！？:："] if len(lines) > 1 else []


def _without_values(name: str, product: Product) -> str:
    """The name without attribute values at its end: "Gel Pens Black" is "Gel Pens" when the colour is black."""
    for attribute in product.attributes:
        if name.lower().endswith(f" {attribute.value.lower()}"):
            name = name[: -len(attribute.value)].strip()
    return name


def _without_qualities(name: str, lexicon: Lexicon) -> str:
    """An English name without qualities and model names behind the kind it holds: "Range hood wall-mounted" is a range
    hood, "Polarised Sunglasses Wayline" are polarised sunglasses."""
    words = name.split()
    for end in range(len(words), 0, -1):
        behind = [word.lower() for word in words[end:]]
        if not all(_QUALITY.search(word) or word not in lexicon.words for word in behind):
            break
        if any(" ".join(words[start:end]).lower() in lexicon.kinds for start in range(end)):
            return " ".join(words[:end])  # the whole name when it ends with a kind
    return name


def _enumerate(values: list[str], language: str) -> str:
    """The values of one attribute in one phrase: "S, M and L", "白色、藏青"."""
    if language == "zh":
        return "、".join(values)
    return " and ".join([", ".join(values[:-1]), values[-1]]) if len(values) > 1 else values[0]


def subject_of_product(product: Product, brief: Brief, language: str, lexicon: Lexicon, rng: random.Random) -> Subject:
    """Names of a product and its facts in the order `rng` gives them."""
    name = _without_values(short_name(product.title, brand=product.brand, language=language), product)
    name = _without_qualities(name, lexicon) if language == "en" else name
    facts = usable_facts(product, name=name, language=language)
    facts.sort(
        key=lambda fact: (
            rng.random() * (1.0 if fact.name in _FIRST or fact.name.startswith(("feature", "size")) else 1.6)
        )
    )
    price = [
        Fact(label, text) for label, text in (("price", product.price), ("sale price", product.sale_price)) if text
    ]
    labels = {"en": ("offer", "last day"), "zh": ("优惠", "截止日期")}[language]
    offers = [Fact(label, text, named=True) for label, text in zip(labels, (brief.offer, brief.deadline), strict=True)]
    return Subject(
        language=language,
        tone=brief.tone if brief.tone in TONES else "plain",
        name=name,
        kind=kind_name(name, kinds=lexicon.kinds, language=language),
        category=" ".join(re.split(r"\s*[>/›»]\s*", product.product_type)[-2:]).strip(),
        brand=product.brand,
        facts=tuple(facts),
        price=tuple(price),
        offers=tuple(fact for fact in offers if fact.value),
        audience=(Fact("audience", brief.audience),) if brief.audience else (),
        bank=lexicon.bank,
    )


def groups_of(facts: list[Fact], language: str, rng: random.Random, *, most: int = 2) -> Iterator[tuple[Fact, ...]]:
    """Facts in sentence-sized groups: short ones of like grammar may share one, unseen attributes stand alone."""
    group: list[Fact] = []
    for fact in facts:
        alone = fact.named or len(fact.value) > PAIR_LENGTH[language]
        unlike = bool(group) and (group[0].name in FRAGMENTS) != (fact.name in FRAGMENTS)
        if group and (alone or unlike or len(group) >= most or rng.random() < 0.25):
            yield tuple(group)
            group = []
        group.append(fact)
        if alone:
            yield tuple(group)
            group = []
    if group:
        yield tuple(group)
