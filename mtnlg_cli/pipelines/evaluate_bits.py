"""Bits a character that a model needs for the human references of held-out products."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtnlg_cli.domain import Prompt
from mtnlg_cli.generation.engine import EngineOptions

if TYPE_CHECKING:
    from mtnlg_cli.generation.loading import LoadedModel

References = Sequence[tuple[Prompt, str]]
"""(prompt, human text) pairs, all of one language."""


def held_out_bits(engine: str, options: EngineOptions, references: References) -> float | None:
    """Bits a character of the references under the engine's model; None for an engine that cannot tell.

    A transformers model is asked for the loss of each reference and its end token after the prompt; a pair that does
    not fit its context is left out.
    """
    if engine != "transformers" or options.model is None:
        return None
    from mtnlg_cli.lm.evaluation.bits import answer_nats, bits_per_character

    ready = _load(options, options.model)
    pairs = [pair for pair in _encoded(ready, references) if _fits(ready, pair[0], pair[1])]
    start = [ready.start_id or 0, *([] if ready.first_id is None else [ready.first_id])] if ready.is_seq2seq else None
    nats = [answer_nats(ready.model, prompt, answer, start=start) for prompt, answer, _ in pairs]
    return bits_per_character(nats, [text for _, _, text in pairs])


def embedded_bits(corpus: Path) -> list[dict[str, Any]]:
    """For each language the bits a character of the held-out human sentences under the embedded model.

    The values of the row are slots in them and count as one character each; code fills them in.
    """
    from mtnlg_cli.lm.embedded import load_model
    from mtnlg_cli.lm.files import TOKENIZER, WEIGHTS, WEIGHTS_FOLDER
    from mtnlg_cli.lm.sets.copy import load
    from mtnlg_cli.lm.tokenizer import Vocabulary
    from mtnlg_cli.lm.training.measure import held_out_figures

    model, vocabulary = load_model(WEIGHTS_FOLDER / WEIGHTS), Vocabulary.load(WEIGHTS_FOLDER / TOKENIZER)
    table = []
    for language in ("en", "zh"):
        examples = [example for example in load(corpus).held_out() if example[0].language == language]
        if examples:
            figures = held_out_figures(model, examples, vocabulary)
            table.append(
                {"language": language, "references": len(examples), "bits a character": figures["bits_per_char"]}
            )
    return table


def _load(options: EngineOptions, name: str) -> LoadedModel:
    from mtnlg_cli.generation.hub import resolve_model
    from mtnlg_cli.generation.loading import load_model, pick_device
    from mtnlg_cli.generation.model_folder import inspect_folder

    device = pick_device(options.device)
    dtype = "float32" if device == "cpu" and options.dtype == "auto" else options.dtype
    resolved = resolve_model(name, revision=options.revision, offline=options.offline)
    return load_model(inspect_folder(resolved.path), device=device, dtype=dtype)


def _encoded(ready: LoadedModel, references: References) -> list[tuple[list[int], list[int], str]]:
    """(prompt ids, answer ids with an end token, text); prompts that would yield control tokens are left out."""
    from mtnlg_cli.generation.encoding import ControlTokenError, PromptEncoder

    chat = not ready.is_seq2seq and bool(ready.tokenizer.chat_template)
    encoder = PromptEncoder(ready.tokenizer, chat=chat, keep_end=ready.is_seq2seq)
    end = sorted(ready.end_ids)[:1]
    found = []
    for prompt, text in references:
        try:
            ids = encoder.encode(prompt.user, system=prompt.system)
        except ControlTokenError:
            continue
        answer = ready.tokenizer(text, add_special_tokens=False)["input_ids"]
        found.append((ids, [*answer, *end], text))
    return found


def _fits(ready: LoadedModel, prompt: Sequence[int], answer: Sequence[int]) -> bool:
    parts = (len(prompt), len(answer))
    return ready.context is None or (max(parts) if ready.is_seq2seq else sum(parts)) <= ready.context
