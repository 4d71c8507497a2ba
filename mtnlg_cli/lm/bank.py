"""What can be said of any product beyond its row: the content words of lines in ten tones.

The bank holds words, not sentences. The model writes the sentence; `strays` tells whether it kept to the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mtnlg_cli.lm.task import BRAND_SLOT, NAME_SLOT
from mtnlg_cli.lm.words import content_words

_ENDING = re.compile(r"(?:ies|es|s|ed|ing|ly|'s|’s)$")
_FACT = re.compile("<(?!name>|brand>)")
_STEM = 3
_LEAST_COVERED = 0.7


@dataclass(frozen=True, slots=True)
class Idea:
    """The content words of one sentence, and whether it names product and brand."""

    words: tuple[str, ...]
    uses_name: bool = False
    uses_brand: bool = False


@dataclass(frozen=True)
class Bank:
    """Ideas by place: `tones` is keyed "language/tone/role"."""

    tones: Mapping[str, tuple[Idea, ...]] = field(default_factory=dict)

    def of_tone(self, language: str, tone: str, role: str) -> tuple[Idea, ...]:
        """Ideas without facts for a place of a text in a tone; any product can carry them."""
        return self.tones.get(f"{language}/{tone}/{role}", ())

    def has_line(self, slotted: str, language: str, tone: str, role: str) -> bool:
        """Whether a sentence keeps to the words of one idea of that tone and place, or of two together."""
        ideas = self.of_tone(language, tone, role)
        if any(not strays(slotted, idea.words, language=language) for idea in ideas):
            return True
        said = set(content_words(slotted, language))
        known = [words for idea in ideas if (words := said & set(idea.words))]
        return any(said == one | other for one in known for other in known)

    def as_dict(self) -> dict[str, Any]:
        """For JSON; `from_dict` reads it back."""
        return {
            place: [[" ".join(idea.words), int(idea.uses_name), int(idea.uses_brand)] for idea in ideas]
            for place, ideas in self.tones.items()
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Bank:
        return cls(
            {
                place: tuple(Idea(tuple(words.split()), bool(name), bool(brand)) for words, name, brand in ideas)
                for place, ideas in data.items()
            }
        )


def build_bank(frames: Mapping[str, Iterable[dict[str, str]]]) -> Bank:
    """From the tone frames of each language; those with a fact are left out."""
    tones: dict[str, list[Idea]] = {}
    for language, lines in frames.items():
        for frame in lines:
            text = frame["text"]
            if not _FACT.search(text):
                idea = Idea(content_words(text, language), NAME_SLOT in text, BRAND_SLOT in text)
                tones.setdefault(f"{language}/{frame['tone']}/{frame['role']}", []).append(idea)
    return Bank({place: tuple(idea for idea in ideas if idea.words) for place, ideas in tones.items()})


def strays(slotted: str, asked: Iterable[str], *, language: str) -> bool:
    """Whether a sentence says something else than it was asked: a content word that is not asked for, or fewer than
    seven tenths of the words that are."""
    said, wanted = content_words(slotted, language), list(asked)
    if language == "zh":
        known = set("".join(wanted))
        new = [character for word in said for character in word if character not in known]
        kept = sum(all(character in slotted for character in word) for word in wanted)
        return len(new) > 1 or kept < _LEAST_COVERED * len(wanted)
    allowed = {_stem(word) for word in wanted}
    stems = {_stem(word) for word in said}
    kept = sum(_stem(word) in stems for word in wanted)
    return bool(stems - allowed) or kept < _LEAST_COVERED * len(wanted)


def _stem(word: str) -> str:
    """The word without a common ending; words that differ in more are different words here."""
    bare = _ENDING.sub("", word.lower().replace("’", "'"))
    return re.sub(r"(.)\1$|[ey]$", r"\1", bare if len(bare) >= _STEM else word)
