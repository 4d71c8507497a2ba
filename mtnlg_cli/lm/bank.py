"""What can be said beyond a row: the words of sentences in ten tones, and of sentences on kinds of products.

The bank holds words, not sentences, and a mark of each: the model writes the sentence, and the mark tells whether it is
word for word one that was written for it. A small word that is wrong or missing makes it another sentence.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mtnlg_cli.lm.task import BRAND_SLOT, NAME_SLOT, SLOTS
from mtnlg_cli.lm.words import hint_words

_SLOT = re.compile("|".join(map(re.escape, SLOTS)))
_ONE_THING = re.compile(
    r"\b(?:it|its|itself|this one|one that|is|isn't|has|was|comes|weighs|measures|holds|brings|makes|wears)\b"
    r"|'s\b|<does",
    re.IGNORECASE,
)
_ROLES_OF_KINDS = {"use": "use", "for": "for", "care_or_choice": "care"}
_NOT_GENERAL = re.compile(r"[{\d]|[Dd]ry skin|[Ww]inter|偏干|冬天|换季")
"""Sentences with placeholders and figures, and those that hold for a part of the kind only."""
_PARTS = re.compile(
    "(?:cover|strap|case|valve|stand|protector|holder|mount|bag|belt|refill|filter|blade|hose|rack|cable|charger|cleaner|"
    "clip|cushion|insert|lid|liner|pad|part|pump|ring|shelf|tool|tray|wax|spray|brush)s?"
)
"""Behind a kind's name these make another kind of it: a car seat cover is no car seat."""
_TOKEN = re.compile(r"<[a-z]+\d?>|[㐀-鿿]|[^\W\d_㐀-鿿]+(?:['’-][^\W\d_㐀-鿿]+)*|[.,!?:;。，！？：；、—]")


@dataclass(frozen=True, slots=True)
class Idea:
    """The words of one sentence in order, without the lightest, whether it names product and brand, and the slots of
    its facts in order; `mark` is that of the whole sentence.

    `speaks_of_one` marks an English sentence that a product with a plural name ("sneakers") cannot carry.
    """

    words: tuple[str, ...]
    uses_name: bool = False
    uses_brand: bool = False
    slots: tuple[str, ...] = ()
    speaks_of_one: bool = False
    mark: str = ""


KindIdea = tuple[str, tuple[str, ...], str]
"""Role (use, for, care), words in order and mark of a sentence on a kind of product."""


@dataclass(frozen=True)
class Bank:
    """Ideas by place: `tones` is keyed "language/tone/role", `kinds` "language/name of a kind" in small letters.

    A sentence on a kind is true of every product of that kind.
    """

    tones: Mapping[str, tuple[Idea, ...]] = field(default_factory=dict)
    kinds: Mapping[str, tuple[KindIdea, ...]] = field(default_factory=dict)

    def of_tone(self, language: str, tone: str, role: str, *, slots: Iterable[str] = ()) -> tuple[Idea, ...]:
        """Ideas for a place of a text in a tone that have exactly these slots of facts; without slots any product can
        carry them."""
        wanted = sorted(slots)
        return tuple(idea for idea in self.tones.get(f"{language}/{tone}/{role}", ()) if sorted(idea.slots) == wanted)

    def has_line(self, slotted: str, language: str, tone: str, role: str) -> bool:
        """Whether a sentence is word for word one of that tone, place and slots."""
        ideas = self.of_tone(language, tone, role, slots=fact_slots(slotted))
        return mark_of(slotted) in {idea.mark for idea in ideas}

    def has_sentence(self, text: str) -> bool:
        """Whether a sentence is word for word one on a kind of product."""
        return mark_of(text) in self._marks_of_kinds

    @cached_property
    def _marks_of_kinds(self) -> frozenset[str]:
        return frozenset(mark for ideas in self.kinds.values() for _, _, mark in ideas)

    def of_kind(self, language: str, name: str, *, category: str = "") -> tuple[KindIdea, ...]:
        """What is true of the kind a product's name ends with, or holds in two words or more; () for an unknown kind.

        "Ribbed Desk Lamp" is a desk lamp, as are "Desk Lamps Black"; a "lamp stand" is no lamp. One English word alone
        counts only where the category has it too: a guitar's "cedar top" is nothing to wear.
        """
        whole, known = category.lower(), _kinds_in(name.lower(), language)
        sure = (k for k in known if language == "zh" or " " in k or k == name.lower() or k.rstrip("s") in whole)
        found = (self.kinds.get(f"{language}/{kind}") for kind in sure)
        return next((ideas for ideas in found if ideas), ())

    def as_dict(self) -> dict[str, Any]:
        """For JSON; `from_dict` reads it back."""
        names: dict[tuple[KindIdea, ...], list[str]] = {}
        for name, ideas in self.kinds.items():
            names.setdefault(ideas, []).append(name)
        return {
            "tones": {place: [_as_row(idea) for idea in ideas] for place, ideas in self.tones.items()},
            "kinds": [
                [named, [[role, " ".join(words), mark] for role, words, mark in ideas]]
                for ideas, named in names.items()
            ],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Bank:
        kinds = {
            name: tuple((role, tuple(words.split()), mark) for role, words, mark in ideas)
            for named, ideas in data["kinds"]
            for name in named
        }
        return cls({place: tuple(map(_as_idea, rows)) for place, rows in data["tones"].items()}, kinds)


def build_bank(frames: Mapping[str, Iterable[dict[str, str]]], kinds: Iterable[dict[str, Any]] = ()) -> Bank:
    """From the tone frames of each language, and the entries of the lists of kinds."""
    tones: dict[str, list[Idea]] = {}
    for language, lines in frames.items():
        for frame in lines:
            idea = _idea(frame["text"], language)
            if idea.words or idea.slots:
                tones.setdefault(f"{language}/{frame['tone']}/{frame['role']}", []).append(idea)
    return Bank({place: tuple(ideas) for place, ideas in tones.items()}, dict(_kind_ideas(kinds)))


def fact_slots(slotted: str) -> list[str]:
    """The slots of a sentence that want a fact, in order, and `<attribute>` for a fact's name."""
    return [slot for slot in _SLOT.findall(slotted) if slot not in (NAME_SLOT, BRAND_SLOT)]


def speaks_of_one(slotted: str) -> bool:
    """Whether an English sentence names one thing or says "it": a product with a plural name cannot carry it."""
    return NAME_SLOT in slotted or bool(_ONE_THING.search(slotted))


def mark_of(slotted: str) -> str:
    """A mark of a sentence's words, slots and stops in their order, whatever its capitals."""
    tokens = " ".join(_TOKEN.findall(slotted.lower()))
    return hashlib.blake2b(tokens.encode(), digest_size=5).hexdigest()


def _kinds_in(name: str, language: str) -> Iterator[str]:
    """What a name, in small letters, may call the product: its tails, then its runs of two words or more, the longest
    first, each also in the other number."""
    if language == "zh":
        yield from (name[start:] for start in range(len(name)))
        return
    words = re.split(r"[\s-]+", name)
    spans = [(start, len(words)) for start in range(len(words))]
    spans += [(start, start + size) for size in range(len(words) - 1, 1, -1) for start in range(len(words) - size)]
    for start, end in spans:
        run = " ".join(words[start:end])
        if not any(map(_PARTS.fullmatch, words[end:])):
            yield run
            yield from (run.removesuffix("s"), f"{run}s") if end - start > 1 else ()


def _idea(text: str, language: str) -> Idea:
    return Idea(
        hint_words(text, language),
        uses_name=NAME_SLOT in text,
        uses_brand=BRAND_SLOT in text,
        slots=tuple(fact_slots(text)),
        speaks_of_one=language == "en" and speaks_of_one(text),
        mark=mark_of(text),
    )


def _kind_ideas(kinds: Iterable[dict[str, Any]]) -> Iterator[tuple[str, tuple[KindIdea, ...]]]:
    """Sentences that need no brand, name or figure, by each name of their kind."""
    for kind in kinds:
        language = kind["language"]
        found = [(role, text) for field, role in _ROLES_OF_KINDS.items() for text in kind.get(field, [])]
        found = [(role, text) for role, text in found if (language, role) != ("zh", "for") or text.startswith("适合")]
        ideas = tuple(
            (role, hint_words(text, language), mark_of(text)) for role, text in found if not _NOT_GENERAL.search(text)
        )
        for name in (kind["kind"], *kind["aliases"]):
            yield f"{language}/{name.lower()}", ideas


def _as_row(idea: Idea) -> list[str | int]:
    flags = (idea.uses_name, idea.uses_brand, idea.speaks_of_one)
    return [" ".join(idea.words), *map(int, flags), " ".join(idea.slots), idea.mark]


def _as_idea(row: list[Any]) -> Idea:
    words, name, brand, one, slots, mark = row
    return Idea(tuple(words.split()), bool(name), bool(brand), tuple(slots.split()), bool(one), mark)
