"""Promises about the deal that only row or brief can make: delivery, stock, price, warranty, gifts, deadlines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from mtnlg_cli.domain.review import Severity


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What is promised, the words that do, the words of the row or brief that back it, and harmless surroundings."""

    kind: str
    pattern: str
    support: str
    unless: str = ""
    severity: Severity = "block"

    @cached_property
    def words(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.I)

    @cached_property
    def backing(self) -> re.Pattern[str]:
        return re.compile(self.support, re.I)

    @cached_property
    def harmless(self) -> re.Pattern[str] | None:
        return re.compile(self.unless, re.I) if self.unless else None


_SALE = (
    r"\bsale\b|sale_price|discount|% ?off|offer|save|特价|优惠|折(?![叠页痕好起合])|促销|立减|满\d+减|活动|秒杀|福利"
)
PROMISES = (
    Promise(
        kind="delivery",
        pattern=(
            r"\b(?:free|fast|quick|next[- ]day|same[- ]day|express|worldwide|two[- ]day|overnight|\d[- ]day|speedy) "
            r"(?:shipping|delivery|dispatch|postage)\b|\bships? (?:free|within|today|tomorrow|worldwide|same|in \d|the "
            r"same)\b"
            r"|\b(?:shipping|delivery|postage) (?:is |comes )?(?:free|included|on us)\b|\bdelivered (?:free|tomorrow"
            r"|today|within|in \d"
            r"|to your door)\b|\bdispatched (?:within|today|same)\b"
        ),
        support=r"shipping|deliver|dispatch|postage|包邮|运费|发货|配送",
    ),
    Promise(
        kind="delivery",
        pattern=(
            r"包邮|免运费?|免邮|顺丰|次日达|当日达|隔日达|送货上门|极速发货|(?:当天|今天|今日|次日|\d+\s?小时内?|24h"
            r"|48h)发货|现发|闪电发货|送装一体"
        ),
        support=r"shipping|deliver|包邮|运费|邮|发货|配送|顺丰|上门|次日|当日",
    ),
    Promise(
        kind="returns",
        pattern=(
            r"\bmoney[- ]back\b|\b(?:free|easy|hassle[- ]free|no[- ]questions?(?:[- ]asked)?|\d+[- ]day) returns?\b"
            r"|\bfull refund\b"
            r"|\breturn it (?:free|within|any ?time|for free)\b|\bor your money back\b"
        ),
        support=r"return|refund|money.back|退",
    ),
    Promise(
        kind="returns",
        pattern=(
            r"七天无理由|7天无理由|无理由退|退换无忧|免费退换|包退|包换|全额退款|不满意(?:就)?退|先试后买|运费险"
            r"|只换不修|以换代修"
        ),
        support=r"return|refund|退|换|运费险",
    ),
    Promise(
        kind="warranty",
        pattern=(
            r"\b(?:\w+[- ]year|\d+[- ](?:year|month|day)|lifetime|limited|full|extended|manufacturer(?:['’]s)?) "
            r"(?:warranty|guarantee)\b"
            r"|\b(?:warranty|warrantied|guarantee) (?:included|of \d|for|covers)\b|\bcomes with an? (?:\w+ )"
            r"{0,2}(?:warranty|guarantee)\b"
            r"|\bunder warranty\b|\bguaranteed for (?:\d|life|\w+ years?)"
        ),
        support=r"warrant|guarante|质保|保修|联保",
    ),
    Promise(
        kind="warranty",
        pattern=r"质保|保修|联保|包修|延保|终身维护|售后无忧|正品保[证障]|官方正品|百分百正品|假一赔",
        support=r"warrant|guarante|质保|保修|联保|正品|延保|维护",
    ),
    Promise(
        kind="stock",
        pattern=(
            r"\b(?:in|low on|back in) stock\b|\bstock (?:is )?(?:limited|low|running)\b|\blimited (?:stock"
            r"|quantit\w+|edition|supply"
            r"|availability)\b|\bwhile (?:\w+ )?(?:stocks?|supplies|they|quantities) lasts?\b|\bonly (?:\d+|a few|a "
            r"handful) (?:left|remain\w*)\b"
            r"|\bselling (?:out )?fast\b|\balmost (?:gone|sold out)\b|\bsold out\b|\bfew left\b|\blast (?:few "
            r"(?:left|in "
            r"stock|pieces|pairs|units)|pieces|units)\b"
        ),
        support=(
            r"stock|limited|\d[^.]{0,12} left\b|last \d|last \w+ of|units|remaining|availability|pre.?order"
            r"|[余剩]\s?\d|剩|限量|库存|现货"
        ),
        unless=r"(?:never|not|rarely) (?:be )?sold out",
    ),
    Promise(
        kind="stock",
        pattern=(
            r"现货|限量|仅剩|只剩(?=\s?\d+\s?[件只台套把双个条盒瓶份])|库存(?:不多|告急|有限|紧张)|售完即止"
            r"|卖完(?:即止|就没)|抢完即止|断货|售罄|先到先得|数量有限"
        ),
        support=r"stock|limited|现货|限量|剩|余\s?\d|库存|预售|首批|数量",
    ),
    Promise(
        kind="deal",
        pattern=(
            r"\b(?:on|in the|big|flash|summer|winter|spring|autumn|clearance|holiday) sale\b|\bsale (?:price|ends?"
            r"|on now|now on)\b|\bsale:"
            r"|\bdiscount(?:s|ed)?\b|\bspecial offer\b|\b(?:price|prices) (?:drop\w*|slashed|cut|reduced)\b"
            r"|\breduced (?:to|from|price)\b|\bmarked down\b"
            r"|\bexclusive (?:deal|offer|discount)\b|\b(?:bargain price|at a bargain)\b"
        ),
        support=_SALE,
        unless=(
            r"for sale\b|bargaining|reduced to (?:tears|crumbs|a|the|ash)|(?:no|not|without|never)"
            r"[^.]{0,12}(?:discount|bargain|sale)"
        ),
    ),
    Promise(
        kind="bundle deal",
        pattern=(
            r"\bhalf[- ]price\b|\bbuy one,? get\b|\bbogo\b|(?<![\d.$€£])\b(?:2|3|two|three) for (?:1|2|one|two|the "
            r"price)\b"
            r"|\bcoupon\b|\bpromo(?:tional| code)\b|\bvoucher\b|\bcashback\b"
        ),
        support=r"half|50 ?%|buy one|bogo|for (?:1|2|one|two)\b|coupon|promo|code|voucher|cashback|半价|买[一二三12]送",
    ),
    Promise(
        kind="deal",
        pattern=r"\b(?:sale|sale price|price) (?:ends?|closes|expires?)\b|\bprice goes (?:back |up)",
        support=_SALE + r"|ends?\b|until|price",
    ),
    Promise(
        kind="deal",
        pattern=(
            r"特价|特惠|优惠(?!券)|打折|折扣|直降|大促|促销|秒杀|清仓|甩卖|跳楼价|底价|地板价|亏本|到手价|活动价"
            r"|福利价|内购价"
        ),
        support=_SALE,
        unless=r"优惠(?:不|少)|不打折|从不打折",
    ),
    Promise(
        kind="bundle deal",
        pattern=(
            r"买[一二三12]送[一二三12]|第二件|半价|满\d*[减赠送]|立减|拼团|团购价|优惠券|红包(?!封)|返现|领券|代金券"
            r"|补贴"
            r"|会员价|新人价|预售价"
        ),
        support=(
            r"买[一二三12]送|第二件|半价|满\d*[减赠送]|立减|拼团|团购|券|红包|返现|补贴|会员|新人|预售|half|buy one"
            r"|code"
        ),
    ),
    Promise(
        kind="gift",
        pattern=(
            r"(?<!-)\bfree (?:gifts?|samples?|trial|sample|bonus|accessor\w+|installation|setup|case|bag|download"
            r"|consultation|support|refills?"
            r"|upgrade|extra|assembly|engraving|gift wrap\w*|with (?:every|your|each|purchase|any))\b|\b(?:free of "
            r"charge|at no (?:extra )?cost"
            r"|for free|complimentary|on the house)\b|(?<!-)\b(?:bonus|free) \w+ (?:with|included)\b"
        ),
        support=r"(?<!-)\bfree (?!of|from)|\bfree$|complimentary|no cost|bonus|\bgift (?!box|bag|wrap|set)|赠|送|免费",
        unless=(
            r"(?:hands?|sugar|fat|gluten|dairy|tool|wrinkle|lint|rust|bpa|[a-z]+)-free (?:\w+ )?(?:gift|case|bag"
            r"|support)|(?:yourself|breaks?|set) free|free hands?"
        ),
    ),
    Promise(
        kind="gift",
        pattern=(
            r"免费(?:试用|领取|送|安装|刻字|体验|赠|升级|维修|上门|获取|寄)?|赠品|加赠|附赠|随赠|赠送|买就送"
            r"|下单(?:就|即|立|再)?送|限时送|送(?:赠品|豪礼|好礼|大礼|礼包|配件|清洁套装)"
        ),
        support=r"(?<!-)\bfree (?!of|from)|\bgift (?!box|bag|wrap|set)|赠(?!礼)|送(?!礼|她|他|给|妈|朋友)|免费",
    ),
    Promise(
        kind="deadline",
        pattern=(
            r"\b(?:today|this week(?:end)?|tonight|one day|\d+ hours?|48 hours) only\b|\blimited[- ]time\b"
            r"|\b(?:offer|deal) (?:ends?|expires?|closes)\b"
            r"|\bends? (?:soon|tonight|today|tomorrow|sunday|monday|friday|saturday|midnight|this)\b|\blast chance\b"
            r"|\b(?:final|last) (?:hours?|days?) (?:to (?:save|buy|order|get)|of (?:the |our )?(?:sale|offer|deal))\b"
            r"|\bbefore (?:it['’]s|they['’]re) gone\b|\bact (?:now|fast)\b|\bhurry(?:!| up| now| while| before|, "
            r"(?:only"
            r"|last|ends|sale|stock|offer|while))"
        ),
        support=(
            r"ends?\b|until|deadline|closes|limited[- ]time|order by|today|\b(?:\d+ (?:jan|feb|mar|apr|may|jun|jul"
            r"|aug|sep|oct|nov|dec))"
            r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|截止|限时|\d\s?[月号日]|周[一二三四五六日末]"
        ),
        unless=(
            r"in a hurry|hurry home|(?:no|not|never|without|don['’]t|nothing|won['’]t|never in a|isn['’]t)"
            r"[^.]{0,14}hurry|hurry(?:ing|ied)|day ends|evening ends|night ends"
        ),
    ),
    Promise(
        kind="deadline",
        pattern=(
            r"限时(?!展|营业|停)|仅限(?:今|本|当)[天日周]|仅此一天|今天最后|最后(?:一天|[\d一二两三]+天"
            r"|[\d一二两三]+小时|机会)|即将(?:截止|结束|涨价|恢复原价)|马上(?:涨价|结束|截止)|错过(?:再等|等一年"
            r"|不再)|倒计时|手慢无|过时不候"
        ),
        support=r"ends?\b|until|deadline|限时|截止|\d\s?[月号日]|周[一二三四五六日末]|结束|最后",
        unless=r"(?:假期|夏天|冬天|暑假|作业|周末|旅行)[^，。]{0,4}最后一天|倒计时(?:器|功能|\s?\d)",
    ),
    Promise(
        kind="service",
        pattern=(
            r"\b24/7 (?:support|service|help)\b|\b(?:lifetime|dedicated|award-winning) (?:support|service)\b"
            r"|\bprice[- ]match\b|\bbuy now,? pay later\b"
            r"|\binterest[- ]free\b|\b0 ?% (?:apr|interest|finance)\b|\binstal?lments?\b"
        ),
        support=r"support|service|price match|pay later|interest|instal|分期",
    ),
    Promise(
        kind="service",
        pattern=r"免息|分期(?:付款|免息)|终身(?:服务|售后)|全天候客服|七[×x]24|一对一(?:服务|指导)",
        support=r"免息|分期|服务|客服|指导",
    ),
)
