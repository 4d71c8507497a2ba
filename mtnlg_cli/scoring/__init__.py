"""Candidate -> scores: one file a metric in metrics/, all of them 0 to 1 and deterministic."""

from mtnlg_cli.scoring.candidate import score_candidate
from mtnlg_cli.scoring.parts import METRICS

__all__ = ["METRICS", "score_candidate"]
