"""The words of the project as frozen dataclasses; nothing here imports anything of ours."""

from mtnlg_cli.domain.brief import TONES, Brief
from mtnlg_cli.domain.channel import Channel, ChannelField, EditorialRule
from mtnlg_cli.domain.copy import Candidate, Prompt
from mtnlg_cli.domain.product import Attribute, Product, Quantity
from mtnlg_cli.domain.record import CopyRecord, Counts, RunManifest
from mtnlg_cli.domain.review import Evidence, Finding, Review, Score, Severity

__all__ = [
    "TONES",
    "Attribute",
    "Brief",
    "Candidate",
    "Channel",
    "ChannelField",
    "CopyRecord",
    "Counts",
    "EditorialRule",
    "Evidence",
    "Finding",
    "Product",
    "Prompt",
    "Quantity",
    "Review",
    "RunManifest",
    "Score",
    "Severity",
]
