"""What the corpus knows about words: which are written small inside a sentence, and which attribute names were seen."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from mtnlg_cli.lm.corpus import read_corpus, row_facts

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")


@dataclass(frozen=True)
class Lexicon:
    """`small_words` are English words normally written small; `attributes` the attribute names of the training data."""

    small_words: frozenset[str]
    attributes: frozenset[str]

    @classmethod
    def load(cls, path: Path) -> Lexicon:
        """Reads lexicon.json; raises OSError if it is missing."""
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(frozenset(data["small_words"]), frozenset(data["attributes"]))

    def inside_sentence(self, text: str) -> str:
        """The text as it is written inside an English sentence: "Black Walnut" small, "USB-C" as it is."""
        return " ".join(self._small(word) for word in text.split(" "))

    def _small(self, word: str) -> str:
        core = word.strip("(),.;:!?\"'")
        title_case = core[:1].isupper() and (core[1:].islower() or "-" in core or "'" in core or "’" in core)
        parts = re.split(r"[-'’]", core.lower())
        if title_case and (core.lower() in self.small_words or all(p in self.small_words or p == "s" for p in parts)):
            return word.lower()
        return word


def build_lexicon(folder: Path) -> Lexicon:
    """Counts the corpus copy: a word is small when it stands small inside sentences more often than capitalised."""
    small, large, attributes = Counter[str](), Counter[str](), Counter[str]()
    for record in read_corpus(folder):
        attributes.update({fact.name for fact in row_facts(record["product"])})
        for copy in record["copies"]:
            if record["language"] == "en" and copy["channel"] in ("product_description", "email_body", "social_post"):
                for word, start in ((m.group(), m.start()) for m in _WORD.finditer(copy["text"])):
                    inside = start > 1 and copy["text"][start - 2] not in ".!?:\n"
                    if inside:
                        (small if word[0].islower() else large).update([word.lower()])
    words = {word for word, count in small.items() if count > large[word]}
    names = {name for name, count in attributes.items() if count >= 3}
    for path in folder.glob("attributes_*.jsonl"):
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line:
                entry = json.loads(line)
                names |= {entry["attribute"].replace("_", " "), *entry["aliases"]}
    return Lexicon(frozenset(words), frozenset(names))


def save_lexicon(lexicon: Lexicon, path: Path) -> None:
    """Writes lexicon.json, sorted, so that the same corpus gives the same bytes."""
    data = {"small_words": sorted(lexicon.small_words), "attributes": sorted(lexicon.attributes)}
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
