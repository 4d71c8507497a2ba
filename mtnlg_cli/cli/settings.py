"""Where an option's value comes from: flag > MKT_* environment > mkt.toml > default, in one function."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer

from mtnlg_cli.errors import Location, MktError
from mtnlg_cli.registry import suggest

_PREFIX = "MKT_"


def resolve_settings(
    group: Any, *, folder: Path | None = None, environ: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The defaults of every command below `group` (a click group) as click's `default_map`; a flag beats all of it.

    A key at the top of mkt.toml goes to every command that has that option, a table named like a command to that
    command alone; MKT_SEED and MKT_GENERATE_SEED do the same. `top-k` equals `top_k`. mkt.toml beats pyproject.toml.
    Raises MktError for a key no command knows and for a value an option cannot take.
    """
    environ = os.environ if environ is None else environ
    values, path = _read_file(folder or Path())
    shared = {key: value for key, value in values.items() if not _is_table(group, key, value)}
    _refuse_unknown(shared, group, path)
    result: dict[str, Any] = {}
    for name, command in group.commands.items():
        own = next((value for key, value in values.items() if _same(key, name) and isinstance(value, dict)), {})
        own = own if _is_table(group, name, own) else {}
        _refuse_unknown(own, command, path, table=name)
        result[name] = _defaults(command, {**_plain(shared), **_plain(own)}, path, environ, (name,))
    return result


def _defaults(
    command: Any, file_values: dict[str, Any], path: Path | None, environ: Mapping[str, str], trail: tuple[str, ...]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, option in _own_options(command):
        variables = (f"{_PREFIX}{'_'.join(trail)}_{name}", f"{_PREFIX}{name}")
        variable = next((v for v in (_env_name(raw) for raw in variables) if environ.get(v, "") != ""), None)
        if variable is not None:
            found[name] = _checked(option, environ[variable], where=f"environment variable {variable}")
        elif name in file_values:
            where = Location(path or "mkt.toml", column=name)
            found[name] = _checked(option, file_values[name], where=where)
    for name, below in getattr(command, "commands", {}).items():
        found[name] = _defaults(below, file_values, path, environ, (*trail, name))
    return found


def _read_file(folder: Path) -> tuple[dict[str, Any], Path | None]:
    for path, table in ((folder / "mkt.toml", ()), (folder / "pyproject.toml", ("tool", "mkt"))):
        if not path.is_file():
            continue
        import tomllib

        try:
            values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            if table:
                continue  # a broken pyproject.toml is another tool's business
            raise MktError(f"not TOML: {error}", where=str(path), fix="mend the line named above") from error
        for key in table:
            values = values.get(key, {})
        if values:
            return values, path
    return {}, None


def _checked(option: Any, value: Any, *, where: Location | str) -> Any:
    """The value, once the option's own type has accepted it; a switch takes true and false only.

    What an option may be given several times comes as a list.
    """
    if isinstance(value, bool) and not option.is_flag:
        raise MktError(f"{option.opts[0]} is no switch: {str(value).lower()}", where=where, fix="give it a value")
    value = _flat(value)
    if option.multiple:
        value = [piece for piece in value.split(",") if piece]
    try:
        for piece in value if option.multiple else [value]:
            option.type.convert(piece, option, None)
    except typer.BadParameter as error:
        raise MktError(
            f"{option.opts[0]}: {error.message}", where=where, fix="mend the value or take it out"
        ) from error
    return value


def _flat(value: Any) -> Any:
    """A TOML list or table in the spelling of the flag: `a,b` and `title=Name,price=RRP`."""
    if isinstance(value, dict):
        return ",".join(f"{key}={item}" for key, item in value.items())
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    return value


def _own_options(command: Any) -> Iterator[tuple[str, Any]]:
    for param in command.params:
        if param.param_type_name == "option" and param.name != "help":
            yield param.name, param


def _all_options(command: Any) -> set[str]:
    names = {name for name, _ in _own_options(command)}
    for below in getattr(command, "commands", {}).values():
        names |= _all_options(below)
    return names


def _refuse_unknown(values: Mapping[str, Any], command: Any, path: Path | None, *, table: str = "") -> None:
    known = _all_options(command) - {"debug", "version"}
    for key in values:
        if key.replace("-", "_") not in known:
            inside = f" in [{table}]" if table else ""
            names = sorted({name.replace("_", "-") for name in known} | ({*command.commands} if not table else set()))
            raise MktError(f"unknown setting{inside}: {key}", where=str(path), fix=suggest(key, names))


def _is_table(group: Any, key: str, value: Any) -> bool:
    return isinstance(value, dict) and any(_same(key, name) for name in group.commands)


def _same(key: str, name: str) -> bool:
    return key.replace("_", "-") == name


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key.replace("-", "_"): value for key, value in values.items()}


def _env_name(raw: str) -> str:
    return raw.replace("-", "_").upper()
