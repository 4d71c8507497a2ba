"""One sentence to write: the task the embedded model is trained on and asked to do.

The model plans nothing. Code chooses the facts of a sentence; the model finds the words. Facts, brand and name stand
in the output as slots (`<v1>`, `<brand>`, `<name>`), so that no digit of the row can be miscopied.
"""

from __future__ import annotations

from dataclasses import dataclass

NUM_VALUE_SLOTS = 6
PAD, BOS, EOS = "<pad>", "<s>", "</s>"
VALUE_SLOTS = tuple(f"<v{i}>" for i in range(1, NUM_VALUE_SLOTS + 1))
NAME_SLOT, BRAND_SLOT, ATTRIBUTE_SLOT = "<name>", "<brand>", "<attribute>"
SLOTS = (NAME_SLOT, BRAND_SLOT, ATTRIBUTE_SLOT, *VALUE_SLOTS)
LANGUAGES = ("en", "zh")
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
)
ROLES = ("open", "mid", "end", "only", "what", "use", "for", "care", "cta")
TONES = ("plain", "warm", "playful", "bold", "luxury", "expert", "minimal", "urgent", "caring", "witty")
TOPIC, CATEGORY, IS, FREE, PREVIOUS = "<topic>", "<category>", "<is>", "<free>", "<previous>"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceTask:
    """What one sentence must say.

    `name` is the product's short name; it is used as `<name>` if `uses_name`, else it only sets the topic. `brand` is
    empty unless the sentence is to name it. `previous` is the opening of the sentence before, slots included.
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

    def segments(self) -> list[tuple[str, bool]]:
        """The encoder input as (text, is_special_token) pieces, in order."""
        pieces = [(f"<{tag}>", True) for tag in (self.language, self.unit, self.role, self.tone)]
        pieces += [(NAME_SLOT if self.uses_name else TOPIC, True), (self.name, False)]
        if self.category:
            pieces += [(CATEGORY, True), (self.category, False)]
        if self.brand:
            pieces += [(BRAND_SLOT, True), (self.brand, False)]
        slots = iter(VALUE_SLOTS)
        for fact in self.facts:
            marker = next(slots) if fact.copied else FREE
            pieces += [(marker, True), *([(ATTRIBUTE_SLOT, True)] if fact.named else [])]
            pieces += [(fact.name, False), (IS, True), (fact.value, False)]
        if self.previous:
            pieces += [(PREVIOUS, True), (self.previous, False)]
        return pieces

    def expected_slots(self) -> tuple[str, ...]:
        """The slots the sentence must hold, each once."""
        copied = sum(fact.copied for fact in self.facts)
        return (
            *((NAME_SLOT,) if self.uses_name else ()),
            *((BRAND_SLOT,) if self.brand else ()),
            *((ATTRIBUTE_SLOT,) if any(fact.named for fact in self.facts) else ()),
            *VALUE_SLOTS[:copied],
        )
