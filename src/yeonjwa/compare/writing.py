"""Rows of a comparison as objects, CSV, and the two files that ``--out`` leaves: compare.json and compare.parquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from yeonjwa.compare.comparing import Comparison
from yeonjwa.compare.rows import Row
from yeonjwa.messages import text
from yeonjwa.provenance.made import MADE, made_now, made_words

FORMAT = 1
TYPES = {"str": "string", "int": "int64", "float": "float64", "bool": "bool_"}


def objects(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """One object per row; a hidden number is null."""
    return [asdict(row) for row in rows]


def csv_text(rows: Sequence[Row]) -> str:
    """The rows as CSV with a line of names; a hidden number is empty."""
    out = io.StringIO()
    writer = csv.DictWriter(out, [f.name for f in fields(Row)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(objects(rows))
    return out.getvalue()


def write(found: Comparison, rows: Sequence[Row], folder: Path, command: str) -> None:
    """Write compare.json and compare.parquet, each whole or not at all, with how they were made."""
    from yeonjwa.ensemble.bank import write_whole

    folder.mkdir(parents=True, exist_ok=True)
    about = {"format": FORMAT, "command": command, **found.about}
    made = made_now()
    content = {"about": about, "made": made, "rows": objects(rows)}
    write_whole(folder / "compare.json", json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    _write_parquet(folder / "compare.parquet", rows, about, made)


def _write_parquet(path: Path, rows: Sequence[Row], about: dict[str, Any], made: dict[str, Any]) -> None:
    import os

    import pyarrow as pa
    import pyarrow.parquet as pq

    columns, values = [], []
    for f in fields(Row):
        kind = getattr(pa, TYPES[str(f.type).partition(" ")[0]])()
        note = {"description": text(f"compare.field.{f.name}", lang="en")}
        columns.append(pa.field(f.name, kind, metadata=note))
        values.append(pa.array([getattr(row, f.name) for row in rows], type=kind))
    notes = {
        "yeonjwa.provenance": json.dumps(about, ensure_ascii=False, sort_keys=True),
        MADE: made_words(made),
        "yeonjwa.warning": text("compare.warning.all", lang="en"),
        "yeonjwa.warning.ko": text("compare.warning.all", lang="ko"),
    }
    partial = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        pq.write_table(
            pa.Table.from_arrays(values, schema=pa.schema(columns, metadata=notes)), partial, compression="zstd"
        )
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


__all__ = ["csv_text", "objects", "write"]
