"""The way out: tables of a run, their units, and how they were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Role = Literal["dimension", "raw", "estimate", "share", "low", "high", "identified", "warning", "note"]
"""What a column of a table is.

dimension: what the row is about (year, sex, chon, province). raw: synthetic people (or events) the row rests on; the
disclosure floor applies to it. estimate: the same in real people, raw / scale. share: between 0 and 1. low, high: ends
of the interval of the column named in ``of``. identified: whether the data can tell. warning, note: text keys.
"""


@dataclass(frozen=True)
class Field:
    """One column of a table: its role, unit and description (a message key, shown in the data dictionary)."""

    name: str
    role: Role
    unit: str
    description: str
    of: str | None = None  # for low and high: the column they bound; for raw: the base if several raw columns stand


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

    def __post_init__(self) -> None:
        lengths = {name: len(column) for name, column in self.data.items()}
        assert set(lengths) == {f.name for f in self.fields}, (self.name, lengths, self.fields)
        assert len(set(lengths.values())) <= 1, (self.name, lengths)

    def __len__(self) -> int:
        return len(next(iter(self.data.values()))) if self.data else 0

    def column(self, name: str) -> NDArray[Any]:
        """One column by name."""
        return np.asarray(self.data[name])

    def where(self, **values: Any) -> Table:
        """The rows whose dimensions equal ``values``."""
        keep = np.ones(len(self), dtype=bool)
        for name, value in values.items():
            keep &= self.column(name) == value
        return Table(self.name, self.title, self.fields, {n: self.column(n)[keep] for n in self.data}, self.sums)


@dataclass(frozen=True)
class Outcome:
    """What a run gives: its tables by name, and everything needed to repeat it.

    ``run`` holds scenario, country spec and manifest, versions, seed, time and machine facts, as written to run.json.
    """

    tables: Mapping[str, Table]
    run: Mapping[str, Any] = field(default_factory=dict)
