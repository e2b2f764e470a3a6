"""What differs between two outcomes: their inputs, and the published numbers of their tables.

Only published numbers are compared: a cell that either outcome hides stays out, and so does a change that rests on fewer
than 20 synthetic people of the same country, because such a difference would tell of people whom the tables hide. Of
tables on departures no number is given where departures are simulated and the two scenarios or catalogues do not have
the same practices and figures: how many leave under another practice is never shown without the harm beside it, its
interval, and whether it can be known. Where they have the same, a table differs by seed, country or version only, and
is compared like any other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from yeonjwa.disclosure import FLOOR_EVENTS, FLOOR_PEOPLE
from yeonjwa.provenance.folders import OutcomeFolder
from yeonjwa.provenance.ro_crate import flat

Group = Literal["scenario", "version", "country", "catalogue", "machine", "wording", "shown"]
State = Literal["same", "changed", "only_a", "only_b"]
COMPARED = ("estimate", "share", "low", "high", "observed")
"""Roles of the columns whose numbers are compared; raw counts only serve the floor."""
ON_DEPARTURES = ("arrivals", "departures", "left", "returns", "terms_of_leaving", "reach")
"""First words of the names of tables that count people who leave, arrive or go back, or from which that can be read: the
hazard of leaving, and the share of people with a relative who left (of those known to the state, vetting tells as harm)."""
THE_SAME_PRACTICES = ("departures", "history", "without", "off", "figures")
"""Keys of a scenario on which it depends what is done to people and how they answer."""


@dataclass(frozen=True)
class InputChange:
    """One input that differs; None where only the other outcome has it."""

    group: Group
    name: str
    a: Any
    b: Any


@dataclass(frozen=True)
class TableChange:
    """How one table differs between two outcomes."""

    table: str
    state: State
    rows: int = 0
    """Rows that both have."""
    rows_changed: int = 0
    """Rows of both in which a published number, a note or what is hidden differs."""
    rows_only_a: int = 0
    rows_only_b: int = 0
    rows_hidden_in_one: int = 0
    """Rows whose numbers one of the two outcomes hides."""
    rows_too_small: int = 0
    """Changed rows whose change rests on too few people to be shown."""
    rows_from_zero: int = 0
    """Changed rows that are zero in the first outcome and so have no relative change."""
    withheld: bool = False
    """Whether numbers are left out because the table counts departures that were simulated."""
    column: str | None = None
    """Column with the largest relative change."""
    where: dict[str, Any] = field(default_factory=dict)
    """Dimensions of its row."""
    a: float | None = None
    b: float | None = None
    relative_change: float | None = None
    """(b - a) / |a|."""


@dataclass(frozen=True)
class Difference:
    """All that differs between two outcomes."""

    inputs: tuple[InputChange, ...]
    tables: tuple[TableChange, ...]
    is_same_country: bool


def compare(a: OutcomeFolder, b: OutcomeFolder) -> Difference:
    """Inputs and tables of two outcomes side by side.

    Returns
    -------
    Difference
        Inputs that differ, by group; and every table, those on harm first, then in the order of the runs.
    """
    countries = [o.run.country.get("digest", o.run.country) for o in (a, b)]
    is_same_country = bool(countries[0] == countries[1])
    names = list(dict.fromkeys((*a.tables, *b.tables)))
    names.sort(key=lambda name: not name.startswith("harm"))
    is_withheld = _has_simulated(a, b) and not _has_the_same_practices(a, b)
    tables = tuple(
        TableChange(name, "only_b" if name not in a.tables else "only_a")
        if name not in a.tables or name not in b.tables
        else _compare_table(a, b, name, is_same_country, is_withheld and name.startswith(ON_DEPARTURES))
        for name in names
    )
    return Difference(_inputs(a, b), tables, is_same_country)


def _has_simulated(a: OutcomeFolder, b: OutcomeFolder) -> bool:
    return any(o.run.scenario.get("departures", "observed") != "observed" for o in (a, b))


def _has_the_same_practices(a: OutcomeFolder, b: OutcomeFolder) -> bool:
    """Whether two outcomes differ by luck, country or program only; a catalogue with any change counts as another."""
    scenarios = [{key: o.run.scenario.get(key) for key in THE_SAME_PRACTICES} for o in (a, b)]
    return scenarios[0] == scenarios[1] and a.run.catalogue.get("hash") == b.run.catalogue.get("hash")


def _inputs(a: OutcomeFolder, b: OutcomeFolder) -> tuple[InputChange, ...]:
    settings = [_settings(a), _settings(b)]
    found = []
    for group, name in dict.fromkeys((*settings[0], *settings[1])):
        here, there = (s.get((group, name)) for s in settings)
        if here != there:
            found.append(InputChange(group, name, here, there))
    return tuple(found)


def _settings(outcome: OutcomeFolder) -> dict[tuple[Group, str], Any]:
    """Every input of a run by group and name; the time at which it was made is none."""
    run = outcome.run
    country = {k: v for k, v in run.country.items() if k in ("digest", "model", "persons_ever", "living")}
    catalogue = {k: v for k, v in flat(run.catalogue).items() if k != "version"}
    groups: dict[Group, dict[str, Any]] = {
        "scenario": flat(run.scenario),
        "version": {"yeonjwa": run.version, "python": run.made.get("python"), **run.made.get("libraries", {})},
        "country": {**country, **flat(run.country.get("checksums", {}), "checksums.")},
        "catalogue": catalogue,
        "machine": flat(run.made.get("machine", {})),
        "wording": {"language": run.language, "terms": run.terms},
        "shown": {name: value for name, value in flat(run.shown).items() if ".made." not in name},
    }
    return {(group, name): value for group, values in groups.items() for name, value in values.items()}


@dataclass(frozen=True)
class _Column:
    """A column of a Parquet table: values (numbers as float64, hidden ones as NaN), role and unit."""

    name: str
    role: str
    unit: str
    values: NDArray[Any]


def _columns(outcome: OutcomeFolder, table: str) -> dict[str, _Column]:
    import pyarrow.parquet as pq

    read = pq.read_table(outcome.parquet(table))
    found = {}
    for about in read.schema:
        notes = {key.decode(): value.decode() for key, value in (about.metadata or {}).items()}
        role = notes.get("role", "note")
        values = read[about.name].to_pylist()
        if role in (*COMPARED, "raw"):
            column = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
        else:
            column = np.array([None if v is None else str(v) for v in values], dtype=object)
        found[about.name] = _Column(about.name, role, notes.get("unit", ""), column)
    return found


def _compare_table(a: OutcomeFolder, b: OutcomeFolder, name: str, same_country: bool, withheld: bool) -> TableChange:
    """One table that both outcomes have, row by row; rows are matched by their dimensions."""
    left, right = _columns(a, name), _columns(b, name)
    dimensions = [c.name for c in left.values() if c.role == "dimension" and c.name in right]
    rows = [_rows_by_key(columns, dimensions) for columns in (left, right)]
    keys = [key for key in rows[0] if key in rows[1]]
    at = np.array([rows[0][k] for k in keys], dtype=np.int64), np.array([rows[1][k] for k in keys], dtype=np.int64)
    both = [n for n in left if n in right and left[n].role == right[n].role and n not in dimensions]
    pairs = {n: (left[n].values[at[0]], right[n].values[at[1]]) for n in both}
    differs = {n: ~_equal(x, y) for n, (x, y) in pairs.items()}
    changed = np.logical_or.reduce([*differs.values(), np.zeros(len(keys), bool)])
    counts: dict[str, Any] = {
        "rows": len(keys),
        "rows_changed": int(changed.sum()),
        "rows_only_a": len(rows[0]) - len(keys),
        "rows_only_b": len(rows[1]) - len(keys),
    }
    is_same = left.keys() == right.keys() and not (changed.any() or counts["rows_only_a"] or counts["rows_only_b"])
    if is_same or withheld:
        return TableChange(name, "same" if is_same else "changed", **counts, withheld=not is_same)
    scale = a.run.scenario.get("population", {}).get("scale", 1.0) if same_country else None
    return TableChange(name, "changed", **counts, **_largest(left, pairs, differs, keys, dimensions, scale))


def _rows_by_key(columns: dict[str, _Column], dimensions: list[str]) -> dict[tuple[Any, ...], int]:
    values = [columns[name].values.tolist() for name in dimensions]
    count = len(next(iter(columns.values())).values) if columns else 0
    keys = zip(*values, strict=True) if values else [()] * count
    return {key: row for row, key in enumerate(keys)}


def _equal(x: NDArray[Any], y: NDArray[Any]) -> NDArray[np.bool_]:
    if x.dtype.kind == "f":
        return np.asarray((x == y) | (np.isnan(x) & np.isnan(y)))
    return np.asarray(x == y, dtype=bool)


def _largest(
    columns: dict[str, _Column],
    pairs: dict[str, tuple[NDArray[Any], NDArray[Any]]],
    differs: dict[str, NDArray[np.bool_]],
    keys: list[tuple[Any, ...]],
    dimensions: list[str],
    scale: float | None,
) -> dict[str, Any]:
    """The largest relative change that may be shown, and how many rows were left out on the way.

    Parameters
    ----------
    pairs, differs : values of both outcomes, and whether they differ, by column
    keys : dimensions of each row
    scale : of the country, if it is the same in both, so that a difference is one between the same people
    """
    compared = [n for n in pairs if columns[n].role in COMPARED]
    moved = {n: differs[n] & ~np.isnan(pairs[n][0]) & ~np.isnan(pairs[n][1]) for n in compared}
    hidden = np.zeros(len(keys), bool)
    for name in compared:
        hidden |= np.isnan(pairs[name][0]) != np.isnan(pairs[name][1])
    small = _rest_on_few(columns, pairs, scale, len(keys)) if scale is not None else np.zeros(len(keys), bool)
    too_small, from_zero = np.zeros(len(keys), bool), np.zeros(len(keys), bool)
    best: dict[str, Any] = {}
    for name in compared:
        a, b = pairs[name]
        is_observed = columns[name].role == "observed"  # rests on no synthetic person
        too_small |= moved[name] & small & (not is_observed)
        shown = moved[name] & (~small | is_observed)
        from_zero |= shown & (a == 0)
        rows = np.flatnonzero(shown & (a != 0))
        if not rows.size:
            continue
        relative = (b[rows] - a[rows]) / np.abs(a[rows])
        k = int(np.argmax(np.abs(relative)))
        if not best or abs(relative[k]) > abs(best["relative_change"]):
            where = dict(zip(dimensions, keys[rows[k]], strict=True))
            best = {"column": name, "where": where, "a": float(a[rows[k]]), "b": float(b[rows[k]]),
                    "relative_change": float(relative[k])}  # fmt: skip
    return {
        "rows_hidden_in_one": int(hidden.sum()),
        "rows_too_small": int(too_small.sum()),
        "rows_from_zero": int(from_zero.sum()),
        **best,
    }


def _rest_on_few(
    columns: dict[str, _Column], pairs: dict[str, tuple[NDArray[Any], NDArray[Any]]], scale: float, rows: int
) -> NDArray[np.bool_]:
    """Rows in which some difference, turned into synthetic people or events, is above none and below the floor.

    The difference of a share or a mean counts people once it is multiplied by its base: the largest raw count of the
    row or, where the row has only the count itself, that count over the share.
    """
    raw = [n for n in pairs if columns[n].role == "raw"]
    base = np.zeros(rows)
    for name in raw:
        base = np.fmax(base, np.fmax(*pairs[name]))
    few = np.zeros(rows, bool)
    for name, (a, b) in pairs.items():
        column = columns[name]
        if column.role not in ("raw", "estimate", "share", "low", "high"):
            continue
        is_share = column.role == "share" or column.unit in ("1", "share")
        floor = FLOOR_EVENTS if "event" in column.unit else FLOOR_PEOPLE
        with np.errstate(invalid="ignore", divide="ignore"):
            if column.role == "raw":
                people = np.abs(b - a)
            elif is_share or " per " in column.unit:
                people = np.abs(b - a) * (base / np.fmax(a, b) if is_share and len(raw) == 1 else base)
            else:
                people = np.abs(b - a) * scale
            few |= (people > 1e-6) & (people < floor - 1e-6)
    return few
