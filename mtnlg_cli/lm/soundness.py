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
from mtnlg_cli.lm.words import is_function_word

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
    r"|\bwith <audience\d>(?! in mind)|\bruns at <amount|\b(?:with|has|have) There\b|, so \w+\.?$"
    r"|<v\d>(?: of)?(?: the)? <attribute>|\bmade with(?:out)?\s+mind\b"
    r"|(?:\bIt is|\bThey are|<names?> (?:is|are)) <(?:one|some)\d>"
)
_SINGULAR = re.compile(r"\b(?:It|it|This|has|is|comes|weighs|measures|holds)\b")
_PLURAL = re.compile(r"^(?:They|These)\b")
_OF_THE_NAME = r"(?: (?:of|on|for|in) (?:the|this|these|your) <names?>)?"
_SINGULAR_ATTRIBUTE = re.compile(rf"(?:[Ww]hat's|[Tt]hat's|is) the <attribute>|<attribute>{_OF_THE_NAME} (?:is|has)\b")
_PLURAL_ATTRIBUTE = re.compile(rf"<attribute>{_OF_THE_NAME} (?:are|have)\b")
_NAME_ALONE = re.compile(
    r"(?:The |This |These |Your |Meet the |New: )?(?:<brand>(?:'s)? )?<names?>(?:,? (?:from|by) <brand>)?[.!]?"
    r"|(?:这款)?(?:<brand>)?(?:的|这款)?<name>[。！]?"
)
_SMALL_START = re.compile(r"(?:^|[.!?] )[a-z]")
_UNJOINED = re.compile(
    r"<name><feature\d>|是<feature|重量?为?\s?<(?!weight|mass)|尺寸为?\s?<(?!length|label)|尺码为?\s?<(?!label|length)"
    r"|容量为?\s?<(?!volume)|颜色为\s?<(?!color)|材质为\s?<(?!material)|用\s?<(?!material)[^<]*制成|净含量\s?<(?!mass|weight)"
)
_OTHER_SCRIPT = {"en": re.compile("[\u3000-\u303f㐀-鿿\uff00-\uffef]"), "zh": re.compile("[A-Za-z]{2}")}
_DANGLING = re.compile(r"(?:^|\W)(?:an?|the|and|or|with|of|to|is|are|has|have|comes?|they)\W*$", re.IGNORECASE)
_DANGLING_FACT = re.compile(r"(?:^|\W)(?:in|on|for|it)\W*$|\bwith it\b", re.IGNORECASE)
"""Right in a line of someone's writing, a slip in a sentence of facts."""
LEAST_LOGPROB = -1.5
"""Nats a token: a sentence the model itself finds less likely is a slip."""
_VALUE = "Ω"
"""Stands for a value: a letter of neither language."""
_BROKEN = re.compile(r"\s\s|[,;:，；：、]{2}|\s[,.;:]|[,.;:，。]{2,}(?<!\.\.\.)|[（(][^）)]*$|<")


def is_sound(sentence: Sentence, task: SentenceTask, earlier: Sequence[str]) -> bool:
    """Whether a drawn sentence is finished, punctuated, new, uses exactly its slots and reads well around them."""
    text = sentence.text
    repeats = (text in earlier and ATTRIBUTE_SLOT not in text) or (
        task.unit == LINE and _echoes(text, earlier, task.language)
    )
    words = re.sub("<[a-z]+[0-9]?>", _VALUE, text)
    own = re.sub("|".join(map(re.escape, task.words)), _VALUE, words) if task.words else words
    if sentence.logprob < LEAST_LOGPROB or _OTHER_SCRIPT[task.language].search(own) or _DANGLING.search(words):
        return False
    if not sentence.finished or not text or repeats or _BROKEN.search(words) or any(ch.isdigit() for ch in words):
        return False  # the decoder bars digits, but single bytes can add up to one of another script
    if task.unit != LINE and _DANGLING_FACT.search(words):
        return False
    if task.unit in _PUNCTUATED and task.role != "cta" and not _ENDED.search(text):
        return False
    if not (task.facts or task.words or task.unit == LINE) and not _NAME_ALONE.fullmatch(text):
        return False
    reads_well = _reads_well_zh if task.language == "zh" else _reads_well_en
    return sorted(slots_of(text)) == sorted(task.expected_slots()) and reads_well(text, task)


def _echoes(text: str, earlier: Sequence[str], language: str) -> bool:
    """Whether a line has a turn of an earlier sentence: four Han characters, or three words with one of content."""
    said = _turns(text, language)
    return any(said & _turns(other, language) for other in earlier)


def _turns(text: str, language: str) -> set[str]:
    parts = re.split(r"<[a-z]+\d?>|[^\w\s'’-]", text)
    if language == "zh":
        return {part[at : at + 4] for part in parts for at in range(len(part) - 3)}
    runs = (words[at : at + 3] for part in parts for words in [part.lower().split()] for at in range(len(words) - 2))
    return {" ".join(run) for run in runs if not all(map(is_function_word, run))}


def _reads_well_zh(text: str, task: SentenceTask) -> bool:
    return not _UNJOINED.search(text)


def _reads_well_en(text: str, task: SentenceTask) -> bool:
    if _GLUED.search(text) or _ILL_FORMED.search(text) or (task.unit in _PUNCTUATED and _SMALL_START.search(text)):
        return False
    named = next((fact.name for fact in task.facts if fact.named), "")
    if named and (_PLURAL_ATTRIBUTE if not is_plural(named) else _SINGULAR_ATTRIBUTE).search(text):
        return False
    return not (task.facts and (_SINGULAR if is_plural(task.name) else _PLURAL).search(text))
