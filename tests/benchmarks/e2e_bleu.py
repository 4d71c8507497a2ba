"""BLEU on the E2E NLG challenge of a model trained on its training part alone.

    mkt train run e2e --set e2e=FOLDER -o e2e/        # about 40 minutes on one core
    python -m tests.benchmarks.e2e_bleu e2e/ FOLDER/dev.jsonl.gz

The references are JSON lines {"mr", "refs": [...]} or {"mr", "ref_tok"}, or the challenge's CSV (mr, ref). One output
an input; multi-reference BLEU as mteval-v13a computes it, without and with regard to case.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from mtnlg_cli.lm.evaluation.bleu import corpus_bleu
from mtnlg_cli.lm.evaluation.data_to_text import load_decoder, write_outputs
from mtnlg_cli.lm.runtime import keep_freed_memory, use_one_thread
from mtnlg_cli.lm.sets.e2e import read_references
from mtnlg_cli.lm.training.recipe import load_recipe


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("references", type=Path)
    parser.add_argument("--samples", type=int, default=32)
    parser.add_argument("--temperature", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--limit", type=int, help="only so many inputs")
    parser.add_argument("-o", "--output", type=Path, help="write the outputs as JSON lines")
    arguments = parser.parse_args()
    keep_freed_memory()
    use_one_thread()
    pairs = read_references(arguments.references)[: arguments.limit]
    decoder = load_decoder(arguments.run, load_recipe("e2e"))
    started = time.monotonic()
    outputs = write_outputs(
        decoder,
        [meaning for meaning, _ in pairs],
        samples=arguments.samples,
        temperature=arguments.temperature,
        seed=arguments.seed,
    )
    score = corpus_bleu(outputs, [references for _, references in pairs])
    if arguments.output:
        lines = [
            json.dumps({"mr": meaning, "text": text}, ensure_ascii=False)
            for (meaning, _), text in zip(pairs, outputs, strict=True)
        ]
        arguments.output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(pairs)} inputs, {arguments.samples} samples each, {time.monotonic() - started:.0f} s")
    print(f"BLEU (mteval-v13a, case folded)  {score.uncased:.2f}")
    print(f"BLEU (case kept)                 {score.cased:.2f}")
    print(f"precisions {' '.join(f'{p:.1f}' for p in score.precisions)}, length ratio {score.length_ratio:.3f}")


if __name__ == "__main__":
    main()
