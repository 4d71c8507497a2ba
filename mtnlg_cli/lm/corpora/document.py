"""One text of a source set, and what is to be known about the set it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mtnlg_cli.lm.corpus import is_held_out

Language = Literal["en", "zh"]
VARIANT_MARK = "@@"


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its origin.

    `id` is the family (page, product, dialogue) and, after "@@", which text of that family it is: a translation,
    another version. `licence` is an SPDX id, `source` a repository or a publisher. `facts` are (name, value) pairs of
    a product with copy, else empty.
    """

    id: str
    set: str
    language: Language
    text: str
    licence: str
    source: str
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def family(self) -> str:
        """What all versions and translations of this text share; the split goes by it."""
        return self.id.partition(VARIANT_MARK)[0]

    @property
    def is_held_out(self) -> bool:
        """Whether the text belongs to the held-out part; so are all texts of its family, in every set."""
        return is_held_out(self.family)


@dataclass(frozen=True, slots=True)
class SourceSet:
    """A file of the data folder and how its texts are to be treated.

    `max_per_opening` caps the sentences with the same first words; `max_share` the set's share of all sentences, 0 to
    1. `is_web` says that a line on several pages is page furniture; in dialogues it is a phrase people use.
    """

    file: str
    max_per_opening: int = 400
    max_share: float = 1.0
    is_web: bool = False
