"""One run as one Parquet file: every cell of its tables, checked as it is read, written whole or not at all.

The file has one row. Each column of each table is a column ``table/column`` that holds a list, so that a tool reads one
column of all runs of a bank at once. What the columns are, and what the run was made from, stands in the file's metadata. When and on
what kind of machine it was made stands in a small file of its own beside them, so that a bank is the same bit for bit whoever fills it.
The files are a working cache: cells are not protected (see docs/decisions/adr-0040).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from pathlib import Path
from typing import Any

import numpy as np

from yeonjwa.disclosure import refuse_below_province
from yeonjwa.errors import StoreError
from yeonjwa.outcome import Field, Outcome, Table
from yeonjwa.tables_io import checksum

FORMAT = 1
PARTIAL = ".partial"
_HEADER, _CHECKSUM = b"yeonjwa.run", b"yeonjwa.checksum"


class DamagedRun(StoreError):
    """The file of a run is not as it was written."""


def write(folder: Path, key: str, outcome: Outcome) -> Path:
    """Write the run ``key`` into ``folder`` and give its path; the name appears once the contents are on the disk.

    Raises
    ------
    InputError
        A table is about anything smaller than a province.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns, names = [], []
    tables = []
    for name, table in outcome.tables.items():
        refuse_below_province(table)
        for column in table.fields:
            names.append(f"{name}/{column.name}")
            columns.append(_as_list(table.column(column.name)))
        tables.append(_described(table))
    header = _words({"format": FORMAT, "key": key, "tables": tables, "run": outcome.run})
    notes = {_HEADER: header, _CHECKSUM: _sum_of(header)}
    sheet = pa.Table.from_arrays(columns, names=names).replace_schema_metadata(notes)
    partial = folder / f".{key}-{os.getpid()}-{secrets.token_hex(4)}{PARTIAL}"
    path = path_of(folder, key)
    try:
        with open(partial, "xb") as file:
            pq.write_table(sheet, file, compression="zstd", write_statistics=False)  # of no use with one row
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise
    flush_folder(folder)
    return path


def note_made(folder: Path, key: str) -> None:
    """Write down that the run ``key`` is made now, and on what kind of machine; before the run itself, so that no run lacks it."""
    from yeonjwa.provenance.made import made_now, made_words
    from yeonjwa.tables_io import replace_file

    path = _path_of_made(folder, key)
    path.parent.mkdir(exist_ok=True)
    replace_file(path, made_words(made_now()).encode())


def made(folder: Path, key: str) -> dict[str, Any]:
    """When and on what the run ``key`` was made; empty where a bank was filled before this was kept."""
    try:
        return dict(json.loads(_path_of_made(folder, key).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return {}


def _path_of_made(folder: Path, key: str) -> Path:
    return folder.parent / "made" / f"{key}.json"


def path_of(folder: Path, key: str) -> Path:
    """Where the run ``key`` lies, or would lie."""
    return folder / f"{key}.parquet"


def read(path: Path) -> Outcome:
    """The outcome in the file of a run, every table compared with its checksum.

    Raises
    ------
    DamagedRun
        The file is cut, changed, or of another run or format.
    FileNotFoundError
        There is no such file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = path.read_bytes()
    try:
        sheet = pq.read_table(pa.BufferReader(content))
        notes = sheet.schema.metadata or {}
        header = notes[_HEADER]
        if notes[_CHECKSUM] != _sum_of(header):
            raise ValueError("header")
        described = json.loads(header)
        if described["format"] != FORMAT or described["key"] != path.stem:
            raise ValueError("another run")
        tables = {about["name"]: _table(about, sheet) for about in described["tables"]}
    except (pa.ArrowException, ValueError, KeyError, TypeError, AssertionError, OSError) as error:
        raise DamagedRun(f"{path.name} is not as it was written ({type(error).__name__}).") from None
    return Outcome(tables, described["run"])


def flush_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    from yeonjwa.population.folders import flush_folder as flush

    flush(folder)


def _described(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title,
        "fields": [[f.name, f.role, f.unit, f.description, f.of] for f in table.fields],
        "kinds": [[name, table.column(name).dtype.str] for name in table.data],
        "sums": list(table.sums),
        "nested": [[dimension, list(order)] for dimension, order in table.nested],
        "checksum": checksum(table),
    }


def _table(about: dict[str, Any], sheet: Any) -> Table:
    fields = tuple(Field(*row) for row in about["fields"])
    # In the order in which the table held its columns, on which its checksum rests.
    data = {name: _as_array(sheet.column(f"{about['name']}/{name}")[0].values, kind) for name, kind in about["kinds"]}
    nested = tuple((dimension, tuple(order)) for dimension, order in about["nested"])
    table = Table(about["name"], about["title"], fields, data, tuple(about["sums"]), nested)
    if checksum(table) != about["checksum"]:
        raise ValueError(about["name"])
    return table


def _as_list(values: np.ndarray) -> Any:
    """One list that holds a whole column; words and numbers mixed are kept as JSON."""
    import pyarrow as pa

    if values.dtype == object:
        inner = pa.array(
            [json.dumps(v.item() if isinstance(v, np.generic) else v) for v in values.tolist()], pa.string()
        )
    elif values.dtype.kind == "U":
        inner = pa.array(values.tolist(), pa.string())
    else:
        inner = pa.array(np.ascontiguousarray(values))
    return pa.ListArray.from_arrays(pa.array([0, len(values)], pa.int32()), inner)


def _as_array(values: Any, kind: str) -> np.ndarray:
    if kind == "|O":
        mixed = np.empty(len(values), dtype=object)
        mixed[:] = [json.loads(v) for v in values.to_pylist()]
        return mixed
    if np.dtype(kind).kind == "U":
        return np.array(values.to_pylist(), dtype=kind)
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=kind)


def _words(content: Any) -> bytes:
    def plain(value: Any) -> Any:
        if isinstance(value, np.generic):
            return value.item()
        raise TypeError(type(value).__name__)

    return json.dumps(content, sort_keys=True, ensure_ascii=False, default=plain).encode()


def _sum_of(header: bytes) -> bytes:
    return hashlib.blake2b(header, digest_size=32).hexdigest().encode()
