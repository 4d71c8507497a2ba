"""Content planning: which facts of a product go into which sentence of which text, for every channel.

Code decides what is said and in what order; the model finds the words. A plan is drawn from a generator that belongs
to the row and the candidate, so every candidate tells the product differently and the same row always the same way.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from mtnlg_cli.domain.brief import Brief
from mtnlg_cli.domain.channel import Channel
from mtnlg_cli.domain.product import Product
from mtnlg_cli.lm.lexicon import Lexicon
from mtnlg_cli.lm.phrases import is_plural
from mtnlg_cli.lm.subject import FRAGMENTS, PAIR_LENGTH, Subject, groups_of, subject_of_product
from mtnlg_cli.lm.task import PLAIN_TONES, Fact, SentenceTask

_MEASURES = frozenset({"weight", "dimensions", "size length", "size label", "size volume", "size weight"})
_FEW_FACTS = 2


@dataclass(frozen=True, slots=True)
class TextPlan:
    """One text of a field: its sentences in order."""

    field: str
    sentences: tuple[SentenceTask, ...]


def plan_copy(
    product: Product, *, brief: Brief, channel: Channel, language: str, lexicon: Lexicon, rng: random.Random
) -> list[TextPlan]:
    """The texts to write for one candidate, all fields of the channel; more texts than needed where a field wants many.

    Returns [] for a channel the embedded model has not been taught.
    """
    planner = _PLANNERS.get(channel.id)
    if planner is None:
        return []
    subject = subject_of_product(product, brief, language, lexicon, rng)
    return list(planner(subject, rng))


def supported_channels() -> list[str]:
    """Ids of the channels the embedded model writes for."""
    return sorted(_PLANNERS)


def _openers(subject: Subject) -> list[Fact]:
    """Facts that can follow the product's name in an opening sentence."""
    barred = FRAGMENTS | ({"feature does"} if subject.language == "en" and is_plural(subject.name) else frozenset())
    facts = [fact for fact in subject.facts if not fact.named and fact.name not in barred]
    return sorted(facts, key=lambda fact: fact.name in _MEASURES)


def _lead(subject: Subject, rng: random.Random) -> list[SentenceTask]:
    """A line that sets the tone before the product comes; the dry tones begin with the product."""
    wanted = subject.tone not in PLAIN_TONES and rng.random() < 0.9
    return subject.line("open", rng, named=False) if wanted else []


def _aside(subject: Subject, rng: random.Random) -> list[SentenceTask]:
    """A line in the tone between facts and closing, where the tone is not plain."""
    return subject.line("mid", rng) if subject.tone != "plain" and rng.random() < 0.6 else []


def _closing(subject: Subject, unit: str, rng: random.Random, *, share: float) -> list[SentenceTask]:
    """A last sentence: for whom it is if the brief says so, else now and then a line in the tone."""
    if subject.audience:
        return [subject.task(unit, "end", name=False, facts=subject.audience)]
    wanted = rng.random() < (share if subject.tone == "plain" else 0.9)
    return subject.line("end", rng) if wanted else []


def _opening(subject: Subject, unit: str, facts: tuple[Fact, ...], rng: random.Random) -> list[SentenceTask]:
    """The sentence that names the product, with facts where the row has any that fit there."""
    if facts:
        return [subject.task(unit, "open", brand=bool(subject.brand), facts=facts)]
    return subject.line("open", rng, named=True) or [subject.task(unit, "open", brand=bool(subject.brand))]


def _prose(subject: Subject, rng: random.Random, *, unit: str, most_facts: int, closing: float) -> list[SentenceTask]:
    """Lead, opening with name, brand and a fact or two, the other facts, closing."""
    facts = list(subject.facts[:most_facts])
    first = [fact for fact in _openers(subject) if fact in facts][: rng.choice((1, 2))]
    rest = [fact for fact in facts if fact not in first]
    middle = [
        subject.task(unit, "mid", name=rng.random() < 0.2, facts=group)
        for group in groups_of(rest, subject.language, rng)
    ]
    return [
        *_lead(subject, rng),
        *_opening(subject, unit, tuple(first), rng),
        *middle,
        *_aside(subject, rng),
        *_closing(subject, unit, rng, share=1.0 if len(facts) <= _FEW_FACTS else closing),
    ]


def _plan_description(subject: Subject, rng: random.Random) -> Iterator[TextPlan]:
    yield TextPlan("description", tuple(_prose(subject, rng, unit="description", most_facts=7, closing=0.6)))


def _plan_bullets(subject: Subject, rng: random.Random) -> Iterator[TextPlan]:
    groups = list(groups_of(list(subject.facts[:8]), subject.language, rng))[:5]
    for group in groups:
        yield TextPlan("bullets", (subject.task("bullet", "only", name=False, facts=group),))


def _plan_meta(subject: Subject, rng: random.Random) -> Iterator[TextPlan]:
    facts = list(subject.facts[:5])
    first = [fact for fact in _openers(subject) if fact in facts][: rng.choice((2, 3))]
    rest = [fact for fact in facts if fact not in first]
    tasks = _opening(subject, "meta", tuple(first), rng)
    tasks += [subject.task("meta", "mid", name=False, facts=group) for group in groups_of(rest, subject.language, rng)]
    yield TextPlan("description", (*tasks, *_closing(subject, "meta", rng, share=0.5)))


def _plan_social(subject: Subject, rng: random.Random) -> Iterator[TextPlan]:
    groups = list(groups_of(_openers(subject)[:3], subject.language, rng))
    opening = _opening(subject, "social", groups[0] if groups else (), rng)
    if rng.random() < 0.3 and groups:
        opening = [replace(opening[0], brand="")]
    tasks = [*_lead(subject, rng), *opening]
    tasks += [subject.task("social", "mid", name=False, facts=group) for group in groups[1:]]
    tasks += [subject.task("social", "mid", name=False, facts=(offer,)) for offer in subject.offers]
    yield TextPlan("text", (*tasks, *_closing(subject, "social", rng, share=0.5)))


def _plan_email(subject: Subject, rng: random.Random) -> Iterator[TextPlan]:
    short = [fact for fact in subject.facts if not fact.named and len(fact.value) <= PAIR_LENGTH[subject.language]]
    yield TextPlan("subject", (subject.task("subject", "only", facts=tuple(short[:1])),))
    second = [subject.task("preheader", "only", name=False, facts=tuple(short[1:2]))] if len(short) > 1 else []
    yield TextPlan("preheader", tuple(second or subject.line("end", rng)))
    *body, last = _prose(subject, rng, unit="email", most_facts=7, closing=1.0)
    offers = [subject.task("email", "mid", name=False, facts=(offer,)) for offer in subject.offers]
    yield TextPlan("body", (*body, *offers, last) if last.role == "end" else (*body, last, *offers))


def _plan_search_ad(subject: Subject, rng: random.Random) -> Iterator[TextPlan]:
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
    for group in (short[:1], short[:2], short[1:3], short[2:4]):
        yield TextPlan("description", (subject.task("search", "only", brand=rng.random() < 0.4, facts=tuple(group)),))


def _plan_sms(subject: Subject, rng: random.Random) -> Iterator[TextPlan]:
    short = [fact for fact in subject.facts if not fact.named and len(fact.value) <= PAIR_LENGTH[subject.language]]
    opening = tuple(short[: rng.choice((1, 2))])
    tasks = _opening(subject, "sms", opening, rng)
    tasks += [subject.task("sms", "mid", name=False, facts=(fact,)) for fact in (subject.offers or subject.price[-1:])]
    yield TextPlan("text", tuple(tasks))


_PLANNERS: dict[str, Callable[[Subject, random.Random], Iterator[TextPlan]]] = {
    "product-description": _plan_description,
    "bullets": _plan_bullets,
    "meta-description": _plan_meta,
    "social-post": _plan_social,
    "email": _plan_email,
    "google-rsa": _plan_search_ad,
    "sms": _plan_sms,
}
