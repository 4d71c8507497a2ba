"""What can be said of a product beyond its row: the content words of sentences that are true of its kind, or of all.

The bank holds words, not sentences. The model writes the sentence; `strays` tells whether it kept to the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mtnlg_cli.lm.task import BRAND_SLOT, NAME_SLOT
from mtnlg_cli.lm.words import content_words

KIND_ROLES = {"use": "use", "for": "for", "care_or_choice": "care"}
_DIGIT = re.compile(r"[0-9０-９]")
_ENDING = re.compile(r"(?:ies|es|s|ed|ing|ly|'s|’s)$")
_STEM = 3
_LEAST_COVERED = 0.7


@dataclass(frozen=True, slots=True)
class Idea:
    """The content words of one sentence, and whether it names product and brand."""

    words: tuple[str, ...]
    uses_name: bool = False
    uses_brand: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of product: its names in small letters, the words of its category, its ideas by role."""

    names: tuple[str, ...]
    category: frozenset[str]
    ideas: Mapping[str, tuple[Idea, ...]]


@dataclass(frozen=True)
class Bank:
    """Ideas by kind of product and by tone; `tones` is keyed "language/tone/role"."""

    kinds: Mapping[str, tuple[Kind, ...]] = field(default_factory=dict)
    tones: Mapping[str, tuple[Idea, ...]] = field(default_factory=dict)

    def of_tone(self, language: str, tone: str, role: str) -> tuple[Idea, ...]:
        """Ideas without facts for a place of a text in a tone; any product can carry them."""
        return self.tones.get(f"{language}/{tone}/{role}", ())

    def has_line(self, slotted: str, language: str, tone: str, role: str) -> bool:
        """Whether a sentence keeps to the words of one idea of that tone and place."""
        ideas = self.of_tone(language, tone, role)
        return any(not strays(slotted, idea.words, "", language=language) for idea in ideas)

    def of_kind(self, name: str, category: str, *, language: str) -> Mapping[str, tuple[Idea, ...]]:
        """Ideas true of the kind a product name ends in; {} when no kind of a like category is known."""
        own = _category_words(category)
        best: tuple[int, Kind] | None = None
        for kind in self.kinds.get(language, ()):
            size = max((len(known) for known in kind.names if _ends_in(name.lower(), known, language)), default=0)
            if size and (not category or language == "zh" or own & kind.category) and size > (best[0] if best else 0):
                best = size, kind
        return best[1].ideas if best else {}

    def as_dict(self) -> dict[str, Any]:
        """For JSON; `from_dict` reads it back."""
        kinds = {
            language: [
                [list(kind.names), sorted(kind.category), {role: _packed(ideas) for role, ideas in kind.ideas.items()}]
                for kind in entries
            ]
            for language, entries in self.kinds.items()
        }
        return {"kinds": kinds, "tones": {place: _packed(ideas) for place, ideas in self.tones.items()}}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Bank:
        kinds = {
            language: tuple(
                Kind(tuple(names), frozenset(category), {role: _unpacked(ideas) for role, ideas in by_role.items()})
                for names, category, by_role in entries
            )
            for language, entries in data.get("kinds", {}).items()
        }
        return cls(kinds, {place: _unpacked(ideas) for place, ideas in data.get("tones", {}).items()})


def build_bank(kinds: Iterable[dict[str, Any]], frames: Mapping[str, Iterable[dict[str, str]]]) -> Bank:
    """From the corpus's kinds and the tone frames of each language; sentences with a fact or a digit are left out."""
    by_language: dict[str, list[Kind]] = {}
    for entry in kinds:
        by_language.setdefault(entry["language"], []).append(_kind(entry))
    tones: dict[str, list[Idea]] = {}
    for language, lines in frames.items():
        for frame in lines:
            if not re.search(r"<(?!name>|brand>)", frame["text"]):
                place = f"{language}/{frame['tone']}/{frame['role']}"
                tones.setdefault(place, []).append(_idea(frame["text"], language))
    return Bank(
        {language: tuple(entries) for language, entries in by_language.items()},
        {place: tuple(idea for idea in ideas if idea.words) for place, ideas in tones.items()},
    )


def strays(slotted: str, asked: Iterable[str], own: str, *, language: str) -> bool:
    """Whether a sentence says something else than it was asked: a content word that is neither asked for nor in `own`
    (the product's name and category), or fewer than seven tenths of the words asked for."""
    said, wanted = content_words(slotted, language), list(asked)
    if language == "zh":
        known = set("".join(wanted) + own)
        new = [character for word in said for character in word if character not in known]
        kept = sum(all(character in slotted for character in word) for word in wanted)
        return len(new) > 1 or kept < _LEAST_COVERED * len(wanted)
    allowed = {_stem(word) for word in [*wanted, *content_words(own, language)]}
    stems = {_stem(word) for word in said}
    kept = sum(_stem(word) in stems for word in wanted)
    return bool(stems - allowed) or kept < _LEAST_COVERED * len(wanted)


def _kind(entry: dict[str, Any]) -> Kind:
    language = entry["language"]
    ideas = {
        role: tuple(_idea(_slotted(text), language) for text in entry.get(field_name, ()) if not _DIGIT.search(text))
        for field_name, role in KIND_ROLES.items()
    }
    return Kind(
        tuple(name.lower() for name in (entry["kind"], *entry["aliases"])),
        frozenset(_category_words(f"{entry['category']} {entry['kind']}")),
        {role: tuple(idea for idea in found if idea.words) for role, found in ideas.items()},
    )


def _slotted(text: str) -> str:
    return text.replace("{name}", NAME_SLOT).replace("{brand}", BRAND_SLOT)


def _idea(slotted: str, language: str) -> Idea:
    return Idea(content_words(slotted, language), NAME_SLOT in slotted, BRAND_SLOT in slotted)


def _ends_in(name: str, kind: str, language: str) -> bool:
    if language == "zh":
        return name.endswith(kind)
    return f" {name}".endswith((f" {kind}", f" {kind}s")) or f" {name}s".endswith(f" {kind}")


def _category_words(text: str) -> set[str]:
    words = (re.sub(r"(?:es|s)$", "", word.lower()) for word in re.findall(r"[A-Za-z]{3,}", text))
    return {*words, *re.findall(r"[㐀-鿿]{2}", text)}


def _stem(word: str) -> str:
    """The word without a common ending; words that differ in more are different words here."""
    bare = _ENDING.sub("", word.lower().replace("’", "'"))
    return re.sub(r"(.)\1$|[ey]$", r"\1", bare if len(bare) >= _STEM else word)


def _packed(ideas: Iterable[Idea]) -> list[list[Any]]:
    return [[" ".join(idea.words), int(idea.uses_name), int(idea.uses_brand)] for idea in ideas]


def _unpacked(ideas: Iterable[list[Any]]) -> tuple[Idea, ...]:
    return tuple(Idea(tuple(words.split()), bool(name), bool(brand)) for words, name, brand in ideas)
