"""Sentences come out the same whatever stands beside them, and never hold a digit or a slot that was not asked for."""

from __future__ import annotations

import random

import pytest

from mtnlg_cli.lm.decode import DECODER_WIDTH, DrawSettings, Request, SentenceDecoder, bucket_of
from mtnlg_cli.lm.realize import slots_of
from mtnlg_cli.lm.task import Fact, SentenceTask
from tests.lm.tiny import tiny_model, tiny_vocabulary

SETTINGS = DrawSettings(temperature=1.0, top_k=40, top_p=0.95, max_tokens=24)


@pytest.fixture(scope="module")
def decoder() -> SentenceDecoder:
    vocabulary = tiny_vocabulary()
    return SentenceDecoder(tiny_model(vocabulary), vocabulary)


def _request(number: int) -> Request:
    rng = random.Random(number)
    facts = tuple(Fact("feature", "x" * rng.randint(1, 60)) for _ in range(rng.randint(0, 3)))
    task = SentenceTask(
        language="en", unit="bullet", role="only", tone="plain", name="lamp", uses_name=rng.random() < 0.5, facts=facts
    )
    return Request(task, [rng.random() for _ in range(SETTINGS.max_tokens)])


def test_a_sentence_does_not_depend_on_batch_order_or_neighbours(decoder: SentenceDecoder) -> None:
    requests = [_request(number) for number in range(DECODER_WIDTH + 20)]
    together = decoder.draw(requests, settings=SETTINGS)
    alone = [decoder.draw([request], settings=SETTINGS)[0] for request in requests]
    backwards = decoder.draw(requests[::-1], settings=SETTINGS)[::-1]
    assert together == alone == backwards


def test_other_draws_give_another_sentence(decoder: SentenceDecoder) -> None:
    first, second = _request(1), Request(_request(1).task, [0.5] * SETTINGS.max_tokens)
    drawn = decoder.draw([first, second], settings=SETTINGS)
    assert drawn[0].text != drawn[1].text


def test_no_digit_and_only_the_tasks_slots_each_at_most_once(decoder: SentenceDecoder) -> None:
    requests = [_request(number) for number in range(150)]
    for request, sentence in zip(requests, decoder.draw(requests, settings=SETTINGS), strict=True):
        slots = slots_of(sentence.text)
        text = sentence.text
        for slot in slots:
            text = text.replace(slot, "")
        assert not any(ch.isascii() and ch.isdigit() for ch in text)
        assert len(slots) == len(set(slots)) and set(slots) <= set(request.task.expected_slots())


def test_temperature_zero_ignores_the_draws(decoder: SentenceDecoder) -> None:
    greedy = DrawSettings(temperature=0.0, top_k=40, top_p=0.95, max_tokens=24)
    task = _request(3).task
    drawn = decoder.draw([Request(task, [0.1] * 24), Request(task, [0.9] * 24)], settings=greedy)
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize(("length", "bucket"), [(1, 24), (24, 24), (25, 32), (97, 192), (192, 192)])
def test_the_bucket_depends_on_the_length_alone(length: int, bucket: int) -> None:
    assert bucket_of(length) == bucket
