"""What the channels are and what they allow, as plain data for the terminal and for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from mtnlg_cli.channels import CHANNELS, get_channel
from mtnlg_cli.domain import Channel, ChannelField


def list_channels() -> list[dict[str, Any]]:
    """Every channel: id, name, fields with their limit, languages; sorted by id."""
    return [_brief(get_channel(name)) for name in CHANNELS.names()]


def show_channel(channel_id: str) -> dict[str, Any]:
    """One channel in full, rules and sources included. Raises MktError with a suggestion for an unknown id."""
    channel = get_channel(channel_id)
    return {**asdict(channel), "summary": CHANNELS.summary(channel.id)}


def describe_limit(field: dict[str, Any]) -> str:
    """The hard limit of a field (as `show_channel` gives it) in words: "30 width2", "no hard limit"."""
    return f"{field['max_length']} {field['counter']}" if field["max_length"] else "no hard limit"


def describe_texts(field: dict[str, Any]) -> str:
    """How many texts a field takes: "1", "3-15", "0-1"."""
    low, high = field["min_texts"], field["max_texts"]
    return str(high) if low == high else f"{low}-{high}"


def _brief(channel: Channel) -> dict[str, Any]:
    return {
        "id": channel.id,
        "name": channel.name,
        "fields": [_field_brief(field) for field in channel.fields],
        "languages": list(channel.languages),
    }


def _field_brief(field: ChannelField) -> dict[str, Any]:
    names = ("name", "counter", "max_length", "advisory_length", "min_texts", "max_texts")
    return {name: getattr(field, name) for name in names}
