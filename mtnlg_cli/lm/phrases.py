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
    r"^(?:no|without|for|from|with|in|up to|not)\s"
    r"|(?:able|ible|proof|less|resistant|friendly|ready|safe|free|vegan|organic|only|flat|thick|wide|long|deep|tall|wash)"
    rf"(?: {_PREPOSITION}\b.*)?$"
    rf"|^(?:[\w-]+ )?(?:[\w-]+ed|woven|grown|made|built|spun|sewn|knit)(?: {_PREPOSITION}\b.*)?$",
    re.IGNORECASE,
)
_BEHIND_HEAD = re.compile(rf" {_PREPOSITION} .*$")
_PLURAL = re.compile(r"(?:[^s\Wui]s|feet|teeth)$", re.IGNORECASE)


def feature_name(value: str, *, language: str) -> str:
    """The name a feature goes by in a task: "feature" with a word for its kind in English, plain in Chinese.

    "works on induction" is "feature does", "pre-seasoned" is "feature is", "torque 55 Nm" is "feature amount",
    "screws included" is "feature state", "rubber feet" is "feature has many", "juice groove" is "feature has".
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
    if _QUALITY.search(value):
        return "is"
    if _QUANTITY.fullmatch(_LABEL.sub("", value)):
        return "amount"
    return "has many" if _PLURAL.search(_BEHIND_HEAD.sub("", value)) else "has"
