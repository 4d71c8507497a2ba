"""Corpus BLEU with several references, as the script mteval-v13a computes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusBleu:
    """BLEU from 0 to 100, without regard to case and with it; the other figures belong to the former.

    `precisions` are those of 1- to 4-grams in percent; `length_ratio` is tokens over tokens of the nearest references.
    """

    uncased: float
    cased: float
    precisions: tuple[float, ...]
    brevity_penalty: float
    length_ratio: float


def corpus_bleu(outputs: Sequence[str], references: Sequence[Sequence[str]]) -> CorpusBleu:
    """BLEU of one output an input against all references of that input, of which there may be any number from 1.

    Tokens by the rules of mteval-v13a, brevity against the closest reference length, no smoothing. Texts are to be
    plain, not tokenised. The E2E NLG Challenge ran mteval-v13a without its option -c, which folds case ("-c preserves
    upper-case alphabetic characters"): its published figures compare with `uncased`.
    Source: Papineni et al. (ACL 2002); https://github.com/tuetschek/e2e-metrics, measure_scores.py.
    Raises ValueError when the numbers of outputs and reference sets differ or a set is empty.
    """
    if len(outputs) != len(references) or not all(references) or not outputs:
        raise ValueError(f"{len(outputs)} outputs need as many sets of references, none of them empty")
    streams = [list(stream) for stream in zip_longest(*references)]
    uncased, cased = (
        BLEU(lowercase=lowercase, tokenize="13a", smooth_method="none", force=True).corpus_score(outputs, streams)
        for lowercase in (True, False)
    )
    return CorpusBleu(
        uncased=float(uncased.score),
        cased=float(cased.score),
        precisions=tuple(map(float, uncased.precisions)),
        brevity_penalty=float(uncased.bp),
        length_ratio=float(uncased.ratio),
    )


def split_13a(text: str) -> list[str]:
    """The tokens mteval-v13a sees, case folded."""
    return str(_tokenizer()(text.lower().rstrip())).split()


@cache
def _tokenizer() -> Tokenizer13a:
    return Tokenizer13a()
