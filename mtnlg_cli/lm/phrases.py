"""What kind of phrase an English feature is, and so what words fit around it: "it works ...", "it has a ...".

A rule of thumb, part of the name of a fact in training and in use alike; it need not be right always, only the same
always.
"""

from __future__ import annotations

import re

_VERB = re.compile(
    r"absorbs|adjusts|adds|arrives|assembles|attaches|attracts|bakes|blends|blocks|boils|burns|carries|"
    r"charges|clips|climbs|closes|comes|connects|contains|converts|cooks|cools|covers|cuts|detaches|dims|"
    r"dries|extends|fastens|filters|fits|folds|gets|gives|hangs|heats|helps|holds|includes|inflates|keeps|"
    r"lasts|learns|lets|lies|lifts|locks|makes|measures|melts|mounts|needs|opens|packs|pairs|prints|"
    r"protects|reaches|reads|recharges|reclines|reduces|remembers|removes|repels|replaces|resists|returns|"
    r"rolls|rotates|runs|seats|serves|sets|shreds|slides|splits|stacks|stands|stays|steams|stores|suits|"
    r"supports|swivels|tilts|tracks|turns|uses|washes|weighs|works|wraps|zips"
)
_STATE = re.compile(r"\b(?:included|incl\.?|required|recommended|welcome|supplied|available|provided)$", re.IGNORECASE)
_QUANTITY = re.compile(r"[\d.,/x×±~<>\s-]*\d[\d.,/x×\s-]*\s?[^\W\d]{0,6}[°%\"²³]?\s?[A-Za-z]{0,3}")
_PREPOSITION = r"(?:in|at|by|with|from|on|for|to|of|up|when|without|and)"
_LABEL = re.compile(r"^[^\d]{3,} (?=\d)")
_QUALITY = re.compile(
    r"^one size$|^(?:without|for|from|with|in|not)\s|^\w+ clean$"
    r"|(?:able|ible|proof|less|resistant|friendly|ready|safe|free|vegan|organic|only|flat|thick|wide|long|deep|tall|wash)"
    rf"(?: {_PREPOSITION}\b.*)?$"
    rf"|^(?:[\w-]+ )?(?:[\w-]+ed|woven|grown|made|built|spun|sewn|knit)(?: {_PREPOSITION}\b.*)?$",
    re.IGNORECASE,
)
_BEHIND_HEAD = re.compile(rf" (?:{_PREPOSITION}|you|that|which) .*$")
_ASIDE = re.compile(r"\s*\([^)]*\)$")
_ENDS_IN_FIGURE = re.compile(
    r"(?:^|\s)[\d.,/x×+~-]*\d[\d.,-]*\s?(?:[^\W\d]{1,2}[³²]?/?[a-zA-Z]{0,3}|[A-Z]\w{0,3}|min|rpm|[°%\"])?$| or "
)
_UNCOUNTED = re.compile(
    r"[,\d]| and | or |^[A-Z]\S*$"
    r"|\b(?:butter|extract|ink|oil|data|water|wool|cotton|leather|steel|foam|fabric|glass|wood"
    r"|sound|storage|audio|cancellation|lighting|light|bluetooth|memory|support|protection|power|rubber|filling|packaging"
    r"|insulation|ventilation|charging|control|technology|noise|brass|paper|felt|velvet|silk|linen|canvas|suede|mesh"
    r"|paint|wax|milk|juice|meat|protein|fibre|fiber|caffeine|sugar|salt|content|access|assembly|padding|dust"
    r"|(?:dimm|charg|cool|heat|stream|track|monitor|record|stitch|quilt|pair|sens)ing)$"
)
_MEASURED_THING = re.compile(r"\d[\d.]*[ -]?(?:L|ml|W|V|mm|cm|m|kg|g|mAh|in|%|way|point|piece) [a-z][a-z -]+")
_ONE_LABEL = r"(?:XX?S|S|M|L|X{1,4}L|\dXL|\d{1,3}|one size|均码)"
_SIZE_LABEL = re.compile(rf"{_ONE_LABEL}(?:(?:\s?[-–/]\s?|, | and |、){_ONE_LABEL})*", re.IGNORECASE)
_SIZE_UNIT = re.compile(
    r"\d\s?(?:(?P<length>[mc]?m|km|in|inch|inches|ft|\"|厘米|毫米|米|寸|英寸)|(?P<volume>m?l|cl|fl oz|oz|毫升|升)"
    r"|(?P<weight>m?g|kg|lbs?|克|千克|公斤|斤))(?![\w一-鿿])",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"(?:[^s\Wui]s(?<!canvas)(?<!\blens)(?<!\bgas)(?<!bias)(?<!atlas)|feet|teeth)$", re.IGNORECASE)


def fact_name(label: str, value: str, *, language: str) -> str:
    """The name a fact goes by in a task: its label, with a word for the kind of value where that decides the grammar.

    Features are named by `feature_name`; a size is "size length" (28 cm), "size volume" (750 ml), "size weight" (1 kg)
    or "size label" (S-XL, 38).
    """
    if label == "feature":
        return feature_name(value, language=language)
    if label not in ("size", "dimensions"):
        return label
    unit = _SIZE_UNIT.search(value)
    if unit is None:
        return "size label" if _SIZE_LABEL.fullmatch(value) else label
    return next(f"size {kind}" for kind in ("length", "volume", "weight") if unit[kind])


def is_plural(name: str) -> bool:
    """Whether an English noun phrase is a plural, by its head: "sneakers", "coffee beans", not "glass"."""
    return bool(_PLURAL.search(_BEHIND_HEAD.sub("", name)))


def feature_name(value: str, *, language: str) -> str:
    """The name a feature goes by in a task: "feature" with a word for its kind in English, plain in Chinese.

    "works on induction" is "feature does", "pre-seasoned" is "feature is", "torque 55 Nm" is "feature amount",
    "screws included" is "feature state", "rubber feet" and "shea butter" are "feature has some", "juice groove" is
    "feature has one".
    """
    return f"feature {_kind(value)}" if language == "en" else "feature"


def _kind(value: str) -> str:
    words = value.split()
    if len(words) > 1 and _VERB.fullmatch(words[0].lower()):
        return "does"
    if _QUANTITY.fullmatch(value):
        return "amount"
    if _STATE.search(value):
        return "state"
    if _QUALITY.search(_ASIDE.sub("", value)):
        return "is"
    if _QUANTITY.fullmatch(_LABEL.sub("", value)) or _ENDS_IN_FIGURE.search(value):
        return "amount"
    is_single = not is_plural(value) and (_MEASURED_THING.fullmatch(value) or not _UNCOUNTED.search(value))
    return "has one" if is_single else "has some"
