"""Sampling settings name the flag they refuse; the draw is top-k, then top-p inside the k, then inverse CDF."""

import math

import pytest
import torch

from mtnlg_cli.errors import MktError
from mtnlg_cli.generation.sampling import SamplingConfig, sample_tokens


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("top_p", 1.4, "--top-p must be in (0, 1], got 1.4"),
        ("top_p", 0.0, "--top-p must be in (0, 1], got 0.0"),
        ("top_k", 0, "--top-k must be at least 1, got 0"),
        ("candidates", 0, "--candidates must be from 1 to 64, got 0"),
        ("candidates", 65, "--candidates must be from 1 to 64, got 65"),
        ("temperature", -0.1, "--temperature must be from 0 to 5, got -0.1"),
        ("temperature", math.nan, "--temperature must be from 0 to 5, got nan"),
        ("temperature", math.inf, "--temperature must be from 0 to 5, got inf"),
        ("seed", -1, "--seed must be from 0 to 2**64 - 1, got -1"),
        ("max_new_tokens", 0, "--max-new-tokens must be from 1 to 8192, got 0"),
    ],
)
def test_a_bad_setting_names_its_flag(field, value, message):
    with pytest.raises(MktError) as caught:
        SamplingConfig(**{field: value})
    assert caught.value.what == message


def draw(logits, uniform, **settings):
    tokens, logprobs = sample_tokens(
        torch.tensor([logits]),
        uniforms=torch.tensor([uniform], dtype=torch.float64),
        sampling=SamplingConfig(**settings),
    )
    return tokens.item(), logprobs.item()


def test_temperature_zero_takes_the_most_likely_token():
    assert draw([0.0, 3.0, 1.0], 0.99, temperature=0.0)[0] == 1
    assert SamplingConfig(temperature=0.0).num_distinct == 1


def test_inverse_cdf_walks_from_the_most_likely_token():
    logits = [math.log(0.2), math.log(0.5), math.log(0.3)]
    settings = {"temperature": 1.0, "top_k": 3, "top_p": 1.0}
    picks = [draw(logits, u, **settings)[0] for u in (0.0, 0.49, 0.51, 0.79, 0.81, 0.9999999)]
    assert picks == [1, 1, 2, 2, 0, 0]


def test_top_k_cuts_before_top_p_measures():
    logits = [math.log(p) for p in (0.4, 0.3, 0.2, 0.1)]
    # Inside the top two the masses are 4/7 and 3/7, so top-p 0.5 keeps one token; over all four it would keep two.
    picks = {draw(logits, u, temperature=1.0, top_k=2, top_p=0.5)[0] for u in (0.01, 0.5, 0.99)}
    assert picks == {0}
    assert {draw(logits, u, temperature=1.0, top_k=4, top_p=0.5)[0] for u in (0.01, 0.5, 0.99)} == {0, 1}


def test_logprob_is_the_models_own_whatever_the_settings():
    logits = [math.log(p) for p in (0.4, 0.3, 0.2, 0.1)]
    assert draw(logits, 0.0, temperature=0.3, top_k=1)[1] == pytest.approx(math.log(0.4), abs=1e-6)


def test_logits_that_are_not_finite_give_a_nan_logprob_and_no_crash():
    assert math.isnan(draw([math.nan, 1.0, 2.0], 0.5)[1])


def test_frequencies_follow_the_distribution():
    torch.manual_seed(0)
    probabilities = torch.tensor([0.5, 0.25, 0.15, 0.1])
    uniforms = torch.rand(40_000, dtype=torch.float64)
    sampling = SamplingConfig(temperature=1.0, top_k=4, top_p=1.0)
    tokens, _ = sample_tokens(probabilities.log().expand(40_000, 4), uniforms=uniforms, sampling=sampling)
    shares = torch.bincount(tokens, minlength=4) / 40_000
    assert torch.allclose(shares, probabilities, atol=0.01)


def test_a_row_draws_the_same_alone_and_among_others():
    torch.manual_seed(1)
    logits = torch.randn(16, 300)
    uniforms = torch.rand(16, dtype=torch.float64)
    together, _ = sample_tokens(logits, uniforms=uniforms, sampling=SamplingConfig())
    alone = [
        sample_tokens(logits[i : i + 1], uniforms=uniforms[i : i + 1], sampling=SamplingConfig())[0].item()
        for i in range(16)
    ]
    assert together.tolist() == alone
