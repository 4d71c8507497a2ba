"""What a newcomer gets from the README's first command: seconds, share accepted, memory, start-up; no network allowed.

    python -m tests.benchmarks.first_run [CATALOG]

The run happens in a child process that cannot open a socket; figures are printed, nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.offline import OFFLINE_MKT

EXAMPLES = Path(__file__).parents[2] / "examples"


def run_mkt(*arguments: str) -> tuple[int, float]:
    """Exit code and wall-clock seconds of one `mkt` command in a child without network."""
    started = time.perf_counter()
    finished = subprocess.run(
        [sys.executable, "-c", OFFLINE_MKT, *arguments], env={**os.environ, "MKT_OFFLINE": "1"}, check=False
    )
    return finished.returncode, time.perf_counter() - started


def start_up_cpu() -> float:
    """CPU milliseconds of `mkt --help`, best of five."""
    best = float("inf")
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "mtnlg_cli", "--help"], stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best * 1000


def main() -> None:
    """Runs the catalog once and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("catalog", type=Path, nargs="?", default=EXAMPLES / "products.csv")
    parser.add_argument("--channel", default="product-description")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "outputs.jsonl"
        code, seconds = run_mkt(
            "generate", str(arguments.catalog), "-o", str(output), "--channel", arguments.channel, "-q"
        )
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        counts = json.loads(output.with_suffix(".run.json").read_text())["counts"]
        rerun_code, rerun = run_mkt(
            "generate", str(arguments.catalog), "-o", str(output), "--channel", arguments.channel, "-q"
        )
    print(f"exit code {code}; {seconds:.1f} s; peak memory {memory:.0f} MB")
    print(f"{counts}; accepted {counts['accepted'] / counts['input']:.0%}")
    print(f"the same command again: exit code {rerun_code}; {rerun:.1f} s")
    print(f"mkt --help: {start_up_cpu():.0f} ms of CPU")


if __name__ == "__main__":
    main()
