"""Material words of product copy, English and Chinese, by what they are made of."""

from __future__ import annotations

from mtnlg_cli.review.lexicon.concept import WordFinder, read_words

_TABLE = """
cotton : cotton, 纯棉, 全棉, 棉 ; organic cotton, denim, muslin, flannel, corduroy, poplin, percale, terry, 精梳棉,
  长绒棉, 新疆棉, 水洗棉, 有机棉, 牛仔布, 灯芯绒, 法兰绒
linen : linen, 亚麻 ;
hemp : hemp, 苎麻
cotton linen : 棉麻
wool : wool, woollen, woolen, 羊毛 ; merino, merino wool, lambswool, tweed, 美利奴羊毛
wool cashmere : cashmere, 羊绒, 山羊绒 ;
alpaca : alpaca, 羊驼毛
mohair : mohair, 马海毛
silk : silk, 真丝, 桑蚕丝, 丝绸, 蚕丝 ; mulberry silk
satin : satin, 缎面
velvet : velvet, 丝绒, 天鹅绒
synthetic polyester : polyester, 聚酯纤维, 涤纶 ; recycled polyester
synthetic nylon : nylon, polyamide, 尼龙, 锦纶 ; ripstop nylon, recycled nylon
synthetic acrylic : acrylic, 腈纶, 亚克力
synthetic elastane : elastane, spandex, lycra, 氨纶
viscose : viscose, rayon, modal, lyocell, tencel, 莫代尔, 粘纤, 天丝, 人造丝
fleece : *fleece, 抓绒
fur : faux fur, sherpa, 羊羔绒
down : *goose down, *duck down, 羽绒, 鹅绒, 鸭绒, 白鹅绒, 白鸭绒
canvas : *canvas, 帆布
felt : *felt, 毛毡
leather : leather, 真皮, 皮革, 牛皮, 皮质 ; full-grain leather, cowhide, calfskin, nappa, 头层牛皮, 植鞣牛皮, 小牛皮
leather sheepskin : sheepskin, lambskin, 羊皮, 绵羊皮
leather suede : suede, nubuck, 麂皮, 翻毛皮, 绒面革
faux-leather leather : faux leather, vegan leather, pu leather, leatherette, PU皮, 人造革, 仿皮, 超纤革
steel metal : steel, 钢 ; carbon steel, 碳钢, 高碳钢
stainless-steel steel metal : stainless steel, stainless, 不锈钢, 304不锈钢, 316不锈钢, 304 不锈钢, 316 不锈钢
iron metal : *iron, 铁 ; cast iron, cast-iron, wrought iron, 铸铁, 生铁, 熟铁
aluminium metal : aluminium, aluminum, 铝合金, 铝 ; die-cast aluminium
titanium metal : titanium, 钛合金, 纯钛, 钛
copper metal : copper, 紫铜, 铜
brass copper metal : brass, bronze, 黄铜, 青铜
zinc metal : zinc alloy, 锌合金
magnesium metal : magnesium, 镁合金
metal : metal, metallic, 金属
silver metal : sterling silver, 925 silver, 纯银, 925银, S925银, 925 银
gold metal : solid gold, gold vermeil, 18k gold, 14k gold, 黄金, 足金, 18K金
pewter metal : pewter
glass : *glass, 玻璃 ; borosilicate glass, borosilicate, tempered glass, crystal glass, 高硼硅玻璃, 钢化玻璃, 水晶玻璃
ceramic : ceramic, 陶瓷 ; stoneware, earthenware, porcelain, bone china, terracotta pot, 瓷, 骨瓷, 粗陶, 紫砂, 陶土
enamel : enamel, 珐琅, 搪瓷
stone : *granite, *marble, travertine, slate stone, 大理石, 花岗岩, 岩板
concrete : concrete, 水泥
wood : *wood, wooden, 木质, 实木, 原木, 木头 ; solid wood, hardwood, plywood, mdf
wood oak : oak, 橡木 ; solid oak, 白橡木
wood walnut : *walnut, 胡桃木, 黑胡桃
wood beech : beech, beechwood, 榉木
wood pine : *pine, pinewood, 松木
wood birch : birch, 桦木
wood ash : *ash wood, 水曲柳, 白蜡木
wood teak : teak, 柚木
wood acacia : acacia, 相思木
wood mahogany : mahogany, 桃花心木, 红木
wood maple : *maple, 枫木
wood cedar : cedar, 雪松木
wood cherry : cherry wood, 樱桃木
wood mango : mango wood
wood rubberwood : rubberwood, 橡胶木
wood rosewood : rosewood, 花梨木, 檀木
bamboo : bamboo, 竹, 楠竹, 竹制 ;
rattan : rattan, wicker, 藤, 藤编
cork : *cork, 软木
jute : jute, sisal, 黄麻, 剑麻
paper : *cardboard, *kraft paper, 牛皮纸, 纸板
silicone : silicone, 硅胶 ; food-grade silicone, 液态硅胶, 食品级硅胶
rubber : *rubber, 橡胶 ; natural rubber, latex, neoprene, 乳胶, 天然橡胶, 天然乳胶
plastic : *plastic, 塑料 ; polypropylene, polycarbonate, polyethylene, pvc, abs, tritan, PP, TPU, TPE
carbon : carbon fibre, carbon fiber, 碳纤维, 碳素
foam : memory foam, 记忆棉, 海绵
resin : *resin, 树脂
fibreglass : fibreglass, fiberglass, 玻璃纤维
wax : beeswax, soy wax, 蜂蜡, 大豆蜡
polyurethane : polyurethane
"""

MATERIALS = read_words(_TABLE)
MATERIAL = WordFinder(MATERIALS)

IDIOM_WORDS = (
    "iron will|iron out|steam iron|heart of steel|nerves of steel|glass of|glasses|wine glass|looking glass|glass "
    "half|cotton on|cotton wool|cotton candy"
    "|leather-bound|silver screen|plastic bag|plastic[- ]free|paper cut|paper bag|wooden spoon|touch wood|knock on "
    "wood|out of the woods?"
    "|metal detector|heavy metal|rubber duck|rubber band|brass band|silk road|steel yourself|wool over|concrete "
    "plans?|concrete jungle|copper sky|bamboo shoots?"
    "|walnut oil|walnuts|pine nuts?|maple syrup|down to|cork board|iron supplement|canvas of|felt tip|bronze age"
)
