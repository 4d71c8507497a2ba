"""What the marketer asks for."""

from __future__ import annotations

from dataclasses import dataclass

TONES = ("plain", "warm", "playful", "bold", "luxury", "expert", "minimal", "urgent", "caring", "witty")


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Wishes for a batch of copy; every field is optional and empty means "not asked for".

    `offer` and `deadline` are facts the copy may state; `examples` are accepted texts to sound like.
    """

    tone: str = "plain"
    audience: str = ""
    offer: str = ""
    deadline: str = ""
    keywords: tuple[str, ...] = ()
    banned_words: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
