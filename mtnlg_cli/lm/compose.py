"""Compositions: sentence tasks for random facts and kinds, from the lists of phrasings that are true of every value."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mtnlg_cli.lm.corpus import opening
from mtnlg_cli.lm.phrases import is_plural
from mtnlg_cli.lm.sets import Example
from mtnlg_cli.lm.task import ATTRIBUTE_SLOT, BRAND_SLOT, NAME_SLOT, Fact, SentenceTask, value_slots

_UNIT_OF_FORM = {"sentence": "description", "benefit": "description", "bullet": "bullet", "headline": "headline"}
_ROLE_OF_KIND_FIELD = {
    "what": ("what", "description"),
    "use": ("use", "description"),
    "for": ("for", "description"),
    "care_or_choice": ("care", "description"),
    "cta": ("cta", "email"),
    "headline": ("only", "headline"),
    "subject": ("only", "subject"),
}
_BRANDS = {"en": ("Alder & Co", "Norvik", "Tessaly", "Brightwell"), "zh": ("山与", "禾木", "知白", "南屿")}
_DIGIT = re.compile(r"[0-9０-９]")


class Composer:
    """Draws random (task, slotted sentence) pairs; all randomness comes from the generator it is given."""

    def __init__(self, folder: Path, *, brands: dict[str, list[str]]) -> None:
        self.attributes = {language: _read(folder, f"attributes_{language}.jsonl") for language in ("en", "zh")}
        self.kinds = {language: _read(folder, f"kinds_{language}*.jsonl") for language in ("en", "zh")}
        self.brands = {language: brands.get(language) or list(_BRANDS[language]) for language in ("en", "zh")}

    def kind_examples(self, rng: random.Random) -> Iterator[Example]:
        """Every sentence of every kind once, with a name drawn from the kind's own names."""
        for language, kinds in self.kinds.items():
            for kind in kinds:
                for field in _ROLE_OF_KIND_FIELD:
                    for text in kind.get(field, []):
                        if not _DIGIT.search(text):
                            yield self._kind_example(kind, text, field, language, rng)

    def fact_examples(self, rng: random.Random) -> Iterator[Example]:
        """Every phrasing of every attribute once for a random value, and as many pairs of two facts."""
        for language, attributes in self.attributes.items():
            for attribute in attributes:
                for phrasing in attribute["phrasings"]:
                    if phrasing["form"] != "clause":
                        yield self._fact_example([(attribute, phrasing)], language, rng)
                    if phrasing["form"] == "sentence":
                        near = [a for a in attributes if a["domain"] in (attribute["domain"], "universal")]
                        other = rng.choice(near)
                        clauses = [p for p in other["phrasings"] if p["form"] == "clause"]
                        if clauses and other is not attribute:
                            pair = [(attribute, phrasing), (other, rng.choice(clauses))]
                            yield self._fact_example(pair, language, rng)

    def universal_phrasings(self) -> Iterator[str]:
        """The phrasings of attributes that any product can have, as slotted sentences."""
        for attributes in self.attributes.values():
            for attribute in attributes:
                if attribute["domain"] == "universal":
                    yield from (re.sub(r"\{\w+\}", " ", phrasing["text"]) for phrasing in attribute["phrasings"])

    def _kind_example(self, kind: dict[str, Any], text: str, field: str, language: str, rng: random.Random) -> Example:
        role, unit = _ROLE_OF_KIND_FIELD[field]
        name = rng.choice([kind["kind"], *kind["aliases"]])
        task = SentenceTask(
            language=language,
            unit=rng.choice((unit, "email", "social")) if role in ("use", "for") else unit,
            role=role,
            tone="plain" if unit in ("description", "email") else rng.choice(("plain", "minimal", "warm")),
            name=name,
            uses_name="{name}" in text,
            category=" ".join(kind["category"].split(" > ")[-2:]) if rng.random() < 0.7 else "",
            brand=rng.choice(self.brands[language]) if "{brand}" in text else "",
        )
        text = _article(text.replace("{name}", NAME_SLOT), language, plural=is_plural(name))
        return task, text.replace("{brand}", BRAND_SLOT).replace(NAME_SLOT, task.name_slot)

    def _fact_example(
        self, parts: list[tuple[dict[str, Any], dict[str, str]]], language: str, rng: random.Random
    ) -> Example:
        facts = [_fact(attribute, phrasing["text"], len(parts) == 1, rng) for attribute, phrasing in parts]
        slots = value_slots(facts)
        texts = [p["text"].replace("{value}", slot) for (_, p), slot in zip(parts, slots, strict=True)]
        text = _with_attribute_slot(texts[0], facts[0])
        if len(texts) == 2:
            stop, comma = ("。", "，") if language == "zh" else (".", ", ")
            text = text.rstrip(stop) + comma + texts[1].rstrip(stop) + stop
        kind = rng.choice(self.kinds[language])
        unit = _UNIT_OF_FORM[parts[0][1]["form"]]
        role = "only" if unit in ("bullet", "headline") else rng.choice(("mid", "mid", "end"))
        if unit == "description":
            unit = rng.choice(("description", "description", "meta", "email", "social"))
        previous = self._other_opening(language, text, rng) if rng.random() < 0.5 and role != "only" else ""
        task = SentenceTask(
            language=language,
            unit=unit,
            role=role,
            tone="plain",
            name=rng.choice([kind["kind"], *kind["aliases"]]),
            uses_name="{name}" in text,
            category=" ".join(kind["category"].split(" > ")[-2:]) if rng.random() < 0.5 else "",
            brand=rng.choice(self.brands[language]) if "{brand}" in text else "",
            facts=tuple(facts),
            previous=previous,
        )
        return task, text.replace("{name}", task.name_slot).replace("{brand}", BRAND_SLOT)

    def _other_opening(self, language: str, text: str, rng: random.Random) -> str:
        """The opening of another attribute's sentence that does not begin like this one."""
        for _ in range(5):
            attribute = rng.choice(self.attributes[language])
            phrasing = rng.choice(attribute["phrasings"])
            if phrasing["form"] == "sentence" and phrasing["text"][:2] != text[:2]:
                found = opening(
                    phrasing["text"].replace("{value}", value_slots([Fact(attribute["attribute"], "")])[0]), language
                )
                return found.replace("{name}", NAME_SLOT).replace("{brand}", BRAND_SLOT)
        return ""


def _fact(attribute: dict[str, Any], text: str, alone: bool, rng: random.Random) -> Fact:
    """A random value under a random name; under the name the phrasing itself says, if it says one and stands alone."""
    names = sorted([attribute["attribute"].replace("_", " "), *attribute["aliases"]], key=len, reverse=True)
    value = rng.choice(attribute["values"])
    said = next((name for name in names if alone and _name_in(text, name)), "")
    return Fact(said or rng.choice(names), value, named=bool(said))


def _with_attribute_slot(text: str, fact: Fact) -> str:
    """Where the phrasing says the attribute's own name, the name becomes a slot too: it then fits any attribute."""
    match = _name_in(text, fact.name) if fact.named else None
    return text[: match.start()] + ATTRIBUTE_SLOT + text[match.end() :] if match else text


def _name_in(text: str, name: str) -> re.Match[str] | None:
    boundary = r"\b" if name.isascii() else ""
    return re.search(boundary + re.escape(name) + boundary, text, flags=re.IGNORECASE)


def _article(text: str, language: str, *, plural: bool) -> str:
    """A kind sentence that opens with the bare name gets an article: the short name is a common noun."""
    if language == "en" and text.startswith(NAME_SLOT):
        return f"{'These' if plural else 'This'} {text}"
    return text


def _read(folder: Path, pattern: str) -> list[dict[str, Any]]:
    lines = (line for path in sorted(folder.glob(pattern)) for line in path.read_text(encoding="utf-8").split("\n"))
    return [json.loads(line) for line in lines if line]
