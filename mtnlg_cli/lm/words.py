"""Words of slotted sentences: their content words, and the words they begin with."""

from __future__ import annotations

import re

from mtnlg_cli.lm.task import SLOTS

_SLOT = re.compile("|".join(map(re.escape, SLOTS)))
_ENGLISH = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'’-]*[A-Za-zÀ-ÿ]")
_HAN = re.compile(r"[㐀-鿿]+")
_FUNCTION_EN = re.compile(
    "an?|the|th(?:is|at|ese|ose|e[ym]|eir|ere|an|en)|it(?:s|'s|'ll)?|here|s?he|his|her|we|us|ours?|you(?:r|rs|'ll|'re)?|i|my|me|"
    "ones?|who[ms]?e?|which|what|when|where|while|why|how|if|as|so|such|too|also|just|only|even|still|and|or|but|nor|yet|"
    "for|of|to|in|on|at|by|with|without|from|into|onto|over|under|up|down|out|off|about|after|before|between|through|"
    "un?til|till|is|are|was|were|be|been|being|am|do|does|did|done|has|have|had|having|can|could|will|would|shall|should|"
    "may|might|must|not?|(?:do|does|is|are|wo|ca)n't|they're|that's|there's|let's|all|any|each|every|both|few|more|most|"
    "some|other|another|own|same|very|much|many"
)
_FUNCTION_ZH = re.compile(
    "[的了在是和就都也把被给让到不与或而及其这那你您我他她它们个只条款一有没着过得地吗呢吧啊很太再又还从对向为以于之如等上下里中来去要会能可会]"
)
_LIGHT_EN = re.compile("an?|the|is|are")
_LIGHT_ZH = re.compile("[的了]")
_LONGEST_ZH = 4


def content_words(slotted: str, language: str) -> tuple[str, ...]:
    """The content words of a slotted sentence in order, each once: English words in small letters, Han runs of two to
    four characters between function characters."""
    text = _SLOT.sub(" ", slotted)
    words = _han_words(text, _FUNCTION_ZH, 2) if language == "zh" else (word.lower() for word in _ENGLISH.findall(text))
    return tuple(dict.fromkeys(word for word in words if not is_function_word(word)))


def hint_words(slotted: str, language: str) -> tuple[str, ...]:
    """All words of a slotted sentence in order but the lightest (articles, "is", 的, 了): what a sentence can be
    written from without guessing its meaning. English words in small letters, Han runs of up to four characters."""
    text = _SLOT.sub(" ", slotted)
    if language == "zh":
        return tuple(_han_words(text, _LIGHT_ZH, 1))
    return tuple(word.lower() for word in _ENGLISH.findall(text) if not _LIGHT_EN.fullmatch(word.lower()))


def is_function_word(word: str) -> bool:
    """Whether an English word, or every character of a Chinese one, carries grammar and no content."""
    return bool(_FUNCTION_EN.fullmatch(word)) or not _FUNCTION_ZH.sub("", word)


def beginning(slotted: str, language: str, size: int) -> str:
    """The first `size` words of a slotted sentence, twice as many characters in Chinese, never cutting a slot."""
    if language != "zh":
        return " ".join(slotted.split()[:size])
    cut = slotted[: 2 * size]
    return slotted[: slotted.index(">", len(cut)) + 1] if cut.rfind("<") > cut.rfind(">") else cut


def _han_words(text: str, light: re.Pattern[str], least: int) -> list[str]:
    """Runs of Han characters between light ones, cut into pieces of four; pieces of fewer than `least` are left out."""
    runs = [part for run in _HAN.findall(text) for part in light.split(run)]
    pieces = (run[at : at + _LONGEST_ZH] for run in runs for at in range(0, len(run), _LONGEST_ZH))
    return [piece for piece in pieces if len(piece) >= least]
