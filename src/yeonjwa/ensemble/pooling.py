"""One table from the same table of many runs: means, intervals over the runs, and the raw counts they rest on.

Raw counts are added up over the runs, and the disclosure floor applies to the sum. Two things would make that sum say
more than it should, and are looked at for each cell:

1. Runs that share a country share its people. A count that hardly differs from run to run is then not that of many
   people but that of the same few again and again; it counts once (``Pooled.repeated`` names cells too small so).
2. The end of an interval over runs rests on the few runs beyond it. Where those runs hold fewer than the floor
   together, the interval given is that of the mean, which rests on all runs; the column ``interval`` says which it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.disclosure import FLOOR_EVENTS, FLOOR_PEOPLE
from yeonjwa.errors import InputError
from yeonjwa.outcome import Field, Table

LEVEL = 0.9
"""Share of the runs that an interval holds."""
STEADY = 0.25
"""A count whose variance over runs is below this share of its mean varies less than luck makes independent people vary
(for those the two are equal): it is taken for the same people run after run."""
OVER_RUNS, OF_THE_MEAN, ONE_RUN = "ensemble.interval.runs", "ensemble.interval.mean", "ensemble.interval.one"


@dataclass(frozen=True)
class Pooled:
    """A table over runs. Every cell stands in it: only ``publishing`` makes it fit to leave the program.

    table : each raw column holds the sum over runs, each estimate and share the mean, with ``<name>_low`` and
        ``<name>_high`` beside it; ``runs`` counts the runs, ``interval`` names the kind of the intervals of the row.
    repeated : bool[rows]; rows that rest on fewer than the floor, since the same people come again in every run.
    """

    table: Table
    repeated: NDArray[np.bool_]


def pool(tables: Sequence[Table], countries: Sequence[str], level: float = LEVEL) -> Pooled:
    """Pool the same table of several runs.

    Parameters
    ----------
    tables : one per run
    countries : digest of the country of each run
    level : share of the runs that an interval holds, above 0, below 1

    Raises
    ------
    InputError
        The runs hold different columns under the same name, or the level is impossible.
    """
    if not 0 < level < 1:
        raise InputError(f"the level of an interval is {level:g}; expected a share between 0 and 1, such as 0.9.")
    first = tables[0]
    if any(t.fields != first.fields for t in tables):
        raise InputError(f"table '{first.name}' has different columns in different runs, so it cannot be pooled.")
    places, is_in = _aligned(tables)
    rows = int(is_in.shape[1])
    columns = {f.name: _stacked(tables, f.name, places, rows) for f in first.fields}
    raw = {f.name: np.where(is_in, columns[f.name].astype(np.float64), 0.0) for f in first.of_role("raw")}
    raw = {name: np.where(np.isnan(values), 0.0, values) for name, values in raw.items()}
    runs = is_in.sum(axis=0)
    fields: list[Field] = []
    data: dict[str, NDArray[Any]] = {}
    kinds = np.full(rows, OVER_RUNS if len(tables) > 1 else ONE_RUN, dtype=object)
    for f in first.fields:
        if f.role in ("low", "high"):
            continue
        if f.role == "raw":
            data[f.name] = np.rint(raw[f.name].sum(axis=0)).astype(np.int64)
        elif f.role in ("estimate", "share"):
            values = np.where(is_in, columns[f.name].astype(np.float64), np.nan)
            low, high, is_thin = _interval(values, *_resting_on(first, f, raw, rows), level=level)
            if len(tables) > 1:
                kinds[is_thin] = OF_THE_MEAN
            data |= {f.name: _mean(values), f"{f.name}_low": low, f"{f.name}_high": high}
            fields.append(f)
            fields += [
                Field(f"{f.name}_{end}", end, f.unit, f"ensemble.field.{end}", of=f.name) for end in ("low", "high")
            ]
            continue
        elif f.role in ("note", "warning", "identified", "observed") and not _is_same(columns[f.name], is_in):
            if f.role != "identified":
                continue  # what a note says of one run holds for that run alone
            data[f.name] = np.asarray(np.where(is_in, columns[f.name].astype(bool), True).all(axis=0))
        else:
            data[f.name] = _any_run(columns[f.name], is_in)
        fields.append(f)
    fields += [
        Field("runs", "note", "runs", "ensemble.field.runs"),
        Field("interval", "note", "message key", "ensemble.field.interval"),
    ]
    data |= {"runs": runs.astype(np.int64), "interval": kinds.astype(str)}
    table = replace(first, fields=tuple(fields), data=data)
    return Pooled(table, _repeated(first, raw, np.asarray(countries)))


def _aligned(tables: Sequence[Table]) -> tuple[list[NDArray[np.int64]], NDArray[np.bool_]]:
    """Where each row of each run stands in the pooled table, and bool[runs, rows]: which runs have which row."""
    keys = [list(zip(*(t.column(d).tolist() for d in t.dimensions), strict=True)) for t in tables]
    if all(k == keys[0] for k in keys[1:]) and len(set(keys[0])) == len(keys[0]):
        same = np.arange(len(keys[0]))
        return [same] * len(tables), np.ones((len(tables), len(same)), dtype=bool)
    order: dict[tuple[Any, ...], int] = {}
    for rows in keys:
        if len(set(rows)) != len(rows):
            raise InputError(f"table '{tables[0].name}' has two rows about the same, so it cannot be pooled.")
        for key in rows:
            order.setdefault(key, len(order))
    places = [np.array([order[key] for key in rows], dtype=np.int64) for rows in keys]
    is_in = np.zeros((len(tables), len(order)), dtype=bool)
    for run, place in enumerate(places):
        is_in[run, place] = True
    return places, is_in


def _stacked(tables: Sequence[Table], name: str, places: Sequence[NDArray[np.int64]], rows: int) -> NDArray[Any]:
    """One column of all runs, [runs, rows]; zero or empty where a run has no such row."""
    values = [t.column(name) for t in tables]
    stacked = np.zeros((len(tables), rows), dtype=np.result_type(*values))
    for run, (place, column) in enumerate(zip(places, values, strict=True)):
        stacked[run, place] = column
    return stacked


def _is_same(values: NDArray[Any], is_in: NDArray[np.bool_]) -> bool:
    """Whether all runs that have a row say the same in it (NaN is the same as NaN)."""
    common = np.broadcast_to(_any_run(values, is_in), values.shape)
    same = values == common
    if values.dtype.kind == "f":
        same |= np.isnan(values) & np.isnan(common)
    return bool((same | ~is_in).all())


def _any_run(values: NDArray[Any], is_in: NDArray[np.bool_]) -> NDArray[Any]:
    """What the first run that has a row says in it."""
    return values[is_in.argmax(axis=0), np.arange(values.shape[1])]


def _mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    known = ~np.isnan(values)
    count = known.sum(axis=0)
    total = np.where(known, values, 0.0).sum(axis=0)
    return np.divide(total, count, out=np.full(values.shape[1], np.nan), where=count > 0)


def _resting_on(
    table: Table, column: Field, raw: dict[str, NDArray[np.float64]], rows: int
) -> tuple[NDArray[np.float64] | None, NDArray[np.float64] | None, int]:
    """The raw counts of all runs that a number rests on, what is left of their base, and the floor for them."""
    by_name = {f.name: f for f in table.of_role("raw")}
    name = column.of if column.of in by_name else next(iter(by_name)) if len(by_name) == 1 else None
    if name is None:
        return None, None, FLOOR_PEOPLE
    base = by_name[name].of
    rest = raw[base] - raw[name] if base in raw else None
    return raw[name], rest, _floor(by_name[name])


def _interval(
    values: NDArray[np.float64],
    counts: NDArray[np.float64] | None,
    rest: NDArray[np.float64] | None,
    floor: int,
    level: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Ends of the interval, and bool[rows]: where it is that of the mean, since too few stand beyond an end."""
    number, rows = values.shape
    if number < 2:
        return np.full(rows, np.nan), np.full(rows, np.nan), np.zeros(rows, dtype=bool)
    tail = (1 - level) / 2
    beyond = max(1, math.ceil(number * tail))
    is_thin = np.full(rows, counts is None)
    if counts is not None:
        is_thin |= np.sort(counts, axis=0)[:beyond].sum(axis=0) < floor
    if rest is not None:
        is_thin |= np.sort(rest, axis=0)[:beyond].sum(axis=0) < floor
    known = (~np.isnan(values)).sum(axis=0)
    low, high = (np.full(rows, np.nan) for _ in range(2))
    whole = (known == number) & ~is_thin
    low[whole], high[whole] = np.quantile(values[:, whole], [tail, 1 - tail], axis=0)
    thin = (known > 1) & ~whole
    if thin.any():
        middle = _mean(values[:, thin])
        error = np.nanstd(values[:, thin], axis=0, ddof=1) / np.sqrt(known[thin]) * NormalDist().inv_cdf(1 - tail)
        # No count or share is negative; an end below zero would only be the roughness of the method.
        low[thin] = np.where(np.nanmin(values[:, thin], axis=0) >= 0, np.maximum(middle - error, 0), middle - error)
        high[thin] = middle + error
    return low, high, ~whole


def _floor(column: Field) -> int:
    return FLOOR_EVENTS if column.unit.startswith("event") else FLOOR_PEOPLE


def _repeated(table: Table, raw: dict[str, NDArray[np.float64]], countries: NDArray[Any]) -> NDArray[np.bool_]:
    """bool[rows]: rows with a count, or a rest of its base, that is too small once the same people count once."""
    few = np.zeros(len(next(iter(raw.values())).T) if raw else len(table), dtype=bool)
    for f in table.of_role("raw"):
        counts = [raw[f.name]] + ([raw[f.of] - raw[f.name]] if f.of in raw else [])
        for count in counts:
            few |= (_people_behind(count, countries) < _floor(f)) & (count.sum(axis=0) >= _floor(f))
    return few


def _people_behind(counts: NDArray[np.float64], countries: NDArray[Any]) -> NDArray[np.float64]:
    """float64[rows]: the sum over runs, with a steady count of one country taken once."""
    behind = np.zeros(counts.shape[1])
    for country in dict.fromkeys(countries.tolist()):
        of_country = counts[countries == country]
        if len(of_country) == 1:
            behind += of_country[0]
            continue
        is_steady = of_country.var(axis=0, ddof=1) < STEADY * of_country.mean(axis=0)
        behind += np.where(is_steady, of_country.max(axis=0), of_country.sum(axis=0))
    return behind
