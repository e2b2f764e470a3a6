"""Results that the program brings with it: a whole run of the tested claims and of the rival histories, as small text files.

    <command>.json  what they were made from, when and on what; values that are the same in every row of a table, by table and column
    <table>.csv     the other columns, row by row as the command published them

In a column that says what a row is about, an empty cell means the same as above. Otherwise empty is hidden, or no words. Reading gives
the tables of the command, to the last digit. ``python docs/_ext/ready_results.py --from claims=DIR --from histories=DIR`` puts the
results of a new run in their place.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from yeonjwa import kept_tables
from yeonjwa.disclosure import HIDDEN, TOO_SMALL_A_COUNTRY
from yeonjwa.kept_tables import Kept, Shape
from yeonjwa.outcome import KIND_OF_ROLE, Field
from yeonjwa.tables_io import parquet_bytes, replace_file

SHORT = {HIDDEN: "hidden", TOO_SMALL_A_COUNTRY: "hidden at this scale"}
"""Words that stand in thousands of rows, and what stands in the files for them."""
LONG = {short: words for words, short in SHORT.items()}

Row = Mapping[str, Any]


def pack(kept: Kept, command: str, shapes: Sequence[Shape], folder: Path | None = None) -> list[Path]:
    """Put the tables of a folder in the place of those that the program brings with it; gives the files.

    Parameters
    ----------
    kept : as ``kept_tables.read`` gave it
    command : "claims" or "histories"
    shapes : of the tables
    folder : by default that of the package
    """
    folder = folder or Path(str(resources.files(__package__)))
    same = {shape.name: _same(kept.rows[shape.name], shape) for shape in shapes}
    contents = {f"{shape.name}.csv": _written(kept.rows[shape.name], shape, same[shape.name]) for shape in shapes}
    made_of = {"about": kept.about, "made": kept.made, "same": same}
    contents[f"{command}.json"] = json.dumps(made_of, ensure_ascii=False, indent=1) + "\n"
    for name, words in contents.items():
        replace_file(folder / name, words.encode())
    return [folder / name for name in contents]


def read(command: str, shapes: Sequence[Shape], warning: str, folder: Path | None = None) -> Kept:
    """What the program brings with it of a command, as if its folder had been read.

    Parameters
    ----------
    command, shapes, folder : as for ``pack``
    warning : message key of what stands in the metadata of the Parquet files
    """
    place = resources.files(__package__) if folder is None else folder

    def content(name: str) -> str:
        return (place / name).read_text(encoding="utf-8")

    made_of = json.loads(content(f"{command}.json"))
    rows = {s.name: _read(content(f"{s.name}.csv"), s, made_of["same"][s.name]) for s in shapes}
    tables = {shape.name: shape.filled(rows[shape.name]) for shape in shapes}
    notes = kept_tables.notes_of(made_of["about"], made_of["made"], warning)
    files = {f"{name}.parquet": parquet_bytes(table, notes) for name, table in tables.items()}
    return Kept(rows, made_of["about"], made_of["made"], files, tables)


def _same(rows: Sequence[Row], shape: Shape) -> dict[str, Any]:
    """Columns with one value in all rows, with this value."""
    first = rows[0]
    return {f.name: first[f.name] for f in shape.fields if all(row[f.name] == first[f.name] for row in rows)}


def _written(rows: Iterable[Row], shape: Shape, same: Mapping[str, Any]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    fields = [f for f in shape.fields if f.name not in same]
    writer.writerow([f.name for f in fields])
    above: Row = {}
    for row in rows:
        writer.writerow([_cell(row[f.name], f, above.get(f.name)) for f in fields])
        above = row
    return out.getvalue()


def _cell(value: Any, field: Field, above: Any) -> str:
    if value is None or (field.role == "dimension" and value == above):
        return ""
    if field.role in KIND_OF_ROLE:
        return str(value) if isinstance(value, bool) else repr(int(value) if value == int(value) else value)
    return SHORT.get(value, value)


def _read(words: str, shape: Shape, same: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    by_name = {f.name: f for f in shape.fields}
    for cells in csv.DictReader(io.StringIO(words, newline="")):
        row = {**same}
        for name, cell in cells.items():
            is_as_above = cell == "" and by_name[name].role == "dimension"
            row[name] = found[-1][name] if is_as_above else _value(cell, by_name[name])
        found.append({f.name: row[f.name] for f in shape.fields})
    return found


def _value(cell: str, field: Field) -> Any:
    kind = KIND_OF_ROLE.get(field.role)
    if kind is bool:
        return cell == "True"
    if kind is float:
        return float(cell) if cell else None
    return LONG.get(cell, cell)


__all__ = ["pack", "read"]
