"""Short names for products: the noun phrase of a title, without brand, sizes, packs and variants."""

from __future__ import annotations

import re

_LONG_NAME = 5
_QUOTED = re.compile(r"[\"“”][^\"“”]*[\"“”]")
_UNIT = re.compile(
    r"mm|cm|m|km|ml|cl|l|g|kg|mg|oz|lbs?|in|inch|inches|ft|k?w|v|m?ah|[kmg]?hz|[gtm]b|lumens|lm|k|pcs|pc|pieces?|packs?|"
    r"count|ct|pairs?|sheets|pages|tablets|capsules|bags"
)
_CUT = re.compile(r"\s+[-–—|/]\s+|[,(\[:;]|\s+(?:with|for|in|by|from|and)\s+", re.IGNORECASE)
_SET = re.compile(r"\b(?:set|pack|box|bundle|case) of\b.*$|\b\S*-?(?:pack|piece)s?\b", re.IGNORECASE)
_HAN_RUN = re.compile(r"[A-Za-z0-9+-]*[㐀-䶿一-鿿][㐀-䶿一-鿿A-Za-z0-9+-]*")
_ZH_UNITS = (
    "mm|cm|m|ml|L|l|g|kg|W|V|Hz|mAh|Ah|英寸|寸|片|支|只|个|件|条|双|瓶|包|盒|袋|套|米|升|克|公斤|斤|"
    "键|格|层|粒|枚|张|卷|本|枝|装"
)
_ZH_MEASURE = re.compile(rf"\d+(?:\.\d+)?\s*(?:{_ZH_UNITS})+")


def short_name(title: str, *, brand: str = "", language: str = "en") -> str:
    """The noun phrase of a product title.

    "Ferrow Carbon Steel Skillet 26 cm" by Ferrow gives "Carbon Steel Skillet"; "砂褐珐琅铸铁炖锅 22cm" gives
    "砂褐珐琅铸铁炖锅". Falls back to the title without its brand when nothing would be left.
    """
    text = _without_brand(" ".join((_QUOTED.sub(" ", title).strip() or title).split()), brand)
    found = _short_zh(text) if language == "zh" else _short_en(text)
    return found or text or title.strip()


def _without_brand(text: str, brand: str) -> str:
    if not brand:
        return text
    return (
        re.sub(rf"(?<!\w){re.escape(brand)}(?:['’]s)?(?!\w)", " ", text, count=1, flags=re.IGNORECASE).strip(" -–|,/'")
        or text.replace(brand, "").strip()
    )


def _short_en(text: str) -> str:
    head = _SET.sub(" ", _CUT.split(text, maxsplit=1)[0])
    words = [word for word in head.split() if not any(ch.isdigit() for ch in word)]
    words = [word for word in words if not _UNIT.fullmatch(word.lower().strip(".")) and word.strip("-–+x×.'\"")]
    return " ".join(words).strip("& ")


def _short_zh(text: str) -> str:
    text = re.split(r"[，,（(【\[|｜/]", text)[0] or text
    runs = [_ZH_MEASURE.sub("", run) for run in _HAN_RUN.findall(text)]
    runs = [run for run in runs if len(run) >= 2 and not run[0].isdigit()]
    return runs[0] if runs else ""


def kind_name(name: str, *, kinds: frozenset[str], language: str) -> str:
    """What to call the product once it has been introduced: the last known kind in its name.

    An English name is shortened only when it is long: words behind the kind go ("dry dog food salmon & potato").
    """
    if language == "zh":
        found = max((kind for kind in kinds if kind in name), key=len, default="")
        return found or name
    words = name.split()
    if len(words) <= _LONG_NAME:
        return name
    for end in range(len(words), 0, -1):
        for start in range(end):
            if " ".join(words[start:end]).lower() in kinds:
                return " ".join(words[:end])
    return name


def name_in_copy(sentence: str, name: str, *, language: str) -> tuple[int, int] | None:
    """Span of the longest tail of `name` that stands in the sentence, None if not even its last word does.

    English tails are whole words, Chinese tails at least two characters.
    """
    if language == "zh":
        for start in range(max(len(name) - 1, 0)):
            at = sentence.find(name[start:])
            if at >= 0:
                return at, at + len(name) - start
        return None
    words = name.split()
    for start in range(len(words)):
        tail = " ".join(words[start:])
        match = re.search(rf"(?<!\w){re.escape(tail)}(?!\w)", sentence, flags=re.IGNORECASE)
        if match:
            return match.span()
    return None
