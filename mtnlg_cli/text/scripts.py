"""Which script, and so which of our two languages, a text is written in."""

from __future__ import annotations

import re

_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0002fa1f]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+")


def han_share(text: str) -> float:
    """Share of Han characters among Han characters plus Latin words, 0 to 1; 0.0 for a text with neither.

    A Latin word counts as one: "Type-C 接口的 USB 集线器" is Chinese although most of its letters are Latin.
    """
    han = len(_HAN.findall(text))
    latin = len(_LATIN.findall(text))
    return han / (han + latin) if han + latin else 0.0


def language_of(text: str) -> str:
    """ "zh" when at least three tenths of the text's words are Han characters, else "en"."""
    return "zh" if han_share(text) >= 0.3 else "en"
