"""Whether a Chinese colour or material word speaks of the product: the same question as in `binding`, for Han text."""

from __future__ import annotations

import re

from mtnlg_cli.domain.product import Product
from mtnlg_cli.review.evidence import RowEvidence
from mtnlg_cli.review.nouns import han_nouns

_COLOR_FRAME = re.compile(
    r"(?:颜色|配色|色彩|外观|色号|通体|整体|选的|选用|选择|主色|主打|一身|只有|采用|做成|染成|这款|这只|这件|本款|款式)"
    r"(?:是|为|有|：|:|\s)?[^，。；！？\n]{0,3}$"
)
_COLOR_AFTER = re.compile(
    r"(?:色)?的?(?:款|版|外壳|外观|机身|涂装|配色|面料|鞋面|表带|表盘|壳|漆面|釉面|外套|包身|杯身|锅身|箱体|外皮"
    r"|这[只款件双条把台])"
)
_MATERIAL_FRAME = re.compile(
    r"(?:材质|材料|面料|成分|主材|用料|采用|选用|用的是|内胆|外壳|鞋面|里料|填充|取材|精选|甄选)"
    r"(?:是|为|：|:|\s)?了?[^，。；！？\n]{0,4}$"
)
_MATERIAL_AFTER = re.compile(
    r"的?(?:材质|面料|材料|质地|结构|机身|外壳|内胆|鞋面|表带|制成|打造|制作|制造|做成|做的|做[一-鿿]{0,4}身|织成"
    r"|织了|缝制|制|琴身"
    r"|锅身|杯身|框架|箱体|里衬|内里|床面|桌面|台面|壳)"
)
_RUN = re.compile(r"[一-鿿]{0,12}")
_MADE_WITH = re.compile(r"用$")
_STOP = re.compile(r"^\s*(?:$|[，。；！？、,.;!?：:）)\n|/]|款|色|与|和)")
_COLOR_VERB = re.compile(r"色?(?:这|也|很|蹭|耐|不|温|显|衬|拍|放|摆|上身|清爽|沉稳|低调|干净|百搭|配)")
_SEGMENT = re.compile(r"[，。；！？、,.;!?：:（(\n\s|/·-]$")
_PRODUCT_CHARS = "锅衣杯包鞋裤裙灯椅桌表伞箱笔垫毯被枕帽袜巾盆壶刀架盒柜床镜车琴"


def is_bound_han(
    text: str,
    span: tuple[int, int],
    kind: str,
    *,
    product: Product,
    facts: RowEvidence,
    in_bullets: bool,
) -> bool:
    """Whether the word at `span` states the product's colour or material (`kind`)."""
    start, end = span
    before, after = text[max(0, start - 30) : start], text[end : end + 30]
    is_color, is_single = kind == "color", end - start == 1
    if (_COLOR_AFTER if is_color else _MATERIAL_AFTER).match(after):
        return True
    if _precedes(after, han_nouns(product)):
        return True
    stops = bool(_STOP.match(after))
    if (_COLOR_FRAME if is_color else _MATERIAL_FRAME).search(before):
        return stops or not is_single
    if is_single:
        return False
    starts = not before or bool(_SEGMENT.search(before))
    if starts and stops and (in_bullets or len(text) < 40):
        return True
    return bool(facts.cells_named(kind)) and _fits_row(before, after, is_color, product, facts)


def _precedes(after: str, nouns: tuple[str, ...]) -> bool:
    """Whether a product noun follows within four characters of the same run of Han."""
    run = _RUN.match(after)
    reach = run.group().removeprefix("色").removeprefix("的") if run else ""
    return any(0 <= reach.find(noun) <= 4 for noun in nouns)


def _fits_row(before: str, after: str, is_color: bool, product: Product, facts: RowEvidence) -> bool:
    """Beside words of a row that gives the attribute: "墨绿碎花裙", "短筒雨鞋藏青，", "，紫色，"."""
    starts = not before or bool(_SEGMENT.search(before))
    stops = bool(_STOP.match(after))
    if starts and (stops or re.match(r"色?\s?\d", after)):
        return True
    beside = re.match(r"色?的?([一-鿿]{2})", after)
    if beside is not None and beside[1] in facts.text:
        return True
    if stops and len(before) >= 2 and re.search(r"[一-鿿]{2}$", before) and before[-2:] in facts.text:
        return True
    if not is_color:
        return bool(_MADE_WITH.search(before)) and stops
    last = product.title.rstrip()[-1:]
    names_kind = re.match(rf"色?的?小?[{_PRODUCT_CHARS}]", after)
    return bool(names_kind and names_kind.group()[-1] == last) or (starts and bool(_COLOR_VERB.match(after)))
