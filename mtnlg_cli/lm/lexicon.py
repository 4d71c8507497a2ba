"""What the corpus knows about words: which are written small inside a sentence, and which stand beside which."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtnlg_cli.lm.corpus import read_corpus, row_facts
from mtnlg_cli.lm.task import SLOTS

_WORD = re.compile(r"[A-Za-z]+")
_CASED_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_SLOT = re.compile("|".join(map(re.escape, SLOTS)))
_COMMON_ENDING = re.compile(r"(?:ed|ing|[ai]ble|ous|ful|less|proof|neck|wear|ware|free|pedic)$")
_CLAIM = re.compile(
    "box|packs?|packed|packaging|recycled|hidden|sale|reduced|free|warranty|covered|returns?|returnable|ships?|shipped|"
    "shipping|delivery|delivered|postage|fee|assembly|installation|certification|mounting|compatible|handy|easier|ready|"
    "clean|cleaning|stock|rating|edition|collection|season|occasion|outfits|"
    "finish|finished|capacity|rated|rates|scale|motif|theme|themed|surface|edge|plate|rooms?|menu|artwork|taste|transit"
)
"""Words of phrasings that would claim something when they stand round another fact."""
_SLOT_NUMBER = re.compile(r"\d$")
_TOKEN = re.compile(r"<[a-z]+\d?>|[A-Za-z][A-Za-z'’-]*|[㐀-鿿]|[^\s\w]")
LEAST_SEEN = 2
_PROSE = frozenset({"product_description", "email_body", "social_post"})
_HAN_PAIR = re.compile(r"(?=([㐀-鿿]{2}))")


@dataclass(frozen=True)
class Lexicon:
    """`small_words` are English words normally written small inside a sentence.

    `words` are the English words and `pairs` the pairs of neighbouring Han characters that stand in its sentences: a
    byte-level model can spell words that do not exist, and these lists tell. `kinds` are the names of product kinds.
    `neighbours` are slots by kind with the words beside them ("made of material", "color ."), seen in two sentences.
    `frame_words` are the words and Han pairs of phrasings that are true of any product: all that a sentence may add to
    the words of its row.
    """

    small_words: frozenset[str]
    words: frozenset[str]
    pairs: frozenset[str]
    kinds: frozenset[str]
    neighbours: frozenset[str]
    frame_words: frozenset[str]

    @classmethod
    def load(cls, path: Path) -> Lexicon:
        """Reads lexicon.json; raises OSError if it is missing."""
        data = json.loads(path.read_text(encoding="utf-8"))
        pairs = data["pairs"]
        return cls(
            small_words=frozenset(data["small_words"]),
            words=frozenset(data["words"]),
            pairs=frozenset(pairs[at : at + 2] for at in range(0, len(pairs), 2)),
            kinds=frozenset(data["kinds"]),
            neighbours=frozenset(data["neighbours"]),
            frame_words=frozenset(data["frame_words"]),
        )

    def unknown_words(self, slotted: str) -> list[str]:
        """Words of a slotted sentence that no sentence of the training data holds; slots do not count."""
        text = _SLOT.sub(" ", slotted)
        unknown = [word for word in _WORD.findall(text) if word.lower() not in self.words]
        return unknown + [pair for pair in _HAN_PAIR.findall(text) if pair not in self.pairs]

    def added_words(self, slotted: str, row: str) -> list[str]:
        """Words of a slotted sentence that neither the row nor a phrasing true of any product holds."""
        own = set(_words(row))
        return [word for word in _words(_SLOT.sub(" ", slotted)) if word not in self.frame_words and word not in own]

    def strange_neighbours(self, slotted: str) -> list[str]:
        """Pairs of a slot and the word beside it that the training data hardly holds: "made of" before a colour."""
        return [pair for pair in slot_neighbours(slotted) if pair not in self.neighbours]

    def inside_sentence(self, text: str, *, is_name: bool = False) -> str:
        """The text as it is written inside an English sentence: "Black Walnut" small, "USB-C" as it is.

        In a product's name an unknown word with the ending of a common one is written small too: "Crewneck".
        """
        return " ".join(self._small(word, is_name) for word in text.split(" "))

    def _small(self, word: str, is_name: bool) -> str:
        core = word.strip("(),.;:!?\"'")
        title_case = core[:1].isupper() and (core[1:].islower() or "-" in core or "'" in core or "’" in core)
        parts = re.split(r"[-'’]", core.lower())
        known = core.lower() in self.small_words or all(part in self.small_words or part == "s" for part in parts)
        return word.lower() if title_case and (known or (is_name and _COMMON_ENDING.search(core))) else word


def slot_neighbours(slotted: str) -> Iterator[str]:
    """ "word word kind" for the two words before a slot and "kind word" for the one behind; ^ and $ are the ends.

    Words are small, Han characters single, punctuation counts as a word.
    """
    tokens = ["^", "^", *(token.lower() for token in _TOKEN.findall(slotted)), "$"]
    kinds = [_SLOT_NUMBER.sub("", token.strip("<>")) if token.startswith("<") else "" for token in tokens]
    for at, kind in enumerate(kinds):
        if kind:
            before = [known or token for known, token in zip(kinds[at - 2 : at], tokens[at - 2 : at], strict=True)]
            yield f"{' '.join(before)} {kind}"
            yield f"{kind} {kinds[at + 1] or tokens[at + 1]}"


def _words(text: str) -> list[str]:
    return [*(word.lower() for word in _WORD.findall(text)), *_HAN_PAIR.findall(text)]


def build_lexicon(folder: Path, sentences: Iterable[str], *, frames: Iterable[str]) -> Lexicon:
    """Counts corpus copy, training sentences, and of these the `frames`: composed ones that any row could have.

    A word is small when it stands small inside sentences more often than capitalised.
    """
    small, large = Counter[str](), Counter[str]()
    for record in read_corpus(folder):
        for copy in record["copies"]:
            if record["language"] == "en" and copy["channel"] in _PROSE:
                _count_case(copy["text"], small, large)
    sentences = sorted(set(sentences))
    neighbours = Counter(pair for sentence in sentences for pair in slot_neighbours(sentence))
    texts = [_SLOT.sub(" ", sentence) for sentence in sentences]
    for text in [*texts, *_row_values(folder)]:
        _count_case(text, small, large)
    return Lexicon(
        small_words=frozenset(word for word, count in small.items() if count > large[word]),
        words=frozenset(word.lower() for text in texts for word in _WORD.findall(text)),
        pairs=frozenset(pair for text in texts for pair in _HAN_PAIR.findall(text)),
        kinds=frozenset(
            name.lower() for entry in _entries(folder, "kinds_*.jsonl") for name in (entry["kind"], *entry["aliases"])
        ),
        frame_words=frozenset(
            word for frame in frames for word in _words(_SLOT.sub(" ", frame)) if not _CLAIM.fullmatch(word)
        ),
        neighbours=frozenset(pair for pair, count in neighbours.items() if count >= LEAST_SEEN),
    )


def _row_values(folder: Path) -> Iterator[str]:
    for record in read_corpus(folder):
        yield from (f"a {fact.value}" for fact in row_facts(record["product"], language=record["language"]))


def _entries(folder: Path, pattern: str) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob(pattern)):
        yield from (json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line)


def _count_case(text: str, small: Counter[str], large: Counter[str]) -> None:
    for match in _CASED_WORD.finditer(text):
        word, start = match.group(), match.start()
        if start > 1 and text[start - 2] not in ".!?:\n":
            (small if word[0].islower() else large).update([word.lower()])


def save_lexicon(lexicon: Lexicon, path: Path) -> None:
    """Writes lexicon.json, sorted, so that the same corpus gives the same bytes."""
    data = {
        "small_words": sorted(lexicon.small_words),
        "words": sorted(lexicon.words),
        "pairs": "".join(sorted(lexicon.pairs)),
        "kinds": sorted(lexicon.kinds),
        "neighbours": sorted(lexicon.neighbours),
        "frame_words": sorted(lexicon.frame_words),
    }
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
