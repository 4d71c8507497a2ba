"""Looking for one attribute at a time: colours and materials, sizes, wearers, brands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from mtnlg_cli.domain.product import Product
from mtnlg_cli.domain.review import Finding
from mtnlg_cli.review.binding import Word, is_bound
from mtnlg_cli.review.evidence import Cell, RowEvidence, stem
from mtnlg_cli.review.findings import Text, overlaps
from mtnlg_cli.review.lexicon import brands as brand_names
from mtnlg_cli.review.lexicon import colors, concept, materials
from mtnlg_cli.review.nouns import han_nouns, head_nouns

_LISTS = (
    ("color", colors.COLORS, colors.COLOR, re.compile(rf"\b(?:{colors.IDIOM_WORDS})\b", re.I)),
    ("material", materials.MATERIALS, materials.MATERIAL, re.compile(rf"\b(?:{materials.IDIOM_WORDS})\b", re.I)),
)
_DENIED_BEFORE = re.compile(
    r"\b(?:no|not|without|never|instead of|than|like|nor|neither|isn['’]t|aren['’]t|free of|goodbye to|unlike|any|all|other|old|replaces?"
    r"|(?:for|on|to|through|with|over|under|against|beside|next to) (?:your|the|a|an|every)?) ?(?:[\w-]+ )?$",
    re.I,
)
_DENIED_AFTER = re.compile(r"[- ](?:free|coloured|colored|like|look|effect|inspired)\b|的?替代", re.I)
_DENIED_HAN = re.compile(r"(?:不是|没有|不含|无|非|不用|代替|替代|像|如|似|配|搭|搭配|比|和|跟|与|不锈)$")
_MANY_COLORS = re.compile(
    r"rgb|million colou?rs|colou?r[- ]chang|white and colou?r|multi-?colou?r|rainbow|mixed|assorted|七彩|彩光|变色|多色|随机|混色"
)
_TONE = re.compile(r"^(?:light|dark|deep|pale|bright|matte?|gloss|soft|solid|real|pure) ", re.I)
_HAN_SINGLE = re.compile(r"[一-鿿]$")

_SIZE = re.compile(
    r"\b(?:[Ss]izes?|in an?) ((?:\d?X{0,3}[SL]|M)\b)|\b[Ss]ize ((?:small|medium|large|x-large|extra large)\b)"
    r"|(?<![A-Za-z0-9])((?:\d?X{0,3}[SL]|M))\s?码|(?:尺码|码数|型号)[：:是为]?\s?((?:\d?X{0,3}[SL]|M))(?![A-Za-z])"
)
_SIZE_NAMES = {"small": "s", "medium": "m", "large": "l", "x-large": "xl", "extra large": "xl"}
_SIZE_ORDER = ("xxxs", "xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl")

_WEARERS = (
    (re.compile(r"\b(?:women|ladies|woman)['’]s\b|\bfor (?:women|ladies|her)\b|女[士款]", re.I), "women"),
    (re.compile(r"\b(?<!wo)men['’]s\b|\bfor men\b|男[士款]", re.I), "men"),
    (re.compile(r"\b(?:kids|children|boys|girls)['’]?s?['’]? (?=[a-z]+)|童款", re.I), "kids"),
)
_WEARER_ROW = {
    "women": re.compile(r"\bwom[ae]n|\bfemale|\bladies|\bgirl|女", re.I),
    "men": re.compile(r"(?<![a-z])m[ae]n(?:s|['’]s)?\b|(?<![a-z])male|\bboy|男", re.I),
    "kids": re.compile(r"\bkid|\bchild|\bboy|\bgirl|\bbaby|\btoddler|童|\bjunior", re.I),
}
_OPEN_TO_ALL = re.compile(r"unisex|中性|男女", re.I)

_MAKER = re.compile(
    r"\b(?:[Bb]y|[Ff]rom|[Mm]ade by|[Dd]esigned by|[Bb]rand:|[Bb]rand is) ((?:[A-Z][\w'’]+)(?: (?:& |and )?[A-Z][\w'’]+){0,2})"
)
_NO_MAKER = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
    "october november december christmas easter the a an i hand day night train bus car bike foot sea air mail post heart design default name nature law spring summer autumn winter bluetooth usb".split()
)
_OWN_NAME = re.compile(r"品牌(?:是|为|：|:)\s?([一-鿿A-Za-z]{2,8})|(?:^|[，。！\s])([一-鿿]{2,4})(?:牌(?=的?[一-鿿]{2})|出品)")


def colors_and_materials(place: Text, *, product: Product, facts: RowEvidence, check: str) -> Iterator[Finding]:
    """Colour and material words the row does not have; block when bound to the product, else info."""
    for kind, words, pattern, idioms in _LISTS:
        idle = [match.span() for match in idioms.finditer(place.text)]
        for match in pattern.finditer(place.text):
            known = words.get(_plain(match.group())) or words.get(match.group())
            if known is None or overlaps(match.span(), idle) or _is_supported(match.group(), known, kind, facts):
                continue
            word = Word(place.text, *match.span(), kind, known.is_noun)
            bound = is_bound(word, product=product, facts=facts, in_bullets=place.field == "bullets")
            denied = _is_denied(place.text, match) or (kind == "color" and bool(_MANY_COLORS.search(facts.text)))
            if (known.is_noun or _is_lone_han(match.group())) and not bound:
                continue
            cell = next(iter(facts.cells_named(kind)), None)
            severity = "block" if bound and not denied else "info"
            yield place.finding(
                check,
                severity,
                _message(kind, match.group(), cell),
                span=match.span(),
                evidence=cell.evidence() if cell else None,
            )


def sizes(place: Text, *, product: Product, facts: RowEvidence, check: str) -> Iterator[Finding]:
    """Letter sizes the row does not offer."""
    offered = facts.cells_named("size", "sizes")
    text = " ".join(cell.value for cell in offered) or facts.text
    for match in _SIZE.finditer(place.text):
        group = next(i for i in (1, 2, 3, 4) if match[i])
        size = _SIZE_NAMES.get(match[group].lower(), match[group].lower())
        if _offers(text, size):
            continue
        cell = offered[0] if offered else None
        message = _message("size", match[group], cell)
        yield place.finding(
            check, "block", message, span=match.span(group), evidence=cell.evidence() if cell else None
        )


def wearers(place: Text, *, product: Product, facts: RowEvidence, check: str) -> Iterator[Finding]:
    """Copy for the other sex, or for children, against what the row says."""
    said = {who for who, pattern in _WEARER_ROW.items() if pattern.search(facts.text)}
    if not said or _OPEN_TO_ALL.search(facts.text):
        return
    cell = next(iter(facts.cells_named("gender", "age_group", "title")), None)
    for pattern, who in _WEARERS:
        for match in pattern.finditer(place.text) if who not in said else ():
            message = _message("wearer", match.group(), cell)
            yield place.finding(
                check, "block", message, span=match.span(), evidence=cell.evidence() if cell else None
            )


def brands(place: Text, *, product: Product, facts: RowEvidence, check: str) -> Iterator[Finding]:
    """Other makers' names: well-known ones anywhere, unknown ones where a maker is named ("a pan by X", X牌)."""
    cell = next(iter(facts.cells_named("brand")), None)
    taken: list[tuple[int, int]] = []
    for match in brand_names.BRAND.finditer(place.text):
        if match.group().lower() not in facts.text:
            taken.append(match.span())
            message = _message("brand", match.group(), cell)
            yield place.finding(check, "block", message, span=match.span(), evidence=cell.evidence() if cell else None)
    for span in _named_makers(place.text, product, facts):
        if cell is not None and not overlaps(span, taken):
            message = _message("brand", place.text[slice(*span)], cell)
            yield place.finding(check, "block", message, span=span, evidence=cell.evidence())


def _named_makers(text: str, product: Product, facts: RowEvidence) -> Iterator[tuple[int, int]]:
    heads = head_nouns(product)
    words = re.findall(r"[A-Za-z]+", text)
    is_title_case = sum(word[0].isupper() for word in words) > 0.7 * len(words)
    for match in () if is_title_case and len(words) > 3 else _MAKER.finditer(text):
        words = re.findall(r"[A-Za-z'’]+", match[1])
        is_known = any(stem(w) in facts.words or w.lower() in _NO_MAKER for w in words)
        last_before = re.findall(r"[A-Za-z'’]+", text[: match.start()])[-1:]
        names_product = bool(last_before) and stem(last_before[0]) in heads
        if not is_known and names_product:
            yield match.span(1)
    for match in _OWN_NAME.finditer(text):
        group = 1 if match[1] else 2
        nouns = han_nouns(product)
        tail = text[match.end() :].removeprefix("的")
        is_named = group == 1 or match.group().endswith("出品") or tail.startswith(nouns)
        if is_named and match[group].lower() not in facts.text and not any(noun in match[group] for noun in nouns):
            yield match.span(group)


def _message(kind: str, word: str, cell: Cell | None) -> str:
    return f'{kind} "{word}" is not in the row' + (f', which says "{cell.value}"' if cell else "")


def _plain(word: str) -> str:
    return re.sub(r"[\s-]+", " ", word.lower())


def _is_lone_han(word: str) -> bool:
    return len(word) == 1 and bool(_HAN_SINGLE.match(word))


def _is_denied(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 30) : match.start()], text[match.end() : match.end() + 16]
    if _DENIED_AFTER.match(after):
        return True
    return bool(_DENIED_HAN.search(before)) if _HAN_SINGLE.search(match.group()) else bool(_DENIED_BEFORE.search(before))


def _is_supported(found: str, known: concept.Word, kind: str, facts: RowEvidence) -> bool:
    plain = _plain(found)
    if _stands_in(plain, facts):
        return True
    base = _TONE.sub("", plain)
    if base != plain and _stands_in(base, facts) and not re.search(rf"\b(?:light|dark|pale|deep) {re.escape(base)}", facts.text):
        return True
    is_han = bool(_HAN_SINGLE.search(found))
    for other in _row_words(kind, facts):
        is_other_script = is_han == other.text.isascii()
        if known.families <= other.families and known.is_base:
            return True
        if is_other_script and known.families & other.families:
            return True
    return False


def _stands_in(plain: str, facts: RowEvidence) -> bool:
    if not plain.isascii():
        return plain in facts.text or plain.removesuffix("色") in facts.text
    if plain == "gray":
        return _stands_in("grey", facts)
    spaced = facts.text.replace("-", " ").replace("gray", "grey")
    return re.search(rf"(?<![a-z]){re.escape(plain.replace('gray', 'grey'))}", spaced) is not None


@lru_cache(maxsize=64)
def _row_words(kind: str, facts: RowEvidence) -> tuple[concept.Word, ...]:
    """The colours or materials the row speaks of, materials for colours too ("walnut", "brass")."""
    found: list[concept.Word] = []
    for name, words, pattern, _ in _LISTS:
        if name == kind:
            matches = (words.get(_plain(m.group())) or words.get(m.group()) for m in pattern.finditer(facts.text))
            found.extend(word for word in matches if word is not None)
    return tuple(found)


def _offers(text: str, size: str) -> bool:
    """Whether a size is among those of the row: named, or inside a range such as "S-XL"."""
    named = [_SIZE_NAMES.get(word, word) for word in re.findall(r"\d?x{0,3}[sl](?![a-z])|(?<![a-z])m(?![a-z])|small|medium|large|xs", text.lower())]
    named = [word.replace("2xl", "xxl").replace("3xl", "xxxl") for word in named]
    size = size.replace("2xl", "xxl").replace("3xl", "xxxl")
    if size in named:
        return True
    places = [_SIZE_ORDER.index(word) for word in named if word in _SIZE_ORDER]
    is_range = re.search(r"[a-z]\s?(?:-|–|to|至|到|~)\s?(?:\d?x|[sml]\b)", text.lower()) is not None
    return is_range and size in _SIZE_ORDER and bool(places) and min(places) <= _SIZE_ORDER.index(size) <= max(places)
