"""Content planning: which facts of a product go into which sentence of which text, for every channel.

Code decides what is said and in what order; the model finds the words. A plan is drawn from a generator that belongs
to the row and the candidate, so every candidate tells the product differently and the same row always the same way.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from mtnlg_cli.domain.brief import Brief
from mtnlg_cli.domain.channel import Channel
from mtnlg_cli.domain.product import Product
from mtnlg_cli.lm.lexicon import Lexicon
from mtnlg_cli.lm.phrases import is_plural
from mtnlg_cli.lm.subject import FRAGMENTS, PAIR_LENGTH, Ladder, Subject, groups_of, subject_of_product
from mtnlg_cli.lm.task import PLAIN_TONES, Fact, SentenceTask
from mtnlg_cli.text.words import split_words

_MEASURES = frozenset({"weight", "dimensions", "size length", "size label", "size volume", "size weight"})
_FEW_FACTS = 2
_FIELD_OF_UNIT = {"description": "description", "meta": "description", "email": "body", "social": "text"}
# Mean and standard deviation of the words of plain human copy in the corpus (a Han character is one word).
_HUMAN_WORDS = {
    "en": {"description": (37.5, 9.8), "meta": (23.0, 2.7), "email": (67.1, 5.3), "social": (13.8, 6.1)},
    "zh": {"description": (52.5, 10.1), "meta": (45.5, 3.8), "email": (79.8, 8.9), "social": (22.4, 4.4)},
}


@dataclass(frozen=True, slots=True)
class TextPlan:
    """One text of a field: its sentences in order, and how long it is to be, in words (a Han character is one).

    Sentences whose place is in `spare` are said only where they bring the text nearer to `length`.
    """

    field: str
    sentences: tuple[Ladder, ...]
    spare: frozenset[int] = frozenset()
    length: float = 0.0


# Words of a sentence besides its values, and of a line.
_WORDS_AROUND = {
    ("en", "facts"): 5,
    ("en", "words"): 4,
    ("en", "line"): 10,
    ("zh", "facts"): 6,
    ("zh", "words"): 3,
    ("zh", "line"): 14,
}


def _single(field: str, task: SentenceTask) -> TextPlan:
    return TextPlan(field, ((task,),))


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


def _in_tone(subject: Subject, tasks: Iterable[SentenceTask], rng: random.Random) -> list[Ladder]:
    """Most of the sentences as the tone of the brief has them; of plain ones a third."""
    share = 0.35 if subject.tone == "plain" else 0.8
    return [subject.in_tone(task, rng, share=share) for task in tasks]


def _lead(subject: Subject, rng: random.Random, *, share: float) -> list[Ladder]:
    """A line that sets the tone before the product comes; the dry tones begin with the product."""
    wanted = subject.tone not in PLAIN_TONES and rng.random() < share
    return subject.line("open", rng, named=False) if wanted else []


def _closing(subject: Subject, unit: str, rng: random.Random, *, share: float) -> list[Ladder]:
    """A last sentence: for whom it is if the brief says so, else now and then a line in the tone."""
    if subject.audience:
        return [(subject.task(unit, "end", name=False, facts=subject.audience),)]
    return subject.line("end", rng) if rng.random() < share else []


def _opening(subject: Subject, unit: str, facts: tuple[Fact, ...], rng: random.Random) -> list[Ladder]:
    """The sentence that names the product, with facts where the row has any that fit there."""
    task = subject.task(unit, "open", brand=bool(subject.brand), facts=facts)
    return _in_tone(subject, [task], rng) if facts else subject.line("open", rng, named=True) or [(task,)]


def _offers(subject: Subject, unit: str) -> list[Ladder]:
    return [(subject.task(unit, "mid", name=False, facts=(offer,)),) for offer in subject.offers]


def _extras(subject: Subject, unit: str, rng: random.Random) -> list[Ladder]:
    """What can be said beyond the row: how things of its kind are used, and, if the tone is not plain, a line in it."""
    of_kind = subject.of_kind(unit, rng)
    return [*of_kind[:1], *(subject.line("mid", rng) if subject.tone != "plain" else []), *of_kind[1:]]


def _prose(
    subject: Subject, rng: random.Random, *, unit: str, lead: float, most: int, fewest: int, closing: float
) -> TextPlan:
    """Lead, opening with name, brand and a fact or two, other facts, what can be said beyond them, offers, closing.

    Of the `most` first facts `fewest` are told whatever the length. `lead` and `closing` are the shares of texts that
    have one.
    """
    facts = list(subject.facts[:most])
    first = [fact for fact in _openers(subject) if fact in facts][: rng.choice((1, 2))]
    groups = list(groups_of([fact for fact in facts if fact not in first], subject.language, rng))
    told = list(accumulate(map(len, groups), initial=len(first)))
    needed = next((number for number, count in enumerate(told) if count >= fewest), len(groups))
    head = [*_lead(subject, rng, share=lead), *_opening(subject, unit, tuple(first), rng)]
    tasks = [subject.task(unit, "mid", name=rng.random() < 0.2, facts=group) for group in groups]
    middle, extras = _in_tone(subject, tasks, rng), _extras(subject, unit, rng)
    body = [*middle[:needed], *extras[:1], *middle[needed:], *extras[1:]]
    seldom = subject.tone == "plain" and unit != "email"
    end = _closing(subject, unit, rng, share=1.0 if len(facts) <= _FEW_FACTS else closing / 2 if seldom else closing)
    return TextPlan(
        _FIELD_OF_UNIT[unit],
        (*head, *body, *_offers(subject, unit), *end),
        spare=frozenset(range(len(head) + needed, len(head) + len(body))),
        length=_length(subject, unit, rng),
    )


def _length(subject: Subject, unit: str, rng: random.Random) -> float:
    """How long a text is to be: about as long as plain human copy of the corpus, and as unlike the next one."""
    mean, spread = _HUMAN_WORDS[subject.language][unit]
    return max(rng.gauss(mean, spread), mean / 2)


def _plan_description(subject: Subject, rng: random.Random) -> Iterator[TextPlan]:
    yield _prose(subject, rng, unit="description", lead=0.8, most=9, fewest=4, closing=0.5)


def _plan_bullets(subject: Subject, rng: random.Random) -> Iterator[TextPlan]:
    for group in list(groups_of(list(subject.facts[:8]), subject.language, rng))[:5]:
        yield _single("bullets", subject.task("bullet", "only", name=False, facts=group))


def _plan_meta(subject: Subject, rng: random.Random) -> Iterator[TextPlan]:
    yield _prose(subject, rng, unit="meta", lead=0.0, most=6, fewest=2, closing=0.3)


def _plan_social(subject: Subject, rng: random.Random) -> Iterator[TextPlan]:
    yield _prose(subject, rng, unit="social", lead=0.5, most=3, fewest=1, closing=0.5)


def _plan_email(subject: Subject, rng: random.Random) -> Iterator[TextPlan]:
    short = [fact for fact in subject.facts if not fact.named and len(fact.value) <= PAIR_LENGTH[subject.language]]
    yield _single("subject", subject.task("subject", "only", facts=tuple(short[:1])))
    if len(short) > 1:
        yield _single("preheader", subject.task("bullet", "only", name=False, facts=tuple(short[1:2])))
    else:
        yield TextPlan("preheader", tuple(subject.line("end", rng)))
    yield _prose(subject, rng, unit="email", lead=0.8, most=9, fewest=4, closing=1.0)


def _plan_search_ad(subject: Subject, rng: random.Random) -> Iterator[TextPlan]:
    short = [fact for fact in subject.facts if not fact.named and len(fact.value) <= 22]
    yield _single("headline", subject.task("headline", "only"))
    if subject.brand:
        yield _single("headline", subject.task("headline", "only", brand=True))
    for fact in short[:5]:
        if fact.name not in _MEASURES and fact.name != "feature amount":
            yield _single("headline", subject.task("headline", "only", name=False, facts=(fact,)))
        yield _single("headline", subject.task("headline", "only", facts=(fact,)))
    for fact in (*subject.price[-1:], *subject.offers):
        yield _single("headline", subject.task("headline", "only", name=False, facts=(fact,)))
    for group in (short[:1], short[:2], short[1:3], short[2:4]):
        yield _single("description", subject.task("search", "only", brand=rng.random() < 0.4, facts=tuple(group)))


def _plan_sms(subject: Subject, rng: random.Random) -> Iterator[TextPlan]:
    short = [fact for fact in subject.facts if not fact.named and len(fact.value) <= PAIR_LENGTH[subject.language]]
    opening = tuple(short[: rng.choice((1, 2))])
    tasks = _opening(subject, "sms", opening, rng)
    tasks += [(subject.task("sms", "mid", name=False, facts=(f,)),) for f in (subject.offers or subject.price[-1:])]
    yield TextPlan("text", tuple(tasks))


def wants_sentence(plan: TextPlan, number: int, num_words: int) -> bool:
    """Whether a text that has `num_words` so far is to have the plan's sentence of that number: a spare one only if the
    text comes nearer to its length by it."""
    if number not in plan.spare:
        return True
    later = (ladder for at, ladder in enumerate(plan.sentences) if at > number and at not in plan.spare)
    without = num_words + sum(_expected_words(ladder[0]) for ladder in later)
    return without + _expected_words(plan.sentences[number][0]) / 2 < plan.length


def _expected_words(task: SentenceTask) -> float:
    """About how many words a sentence will have: those of its values and the usual number around them."""
    facts = sum(len(split_words(fact.value)) for fact in task.facts)
    if task.words:
        return _WORDS_AROUND[task.language, "words"] + sum(len(split_words(word)) for word in task.words)
    return facts + _WORDS_AROUND[task.language, "facts" if task.facts else "line"]


_PLANNERS: dict[str, Callable[[Subject, random.Random], Iterator[TextPlan]]] = {
    "product-description": _plan_description,
    "bullets": _plan_bullets,
    "meta-description": _plan_meta,
    "social-post": _plan_social,
    "email": _plan_email,
    "google-rsa": _plan_search_ad,
    "sms": _plan_sms,
}
