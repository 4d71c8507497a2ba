"""The brief: what the marketer asks for, from a TOML file and flags; a flag beats the file."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

from mtnlg_cli.domain import TONES, Brief
from mtnlg_cli.errors import Location, MktError
from mtnlg_cli.registry import suggest

_LISTS = ("keywords", "banned_words", "examples")
_KEYS = tuple(field.name for field in fields(Brief))
_COMMAS = re.compile(r"[,，、;；\n]")


def load_brief(path: Path | str | None = None, **flags: str | list[str] | tuple[str, ...] | None) -> Brief:
    """The brief of a TOML file (None: no file), with every flag that is not None put over it.

    Texts: tone, audience, offer, deadline. Lists: keywords, banned_words, examples; in the file a list of texts, in a
    flag also one text with commas (examples: one text is one example). Raises MktError for a file that is missing or
    not TOML, an unknown key, a wrong type, an unknown tone, and a word that is both wanted and banned.
    """
    values = {} if path is None else _read(Path(path))
    given = {key: value for key, value in flags.items() if value is not None}
    checked: dict[str, Any] = {}
    for source, entries in ((str(path), values), ("", given)):
        for key, value in entries.items():
            checked[_known(key, source)] = _value(key, value, source)
    brief = Brief(**checked)
    _refuse_contradictions(brief, str(path) if path is not None else None)
    return brief


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise MktError("the brief does not exist", where=str(path), fix="check the path given to --brief") from error
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise MktError(f"the brief cannot be read: {reason}", where=str(path), fix="save it as UTF-8 text") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what = f"the brief is not TOML: {error}"
        raise MktError(what, where=str(path), fix='write lines like tone = "warm"') from error


def _known(key: str, source: str) -> str:
    name = key.replace("-", "_")
    if name not in _KEYS:
        raise MktError(f"unknown key in the brief: {key}", where=_where(source, key), fix=suggest(name, _KEYS))
    return name


def _value(key: str, value: Any, source: str) -> str | tuple[str, ...]:
    name = key.replace("-", "_")
    if name in _LISTS:
        return _texts(name, value, source)
    if not isinstance(value, str):
        _refuse_type(key, value, "a text in quotes", source)
    text = str(value).strip()
    if name == "tone" and text not in TONES:
        raise MktError(f"unknown tone: {text}", where=_where(source, key), fix=suggest(text, TONES))
    return text


def _texts(name: str, value: Any, source: str) -> tuple[str, ...]:
    """A list of texts, or one text: split at commas, except an example, which may hold commas."""
    if isinstance(value, str):
        value = [value] if name == "examples" else _COMMAS.split(value)
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        _refuse_type(name, value, "a list of texts", source)
    return tuple(dict.fromkeys(item.strip() for item in value if item.strip()))


def _refuse_type(key: str, value: Any, wanted: str, source: str) -> None:
    kind = {bool: "true/false", int: "a number", float: "a number", list: "a list", dict: "a table"}.get(type(value))
    what = f"{key} must be {wanted}, got {kind or type(value).__name__}"
    form = '["..."]' if "list" in wanted else '"..."'
    raise MktError(what, where=_where(source, key), fix=f"write {key} = {form}")


def _refuse_contradictions(brief: Brief, source: str | None) -> None:
    banned = {word.casefold() for word in brief.banned_words}
    both = [word for word in brief.keywords if word.casefold() in banned]
    if both:
        what = f"wanted as a keyword and banned at once: {', '.join(both)}"
        raise MktError(what, where=source, fix="take it out of keywords or of banned_words")


def _where(source: str, key: str) -> Location | str:
    return Location(source, column=key) if source else f"--{key.replace('_', '-')}"
