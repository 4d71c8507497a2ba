"""Where copy is published: one file a channel, with its fields, limits, counters and editorial rules as data.

Every limit and rule carries the page it comes from and the day it was looked at. To add a channel, add one file that
exposes `CHANNEL`; its name is the channel's id.
"""

from __future__ import annotations

from mtnlg_cli.domain import Channel
from mtnlg_cli.registry import Registry

CHANNELS = Registry("mtnlg_cli.channels", "channel")


def get_channel(channel_id: str) -> Channel:
    """The channel of that id (`_` equals `-`). Raises MktError with a suggestion when there is none."""
    channel: Channel = CHANNELS.get(channel_id).CHANNEL
    return channel
