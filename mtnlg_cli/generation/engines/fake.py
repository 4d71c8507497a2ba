"""No model at all: plain sentences that list the row's facts, the same for the same seed. For demos and tests.

It never poses as a model: its info says "fake". Two environment variables help tests: MKT_FAKE_DELAY_MS sleeps so many
milliseconds a prompt, MKT_FAKE_FAULT_RATE (0 to 1) is the share of candidates that get an invented number.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from itertools import pairwise

from mtnlg_cli.domain.channel import ChannelField
from mtnlg_cli.domain.copy import Candidate, Prompt
from mtnlg_cli.errors import MktError
from mtnlg_cli.generation.draws import row_seed, uniforms
from mtnlg_cli.generation.engine import EngineInfo, EngineOptions, GenerationFailure
from mtnlg_cli.generation.plain_facts import Fact, list_facts
from mtnlg_cli.generation.sampling import SamplingConfig
from mtnlg_cli.text.counters import count_length
from mtnlg_cli.text.words import split_words

_FAULT = {"en": "It uses 987 W.", "zh": "功率987W。"}
_PHRASE_JOINT = {"en": ", ", "zh": "，"}
_SENTENCE_JOINT = {"en": " ", "zh": ""}
_SHORT_FIELD = 70
"""Units of the field's counter: a field this short takes phrases, a longer one sentences."""
_SHORT_NAMES = frozenset({"subject", "preheader", "headline", "title", "bullets"})
_MAX_FACTS = 8


def create(options: EngineOptions) -> FakeEngine:
    """The fake engine; it has no use for any option. Raises MktError for a --model, which it could not honour."""
    if options.model is not None:
        raise MktError("the fake engine takes no --model", fix="leave --model out, or use --engine transformers")
    return FakeEngine(delay_ms=_number("MKT_FAKE_DELAY_MS"), fault_rate=_number("MKT_FAKE_FAULT_RATE"))


class FakeEngine:
    """Facts of the row in a seeded order and wording, dropped one by one until the channel's limits hold."""

    name = "fake"
    prompts_per_batch = 32

    def __init__(self, *, delay_ms: float = 0.0, fault_rate: float = 0.0) -> None:
        self._delay_ms = delay_ms
        self._fault_rate = fault_rate

    def load(self) -> None:
        """Nothing to load."""

    def info(self) -> EngineInfo:
        return EngineInfo(model="fake")

    def generate(
        self, prompts: Sequence[Prompt], *, sampling: SamplingConfig, attempt: int = 0
    ) -> list[list[Candidate]]:
        return [self._candidates(prompt, sampling=sampling, attempt=attempt) for prompt in prompts]

    def _candidates(self, prompt: Prompt, *, sampling: SamplingConfig, attempt: int) -> list[Candidate]:
        if self._delay_ms:
            time.sleep(self._delay_ms / 1000)
        if not list_facts(prompt.product, language=prompt.language, draws=[0.0]):
            return GenerationFailure("the row has no fact to write about", fix="give the row a title or attributes")
        return [
            self._candidate(prompt, seed=sampling.seed, index=index, attempt=attempt)
            for index in range(sampling.num_distinct)
        ]

    def _candidate(self, prompt: Prompt, *, seed: int, index: int, attempt: int) -> Candidate:
        draws = uniforms(seed, prompt.row_key, index, attempt, 64)
        facts = list_facts(prompt.product, language=prompt.language, draws=draws[1:])
        fields = {field.name: _fill(field, facts=facts, language=prompt.language) for field in prompt.channel.fields}
        if draws[0] < self._fault_rate:
            fields = _with_fault(fields, language=prompt.language)
        return Candidate(
            fields=fields,
            language=prompt.language,
            index=index,
            seed=row_seed(seed, prompt.row_key, index, attempt),
            num_tokens=sum(len(split_words(text)) for texts in fields.values() for text in texts),
        )


def _fill(field: ChannelField, *, facts: Sequence[Fact], language: str) -> tuple[str, ...]:
    """The texts of one field; fewer than it wants when the row has no more facts."""
    short = field.name in _SHORT_NAMES or (field.max_length is not None and field.max_length <= _SHORT_FIELD)
    joint = (_PHRASE_JOINT if short else _SENTENCE_JOINT)[language]
    parts = [fact.phrase if short else fact.sentence for fact in facts]
    if field.max_texts == 1:
        text = _join_fitting(parts, field=field, joint=joint)
        return (text or _clip(facts[0].phrase, field=field),)
    singles = [part for part in parts if _fits(part, field)]
    pairs = [joint.join(pair) for pair in pairwise(parts) if _fits(joint.join(pair), field)]
    texts = list(dict.fromkeys([*singles, *pairs])) or [_clip(facts[0].phrase, field=field)]
    wanted = max(field.min_texts, min(field.max_texts, len(singles)))
    return tuple(texts[:wanted])


def _join_fitting(parts: Sequence[str], *, field: ChannelField, joint: str) -> str:
    """As many parts as the hard limit takes, in order, stopping at the advisory length."""
    text = ""
    enough = field.advisory_length[1] if field.advisory_length else field.max_length
    for part in parts[:_MAX_FACTS]:
        longer = text + joint + part if text else part
        too_much = text and enough is not None and count_length(longer, field.counter) > enough
        if _fits(longer, field) and not too_much:
            text = longer
    return text


def _fits(text: str, field: ChannelField) -> bool:
    return field.max_length is None or count_length(text, field.counter) <= field.max_length


def _clip(text: str, *, field: ChannelField) -> str:
    """The longest start of a text that fits, whole words only where there are spaces."""
    while text and not _fits(text, field):
        text = text.rpartition(" ")[0] or text[:-1]
    return text


def _with_fault(fields: dict[str, tuple[str, ...]], *, language: str) -> dict[str, tuple[str, ...]]:
    name, texts = next(iter(fields.items()))
    return {**fields, name: (texts[0] + _SENTENCE_JOINT[language] + _FAULT[language], *texts[1:])}


def _number(variable: str) -> float:
    text = os.environ.get(variable, "0")
    try:
        return max(0.0, float(text))
    except ValueError:
        raise MktError(f"{variable} is not a number: {text}", fix=f"unset {variable} or give it a number") from None
