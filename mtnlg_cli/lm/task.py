"""One sentence to write: the task the embedded model is trained on and asked to do.

The model plans nothing. Code chooses the facts of a sentence; the model finds the words. Facts, brand and name stand
in the output as slots (`<material1>`, `<brand>`, `<name>`), so that no digit of the row can be miscopied. A slot is
named for the kind of its value where we know it: what words go around a material is then a matter of two neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from mtnlg_cli.lm.phrases import is_plural

NUM_VALUE_SLOTS = 6
NUM_TYPED_SLOTS = 3
PAD, BOS, EOS = "<pad>", "<s>", "</s>"
VALUE_SLOTS = tuple(f"<v{i}>" for i in range(1, NUM_VALUE_SLOTS + 1))
NAME_SLOT, BRAND_SLOT, ATTRIBUTE_SLOT = "<name>", "<brand>", "<attribute>"
_NAMES_OF_TYPE = {
    "material": "material|materials|fabric|made of|材质|材料|主要材质|面料",
    "color": "color|colour|shade|colorway|颜色|配色|色彩",
    "weight": "weight|net weight|重量|净重",
    "length": "dimensions|size length|length|height|width|diameter|尺寸|长度|高度|直径",
    "label": "size label|尺码",
    "volume": "size volume|capacity|volume|容量",
    "mass": "size weight|净含量",
    "origin": "origin|country of origin|made in|产地",
    "pattern": "pattern|图案",
    "price": "price|价格|售价",
    "sale": "sale price|促销价|活动价",
    "audience": "audience|for whom|target user|适用人群|目标人群",
    "does": "feature does",
    "is": "feature is",
    "one": "feature has one",
    "some": "feature has some",
    "amount": "feature amount",
    "state": "feature state",
    "feature": "feature",
}
_TYPE_OF_NAME = {name: kind for kind, names in _NAMES_OF_TYPE.items() for name in names.split("|")}
TYPED_SLOTS = tuple(f"<{kind}{number}>" for kind in _NAMES_OF_TYPE for number in range(1, NUM_TYPED_SLOTS + 1))
NAMES_SLOT, TOPICS = "<names>", "<topics>"
"""Slot and topic marker of a product whose English name is a plural: "sneakers are", not "sneakers is"."""
SLOTS = (NAME_SLOT, BRAND_SLOT, ATTRIBUTE_SLOT, *VALUE_SLOTS, *TYPED_SLOTS, NAMES_SLOT)
_SLOT = re.compile(f"({'|'.join(SLOTS)})")
LANGUAGES = ("en", "zh")
LINE = "text"
"""The unit of sentences that belong to no product: open text, and lines in a tone."""
UNITS = (
    "description",
    "bullet",
    "meta",
    "social",
    "email",
    "subject",
    "preheader",
    "headline",
    "search",
    "sms",
    LINE,
)
ROLES = ("open", "mid", "end", "only", "what", "use", "for", "care", "cta", "restore")
"""Places and jobs of a sentence; "restore" is the pretraining task of a sentence with masked words."""
TONES = ("plain", "warm", "playful", "bold", "luxury", "expert", "minimal", "urgent", "caring", "witty")
PLAIN_TONES = ("plain", "expert", "minimal")
"""The tones of the plain register, the plainest first."""
TOPIC, CATEGORY, IS, FREE, PREVIOUS = "<topic>", "<category>", "<is>", "<free>", "<previous>"
WORDS, EXAMPLE, MASK = "<words>", "<example>", "<mask>"
LENGTHS = ("short", "medium", "long")
_LONGEST = {"en": (45, 90), "zh": (14, 28)}
SPECIAL_TOKENS = (
    PAD,
    BOS,
    EOS,
    *(f"<{language}>" for language in LANGUAGES),
    *(f"<{unit}>" for unit in UNITS),
    *(f"<{role}>" for role in ROLES),
    *(f"<{tone}>" for tone in TONES),
    TOPIC,
    CATEGORY,
    IS,
    FREE,
    PREVIOUS,
    *SLOTS,
    TOPICS,
    WORDS,
    EXAMPLE,
    MASK,
    *(f"<{length}>" for length in LENGTHS),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and value of the row.

    `copied` facts become slots; the others are only shown to the encoder in training. `named` asks for the fact's own
    name as `<attribute>`: the way to speak of an attribute no phrasing was ever seen for; at most one a sentence.
    """

    name: str
    value: str
    copied: bool = True
    named: bool = False


def is_typed(name: str) -> bool:
    """Whether a fact of that name has a slot of its own kind, so that the words around it are known."""
    return name.lower() in _TYPE_OF_NAME


def value_slots(facts: Iterable[Fact]) -> tuple[str, ...]:
    """The slot of each copied fact, in order: `<material1>`, `<one2>`, or `<v1>` for a fact of no known type."""
    counts: dict[str, int] = {}
    slots = []
    for fact in facts:
        if not fact.copied:
            continue
        kind = _TYPE_OF_NAME.get(fact.name.lower(), "v")
        if counts.get(kind, 0) >= NUM_TYPED_SLOTS:
            kind = "v"
        counts[kind] = counts.get(kind, 0) + 1
        slots.append(f"<{kind}{counts[kind]}>")
    return tuple(slots)


def length_of(text: str, language: str) -> str:
    """The length a sentence counts as, by its characters: "short", "medium" or "long"."""
    return LENGTHS[sum(len(text) > longest for longest in _LONGEST[language])]


def _slotted(text: str) -> list[tuple[str, bool]]:
    """Text with slots as (text, is_special_token) pieces."""
    return [(piece, piece in SLOTS) for piece in _SLOT.split(text) if piece]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceTask:
    """What one sentence must say.

    `name` is the product's short name; it is used as `<name>` if `uses_name`, else it only sets the topic. `brand` is
    empty unless the sentence is to name it. `previous` is the opening of the sentence before, slots included. `words`
    are words the sentence is to use, in any form and order; `example` is how it is to begin; `length` one of LENGTHS or
    "" for any.
    """

    language: str
    unit: str
    role: str
    tone: str
    name: str
    uses_name: bool
    category: str = ""
    brand: str = ""
    facts: tuple[Fact, ...] = ()
    previous: str = ""
    words: tuple[str, ...] = ()
    example: str = ""
    length: str = ""

    @property
    def name_slot(self) -> str:
        """The slot the product's name goes by, by its number."""
        return NAMES_SLOT if is_plural(self.name) else NAME_SLOT

    def segments(self) -> list[tuple[str, bool]]:
        """The encoder input as (text, is_special_token) pieces, in order."""
        tags = (self.language, self.unit, self.role, self.tone, self.length)
        pieces = [(WORDS, True), (" ".join(self.words), False)] if self.words else []
        pieces += [(f"<{tag}>", True) for tag in tags if tag]
        if self.name:
            topic = TOPICS if is_plural(self.name) else TOPIC
            pieces += [(self.name_slot if self.uses_name else topic, True), (self.name, False)]
        if self.category:
            pieces += [(CATEGORY, True), (self.category, False)]
        if self.brand:
            pieces += [(BRAND_SLOT, True), (self.brand, False)]
        slots = iter(value_slots(self.facts))
        for fact in self.facts:
            marker = next(slots) if fact.copied else FREE
            pieces += [(marker, True), *([(ATTRIBUTE_SLOT, True)] if fact.named else [])]
            pieces += [(fact.name, False), (IS, True), (fact.value, False)]
        pieces += [(EXAMPLE, True), *_slotted(self.example)] if self.example else []
        pieces += [(PREVIOUS, True), *_slotted(self.previous)] if self.previous else []
        return pieces

    def expected_slots(self) -> tuple[str, ...]:
        """The slots the sentence must hold, each once."""
        return (
            *((self.name_slot,) if self.uses_name else ()),
            *((BRAND_SLOT,) if self.brand else ()),
            *((ATTRIBUTE_SLOT,) if any(fact.named for fact in self.facts) else ()),
            *value_slots(self.facts),
        )


def line_task(language: str, role: str, tone: str, *, name: str, brand: str) -> SentenceTask:
    """The task of a line that fits any product: its place and tone, name and brand only where it is to say them."""
    return SentenceTask(
        language=language, unit=LINE, role=role, tone=tone, name=name, uses_name=bool(name), brand=brand
    )


def toned_task(task: SentenceTask, tone: str, *, uses_name: bool, brand: str) -> SentenceTask:
    """The facts of a task for a sentence in a tone as it is learnt by heart: without channel, category and wishes."""
    return replace(
        task, unit=LINE, tone=tone, uses_name=uses_name, brand=brand, category="", words=(), example="", length=""
    )
