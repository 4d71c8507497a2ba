"""A data folder with a few rows a set, in the shapes of the real files, all texts our own."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FILES = {
    "aws_retail_demo_store": "aws_retail_demo_store",
    "digitalgov": "digitalgov",
    "github_explore": "github_explore",
    "gsa_18f": "18f_gsa_gov",
    "magento2_luma": "magento2_luma",
    "mozilla_www_l10n": "mozilla_www_l10n",
    "schema_guided_dialogue_quarter": "schema_guided_dialogue_quarter",
    "wikisplit_small": "wikisplit_small",
    "zh_en_parallel_ui": "zh_en_parallel_ui",
    "zh_prose": "zh_prose",
}
_STORE = {"name": "Canvas Tote", "category": "bags", "style": "tote", "price": 24.5}
ROWS: dict[str, list[dict[str, Any]]] = {
    "aws_retail_demo_store": [
        {"id": "p1", **_STORE, "description": "A roomy tote of thick canvas. Two long handles.", "_commit": "aaaaaaaa"},
        {"id": "p1", **_STORE, "description": "This canvas tote carries books and bread.", "_commit": "bbbbbbbb"},
        {"id": 7, **_STORE, "gender_affinity": "F", "description": "Carry the week in one bag.", "_commit": "cccccccc"},
        {"id": "p9", **_STORE, "_commit": "aaaaaaaa"},
    ],
    "digitalgov": [
        {
            "path": "news/forms.md",
            "title": "Forms",
            "text": "# Forms\n\nGood forms ask for little\nand say **why** they ask. Read the [guide](https://a.example/g).\n\n"
            "Read more about this\n\n- People finish short forms more often.\n\n```\ncode = 1\n```",
        },
        {"path": "news/empty.md", "title": "Empty", "text": ""},
    ],
    "github_explore": [
        {
            "kind": "topics",
            "slug": "loom",
            "display_name": "Loom",
            "created_by": "Ada Weaver",
            "released": 1990,
            "aliases": "weaving, cloth",
            "short_description": "Loom is a language for patterns.",
            "body": "Loom describes *patterns* as rows and columns.",
        }
    ],
    "gsa_18f": [{"path": "posts/plain.md", "text": "Plain words save time for everybody.\nThey cost nothing."}],
    "magento2_luma": [
        {
            "sku": "T-1",
            "name": "Aero&trade; Tee",
            "categories": "Default Category/Men/Tops/Tees,Default Category",
            "price": "29",
            "description": "<p>The Aero Tee dries while you run.</p>\n<p>&bull; Relaxed fit at the waist.</p>",
            "additional_attributes": "has_options=1,material=Cotton|Nylon,style_general=Tee,sale=No",
        },
        {
            "sku": "T-2",
            "name": "Trail Pack",
            "category": "Gear\nBags",
            "price": "45",
            "material": "\nNylon",
            "description": "<strong>Inside</strong>Three pockets keep small things apart.",
        },
    ],
    "mozilla_www_l10n": [
        {
            "file": "vpn.ftl",
            "id": "a",
            "en": "Keep your connection to yourself.",
            "zh-CN": "让您的网络连接只属于您自己。",
        },
        {"file": "vpn.ftl", "id": "b", "en": "Five devices share one account."},
    ],
    "schema_guided_dialogue_quarter": [
        {
            "split": "dev",
            "dialogue_id": "1_00000",
            "turns": [
                {"speaker": "USER", "utterance": "I would like a table for two tonight.", "actions": []},
                {"speaker": "SYSTEM", "utterance": "Shall I book the one by the window?", "actions": []},
            ],
        }
    ],
    "wikisplit_small": [
        {
            "split": "tune",
            "unsplit": "The band 's song ( 1990 ) , '' Old Roads '' , was a hit in three countries .",
            "split_sentences": "The song was a hit . <::::> It stayed there for a year , as few songs do .",
        }
    ],
    "zh_en_parallel_ui": [
        {
            "text": "您可以在此更改收货地址。",
            "en": "You can change your delivery address here.",
            "source": "bagisto/bagisto",
            "path": "Shop/app.php#account.address.hint",
        }
    ],
    "zh_prose": [
        {"text": "番茄切块，鸡蛋打散备用。\n锅热后再下油。", "source": "Anduin2017/HowToCook", "path": "番茄.md"},
        {"text": "这一段不得用于商业用途的模型。", "source": "d2l-ai/d2l-zh", "path": "chapter/a.md"},
    ],
}


def write_set(folder: Path, name: str, rows: Iterable[dict[str, Any]] | None = None) -> Path:
    """Write one set (its small rows, or those given) as the real file is: JSON lines in xz."""
    rows = ROWS[name] if rows is None else rows
    return write_raw(folder, name, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def write_raw(folder: Path, name: str, text: str) -> Path:
    """Write the file of a set with any content."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{FILES[name]}.jsonl.xz"
    path.write_bytes(lzma.compress(text.encode()))
    return path


def write_all(folder: Path) -> Path:
    """Write all ten sets."""
    for name in FILES:
        write_set(folder, name)
    return folder


def article(path: str, text: str) -> dict[str, Any]:
    """A row of the digitalgov set."""
    return {"path": path, "text": text}
