"""Plain sentences about real rows, composed by grammar: what a careful writer would say at the least.

Training code only. The corpus teaches the model to write; these teach it which words fit around which kind of fact.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from mtnlg_cli.lm.phrases import is_plural
from mtnlg_cli.lm.task import NAME_SLOT, Fact, SentenceTask, value_slots

# Predicates by kind of fact: (after a singular subject, after a plural one).
_PREDICATES_EN: dict[str, tuple[tuple[str, str], ...]] = {
    "feature is": (("is {}", "are {}"),),
    "feature does": (("{}", ""),),
    "feature has one": (("has a {}", "have a {}"), ("comes with a {}", "come with a {}")),
    "feature has some": (("has {}", "have {}"), ("comes with {}", "come with {}")),
    "material": (("is made of {}", "are made of {}"),),
    "color": (("comes in {}", "come in {}"),),
    "colour": (("comes in {}", "come in {}"),),
    "weight": (("weighs {}", "weigh {}"),),
    "dimensions": (("measures {}", "measure {}"),),
    "size length": (("measures {}", "measure {}"),),
    "size label": (("comes in size {}", "come in size {}"), ("is available in {}", "are available in {}")),
    "size volume": (("holds {}", ""),),
    "size weight": (("comes as {}", "come as {}"),),
    "capacity": (("holds {}", ""),),
    "origin": (("comes from {}", "come from {}"),),
    "pattern": (("has a {} pattern", "have a {} pattern"),),
}
_LEADS_EN = ("At a glance: ", "In numbers: ", "Good to know: ", "The details: ")
_FRAGMENTS_EN = ("feature state", "feature amount")
_PREDICATES_ZH: dict[str, tuple[str, ...]] = {
    "feature": ("{}",),
    "material": ("用{}制成", "采用{}", "材质为{}"),
    "color": ("颜色为{}", "{}配色"),
    "colour": ("颜色为{}",),
    "weight": ("重{}", "重量为{}"),
    "dimensions": ("尺寸{}", "尺寸为{}"),
    "size length": ("尺寸为{}",),
    "size label": ("尺码{}", "有{}可选"),
    "size volume": ("容量{}",),
    "size weight": ("净含量{}",),
    "capacity": ("容量{}", "容量为{}"),
    "origin": ("产自{}",),
}


def compose(facts: Sequence[Fact], base: SentenceTask, rng: random.Random) -> tuple[SentenceTask, str] | None:
    """One sentence of the base task's unit and role on up to three of the facts; None if no fact fits its grammar.

    `base` brings language, unit, role, name, category and brand; the task returned says what the sentence uses.
    """
    found = (_compose_zh if base.language == "zh" else _compose_en)(facts, base, rng)
    return (found[0], found[1].replace(NAME_SLOT, found[0].name_slot)) if found else None


def _compose_en(facts: Sequence[Fact], base: SentenceTask, rng: random.Random) -> tuple[SentenceTask, str] | None:
    plural = is_plural(base.name)
    if base.unit in ("meta", "sms", "search") and base.role == "open" and rng.random() < 0.5:
        return _listing(facts, base, rng, joint=", ", lead=": ", end=".")
    fragments = [fact for fact in facts if fact.name in _FRAGMENTS_EN]
    if base.role == "mid" and fragments and rng.random() < 0.4:
        return _fragment(fragments, base, rng)
    fitting = [fact for fact in facts if any(pair[plural] for pair in _PREDICATES_EN.get(fact.name, ()))]
    chosen = _choose(fitting, rng)
    if not chosen:
        return None
    chosen, predicates = _predicates_en(chosen, plural, rng)
    subject, uses_name, uses_brand = _subject_en(base, plural, rng)
    text = f"{subject} {_join_en(predicates)}."
    return _task(base, chosen, uses_name=uses_name, uses_brand=uses_brand), text


def _predicates_en(facts: list[Fact], plural: bool, rng: random.Random) -> tuple[list[Fact], list[str]]:
    """The facts that get a predicate, and the predicates, no verb twice."""
    said, chosen = [], list[str]()
    for fact in facts:
        taken = {form.split()[0] for form in chosen}
        forms = [pair[plural] for pair in _PREDICATES_EN[fact.name] if pair[plural]]
        fresh = [form for form in forms if form.split()[0] not in taken]
        if fresh:
            chosen.append(rng.choice(fresh))
            said.append(fact)
    return said, [form.format(slot) for form, slot in zip(chosen, value_slots(said), strict=True)]


def _compose_zh(facts: Sequence[Fact], base: SentenceTask, rng: random.Random) -> tuple[SentenceTask, str] | None:
    chosen = _choose([fact for fact in facts if fact.name in _PREDICATES_ZH], rng)
    if not chosen:
        return None
    predicates = [
        rng.choice(_PREDICATES_ZH[f.name]).format(s) for s, f in zip(value_slots(chosen), chosen, strict=True)
    ]
    if base.role == "mid":
        subject, uses_name, uses_brand = rng.choice(
            (("", False, False), ("", False, False), ("这款<name>", True, False))
        )
    elif base.brand:
        subject, uses_name, uses_brand = (
            rng.choice(("<brand><name>", "<brand>这款<name>", "<brand>的<name>")),
            True,
            True,
        )
    else:
        subject, uses_name, uses_brand = rng.choice(("这款<name>", "<name>")), True, False
    bare = subject and predicates[0].startswith("<")
    glue = "，" if bare or (subject == "<brand><name>" and rng.random() < 0.4) else ""
    text = subject + glue + "，".join(predicates) + "。"
    return _task(base, chosen, uses_name=uses_name, uses_brand=uses_brand), text


def _listing(
    facts: Sequence[Fact], base: SentenceTask, rng: random.Random, *, joint: str, lead: str, end: str
) -> tuple[SentenceTask, str] | None:
    """ "Brand name: fact, fact, fact." """
    chosen = _choose(facts, rng, most=4)
    if not chosen:
        return None
    subject = f"{'<brand> ' if base.brand else ''}<name>"
    text = subject + lead + joint.join(value_slots(chosen)) + end
    return _task(base, chosen, uses_name=True, uses_brand=bool(base.brand)), text


def _fragment(facts: Sequence[Fact], base: SentenceTask, rng: random.Random) -> tuple[SentenceTask, str]:
    kind = rng.choice(facts).name
    chosen = _choose([fact for fact in facts if fact.name == kind], rng, most=2)
    lead = rng.choice(_LEADS_EN) if kind == "feature amount" else ""
    text = lead + (", " if lead else " and ").join(value_slots(chosen)) + "."
    return _task(base, chosen, uses_name=False, uses_brand=False), text


def _subject_en(base: SentenceTask, plural: bool, rng: random.Random) -> tuple[str, bool, bool]:
    if base.role == "mid":
        pronoun = "They" if plural else "It"
        return rng.choice(((pronoun, False, False), (pronoun, False, False), ("The <name>", True, False)))
    this = "These" if plural else "This"
    if not base.brand:
        return rng.choice(((f"{this} <name>", True, False), ("The <name>", True, False)))
    subject = rng.choice(
        ("<brand>'s <name>", f"{this} <brand> <name>", "The <brand> <name>", f"{this} <name> from <brand>")
    )
    return subject, True, True


def _join_en(predicates: list[str]) -> str:
    return " and ".join([", ".join(predicates[:-1]), predicates[-1]]) if len(predicates) > 1 else predicates[0]


def _choose(facts: Sequence[Fact], rng: random.Random, *, most: int = 3) -> list[Fact]:
    if not facts:
        return []
    count = min(len(facts), rng.choice((1, 1, 2, 2, most)))
    return rng.sample(list(facts), count)


def _task(base: SentenceTask, facts: list[Fact], *, uses_name: bool, uses_brand: bool) -> SentenceTask:
    return replace(base, facts=tuple(facts), uses_name=uses_name, brand=base.brand if uses_brand else "")
