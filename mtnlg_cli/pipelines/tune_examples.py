"""Cases -> examples: prompts and answers in token ids of the model, exactly as generation encodes and reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mtnlg_cli.errors import MktError
from mtnlg_cli.generation.encoding import ControlTokenError, PromptEncoder
from mtnlg_cli.generation.loading import LoadedModel
from mtnlg_cli.generation.parsing import parse_answer
from mtnlg_cli.lm.tuning.split import place_of
from mtnlg_cli.pipelines.tune_cases import LeftOutError, TuneCase
from mtnlg_cli.pipelines.tune_config import MAX_LENGTH

if TYPE_CHECKING:
    from mtnlg_cli.lm.tuning.batches import Example

MAX_EVALUATED = 512
"""Held-out records whose loss is measured; more would only make evaluations slow."""
_SENTINEL = "zqANSWERqz"


@dataclass(frozen=True, slots=True)
class EncodedCase:
    """A case with its example."""

    case: TuneCase
    example: Example


@dataclass(frozen=True, slots=True)
class Split:
    """Training and held-out examples; no product is in both, and no prompt. Held-out ones in the order of their ids'
    hashes, so that the first few are a sample."""

    training: tuple[EncodedCase, ...]
    held_out: tuple[EncodedCase, ...]

    @property
    def evaluated(self) -> list[Example]:
        """The held-out examples whose loss is measured."""
        return [one.example for one in self.held_out[:MAX_EVALUATED]]


class CaseEncoder:
    """Encodes cases for one loaded model. `limit` is the longest example in tokens.

    Raises MktError for a model that names no end token, or no start token where it needs one, and for a --max-length
    beyond its context.
    """

    def __init__(self, loaded: LoadedModel, *, max_length: int | None) -> None:
        self._loaded = loaded
        tokenizer = loaded.tokenizer
        is_chat = not loaded.is_seq2seq and bool(tokenizer.chat_template)
        self._prompts = PromptEncoder(tokenizer, chat=is_chat, keep_end=loaded.is_seq2seq)
        self._end_id = _end_id(loaded, is_chat=is_chat)
        self.limit = _limit(loaded, max_length)
        if loaded.is_seq2seq and loaded.start_id is None:
            raise MktError("the model's generation_config.json names no decoder_start_token_id", fix="add it there")

    def encode(self, cases: Sequence[TuneCase], *, left_out: Counter[str]) -> list[EncodedCase]:
        """The cases the model can learn, in order; the others are counted by reason."""
        encoded = []
        for case in cases:
            try:
                encoded.append(EncodedCase(case, self._example(case)))
            except LeftOutError as reason:
                left_out[str(reason)] += 1
        return encoded

    def _example(self, case: TuneCase) -> Example:
        from mtnlg_cli.lm.tuning.batches import Example

        try:
            prompt = self._prompts.encode(case.prompt.user, system=case.prompt.system)
        except ControlTokenError as error:
            raise LeftOutError("the row spells a control token of the model") from error
        first = [] if self._loaded.first_id is None else [self._loaded.first_id]
        target = (*first, *self._answer(case), self._end_id)
        if len(prompt) + len(target) > self.limit:
            raise LeftOutError(f"longer than {self.limit:,} tokens (--max-length)")
        return Example(prompt=tuple(prompt), target=target, num_chars=len(case.answer), num_forced=len(first))

    def _answer(self, case: TuneCase) -> list[int]:
        """The answer in tokens, if they read back as the same number of texts in the same fields."""
        tokenizer = self._loaded.tokenizer
        ids = list(tokenizer(case.answer, add_special_tokens=False)["input_ids"])
        if self._prompts.control_ids.intersection(ids):
            raise LeftOutError("the copy spells a control token of the model")
        text = tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        if tokenizer.unk_token_id in ids or _shape(text, case) != _shape(case.answer, case):
            raise LeftOutError("the model's tokenizer cannot write the copy (unknown characters, or lost line ends)")
        return ids


def split_cases(encoded: Sequence[EncodedCase], *, products: frozenset[str], left_out: Counter[str]) -> Split:
    """Splits by product. A training case with the prompt of a held-out one is left out and counted."""
    held_out = [one for one in encoded if one.case.product_id in products]
    prompts = {one.example.prompt for one in held_out}
    training = [one for one in encoded if one.case.product_id not in products]
    clean = [one for one in training if one.example.prompt not in prompts]
    if len(clean) < len(training):
        left_out["the same row as a held-out product"] += len(training) - len(clean)
    held_out.sort(key=lambda one: (place_of(one.case.product_id), one.case.prompt.sha256))
    return Split(tuple(clean), tuple(held_out))


def num_products(encoded: Sequence[EncodedCase]) -> int:
    """How many products the cases are about."""
    return len({one.case.product_id for one in encoded})


def _shape(answer: str, case: TuneCase) -> dict[str, int]:
    fields = parse_answer(answer, channel=case.prompt.channel).fields
    return {name: len(texts) for name, texts in fields.items()}


def _limit(loaded: LoadedModel, max_length: int | None) -> int:
    context = loaded.context
    if context is not None and max_length is not None and max_length > context:
        raise MktError(f"--max-length {max_length} is longer than the model's context of {context} tokens")
    wanted = max_length or MAX_LENGTH
    return wanted if context is None else min(wanted, context)


def _end_id(loaded: LoadedModel, *, is_chat: bool) -> int:
    """The token that ends an answer: the one the chat template closes a turn with, else the tokenizer's own."""
    if not loaded.end_ids:
        raise MktError("the model names no end token, so it can never finish an answer", fix="use another model")
    closing = _closing_ids(loaded.tokenizer) if is_chat else []
    wanted: list[int] = [*closing, loaded.tokenizer.eos_token_id, *sorted(loaded.end_ids)]
    return next(token for token in wanted if token in loaded.end_ids)


def _closing_ids(tokenizer: Any) -> list[int]:
    """What the chat template writes after an answer; nothing when it cannot show one."""
    from jinja2.exceptions import TemplateError

    messages = [{"role": "user", "content": "x"}, {"role": "assistant", "content": _SENTINEL}]
    try:
        text = str(tokenizer.apply_chat_template(messages, tokenize=False))
    except TemplateError:
        return []
    return list(tokenizer(text.rpartition(_SENTINEL)[2], add_special_tokens=False)["input_ids"])
