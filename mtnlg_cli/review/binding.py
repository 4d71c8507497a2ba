"""Whether a colour or material word speaks of the product or of the scene around it.

Bound is a word that modifies the product's own noun ("red skillet", 红色炖锅), that follows a phrase which states the
attribute ("comes in red", "made of oak", 颜色：红), or that stands in a bullet beside words of the row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mtnlg_cli.domain.product import Product
from mtnlg_cli.review.evidence import RowEvidence, stem
from mtnlg_cli.review.nouns import han_nouns, head_nouns, part_nouns

_COLOR_FRAME = re.compile(
    r"\b(?:(?:comes?|available|offered|sold|dressed|yours|get (?:it|them|yours)|made|painted|dyed|glazed|lacquered|bound|wrapped|now|finished|done"
    r"|out) in|colou?rs?(?: is| are|:)?|colou?rway(?: is|:)?|finish(?:ed)?(?: is|:)?|shade(?: is|:)?)"
    r" (?:an? |the |all )?(?:[\w-]+ (?:and|or|&) |(?:matte?|gloss|deep|soft|light|dark|pale|classic|plain|rich|warm|cool|solid|muted|bright) )*$",
    re.I,
)
_IN = re.compile(r"\bin (?:an? )?(?:(?:matte?|gloss|deep|soft|light|dark|pale|classic|plain|rich|warm|muted|bright) )?$", re.I)
_MATERIAL_FRAME = re.compile(
    r"\b(?:(?:made|crafted|built|cut|sewn|woven|knit(?:ted)?|formed|turned|cast|moulded|molded|forged|fashioned|carved) "
    r"(?:entirely |wholly |only |mostly )?(?:of|from|in|out of|with)|materials?(?: is| are|:)|fabric(?: is|:)|upper(?: is|:)|body(?: is|:)|shell(?: is|:)"
    r"|100 ?%|pure|genuine|solid|real|all[- ])"
    r" ?(?:an? |the )?(?:[\w-]+ (?:and|or|&) )?(?:[\w-]+ ){0,1}$",
    re.I,
)
_STATED_AFTER = re.compile(
    r"\s*(?:$|[.,;:!?)\]…\n|–—]|(?:and|or|with|for|from|at|to|by|on|that|which|is|are|finish|version|colou?r|colou?rway|shade|tone|construction"
    r"|only|too|now|if|when|so|but|as|over|under|against|trim|accents?|throughout|body|frame|shell|upper|lining|cover|case|strap)\b)",
    re.I,
)
_NO_MODIFIER = frozenset(
    "and or in on of with for at to by from is are was were the a an that this it as but so if than then over under into "
    "your you my his her our their up down out off like".split()
)
_WORDS_AFTER = re.compile(r"(?:[ -]([A-Za-z][A-Za-z'’]*)){1,4}")
_BULLET = re.compile(r"(?:^|\n)\s*(?:[-•*·]|\d+[.)])\s*[^\n]*$")
_SEGMENT_BEFORE = re.compile(r"(?:^|[.,;:!?(|/–—-]\s|\n)\s*$")
_SEGMENT_AFTER = re.compile(r"\s*(?:$|[.,;:!?)|/–—\n]|\s-\s)")
_HAN_COLOR_FRAME = re.compile(r"(?:颜色|配色|色彩|外观|色号|通体|整体|选的|选用|选择|主色|主打|一身|只有|采用|做成|染成|这款|这只|这件|本款|款式)(?:是|为|有|：|:|\s)?[^，。；！？\n]{0,3}$")
_HAN_COLOR_AFTER = re.compile(r"(?:色)?(?:的)?(?:款|版|外壳|外观|机身|涂装|配色|面料|鞋面|表带|表盘|壳|漆面|釉面|外套|包身|杯身|锅身|箱体|外皮)")
_HAN_MATERIAL_FRAME = re.compile(r"(?:材质|材料|面料|主材|用料|采用|选用|用的是|内胆|外壳|鞋面|里料|填充|取材|精选|甄选)(?:是|为|：|:|\s)?(?:了)?[^，。；！？\n]{0,4}$")
_HAN_MATERIAL_AFTER = re.compile(r"(?:的)?(?:材质|面料|材料|质地|机身|外壳|内胆|鞋面|表带|制成|打造|制作|制造|做成|做的|制|锅身|杯身|框架|箱体|里衬|内里|床面|桌面|台面)")
_HAN_STOP = re.compile(r"^\s*(?:$|[，。；！？、,.;!?：:）)\n|/]|款|色)")


@dataclass(frozen=True, slots=True)
class Word:
    """A colour or material word of a text: where it stands, and of which kind ("color" or "material")."""

    text: str
    start: int
    end: int
    kind: str
    is_noun: bool


def is_bound(word: Word, *, product: Product, facts: RowEvidence, in_bullets: bool) -> bool:
    """Whether the word states something about the product; see the module's docstring."""
    before, after = word.text[max(0, word.start - 60) : word.start], word.text[word.end : word.end + 60]
    if re.match(r"[一-鿿]", word.text[word.start]):
        return _han_bound(word, before, after, product, in_bullets)
    if _stated(word, before, after):
        return True
    if word.is_noun:
        following = re.match(r"[ -]([A-Za-z]+)", after)
        return word.kind == "material" and following is not None and stem(following[1]) in head_nouns(product)
    if _modifies(after, head_nouns(product) | part_nouns(product), before):
        return True
    return _in_list(word, before, after, facts, in_bullets)


def _stated(word: Word, before: str, after: str) -> bool:
    frame = _COLOR_FRAME if word.kind == "color" else _MATERIAL_FRAME
    if frame.search(before) and _STATED_AFTER.match(after):
        return True
    return not word.is_noun and bool(_IN.search(before)) and bool(_STATED_AFTER.match(after))


def _modifies(after: str, nouns: frozenset[str], before: str) -> bool:
    match = _WORDS_AFTER.match(after)
    if match is None or not nouns:
        return False
    for word in re.split(r"[ -]", match.group())[1:4]:
        if word.lower() in _NO_MODIFIER:
            return False
        if stem(word) in nouns:
            return True
    return False


def _in_list(word: Word, before: str, after: str, facts: RowEvidence, in_bullets: bool) -> bool:
    is_bullet = in_bullets or bool(_BULLET.search(word.text[: word.start]))
    alone = bool(_SEGMENT_BEFORE.search(before) or not before) and bool(_SEGMENT_AFTER.match(after))
    if is_bullet:
        following = re.match(r"[ -]([A-Za-z]+)", after)
        return following is None or following[1].lower() in _NO_MODIFIER or stem(following[1]) in facts.words
    return alone and word.kind == "color" and len(word.text) < 120 and bool(facts.cells_named("color"))


def _han_bound(word: Word, before: str, after: str, product: Product, in_bullets: bool) -> bool:
    is_color = word.kind == "color"
    frame, tail = (_HAN_COLOR_FRAME, _HAN_COLOR_AFTER) if is_color else (_HAN_MATERIAL_FRAME, _HAN_MATERIAL_AFTER)
    if tail.match(after):
        return True
    if any(re.match(rf"色?(?:的)?(?:[一-鿿]{{0,4}})?{re.escape(noun)}", after) for noun in han_nouns(product)):
        return True
    is_single = word.end - word.start == 1
    stops = bool(_HAN_STOP.match(after))
    if frame.search(before):
        return stops or not is_single
    is_bullet = in_bullets or bool(_BULLET.search(word.text[: word.start]))
    starts = not before or bool(re.search(r"[，。；！？、,.;!?：:（(\n\s|/·-]$", before))
    return stops and starts and not is_single and (is_bullet or len(word.text) < 40)
