"""The copy is in another language than asked, wholly or in part.

Finds: Chinese in English copy and English sentences in Chinese copy, words of the row aside; Cyrillic, kana, hangul
and other scripts that the row does not have; German, French, Spanish and other Latin-script prose in English copy;
Traditional characters in Simplified Chinese copy.
Why: models slip into the language they know best, most often in the middle of a text.
Example: "A cast-iron pot, 适合慢炖."
Fix: ask for another candidate.
"""

from __future__ import annotations

import re

from mtnlg_cli.domain.brief import Brief
from mtnlg_cli.domain.channel import Channel
from mtnlg_cli.domain.copy import Candidate
from mtnlg_cli.domain.product import Product
from mtnlg_cli.domain.review import Finding
from mtnlg_cli.review.evidence import RowEvidence, evidence_of, stem
from mtnlg_cli.review.example import Example
from mtnlg_cli.review.findings import Text, texts_of
from mtnlg_cli.review.lexicon import word_set

NAME = "wrong-language"
GOOD = (
    Example(copy="The 岩灶 pot holds 3.3 L.", row={"title": "岩灶 pot"}, language="en"),
    Example(copy="Type-C 接口的 USB 集线器，即插即用。", row={"title": "USB 集线器 Type-C"}, language="zh"),
    Example(copy="A la carte, café and crème brûlée: the dishes are ready.", language="en"),
    Example(copy="Quiet 7", row={"title": "Quiet 7 耳机"}, language="zh"),
)
BAD = (
    Example(copy="A cast-iron pot, 适合慢炖.", language="en", severity="block", found="适合慢炖"),
    Example(copy="A very good pot for the whole family.", language="zh", severity="block"),
    Example(copy="铸铁锅很稳，it keeps the heat for a long time，炖汤好喝。", language="zh", severity="block"),
    Example(copy="Die Pfanne ist aus Stahl und hält die Wärme für das Essen.", language="en", severity="block"),
    Example(copy="Сковорода for your kitchen.", language="en", severity="block", found="Сковорода"),
    Example(copy="這款鍋鑄鐵製成，適合慢燉。", language="zh", severity="warn"),
)

_HAN_RUN = re.compile(r"[㐀-䶿一-鿿豈-﫿]+")
_OTHER_SCRIPT = re.compile(r"[Ѐ-ӿ԰-֏֐-ۿऀ-෿฀-๿぀-ヿㄱ-ㆎ가-힣]+")
_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z'’.-]*(?: [A-Za-z][A-Za-z'’.-]*)*")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]+")
_ENGLISH = word_set(
    "the a an and of to in for is it with on at that this your you are as or from by be not no so we its has have "
    "can will one all out up our their they if but more when"
)
_FOREIGN = word_set(
    "der die das und ist nicht mit für von ein eine den dem auch sich auf aus wird le la les des une du est et pour "
    "avec dans sur vous votre qui que el los las una es con para por su del il di che per sono nel della och att "
    "het een van voor op zijn não uma com são jest nie się"
)
_TRADITIONAL = re.compile(
    r"[這個們來時過還對後說會點開關與無為裡裏讓經給從發現樣頭實氣學門間問長東車馬魚鳥龍風飛電買賣貓體寶臺灣國際環鍋鑄"
    r"鐵製適燉紅綠藍銀]"
)


def check(candidate: Candidate, *, product: Product, brief: Brief, channel: Channel) -> list[Finding]:
    """Blocking findings for foreign text, a warning for Traditional characters."""
    facts = evidence_of(product, brief)
    found: list[Finding] = []
    for place in texts_of(candidate):
        found.extend(_other_scripts(place, facts))
        if candidate.language == "zh":
            found.extend(_in_chinese(place, facts))
        else:
            found.extend(_in_english(place, facts))
    return found


def _other_scripts(place: Text, facts: RowEvidence) -> list[Finding]:
    return [
        place.finding(NAME, "block", f'"{match.group()}" is neither English nor Chinese', span=match.span())
        for match in _OTHER_SCRIPT.finditer(place.text)
        if match.group().lower() not in facts.text and match.group() not in "のツω"
    ]


def _in_english(place: Text, facts: RowEvidence) -> list[Finding]:
    found = [
        place.finding(NAME, "block", f'Chinese in English copy: "{match.group()}"', span=match.span())
        for match in _HAN_RUN.finditer(place.text)
        if match.group() not in facts.text
    ]
    words = [word.lower() for word in _LATIN_WORD.findall(place.text)]
    foreign = [w for w in words if w in _FOREIGN and w not in facts.words]
    english = sum(w in _ENGLISH for w in words)
    if len(foreign) >= 3 and len(set(foreign)) >= 2 and len(foreign) > english:
        message = f"reads as another language ({', '.join(sorted(set(foreign))[:4])})"
        found.append(place.finding(NAME, "block", message, span=(0, len(place.text))))
    return found


def _in_chinese(place: Text, facts: RowEvidence) -> list[Finding]:
    found: list[Finding] = []
    for match in _LATIN_RUN.finditer(place.text):
        words = [word.lower() for word in _LATIN_WORD.findall(match.group())]
        unknown = [word for word in words if stem(word) not in facts.words]
        if len(unknown) >= 4 and sum(word in _ENGLISH for word in words) >= 1:
            found.append(place.finding(NAME, "block", "English prose in Chinese copy", span=match.span()))
    if not found and not _HAN_RUN.search(place.text):
        words = [word for word in _LATIN_WORD.findall(place.text) if stem(word) not in facts.words]
        if len(words) >= 2:
            found.append(place.finding(NAME, "block", "no Chinese in Chinese copy", span=(0, len(place.text))))
    traditional = [m for m in _TRADITIONAL.finditer(place.text) if m.group() not in facts.text]
    if len(traditional) >= 2:
        message = f"Traditional characters: {''.join(m.group() for m in traditional[:6])}"
        found.append(place.finding(NAME, "warn", message, span=traditional[0].span()))
    return found
