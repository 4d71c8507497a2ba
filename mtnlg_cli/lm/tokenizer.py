"""The tokenizer: byte-level BPE, no prefix space, single digits; decode(encode(x)) == x for every text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

from mtnlg_cli.lm.task import EOS, SLOTS, SPECIAL_TOKENS, SentenceTask

_SLOT = re.compile("|".join(map(re.escape, SLOTS)))


def train_tokenizer(texts: Iterable[str], *, vocabulary_size: int) -> Tokenizer:
    """A new tokenizer; special tokens take the first ids in the order of SPECIAL_TOKENS."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary_size,
        special_tokens=[AddedToken(token, special=True, normalized=False) for token in SPECIAL_TOKENS],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


class Vocabulary:
    """A trained tokenizer with the project's rules: product text never yields a special token."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.encode_special_tokens = True  # "</s>" in a cell is five characters, not the end of the text
        self._tokenizer = tokenizer
        vocabulary = tokenizer.get_vocab()
        self.special_id = {token: int(vocabulary[token]) for token in SPECIAL_TOKENS}
        self._special_of_id = {number: token for token, number in self.special_id.items()}
        self._cache: dict[str, list[int]] = {}

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        """Reads tokenizer.json; raises OSError if it is missing."""
        return cls(Tokenizer.from_str(path.read_text(encoding="utf-8")))

    @property
    def size(self) -> int:
        return int(self._tokenizer.get_vocab_size())

    def is_special(self, number: int) -> bool:
        """Whether an id is a special token's."""
        return number in self._special_of_id

    def encode(self, text: str) -> list[int]:
        """Token ids of plain text; never a special id."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def decode(self, ids: Iterable[int]) -> str:
        """The text of plain ids, exactly as encoded; special ids are written out by name."""
        text, run = "", list[int]()
        for number in ids:
            special = self._special_of_id.get(number)
            if special is None:
                run.append(number)
            else:
                text += self._tokenizer.decode(run, skip_special_tokens=False) + special
                run = []
        return text + self._tokenizer.decode(run, skip_special_tokens=False)

    @staticmethod
    def visible(slotted: str) -> str:
        """A slotted sentence with one character for each slot."""
        return _SLOT.sub("\ufffc", slotted)

    def encode_source(self, task: SentenceTask, *, max_length: int) -> list[int]:
        """Encoder ids of a task, at most max_length (the longest values are what gets cut)."""
        pieces = task.segments()
        encoded = [[self.special_id[text]] if special else self._encode_cached(text) for text, special in pieces]
        room = max_length
        while sum(map(len, encoded)) > room:
            longest = max(encoded, key=len)
            del longest[-1]
        return [number for piece in encoded for number in piece]

    def encode_target(self, text: str) -> list[int]:
        """Decoder ids of a slotted sentence with the end token; slots become special ids."""
        ids: list[int] = []
        rest = text
        while rest:
            slot, at = self._next_slot(rest)
            ids += self.encode(rest[:at])
            if slot:
                ids.append(self.special_id[slot])
            rest = rest[at + len(slot) :]
        return [*ids, self.special_id[EOS]]

    def _next_slot(self, text: str) -> tuple[str, int]:
        found = [(text.find(slot), slot) for slot in SLOTS if slot in text]
        at, slot = min(found, default=(len(text), ""))
        return slot, at

    def _encode_cached(self, text: str) -> list[int]:
        if len(self._cache) > 50_000:
            self._cache.clear()
        if text not in self._cache:
            self._cache[text] = self.encode(text)
        return list(self._cache[text])
