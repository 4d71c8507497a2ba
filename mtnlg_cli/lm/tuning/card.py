"""The model card of a tuned model: what it was made from, how, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ROWS = (
    ("loss_nats_per_token", "loss, nats a token"),
    ("perplexity", "perplexity"),
    ("bits_per_character", "bits a character"),
    ("accepted", "greedy copy accepted by review"),
    ("mean_overall", "mean overall score"),
)
"""(key, words) of the figures, in the order of the table."""


def figure_rows(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(figure, before, after) in words; figures that were not measured are left out."""
    rows = [(key, words) for key, words in ROWS if before.get(key) is not None or after.get(key) is not None]
    return [(words, _figure(key, before.get(key)), _figure(key, after.get(key))) for key, words in rows]


def card_text(result: Mapping[str, Any]) -> str:
    """Markdown for the README.md of a result folder, from the result as JSON."""
    base, records, training = result["base"], result["records"], result["training"]
    copies = result["before"].get("num_copies") or 0
    figures = "\n".join(f"| {' | '.join(row)} |" for row in figure_rows(result["before"], result["after"]))
    settings = "\n".join(f"- {name}: {value}" for name, value in result["settings"].items() if value is not None)
    left_out = "".join(f"\n- left out, {reason}: {count:,}" for reason, count in records["left_out"].items())
    return f"""# {result["name"]}

{base["name"]}, tuned by `mkt tune` on marketing copy that passed review. Use it with `mkt generate --model FOLDER`.
What it writes is generated text: have it reviewed before it is published.

## Base model

- name: {base["name"]} ({base["architecture"]}, {base["num_parameters"]:,} parameters)
- weights sha256: {base["weights_sha256"]}

Its licence and limits apply to this model too.

## Records

- file: {records["file"]}, sha256 {records["sha256"]}
- trained on: {records["num_training"]:,} records of {records["num_training_products"]:,} products
- held out: {records["num_held_out"]:,} records of {records["num_held_out_products"]:,} products{left_out}

## Method

- {_method(training)}
- loss on the answer alone, AdamW, linear warm-up then cosine, gradients clipped at 1
- {_course(training)}
{settings}

## Held-out figures

Loss on {training["num_evaluated"]:,} records of products that were not trained on; copy written greedily for
{copies:,} of them, then reviewed and scored.

| figure | before | after |
|---|---|---|
{figures}
"""


def _method(training: Mapping[str, Any]) -> str:
    trained, total = training["num_trained_parameters"], training["num_parameters"]
    if training["method"] == "full":
        return f"full: all {total:,} parameters"
    return f"LoRA of rank {training['rank']}: {trained:,} parameters beside {total:,}; merged here, alone in adapter/"


def _course(training: Mapping[str, Any]) -> str:
    minutes = training["seconds"] / 60
    early = ", stopped early by the held-out loss" if training["stopped_early"] else ""
    return (
        f"{training['steps']:,} steps in {minutes:.1f} minutes on {training['device']} ({training['dtype']}){early};"
        f" the weights are those of step {training['best_step']:,}, with the lowest held-out loss"
    )


def _figure(key: str, value: float | None) -> str:
    if value is None:
        return "-"
    if key == "accepted":
        return f"{100 * value:.1f} %"
    return f"{value:.4g}" if key == "perplexity" else f"{value:.4f}"
