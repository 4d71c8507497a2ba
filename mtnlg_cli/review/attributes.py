"""Looking for one attribute at a time: colours and materials, sizes, wearers, brands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtnlg_cli.domain.product import Product
from mtnlg_cli.domain.review import Finding, Severity
from mtnlg_cli.review.binding import Word, is_bound
from mtnlg_cli.review.cache import cached_by_identity
from mtnlg_cli.review.evidence import Cell, RowEvidence
from mtnlg_cli.review.findings import Text, overlaps
from mtnlg_cli.review.lexicon import colors, concept, materials
from mtnlg_cli.review.makers import other_makers

_LISTS = (
    ("color", colors.COLORS, colors.COLOR, re.compile(rf"\b(?:{colors.IDIOM_WORDS})\b", re.I)),
    ("material", materials.MATERIALS, materials.MATERIAL, re.compile(rf"\b(?:{materials.IDIOM_WORDS})\b", re.I)),
)
_DENIED_BEFORE = re.compile(
    r"\b(?:no|not|without|never|instead of|than|like|nor|neither|isn['’]t|aren['’]t|free of|goodbye to|unlike"
    r"|other|old|replaces?) ?(?:[\w-]+ )?$",
    re.I,
)
_DENIED_AFTER = re.compile(r"[- ](?:free|coloured|colored|like|look|effect|inspired)\b|的?替代", re.I)
_DENIED_HAN = re.compile(r"(?:不是|没有|不含|无|非|不用|代替|替代|像|如|似|配|搭|搭配|比|和|跟|与|不锈)$")
_MANY_COLORS = re.compile(
    r"rgb|million colou?rs|colou?r[- ]chang|white and colou?r|multi-?colou?r|rainbow|mixed|assorted|七彩|彩光|变色"
    r"|多色|随机|混色"
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


def colors_and_materials(place: Text, *, product: Product, facts: RowEvidence, check: str) -> Iterator[Finding]:
    """Colour and material words the row does not have; block when bound to the product, else info."""
    for kind, words, pattern, idioms in _LISTS:
        matches = list(pattern.finditer(place.text))
        idle = [match.span() for match in idioms.finditer(place.text)] if matches else []
        for match in matches:
            known = words.get(_plain(match.group())) or words.get(match.group())
            if known is None or overlaps(match.span(), idle) or _is_supported(match.group(), known, kind, facts):
                continue
            word = Word(place.text, *match.span(), kind, known.is_noun)
            bound = is_bound(word, product=product, facts=facts, in_bullets=place.field == "bullets")
            denied = _is_denied(place.text, match) or (kind == "color" and bool(_MANY_COLORS.search(facts.text)))
            if (known.is_noun or _is_lone_han(match.group())) and not bound:
                continue
            cell = next(iter(facts.cells_named(kind)), None)
            severity: Severity = "block" if bound and not denied else "info"
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
        yield place.finding(check, "block", message, span=match.span(group), evidence=cell.evidence() if cell else None)


def wearers(place: Text, *, product: Product, facts: RowEvidence, check: str) -> Iterator[Finding]:
    """Copy for the other sex, or for children, against what the row says."""
    said = {who for who, pattern in _WEARER_ROW.items() if pattern.search(facts.text)}
    if not said or _OPEN_TO_ALL.search(facts.text):
        return
    cell = next(iter(facts.cells_named("gender", "age_group", "title")), None)
    for pattern, who in _WEARERS:
        for match in pattern.finditer(place.text) if who not in said else ():
            message = _message("wearer", match.group(), cell)
            yield place.finding(check, "block", message, span=match.span(), evidence=cell.evidence() if cell else None)


def brands(place: Text, *, product: Product, facts: RowEvidence, check: str) -> Iterator[Finding]:
    """Other makers' names."""
    cell = next(iter(facts.cells_named("brand")), None)
    taken: list[tuple[int, int]] = []
    for span in other_makers(place.text, product=product, facts=facts):
        if not overlaps(span, taken):
            taken.append(span)
            message = _message("brand", place.text[slice(*span)], cell)
            yield place.finding(check, "block", message, span=span, evidence=cell.evidence() if cell else None)


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
    return (
        bool(_DENIED_HAN.search(before)) if _HAN_SINGLE.search(match.group()) else bool(_DENIED_BEFORE.search(before))
    )


def _is_supported(found: str, known: concept.Word, kind: str, facts: RowEvidence) -> bool:
    plain = _plain(found)
    if _stands_in(plain, facts):
        return True
    if kind == "color" and " " in plain and _stands_in(plain.split()[0], facts) and not _TONE.match(plain):
        return True
    base = _TONE.sub("", plain)
    if base != plain and _stands_in(base, facts):
        return not any(f"{tone} {base}" in facts.text for tone in ("light", "dark", "pale", "deep"))
    others = _row_words(kind, facts)
    if known.is_base and known.families <= {family for other in others for family in other.families}:
        return True
    is_han = bool(_HAN_SINGLE.search(found))
    return any(is_han == other.text.isascii() and known.families & other.families for other in others)


def _stands_in(plain: str, facts: RowEvidence) -> bool:
    if not plain.isascii():
        return plain in facts.text.replace(" ", "") or plain.removesuffix("色") in facts.text
    if plain == "gray":
        return _stands_in("grey", facts)
    return f" {plain}" in _spaced(facts) or f" {plain.replace('gray', 'grey')}" in _spaced(facts)


@cached_by_identity(64)
def _spaced(facts: RowEvidence) -> str:
    """The row's text with a space before every word, so that a word is found by its start."""
    return " " + re.sub(r"[^a-z0-9]+", " ", facts.text.replace("gray", "grey"))


@cached_by_identity(128)
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
    named = [
        _SIZE_NAMES.get(word, word)
        for word in re.findall(r"\d?x{0,3}[sl](?![a-z])|(?<![a-z])m(?![a-z])|small|medium|large|xs", text.lower())
    ]
    named = [word.replace("2xl", "xxl").replace("3xl", "xxxl") for word in named]
    size = size.replace("2xl", "xxl").replace("3xl", "xxxl")
    if size in named:
        return True
    places = [_SIZE_ORDER.index(word) for word in named if word in _SIZE_ORDER]
    is_range = re.search(r"[a-z]\s?(?:-|–|to|至|到|~)\s?(?:\d?x|[sml]\b)", text.lower()) is not None
    return is_range and size in _SIZE_ORDER and bool(places) and min(places) <= _SIZE_ORDER.index(size) <= max(places)
