"""Well-known brand names, to notice another maker's name in the copy. Case matters: "Apple" is a brand,
"apple" is not.

Names that are also common words or places are left out.
"""

from __future__ import annotations

import re

_LATIN = """
Adidas, Nike, Reebok, Asics, Skechers, Converse, Lululemon, Uniqlo, Zara, Levi's, Calvin Klein, Ralph Lauren,
Gucci, Prada,
Chanel, Dior, Hermès, Louis Vuitton, Burberry, Versace, Armani, Balenciaga, Rolex, Cartier, Casio, Swatch, Tissot,
Samsung, Sony, Panasonic, Philips, Bosch, Siemens, Miele, Dyson, Electrolux, Whirlpool, Braun, Bose, JBL,
Sennheiser, Anker,
Huawei, Xiaomi, Lenovo, Dell, Asus, Acer, Logitech, Razer, Canon, Nikon, Fujifilm, GoPro, Garmin, Fitbit, Nintendo,
PlayStation, Xbox, LEGO, Mattel, Hasbro, Fisher-Price, IKEA, Tefal, Le Creuset, KitchenAid, Cuisinart, Nespresso,
DeLonghi,
Tupperware, Pyrex, Makita, DeWalt, Black & Decker, Hilti, Karcher, Kärcher, Michelin, Pirelli,
L'Oréal, Maybelline, Nivea, Neutrogena, Estée Lauder, Lancôme, Clinique, Shiseido, Gillette, Colgate, Pampers,
Huggies,
Nestlé, Coca-Cola, Pepsi, Lavazza, Heineken, Patagonia, Columbia Sportswear, The North Face, Arc'teryx, Salomon,
Deuter, Moleskine, Montblanc, Faber-Castell, Staedtler, Tesla, Toyota, Volkswagen, Mercedes, Yamaha, Gibson
"""
_HAN = """
华为, 荣耀手机, 苹果手机, 三星, 索尼, 飞利浦, 博世, 西门子, 戴森, 海尔, 格力, 苏泊尔, 九阳, 小熊电器, 方太,
老板电器, 摩飞,
耐克, 阿迪达斯, 安踏, 李宁, 特步, 鸿星尔克, 优衣库, 海澜之家, 波司登, 无印良品, 宜家, 双立人, 膳魔师, 虎牌, 象印,
乐扣乐扣, 富光,
兰蔻, 雅诗兰黛, 欧莱雅, 资生堂, 珀莱雅, 完美日记, 花西子, 百雀羚, 蓝月亮, 立白, 帮宝适, 雀巢, 星巴克, 瑞幸, 茅台,
五粮液,
三只松鼠, 良品铺子, 百草味, 农夫山泉, 伊利, 蒙牛, 大疆, 联想, 罗技, 倍思, 绿联, 迪卡侬, 骆驼户外, 始祖鸟
"""


def _names(table: str) -> list[str]:
    return sorted((name.strip() for name in table.replace("\n", " ").split(",") if name.strip()), key=len, reverse=True)


BRAND = re.compile(
    rf"(?<![A-Za-z])(?:{'|'.join(map(re.escape, _names(_LATIN)))})(?![A-Za-z])"
    rf"|(?:{'|'.join(map(re.escape, _names(_HAN)))})"
    r"|小米(?![粥饭粒酒辣糕油椒])|松下(?![来心去一])|美的(?=空调|电饭煲|集团|电器|冰箱|风扇|官方)"
)
