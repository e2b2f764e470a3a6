"""What may leave the program: no cell below the floor, and none that can be worked out from the others.

The floor is 20 synthetic people or 10 events. A cell is hidden when it, or everybody but it, is below the floor. Then
more cells are hidden until nobody who knows all that is published, all totals, that counts are not negative, and
which categories hold which, can work out a hidden one:

1. along a nested dimension (within 2 chon, within 3), neighbours still shown differ by the floor or more, or not at all;
2. along a dimension that adds up, the hidden parts of a known total are at least two and together reach the floor;
3. a linear programme looks for another table that agrees with all that is shown; a sensitive cell that is the same in
   all such tables is exposed, and the smallest shown cell beside it is hidden too.

Hidden cells all carry the same words, so that they do not tell which were hidden for their own sake. Zero is hidden like
any other small count: otherwise "hidden" would say "one or more".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.disclosure_cells import Cells
from yeonjwa.errors import InputError
from yeonjwa.outcome import Field, Table

FLOOR_PEOPLE, FLOOR_EVENTS = 20, 10
HIDDEN = "hidden: too few people / 비공개: 인원이 적음"
TOO_SMALL_A_COUNTRY = "not reported below scale 0.1 / 축척 0.1 미만에서는 보고하지 않음"
"""Words of the column ``suppressed``, in both languages, so that a table is the same file in either."""

BELOW_PROVINCE = (
    "county",
    "place",
    "district",
    "city",
    "inminban",
    "household",
    "family",
    "union",
    "person",
    "person_id",
)
"""Dimensions finer than a province, or a person; no table that has one may be published."""

FARTHEST_CHON_OF_SMALL = 6
SMALL_SCALE = 0.1
"""Below this scale marriage pools are so small that kin beyond 6 chon come out too few."""


def publish_all(
    tables: Mapping[str, Table], scale: float, given: Mapping[str, NDArray[np.bool_]] | None = None
) -> dict[str, Table]:
    """All tables of a run as they may leave the program, each protected against the others too (see ``publish``).

    ``given``: by table, bool[rows] of rows to hide whatever their counts (an ensemble's counts of the same few people).
    """
    from yeonjwa.disclosure_across import holdings, overlaps, same_cells, totals_elsewhere, wider_ranges
    from yeonjwa.disclosure_counts import counts_of, cover_sums, of_people, same_counts
    from yeonjwa.disclosure_stocks import cover_stocks

    known = {name: totals_elsewhere(name, tables) for name in tables}
    same, ranges, held, shared = same_cells(tables), wider_ranges(tables), holdings(tables), overlaps(tables)
    counts = counts_of(tables)
    same += same_counts(counts)
    people, first = of_people(tables, counts), given or {}
    hidden = {
        name: hidden_rows(table, scale, known[name], first.get(name), people[name]) for name, table in tables.items()
    }
    while True:
        more = cover_sums(counts, hidden) | cover_stocks(tables, counts, hidden)
        for group in same:
            if any(hidden[name][row] for name, row in group):
                more |= set(group)
        more |= {cell for parts, cell in ranges if any(hidden[name][row] for name, row in parts)}
        for holding in held:
            (a, i), (b, j) = holding.inner, holding.outer
            few = tables[b].column(holding.outer_count)[j] - tables[a].column(holding.inner_count)[i]
            if 0 < few < FLOOR_PEOPLE and not (hidden[a][i] or hidden[b][j]):
                more.add(holding.hide)
        for parts, (name, row) in shared:
            if hidden[name][row] or any(hidden[a][i] for a, i in parts):
                continue
            sizes = [float(tables[a].column("synthetic")[i]) for a, i in parts]
            if 0 < sum(sizes) - tables[name].column("synthetic")[row] < FLOOR_PEOPLE:
                more.add(parts[int(np.argmin(sizes))])
        more = {(name, row) for name, row in more if not hidden[name][row]}
        if not more:
            return {name: _masked(table, scale, hidden[name]) for name, table in tables.items()}
        for name, row in more:
            hidden[name][row] = True
        for name in {name for name, _ in more}:
            hidden[name] = hidden_rows(tables[name], scale, known[name], hidden[name], people[name])


def publish(table: Table, scale: float, known: Sequence[NDArray[np.int64]] = ()) -> Table:
    """The table as it may leave the program: hidden numbers are NaN, and the column ``suppressed`` says so in words.

    Parameters
    ----------
    table : Table
        All cells, with at least one raw column unless every number is ``observed``.
    scale : float
        Synthetic people per real person. Below 0.1, kin beyond 6 chon are not reported.
    known : groups of rows
        Whose raw sums are published elsewhere, besides the totals over ``table.sums``.

    Raises
    ------
    InputError
        The table has a dimension below province, or numbers without a raw count to judge them by.
    """
    return _masked(table, scale, hidden_rows(table, scale, known))


def hidden_rows(
    table: Table,
    scale: float,
    known: Sequence[NDArray[np.int64]] = (),
    given: NDArray[np.bool_] | None = None,
    people: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """bool[rows]: rows that must not be shown, those ``given`` among them.

    people : bool[rows], rows of events that count people, for which the floor of people holds.
    """
    refuse_below_province(table)
    raw = table.of_role("raw")
    if not raw and table.of_role("estimate", "share", "low", "high"):
        raise InputError(
            f"table '{table.name}' has no raw count, so the floor cannot be applied and it is not published."
        )
    hidden = np.zeros(len(table), dtype=bool) if given is None else given.copy()
    for column in raw:
        hidden |= hidden_cells(table, column, known, given, people)
    return hidden | _is_far(table) if scale < SMALL_SCALE else hidden


def _masked(table: Table, scale: float, hidden: NDArray[np.bool_]) -> Table:
    """The table without its hidden numbers."""
    far = _is_far(table) if scale < SMALL_SCALE else np.zeros(len(table), dtype=bool)
    words = np.where(far, TOO_SMALL_A_COUNTRY, np.where(hidden, HIDDEN, ""))
    data: dict[str, NDArray[Any]] = {}
    for column in table.fields:
        values = table.column(column.name)
        if column.role in ("raw", "estimate", "share", "low", "high"):
            values = np.where(hidden, np.nan, values.astype(np.float64))
        elif column.role in ("note", "identified", "warning") and values.dtype.kind in "OU":
            values = np.where(hidden, "", values)  # a verdict on a hidden number would tell where it lies
        data[column.name] = values
    data["suppressed"] = words
    fields = (*table.fields, Field("suppressed", "note", "words", "report.column.suppressed"))
    return replace(table, fields=fields, data=data)


def _is_far(table: Table) -> NDArray[np.bool_]:
    """bool[rows]: rows about kin beyond 6 chon, by degree (``chon``), band of degrees ("5-8") or depth of a vetting rule ("cognatic:8")."""
    far = np.zeros(len(table), dtype=bool)
    for name in {"chon", "kin", "rule"} & set(table.dimensions):
        depths = [[int(d) for d in re.findall(r"\d+", str(value))] for value in table.column(name).tolist()]
        far |= np.array([max(d, default=0) > FARTHEST_CHON_OF_SMALL for d in depths], dtype=bool)
    return far


def refuse_below_province(table: Table) -> None:
    """Raise InputError if the table is about anything smaller than a province, or about persons."""
    for name in table.dimensions:
        if name.lower() in BELOW_PROVINCE:
            raise InputError(
                f"table '{table.name}' has the dimension '{name}'; nothing below province is published. Sum it over '{name}' first."
            )


def hidden_cells(
    table: Table,
    column: Field,
    known: Sequence[NDArray[np.int64]] = (),
    given: NDArray[np.bool_] | None = None,
    people: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """bool[rows]: which cells of one raw column must not be shown, for their own sake or to protect another."""
    floor = np.full(len(table), FLOOR_EVENTS if column.unit.startswith("event") else FLOOR_PEOPLE)
    if people is not None:
        floor[people] = FLOOR_PEOPLE
    values = table.column(column.name).astype(np.float64)
    base = table.column(column.of).astype(np.float64) if column.of else np.full(len(table), np.nan)
    cells = Cells(table, values, base, floor, known)
    if given is not None:
        cells.shown[: len(table)] &= ~given
    cells.shown[: len(table)] &= ~_is_small_at_an_end(table, column, floor)
    while True:
        before = cells.shown.copy()
        cells.part_neighbours()
        cells.cover_lines()
        if np.array_equal(before, cells.shown) and not cells.cover_exposed():
            return ~cells.shown[: len(table)] & ~np.isnan(values)


def _is_small_at_an_end(table: Table, column: Field, floor: NDArray[np.int64]) -> NDArray[np.bool_]:
    """bool[rows]: rows in which an end of the interval is one placing's count below the floor, or all but so few.

    Only for intervals that range over placings; a standard error counts nobody.
    """
    small = np.zeros(len(table), dtype=bool)
    if "placings" not in table.data:
        return small
    by_name = {f.name: f for f in table.fields}
    for end in table.of_role("low", "high"):
        middle = by_name.get(end.of or "")
        if middle is None or middle.of != column.name:
            continue
        raw, value = (table.column(c.name).astype(np.float64) for c in (column, middle))
        count = np.divide(raw * table.column(end.name), value, out=np.zeros(len(table)), where=value > 0)
        # Raw counts are means, rounded: half a person either way.
        if end.role == "low":
            small |= count < floor - 0.5
        elif column.of:
            small |= table.column(column.of) - count < floor - 0.5
    return small
