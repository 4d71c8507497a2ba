"""Copy that a model writes for held-out records, greedily, and what review and scoring make of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from mtnlg_cli.domain import Candidate, Prompt
from mtnlg_cli.generation.engine import Engine, EngineOptions, GenerationFailure, create_engine
from mtnlg_cli.generation.sampling import SamplingConfig
from mtnlg_cli.pipelines.judge import CopyCase, judge_copy, unscored
from mtnlg_cli.pipelines.tally import Tally

_BATCH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFigures:
    """Of `num` records: the share that review accepts, and the mean overall score, no text counted as 0."""

    num: int
    accepted: float
    mean_overall: float


def write_copy(
    prompts: Sequence[Prompt],
    *,
    options: EngineOptions,
    context: int | None,
    on_done: Callable[[int], None],
) -> CopyFigures | None:
    """Writes, reviews and scores one text a prompt; `on_done` is told how many are done. None without prompts.

    `context` is the model's, in tokens. Raises what the engine raises when it cannot load.
    """
    if not prompts:
        return None
    narrow = replace(options, batch_size=min(_BATCH, len(prompts)))
    engine, tally = create_engine("transformers", options=narrow), Tally()
    longest = SamplingConfig().max_new_tokens if context is None else min(SamplingConfig().max_new_tokens, context // 2)
    sampling = SamplingConfig(candidates=1, temperature=0.0, max_new_tokens=longest)
    for start in range(0, len(prompts), _BATCH):
        _write(engine, prompts[start : start + _BATCH], sampling=sampling, tally=tally)
        on_done(tally.records)
    return CopyFigures(
        num=tally.records, accepted=tally.statuses["accepted"] / tally.records, mean_overall=tally.mean_overall()
    )


def _write(engine: Engine, prompts: Sequence[Prompt], *, sampling: SamplingConfig, tally: Tally) -> None:
    for prompt, candidates in zip(prompts, engine.generate(prompts, sampling=sampling), strict=True):
        if isinstance(candidates, GenerationFailure):
            tally.add(status="failed", scores=unscored(candidates.what)[0], checks=())
        else:
            verdict = judge_copy(_case(prompt, candidates[0]))
            tally.add(status=verdict.status, scores=verdict.scores, checks=[f.check for f in verdict.findings])


def _case(prompt: Prompt, candidate: Candidate) -> CopyCase:
    return CopyCase(candidate=candidate, product=prompt.product, brief=prompt.brief, channel=prompt.channel)
