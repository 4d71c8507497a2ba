"""From a slotted sentence to text: the row's own words go back into the slots, with the grammar around them mended."""

from __future__ import annotations

import re

from mtnlg_cli.lm.lexicon import Lexicon
from mtnlg_cli.lm.task import ATTRIBUTE_SLOT, BRAND_SLOT, NAME_SLOT, NAMES_SLOT, SLOTS, SentenceTask, value_slots

_SLOT = re.compile("|".join(map(re.escape, SLOTS)))
_AT_START = re.compile(r"(?:^|[.!?][\"”’]?\s)\s*$")
_ARTICLE = re.compile(r"\b([Aa])n? (?=(\S+))")
_VOWEL_SOUND = re.compile(r"[AEIOaeio]|[Uu](?![A-Z])|8|1[18](?!\d)|[Hh](?:our|onest|eir)|[FHLMNRSX](?=[A-Z\d-]|$)")
_CONSONANT_SOUND = re.compile(r"[Ee]u|[Oo]n(?:e|ce)\b|[Uu](?:n[iy](?!n)|s[aeiu]|ti|k)")
_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}


def slots_of(text: str) -> list[str]:
    """The slots of a sentence in order."""
    return _SLOT.findall(text)


def realize(text: str, task: SentenceTask, *, lexicon: Lexicon) -> str:
    """Puts the task's name, brand and values into the slots of a sentence.

    English values are written small inside a sentence and with a capital at its start; "a" and "an" follow the word
    that came to stand behind them.
    """
    if task.brand.endswith("s"):
        text = text.replace(f"{BRAND_SLOT}'s", f"{BRAND_SLOT}'")
    pieces, last = [], 0
    for match in _SLOT.finditer(text):
        pieces.append(text[last : match.start()])
        value = _value(match.group(), task, lexicon)
        if task.language == "en" and _AT_START.search("".join(pieces)):
            value = value[:1].upper() + value[1:]
        pieces.append(value)
        last = match.end()
    pieces.append(text[last:])
    sentence = re.sub(r"\s+", " ", "".join(pieces)).strip()
    return _articles(sentence) if task.language == "en" else _chinese_spacing(sentence)


def format_price(value: str, *, language: str) -> str:
    """A feed price as people write it: "49.00 EUR" is €49; "469.00 CNY" is 469 元 in Chinese.

    A value of any other form is returned as it is.
    """
    match = re.fullmatch(r"(\d[\d.,]*)\s*([A-Z]{3})", value.strip())
    if not match:
        return value
    number = re.sub(r"[.,]00$", "", match.group(1))
    currency = match.group(2)
    if currency == "CNY" and language == "zh":
        return f"{number} 元"
    symbol = _SYMBOLS.get(currency)
    return f"{symbol}{number}" if symbol else f"{number} {currency}"


def _value(slot: str, task: SentenceTask, lexicon: Lexicon) -> str:
    if slot in (NAME_SLOT, NAMES_SLOT):
        return lexicon.inside_sentence(task.name, is_name=True) if task.language == "en" else task.name
    if slot == BRAND_SLOT:
        return task.brand
    copied = [fact for fact in task.facts if fact.copied]
    if slot == ATTRIBUTE_SLOT:
        return next(fact.name for fact in task.facts if fact.named)
    fact = copied[value_slots(copied).index(slot)]
    if fact.name in ("price", "sale price"):
        return format_price(fact.value, language=task.language)
    return lexicon.inside_sentence(fact.value) if task.language == "en" else fact.value


def _articles(sentence: str) -> str:
    """ "a 8-inch" -> "an 8-inch", "an leather" -> "a leather"; other text untouched."""

    def mend(match: re.Match[str]) -> str:
        word = match.group(2)
        vowel = _VOWEL_SOUND.match(word) and not _CONSONANT_SOUND.match(word)
        return f"{match.group(1)}{'n' if vowel else ''} "

    return _ARTICLE.sub(mend, sentence)


def _chinese_spacing(sentence: str) -> str:
    """No spaces between Han characters and their punctuation."""
    return re.sub(r"(?<=[㐀-鿿，。！？；：、]) (?=[㐀-鿿，。！？；：、])", "", sentence)
