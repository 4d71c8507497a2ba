"""What the corpus knows about words: which are written small inside a sentence, and which stand beside which."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from mtnlg_cli.lm.bank import Bank, build_bank
from mtnlg_cli.lm.corpus import read_corpus, row_facts
from mtnlg_cli.lm.sets import TrainingSet
from mtnlg_cli.lm.sets.compositions import Compositions
from mtnlg_cli.lm.sets.tones import read_frames
from mtnlg_cli.lm.task import SLOTS
from mtnlg_cli.lm.words import is_function_word

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
EPOCHS_READ = 3
_PROSE = frozenset({"product_description", "email_body", "social_post"})
_HAN_PAIR = re.compile(r"(?=([㐀-鿿]{2}))")


@dataclass(frozen=True)
class Lexicon:
    """`small_words` are English words normally written small inside a sentence.

    `words` are the English words and `pairs` the pairs of neighbouring Han characters that stand in its sentences: a
    byte-level model can spell words that do not exist, and these lists tell. `kinds` are the names of product kinds.
    `neighbours` are slots by kind with the words beside them ("made of material", "color ."), seen in two sentences.
    `frames` are the sets of words and Han pairs of phrasings that are true of any product: all that a sentence may add
    to the words of its row. `bank` has what can be said without a fact.
    """

    small_words: frozenset[str]
    words: frozenset[str]
    pairs: frozenset[str]
    kinds: frozenset[str]
    neighbours: frozenset[str]
    frames: frozenset[frozenset[str]] = frozenset()
    bank: Bank = field(default_factory=Bank)

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
            frames=frozenset(frozenset(words.split()) for words in data["frames"]),
            bank=Bank.from_dict(data["bank"]),
        )

    def unknown_words(self, slotted: str) -> list[str]:
        """Words of a slotted sentence that no sentence of the training data holds; slots do not count."""
        text = _SLOT.sub(" ", slotted)
        unknown = [word for word in _WORD.findall(text) if word.lower() not in self.words]
        return unknown + [pair for pair in _HAN_PAIR.findall(text) if pair not in self.pairs]

    def adds_words(self, slotted: str, row: str, *, most_frames: int) -> bool:
        """Whether a sentence has content words that neither the row nor `most_frames` phrasings together explain."""
        own = set(_words(row))
        left = {word for word in _words(_SLOT.sub(" ", slotted)) if word not in own and not is_function_word(word)}
        frames = {frame & left for word in left for frame in self._frames_of_word.get(word, ())}
        return bool(left) and not _covered(left, list(frames), most_frames)

    @cached_property
    def _frames_of_word(self) -> dict[str, list[frozenset[str]]]:
        """The frames that hold a word; most sentences add none or one."""
        found: dict[str, list[frozenset[str]]] = {}
        for frame in self.frames:
            for word in frame:
                found.setdefault(word, []).append(frame)
        return found

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


def lexicon_of(sets: Mapping[str, TrainingSet], folder: Path) -> Lexicon:
    """The lexicon of a corpus folder and of the sentences its training sets hold.

    Raises KeyError when the set `compositions` is not among them, OSError when a file cannot be read.
    """
    compositions = sets["compositions"]
    assert isinstance(compositions, Compositions)
    rng = random.Random(0)
    taught = [sets[name] for name in ("copy", "compositions", "tones") if name in sets]
    sentences = [text for _ in range(EPOCHS_READ) for part in taught for _, text in part.epoch(rng)]
    return build_lexicon(folder, sentences, frames=compositions.frames(rng))


def build_lexicon(folder: Path, sentences: Iterable[str], *, frames: Iterable[str]) -> Lexicon:
    """Counts corpus copy, training sentences, and of these the `frames`: composed ones that any row could have.

    A word is small when it stands small inside sentences more often than capitalised.
    """
    small, large = _cases_in_copy(folder)
    sentences = sorted(set(sentences))
    tones = {language: read_frames(language) for language in ("en", "zh")}
    texts = [_SLOT.sub(" ", sentence) for sentence in sentences]
    for text in [*texts, *_row_values(folder)]:
        _count_case(text, small, large)
    kinds = list(_entries(folder, "kinds_*.jsonl"))
    return Lexicon(
        small_words=frozenset(word for word, count in small.items() if count > large[word]),
        words=frozenset(word.lower() for text in texts for word in _WORD.findall(text)),
        pairs=frozenset(pair for text in texts for pair in _HAN_PAIR.findall(text)),
        kinds=frozenset(name.lower() for entry in kinds for name in (entry["kind"], *entry["aliases"])),
        frames=_frames(frames),
        neighbours=_neighbours(sentences, [frame["text"] for lines in tones.values() for frame in lines]),
        bank=build_bank(tones, kinds),
    )


def _cases_in_copy(folder: Path) -> tuple[Counter[str], Counter[str]]:
    """How often each word stands small and with a capital inside the sentences of the corpus's English prose."""
    small, large = Counter[str](), Counter[str]()
    for record in read_corpus(folder):
        for copy in record["copies"]:
            if record["language"] == "en" and copy["channel"] in _PROSE:
                _count_case(copy["text"], small, large)
    return small, large


def _frames(frames: Iterable[str]) -> frozenset[frozenset[str]]:
    """The word sets of slotted sentences, function words and words that claim something left out."""
    return frozenset(
        frozenset(
            word for word in _words(_SLOT.sub(" ", frame)) if not is_function_word(word) and not _CLAIM.fullmatch(word)
        )
        for frame in frames
    ) - {frozenset()}


def _covered(words: set[str], frames: Sequence[frozenset[str]], most: int) -> bool:
    """Whether at most `most` of the frames hold all words between them."""
    if not words or not most:
        return not words
    first = min(words)
    return any(_covered(words - frame, frames, most - 1) for frame in frames if first in frame)


def _neighbours(sentences: Iterable[str], frames: Iterable[str]) -> frozenset[str]:
    """Neighbours of slots in at least LEAST_SEEN sentences, or in one frame: those were written with care."""
    counts = Counter(pair for sentence in sentences for pair in slot_neighbours(sentence))
    written = {pair for frame in frames for pair in slot_neighbours(frame)}
    return frozenset({pair for pair, count in counts.items() if count >= LEAST_SEEN} | written)


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
        "frames": sorted(" ".join(sorted(words)) for words in lexicon.frames),
        "bank": lexicon.bank.as_dict(),
    }
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
