"""Outputs for the E2E NLG challenge: samples of the trained model, of which the one most like the others is kept."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from safetensors.torch import load_file

from mtnlg_cli.errors import MktError
from mtnlg_cli.lm.decode import DrawSettings, Request, SentenceDecoder
from mtnlg_cli.lm.evaluation.bleu import split_13a
from mtnlg_cli.lm.evaluation.mbr import choose_by_bleu
from mtnlg_cli.lm.files import TOKENIZER, WEIGHTS
from mtnlg_cli.lm.model import EncoderDecoder
from mtnlg_cli.lm.sets.e2e import task_of
from mtnlg_cli.lm.task import SentenceTask, value_slots
from mtnlg_cli.lm.tokenizer import Vocabulary
from mtnlg_cli.lm.training.recipe import Recipe

_MAX_TOKENS = 80


def load_decoder(run: Path, recipe: Recipe) -> SentenceDecoder:
    """The decoder of a finished run of the recipe. Raises MktError when the run has no weights yet."""
    missing = [name for name in (WEIGHTS, TOKENIZER) if not (run / name).is_file()]
    if missing:
        raise MktError(f"{missing[0]} is missing", where=str(run), fix=f"run: mkt train run {recipe.name} -o {run}")
    vocabulary = Vocabulary.load(run / TOKENIZER)
    model = EncoderDecoder(recipe.model_config(vocabulary.size))
    model.load_state_dict(load_file(run / WEIGHTS))
    return SentenceDecoder(model, vocabulary, digits=True)


def write_outputs(
    decoder: SentenceDecoder, meanings: Sequence[str], *, samples: int, temperature: float, seed: int
) -> list[str]:
    """One text a meaning representation: of `samples` draws the one with the greatest expected BLEU."""
    rng = random.Random(seed)
    tasks = [task_of(meaning) for meaning in meanings]
    requests = [Request(task, [rng.random() for _ in range(_MAX_TOKENS)]) for task in tasks for _ in range(samples)]
    settings = DrawSettings(temperature=temperature, top_k=40, top_p=0.95, max_tokens=_MAX_TOKENS)
    drawn = decoder.draw(requests, settings=settings)
    outputs = []
    for at, task in enumerate(tasks):
        texts = [fill(sentence.text, task) for sentence in drawn[at * samples : (at + 1) * samples]]
        outputs.append(texts[choose_by_bleu(texts, split=split_13a)])
    return outputs


def fill(slotted: str, task: SentenceTask) -> str:
    """The text with name and landmark in their slots."""
    text = slotted.replace(task.name_slot, task.name)
    copied = [fact for fact in task.facts if fact.copied]
    for slot, fact in zip(value_slots(copied), copied, strict=True):
        text = text.replace(slot, fact.value)
    return text
