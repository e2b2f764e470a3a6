"""The way out: tables of a run, their units, and how they were made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Role = Literal["dimension", "raw", "estimate", "share", "low", "high", "observed", "identified", "warning", "note"]
"""What a column of a table is.

dimension: what the row is about (year, sex, chon, province). raw: synthetic people (or events) the row rests on; the
disclosure floor applies to it. estimate: the same in real people, raw / scale. share: between 0 and 1. low, high: ends
of the interval of the column named in ``of``. observed: a figure published elsewhere that stands beside the run (census,
arrivals); it rests on no synthetic person and is never hidden. identified: whether the data can tell. warning, note:
text keys.
"""

ALL = "all"
"""Value of a dimension in a row that is the total over that dimension (nation over provinces, both sexes)."""


@dataclass(frozen=True)
class Field:
    """One column of a table: its role, unit and description (a message key, shown in the data dictionary)."""

    name: str
    role: Role
    unit: str
    description: str
    of: str | None = None
    """For low and high: the column they bound. For raw: its base, another raw column that holds everybody who could
    have been counted (residents, candidates), so that base minus raw is a cell of its own. For estimate and share:
    the raw column they rest on, needed only if several raw columns stand."""


@dataclass(frozen=True)
class Table:
    """One table in long form: equal-length columns and what each of them is.

    Internal tables hold every cell; only ``disclosure.publish`` makes a table fit to leave the program.
    """

    name: str
    title: str  # message key
    fields: tuple[Field, ...]
    data: Mapping[str, NDArray[Any]]
    sums: tuple[str, ...] = ()  # dimensions along which raw counts add up to a total that is also published
    nested: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    """Dimensions along which each category holds the one before, as (dimension, categories from inner to outer): people
    within 2 chon are among those within 3. The difference of two neighbours is then a cell of its own."""

    def __post_init__(self) -> None:
        lengths = {name: len(column) for name, column in self.data.items()}
        assert set(lengths) == {f.name for f in self.fields}, (self.name, lengths, self.fields)
        assert all(dimension in lengths for dimension, _ in self.nested), (self.name, self.nested)
        assert len(set(lengths.values())) <= 1, (self.name, lengths)

    def __len__(self) -> int:
        return len(next(iter(self.data.values()))) if self.data else 0

    def column(self, name: str) -> NDArray[Any]:
        """One column by name."""
        return np.asarray(self.data[name])

    def rows(self) -> list[dict[str, Any]]:
        """The rows as plain values by column."""
        columns = {f.name: self.column(f.name).tolist() for f in self.fields}
        return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]

    def where(self, **values: Any) -> Table:
        """The rows whose dimensions equal ``values``."""
        keep = np.ones(len(self), dtype=bool)
        for name, value in values.items():
            keep &= self.column(name) == value
        return replace(self, data={n: self.column(n)[keep] for n in self.data})

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Names of the columns that say what a row is about."""
        return tuple(f.name for f in self.fields if f.role == "dimension")

    def of_role(self, *roles: Role) -> tuple[Field, ...]:
        """The columns that have one of ``roles``."""
        return tuple(f for f in self.fields if f.role in roles)


def columns_of(fields: Iterable[Field], rows: Iterable[Mapping[str, Any]]) -> dict[str, NDArray[Any]]:
    """The data of a table from its rows; a column with numbers and words alike is kept as objects."""
    rows = list(rows)
    data = {}
    for f in fields:
        values = [row[f.name] for row in rows]
        is_mixed = len({issubclass(kind, str) for kind in set(map(type, values))}) > 1
        data[f.name] = np.array(values, dtype=object if is_mixed else None)
    return data


KIND_OF_ROLE: Mapping[Role, type] = {
    "raw": float, "estimate": float, "low": float, "high": float, "observed": float, "identified": bool,
}  # fmt: skip


def columns_by_role(fields: Iterable[Field], rows: Iterable[Mapping[str, Any]]) -> dict[str, NDArray[Any]]:
    """The data of a table from its rows, each column of the kind of its role (words, where a role has none), however many rows there are."""
    rows = list(rows)
    return {f.name: np.array([row[f.name] for row in rows], dtype=KIND_OF_ROLE.get(f.role, "U")) for f in fields}


@dataclass(frozen=True)
class Outcome:
    """What a run gives: its tables by name, and everything needed to repeat it.

    ``run`` holds scenario, country spec and manifest, versions, seed, time and machine facts, as written to run.json.
    """

    tables: Mapping[str, Table]
    run: Mapping[str, Any] = field(default_factory=dict)
