"""Files of two runs held against each other: the same bytes or, for Parquet, the same in everything but when and on what it was made."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from yeonjwa.provenance.made import MADE


def assert_same(a: Path, b: Path) -> None:
    """Equal bytes; for Parquet equal values, types, metadata of columns and of the file, ``yeonjwa.made`` alone excepted."""
    if a.suffix != ".parquet":
        assert a.read_bytes() == b.read_bytes(), a.name
        return
    one, other = (without_made(path) for path in (a, b))
    assert one.schema.equals(other.schema, check_metadata=True), a.name
    assert one.equals(other, check_metadata=True), a.name
    # Also hidden numbers, and the bits of every number.
    assert [c.to_pylist() for c in one.columns] == [c.to_pylist() for c in other.columns], a.name


def without_made(path: Path):
    """The table of a file with all its metadata but when and on what it was made, which must be there."""
    table = pq.read_table(path)
    notes = dict(table.schema.metadata)
    del notes[MADE.encode()]
    return table.replace_schema_metadata(notes)
