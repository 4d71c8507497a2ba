"""CopyRecord to JSON and back. One record is one line: valid JSON, valid UTF-8, no line feed inside."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import Any

from mtnlg_cli.domain import CopyRecord, Evidence, Finding
from mtnlg_cli.domain.record import SCHEMA, STATUSES
from mtnlg_cli.errors import Location, MktError

_SURROGATE = re.compile("[\ud800-\udfff]")
REPLACEMENT = "�"

_TYPES: dict[str, tuple[type, ...]] = {
    "schema": (str,),
    "id": (str,),
    "product_id": (str,),
    "channel": (str,),
    "language": (str,),
    "tone": (str,),
    "template": (str,),
    "status": (str,),
    "copy": (dict,),
    "product": (dict,),
    "brief": (dict,),
    "source": (dict,),
    "scores": (dict,),
    "score_notes": (dict,),
    "findings": (list,),
    "attempts": (int,),
    "provenance": (dict,),
    "error": (dict, type(None)),
}


def count_surrogates(text: str) -> int:
    """Number of lone surrogates, which no UTF-8 file can hold."""
    return len(_SURROGATE.findall(text))


def replace_surrogates(value: Any) -> Any:
    """The same JSON value with every lone surrogate replaced by U+FFFD, keys included."""
    if isinstance(value, str):
        return _SURROGATE.sub(REPLACEMENT, value)
    if isinstance(value, dict):
        return {replace_surrogates(key): replace_surrogates(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [replace_surrogates(item) for item in value]
    return value


def encode_json(value: Any) -> bytes:
    """Compact UTF-8 JSON without line feeds. Raises ValueError for NaN and infinities; lone surrogates are replaced."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return encode_json(replace_surrogates(value))


def decode_json(data: bytes) -> Any:
    """The value of one line. Raises ValueError for invalid UTF-8, invalid JSON, NaN and infinities."""
    return json.loads(data.decode("utf-8"), parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def encode_record(record: CopyRecord) -> bytes:
    """The record's line without the line feed; `candidates` only when there are any."""
    data = asdict(record)
    ordered = {"schema": data.pop("schema"), **data}
    if not ordered["candidates"]:
        del ordered["candidates"]
    return encode_json(ordered)


def decode_record(data: bytes, *, where: Location | None = None) -> CopyRecord:
    """The record of one line. Raises MktError when it is no record of this schema."""
    try:
        value = decode_json(data)
    except ValueError as error:
        raise MktError(f"not a JSON line: {error}", where=where, fix="restore the file, or run mkt generate") from error
    problems = schema_problems(value)
    if problems:
        raise MktError(f"not a {SCHEMA} record: {problems[0]}", where=where, fix="give a file mkt generate wrote")
    return record_from_json(value)


def record_from_json(data: dict[str, Any]) -> CopyRecord:
    """The record of an object that `schema_problems` finds nothing wrong with."""
    fields = {key: data[key] for key in _TYPES if key != "findings"}
    return CopyRecord(
        **fields,
        findings=tuple(_finding(item) for item in data["findings"]),
        candidates=tuple(data.get("candidates", ())),
    )


def _finding(data: dict[str, Any]) -> Finding:
    span, evidence = data["span"], data["evidence"]
    return Finding(
        check=data["check"],
        severity=data["severity"],
        field=data["field"],
        index=data["index"],
        span=(span[0], span[1]) if span is not None else None,
        text=data["text"],
        message=data["message"],
        evidence=Evidence(evidence["column"], evidence["value"]) if evidence is not None else None,
    )


def schema_problems(data: Any) -> list[str]:
    """What keeps a value from being a record of this schema, in words; [] for a good one."""
    if not isinstance(data, dict):
        return ["the line is no object"]
    problems = [f"{key} is missing" for key in _TYPES if key not in data]
    problems += [
        f"{key} is {type(data[key]).__name__}"
        for key, types in _TYPES.items()
        if key in data and not _is(data[key], types)
    ]
    if problems:
        return problems
    if data["schema"] != SCHEMA:
        problems.append(f"schema is {data['schema']}")
    if data["status"] not in STATUSES:
        problems.append(f"status is {data['status']}")
    if data["id"] != f"{data['product_id']}/{data['channel']}/{data['language']}":
        problems.append("id is not product_id/channel/language")
    if (data["status"] == "failed") != (data["error"] is not None):
        problems.append("a failed record, and no other, has an error")
    return problems + _copy_problems(data["copy"]) + _score_problems(data["scores"]) + _finding_problems(data)


def _is(value: Any, types: tuple[type, ...]) -> bool:
    return isinstance(value, types) and not (isinstance(value, bool) and bool not in types)


def _copy_problems(copy: dict[str, Any]) -> list[str]:
    good = all(isinstance(texts, list) and all(isinstance(text, str) for text in texts) for texts in copy.values())
    return [] if good else ["copy is not {field: [texts]}"]


def _score_problems(scores: dict[str, Any]) -> list[str]:
    bad = [name for name, value in scores.items() if value is not None and not _is_share(value)]
    return [f"score {name} is not a number from 0 to 1" for name in bad]


def _is_share(value: Any) -> bool:
    return _is(value, (int, float)) and 0 <= value <= 1


def _finding_problems(data: dict[str, Any]) -> list[str]:
    keys = {"check", "severity", "field", "index", "span", "text", "message", "evidence"}
    for finding in data["findings"]:
        if not isinstance(finding, dict) or set(finding) != keys:
            return ["a finding lacks a field"]
        problem = _span_problem(finding, data["copy"])
        if problem:
            return [problem]
    return []


def _span_problem(finding: dict[str, Any], copy: dict[str, list[str]]) -> str | None:
    if finding["severity"] not in ("block", "warn", "info"):
        return f"severity is {finding['severity']}"
    span = finding["span"]
    if span is None:
        return None
    texts = copy.get(finding["field"], [])
    index = finding["index"]
    if not _is(index, (int,)) or not 0 <= index < len(texts):
        return f"finding {finding['check']} names a text the copy does not have"
    good = isinstance(span, list) and len(span) == 2 and all(_is(end, (int,)) for end in span)
    if not good or not 0 <= span[0] < span[1] <= len(texts[index]):
        return f"finding {finding['check']}: span {span} lies outside its text"
    if texts[index][span[0] : span[1]] != finding["text"]:
        return f"finding {finding['check']}: the span holds another text"
    return None
