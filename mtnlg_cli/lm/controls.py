"""What a sentence can be asked for besides its facts: words to use, how to begin, how long to be.

In training a part of the sentences is asked for what it has, so that asking works in use.
"""

from __future__ import annotations

import random
from dataclasses import replace

from mtnlg_cli.lm.sets import Example
from mtnlg_cli.lm.task import length_of
from mtnlg_cli.lm.words import beginning, content_words, hint_words

_KEPT_WORD = 0.93
_MOST_ASKED = 24


def with_controls(example: Example, rng: random.Random) -> Example:
    """The example, asked for its own length in half of the cases, its beginning in an eighth, and words of its own:
    nearly all of them in their order where it states no fact, a few in any order in three tenths where it does."""
    task, text = example
    return (
        replace(
            task,
            words=_asked_words(example, rng),
            example=beginning(text, task.language, rng.randint(2, 4)) if rng.random() < 0.12 else "",
            length=length_of(text, task.language) if rng.random() < 0.5 else "",
        ),
        text,
    )


def _asked_words(example: Example, rng: random.Random) -> tuple[str, ...]:
    task, text = example
    states_facts = any(fact.copied for fact in task.facts)
    words = list((content_words if states_facts else hint_words)(text, task.language))
    if not words or rng.random() >= (0.3 if states_facts else 0.85):
        return ()
    if states_facts:
        return tuple(rng.sample(words, min(len(words), rng.randint(1, 3))))
    return tuple(word for word in words if rng.random() < _KEPT_WORD)[:_MOST_ASKED]
