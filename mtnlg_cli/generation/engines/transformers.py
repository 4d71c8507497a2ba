"""A causal or sequence-to-sequence model from a local folder or the hub, run in this process with transformers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version

from mtnlg_cli.domain.copy import Candidate, Prompt
from mtnlg_cli.errors import MktError
from mtnlg_cli.generation.buckets import batches, bucket_length
from mtnlg_cli.generation.decoding import Decoded, Row, decode_batch
from mtnlg_cli.generation.draws import row_seed, uniforms
from mtnlg_cli.generation.encoding import ControlTokenError, PromptEncoder
from mtnlg_cli.generation.engine import EngineInfo, EngineOptions, GenerationFailure
from mtnlg_cli.generation.hub import ResolvedModel, resolve_model
from mtnlg_cli.generation.loading import LoadedModel, is_out_of_memory, load_model, pick_device
from mtnlg_cli.generation.model_folder import ModelFolder, inspect_folder, weights_sha256
from mtnlg_cli.generation.parsing import parse_answer
from mtnlg_cli.generation.sampling import SamplingConfig
from mtnlg_cli.generation.steppers import CausalStepper, Seq2SeqStepper, Stepper

_BATCH_SIZE = {"cpu": 32, "cuda": 128}
"""Sequences decoded together; on a CPU more only adds memory."""


def create(options: EngineOptions) -> TransformersEngine:
    """The engine for `options.model`. Raises MktError when no model is given."""
    if options.model is None:
        raise MktError("the transformers engine needs --model", fix="--model FOLDER, or a hub id organisation/name")
    return TransformersEngine(options, model=options.model)


class TransformersEngine:
    """Prompts are read once, K candidates share the reading, batches hold prompts of one padded length."""

    name = "transformers"
    prompts_per_batch = 32

    def __init__(self, options: EngineOptions, *, model: str) -> None:
        self._options = options
        self._model_name = model
        self._loaded: LoadedModel | None = None
        self._max_rows: int | None = None
        self._notes: list[str] = []

    def load(self) -> None:
        """Bring model and tokenizer into memory; a second call does nothing."""
        if self._loaded is None:
            self._loaded = load_model(self._folder, device=self._device, dtype=self._dtype)

    def info(self) -> EngineInfo:
        settings = {"device": self._device, "dtype": self._dtype}
        libraries = {name: version(name) for name in ("torch", "transformers", "tokenizers")}
        return EngineInfo(
            model=self._model_name,
            weights_sha256=self._weights_sha256,
            revision=self._resolved.revision,
            versions={**libraries, **settings},
            notes=tuple(self._notes),
        )

    def generate(
        self, prompts: Sequence[Prompt], *, sampling: SamplingConfig, attempt: int = 0
    ) -> list[list[Candidate]]:
        self.load()
        self._check_answer_length(sampling)
        results: dict[int, list[Candidate]] = {}
        rows: dict[int, Row] = {}
        for index, prompt in enumerate(prompts):
            row = self._row(prompt, sampling=sampling, attempt=attempt)
            if isinstance(row, Row):
                rows[index] = row
            else:
                results[index] = row
        for index, answers in self._decode(rows, sampling=sampling).items():
            results[index] = (
                answers
                if isinstance(answers, GenerationFailure)
                else self._candidates(prompts[index], answers, sampling=sampling, attempt=attempt)
            )
        return [results[index] for index in range(len(prompts))]

    @cached_property
    def _resolved(self) -> ResolvedModel:
        options = self._options
        return resolve_model(self._model_name, revision=options.revision, offline=options.offline)

    @cached_property
    def _folder(self) -> ModelFolder:
        return inspect_folder(self._resolved.path)

    @cached_property
    def _weights_sha256(self) -> str:
        return weights_sha256(self._folder.weights)

    @cached_property
    def _device(self) -> str:
        return pick_device(self._options.device)

    @property
    def _dtype(self) -> str:
        """float32 on a CPU: half precision is slower there and lets batch neighbours move more results."""
        on_cpu = self._device == "cpu" and self._options.dtype == "auto"
        return "float32" if on_cpu else self._options.dtype

    @cached_property
    def _ready(self) -> LoadedModel:
        self.load()
        if self._loaded is None:
            raise RuntimeError("load() left no model")
        return self._loaded

    @cached_property
    def _encoder(self) -> PromptEncoder:
        ready = self._ready
        chat = not ready.is_seq2seq and bool(ready.tokenizer.chat_template)
        return PromptEncoder(ready.tokenizer, chat=chat, keep_end=ready.is_seq2seq)

    def _row(self, prompt: Prompt, *, sampling: SamplingConfig, attempt: int) -> Row | GenerationFailure:
        try:
            ids = self._encoder.encode(prompt.user, system=prompt.system)
        except ControlTokenError as error:
            return GenerationFailure(str(error), fix="take that text out of the row")
        limit = self._input_limit(sampling)
        if limit is not None and len(ids) > limit:
            return GenerationFailure(
                f"the prompt is too long: {len(ids)} tokens, and the model takes {limit}"
                f" (context {self._ready.context}, {sampling.max_new_tokens} of it for the answer)",
                fix="shorten the row or the template, lower --max-new-tokens, or use a model with a longer context",
            )
        n = sampling.max_new_tokens
        draws = tuple(
            tuple(uniforms(sampling.seed, prompt.row_key, index, attempt, n)) for index in range(sampling.num_distinct)
        )
        room = self._ready.context if self._ready.is_seq2seq else None
        return Row(ids=tuple(ids), length=bucket_length(len(ids), limit=room), draws=draws)

    def _check_answer_length(self, sampling: SamplingConfig) -> None:
        context = self._folder.context
        if context is not None and sampling.max_new_tokens >= context:
            raise MktError(
                f"--max-new-tokens {sampling.max_new_tokens} leaves no room in the model's context of {context} tokens",
                fix=f"give at most {context // 2}",
            )

    def _input_limit(self, sampling: SamplingConfig) -> int | None:
        ready = self._ready
        if ready.context is None or ready.is_seq2seq:
            return ready.context
        return ready.context - sampling.max_new_tokens

    def _stepper(self) -> Stepper:
        ready = self._ready
        if not ready.is_seq2seq:
            return CausalStepper(ready.model, pad_id=ready.pad_id)
        if ready.start_id is None:
            raise MktError("the model's generation_config.json names no decoder_start_token_id", fix="add it there")
        return Seq2SeqStepper(ready.model, pad_id=ready.pad_id, start_id=ready.start_id)

    def _decode(
        self, rows: dict[int, Row], *, sampling: SamplingConfig
    ) -> dict[int, list[Decoded] | GenerationFailure]:
        """Decode all rows; when memory runs out, halve the batch and go on with the rows that are not done."""
        done: dict[int, list[Decoded] | GenerationFailure] = {}
        while waiting := [index for index in rows if index not in done]:
            width = self._width(sampling)
            plan = batches([rows[index].length for index in waiting], width=width)
            for members in ([waiting[i] for i in batch] for batch in plan):
                if not self._decode_one(members, rows, width=width, sampling=sampling, done=done):
                    self._narrow(width, [index for index in members if index not in done], done)
                    break
        return done

    def _decode_one(
        self,
        members: Sequence[int],
        rows: dict[int, Row],
        *,
        width: int,
        sampling: SamplingConfig,
        done: dict[int, list[Decoded] | GenerationFailure],
    ) -> bool:
        """Decode one batch into `done`; False when memory ran out, after the error and what it held are gone."""
        ready = self._ready
        try:
            decode_batch(
                self._stepper(),
                [rows[index] for index in members],
                width=width,
                sampling=sampling,
                end_ids=ready.end_ids,
                fixed_shape=self._options.deterministic,
                first_id=ready.first_id,
                on_row=lambda position, answers: done.__setitem__(members[position], answers),
            )
        except (MemoryError, RuntimeError) as error:
            if not is_out_of_memory(error):
                raise
            return False
        return True

    def _width(self, sampling: SamplingConfig) -> int:
        size = self._options.batch_size or _BATCH_SIZE[self._device]
        width = max(1, size // sampling.num_distinct)
        return width if self._max_rows is None else min(width, self._max_rows)

    def _narrow(self, width: int, undone: Sequence[int], done: dict[int, list[Decoded] | GenerationFailure]) -> None:
        """After running out of memory: half the width from now on; a row that fails alone is failed."""
        if self._device == "cuda":
            import torch

            torch.cuda.empty_cache()
        if width == 1:
            for index in undone:
                done[index] = GenerationFailure(
                    "out of memory with this row alone",
                    fix="use fewer --candidates, a smaller model or more memory",
                    is_transient=True,
                )
            return
        self._max_rows = width // 2
        self._notes.append(f"out of memory at {width} rows a batch; went on with {self._max_rows}")

    def _candidates(
        self, prompt: Prompt, answers: Sequence[Decoded], *, sampling: SamplingConfig, attempt: int
    ) -> list[Candidate]:
        """The candidates that hold text, or why there is none."""
        found = []
        for index, answer in enumerate(answers):
            text = self._ready.tokenizer.decode(
                answer.tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False
            )
            fields = parse_answer(text, channel=prompt.channel).fields
            if fields and answer.finish != "broken":
                found.append(
                    Candidate(
                        fields=fields,
                        language=prompt.language,
                        index=index,
                        seed=row_seed(sampling.seed, prompt.row_key, index, attempt),
                        finish_reason=answer.finish,
                        num_tokens=answer.num_tokens,
                        logprob=round(answer.logprob_sum / answer.num_tokens, 6),
                    )
                )
        if found:
            return found
        if all(answer.finish == "broken" for answer in answers):
            return GenerationFailure("the model's numbers are not finite", fix="use --dtype float32")
        return GenerationFailure("the model's answers hold no text for the channel", fix="use a stronger model")
