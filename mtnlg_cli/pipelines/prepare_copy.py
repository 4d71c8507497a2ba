"""Everything that can go wrong before a model loads: catalog, channels, templates, brief, settings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mtnlg_cli import __version__
from mtnlg_cli.catalog import (
    CatalogScan,
    product_facts,
    product_from_facts,
    product_sha256,
    read_products,
    scan_catalog,
)
from mtnlg_cli.channels import CHANNELS, get_channel
from mtnlg_cli.domain import Channel, Product, Prompt
from mtnlg_cli.domain.record import SCHEMA
from mtnlg_cli.errors import EnvironmentStop, Location, MktError
from mtnlg_cli.generation.engine import Engine, EngineInfo, create_engine
from mtnlg_cli.pipelines.generate_config import GenerateConfig
from mtnlg_cli.prompting import Template, check_template, find_template, render_prompt
from mtnlg_cli.records.codec import encode_json, replace_surrogates
from mtnlg_cli.records.files import disk_errors, file_sha256

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One record to be: a product for one channel. `source` and `row_sha256` are the product's."""

    product: Product
    channel: Channel
    source: dict[str, Any]
    row_sha256: str

    @property
    def record_id(self) -> str:
        return f"{self.product.id}/{self.channel.id}/{self.product.language}"

    @property
    def location(self) -> Location:
        return Location(self.source["file"], line=self.source["line"], product_id=self.product.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A checked job: nothing in it depends on a loaded model, and nothing has been written."""

    config: GenerateConfig
    scan: CatalogScan
    channels: tuple[Channel, ...]
    templates: dict[tuple[str, str], Template]
    engine: Engine
    info: EngineInfo
    settings: dict[str, Any]

    @property
    def num_records(self) -> int:
        """Records of a complete run, without the skipped ones."""
        limit = self.config.catalog.limit
        num_products = self.scan.num_products if limit is None else min(limit, self.scan.num_products)
        return num_products * len(self.channels)

    @property
    def num_skipped(self) -> int:
        """Records that skipped rows would have given."""
        return self.scan.num_skipped * len(self.channels)

    def tasks(self) -> Iterator[Task]:
        """All records to be, in input order; the catalog is streamed."""
        for product in read_products(self.config.catalog, scan=self.scan):
            source = _source(product)
            row_sha256 = product_sha256(product)
            for channel in self.channels:
                yield Task(product=product, channel=channel, source=source, row_sha256=row_sha256)

    def hashes(self) -> dict[str, str]:
        """What the outputs follow from: two runs with equal hashes, and without failures, write the same bytes."""
        catalog = self.config.catalog
        reading = {**asdict(catalog), "path": Path(catalog.path).name, "columns": dict(catalog.columns)}
        return {"catalog": self.scan.sha256, "reading": _sha256(reading), "settings": _sha256(self.settings)}

    def prompt(self, task: Task) -> Prompt:
        """The prompt of a record to be."""
        template = self.template(task)
        return render_prompt(template, product=task.product, brief=self.config.brief, channel=task.channel)

    def template(self, task: Task) -> Template:
        """The template of a record to be."""
        return self.templates[task.channel.id, task.product.language]


def prepare_job(config: GenerateConfig) -> Job:
    """Reads the whole catalog once and resolves everything the run needs.

    Raises MktError for whatever keeps the run from starting: an unusable row (unless they are skipped), an unknown
    channel, engine or template, a template that needs columns the catalog lacks.
    """
    channels = resolve_channels(config.channels)
    engine = create_engine(config.engine, options=config.engine_options)
    scan = scan_catalog(config.catalog)
    bad_rows = scan.stop_error() if config.on_bad_row == "stop" else None
    if bad_rows is not None:
        raise bad_rows
    templates = _resolve_templates(config, channels=channels, scan=scan)
    info = engine.info()
    settings = fingerprint(config, channels=channels, templates=templates, info=info)
    return Job(
        config=config,
        scan=scan,
        channels=channels,
        templates=templates,
        engine=engine,
        info=info,
        settings=settings,
    )


def preview_prompts(config: GenerateConfig) -> Iterator[Prompt]:
    """The prompts a run would send, in input order; nothing is loaded and nothing is written."""
    job = prepare_job(config)
    return (job.prompt(task) for task in job.tasks())


def resolve_channels(names: tuple[str, ...]) -> tuple[Channel, ...]:
    """The channels of these ids, `all` for every one. Raises MktError with a suggestion for an unknown id."""
    return tuple(get_channel(name) for name in (CHANNELS.names() if "all" in names else dict.fromkeys(names)))


def _source(product: Product) -> dict[str, Any]:
    # The file's name alone: a record does not depend on the folder the command was typed in.
    return {"file": Path(product.file).name, "line": product.line, "columns": dict(product.columns)}


def stored_product(product: Product) -> Product:
    """The product as its record will give it back: review and scoring must see the same one now and later."""
    facts = replace_surrogates(product_facts(product))
    return product_from_facts(facts, id=product.id, language=product.language, columns=dict(product.columns))


def skipped_rows(scan: CatalogScan) -> tuple[dict[str, Any], ...]:
    """The rows that were left out, for the manifest; of very many the first ones."""
    return tuple(asdict(row) for row in scan.skipped)


def _resolve_templates(
    config: GenerateConfig, *, channels: tuple[Channel, ...], scan: CatalogScan
) -> dict[tuple[str, str], Template]:
    languages = LANGUAGES if config.catalog.language == "auto" else (config.catalog.language,)
    templates = {}
    for channel in channels:
        for language in languages:
            needed = language in scan.languages
            if language not in channel.languages:
                if needed:
                    raise _no_language(channel, language)
                continue
            try:
                template = find_template(channel.id, language, name=config.template)
            except MktError:
                if needed:
                    raise
                continue
            if needed:
                check_template(template, scan.headers)
            templates[channel.id, language] = template
    return templates


def _no_language(channel: Channel, language: str) -> MktError:
    known = " or ".join(channel.languages)
    return MktError(
        f"the channel {channel.id} has no copy in {language}, and the catalog has rows in {language}",
        fix=f"--language {known}, or another --channel",
    )


def fingerprint(
    config: GenerateConfig,
    *,
    channels: tuple[Channel, ...],
    templates: dict[tuple[str, str], Template],
    info: EngineInfo,
) -> dict[str, Any]:
    """The settings that records depend on, flat, one field each; the catalog is none of them, row hashes watch it."""
    options = config.engine_options
    brief = {f"brief.{name}": _plain(value) for name, value in asdict(config.brief).items()}
    sampling = {f"sampling.{name}": value for name, value in asdict(config.sampling).items()}
    hashes = {f"template.{channel}/{language}": t.sha256 for (channel, language), t in templates.items()}
    return {
        "schema": SCHEMA,
        "mkt": __version__,
        "engine": config.engine,
        "model": info.model,
        "weights_sha256": info.weights_sha256,
        "revision": info.revision,
        "dtype": options.dtype,
        "device": options.device,
        "deterministic": options.deterministic,
        **{f"version.{name}": version for name, version in info.versions.items()},
        **sampling,
        **brief,
        "channels": [channel.id for channel in channels],
        "language": config.catalog.language,
        **hashes,
        "keep_candidates": config.keep_candidates,
    }


def _sha256(value: Any) -> str:
    return hashlib.sha256(encode_json(value)).hexdigest()


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


class InputWatch:
    """Notices that the catalog changes while it is being worked on."""

    def __init__(self, job: Job) -> None:
        self._path = Path(job.config.catalog.path)
        self._sha256 = job.scan.sha256
        self._stamp = job.scan.size, job.scan.mtime_ns

    def check(self, *, fully: bool = False) -> None:
        """Raises EnvironmentStop when size or time of the file have changed; `fully` reads it and compares the hash."""
        with disk_errors(self._path):
            stat = self._path.stat()
        stamp = stat.st_size, stat.st_mtime_ns
        if stamp == self._stamp and not (fully and file_sha256(self._path) != self._sha256):
            return
        found = file_sha256(self._path) or "none"
        raise EnvironmentStop(
            f"the catalog changed during the run: {self._stamp[0]:,} bytes, sha256 {self._sha256[:12]} at the start, "
            f"{stamp[0]:,} bytes, sha256 {found[:12]} now",
            where=str(self._path),
            fix="run the same command again: only the rows that changed are done again",
        )
