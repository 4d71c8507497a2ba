"""The model inside the package: plans the facts of each sentence, finds the words; offline, no download."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING

from mtnlg_cli.domain.copy import Candidate, Prompt
from mtnlg_cli.errors import MktError
from mtnlg_cli.generation.draws import row_seed, uniforms
from mtnlg_cli.generation.embedded_files import inspect_embedded
from mtnlg_cli.generation.engine import EngineInfo, EngineOptions, GenerationFailure
from mtnlg_cli.generation.sampling import SamplingConfig

if TYPE_CHECKING:
    from mtnlg_cli.lm.writer import CopyWriter, WritingJob, WrittenCopy

MODEL_NAME = "mkt-embedded"


def create(options: EngineOptions) -> EmbeddedEngine:
    """The engine, not loaded yet. Raises MktError when another model is asked of it."""
    if options.model is not None:
        raise MktError(
            f"the embedded engine has its own model and cannot load {options.model}",
            fix="use --engine transformers with --model",
        )
    return EmbeddedEngine()


class EmbeddedEngine:
    """Whole copies by content planning and sentence-wise decoding; see mtnlg_cli.lm.writer."""

    name = "embedded"
    prompts_per_batch = 8  # 8 prompts x 4 candidates x 8 draws of a sentence fill four batches of the decoder

    def __init__(self) -> None:
        self._writer: CopyWriter | None = None

    def load(self) -> None:
        from mtnlg_cli.lm.embedded import load_writer

        if self._writer is None:
            self._writer = load_writer()

    def info(self) -> EngineInfo:
        """What will write the copy; raises EnvironmentStop when a file of the model is missing or damaged."""
        from mtnlg_cli.lm.files import vocabulary_sha256

        return EngineInfo(
            model=MODEL_NAME,
            weights_sha256=inspect_embedded().sha256,
            revision=vocabulary_sha256()[:12],
            versions={"torch": version("torch")},
        )

    def generate(
        self, prompts: Sequence[Prompt], *, sampling: SamplingConfig, attempt: int = 0
    ) -> list[list[Candidate]]:
        from mtnlg_cli.lm.decode import DrawSettings

        self.load()
        assert self._writer is not None
        settings = DrawSettings(temperature=sampling.temperature, top_k=sampling.top_k, top_p=sampling.top_p)
        jobs = [
            _job(prompt, sampling.seed, candidate, attempt)
            for prompt in prompts
            for candidate in range(sampling.candidates)
        ]
        written = self._writer.write(jobs, settings=settings)
        results: list[list[Candidate]] = []
        for row, prompt in enumerate(prompts):
            copies = written[row * sampling.candidates : (row + 1) * sampling.candidates]
            found = [
                _candidate(copy, prompt, index, row_seed(sampling.seed, prompt.row_key, index, attempt))
                for index, copy in enumerate(copies)
                if copy.fields
            ]
            results.append(found or _failure(prompt))
        return results


def _job(prompt: Prompt, seed: int, candidate: int, attempt: int) -> WritingJob:
    from mtnlg_cli.lm.writer import WritingJob

    return WritingJob(
        product=prompt.product,
        brief=prompt.brief,
        channel=prompt.channel,
        language=prompt.language,
        plan_seed=row_seed(seed, prompt.row_key, candidate, attempt),
        draws=partial(uniforms, seed, prompt.row_key, candidate, attempt),
    )


def _candidate(copy: WrittenCopy, prompt: Prompt, index: int, seed: int) -> Candidate:
    return Candidate(
        fields=copy.fields,
        language=prompt.language,
        index=index,
        seed=seed,
        num_tokens=copy.num_tokens,
        logprob=copy.logprob,
    )


def _failure(prompt: Prompt) -> GenerationFailure:
    from mtnlg_cli.lm.planning import supported_channels

    if prompt.channel.id not in supported_channels():
        return GenerationFailure(
            f"the embedded model does not write {prompt.channel.id}",
            fix="use --engine transformers with a larger model for this channel",
        )
    return GenerationFailure(
        "the embedded model found no sound sentence for this row",
        fix="give the row more facts, or try another --seed",
    )
