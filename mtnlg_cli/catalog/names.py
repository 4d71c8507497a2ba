"""What a column is called: one normal form for every spelling, and our name for the attributes we have a word for."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD])
_METAFIELD = re.compile(r"\s*\((?:product|variant)\.metafields\.[^)]*\)\s*$", re.IGNORECASE)
_FEED_PREFIX = re.compile(r"^google shopping\s*/\s*", re.IGNORECASE)
_BRACKET_UNIT = re.compile(r"^(.*?)\s*[(\[（]\s*([^()\[\]（）]{1,12})\s*[)\]）]\s*$")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")
_GAPS = re.compile(r"[\s_\-./·]+")

_UNITS = {
    **{
        u: u
        for u in "mg g kg oz lb lbs mm cm m km in ft yd ml cl dl l w kw v a mah ah hz khz mhz ghz db lm nm bar".split()
    },
    **{"grams": "g", "gram": "g", "kilograms": "kg", "pounds": "lb", "ounces": "oz", "inches": "in", "inch": "in"},
    **{"millimeters": "mm", "centimeters": "cm", "meters": "m", "litres": "l", "liters": "l", "watts": "w"},
    **{u: u for u in "克 千克 公斤 斤 毫克 毫米 厘米 米 毫升 升 瓦 伏 英寸 寸 小时 分钟 毫安时".split()},
}
_SPELLED = {"w": "W", "kw": "kW", "v": "V", "a": "A", "l": "L", "mah": "mAh", "ah": "Ah", "hz": "Hz", "khz": "kHz"}
_SPELLED |= {"mhz": "MHz", "ghz": "GHz", "db": "dB", "nm": "Nm"}
_BARE_SUFFIX_UNITS = frozenset("kg mm cm ml mah oz lb lbs grams kw".split())
_MEASURES = frozenset(
    "weight,net weight,gross weight,length,width,height,depth,diameter,thickness,capacity,volume,power,voltage".split(
        ","
    )
)

_ATTRIBUTES = """
color: colour|colors|colours|colorway|colour name|color name|颜色|颜色分类|配色|色彩|主要颜色|花色
material: materials|fabric|main material|material type|made of|composition|fabric composition|材质|材料|主要材质|面料|面料材质|材质成分|面料成分|主材|用料
size: sizes|size label|size name|尺码|规格|大小|尺码规格|型号尺寸
weight: item weight|product weight|unit weight|重量|单品重量|产品重量|商品重量|毛重
net_weight: net wt|净重
net_content: net contents|净含量
dimensions: dimension|measurements|product dimensions|item dimensions|overall dimensions|尺寸|外形尺寸|产品尺寸|商品尺寸|长宽高|规格尺寸
length: 长度|长
width: 宽度|宽
height: 高度|高
depth: 深度|进深
diameter: 直径|口径
thickness: 厚度
capacity: 容量|容积|容量规格
volume: 体积
power: rated power|wattage|功率|额定功率
voltage: rated voltage|电压|额定电压
battery: battery type|电池|电池类型
battery_capacity: 电池容量
battery_life: battery runtime|续航|续航时间|使用时长
charging_time: 充电时间|充电时长
noise_level: noise|噪音|噪音等级|运行噪音|工作噪音
pattern: patterns|print|motif|图案|花纹|印花|图案花纹
gender: sex|target gender|性别|适用性别
age_group: age|age range|recommended age|minimum age|age category|适用年龄|年龄段|适用年龄段|年龄
audience: target audience|target user|target users|intended for|适用人群|目标人群|适用对象|人群
origin: country of origin|made in|place of origin|country|产地|原产地|原产国|制造地|产区
style: 风格|款式风格|设计风格
type: 类型
fit: 版型|廓形|衣服版型|裤型
neckline: collar|neck|领型|衣领型|裙领型|领口
sleeve_length: sleeve|sleeves|袖长|衣袖长|裙袖长
sleeve_type: 袖型|衣袖型
waist_type: 腰型|衣腰型|裤腰型|裙腰型
garment_length: 衣长|裙长|裤长|裙衣长
skirt_type: 裙型
garment_type: 衣样式
detail: 款式|衣款式|裙款式|裤款式
hem: 裙下摆|裤口|下摆
closure: fastening|门襟|衣门襟|闭合方式
lining: 里料|内衬|里布
season: 季节|适用季节|上市季节
occasion: occasions|适用场合|场合|使用场景|场景|适用场景
ingredients: ingredient|key ingredients|key ingredient|成分|配料|配料表|主要成分|原料
flavor: flavour|flavors|flavours|taste|口味|味道|风味
scent: fragrance|scents|香型|香味|气味
shade: 色号
texture: 质地
skin_type: 适用肤质|肤质
hair_type: 适用发质|发质
shelf_life: 保质期
storage_method: storage instructions|储存方法|储存方式|保存方式
care: care instructions|washing|洗护方式|洗涤方式|保养方法
warranty: guarantee|warranty period|质保|保修|保修期
certification: certifications|certificate|认证
compatibility: compatible with|works with|兼容性|适配型号|适用设备|适用机型
set_contents: contents|in the box|box contents|whats included|what's included|included|includes|package contents|包装清单|装箱清单|套装内容
pack_size: pack|pack count|pieces per pack|units per pack|包装数量|包装规格|每包数量
piece_count: pieces|piece count|number of pieces|件数|片数
packaging: 包装|包装方式
model: model name|model number|型号
finish: surface finish|表面处理
shape: 形状
water_resistance: waterproof|waterproof rating|water rating|ip rating|防水|防水等级|防护等级
max_load: load capacity|weight capacity|weight limit|max weight|load|承重|最大承重|载重
screen_size: display size|屏幕尺寸|屏幕大小
resolution: 分辨率
refresh_rate: 刷新率
storage: storage capacity|存储|存储容量|机身存储
memory: ram|内存|运行内存
connectivity: connection|连接方式
interface: ports|接口|接口类型
cable_length: cord length|线长|电源线长度
speed: 速度|转速
temperature_range: 温度范围|控温范围|适用温度
energy_class: energy rating|energy efficiency class|能效|能效等级
coverage: coverage area|覆盖面积|适用面积
heel_height: 跟高|鞋跟高度
upper_material: 鞋面材质|鞋面
sole_material: 鞋底材质|鞋底
fill: filling|fill material|填充物|填充
fill_weight: 填充量|充绒量
abv: alcohol|alcohol content|酒精度|度数
vintage: 年份
author: authors|writer|作者
publisher: 出版社
pages: page count|number of pages|页数
genre: 题材
format: binding|装帧|开本
language: 语言|语种
platform: platforms|supported platforms|支持平台
license: license type|授权方式
duration: 时长
players: number of players|player count|游戏人数
condition: item condition|成色|商品状况
functions: function|功能
offer: promotion|promo|deal|优惠|促销|活动
offer_ends: offer end|offer end date|sale ends|sale end|sale end date|promotion end|promotion ends|promotion end date|deadline|优惠截止|活动截止|活动结束|促销截止|截止日期
availability: stock|inventory|stock status|库存|库存状态|供货状态
quantity: qty|数量
"""


def _read_table(text: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for line in text.strip().splitlines():
        canonical, _, synonyms = line.partition(":")
        table[canonical.replace("_", " ")] = canonical
        table.update(dict.fromkeys((s for s in synonyms.strip().split("|") if s), canonical))
    return table


ATTRIBUTE_NAMES = _read_table(_ATTRIBUTES)
"""Normal name -> canonical attribute name, English and Chinese."""


@lru_cache(maxsize=8192)
def normal_name(header: str) -> str:
    """One spelling for all ways to write a header: "Product_Name", "productName" and "product name " are equal.

    Compatibility forms are folded (NFKC), invisible characters removed, a Shopify metafield path and the prefix
    "Google Shopping /" dropped, and case, underscores, hyphens and dots made equal to single spaces.
    """
    text = unicodedata.normalize("NFKC", header).translate(_INVISIBLE)
    text = _FEED_PREFIX.sub("", _METAFIELD.sub("", text.strip()))
    text = _CAMEL.sub(" ", text)
    return _GAPS.sub(" ", text.casefold()).strip(" *:")


@lru_cache(maxsize=8192)
def split_unit(header: str) -> tuple[str, str]:
    """(normal name without its unit, unit or ""): "Weight (kg)" -> ("weight", "kg"), "length_cm" -> ("length", "cm")."""
    match = _BRACKET_UNIT.match(header)
    if match and normal_name(match.group(2)) in _UNITS:
        return normal_name(match.group(1)), _spell(normal_name(match.group(2)))
    name = normal_name(header)
    base, _, last = name.rpartition(" ")
    if base and last in _UNITS and (last in _BARE_SUFFIX_UNITS or base in _MEASURES):
        return base, _spell(last)
    return name, ""


def _spell(unit: str) -> str:
    known = _UNITS[unit]
    return _SPELLED.get(known, known)


@lru_cache(maxsize=8192)
def attribute_name(header: str) -> str:
    """Our name for an attribute: the canonical one, or the column's own in snake_case when we have no word for it."""
    name, _ = split_unit(header)
    return ATTRIBUTE_NAMES.get(name) or name.replace(" ", "_")


def is_known_attribute(header: str) -> bool:
    """Whether the synonym table has a word for this attribute."""
    return split_unit(header)[0] in ATTRIBUTE_NAMES
