"""Which drawn sentences are fit to stand: finished, with their slots, and with the right words round each slot.

The rules know only slots and the few words that belong to a kind of value ("made of" to a material). They refuse;
they never write.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtnlg_cli.lm.decode import Sentence
from mtnlg_cli.lm.phrases import is_plural
from mtnlg_cli.lm.realize import slots_of
from mtnlg_cli.lm.task import ATTRIBUTE_SLOT, LINE, SentenceTask

_PUNCTUATED = frozenset({"description", "meta", "email", "social", "sms", LINE})
_ENDED = re.compile(r"[.!?。！？…][\"”’)」]*$")
_GLUED = re.compile(r"[A-Za-z>](?=<)|>(?=[A-Za-z])")
_ILL_FORMED = re.compile(
    r"\b[Aa]n? <(?:some|does|state|label)\d>"  # an article before a plural, a clause or a size
    r"|\b[Aa]n? <is\d>(?![\s,]+[a-z<])"  # ... or before an adjective without a noun
    r"|\b(?:has|have|with|includes?) <one\d>"  # no article before a single thing
    r"|\b(?:has|have|with)\b[^.]*\band <is\d>"
    r"|^The <\w+>\.$|^<(?!amount|state|does|is)\w+>\.$"
    r"|\b(?:has|have|comes?|is|are) [^.]*\b(?:has|have|comes?|is|are) <does\d>"
    r"|\bholds? <(?!volume)|\bweighs? <(?!weight)|\bmeasures? <(?!length)|\bmade (?:of|from) <(?!material)"
    r"|\bin size <(?!label)|\b(?:comes?|available) in <(?!color|label|pattern)|\bcomes? as <(?!mass|weight)"
    r"|\b(?:has|have) (?:an? <attribute> of |an? )?<v\d>(?: <attribute>)?"
    r"|\bmade for <(?!audience)|\b(?:is|are|has|have|with|comes?)(?: an?)? <attribute> <"
    r"|\bwith <audience\d>(?! in mind)|\bwith it\b|\bruns at <amount"
)
_SINGULAR = re.compile(r"\b(?:It|it|This|has|is|comes|weighs|measures|holds)\b")
_PLURAL = re.compile(r"^(?:They|These)\b")
_SINGULAR_ATTRIBUTE = re.compile(r"<attribute>(?: of (?:the|this|these|your) <names?>)? (?:is|has)\b")
_PLURAL_ATTRIBUTE = re.compile(r"<attribute>(?: of (?:the|this|these|your) <names?>)? (?:are|have)\b")
_NAME_ALONE = re.compile(
    r"(?:The |This |These |Your |Meet the |New: )?(?:<brand>(?:'s)? )?<names?>(?:,? (?:from|by) <brand>)?[.!]?"
    r"|(?:这款)?(?:<brand>)?(?:的|这款)?<name>[。！]?"
)
_UNJOINED = re.compile(
    r"<name><feature\d>|是<feature|重量?为?\s?<(?!weight|mass)|尺寸为?\s?<(?!length|label)|尺码为?\s?<(?!label|length)"
    r"|容量为?\s?<(?!volume)|颜色为\s?<(?!color)|材质为\s?<(?!material)|用\s?<(?!material)[^<]*制成|净含量\s?<(?!mass|weight)"
)
_OTHER_SCRIPT = {"en": re.compile("[\u3000-\u303f㐀-鿿\uff00-\uffef]"), "zh": re.compile("[A-Za-z]{2}")}
_DANGLING = re.compile(
    r"(?:^|\W)(?:an?|the|and|or|with|of|in|on|for|to|is|are|has|have|comes?|it|they)\W*$", re.IGNORECASE
)
LEAST_LOGPROB = -1.5
"""Nats a token: a sentence the model itself finds less likely is a slip."""
_BROKEN = re.compile(r"[,;:，；：、]{2}|\s[,.;:]|[,.;:，。]{2,}(?<!\.\.\.)|[（(][^）)]*$|<")


def is_sound(sentence: Sentence, task: SentenceTask, earlier: Sequence[str]) -> bool:
    """Whether a drawn sentence is finished, punctuated, new, uses exactly its slots and reads well around them."""
    text = sentence.text
    repeats = text in earlier and ATTRIBUTE_SLOT not in text
    words = re.sub("<[a-z]+[0-9]?>", "x", text)
    own = re.sub("|".join(map(re.escape, task.words)), "x", words) if task.words else words
    if sentence.logprob < LEAST_LOGPROB or _OTHER_SCRIPT[task.language].search(own) or _DANGLING.search(words):
        return False
    if not sentence.finished or not text or repeats or _BROKEN.search(words) or any(ch.isdigit() for ch in words):
        return False  # the decoder bars digits, but single bytes can add up to one of another script
    if task.unit in _PUNCTUATED and task.role != "cta" and not _ENDED.search(text):
        return False
    if not (task.facts or task.words or task.unit == LINE) and not _NAME_ALONE.fullmatch(text):
        return False
    reads_well = _reads_well_zh if task.language == "zh" else _reads_well_en
    return sorted(slots_of(text)) == sorted(task.expected_slots()) and reads_well(text, task)


def _reads_well_zh(text: str, task: SentenceTask) -> bool:
    return not _UNJOINED.search(text)


def _reads_well_en(text: str, task: SentenceTask) -> bool:
    if _GLUED.search(text) or _ILL_FORMED.search(text):
        return False
    named = next((fact.name for fact in task.facts if fact.named), "")
    if named and (_PLURAL_ATTRIBUTE if not is_plural(named) else _SINGULAR_ATTRIBUTE).search(text):
        return False
    return not (task.facts and (_SINGULAR if is_plural(task.name) else _PLURAL).search(text))
