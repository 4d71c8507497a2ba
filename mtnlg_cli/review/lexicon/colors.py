"""Colour words of product copy, English and Chinese, by colour family."""

from __future__ import annotations

from mtnlg_cli.review.lexicon.concept import WordFinder, read_words

_TABLE = """
black : black, 黑色, 黑 ; jet black, matte black, onyx, obsidian, ebony, 曜黑, 曜石黑, 炭黑, 暗夜黑, 墨黑, 纯黑,
  哑光黑, 亮黑, 深黑, 雅黑, 玄黑
black grey : ; charcoal, anthracite, graphite, gunmetal, *slate, 石墨灰, 炭灰, 枪灰, 岩黑, 石墨
white : white, 白色, 白 ; off-white, snow white, *snow, *chalk, *alabaster, arctic white, 亮白, 雪白, 纯白, 云白,
  珍珠白, 月白, 哑白
white beige : ; *cream, ivory, ecru, *pearl, *bone, *oat, oatmeal, *vanilla, 米白, 奶白, 奶油白, 象牙白, 乳白,
  杏仁白, 燕麦白, 本白
grey : grey, gray, 灰色, 灰 ; light grey, dark grey, light gray, dark gray, *ash, *smoke, dove grey, 浅灰, 深灰,
  雾灰, 银灰, 烟灰, 星空灰, 深空灰, 云灰, 岩灰, 石板灰, 冰川灰, 太空灰
grey silver : silver, 银色, 银 ; *steel, *chrome, *nickel, *platinum, 拉丝银, 哑光银, 亮银
red : red, 红色, 红 ; crimson, scarlet, ruby, *cherry, tomato red, vermilion, 正红, 大红, 朱红, 樱桃红, 中国红,
  鲜红, 石榴红, 柿子红
red purple : ; burgundy, maroon, oxblood, *wine red, *claret, *berry, raspberry, *cranberry, 酒红, 枣红, 暗红, 绛红
red orange brown : ; *rust, terracotta, *brick red, *clay, russet, 砖红, 铁锈红, 陶土红
pink : pink, 粉色, 粉红 ; *rose, *blush, magenta, fuchsia, dusty rose, hot pink, *salmon, 樱花粉, 豆沙粉, 裸粉,
  藕粉色, 蜜桃粉, 雾粉, 烟粉, 玫红, 玫瑰粉, 樱粉
pink orange : ; *coral, *peach, *apricot, 珊瑚橘, 珊瑚色, 蜜桃色
orange : orange, 橙色, 橘色, 橙, 橘红 ; tangerine, *amber, burnt orange, 荧光橙, 暗橘, 橘黄, 亮橙
yellow : yellow, 黄色 ; *lemon, mustard, ochre, *sunflower, marigold, *butter, 柠檬黄, 姜黄, 鹅黄, 明黄, 荧光黄,
  奶黄, 奶油黄, 浅黄, 芥末黄
gold yellow : gold, *golden, 金色 ; *brass, champagne, 香槟色, 香槟金, 古铜
gold pink : ; rose gold, 玫瑰金
green : green, 绿色, 绿 ; *lime, *mint, *sage, *olive, *moss, emerald, *forest, khaki green, *fern, *jade,
  *pistachio, bottle green, forest green, olive green, sage green, sea green, lime green, *eucalyptus, *pine, 墨绿,
  军绿, 薄荷绿, 豆绿, 草绿, 苔绿, 松绿, 深松绿, 豆沙绿, 抹茶绿, 牛油果绿, 橄榄绿, 翠绿, 浅绿, 深绿, 果绿, 鼠尾草绿,
  苔原绿
green blue : ; teal, turquoise, aqua, petrol, cyan, seafoam, duck egg, 青色, 青绿, 湖绿, 孔雀绿, 雾青, 天青
blue : blue, 蓝色, 蓝 ; navy, navy blue, cobalt, indigo, *sky, azure, royal blue, sky blue, baby blue,
  midnight blue, *denim, *midnight, sapphire, light blue, dark blue, 藏青, 藏蓝, 深蓝, 浅蓝, 天蓝, 雾蓝, 雾霾蓝,
  湖蓝, 宝蓝, 克莱因蓝, 海军蓝, 冰川蓝, 深海蓝, 天空蓝, 群青, 靛蓝, 薄荷蓝, 海盐蓝, 灰蓝
purple : purple, 紫色, 紫 ; violet, lilac, *lavender, *plum, mauve, aubergine, *grape, *mulberry, *amethyst, 雾紫,
  淡紫, 香芋紫, 葡萄紫, 灰紫, 薰衣草紫, 浅紫, 深紫
brown : brown, 棕色, 褐色, 棕 ; *chestnut, *chocolate, *coffee, *mocha, *cognac, *tobacco, *walnut, dark brown,
  light brown, 深棕, 浅棕, 焦糖色, 咖啡色, 咖色, 奶咖色, 栗色, 深咖, 巧克力色, 砂褐, 茶色
brown beige : ; tan, *camel, taupe, *caramel, *nude, *fawn, 驼色, 浅驼, 奶茶色, 焦糖
beige : beige, 米色 ; *sand, *stone, khaki, *natural, *flax, *wheat, *almond, 卡其, 卡其色, 浅卡其, 燕麦色, 杏色,
  沙色, 沙黄, 裸色, 亚麻色, 原木色
clear : transparent, 透明 ; *clear, translucent
multi : multicolour, multicolor, rainbow, 彩虹色, 多彩, 彩色
"""

COLORS = read_words(_TABLE)
COLOR = WordFinder(COLORS)

# Colour words in set phrases are about something else.
IDIOM_WORDS = (
    "(?:black|blue|green|brown|grey|gray|hazel) eyes|black coffee|black tea|black pepper|black market|black belt"
    "|black tie|black board|black friday|black ice|black hole|black sheep"
    "|black and white|black bean|black olive|black cat|black dog|black humou?r|black eye|white wine|white noise"
    "|white bread|white paper|white lie"
    "|white rice|white chocolate|white space|white flag|white balance|white fish|red wine|red carpet|red meat|red "
    "light|red tape|red eye|red rose"
    "|red pepper|red onion|red lips?|red cheeks?|red faces?|red nose|green tea|green light|green thumb|green salad"
    "|green bean|green house|green pepper|green olive"
    "|green apple|green fingers?|green energy|blue light|blue cheese|blue jeans|blue sky|blue skies|blue hour|blue "
    "moon|blue chip|blue mood|orange juice|orange peel|orange zest"
    "|orange blossom|orange tree|brown rice|brown sugar|brown bread|brown paper|brown bear|pink salt|pink sky|pink "
    "lemonade|pink gin|golden hour|golden age|golden retriever"
    "|golden brown|golden crust|golden rule|gold medal|gold standard|silver lining|silver screen|silver spoon|grey "
    "matter|grey area|grey sky|grey skies|grey weather"
    "|grey hair|grey days?|grey mornings?|gray days?|gray mornings?|white hair|red hair|blue tit|yellow card|yellow "
    "pages|purple prose|olive oil|feeling blue|out of the blue|in the black"
    "|in the red|once in a blue moon|white coffee|blue whale|green peas?|white sauce|brown butter|red sauce|red "
    "kidney|red lentils?|white beans?|red cabbage|red fruit"
)
