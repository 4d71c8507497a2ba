"""Content planning: which facts of a product go into which sentence of which text, for every channel.

Code decides what is said and in what order; the model finds the words. A plan is drawn from a generator that belongs
to the row and the candidate, so every candidate tells the product differently and the same row always the same way.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mtnlg_cli.domain.brief import Brief
from mtnlg_cli.domain.channel import Channel
from mtnlg_cli.domain.product import Product
from mtnlg_cli.lm.lexicon import Lexicon
from mtnlg_cli.lm.names import kind_name, short_name
from mtnlg_cli.lm.phrases import fact_name, is_plural
from mtnlg_cli.lm.task import TONES, Fact, SentenceTask, is_typed

_NEVER_FACTS = frozenset({"price", "sale price", "availability", "title", "brand", "category", "audience", "keyword"})
_LONGEST = {"en": 60, "zh": 30}
_PAIR_LENGTH = {"en": 24, "zh": 12}
_MEASURES = frozenset({"weight", "dimensions", "size length", "size label", "size volume", "size weight"})
_FRAGMENTS = frozenset({"feature state", "feature amount"})
_FIRST = frozenset({"material", "capacity", "dimensions", "weight", "power", "volume"})


@dataclass(frozen=True, slots=True)
class TextPlan:
    """One text: its sentences in order, and the rank of the text among those of its field."""

    field: str
    sentences: tuple[SentenceTask, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """What the planners share about one product and brief."""

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

    def task(
        self, unit: str, role: str, *, brand: bool = False, name: bool = True, facts: tuple[Fact, ...] = ()
    ) -> SentenceTask:
        return SentenceTask(
            language=self.language,
            unit=unit,
            role=role,
            tone=self.tone,
            name=self.name if role in ("open", "only") else self.kind,
            uses_name=name,
            category=self.category,
            brand=self.brand if brand else "",
            facts=facts,
        )


def plan_copy(
    product: Product, *, brief: Brief, channel: Channel, language: str, lexicon: Lexicon, rng: random.Random
) -> list[TextPlan]:
    """The texts to write for one candidate, all fields of the channel; more texts than needed where a field wants many.

    Returns [] for a channel the embedded model has not been taught.
    """
    planner = _PLANNERS.get(channel.id)
    if planner is None:
        return []
    subject = _subject(product, brief, language, lexicon, rng)
    return list(planner(subject, rng))


def supported_channels() -> list[str]:
    """Ids of the channels the embedded model writes for."""
    return sorted(_PLANNERS)


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
        if language == "zh" and label.isascii() and not is_typed(label):
            label = "feature"  # no English column name in Chinese copy
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


def _enumerate(values: list[str], language: str) -> str:
    """The values of one attribute in one phrase: "S, M and L", "白色、藏青"."""
    if language == "zh":
        return "、".join(values)
    return " and ".join([", ".join(values[:-1]), values[-1]]) if len(values) > 1 else values[0]


def _subject(product: Product, brief: Brief, language: str, lexicon: Lexicon, rng: random.Random) -> _Subject:
    name = _without_values(short_name(product.title, brand=product.brand, language=language), product)
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
    return _Subject(
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
    )


def _groups(facts: list[Fact], language: str, rng: random.Random, *, most: int = 2) -> Iterator[tuple[Fact, ...]]:
    """Facts in sentence-sized groups: short ones of like grammar may share one, unseen attributes stand alone."""
    group: list[Fact] = []
    for fact in facts:
        alone = fact.named or len(fact.value) > _PAIR_LENGTH[language]
        unlike = bool(group) and (group[0].name in _FRAGMENTS) != (fact.name in _FRAGMENTS)
        if group and (alone or unlike or len(group) >= most or rng.random() < 0.25):
            yield tuple(group)
            group = []
        group.append(fact)
        if alone:
            yield tuple(group)
            group = []
    if group:
        yield tuple(group)


def _openers(subject: _Subject) -> list[Fact]:
    """Facts that can follow the product's name in an opening sentence."""
    barred = _FRAGMENTS | ({"feature does"} if subject.language == "en" and is_plural(subject.name) else frozenset())
    facts = [fact for fact in subject.facts if not fact.named and fact.name not in barred]
    return sorted(facts, key=lambda fact: fact.name in _MEASURES)


def _closing(subject: _Subject, unit: str) -> list[SentenceTask]:
    """A last sentence on whom it is for, if the brief says so."""
    return [subject.task(unit, "end", name=False, facts=subject.audience)] if subject.audience else []


def _prose(subject: _Subject, rng: random.Random, *, unit: str, most_facts: int) -> list[SentenceTask]:
    """An opening with name, brand and a fact or two, the other facts, and a closing if there is one."""
    facts = list(subject.facts[:most_facts])
    first = [fact for fact in _openers(subject) if fact in facts][: rng.choice((1, 2))]
    rest = [fact for fact in facts if fact not in first]
    tasks = [subject.task(unit, "open", brand=bool(subject.brand), facts=tuple(first))]
    if not first and subject.tone == "plain" and unit == "description":
        tasks[0] = subject.task(unit, "what")
    tasks += [
        subject.task(unit, "mid", name=rng.random() < 0.2, facts=group)
        for group in _groups(rest, subject.language, rng)
    ]
    return [*tasks, *_closing(subject, unit)]


def _plan_description(subject: _Subject, rng: random.Random) -> Iterator[TextPlan]:
    yield TextPlan("description", tuple(_prose(subject, rng, unit="description", most_facts=7)))


def _plan_bullets(subject: _Subject, rng: random.Random) -> Iterator[TextPlan]:
    groups = list(_groups(list(subject.facts[:8]), subject.language, rng))[:5]
    for group in groups:
        yield TextPlan("bullets", (subject.task("bullet", "only", name=False, facts=group),))


def _plan_meta(subject: _Subject, rng: random.Random) -> Iterator[TextPlan]:
    facts = list(subject.facts[:5])
    first = [fact for fact in _openers(subject) if fact in facts][: rng.choice((2, 3))]
    rest = [fact for fact in facts if fact not in first]
    tasks = [subject.task("meta", "open", brand=bool(subject.brand), facts=tuple(first))]
    tasks += [subject.task("meta", "mid", name=False, facts=group) for group in _groups(rest, subject.language, rng)]
    yield TextPlan("description", (*tasks, *_closing(subject, "meta")))


def _plan_social(subject: _Subject, rng: random.Random) -> Iterator[TextPlan]:
    groups = list(_groups(_openers(subject)[:3], subject.language, rng))
    tasks = [
        subject.task(
            "social", "open", brand=bool(subject.brand) and rng.random() < 0.7, facts=groups[0] if groups else ()
        )
    ]
    tasks += [subject.task("social", "mid", name=False, facts=group) for group in groups[1:]]
    tasks += [subject.task("social", "mid", name=False, facts=(offer,)) for offer in subject.offers]
    yield TextPlan("text", (*tasks, *_closing(subject, "social")))


def _plan_email(subject: _Subject, rng: random.Random) -> Iterator[TextPlan]:
    short = [fact for fact in subject.facts if not fact.named and len(fact.value) <= _PAIR_LENGTH[subject.language]]
    subject_facts = tuple(short[:1]) if rng.random() < 0.6 else ()
    yield TextPlan("subject", (subject.task("subject", "only", facts=subject_facts),))
    yield TextPlan("preheader", (subject.task("preheader", "only", name=not short, facts=tuple(short[1:2])),))
    body = _prose(subject, rng, unit="email", most_facts=5)
    body += [subject.task("email", "mid", name=False, facts=(offer,)) for offer in subject.offers]
    yield TextPlan("body", tuple(body))


def _plan_search_ad(subject: _Subject, rng: random.Random) -> Iterator[TextPlan]:
    short = [fact for fact in subject.facts if not fact.named and len(fact.value) <= 22]
    yield TextPlan("headline", (subject.task("headline", "only"),))
    if subject.brand:
        yield TextPlan("headline", (subject.task("headline", "only", brand=True),))
    for fact in short[:5]:
        if fact.name not in _MEASURES and fact.name != "feature amount":
            yield TextPlan("headline", (subject.task("headline", "only", name=False, facts=(fact,)),))
        yield TextPlan("headline", (subject.task("headline", "only", facts=(fact,)),))
    for fact in (*subject.price[-1:], *subject.offers):
        yield TextPlan("headline", (subject.task("headline", "only", name=False, facts=(fact,)),))
    yield TextPlan("headline", (subject.task("headline", "only", name=False),))
    for group in (short[:1], short[:2], short[1:3], short[2:4], ()):
        yield TextPlan("description", (subject.task("search", "only", brand=rng.random() < 0.4, facts=tuple(group)),))


def _plan_sms(subject: _Subject, rng: random.Random) -> Iterator[TextPlan]:
    short = [fact for fact in subject.facts if not fact.named and len(fact.value) <= _PAIR_LENGTH[subject.language]]
    opening = tuple(short[: rng.choice((1, 2))])
    tasks = [subject.task("sms", "open", brand=bool(subject.brand), facts=opening)]
    tasks += [subject.task("sms", "mid", name=False, facts=(fact,)) for fact in (subject.offers or subject.price[-1:])]
    yield TextPlan("text", tuple(tasks))


_PLANNERS: dict[str, Callable[[_Subject, random.Random], Iterator[TextPlan]]] = {
    "product-description": _plan_description,
    "bullets": _plan_bullets,
    "meta-description": _plan_meta,
    "social-post": _plan_social,
    "email": _plan_email,
    "google-rsa": _plan_search_ad,
    "sms": _plan_sms,
}
