"""The worked example a metric carries; a test computes it and compares with the value worked out by hand."""

from __future__ import annotations

from dataclasses import dataclass, field

from mtnlg_cli.domain import Brief, Candidate, Channel, ChannelField, Finding, Product


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Copy, what it is held against, and the value the metric must give."""

    texts: dict[str, tuple[str, ...]]
    value: float
    language: str = "en"
    product: Product = field(default_factory=lambda: Product(id="example", language="en"))
    brief: Brief = field(default_factory=Brief)
    channel: Channel = field(default_factory=lambda: Channel(id="example", name="Example", fields=()))
    findings: tuple[Finding, ...] = ()

    @property
    def candidate(self) -> Candidate:
        """The copy as a candidate."""
        return Candidate(fields=self.texts, language=self.language)


def example_field(
    name: str, *, max_length: int, advisory_length: tuple[int, int] | None = None, max_texts: int = 1
) -> ChannelField:
    """A field counted in code points, for examples."""
    return ChannelField(
        name=name,
        counter="cp",
        source="worked example",
        verified_on="2026-08-01",
        max_length=max_length,
        advisory_length=advisory_length,
        max_texts=max_texts,
    )
