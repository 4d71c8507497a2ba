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
from mtnlg_cli.lm.planning import TextPlan, plan_copy, wants_sentence
from mtnlg_cli.lm.realize import realize
from mtnlg_cli.lm.rungs import MOST_RUNGS, rungs_below
from mtnlg_cli.lm.soundness import is_sound
from mtnlg_cli.lm.subject import Ladder
from mtnlg_cli.lm.task import LINE, SentenceTask
from mtnlg_cli.lm.words import beginning
from mtnlg_cli.text.counters import count_length
from mtnlg_cli.text.words import split_words

VARIANTS = 8
_KEYWORD_BONUS = 2.0


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

    @property
    def num_words(self) -> int:
        return sum(len(split_words(sentence)) for sentence in self.sentences)

    def missing(self, keywords: Sequence[str]) -> list[str]:
        """The keywords that its sentences do not use yet."""
        text = " ".join(self.sentences).lower()
        return [keyword for keyword in keywords if keyword.lower() not in text]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A sentence to draw: for which text, at which place among the candidate's sentences, from which numbers."""

    draft: _Draft
    ladder: Ladder
    place: int
    uniforms: Sequence[float]


class CopyWriter:
    """The embedded model as a writer of whole copies."""

    def __init__(self, decoder: SentenceDecoder, lexicon: Lexicon) -> None:
        self.decoder, self.lexicon = decoder, lexicon

    def write(self, jobs: Sequence[WritingJob], *, settings: DrawSettings) -> list[WrittenCopy]:
        """One copy a job, in order; a copy depends on its job and the settings alone."""
        drafts: list[list[_Draft]] = []
        uniforms: list[Sequence[float]] = []
        block = MOST_RUNGS * VARIANTS * settings.max_tokens
        for job in jobs:
            texts = self._plan(job)
            *offsets, total = accumulate((len(plan.sentences) for plan in texts), initial=0)
            drafts.append([_Draft(plan, offset) for plan, offset in zip(texts, offsets, strict=True)])
            uniforms.append(job.draws(block * total))
        rounds = max((len(draft.plan.sentences) for texts in drafts for draft in texts), default=0)
        for number in range(rounds):
            waiting = self._sentences_of_round(number, jobs, drafts, uniforms)
            for rung in range(MOST_RUNGS):
                waiting = self._round([item for item in waiting if rung < len(item.ladder)], settings, rung=rung)
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

    def _sentences_of_round(
        self, number: int, jobs: Sequence[WritingJob], drafts: list[list[_Draft]], uniforms: list[Sequence[float]]
    ) -> list[_Waiting]:
        """Sentence `number` of every text that has one and is not long enough without it."""
        waiting = []
        for job, texts, numbers in zip(jobs, drafts, uniforms, strict=True):
            for draft, keywords in zip(texts, _shared_out(job.brief.keywords, texts), strict=True):
                if number < len(draft.plan.sentences) and wants_sentence(draft.plan, number, draft.num_words):
                    ladder = _with_wishes(draft.plan.sentences[number], job, draft, keywords, first=number == 0)
                    waiting.append(_Waiting(draft, ladder, draft.offset + number, numbers))
        return waiting

    def _round(self, waiting: list[_Waiting], settings: DrawSettings, *, rung: int) -> list[_Waiting]:
        """Draws every waiting sentence and appends the best variants; returns those that had no sound one."""
        requests = []
        for item in waiting:
            first = (MOST_RUNGS * item.place + rung) * VARIANTS * settings.max_tokens
            for start in range(first, first + VARIANTS * settings.max_tokens, settings.max_tokens):
                requests.append(Request(item.ladder[rung], item.uniforms[start : start + settings.max_tokens]))
        drawn = self.decoder.draw(requests, settings=settings)
        left = []
        for at, item in enumerate(waiting):
            variants, task = drawn[at * VARIANTS : (at + 1) * VARIANTS], item.ladder[rung]
            usable = [variant for variant in variants if self._is_sound(variant, task, item.draft.slotted)]
            left += [] if self._append_best(item.draft, task, usable) else [item]
        return left

    def _is_sound(self, sentence: Sentence, task: SentenceTask, earlier: Sequence[str]) -> bool:
        """Whether a drawn sentence may stand: well formed, in known words, and saying nothing it was not asked to."""
        if not is_sound(sentence, task, earlier) or self.lexicon.unknown_words(sentence.text):
            return False
        if task.facts and self.lexicon.strange_neighbours(sentence.text):
            return False
        if task.unit == LINE:
            return self.lexicon.bank.has_line(sentence.text, task.language, task.tone, task.role)
        if task.words and not task.facts:
            return self.lexicon.bank.has_sentence(sentence.text)
        own = " ".join((task.name, task.category, *task.words))
        return not self.lexicon.adds_words(sentence.text, own, most_frames=max(len(task.facts), 1))

    def _append_best(self, draft: _Draft, task: SentenceTask, sentences: list[Sentence]) -> bool:
        """Appends the best of the sound sentences; False when there is none.

        Of lines that were not asked for by their words the first: the likeliest would be the same one in every text.
        """
        if not sentences:
            return False
        ranked = [
            (sentence.logprob + _wishes_met(sentence, task) - _repetition(sentence, task, draft.slotted), -index)
            for index, sentence in enumerate(sentences)
        ]
        best = sentences[0 if task.unit == LINE and not task.words else -max(ranked)[1]]
        draft.slotted.append(best.text)
        draft.sentences.append(realize(best.text, task, lexicon=self.lexicon))
        draft.logprobs.append((best.logprob, best.num_tokens))
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


def _shared_out(keywords: Sequence[str], drafts: Sequence[_Draft]) -> list[list[str]]:
    """Which text is to use which keywords: one each, the longest text first."""
    order = sorted(range(len(drafts)), key=lambda at: -len(drafts[at].plan.sentences))
    shares: list[list[str]] = [[] for _ in drafts]
    for number, keyword in enumerate(keywords if drafts else ()):
        shares[order[number % len(order)]].append(keyword)
    return shares


def _with_wishes(ladder: Ladder, job: WritingJob, draft: _Draft, keywords: Sequence[str], *, first: bool) -> Ladder:
    """All rungs of a sentence, with the opening of the sentence before; where a keyword is still to be used, or the
    first sentence is to begin like an example of accepted copy, without the rungs learnt by heart."""
    language, examples = job.language, job.brief.examples
    previous = opening(draft.slotted[-1], language) if draft.slotted else ""
    *by_heart, task = ladder
    if task.unit == LINE:
        return ladder
    words, example = task.words, ""
    if task.facts and (missing := draft.missing(keywords)):
        words = (missing[0],)
    elif first and task.facts and examples:
        example = beginning(examples[job.plan_seed % len(examples)], language, 2)
    wishes = task.facts and (words or example)
    asked = replace(task, previous=previous, words=words, example=example)
    return (*(() if wishes else by_heart), *rungs_below(asked, tone=ladder[0].tone))


def _wishes_met(sentence: Sentence, task: SentenceTask) -> float:
    """Two nats for each keyword a sentence with facts was asked for and has."""
    return _KEYWORD_BONUS * sum(word.lower() in sentence.text.lower() for word in task.words) if task.facts else 0.0


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
