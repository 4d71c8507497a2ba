"""`mkt --help` is cheap, and the heavy libraries stay out of it."""

from __future__ import annotations

import resource
import subprocess
import sys

HEAVY = ("torch", "transformers", "pandas", "numpy", "jinja2", "rich")
BUDGET_MS = 120


def test_help_imports_no_heavy_library():
    script = (
        "import sys; sys.argv = ['mkt', '--help']\n"
        "from mtnlg_cli.cli import main\n"
        "try:\n    main()\nexcept SystemExit as stop:\n"
        f"    print(stop.code, [name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Usage: mkt [OPTIONS] COMMAND [ARGS]...")
    assert done.stderr == "0 []\n"


def test_building_every_command_imports_no_heavy_library():
    script = (
        "import sys, typer.main\nfrom mtnlg_cli.cli.app import build_app\ntyper.main.get_command(build_app())\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_help_stays_within_its_cpu_budget():
    best = min(_cpu_ms([sys.executable, "-m", "mtnlg_cli", "--help"]) for _ in range(5))
    assert best < BUDGET_MS, f"mkt --help took {best:.0f} ms of CPU, best of 5; the budget is {BUDGET_MS} ms"


def _cpu_ms(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
