"""Is a sentence in the language its set promises: English, or Chinese in simplified characters."""

from __future__ import annotations

import re

from mtnlg_cli.lm.corpora.document import Language
from mtnlg_cli.text.scripts import han_share

_MIN_HAN_SHARE = 0.6
_KANA_OR_HANGUL = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
_FOREIGN = re.compile(
    r"\b(?:el|la|los|las|del|que|para|con|por|una|es|su|como|más|der|die|das|und|ist|nicht|mit|ein|eine|le|les|des|et"
    r"|est|une|dans|pour|sur|il|di|della|che|e|o|os|uma|não|em)\b",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"\b(?:the|of|and|to|a|in|is|that|for|it|on|with|as|was|are|by|this|be|at|from|or|an|have|has|you|your|we|our|can"
    r"|will|not|but|they|their|its|if|all|more|do|i|my|me|what|when|where|how)\b",
    re.IGNORECASE,
)
_TRADITIONAL = re.compile(
    "[這個們來時說國對為過學發開長問關還點樣經頭現體種處無東車書樂門話語電腦網實當應該線與讓從進動會員業產號區間"
    "後見給錢買賣總認識請謝題類邊歲萬貓魚鳥馬龍風飛機場層張歡遠運選邏輯單條讀寫聽覺愛將專導帶師歷歸歐氣漢滿熱爾獨環療監]"
)


def is_in_language(sentence: str, language: Language) -> bool:
    """Whether the sentence is in that language, by its script and, for Latin letters, by its small words."""
    if _KANA_OR_HANGUL.search(sentence):
        return False
    share = han_share(sentence)
    if language == "zh":
        return share >= _MIN_HAN_SHARE
    return share == 0 and len(_ENGLISH.findall(sentence)) >= len(_FOREIGN.findall(sentence))


def is_traditional(sentence: str) -> bool:
    """Whether a very frequent character occurs that only traditional Chinese writing has."""
    return _TRADITIONAL.search(sentence) is not None
