"""A place copy is published, and what that place allows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorialRule:
    """A pattern a platform forbids. `severity` is "block", "warn" or "info"; `source` a link, `verified_on` a date."""

    id: str
    pattern: str
    message: str
    fix: str
    severity: str
    source: str
    verified_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelField:
    """One field of a channel, a list of texts.

    `max_length` is the platform's hard limit and `advisory_length` (min, max) what reads well there, both in units
    of `counter` (see text/counters.py); `min_texts`/`max_texts` is how many texts the field takes;
    `multiline` says whether a text may hold line breaks.
    """

    name: str
    counter: str
    source: str
    verified_on: str
    max_length: int | None = None
    advisory_length: tuple[int, int] | None = None
    min_texts: int = 1
    max_texts: int = 1
    multiline: bool = False
    rules: tuple[EditorialRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A place copy is published; `id` is kebab-case and equals the file name."""

    id: str
    name: str
    fields: tuple[ChannelField, ...]
    languages: tuple[str, ...] = ("en", "zh")

    def field(self, name: str) -> ChannelField:
        """The field of that name; KeyError if the channel has none."""
        return {field.name: field for field in self.fields}[name]
