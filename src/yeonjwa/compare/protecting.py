"""Which rows of a comparison may be shown: the floor on both worlds, on their difference, and on what follows from the rows shown.

A row is shown or hidden whole, since two of its three numbers tell the third. It is hidden when

1. its count in either world must be hidden (``disclosure.publish_all`` on the tables pooled over runs);
2. the pooled counts of the worlds differ, but by less than the floor: such a difference can be a small group;
3. a difference below the floor, other than zero, follows from rows that are shown: what is left of a total after its parts,
   what a count holds beyond another that it holds;
4. another row rests on the same count and is hidden.

Of the hidden parts of a shown total there are always at least two, and their differences together are zero or reach the floor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from yeonjwa.compare.both import Both, people_behind
from yeonjwa.compare.margins import HARM, NESTED, TERMS
from yeonjwa.disclosure import publish_all
from yeonjwa.outcome import ALL, Table
from yeonjwa.system.ledger import ANY
from yeonjwa.system.tables_harm import DREAD, UNDER_18
from yeonjwa.system.tables_yearly import QUANTITIES

Cell = tuple[str, int]
Hidden = dict[str, NDArray[np.bool_]]
COMPARED = "_compared"


@dataclass(frozen=True)
class Links:
    """How rows hang together. lines : a total and its parts. pairs : (inner, outer), a count and one that holds it. twins : rows that rest
    on the same count."""

    lines: tuple[tuple[Cell, tuple[Cell, ...]], ...]
    pairs: tuple[tuple[Cell, Cell], ...]
    twins: tuple[tuple[Cell, ...], ...]


def hidden_rows(tables: Mapping[str, Both], scales: tuple[float, float], zeros: tuple[Hidden, Hidden]) -> Hidden:
    """bool[rows] by table: rows that must not be shown.

    Parameters
    ----------
    tables : of both worlds, by name
    scales : synthetic people per real person in A and B
    zeros : for A and B, bool[rows] by table: counts that are zero by the scenario (``known_zeros``)
    """
    links = links_of(tables)
    certain = {name: zeros[0][name] & zeros[1][name] for name in tables}
    hidden = {name: is_small(people_behind(both.differences), both.floor) for name, both in tables.items()}
    while True:
        before = _count(hidden)
        for side, scale in enumerate(scales):
            judged = {name: np.flatnonzero(~zeros[side][name]) for name in tables}
            given = {_called(n): (hidden[n] | both.pooled[side].repeated)[judged[n]] for n, both in tables.items()}
            counted = {_called(n): _rows(both.pooled[side].table, judged[n]) for n, both in tables.items()}
            for name, table in publish_all(counted, scale, given).items():
                name = name.removesuffix(COMPARED)
                hidden[name][judged[name]] |= table.column("suppressed") != ""
        cover(tables, links, hidden, certain)
        if _count(hidden) == before:
            return hidden


def _called(name: str) -> str:
    """The name of a table among those of a run: tables of harm are as there, sums over periods are not those of the years."""
    return name if name in HARM else name + COMPARED


def _rows(table: Table, rows: NDArray[np.int64]) -> Table:
    return replace(table, data={name: table.column(name)[rows] for name in table.data})


def is_small(difference: NDArray[np.float64], floor: int) -> NDArray[np.bool_]:
    """bool: differences other than zero and below the floor."""
    size = np.abs(difference)
    return np.asarray((size > 0) & (size < floor))


def links_of(tables: Mapping[str, Both]) -> Links:
    """Totals and parts, counts that hold others, and rows that rest on one count."""
    lines: list[tuple[Cell, tuple[Cell, ...]]] = []
    at = {name: {tuple(key.values()): row for row, key in enumerate(both.keys)} for name, both in tables.items()}
    for name in HARM:
        both, rows = tables[name], at[name]
        for dimension in both.a[0].sums:
            where = both.a[0].dimensions.index(dimension)
            groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
            for key, row in rows.items():
                groups[key[:where] + key[where + 1 :]].append(row)
            for members in groups.values():
                total = [row for row in members if both.keys[row][dimension] == ALL]
                parts = [row for row in members if row not in total]
                lines += [((name, total[0]), tuple((name, row) for row in parts))] if total and parts else []
    nested: list[tuple[str, int, tuple[str, ...]]] = []
    for key, row in at["harm_by_sex_and_age"].items():
        practice, period, sex, age = key
        nested += [("harm_by_sex_and_age", row, (practice, period, sex, ALL))] if age == UNDER_18 else []
        nested += [("harm_by_sex_and_age", row, (ANY, period, sex, age))] if practice not in (ANY, DREAD) else []
    for key, row in at["harm_by_kin"].items():
        practice, period, kin = key
        nested += [("harm_by_kin", row, (ANY, period, ALL))] if kin == ALL and practice not in (ANY, DREAD) else []
    found = [((name, row), (name, at[name][outer_key])) for name, row, outer_key in nested if outer_key in at[name]]
    for name, (inner, outer) in NESTED.items():
        found += [
            ((name, row), (name, at[name][outer, period]))
            for (quantity, period), row in at[name].items()
            if quantity == inner and (outer, period) in at[name]
        ]
    for (quantity, period), row in at["deaths"].items():
        shot = at["harm_by_kin"].get(("shooting_on_sight", period, ALL))
        if quantity == "shot_dead" and shot is not None:
            found.append((("deaths", row), ("harm_by_kin", shot)))
    return Links(tuple(lines), tuple(found), _twins(at))


def _twins(at: Mapping[str, Mapping[tuple[str, ...], int]]) -> tuple[tuple[Cell, ...], ...]:
    groups: dict[tuple[str, ...], list[Cell]] = defaultdict(list)
    for name in HARM:  # the total of a practice stands in all three
        for key, row in at[name].items():
            if all(margin == ALL for margin in key[2:]):
                groups["harm", *key[:2]].append((name, row))
    for name, rows in at.items():
        if name in (*HARM, TERMS):
            continue
        for (quantity, period), row in rows.items():
            known = QUANTITIES.get(quantity)
            groups[(known.rests_on if known else "") or quantity, period].append((name, row))
    return tuple(tuple(cells) for cells in groups.values() if len(cells) > 1)


def cover(tables: Mapping[str, Both], links: Links, hidden: Hidden, certain: Hidden) -> None:
    """Hide more rows, in place, until no small difference follows from those that are shown.

    certain : bool[rows] by table, rows that are zero in both worlds by their scenarios; hiding one would hide nothing.
    """

    def difference(cell: Cell) -> NDArray[np.float64]:
        return tables[cell[0]].differences[:, cell[1]]

    def tells_of_few(of_runs: NDArray[np.float64], floor: int) -> bool:
        return bool(is_small(people_behind(of_runs[:, None]), floor).any())

    def is_hidden(cell: Cell) -> bool:
        return bool(hidden[cell[0]][cell[1]])

    def count(cell: Cell) -> float:
        return float(max(raw[cell[1]] for raw in tables[cell[0]].raw))

    while True:
        before = _count(hidden)
        for twins in links.twins:
            if any(is_hidden(cell) for cell in twins):
                _hide(hidden, *twins)
        for inner, outer in links.pairs:
            if is_hidden(inner) or is_hidden(outer):
                continue
            floor = tables[inner[0]].floor
            rests = np.array(_raw(tables, outer)) - np.array(_raw(tables, inner))
            if is_small(rests, floor).any() or tells_of_few(difference(outer) - difference(inner), floor):
                _hide(hidden, inner)
        for total, parts in links.lines:
            floor = tables[total[0]].floor
            while True:
                unseen = [cell for cell in parts if is_hidden(cell)]
                seen = [cell for cell in parts if not (is_hidden(cell) or certain[cell[0]][cell[1]])]
                if is_hidden(total):
                    is_safe = bool(unseen)
                else:
                    rest = difference(total) - sum((difference(cell) for cell in seen), start=np.zeros(1))
                    is_safe = not unseen or (len(unseen) > 1 and not tells_of_few(rest, floor))
                if is_safe:
                    break
                _hide(hidden, min(seen, key=count) if seen else total)
        if _count(hidden) == before:
            return


def _raw(tables: Mapping[str, Both], cell: Cell) -> tuple[float, float]:
    a, b = tables[cell[0]].raw
    return float(a[cell[1]]), float(b[cell[1]])


def _hide(hidden: Hidden, *cells: Cell) -> None:
    for name, row in cells:
        hidden[name][row] = True


def _count(hidden: Hidden) -> int:
    return sum(int(rows.sum()) for rows in hidden.values())


__all__ = ["Links", "cover", "hidden_rows", "is_small", "links_of"]
