"""A record of a file -> what is judged: ours rebuilt exactly, other people's understood as far as they go."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mtnlg_cli.catalog.facts import product_from_facts
from mtnlg_cli.channels import CHANNELS, get_channel
from mtnlg_cli.domain import Brief, Candidate, Channel, ChannelField, Product
from mtnlg_cli.domain.record import SCHEMA, STATUSES
from mtnlg_cli.errors import Location, MktError
from mtnlg_cli.pipelines.judge import CopyCase
from mtnlg_cli.registry import suggest
from mtnlg_cli.text.counters import count_length
from mtnlg_cli.text.scripts import language_of

TEXT_FIELDS = ("text", "copy", "description", "output", "generated")
"""Where the text of a foreign record is looked for, in this order."""
GENERATION_FINDINGS = frozenset(("lone-surrogate",))
"""Findings that generation adds to those of the checks."""
_BULLET = re.compile(r"^\s*(?:[-*•·▪–]|\d{1,2}[.)、])\s+")

FindProduct = Callable[[str], Product | None]


@dataclass
class Notes:
    """Warnings, each counted and said once."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, message: str) -> None:
        self.counts[message] += 1

    def lines(self) -> tuple[str, ...]:
        """One line a warning with the number of records it concerns."""
        return tuple(f"{message} ({count:,} record{'s' * (count > 1)})" for message, count in self.counts.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignFormat:
    """How records that are not ours are to be read; None means found in the record."""

    text_field: str | None = None
    id_field: str = "product_id"
    channel: str | None = None
    language: str = "auto"

    @property
    def text_fields(self) -> tuple[str, ...]:
        """The names the text may have, in the order they are looked for."""
        return (self.text_field,) if self.text_field else TEXT_FIELDS


def is_own(data: Mapping[str, Any]) -> bool:
    """Whether the record was written by `mkt generate`."""
    return data.get("schema") == SCHEMA


def own_case(data: Mapping[str, Any], *, where: Location, notes: Notes) -> CopyCase:
    """The case of our own record, as it was when the record was written. Raises MktError for a record that is none."""
    texts = data.get("copy")
    if not _is_copy(texts) or not isinstance(data.get("product"), dict) or data.get("status") not in STATUSES:
        what = f"not a whole {SCHEMA} record: copy, product or status is missing or of another kind"
        raise MktError(what, where=where, fix="restore the line, or run mkt generate again")
    provenance, source = _object(data.get("provenance")), _object(data.get("source"))
    language = _language(data, "", asked="auto")
    product = product_from_facts(
        data["product"], id=str(data.get("product_id", "")), language=language, columns=_object(source.get("columns"))
    )
    candidate = Candidate(
        fields={name: tuple(given) for name, given in data["copy"].items()},
        language=language,
        finish_reason=str(provenance.get("finish_reason", "stop")),
    )
    return CopyCase(
        candidate=candidate,
        product=product,
        brief=brief_of(data),
        channel=find_channel(data.get("channel"), notes=notes),
    )


def kept_findings(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Stored findings about how the text came to be, which no check can make again from the text alone."""
    stored = data.get("findings")
    found = stored if isinstance(stored, list) else []
    return [item for item in found if isinstance(item, dict) and item.get("check") in GENERATION_FINDINGS]


def foreign_case(
    data: Mapping[str, Any], *, form: ForeignFormat, where: Location, notes: Notes, find_product: FindProduct | None
) -> CopyCase | None:
    """The case of a record that is not ours; None when its text is empty. Raises MktError when it has no text."""
    value = _text_value(data, form=form, where=where)
    channel = find_channel(data.get("channel") or form.channel, notes=notes)
    fields, channel = _copy_fields(value, data=data, channel=channel)
    if not any(text.strip() for texts in fields.values() for text in texts):
        return None
    whole = "\n".join(text for texts in fields.values() for text in texts)
    language = _language(data, whole, asked=form.language)
    return CopyCase(
        candidate=Candidate(fields=fields, language=language),
        product=_foreign_product(data, form=form, language=language, notes=notes, find_product=find_product),
        brief=brief_of(data),
        channel=channel,
    )


def find_channel(name: object, *, notes: Notes) -> Channel:
    """The channel of that name; one without fields, and a counted warning, when there is none."""
    if not isinstance(name, str) or not name.strip():
        notes.add("no channel is named, so its limits were not checked; give --channel")
        return Channel(id="unknown", name="", fields=())
    wanted = name.strip().lower().replace("_", "-")
    if wanted in CHANNELS.names():
        return get_channel(wanted)
    notes.add(f"channel {name} is not known, so its limits were not checked; {suggest(wanted, CHANNELS.names())}")
    return Channel(id=wanted, name="", fields=())


def brief_of(data: Mapping[str, Any]) -> Brief:
    """The brief a record carries; fields of another kind are left out."""
    given = _object(data.get("brief"))
    tone = data.get("tone") or given.get("tone")
    return Brief(
        tone=tone if isinstance(tone, str) else "plain",
        audience=_text(given.get("audience")),
        offer=_text(given.get("offer")),
        deadline=_text(given.get("deadline")),
        keywords=_texts(given.get("keywords")),
        banned_words=_texts(given.get("banned_words")),
        examples=_texts(given.get("examples")),
    )


def _text_value(data: Mapping[str, Any], *, form: ForeignFormat, where: Location) -> Any:
    keys = {key.lower(): key for key in data}
    present = [keys[wanted.lower()] for wanted in form.text_fields if wanted.lower() in keys]
    name = next((name for name in present if data[name] is not None), None)
    if not present:
        looked_for = form.text_field or f"one of {', '.join(TEXT_FIELDS)}"
        what = f"the record has no text: {looked_for} is missing; it has {', '.join(list(data)[:12]) or 'nothing'}"
        raise MktError(what, where=where, fix="--text-field NAME")
    if name is None:
        return ""
    value = data[name]
    if isinstance(value, str) or _is_texts(value) or _is_copy(value):
        return value
    what = f'"{name}" holds {type(value).__name__}, not a text, a list of texts or an object of texts'
    raise MktError(what, where=where, fix="--text-field NAME")


def _copy_fields(
    value: Any, *, data: Mapping[str, Any], channel: Channel
) -> tuple[dict[str, tuple[str, ...]], Channel]:
    """{field: texts}, and the channel to hold them against: a bare text is held against one field of it alone."""
    if isinstance(value, dict):
        return {name: (given,) if isinstance(given, str) else tuple(given) for name, given in value.items()}, channel
    if not channel.fields:
        return {"text": (value,) if isinstance(value, str) else tuple(value)}, channel
    place = _field_for(value, named=data.get("field"), channel=channel)
    texts = _split_texts(value, place=place) if isinstance(value, str) else tuple(value)
    place = replace(place, min_texts=min(place.min_texts, 1))
    return {place.name: texts}, replace(channel, fields=(place,))


def _field_for(value: Any, *, named: object, channel: Channel) -> ChannelField:
    """The field a bare text is meant for: the one it names, else the first it fits, else the roomiest."""
    by_name = {field.name: field for field in channel.fields}
    if isinstance(named, str) and named in by_name:
        return by_name[named]
    text = value if isinstance(value, str) else max(value, key=len, default="")
    fitting = [place for place in channel.fields if count_length(text, place.counter) <= _room(place)]
    return fitting[0] if fitting else max(channel.fields, key=_room)


def _room(place: ChannelField) -> float:
    return place.max_length or (place.advisory_length[1] if place.advisory_length else float("inf"))


def _split_texts(text: str, *, place: ChannelField) -> tuple[str, ...]:
    """A list written as lines is as many texts, its bullet marks taken off."""
    lines = [line for line in text.split("\n") if line.strip()]
    if place.max_texts == 1 or len(lines) < 2:
        return (text,)
    return tuple(_BULLET.sub("", line).strip() for line in lines)


def _foreign_product(
    data: Mapping[str, Any], *, form: ForeignFormat, language: str, notes: Notes, find_product: FindProduct | None
) -> Product:
    product_id = data.get(form.id_field)
    given = data.get("product")
    if isinstance(given, dict) and given:
        return product_from_facts(given, id=str(product_id or ""), language=language)
    if find_product is not None:
        if product_id is None or not str(product_id).strip():
            notes.add(f"{form.id_field} is missing, so nothing was held against the catalog; give --id-field")
        elif (product := find_product(str(product_id))) is not None:
            return product
        else:
            notes.add("the catalog has no such product, so nothing was held against it")
    else:
        notes.add("no product is given, so the copy was not held against a row; give --catalog")
    return Product(id=str(product_id or ""), language=language)


def _language(data: Mapping[str, Any], text: str, *, asked: str) -> str:
    if asked != "auto":
        return asked
    given = str(data.get("language", "")).lower()
    return given[:2] if given[:2] in ("en", "zh") else language_of(text)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)


def _is_copy(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(item, str) or _is_list_of_text(item) for item in value.values())


def _is_list_of_text(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list | tuple) else ()


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
