"""What a column is for, told from its name alone, so that a row means the same whatever file it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mtnlg_cli.catalog.names import ATTRIBUTE_NAMES, attribute_name, normal_name, split_unit

Headers = tuple[str, ...]
Columns = tuple[tuple[str, str], ...]

_FIELDS = """
id: id|product id|item id|sku|item sku|variant sku|product code|item code|item number|article number|asin|handle|商品id|商品编号|产品编号|产品id|商品编码|商家编码|编号|货号|款号|spu|gtin|ean|upc|barcode|序号
title: title|product title|product name|name|item name|item title|商品标题|产品标题|标题|宝贝标题|商品名称|产品名称|宝贝名称|商品名|品名|名称
description: description|product description|body html|body (html)|long description|full description|item description|details|product details|overview|body|商品描述|产品描述|宝贝描述|描述|商品详情|产品详情|详情|商品介绍|产品介绍|介绍|商品简介|简介|short description|content|summary
brand: brand|brand name|brands|manufacturer|maker|vendor|品牌|品牌名称|品牌名|厂商|制造商|生产商|厂家|店铺品牌
product_type: product type|product category|category|categories|category name|item type|department|品类|类目|商品类目|商品分类|产品分类|分类|类别|商品类别|产品类别|产品类型|商品类型|google product category|fb product category
price: price|selling price|current price|retail price|unit price|variant price|price amount|价格|售价|销售价|现价|零售价|标价|单价|商品价格
compare_at_price: compare at price|variant compare at price|regular price|original price|list price|msrp|rrp|was price|原价|市场价|吊牌价|划线价|建议零售价
sale_price: sale price|special price|promo price|promotional price|offer price|discount price|discounted price|deal price|促销价|活动价|优惠价|折后价|折扣价|特价|券后价|到手价
currency: currency|price currency|currency code|币种|货币
features: features|feature|key features|product features|highlights|product highlights|product highlight|bullet points|bullet point|bullets|bullet|about this item|usp|usps|selling points|selling point|specs|spec|specifications|specification|technical details|technical specifications|tech specs|卖点|商品卖点|产品卖点|核心卖点|特点|产品特点|商品特点|特色|特性|功能特点|亮点|规格参数|技术参数|配置
attributes: attributes|product attributes|attribute|attrs|attr|properties|商品属性|产品属性|属性|参数|商品参数|产品参数|mr|meaning representation
keywords: keywords|keyword|search keywords|generic keywords|search terms|关键词|关键字|搜索词|搜索关键词
"""
SINGLE_FIELDS = ("title", "description", "brand", "product_type", "price", "compare_at_price", "sale_price", "currency")
"""Fields of Product that one column gives; features, attributes and keywords take every column of that name."""

_DROPPED = """
an identifier: id|sku|gtin|ean|upc|isbn|barcode|mpn|asin|handle|slug|spu|url handle|part number|manufacturer part number|model code|item group id|货号|款号|条码|条形码|商品编码|商品编号|商家编码|编号|序号|tax code|variant barcode
a link or image: url|link|links|image|images|img|photo|photos|picture|pictures|thumbnail|media|图片|主图|链接|图片链接|商品链接|详情图|视频|image alt text|image position|variant image
a timestamp: timestamp|created|updated|modified|created at|updated at|date added|date created|date modified|last modified|published at|创建时间|更新时间|上架时间|下架时间|发布时间|修改时间|sale price effective date|availability date|expiration date
a flag or status: status|published|published on online store|enabled|active|visible|visibility|visibility in catalog|gift card|featured|charge tax|taxable|requires shipping|adult|状态|上下架|是否上架|is bundle|sold individually|variant taxable|variant requires shipping|continue selling when out of stock
a rating or figure of the shop: rating|ratings|score|stars|reviews|review|review count|reviews count|number of reviews|rank|sort|sort order|sales rank|views|clicks|impressions|conversions|sold|units sold|sales|popularity|评分|评价|评论数|评价数|好评率|销量|月销量|浏览量|收藏数|排序|排名
a stock count: stock quantity|stock count|stock level|inventory quantity|inventory qty|quantity in stock|quantity available|available quantity|quantity to sell on facebook|low stock amount|backorders allowed|in stock|库存数量|库存量|可售库存|variant inventory qty|variant inventory policy|variant inventory tracker|inventory tracker|inventory policy
shop internals: cost|cost per item|margin|profit|tax|tax class|tax status|shipping|shipping class|shipping weight|fulfillment service|variant fulfillment service|variant grams|weight value|variant weight unit|weight unit for display|warehouse|supplier|supplier id|supplier code|parent|grouped products|upsells|cross sells|button text|download limit|download expiry days|purchase note|成本|成本价|利润|供应商|仓库|运费|税率|unit price total measure|unit price total measure unit|unit price base measure|unit price base measure unit|adwords grouping|adwords labels|custom product|charset|lang|locale|source|crawl date
internal tags: tags|tag|labels|label|collection|collections|product tags|标签|分组
reference copy: copy|ad copy|ad text|ad headline|ad description|headline|headlines|slogan|tagline|caption|post|reference|references|ref|human reference|target|target text|generated|generated text|completion|seo title|seo description|meta title|meta description|page title|meta keywords|文案|广告文案|推广文案|营销文案|广告语|宣传语|标语|参考文案|生成文案|文案内容
"""
_DROP_WORDS = re.compile(
    r"\b(?P<id>ids?|guid|uuid|sku|gtin|ean|upc|barcode)$|^(?P<flag>is|has|can)\b"
    r"|\b(?P<link>urls?|links?|(?:images?|img|photos?)(?: \d+| src| links?| urls?)?)$"
    r"|\b(?P<time>timestamp|datetime|at|date (?:created|modified|updated|added))$"
    r"|^(?:average |avg |customer |product |star |user )?(?P<rate>ratings?(?: \w+)?|reviews?(?: \w+)?|rank|clicks|ctr)$"
    r"|^(?P<gen>generated|reference|seo|meta|ai|marketing|ad|advert)\b|^(?P<custom>custom label|column)\b"
)
_DROP_REASONS = {
    "id": "an identifier",
    "flag": "a flag or status",
    "link": "a link or image",
    "time": "a timestamp",
    "rate": "a rating or figure of the shop",
    "gen": "reference copy",
    "custom": "shop internals",
}
_COUNTS = frozenset(("availability", "quantity", "position", "output"))
"""Names whose bare numbers are the shop's and whose prose is a fact."""
_PAIR = re.compile(r"(option|attribute|spec|property|属性)\s*(\d+)\s*(name|value|values|value\(s\)|名|名称|值)")
_PAIR_REVERSED = re.compile(r"(option|attribute|spec|property)\s*(name|value|values)\s*(\d+)")
_PAIR_EXTRA = re.compile(r"(?:option|attribute)\s*\d+\s*(?:linked to|visible|global|default)")
_NUMBERED = re.compile(r"\s*\[?\d+\]?$")


def _read_table(text: str) -> dict[str, tuple[str, int]]:
    table: dict[str, tuple[str, int]] = {}
    for line in text.strip().splitlines():
        meaning, _, names = line.partition(": ")
        for rank, name in enumerate(names.split("|")):
            table.setdefault(name, (meaning, rank))
    return table


FIELD_NAMES = _read_table("\n".join(line for line in _FIELDS.strip().splitlines() if not line.startswith("id:")))
ID_NAMES = _read_table(_FIELDS.strip().splitlines()[0])
_DROP_NAMES = _read_table(_DROPPED)


@dataclass(frozen=True, slots=True)
class Role:
    """What a column is for.

    `kind`: "field" (`name` is the Product field), "attribute", "stock", "features", "attributes", "keywords",
    "pair-name", "pair-value" (`partner` is the column with the name), "text" (kept as a fact, no Attribute) or
    "none" (left out, `reason` says why). `unit` is the unit a header like "Weight (kg)" names.
    """

    kind: str
    name: str = ""
    unit: str = ""
    partner: str = ""
    reason: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """The role of every column, and which column gave which Product field."""

    roles: tuple[Role, ...]
    columns: Columns


@lru_cache(maxsize=4096)
def plan_columns(headers: Headers, forced: Columns = ()) -> Plan:
    """The roles of these columns. `forced` are (field or attribute name, header) pairs that win over the names.

    When several columns could be the title, the better name wins and the others are kept as "text".
    """
    roles = {header: _role_by_name(header, headers) for header in headers}
    named = [(field, header) for field, header in forced if header in roles]
    roles.update((header, _forced_role(field)) for field, header in named)
    columns = list(named)
    for field in SINGLE_FIELDS:
        if field not in dict(named):
            columns += _elect(field, roles)
        _demote_losers(field, roles, dict(columns).get(field, ""))
    return Plan(tuple(roles[header] for header in headers), tuple(columns))


def find_id_column(headers: Headers) -> str | None:
    """The header that names the products best, or None: "id" before "sku" before "gtin"."""
    ranked = [
        (ID_NAMES[normal_name(header)][1], i) for i, header in enumerate(headers) if normal_name(header) in ID_NAMES
    ]
    return headers[min(ranked)[1]] if ranked else None


def _elect(field: str, roles: dict[str, Role]) -> Columns:
    candidates = [header for header, role in roles.items() if role.kind == "field" and role.name == field]
    if not candidates:
        return ()
    best = min(candidates, key=lambda header: FIELD_NAMES[split_unit(header)[0]][1])
    return ((field, best),)


def _demote_losers(field: str, roles: dict[str, Role], winner: str) -> None:
    for header, role in roles.items():
        if role.kind == "field" and role.name == field and header != winner:
            roles[header] = Role("text", reason=f"another column is the {field}")


def _forced_role(field: str) -> Role:
    if field in SINGLE_FIELDS:
        return Role("field", field)
    if field in ("features", "attributes", "keywords"):
        return Role(field, field)
    return Role("none", reason="an identifier") if field == "id" else Role("attribute", attribute_name(field))


def _role_by_name(header: str, headers: Headers) -> Role:
    name, unit = split_unit(header)
    pair = _pair_role(name, headers)
    if pair:
        return pair
    dropped = _drop_reason(name, headers)
    if dropped:
        return Role("none", reason=dropped)
    field, _ = FIELD_NAMES.get(name) or FIELD_NAMES.get(_NUMBERED.sub("", name), ("", 0))
    if field in SINGLE_FIELDS and name in FIELD_NAMES:
        return Role("field", field, unit)
    if field in ("features", "attributes", "keywords"):
        return Role(field, field)
    canonical = attribute_name(header)
    if canonical in _COUNTS:
        return Role("stock", canonical)
    return Role("attribute", canonical, unit, known=name in ATTRIBUTE_NAMES)


def _drop_reason(name: str, headers: Headers) -> str:
    if not name:
        return "the column has no name"
    if name in _DROP_NAMES:
        return _DROP_NAMES[name][0]
    if name == "summary" and any(normal_name(header) == "content" for header in headers):
        return "reference copy"
    if name in FIELD_NAMES or name in ATTRIBUTE_NAMES:
        return ""
    if _PAIR_EXTRA.fullmatch(name):
        return "shop internals"
    match = _DROP_WORDS.search(name)
    return _DROP_REASONS[str(match.lastgroup)] if match else ""


def _pair_role(name: str, headers: Headers) -> Role | None:
    key = _pair_key(name)
    if key is None:
        return None
    if key[2] == "name":
        return Role("pair-name")
    partner = next((h for h in headers if _pair_key(split_unit(h)[0]) == (key[0], key[1], "name")), "")
    return (
        Role("pair-value", partner=partner) if partner else Role("none", reason="its name column is missing or empty")
    )


def _pair_key(name: str) -> tuple[str, str, str] | None:
    match = _PAIR.fullmatch(name)
    if match:
        return match.group(1), match.group(2), "name" if match.group(3) in ("name", "名", "名称") else "value"
    match = _PAIR_REVERSED.fullmatch(name)
    return (match.group(1), match.group(3), "name" if match.group(2) == "name" else "value") if match else None
