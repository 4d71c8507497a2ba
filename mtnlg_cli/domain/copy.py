"""What goes into the model and what comes out."""

from __future__ import annotations

from dataclasses import dataclass

from mtnlg_cli.domain.brief import Brief
from mtnlg_cli.domain.channel import Channel
from mtnlg_cli.domain.product import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One product for one channel, ready for an engine.

    `system` and `user` are the rendered template (whole-text engines); `product`, `brief`, `channel` and
    `language` are what it was rendered from (the embedded model plans from them). `sha256` covers `system` and
    `user`; `row_key` is the stable key all random draws of this prompt are hashed from.
    """

    product: Product
    brief: Brief
    channel: Channel
    language: str
    template: str
    system: str
    user: str
    sha256: str
    row_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One sampled copy: {field: texts}. `index` counts from 0 within the prompt; `seed` is the 64-bit row seed.

    `finish_reason` is "stop" or "length"; `logprob` the mean log-probability a token (nats) or None.
    """

    fields: dict[str, tuple[str, ...]]
    language: str
    index: int = 0
    seed: int = 0
    finish_reason: str = "stop"
    num_tokens: int = 0
    logprob: float | None = None
