"""English absolute and unproven claims.

Sources of the kinds: UK CAP code 3.7 and 3.33 (superlatives are comparisons with all competitors), US FTC Act s. 5
(substantiation) and 16 CFR 260 (environmental claims), FDA 21 CFR 101.93 (disease claims), Regulation (EC) 1924/2006
(nutrition and health claims). The wording of the list is our own.
"""

from __future__ import annotations

from mtnlg_cli.review.lexicon.claim import Claim

_CAP = "UK CAP 3.7, 3.33"
_FTC = "US FTC Act s. 5"
_GREEN = "US 16 CFR 260"
_FDA = "US 21 CFR 101.93"
_EU = "Regulation (EC) 1924/2006"

_GOOD = (
    "quality|price|value|deal|choice|performance|performing|product|gift|on the market|in the world|in class|in its "
    "class"
    "|in town|of its kind|of all time|ever made|ever|around|available|money can buy|you can buy|you(?:'ll| will) "
    "(?:ever )?find"
    "|selling|sellers?|rated|in the business|in the industry|brand|comfort|sound|taste|results?|materials?"
)
_SCOPE = (
    r"(?:in|on|of) (?:the|its|this|our) (?:world|market|class|category|industry|planet|earth|country|kind|range of "
    r"any brand)"
    r"|ever(?: made)?\b|money can buy|you can buy|available anywhere|of all time|on earth|anywhere"
    r"|of the (?:year|season|decade|century)\b"
)
_SUPERLATIVE = (
    r"(?:most \w+|(?:light|fast|strong|quiet|thin|small|soft|warm|bright|sharp|safe|smart|hard|tough|slim|fine|fresh"
    r"|pur|clean"
    r"|cheap|low|high|great|cool|large|bigg|long|short|simpl|easi|rich|smooth|hott|new|clever|comfi|healthi|tasti)est)"
)
CLAIMS = (
    Claim(
        kind="superlative",
        severity="block",
        law=_CAP,
        backed="warn",
        pattern=rf"\bbest[- ](?:{_GOOD})\b|\bthe (?:very )?best (?:[\w-]+ ){{0,4}}?(?:{_SCOPE})",
        unless=r"\b(?:next|second|third)[- ]best\b",
        unless_before=r"\b(?:your|my|his|her|their|our|sunday|\w+['’]s) ",
    ),
    Claim(
        kind="superlative",
        severity="block",
        law=_CAP,
        backed="warn",
        needs_head=True,
        pattern=r"\bthe (?:very )?best(?= )",
    ),
    Claim(
        kind="superlative",
        severity="block",
        law=_CAP,
        backed="warn",
        pattern=r"\bbest[- ]in[- ]class\b|\bsecond to none\b|\bworld[- ](?:class|leading|best|beating|first)\b"
        rf"|\b(?:world|market|industry|country|planet|nation)['’]s (?:first|only|best|leading|no\.?|{_SUPERLATIVE})\b"
        rf"|\bthe {_SUPERLATIVE} (?:[\w-]+ ){{0,4}}?(?:{_SCOPE})",
        unless=r"world first (?:thing|light)",
    ),
    Claim(
        kind="superlative",
        severity="warn",
        law=_CAP,
        needs_head=True,
        pattern=rf"\bthe {_SUPERLATIVE}(?= )",
        unless=r"\b(?:you(?:['’]ve)?|we(?:['’]ve)?) (?:ever )?\w+ the",
    ),
    Claim(
        kind="leadership",
        severity="block",
        law=_CAP,
        backed="warn",
        pattern=(
            r"(?:(?<![\w])no\.? ?1|\bnumber one|#1)(?= (?:in|choice|brand|selling|rated|for|on|product|best|pick"
            r"|seller"
            r"|recommended|trusted|among)\b)|\b(?:market|industry|category)[- ]lead(?:er|ing)\b|\btop[- ](?:rated"
            r"|selling)\b"
            r"|\bleading (?:brand|manufacturer|maker|choice|product)\b|\bbest[- ]?sell(?:er|ers|ing)\b"
            r"|\bmost (?:trusted|popular|loved|recommended|advanced)\b"
        ),
        unless=(
            r"top rated for \d|most (?:popular|loved) (?:of all )?(?:spot|seat|corner|chair|toy|room|person|cat|dog)"
        ),
    ),
    Claim(
        kind="absolute",
        severity="block",
        law=_CAP,
        backed="warn",
        pattern=r"\b(?:unbeat(?:able|en)|unrivall?ed|unmatched|unsurpassed|unparalleled|incomparable|peerless|matchless"
        r"|one of a kind|like no other|nothing else (?:comes|compares))\b",
        unless=r"\beach[^.]{0,24}one of a kind",
    ),
    Claim(
        kind="price claim",
        severity="block",
        law=_CAP,
        backed="warn",
        pattern=r"\b(?:cheapest|lowest[- ]priced?|lowest prices?|price match|unbeatable prices?)\b",
        unless=r"lowest price (?:of|this|since)|cheapest way",
    ),
    Claim(
        kind="absolute",
        severity="warn",
        law=_CAP,
        pattern=(
            r"\bperfect (?:quality|sound|results?|solution|product)\b|\bflawless (?:quality|results?|performance)\b"
        ),
    ),
    Claim(kind="absolute", severity="warn", law=_CAP, pattern=r"\bthe ultimate(?= )", needs_head=True),
    Claim(
        kind="absolute",
        severity="block",
        law=_FTC,
        backed="warn",
        pattern=r"\b100 ?% (?:safe|effective|guaranteed|natural|satisfaction|secure|risk[- ]free|success|clean)\b"
        r"|\b(?:completely|totally|absolutely|perfectly|entirely) (?:safe|harmless|risk[- ]free|effective)\b"
        r"|\bzero[- ]risk\b"
        r"|\brisk[- ]free\b|\bno side[- ]effects?\b|\bfool[- ]?proof\b|\bindestructible\b|\bunbreakable\b"
        r"|\bnever (?:fails|breaks|wears out|fades|rusts)\b|\blasts? (?:forever|a lifetime|for life)\b"
        r"|\bworks (?:every time|for everyone|instantly)\b",
    ),
    Claim(
        kind="guarantee",
        severity="block",
        law=_FTC,
        support=r"guarante",
        pattern=r"\bguaranteed (?:results?|to|satisfaction|success|for life|lowest)\b|\bresults? guaranteed\b"
        r"|\b(?:is|are|fully) guaranteed\b|\b(?:we|it) guarantees?\b|\bmiracle (?:cure|cream|product)\b",
        unless=r"guaranteed to (?:start|end|make someone|annoy|amuse|embarrass)",
    ),
    Claim(
        kind="proof",
        severity="block",
        law=_FTC,
        support=r"(?:clinically|dermatolog|lab|ophthalmolog)\w*[- ]?(?:tested|proven|approved)|recommended by",
        pattern=(
            r"\b(?:clinically|scientifically|medically|laboratory|lab|dermatologically|independently)[- ](?:proven"
            r"|tested"
            r"|shown|formulated|approved|validated)\b|\bproven (?:results?|to|effective|formula)\b|\b(?:science"
            r"|research"
            r"|stud(?:y|ies)|doctors?|dermatologists?|scientists?|dentists?|vets?) (?:proves?|shows?|agrees?"
            r"|recommends?)\b"
            r"|\b(?:doctor|dermatologist|dentist|vet|expert|pediatrician)[- ](?:recommended|approved|tested"
            r"|developed)\b"
        ),
    ),
    Claim(
        kind="award",
        severity="block",
        law=_FTC,
        support=r"award|winner|prize|medal",
        pattern=(
            r"\b(?:multi[- ])?award[- ]winning\b|\bprize[- ]winning\b|\bwinner of (?:the|an?|\d)\b|\bawarded (?:the"
            r"|best|an?)\b"
        ),
    ),
    Claim(kind="proof", severity="block", law=_FTC, support=r"patent", pattern=r"\bpatent(?:ed|[- ]pending)\b"),
    Claim(
        kind="certificate",
        severity="block",
        law=_FTC,
        support=r"certif|fsc|gots|oeko|fda|usda|iso|kosher|halal|fair ?trade",
        pattern=(
            r"\b(?:fda|ce|usda|iso(?: ?\d+)?|fsc|gots|oeko-?tex|tüv|tuv|energy star|fair ?trade|halal|kosher|msc"
            r"|rspo)[- ]"
            r"(?:approved|certified|registered|compliant|listed)\b|\b(?:certified|officially) (?:organic|vegan|kosher"
            r"|halal|safe"
            r"|authentic|genuine)\b"
        ),
    ),
    Claim(
        kind="health claim",
        severity="block",
        law=_FDA,
        support=r"acne|anti.?bacterial|germ|anti.?ag|medical.?grade|anti.?inflam|detox|relie[fv]",
        pattern=(
            r"\b(?:cures?|heals?|treats?|prevents?|fights?|relieves?|eliminates?|reverses?) (?:your |the |all |any )?"
            r"(?:[a-z]+ )?(?:cancer|diseases?|diabetes|arthritis|acne|eczema|psoriasis|depression|anxiety|insomnia|pain"
            r"|migraines?|headaches?|infections?|inflammation|allerg(?:y|ies)|asthma|illness(?:es)?|covid|flu|viruses"
            r"|germs)\b"
            r"|\b(?:lose weight|burns? fat|weight[- ]loss|detox(?:es|if(?:y|ies|ying))?|medical[- ]grade|anti[- "
            r"]?ag(?:e)"
            r"?ing)\b"
            r"|\banti[- ]?(?:cancer|inflammatory)\b|\bboosts? (?:your )?(?:immunity|immune|metabolism|testosterone)\b"
        ),
    ),
    Claim(
        kind="nutrition claim",
        severity="block",
        law=_EU,
        support=(
            r"sugar.?free|no added sugar|free of (?:added )?sugar|unsweetened|without sugar|fat.?free|zero sugar|no "
            r"sugar"
            r"|low.?(?:fat|sugar|sodium|salt)|protein|fib(?:re|er)|\d ?% fat|0 (?:g )?(?:sugar|fat)"
        ),
        pattern=r"\b(?:low|reduced)[- ](?:fat|sugar|sodium|salt|calorie|carb)\b|\b(?:fat|sugar|sodium)[- ]free\b"
        r"|\bzero (?:sugar|fat|calories)\b|\b(?:high|rich)[- ](?:in[- ])?(?:protein|fib(?:re|er)|vitamins?"
        r"|antioxidants?)\b"
        r"|\bsource of (?:protein|fib(?:re|er)|vitamins?|iron|calcium)\b|\bno added sugar\b",
    ),
    Claim(
        kind="green claim",
        severity="block",
        law=_GREEN,
        support=r"biodegrad|compost|sustainab|eco\b|eco.?friendly|carbon|climate|recycl|fsc|plastic.?free|zero.?waste",
        pattern=(
            r"\b(?:eco|environmentally|earth|planet|climate)[- ]?friendly\b|\b(?:carbon|climate)[- ](?:neutral"
            r"|positive"
            r"|negative)\b|\bzero[- ](?:waste|emissions?)\b|\b(?:biodegradable|compostable|sustainab(?:le|ly))\b"
        ),
    ),
    Claim(
        kind="property",
        severity="block",
        law=_FTC,
        by_part=True,
        support=r"\bno (?:parabens?|gluten|lactose|dairy|nuts?|fragrance|perfume|alcohol)\b",
        pattern=(
            r"\ball[- ]natural\b|\bnatural ingredients\b|\bchemical[- ]free\b|\bnon[- ]?toxic\b|\bhypo-?allergenic\b"
            r"|\b(?:bpa|paraben|gluten|lactose|dairy|nut|fragrance|sulphate|sulfate|latex|lead|peat|grain|phosphate"
            r"|solvent"
            r"|cruelty|plastic|alcohol|silicone|pfas|ptfe)[- ]free\b|\bvegan\b|\borganic(?:ally)?\b|\bfair[- ]?trade\b"
            r"|\bantibacterial\b|\bantimicrobial\b"
        ),
    ),
    Claim(
        kind="property",
        severity="block",
        law=_FTC,
        by_part=True,
        support=r"ip[x\d]\d|water.?(?:resist|repel|tight)|\batm\b|mm water|hydrostatic",
        pattern=r"\b(?:water|shock|bullet|flame|fire|child|stain|rust|scratch|dust|spill|leak|shatter)[- ]?proof\b",
    ),
    Claim(
        kind="property",
        severity="block",
        law=_FTC,
        by_part=True,
        support=r"wash",
        pattern=r"\b(?:dishwasher|microwave|oven|freezer)[- ](?:safe|proof)\b|\bmachine[- ]washable\b",
    ),
    Claim(
        kind="property",
        severity="block",
        law=_FTC,
        support=r"hand.?made|by hand|\bhand.?\w+(?:ed|n)\b|hand-?\w+",
        pattern=r"\bhandmade\b|\bhand[- ]?crafted\b",
    ),
)
