"""The prompt templates that can be found, one in full, and one held against a catalog."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtnlg_cli.catalog import CatalogConfig, read_products, scan_catalog
from mtnlg_cli.channels import CHANNELS, get_channel
from mtnlg_cli.domain import Brief, Prompt
from mtnlg_cli.errors import MktError
from mtnlg_cli.prompting import Template, check_template, find_template, list_templates, render_prompt

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class TemplateCheck:
    """A template that fits a catalog: where each needed column comes from, and the first product's prompt."""

    template: Template
    headers: tuple[str, ...]
    prompt: Prompt | None


def list_all_templates() -> list[dict[str, Any]]:
    """Every template that can be found: name, channel, language, purpose, version, file; a broken one's error."""
    return [_listed(name, path) for name, path in list_templates()]


def load_template(name: str, *, channel: str | None = None, language: str | None = None) -> Template:
    """The template of a name such as `sms/en` or of a file.

    Channel and language are read from the name where they are not given: `email/launch.zh` is for email in Chinese, a
    file lies in the folder of its channel. Raises MktError when they cannot be told, or there is no such template.
    """
    stem = name.removesuffix(".j2")
    last = stem.rsplit("/", 1)[-1]
    language = language or next((known for known in LANGUAGES if last == known or last.endswith(f".{known}")), None)
    parts = Path(stem).parts
    channel = channel or (parts[-2] if len(parts) > 1 else None)
    if channel not in CHANNELS.names():
        fix = f"--channel with one of: {', '.join(CHANNELS.names())}"
        raise MktError(f"{name} does not say which channel it is for", fix=fix)
    if last in LANGUAGES and not Path(name).is_file():
        return find_template(channel, last)
    return find_template(channel, language or "en", name=_without_language(name, language))


def describe_template(template: Template) -> dict[str, Any]:
    """A template as plain data, source and included parts in it."""
    return {
        "name": template.name,
        "channel": template.channel,
        "language": template.language,
        "path": template.path,
        **template.header,
        "needs": [str(needed) for needed in template.variables],
        "includes": [part for part, _ in template.parts[1:]],
        "sha256": template.sha256,
        "source": template.source,
    }


def check_against(template: Template, *, config: CatalogConfig, brief: Brief) -> TemplateCheck:
    """Hold a template against a catalog and render it for the first product.

    Raises MktError naming every column the catalog lacks, or what fails on that product.
    """
    scan = scan_catalog(config)
    check_template(template, scan.headers)
    product = next(iter(read_products(config, scan=scan)), None)
    channel = get_channel(template.channel)
    prompt = render_prompt(template, product=product, brief=brief, channel=channel) if product is not None else None
    return TemplateCheck(template=template, headers=tuple(scan.headers), prompt=prompt)


def _listed(name: str, path: Path) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": name, "channel": name.partition("/")[0], "path": str(path)}
    try:
        template = load_template(name)
    except MktError as error:
        return {**entry, "language": None, "purpose": None, "version": None, "error": error.what}
    header = template.header
    return {
        **entry,
        "language": template.language,
        "purpose": header.get("purpose"),
        "version": header.get("version"),
        "error": None,
    }


def _without_language(name: str, language: str | None) -> str:
    if Path(name).is_file() or language is None:
        return name
    return name.removesuffix(".j2").removesuffix(f".{language}")
