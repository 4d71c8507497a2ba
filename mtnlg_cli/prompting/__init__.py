"""Product x Brief x Channel -> Prompt, through sandboxed templates that are checked before a model loads."""

from __future__ import annotations

from mtnlg_cli.prompting.brief import load_brief
from mtnlg_cli.prompting.check import check_template
from mtnlg_cli.prompting.render import render_prompt
from mtnlg_cli.prompting.templates import Template, find_template, list_templates

__all__ = ["Template", "check_template", "find_template", "list_templates", "load_brief", "render_prompt"]
