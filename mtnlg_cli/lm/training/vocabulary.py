"""The tokenizer of a run: made from one epoch of its sets, proven to lose nothing, measured by language."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mtnlg_cli.lm.files import TOKENIZER
from mtnlg_cli.lm.sets import Example, TrainingSet
from mtnlg_cli.lm.tokenizer import Vocabulary, train_tokenizer
from mtnlg_cli.lm.training.recipe import Recipe
from mtnlg_cli.text.words import split_words

TOKENIZER_EXAMPLES = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fertility:
    """How many tokens a language costs. Words are those of Latin script and single Han characters."""

    language: str
    num_texts: int
    tokens_per_word: float
    bytes_per_token: float


def make_vocabulary(recipe: Recipe, texts: Iterable[tuple[str, str]], folder: Path) -> None:
    """Writes tokenizer.json, made from (language, text) pairs, to a folder, whole or not at all. Raises OSError."""
    path = folder / TOKENIZER
    part = path.with_name(f"{TOKENIZER}.part")
    train_tokenizer((text for _, text in texts), vocabulary_size=recipe.vocabulary_size).save(str(part))
    part.replace(path)


def tokenizer_texts(recipe: Recipe, sets: Mapping[str, TrainingSet]) -> list[tuple[str, str]]:
    """(language, text) of all the tokenizer is made from: sentences and the parts of their tasks, of one epoch."""
    epochs = [sets[name].epoch(random.Random(recipe.seed)) for name in recipe.tokenizer_sets or recipe.sets]
    examples = [example for epoch in epochs for example in sample(epoch, TOKENIZER_EXAMPLES)]
    return [
        (task.language, piece)
        for task, text in examples
        for piece in (text, *(part for part, special in task.segments() if not special))
    ]


def sample(examples: list[Example], most: int) -> list[Example]:
    """At most so many of the examples, the same ones every time."""
    return random.Random(0).sample(examples, most) if len(examples) > most else examples


def texts_that_differ(vocabulary: Vocabulary, texts: Iterable[str]) -> list[str]:
    """The texts that do not come back exactly from their tokens, as plain text or as the answer to a task."""
    return [
        text
        for text in texts
        if vocabulary.decode(vocabulary.encode(text)) != text
        or vocabulary.decode(vocabulary.encode_target(text)[:-1]) != text
    ]


def fertility(vocabulary: Vocabulary, texts: Sequence[tuple[str, str]]) -> list[Fertility]:
    """Tokens a word and bytes a token of (language, text) pairs, by language; slots are left out."""
    found = []
    for language in sorted({language for language, _ in texts}):
        plain = [vocabulary.visible(text).replace("\ufffc", "") for own, text in texts if own == language]
        tokens = sum(len(vocabulary.encode(text)) for text in plain)
        words = sum(len(split_words(text)) for text in plain)
        size = sum(len(text.encode()) for text in plain)
        found.append(
            Fertility(
                language=language,
                num_texts=len(plain),
                tokens_per_word=tokens / max(words, 1),
                bytes_per_token=size / max(tokens, 1),
            )
        )
    return found
