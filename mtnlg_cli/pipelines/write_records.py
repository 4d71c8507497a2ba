"""A batch of tasks to finished records: generate, review and score every candidate, keep the best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from mtnlg_cli import __version__
from mtnlg_cli.catalog import product_facts
from mtnlg_cli.domain import Candidate, CopyRecord, Finding, Prompt
from mtnlg_cli.errors import MktError
from mtnlg_cli.generation.engine import GenerationFailure
from mtnlg_cli.pipelines.judge import CopyCase, Verdict, judge_copy, unscored
from mtnlg_cli.pipelines.prepare_copy import Job, Task, stored_product
from mtnlg_cli.records.codec import count_surrogates, replace_surrogates
from mtnlg_cli.review.evidence import has_enough_facts

MAX_ATTEMPTS = 3
"""The first draw and up to two more when no candidate is without a block finding."""
_NO_TEXT = "the record has no text"
# What a fault in one row can raise in an engine, a check or a metric; it costs that row, not the run.
_FAULTS = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A candidate with the verdict on it."""

    candidate: Candidate
    attempt: int
    verdict: Verdict

    @property
    def num_blocks(self) -> int:
        return sum(finding.severity == "block" for finding in self.verdict.findings)

    @property
    def rank(self) -> tuple[bool, float, int, int, int]:
        """Smallest is best: no block finding, then the overall score, then fewer blocks, then the earlier draw."""
        overall = self.verdict.scores["overall"]
        worth = -1.0 if overall is None else overall
        return self.num_blocks > 0, -worth, self.num_blocks, self.attempt, self.candidate.index


@dataclass(slots=True)
class Draft:
    """A record in the making."""

    task: Task
    prompt: Prompt | None = None
    judged: list[Judged] = field(default_factory=list)
    attempts: int = 0
    error: dict[str, str] | None = None
    again: bool = False
    num_tokens: int = 0

    @property
    def best(self) -> Judged | None:
        return min(self.judged, key=lambda judged: judged.rank, default=None)

    @property
    def is_settled(self) -> bool:
        """Whether another attempt would be in vain, for there is no prompt, or is not needed."""
        return self.prompt is None or (self.best is not None and self.best.num_blocks == 0)

    def fail(self, what: str, *, fix: str, again: bool) -> None:
        """Notes why there is no text; one from any attempt makes that harmless. `again`: a later run should try."""
        self.error = {"what": what, "where": str(self.task.location), "fix": fix}
        self.again = again


def make_drafts(job: Job, tasks: Sequence[Task]) -> list[Draft]:
    """One draft a task, in order, each settled or out of attempts. Raises what stops the whole run: EnvironmentStop."""
    drafts = [_start(job, replace(task, product=stored_product(task.product))) for task in tasks]
    for attempt in range(MAX_ATTEMPTS):
        open_drafts = [draft for draft in drafts if not draft.is_settled]
        if not open_drafts:
            break
        _attempt(job, open_drafts, attempt=attempt)
    for draft in drafts:
        if draft.best is not None:
            draft.error, draft.again = None, False
        elif draft.error is None:
            draft.fail("the model wrote no text", fix="give the row more facts, or another --seed", again=False)
    return drafts


def _start(job: Job, task: Task) -> Draft:
    draft = Draft(task)
    if not has_enough_facts(task.product):
        draft.fail(
            "the row has too few facts to write about",
            fix="fill the title or at least two attribute columns",
            again=False,
        )
        return draft
    try:
        draft.prompt = job.prompt(task)
    except MktError as error:
        draft.fail(error.what, fix=error.fix or "mend the template", again=False)
    return draft


def _attempt(job: Job, drafts: Sequence[Draft], *, attempt: int) -> None:
    prompts = [draft.prompt for draft in drafts if draft.prompt is not None]
    for draft, candidates in zip(drafts, generate_safely(job, prompts, attempt=attempt), strict=True):
        draft.attempts = attempt + 1
        if isinstance(candidates, GenerationFailure):
            draft.fail(candidates.what, fix=candidates.fix, again=candidates.is_transient)
            continue
        draft.num_tokens += sum(candidate.num_tokens for candidate in candidates)
        for candidate in candidates:
            _judge(job, draft, candidate, attempt=attempt)


def generate_safely(job: Job, prompts: Sequence[Prompt], *, attempt: int) -> list[list[Candidate]]:
    """The engine's answer; when a batch fails as a whole, each prompt is tried alone, so that one cannot sink the rest.

    Raises EnvironmentStop (and any other MktError) of the engine.
    """
    try:
        answer = job.engine.generate(prompts, sampling=job.config.sampling, attempt=attempt)
        if len(answer) != len(prompts):
            raise RuntimeError(f"the engine gave {len(answer)} answers to {len(prompts)} prompts")
        return answer
    except (*_FAULTS, MemoryError) as error:
        if len(prompts) > 1:
            return [generate_safely(job, [prompt], attempt=attempt)[0] for prompt in prompts]
        what = f"the engine failed: {_describe(error)}"
        return [GenerationFailure(what, fix="run the same command again", is_transient=True)]


def _describe(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:300]}" if lines else type(error).__name__


def _judge(job: Job, draft: Draft, candidate: Candidate, *, attempt: int) -> None:
    clean, num_replaced = _without_surrogates(candidate)
    if not any(text.strip() for texts in clean.fields.values() for text in texts):
        return
    task, brief = draft.task, job.config.brief
    case = CopyCase(candidate=clean, product=task.product, brief=brief, channel=task.channel)
    try:
        verdict = judge_copy(case)
    except _FAULTS as error:
        # A judge that fails gives no score, never a pass.
        if not draft.judged:
            draft.fail(f"a check or metric failed: {_describe(error)}", fix="report this row", again=True)
        return
    if num_replaced:
        found = (*verdict.findings, _surrogate_finding(clean, num_replaced))
        verdict = replace(verdict, status="flagged", findings=found)
    draft.judged.append(Judged(candidate=clean, attempt=attempt, verdict=verdict))


def _without_surrogates(candidate: Candidate) -> tuple[Candidate, int]:
    num = sum(count_surrogates(text) for texts in candidate.fields.values() for text in texts)
    if not num:
        return candidate, 0
    fields = {name: tuple(replace_surrogates(texts)) for name, texts in candidate.fields.items()}
    return replace(candidate, fields=fields), num


def _surrogate_finding(candidate: Candidate, num: int) -> Finding:
    return Finding(
        check="lone-surrogate",
        severity="block",
        field=next(iter(candidate.fields)),
        index=0,
        span=None,
        text="",
        message=f"the text held {num} code points that are no characters (lone surrogates), now U+FFFD",
    )


def record_of(job: Job, draft: Draft) -> CopyRecord:
    """The final record of a draft."""
    task, best, brief = draft.task, draft.best, job.config.brief
    scores, notes = (best.verdict.scores, best.verdict.score_notes) if best else unscored(_NO_TEXT)
    return CopyRecord(
        id=task.record_id,
        product_id=task.product.id,
        channel=task.channel.id,
        language=task.product.language,
        tone=brief.tone,
        template=job.template(task).name,
        status=best.verdict.status if best else "failed",
        copy=_texts(best.candidate) if best else {},
        product=product_facts(task.product),
        brief={name: _plain(value) for name, value in asdict(brief).items() if value},
        source=task.source,
        scores=scores,
        score_notes=notes,
        findings=best.verdict.findings if best else (),
        attempts=draft.attempts,
        provenance=_provenance(job, draft),
        error=draft.error,
        candidates=_losers(draft) if job.config.keep_candidates else (),
    )


def _texts(candidate: Candidate) -> dict[str, list[str]]:
    return {name: list(texts) for name, texts in candidate.fields.items()}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _provenance(job: Job, draft: Draft) -> dict[str, Any]:
    info = job.info
    return {
        "model": info.model,
        "weights_sha256": info.weights_sha256,
        "revision": info.revision,
        "engine": job.config.engine,
        "seed": job.config.sampling.seed,
        **(_draw(draft.best) if draft.best else {}),
        "prompt_sha256": draft.prompt.sha256 if draft.prompt else None,
        "template_sha256": job.template(draft.task).sha256,
        "versions": {"mkt": __version__, **info.versions},
        "ai_generated": True,
    }


def _draw(judged: Judged) -> dict[str, Any]:
    """Which draw a candidate was and how its decoding ended; the checks look at the latter."""
    candidate = judged.candidate
    return {
        "candidate": candidate.index,
        "attempt": judged.attempt,
        "finish_reason": candidate.finish_reason,
        "num_tokens": candidate.num_tokens,
        "logprob": candidate.logprob,
    }


def _losers(draft: Draft) -> tuple[dict[str, Any], ...]:
    losers = (judged for judged in draft.judged if judged is not draft.best)
    return tuple({"copy": _texts(loser.candidate), **loser.verdict.as_json(), **_draw(loser)} for loser in losers)
