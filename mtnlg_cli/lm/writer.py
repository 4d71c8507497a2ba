"""Writes copy with the embedded model: plans, draws every sentence a few times, keeps the best, joins them.

All texts of all jobs advance together, one sentence a round, so that the batches stay full.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from mtnlg_cli.domain.brief import Brief
from mtnlg_cli.domain.channel import Channel, ChannelField
from mtnlg_cli.domain.product import Product
from mtnlg_cli.lm.corpus import opening
from mtnlg_cli.lm.decode import DrawSettings, Request, Sentence, SentenceDecoder
from mtnlg_cli.lm.lexicon import Lexicon
from mtnlg_cli.lm.planning import TextPlan, plan_copy
from mtnlg_cli.lm.realize import realize
from mtnlg_cli.lm.soundness import is_sound
from mtnlg_cli.lm.task import SentenceTask
from mtnlg_cli.text.counters import count_length

VARIANTS = 8
LEAST_TOPIC_GAIN = 0.5
CONTRAST_TOPICS = {
    "en": (
        ("wireless earbuds", "Audio Headphones"),
        ("duvet cover", "Bedding Duvet Covers"),
        ("dog leash", "Dogs Leashes"),
        ("olive oil", "Food Oils"),
        ("rain jacket", "Apparel Jackets"),
    ),
    "zh": (
        ("蓝牙耳机", "影音 耳机"),
        ("四件套", "家纺 床品"),
        ("牵引绳", "宠物 狗狗"),
        ("橄榄油", "食品 粮油"),
        ("冲锋衣", "服饰 外套"),
    ),
}
"""Products far from each other, by which a sentence's bond to its own product is measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WritingJob:
    """One candidate to write. `draws(n)` gives the candidate's own n uniform numbers; `plan_seed` its own plan."""

    product: Product
    brief: Brief
    channel: Channel
    language: str
    plan_seed: int
    draws: Callable[[int], Sequence[float]]


@dataclass(frozen=True, slots=True)
class WrittenCopy:
    """The texts of one candidate by field; `logprob` is the mean over all tokens kept, None when nothing was."""

    fields: dict[str, tuple[str, ...]]
    logprob: float | None
    num_tokens: int


@dataclass(slots=True)
class _Draft:
    """A text while it grows."""

    plan: TextPlan
    offset: int
    sentences: list[str] = field(default_factory=list)
    slotted: list[str] = field(default_factory=list)
    logprobs: list[tuple[float, int]] = field(default_factory=list)
    has_opening: bool = False


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A sentence to draw: for which text, at which place among the candidate's sentences, from which numbers."""

    draft: _Draft
    task: SentenceTask
    place: int
    uniforms: Sequence[float]


def replace_facts(item: _Waiting) -> _Waiting:
    """The same sentence on its first fact alone: easier to say."""
    return replace(item, task=replace(item.task, facts=item.task.facts[:1]))


class CopyWriter:
    """The embedded model as a writer of whole copies."""

    def __init__(self, decoder: SentenceDecoder, lexicon: Lexicon) -> None:
        self.decoder, self.lexicon = decoder, lexicon

    def write(self, jobs: Sequence[WritingJob], *, settings: DrawSettings) -> list[WrittenCopy]:
        """One copy a job, in order; a copy depends on its job and the settings alone."""
        drafts: list[list[_Draft]] = []
        uniforms: list[Sequence[float]] = []
        block = 2 * VARIANTS * settings.max_tokens
        for job in jobs:
            texts = self._plan(job)
            *offsets, total = accumulate((len(plan.sentences) for plan in texts), initial=0)
            drafts.append([_Draft(plan, offset) for plan, offset in zip(texts, offsets, strict=True)])
            uniforms.append(job.draws(block * total))
        rounds = max((len(draft.plan.sentences) for texts in drafts for draft in texts), default=0)
        for number in range(rounds):
            waiting = self._tasks_of_round(number, drafts, uniforms)
            lost = self._round(waiting, settings, part=0)
            self._round([replace_facts(item) for item in lost if len(item.task.facts) > 1], settings, part=1)
        return [self._finish(job, texts) for job, texts in zip(jobs, drafts, strict=True)]

    def _plan(self, job: WritingJob) -> list[TextPlan]:
        return plan_copy(
            job.product,
            brief=job.brief,
            channel=job.channel,
            language=job.language,
            lexicon=self.lexicon,
            rng=random.Random(job.plan_seed),
        )

    def _tasks_of_round(
        self, number: int, drafts: list[list[_Draft]], uniforms: list[Sequence[float]]
    ) -> list[_Waiting]:
        """Sentence `number` of every text that has one, knowing how the sentence before it began."""
        waiting = []
        for texts, numbers in zip(drafts, uniforms, strict=True):
            for draft in texts:
                if number < len(draft.plan.sentences):
                    task = draft.plan.sentences[number]
                    previous = draft.slotted[-1] if draft.slotted else ""
                    task = replace(task, previous=opening(previous, task.language))
                    waiting.append(_Waiting(draft, task, draft.offset + number, numbers))
        return waiting

    def _round(self, waiting: list[_Waiting], settings: DrawSettings, *, part: int) -> list[_Waiting]:
        """Draws every waiting sentence and appends the best variants; returns those that had no sound one."""
        requests = []
        for item in waiting:
            first = (2 * item.place + part) * VARIANTS * settings.max_tokens
            for start in range(first, first + VARIANTS * settings.max_tokens, settings.max_tokens):
                requests.append(Request(item.task, item.uniforms[start : start + settings.max_tokens]))
        drawn = self.decoder.draw(requests, settings=settings)
        usable = [
            [s for s in drawn[at * VARIANTS : (at + 1) * VARIANTS] if self._is_sound(s, item.task, item.draft.slotted)]
            for at, item in enumerate(waiting)
        ]
        bound = self._topic_gains([(item.task, found) for item, found in zip(waiting, usable, strict=True)])
        lost = []
        for item, found, gains in zip(waiting, usable, bound, strict=True):
            if not self._append_best(item.draft, item.task, found, gains):
                lost.append(item)
        return lost

    def _is_sound(self, sentence: Sentence, task: SentenceTask, earlier: Sequence[str]) -> bool:
        return (
            is_sound(sentence, task, earlier)
            and not self.lexicon.unknown_words(sentence.text)
            and not self.lexicon.strange_neighbours(sentence.text)
            and not (task.facts and self.lexicon.added_words(sentence.text, f"{task.name} {task.category}"))
        )

    def _topic_gains(self, found: list[tuple[SentenceTask, list[Sentence]]]) -> list[list[float]]:
        """For sentences without facts: how much likelier (nats a token) the product's own topic makes them than others.

        A sentence that any product could carry, or that belongs to another kind of product, gains little.
        Sentences with facts are bound to the row by their slots and get 0.
        """
        free = [(task, sentence) for task, sentences in found if not task.facts for sentence in sentences]
        pairs = [
            (replace(task, name=name, category=category, previous=""), sentence.text)
            for task, sentence in free
            for name, category in ((task.name, task.category), *CONTRAST_TOPICS[task.language])
        ]
        scores = iter(self.decoder.score(pairs))
        gains = []
        for task, sentences in found:
            row = []
            for _ in sentences:
                if task.facts:
                    row.append(0.0)
                    continue
                own = next(scores)
                others = [next(scores) for _ in CONTRAST_TOPICS[task.language]]
                row.append(own - sum(others) / len(others))
            gains.append(row)
        return gains

    def _append_best(
        self, draft: _Draft, task: SentenceTask, sentences: list[Sentence], gains: Sequence[float]
    ) -> bool:
        """Appends the best sentence that is bound to its topic; False when there is none."""
        least = 0.0 if task.facts else LEAST_TOPIC_GAIN
        ranked = [
            (sentence.logprob + gain - _repetition(sentence, task, draft.slotted), -index, sentence)
            for index, (sentence, gain) in enumerate(zip(sentences, gains, strict=True))
            if gain >= least
        ]
        if not ranked:
            return False
        best = max(ranked)[2]
        draft.slotted.append(best.text)
        draft.sentences.append(realize(best.text, task, lexicon=self.lexicon))
        draft.logprobs.append((best.logprob, best.num_tokens))
        draft.has_opening |= task.role in ("open", "only", "what")
        return True

    def _finish(self, job: WritingJob, drafts: list[_Draft]) -> WrittenCopy:
        fields: dict[str, tuple[str, ...]] = {}
        for channel_field in job.channel.fields:
            texts = [
                join(draft, channel_field, job.language) for draft in drafts if draft.plan.field == channel_field.name
            ]
            kept = _distinct([text for text in texts if text])[: channel_field.max_texts]
            if kept:
                fields[channel_field.name] = tuple(kept)
        weights = [pair for draft in drafts for pair in draft.logprobs]
        tokens = sum(count for _, count in weights)
        logprob = sum(value * count for value, count in weights) / tokens if tokens else None
        return WrittenCopy(fields, logprob, tokens)


def join(draft: _Draft, channel_field: ChannelField, language: str) -> str:
    """The sentences of a text up to the field's limit; one that does not fit is left out whole. "" if none fits."""
    glue = "" if language == "zh" else " "
    limit = channel_field.max_length or (channel_field.advisory_length or (0, 0))[1]
    text = ""
    for sentence in draft.sentences:
        longer = f"{text}{glue}{sentence}" if text else sentence
        if not limit or count_length(longer, channel_field.counter) <= limit:
            text = longer
    return text[:1].upper() + text[1:]


def _repetition(sentence: Sentence, task: SentenceTask, earlier: Sequence[str]) -> float:
    """Half a nat off for every earlier sentence of the text that opens the same way."""
    size = 2
    start = sentence.text[:size] if task.language == "zh" else sentence.text.split()[:size]
    return 0.5 * sum((text[:size] if task.language == "zh" else text.split()[:size]) == start for text in earlier)


def _distinct(texts: list[str]) -> list[str]:
    seen: dict[str, str] = {}
    for text in texts:
        seen.setdefault(re.sub(r"\W", "", text).lower(), text)
    return list(seen.values())
