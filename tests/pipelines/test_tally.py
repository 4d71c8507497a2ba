"""Means, percentiles and gates."""

import pytest

from mtnlg_cli.pipelines.tally import Tally, hold_gate, quantile, summarize


def test_quantiles_interpolate_between_sorted_values():
    assert quantile([0.0, 1.0], 0.1) == pytest.approx(0.1)
    assert quantile([1.0, 2.0, 3.0], 0.5) == 2
    assert quantile([4.0], 0.9) == 4


def test_summary_of_nothing_is_all_none():
    assert summarize([]) == {"mean": None, "p10": None, "p50": None, "p90": None}
    assert summarize([0.5, 1.0]) == {"mean": 0.75, "p10": 0.55, "p50": 0.75, "p90": 0.95}


def test_gate_counts_a_null_as_zero_and_compares_unrounded():
    tally = Tally()
    tally.add(status="accepted", scores={"overall": 0.8}, checks=["a"])
    tally.add(status="failed", scores={"overall": None}, checks=[])
    assert hold_gate(tally, fail_under=0.4, max_flagged=None).met
    assert not hold_gate(tally, fail_under=0.40001, max_flagged=None).met
    assert tally.metrics()["overall"]["mean"] == 0.8


def test_flagged_rate_is_of_all_records():
    tally = Tally()
    for status in ("flagged", "accepted", "failed", "rejected"):
        tally.add(status=status, scores={"overall": 1.0}, checks=[])
    assert tally.flagged_rate() == 0.25
    assert not hold_gate(tally, fail_under=None, max_flagged=0.2).met
