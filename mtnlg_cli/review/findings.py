"""Making findings: the texts of a candidate, and one finding at a span of one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mtnlg_cli.domain.copy import Candidate
from mtnlg_cli.domain.review import Evidence, Finding, Severity


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a candidate with its place."""

    field: str
    index: int
    text: str

    def finding(
        self,
        check: str,
        severity: Severity,
        message: str,
        *,
        span: tuple[int, int] | None = None,
        evidence: Evidence | None = None,
    ) -> Finding:
        """A finding in this text; `span` in code points, None for the text as a whole."""
        return Finding(
            check=check,
            severity=severity,
            field=self.field,
            index=self.index,
            span=span,
            text=self.text[slice(*span)] if span else "",
            message=message,
            evidence=evidence,
        )


def texts_of(candidate: Candidate) -> Iterator[Text]:
    """The texts of a candidate, field by field."""
    for field, texts in candidate.fields.items():
        for index, text in enumerate(texts):
            yield Text(field, index, text)


def overlaps(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    """Whether a span shares a code point with one of the others."""
    return any(span[0] < end and start < span[1] for start, end in others)
