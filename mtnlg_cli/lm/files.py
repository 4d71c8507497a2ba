"""Where the embedded model's files lie; nothing heavy is imported to find out."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

WEIGHTS_FOLDER = Path(__file__).parent / "weights"
WEIGHTS, TOKENIZER, LEXICON = "model.safetensors", "tokenizer.json", "lexicon.json"
CARD = "card.json"


@cache
def vocabulary_sha256(folder: Path = WEIGHTS_FOLDER) -> str:
    """SHA-256 over tokenizer and lexicon: with the weights, everything that can change the copy. Raises OSError."""
    digest = hashlib.sha256()
    for name in (LEXICON, TOKENIZER):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()
