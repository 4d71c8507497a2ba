"""Every metric file: docstring, constants, and the worked example computed."""

import pytest

from mtnlg_cli.domain import Score
from mtnlg_cli.scoring import METRICS
from mtnlg_cli.scoring.example import Example

NAMES = METRICS.names()


def compute(module, example: Example) -> Score:
    return module.score(
        example.candidate,
        product=example.product,
        brief=example.brief,
        channel=example.channel,
        findings=example.findings,
    )


def test_the_six_metrics_are_found_by_file_name():
    expected = {"attribute-coverage", "channel-fit", "faithfulness", "fluency", "overall", "readability"}
    assert expected <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_worked_example_gives_the_value_computed_by_hand(name):
    module = METRICS.get(name)
    result = compute(module, module.EXAMPLE)
    assert result.metric == name
    assert result.value == module.EXAMPLE.value


@pytest.mark.parametrize("name", NAMES)
def test_metric_file_states_formula_range_source_and_example(name):
    module = METRICS.get(name)
    for part in ("Formula", "Range:", "Source:", "Example:"):
        assert part in module.__doc__, part
    assert module.HIGHER_IS_BETTER is True
    assert module.UNIT
