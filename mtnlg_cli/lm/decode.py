"""Batched sampling of sentences: shapes that depend on a sentence alone, so that its neighbours cannot change it.

Every batch has the same width (missing rows are dummies) and holds sources of one length bucket; each row brings its
own uniform numbers. So a sentence comes out the same alone, in a batch, in any order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from mtnlg_cli.lm.model import EncoderDecoder, LayerCache
from mtnlg_cli.lm.task import BOS, EOS, SLOTS, SPECIAL_TOKENS, SentenceTask
from mtnlg_cli.lm.tokenizer import Vocabulary

BUCKETS = (24, 32, 48, 64, 96, 192)
ENCODER_WIDTH = 16
DECODER_WIDTH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawSettings:
    """How tokens are drawn: logits over `temperature`, the `top_k` best, of these the least with mass `top_p`."""

    temperature: float
    top_k: int
    top_p: float
    max_tokens: int = 64


@dataclass(frozen=True, slots=True)
class Request:
    """One sentence to draw; `uniforms` holds at least `max_tokens` numbers in [0, 1)."""

    task: SentenceTask
    uniforms: Sequence[float]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A drawn sentence with its slots; `logprob` is the mean over its tokens, in nats, at temperature 1."""

    text: str
    logprob: float
    num_tokens: int
    finished: bool


class SentenceDecoder:
    """The model with the rules of decoding: no digit and no special token but the task's own slots, each once."""

    def __init__(self, model: EncoderDecoder, vocabulary: Vocabulary, *, digits: bool = False) -> None:
        """`digits` lets the model write digits of its own, for data whose numbers are no slots."""
        self._digits = digits
        self.model = model.eval()
        self.vocabulary = vocabulary
        self._slot_ids = torch.tensor([vocabulary.special_id[slot] for slot in SLOTS])
        self._end = vocabulary.special_id[EOS]
        self._base_mask = self._forbidden()

    def draw(self, requests: Sequence[Request], *, settings: DrawSettings) -> list[Sentence]:
        """One sentence a request, in order."""
        sources = [tuple(self.vocabulary.encode_source(request.task, max_length=BUCKETS[-1])) for request in requests]
        by_bucket: dict[int, list[int]] = {}
        for index, source in enumerate(sources):
            by_bucket.setdefault(bucket_of(len(source)), []).append(index)
        results: dict[int, Sentence] = {}
        with torch.inference_mode():
            for bucket, indices in sorted(by_bucket.items()):
                states = self._encode({sources[index] for index in indices}, bucket)
                for start in range(0, len(indices), DECODER_WIDTH):
                    chosen = indices[start : start + DECODER_WIDTH]
                    drawn = self._decode(
                        [requests[i] for i in chosen], [states[sources[i]] for i in chosen], bucket, settings
                    )
                    results.update(zip(chosen, drawn, strict=True))
        return [results[index] for index in range(len(requests))]

    def _forbidden(self) -> Tensor:
        """(V,) additive mask: special tokens and every token with a digit or a line break in it."""
        mask = torch.zeros(self.vocabulary.size)
        barred = "\n\r\t#@"
        for number in range(self.vocabulary.size):
            text = self.vocabulary.decode([number])
            digit = not self._digits and any(ch.isdigit() for ch in text)
            if text in SPECIAL_TOKENS or digit or any(ch in barred for ch in text):
                mask[number] = -torch.inf
        mask[self._end] = 0.0
        return mask

    def _encode(self, sources: set[tuple[int, ...]], bucket: int) -> dict[tuple[int, ...], tuple[Tensor, Tensor]]:
        """Encoder states (S, D) and mask (1, 1, S) of each distinct source, computed once and shared."""
        ordered, found = sorted(sources), {}
        for start in range(0, len(ordered), ENCODER_WIDTH):
            rows = ordered[start : start + ENCODER_WIDTH]
            padded = torch.zeros(ENCODER_WIDTH, bucket, dtype=torch.long)
            padded[:, 0] = self._end  # a dummy row needs one token to attend to
            for row, source in enumerate(rows):
                padded[row, : len(source)] = torch.tensor(source)
            memory, mask = self.model.encode(padded)
            found.update({source: (memory[row], mask[row]) for row, source in enumerate(rows)})
        return found

    def _decode(
        self, requests: Sequence[Request], states: list[tuple[Tensor, Tensor]], bucket: int, settings: DrawSettings
    ) -> list[Sentence]:
        steps = min(settings.max_tokens, self.model.config.max_target - 1)
        state = _DecoderState(self, requests, states, bucket, steps)
        for position in range(steps):
            if state.all_done:
                break
            logits = self.model.step(state.token, state.caches, state.mask, position)
            state.advance(logits, settings, position, self._end)
        return state.sentences(self.vocabulary, self._end)


class _DecoderState:
    """The running batch: (W,) tokens, caches, slots still to be used, and what has been drawn."""

    def __init__(
        self,
        decoder: SentenceDecoder,
        requests: Sequence[Request],
        states: list[tuple[Tensor, Tensor]],
        bucket: int,
        steps: int,
    ) -> None:
        width = DECODER_WIDTH
        self.count = len(requests)
        fill = width - self.count
        memory = torch.stack([memory for memory, _ in states] + [states[0][0]] * fill)
        self.mask = torch.stack([mask for _, mask in states] + [states[0][1]] * fill)
        self.caches: list[LayerCache] = decoder.model.start_cache(memory, length=steps)
        self.token = torch.full((width,), decoder.vocabulary.special_id[BOS])
        self.done = torch.tensor([False] * self.count + [True] * fill)
        self.base_mask, self.slot_ids = decoder._base_mask, decoder._slot_ids
        self.slot_mask = torch.full((width, len(SLOTS)), -torch.inf)
        for row, request in enumerate(requests):
            for slot in request.task.expected_slots():
                self.slot_mask[row, SLOTS.index(slot)] = 0.0
        self.uniforms = torch.zeros(width, steps, dtype=torch.float64)
        for row, request in enumerate(requests):
            self.uniforms[row] = torch.tensor(request.uniforms[:steps], dtype=torch.float64)
        self.tokens = torch.zeros(width, steps, dtype=torch.long)
        self.logprobs = torch.zeros(width, steps)

    @property
    def all_done(self) -> bool:
        return bool(self.done.all())

    def advance(self, logits: Tensor, settings: DrawSettings, position: int, end: int) -> None:
        """Draws the next token of every running row and takes its slot, if it is one, out of the allowed ones."""
        logprobs = torch.log_softmax(logits, dim=-1)
        allowed = logprobs + self.base_mask
        allowed[:, self.slot_ids] = logprobs[:, self.slot_ids] + self.slot_mask
        token = draw_tokens(allowed, self.uniforms[:, position], settings)
        token = torch.where(self.done, end, token)
        self.tokens[:, position] = token
        self.logprobs[:, position] = logprobs.gather(1, token[:, None])[:, 0]
        self.slot_mask.masked_fill_(token[:, None] == self.slot_ids[None, :], -torch.inf)
        self.done |= token == end
        self.token = token

    def sentences(self, vocabulary: Vocabulary, end: int) -> list[Sentence]:
        """The drawn rows as text, dummies left out."""
        found = []
        for row in range(self.count):
            ids = self.tokens[row].tolist()
            finished = end in ids
            length = ids.index(end) if finished else len(ids)
            mean = float(self.logprobs[row, : length + finished].mean())
            found.append(Sentence(vocabulary.decode(ids[:length]).strip(), mean, length + finished, finished))
        return found


def bucket_of(length: int) -> int:
    """The padded length for a source of `length` tokens."""
    return next(bucket for bucket in BUCKETS if length <= bucket)


def draw_tokens(logprobs: Tensor, uniforms: Tensor, settings: DrawSettings) -> Tensor:
    """One id a row of (B, V): top-k first, then top-p inside the k, then the inverse of the cumulative distribution."""
    values, indices = logprobs.topk(settings.top_k, dim=-1)
    if settings.temperature == 0:
        return indices[:, 0]
    probabilities = torch.softmax(values.double() / settings.temperature, dim=-1)
    before = probabilities.cumsum(dim=-1) - probabilities
    probabilities = probabilities * (before < settings.top_p)
    cumulative = probabilities.cumsum(dim=-1)
    threshold = uniforms[:, None] * cumulative[:, -1:]
    choice = (cumulative <= threshold).sum(dim=-1).clamp(max=settings.top_k - 1)
    return indices.gather(1, choice[:, None])[:, 0]
