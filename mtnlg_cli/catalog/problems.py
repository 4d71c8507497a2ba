"""What is wrong with rows, collected while reading and reported once: grouped, counted, the first five shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mtnlg_cli.errors import Location, MktError

NUM_SHOWN = 5
SKIP_FIX = "or leave such rows out: --on-bad-row skip"

ProblemSeverity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one row or file. An "error" makes the row unusable, a "warning" does not."""

    id: str
    what: str
    where: Location
    fix: str
    severity: ProblemSeverity = "error"


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """All problems of one id: how many, and the first five."""

    id: str
    severity: ProblemSeverity
    count: int
    first: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that cannot be used, for the list in the manifest."""

    line: int
    record: int
    product_id: str
    reason: str


class ProblemLog:
    """Collects problems in flat memory."""

    def __init__(self) -> None:
        self._first: dict[str, list[Problem]] = {}
        self._counts: dict[str, int] = {}

    def add(self, problem: Problem) -> None:
        """Count the problem, and keep it when it is one of the first five of its id."""
        self._counts[problem.id] = self._counts.get(problem.id, 0) + 1
        shown = self._first.setdefault(problem.id, [])
        if len(shown) < NUM_SHOWN:
            shown.append(problem)

    def count(self, id: str) -> int:
        """How many problems of that id were added."""
        return self._counts.get(id, 0)

    def discard(self, id: str) -> None:
        """Forget the problems of that id."""
        self._counts.pop(id, None)
        self._first.pop(id, None)

    def groups(self) -> tuple[ProblemGroup, ...]:
        """All groups, errors first, each kind in the order of first appearance."""
        groups = [
            ProblemGroup(id, shown[0].severity, self._counts[id], tuple(shown)) for id, shown in self._first.items()
        ]
        return tuple(sorted(groups, key=lambda group: group.severity != "error"))


def stop_error(groups: tuple[ProblemGroup, ...]) -> MktError | None:
    """The error that stops a run at its unusable rows: the first in full, the others by line; None without errors."""
    errors = [group for group in groups if group.severity == "error"]
    if not errors:
        return None
    first = min((group.first[0] for group in errors), key=lambda problem: problem.where.record or 0)
    count = sum(group.count for group in errors)
    more = "" if count == 1 else f" ({count} unusable rows: {'; '.join(map(_summary, errors))})"
    return MktError(f"{first.what}{more}", where=first.where, fix=f"{first.fix}; {SKIP_FIX}")


def _summary(group: ProblemGroup) -> str:
    lines = ", ".join(str(problem.where.line) for problem in group.first)
    return f"{group.count} x {group.id}, line {lines}{' ...' if group.count > len(group.first) else ''}"
