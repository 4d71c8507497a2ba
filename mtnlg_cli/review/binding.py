"""Whether a colour or material word speaks of the product or of the scene around it.

Bound is a word that modifies the product's own noun ("red skillet", 红色炖锅) or a part of it ("red handle"), that
follows words which state the attribute ("comes in red", "made of oak", 颜色：红), that stands by itself in a list or a
bullet, or that goes with other words of the row ("moss leather"). The last two need a row that gives the attribute at
all: then the word contradicts something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mtnlg_cli.domain.product import Product
from mtnlg_cli.review.binding_zh import is_bound_han
from mtnlg_cli.review.evidence import RowEvidence, stem
from mtnlg_cli.review.lexicon import word_set
from mtnlg_cli.review.lexicon.colors import COLORS
from mtnlg_cli.review.lexicon.materials import MATERIALS
from mtnlg_cli.review.nouns import head_nouns, part_nouns
from mtnlg_cli.text.units import UNIT_SPELLINGS


@dataclass(frozen=True, slots=True)
class Word:
    """A colour or material word of a text: where it stands, and of which kind ("color" or "material")."""

    text: str
    start: int
    end: int
    kind: str
    is_noun: bool

    @property
    def before(self) -> str:
        return self.text[max(0, self.start - 60) : self.start]

    @property
    def after(self) -> str:
        return self.text[self.end : self.end + 60]


_TONES = r"(?:matte?|gloss|deep|soft|light|dark|pale|classic|plain|rich|warm|muted|bright|solid|all)"
_COLOR_FRAME = re.compile(
    r"\b(?:(?:comes?|available|offered|sold|dressed|yours|get (?:it|them|yours)|made|painted|dyed|glazed|lacquered"
    r"|bound"
    r"|wrapped|now|finished|done|out|knitted|cut|upholstered) in|colou?rs?(?: is| are|:)?|colou?rway(?: is|:)?"
    rf"|finish(?:ed)?(?: is|:)?|shade(?: is|:)?) (?:an? |the |all )?(?:[\w-]+ (?:and|or|&) |{_TONES} )*$",
    re.I,
)
_MATERIAL_FRAME = re.compile(
    r"\b(?:(?:made|crafted|built|cut|sewn|woven|knit(?:ted)?|formed|turned|cast|moulded|molded|forged|fashioned|carved"
    r"|spun|stitched|upholstered|lined|wrapped|finished|clad|knits? \w+|makes? \w+|cuts? \w+) (?:entirely |wholly "
    r"|only "
    r"|mostly )?(?:of|from|in|out of|with)|materials?(?: is| are|:)|fabric(?: is|:)|upper(?: is|:)|body(?: is|:)|shell"
    r"(?: is|:)|100 ?%|pure|genuine|solid|real|all[- ]) ?(?:an? |the )?(?:[\w-]+ (?:and|or|&) )?(?:[\w/-]+ ){0,2}$",
    re.I,
)
_IN = re.compile(rf"\bin (?:an? )?(?:{_TONES} )?$", re.I)
_IN_FABRIC = re.compile(r"\bin (?:an? |the )?(?:[\w/%-]+ ){0,3}$", re.I)
_HEAD_IN = re.compile(rf"([A-Za-z'’]+) in (?:an? )?(?:{_TONES} )?$")
_IS = re.compile(
    r"\b(?:it['’]s|it is|they['’]re|they are|these are|this one(?:['’]s| is)|yours is|([A-Za-z'’]+) (?:is|are)) "
    rf"(?:all |now |{_TONES} )?$",
    re.I,
)
_STATED_AFTER = re.compile(
    r"\s*(?:$|[.,;:!?)\]…\n|–—]|(?:and|or|in|with|for|from|at|to|by|on|that|which|is|are|finish|version|colou?r|colou?rway"
    r"|shade|tone|construction|only|too|now|if|when|so|but|as|over|under|against|trim|accents?|throughout)\b)",
    re.I,
)
_NO_MODIFIER = word_set(
    "and or in on of with for at to by from is are was were the a an that this it as but so if than then over under "
    "into your you my his her our their up down out off like"
)
_PARTS = word_set(
    "frame shell body case casing cover top base handle lid strap sole upper lining back leg blade bezel dial panel "
    "trim exterior interior finish housing cord cable band rim bottom side front door seat cushion bowl grip hull "
    "model one ones pair version set edition"
)
_WORDS_AFTER = re.compile(r"(?:[ -]([A-Za-z0-9][A-Za-z0-9'’]*)){1,4}")
_OF = re.compile(r"([A-Za-z'’]+) of (?:[a-z]+ )?$")
_SUBJECT_BEFORE = re.compile(r"(?:^|[.!?…]\s+|\n)(?:The |This |Its )?$")
_SUBJECT_AFTER = re.compile(
    r" (?:has|keeps|is|makes|takes|spans|gives|adds|holds|stays|feels|wears|comes|can|does|ages|sits|lets)\b"
)
_WORD_BEFORE = re.compile(r"([A-Za-z'’]+)[ -]$")
_BULLET = re.compile(r"(?:^|\n)\s*(?:[-•*·]|\d+[.)])\s*[^\n]*$")
_SEGMENT_BEFORE = re.compile(r"(?:^|[.,;:!?(|/–—-]\s+|\n)\s*$")
_SEGMENT_AFTER = re.compile(r"\s*(?:$|[.,;:!?)|/–—\n]|\s-\s)")


def is_bound(word: Word, *, product: Product, facts: RowEvidence, in_bullets: bool) -> bool:
    """Whether the word states something about the product; see the module's docstring."""
    has_cell = bool(facts.cells_named(word.kind))
    is_bullet = in_bullets or bool(_BULLET.search(word.text[: word.start]))
    if re.match(r"[一-鿿]", word.text[word.start]):
        return is_bound_han(
            word.text, (word.start, word.end), word.kind, product=product, facts=facts, in_bullets=is_bullet
        )
    if _is_stated(word, product, facts):
        return True
    if word.is_noun:
        following = re.match(r"[ -]([A-Za-z]+)", word.after)
        return word.kind == "material" and following is not None and stem(following[1]) in head_nouns(product)
    if _modifies(word.after, head_nouns(product) | part_nouns(product)):
        return True
    if is_bullet:
        return _in_bullet(word, facts)
    return has_cell and (_goes_with_row(word, product, facts) or _stands_alone(word))


def _is_stated(word: Word, product: Product, facts: RowEvidence) -> bool:
    is_color = word.kind == "color"
    stated = bool(_STATED_AFTER.match(word.after))
    if (_COLOR_FRAME if is_color else _MATERIAL_FRAME).search(word.before) and stated:
        return True
    if word.is_noun:
        return False
    if stated and (_IN if is_color else _IN_FABRIC).search(word.before):
        return True
    subject = _IS.search(word.before)
    names = head_nouns(product) | part_nouns(product) | _PARTS
    return stated and subject is not None and (subject[1] is None or stem(subject[1]) in names | facts.words)


def _modifies(after: str, nouns: frozenset[str]) -> bool:
    match = _WORDS_AFTER.match(after)
    if match is None or not nouns:
        return False
    for word in re.split(r"[ -]", match.group())[1:4]:
        if word.lower() in _NO_MODIFIER:
            return False
        if stem(word) in nouns:
            return True
    return False


def _in_bullet(word: Word, facts: RowEvidence) -> bool:
    following = re.match(r"[ -]([A-Za-z]+)", word.after)
    return following is None or following[1].lower() in _NO_MODIFIER or stem(following[1]) in facts.words


def _goes_with_row(word: Word, product: Product, facts: RowEvidence) -> bool:
    """ "duvet set in red fits", "moss leather", "red bento", "bamboo frame": other words of the row beside it."""
    head = _HEAD_IN.search(word.before)
    if head is not None and stem(head[1]) in facts.words:
        return True
    following = re.match(r"[ -]([A-Za-z]+)", word.after)
    after = stem(following[1]) if following else ""
    if after and (after in facts.words or after in _PARTS):
        return True
    if word.kind == "color":
        return following is not None and following[1].lower() in MATERIALS
    if _SUBJECT_BEFORE.search(word.before) and _SUBJECT_AFTER.match(word.after):
        return True
    part = _OF.search(word.before)
    if part is not None and (stem(part[1]) in facts.words or part[1] in UNIT_SPELLINGS):
        return True
    before = _WORD_BEFORE.search(word.before)
    return before is not None and stem(before[1]) in facts.words and before[1].lower() in COLORS


def _stands_alone(word: Word) -> bool:
    """Between two marks: "Graphite. Red. 246 g." """
    starts = not word.before or bool(_SEGMENT_BEFORE.search(word.before))
    return starts and bool(_SEGMENT_AFTER.match(word.after))
