"""The settings fingerprint: what a journal's records were made with, field by field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_TEMPLATE = "template."


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One field of the fingerprint that differs; `old`/`new` are None where the field is absent."""

    field: str
    old: Any
    new: Any

    def __str__(self) -> str:
        return f"{self.field}: {_show(self.old)} -> {_show(self.new)}"


def _show(value: Any) -> str:
    text = "none" if value is None else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def setting_changes(old: dict[str, Any], new: dict[str, Any]) -> list[SettingChange]:
    """The fields that differ, in the order of the new settings, removed ones last."""
    fields = [*new, *(field for field in old if field not in new)]
    return [SettingChange(f, old.get(f), new.get(f)) for f in fields if old.get(f) != new.get(f)]


def count_reusable(changes: Iterable[SettingChange], ids: Iterable[str], *, channels: list[str]) -> int:
    """How many of the records the changes leave as they are.

    Only a change of the channel list or of single templates spares any: the records of the other channels.
    """
    fields = [change.field for change in changes]
    if not all(field == "channels" or field.startswith(_TEMPLATE) for field in fields):
        return 0
    touched = {field.removeprefix(_TEMPLATE) for field in fields}
    return sum(_channel(id_) in channels and _place(id_) not in touched for id_ in ids)


def _channel(record_id: str) -> str:
    return record_id.rsplit("/", 2)[1]


def _place(record_id: str) -> str:
    return "/".join(record_id.rsplit("/", 2)[1:])
