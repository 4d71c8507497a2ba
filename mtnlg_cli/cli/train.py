"""Train language models of your own: data, tokenizer, training, measuring.

\b
Example:
  mkt train run embedded --set copy,compositions,tones=corpus/ \\
    --set open_text,fragments=data/train/ -o run/
  mkt train export run/ -o model/
"""

from __future__ import annotations

from mtnlg_cli.cli import (
    _train_corpus,
    _train_evaluate,
    _train_export,
    _train_finetune,
    _train_pretrain,
    _train_run,
    _train_tokenizer,
)
from mtnlg_cli.cli.options import sub_app

app = sub_app(__doc__)
app.command("corpus")(_train_corpus.command)
app.command("tokenizer")(_train_tokenizer.command)
app.command("pretrain")(_train_pretrain.command)
app.command("finetune")(_train_finetune.command)
app.command("run")(_train_run.command)
app.command("evaluate")(_train_evaluate.command)
app.command("export")(_train_export.command)
