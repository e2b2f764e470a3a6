"""One table in all runs of both worlds, row beside row: values and counts of each run, and the counts pooled over runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.compare.margins import LOG_HAZARD, TERMS
from yeonjwa.disclosure import FLOOR_EVENTS, FLOOR_PEOPLE
from yeonjwa.ensemble.pooling import STEADY, Pooled, pool
from yeonjwa.outcome import Table

RAW = "synthetic"


@dataclass(frozen=True, eq=False)
class Both:
    """The same table of every run of A and of B, with the same rows in the same order.

    a, b : one table per run. countries : digests of the countries of A and B; differences are of the same people only if they are one.
    """

    a: Sequence[Table]
    b: Sequence[Table]
    countries: tuple[str, str]

    @classmethod
    def of(cls, a: Sequence[Table], b: Sequence[Table], countries: tuple[str, str]) -> Both:
        """Line up tables that may lack rows of one another."""
        lined_up = aligned([*a, *b])
        return cls(lined_up[: len(a)], lined_up[len(a) :], countries)

    @property
    def name(self) -> str:
        """Name of the table."""
        return self.a[0].name

    @property
    def is_coupled(self) -> bool:
        """Whether both worlds have the same people."""
        return self.countries[0] == self.countries[1]

    @property
    def keys(self) -> list[dict[str, str]]:
        """What each row is about, by dimension."""
        table = self.a[0]
        columns = [[str(v) for v in table.column(d).tolist()] for d in table.dimensions]
        return [dict(zip(table.dimensions, key, strict=True)) for key in zip(*columns, strict=True)]

    def values(self, column: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """One column of each world, float64[runs, rows]."""
        return _stack(self.a, column), _stack(self.b, column)

    @cached_property
    def raw(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Counts pooled over the runs of each world, float64[rows]."""
        a, b = self.values(RAW)
        return a.sum(axis=0), b.sum(axis=0)

    @cached_property
    def pooled(self) -> tuple[Pooled, Pooled]:
        """The tables of each world over its runs, as an ensemble pools them."""
        a, b = self.countries
        return pool(self.a, [a] * len(self.a)), pool(self.b, [b] * len(self.b))

    @property
    def floor(self) -> int:
        """Least count that may be shown: of people, or of events."""
        unit = next(f.unit for f in self.a[0].fields if f.name == RAW)
        return FLOOR_EVENTS if unit.startswith("event") else FLOOR_PEOPLE

    @cached_property
    def differences(self) -> NDArray[np.float64]:
        """Counts of A minus those of B, float64[runs, rows]; all zero where a difference tells of nobody.

        Worlds with different people share none, and the size of a sample is no count.
        """
        a, b = self.values(RAW)
        return a - b if self.is_coupled and self.name != TERMS else np.zeros_like(a)


def people_behind(difference: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many a difference pooled over runs rests on, float64[rows] with its sign.

    It is the sum over runs; but one that hardly varies from run to run may be that of the same few people each time, and counts once.

    difference : float64[runs, rows]
    """
    total = difference.sum(axis=0)
    if len(difference) < 2:
        return np.asarray(total)
    largest = np.take_along_axis(difference, np.abs(difference).argmax(axis=0)[None], axis=0)[0]
    is_steady = difference.var(axis=0, ddof=1) < STEADY * np.abs(difference.mean(axis=0))
    return np.where(is_steady, largest, total)


def aligned(tables: Sequence[Table]) -> list[Table]:
    """The tables with the same rows in the same order; a row that a run lacks rests on nobody there."""
    first = tables[0]
    keys = [list(zip(*(t.column(d).tolist() for d in t.dimensions), strict=True)) for t in tables]
    order = {key: row for row, key in enumerate(dict.fromkeys(key for rows in keys for key in rows))}
    found = []
    for table, rows in zip(tables, keys, strict=True):
        place = np.array([order[key] for key in rows], dtype=np.int64)
        data: dict[str, NDArray[Any]] = {}
        for k, name in enumerate(table.dimensions):
            data[name] = np.array([key[k] for key in order])
        for f in table.fields:
            if f.role != "dimension":
                lacking = np.nan if f.unit == LOG_HAZARD else 0
                column = np.full(len(order), lacking, dtype=np.float64 if f.role == "estimate" else np.int64)
                column[place] = table.column(f.name)
                data[f.name] = column
        found.append(replace(first, data={f.name: data[f.name] for f in first.fields}))
    return found


def _stack(tables: Sequence[Table], column: str) -> NDArray[np.float64]:
    return np.array([t.column(column) for t in tables], dtype=np.float64)


__all__ = ["Both", "aligned", "people_behind"]
