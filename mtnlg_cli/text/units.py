"""Units of measure and currencies: their spellings in English and Chinese, and how they convert.

Factors are the exact definitions of the SI brochure (BIPM, 9th edition) and the international yard and pound
(1959: 1 in = 25.4 mm, 1 lb = 453.59237 g); US customary volumes; the Chinese
market units of 1959 (1 斤 = 500 g, 1 寸 = 1/30 m).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: canonical `symbol`, `dimension`, `factor` to the dimension's base unit, and system of measures."""

    symbol: str
    dimension: str
    factor: Decimal
    system: str


# symbol | dimension | factor to base | system | spellings (comma separated; the symbol itself always counts)
_TABLE = """
mm | length | 1 | si | millimeter, millimeters, millimetre, millimetres, 毫米
cm | length | 10 | si | centimeter, centimeters, centimetre, centimetres, 厘米, 公分
dm | length | 100 | si | 分米
m | length | 1000 | si | meter, meters, metre, metres, 米
km | length | 1000000 | si | kilometer, kilometers, kilometre, kilometres, 公里, 千米
µm | length | 0.001 | si | μm, um, micron, microns, 微米
nm | length | 0.000001 | si | 纳米
in | length | 25.4 | us | inch, inches, 英寸, 吋
ft | length | 304.8 | us | foot, feet, 英尺
yd | length | 914.4 | us | yard, yards, 码长
寸 | length | 33.3333 | cn |
尺 | length | 333.333 | cn |
µg | mass | 0.000001 | si | μg, ug, mcg, microgram, micrograms, 微克
mg | mass | 0.001 | si | milligram, milligrams, 毫克
g | mass | 1 | si | gr, gram, grams, gramme, grammes, 克
kg | mass | 1000 | si | kgs, kilo, kilos, kilogram, kilograms, 千克, 公斤
t | mass | 1000000 | si | tonne, tonnes, 吨
lb | mass | 453.59237 | us | lbs, pound, pounds, 磅
oz | mass | 28.349523125 | us | ounce, ounces, 盎司
ct | carat | 1 | si | carat, carats, 克拉
斤 | mass | 500 | cn |
ml | volume | 1 | si | milliliter, milliliters, millilitre, millilitres, 毫升
cl | volume | 10 | si | centilitre, centilitres, centiliter, centiliters
dl | volume | 100 | si | decilitre, deciliter
L | volume | 1000 | si | l, ltr, liter, liters, litre, litres, 升, 公升
fl oz | volume | 29.5735295625 | us | fl. oz, fl. oz., fluid ounce, fluid ounces, floz, 液体盎司
gal | volume | 3785.411784 | us | gallon, gallons, 加仑
qt | volume | 946.352946 | us | quart, quarts
pint | volume | 473.176473 | us | pints
cup | volume | 236.5882365 | us | cups
tbsp | volume | 14.78676478125 | us | tablespoon, tablespoons
tsp | volume | 4.92892159375 | us | teaspoon, teaspoons
mm² | area | 0.000001 | si | mm2, 平方毫米
cm² | area | 0.0001 | si | cm2, sq cm, 平方厘米
m² | area | 1 | si | m2, sqm, sq m, square meter, square meters, square metre, square metres, ㎡, 平方米, 平米, 平方
sq ft | area | 0.09290304 | us | sqft, square foot, square feet, 平方英尺
m³ | cubic | 1 | si | m3, cubic meter, cubic meters, cubic metre, cubic metres, 立方米
g/m² | grammage | 1 | si | g/m2, gsm, 克/平方米, g/㎡
s | time | 1 | si | sec, secs, second, seconds, 秒, 秒钟
ms | time | 0.001 | si | millisecond, milliseconds, 毫秒
min | time | 60 | si | mins, minute, minutes, 分钟
h | time | 3600 | si | hr, hrs, hour, hours, 小时, 个小时, 钟头, 个钟头
day | time | 86400 | si | days, 天, 晚
night | time | 86400 | si | nights
week | time | 604800 | si | weeks, wk, wks, 周, 星期, 个星期
month | months | 1 | si | months, mo, mos, 个月
year | months | 12 | si | years, yr, yrs, 年, 周年
W | power | 1 | si | watt, watts, 瓦, 瓦特
kW | power | 1000 | si | kilowatt, kilowatts, 千瓦
hp | power | 745.7 | us | horsepower, 马力
Wh | energy | 1 | si | watt-hour, watt-hours, 瓦时
kWh | energy | 1000 | si | 千瓦时, 度电
mAh | charge | 1 | si | 毫安时, 毫安
Ah | charge | 1000 | si | amp-hour, amp-hours, 安时
V | voltage | 1 | si | volt, volts, 伏, 伏特
kV | voltage | 1000 | si | 千伏
A | current | 1 | si | amp, amps, ampere, amperes, 安培
mA | current | 0.001 | si | milliamp, milliamps
Hz | frequency | 1 | si | hertz, 赫兹
kHz | frequency | 1000 | si | 千赫
MHz | frequency | 1000000 | si | 兆赫
GHz | frequency | 1000000000 | si |
KB | data | 0.001 | si | kilobyte, kilobytes
MB | data | 1 | si | megabyte, megabytes
GB | data | 1000 | si | gigabyte, gigabytes
TB | data | 1000000 | si | terabyte, terabytes
Mbps | rate | 1 | si | mbit/s, mb/s, 兆
Gbps | rate | 1000 | si | gbit/s, gb/s
dB | sound | 1 | si | dba, decibel, decibels, 分贝
lm | light | 1 | si | lumen, lumens, 流明
lux | illuminance | 1 | si | lx, 勒克斯
cd | intensity | 1 | si | candela
nit | luminance | 1 | si | nits, cd/m², cd/m2, 尼特
K | colour-temperature | 1 | si | kelvin, 开尔文
°C | temperature | 1 | si | ℃, º C, ° C, ºC, degrees C, degrees Celsius, deg C, 摄氏度, 度
°F | temperature | 1 | us | ℉, ºF, ° F, degrees F, degrees Fahrenheit, deg F, 华氏度
° | angle | 1 | si | º, degrees, degree, deg
bar | pressure | 100000 | si | 巴
psi | pressure | 6894.757 | us |
Pa | pressure | 1 | si | pascal, pascals, 帕
kPa | pressure | 1000 | si | 千帕
MPa | pressure | 1000000 | si | 兆帕
N | force | 1 | si | newton, newtons, 牛
Nm | torque | 1 | si | n·m, n-m, newton metres, newton meters, 牛米, 牛·米
rpm | rotation | 1 | si | r/min, 转, 转/分, 转/分钟, 转每分钟
km/h | speed | 1 | si | kmh, kph, 公里/小时
mph | speed | 1.609344 | us | 英里/小时
m/s | speed | 3.6 | si | 米/秒
mile | distance | 1.609344 | us | miles, mi, 英里
kcal | food-energy | 4.184 | si | calorie, calories, cal, 千卡, 大卡, 卡路里
kJ | food-energy | 1 | si | kilojoule, kilojoules, 千焦
J | work | 1 | si | joule, joules, 焦耳
IU | dose | 1 | si | 国际单位
CFU | culture | 1 | si |
MP | pixels | 1 | si | megapixel, megapixels
px | dots | 1 | si | pixel, pixels, 像素
dpi | resolution | 1 | si | ppi
fps | frames | 1 | si | 帧
den | yarn | 1 | si | denier, 旦
tog | warmth | 1 | si |
Ω | resistance | 1 | si | ohm, ohms, 欧姆
ppm | share | 1 | si |
"""

# ISO 4217 code | spellings
_CURRENCIES = """
USD | $, US$, 美元, 美金, dollar, dollars, bucks
EUR | €, 欧元, euro, euros
GBP | £, 英镑, pound sterling, quid
CNY | ¥, ￥, RMB, CN¥, 元, 块, 块钱, 元人民币, 人民币, yuan
JPY | JP¥, 日元, 円, yen
HKD | HK$, 港元, 港币
TWD | NT$, 新台币
CAD | C$, CA$, 加元
AUD | A$, AU$, 澳元
NZD | NZ$
SGD | S$
INR | ₹, Rs, Rs., rupees
KRW | ₩, 韩元
CHF | Fr., francs
SEK | kr
NOK |
DKK |
PLN | zł
MXN | MX$
BRL | R$
"""

# A sign that several currencies share says "one of these".
SHARED_SIGNS: dict[str, frozenset[str]] = {
    "$": frozenset(("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN")),
    "¥": frozenset(("CNY", "JPY")),
    "￥": frozenset(("CNY", "JPY")),
    "元": frozenset(("CNY", "TWD", "HKD")),
    "kr": frozenset(("SEK", "NOK", "DKK")),
}


def _read_units() -> tuple[dict[str, Unit], dict[str, str]]:
    units: dict[str, Unit] = {}
    spellings: dict[str, str] = {}
    for line in _TABLE.strip().splitlines():
        symbol, dimension, factor, system, words = (part.strip() for part in line.split("|"))
        units[symbol] = Unit(symbol, dimension, Decimal(factor), system)
        for word in [symbol, *(w.strip() for w in words.split(",") if w.strip())]:
            spellings[word] = symbol
    return units, spellings


def _read_currencies() -> dict[str, str]:
    spellings: dict[str, str] = {}
    for line in _CURRENCIES.strip().splitlines():
        code, words = (part.strip() for part in line.split("|"))
        for word in [code, *(w.strip() for w in words.split(",") if w.strip())]:
            spellings[word] = code
    return spellings


UNITS, UNIT_SPELLINGS = _read_units()
CURRENCY_SPELLINGS = _read_currencies()


def same_measure(number_a: Decimal, unit_a: str, number_b: Decimal, unit_b: str) -> bool:
    """Whether two measures are equal after conversion.

    Exact within one system of measures; within 2 % across systems, because catalogs round there (12 in = 30 cm).
    A bare "oz" may mean fluid ounces. Units unknown to the table must be spelled alike.
    """
    if unit_a == unit_b or {unit_a, unit_b} == {"oz", "fl oz"}:
        return number_a == number_b
    a, b = UNITS.get(unit_a), UNITS.get(unit_b)
    if a is None or b is None or a.dimension != b.dimension:
        return False
    if a.dimension == "temperature":
        celsius = [(n - 32) * 5 / 9 if u == "°F" else n for n, u in ((number_a, unit_a), (number_b, unit_b))]
        return abs(celsius[0] - celsius[1]) <= 1
    base_a, base_b = number_a * a.factor, number_b * b.factor
    if a.system == b.system:
        return base_a == base_b
    return abs(base_a - base_b) <= Decimal("0.02") * max(abs(base_a), abs(base_b))
