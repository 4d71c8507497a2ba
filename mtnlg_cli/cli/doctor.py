"""Check that this machine can generate copy; each line is good, warn or fail."""

from __future__ import annotations

import typer

from mtnlg_cli.cli.console import emit, emit_json, table, talk
from mtnlg_cli.cli.options import JsonFlag


def command(json: JsonFlag = False) -> None:
    """Check that this machine can generate copy; each line is good, warn or fail.

    Looks at Python, the libraries, cores, memory, the embedded model and its checksum, the prompt templates, and
    whether files can be written here. Exit code 0 when nothing fails, else 1.

    \b
    Example:
      mkt doctor
      mkt doctor --json
    """
    from dataclasses import asdict

    from mtnlg_cli.cli.exits import ExitCode
    from mtnlg_cli.pipelines.check_machine import check_machine

    checks = check_machine()
    failed = [check.name for check in checks if check.state == "fail"]
    if json:
        emit_json({"ok": not failed, "checks": [asdict(check) for check in checks]})
    else:
        table(("state", "check", "found"), [(check.state, check.name, check.found) for check in checks])
        for check in checks:
            if check.fix:
                emit(f"{check.name}: {check.fix}")
        talk(f"failed: {', '.join(failed)}" if failed else "ready")
    if failed:
        raise typer.Exit(ExitCode.NOT_MET)
