"""The cells of one raw count of a table with all relations between them, and what a reader can work out who knows what is shown."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.outcome import ALL, Table

CHAINS_EVERYWHERE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("lineality", ("agnatic", "cognatic")),
    ("age", ("under 18", ALL)),
    ("rule", ("agnatic:4", "agnatic:6", "agnatic:8")),
    ("rule", ("cognatic:4", "cognatic:6", "cognatic:8")),
    ("rule", ("cognatic:4", "6/4", "cognatic:6")),
    ("rule", ("agnatic:6", "6/4")),
    *(("rule", (f"agnatic:{d}", f"cognatic:{d}")) for d in (4, 6, 8)),
)
"""Categories that hold each other by definition, wherever a table has that dimension."""

Combination = tuple[tuple[int, float], ...]
"""Cells with weights: a single cell, or the difference of two neighbours in a chain."""

CORNERS = 8


@dataclass
class Line:
    """A total and the cells that add up to it."""

    total: int
    parts: NDArray[np.int64]


@dataclass
class Cells:
    """The cells of one raw column with all relations between them; rows first, then totals and rests not in the table."""

    table: Table
    value: NDArray[np.float64]
    base: NDArray[np.float64]
    floor: NDArray[np.int64]
    known: Sequence[NDArray[np.int64]] = ()
    lines: list[Line] = field(default_factory=list)
    chains: list[NDArray[np.int64]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows = len(self.table)
        self.columns = {name: self.table.column(name).tolist() for name in self.table.dimensions}
        known = ~np.isnan(self.value)
        self.value = np.where(known, self.value, 0.0)
        extra: list[float] = []
        extra_shown: list[bool] = []
        for dimension in self.table.sums:
            for members in self._groups(dimension, np.flatnonzero(known)):
                self._add_line(dimension, members, extra, extra_shown)
        for group in self.known:
            if group.size > 1 and known[group].all():
                self.lines.append(Line(self.rows + len(extra), group))
                extra.append(float(self.value[group].sum()))
                extra_shown.append(True)
        chains = [c for c in CHAINS_EVERYWHERE if c[0] in self.columns and c not in self.table.nested]
        for dimension, order in (*self.table.nested, *chains):
            rank = {category: i for i, category in enumerate(order)}
            column = self.columns[dimension]
            for members in self._groups(dimension, np.flatnonzero(known)):
                chain = sorted((m for m in members if column[m] in rank), key=lambda m: rank[column[m]])
                self._add_chain(chain)
        self.is_total = np.zeros(self.rows + len(extra), dtype=bool)
        self.is_total[[line.total for line in self.lines]] = True
        self.value = np.concatenate([self.value, extra])
        self.base = np.concatenate([self.base, np.full(len(extra), np.nan)])
        # A total or rest that is not in the table counts what its table counts.
        self.floor = np.concatenate([self.floor, np.full(len(extra), self.floor.max(initial=0))])
        rest = self.base - self.value  # NaN where there is no base
        self.small = (self.value < self.floor) | (rest < self.floor)
        self.small[: self.rows] &= known
        self.shown = ~self.small
        self.shown[: self.rows] &= known
        self.shown[self.rows :] &= np.array(extra_shown, dtype=bool)
        # Totals that stand in other tables are not ours to hide, so only rows and rests count as sensitive.
        sensitive = np.flatnonzero(self.small[: self.rows]).tolist()
        sensitive += [
            self.rows + i
            for i, shown in enumerate(extra_shown)
            if not shown and self.value[self.rows + i] < self.floor[self.rows + i]
        ]
        self.sensitive: list[Combination] = [((i, 1.0),) for i in sensitive]
        for chain_ in self.chains:
            for inner, outer in itertools.pairwise(chain_):
                if 0 < self.value[outer] - self.value[inner] < self.floor[inner]:
                    self.sensitive.append(((int(outer), 1.0), (int(inner), -1.0)))
        self.beside: dict[int, set[int]] = {}
        for group in [np.append(line.parts, line.total) for line in self.lines] + self.chains:
            for cell in group.tolist():
                self.beside.setdefault(cell, set()).update(group.tolist())

    def _groups(self, dimension: str, members: Iterable[int]) -> Iterable[list[int]]:
        """Rows that differ in ``dimension`` only."""
        others = [self.columns[name] for name in self.columns if name != dimension]
        groups: dict[tuple[Any, ...], list[int]] = {}
        for row in members:
            groups.setdefault(tuple(column[row] for column in others), []).append(int(row))
        return groups.values()

    def _add_line(self, dimension: str, members: Sequence[int], extra: list[float], extra_shown: list[bool]) -> None:
        column = self.columns[dimension]
        totals = [m for m in members if column[m] == ALL]
        parts = [m for m in members if column[m] != ALL]
        if not parts:
            return
        added = float(self.value[parts].sum())
        if totals:
            left_over = float(self.value[totals[0]]) - added
            if left_over < 0:
                return  # the parts overlap: they do not add up, so nothing follows from them
            if left_over > 0:  # people in no part (conscripts have no province): a cell that is never printed
                parts = [*parts, self.rows + len(extra)]
                extra.append(left_over)
                extra_shown.append(False)
            total = totals[0]
        else:  # the total is printed in another table
            total = self.rows + len(extra)
            extra.append(added)
            extra_shown.append(True)
        self.lines.append(Line(total, np.array(parts)))

    def _add_chain(self, chain: list[int]) -> None:
        """A chain from inner to outer, cut where means over different placings break the order."""
        at = 0
        for k in range(1, len(chain) + 1):
            if k == len(chain) or self.value[chain[k]] < self.value[chain[k - 1]]:
                if k - at > 1:
                    self.chains.append(np.array(chain[at:k]))
                at = k

    def part_neighbours(self) -> None:
        """Hide inner cells of a chain until shown neighbours differ by the floor or more, or are equal."""
        for chain in self.chains:
            outer = np.inf
            for cell in chain[::-1]:
                if not self.shown[cell]:
                    continue
                if 0 < outer - self.value[cell] < self.floor[cell]:
                    self.shown[cell] = False
                else:
                    outer = self.value[cell]

    def cover_lines(self) -> None:
        """Hide parts of a line until those hidden are at least two and together reach the floor."""
        for line in self.lines:
            while True:
                hidden = line.parts[~self.shown[line.parts]]
                if self.shown[line.total]:
                    enough = hidden.size == 0 or (
                        hidden.size > 1 and self.value[hidden].sum() >= self.floor[hidden].max()
                    )
                else:
                    enough = hidden.size > 0
                if enough or not self._hide_smallest([*line.parts.tolist(), line.total]):
                    break

    def _hide_smallest(self, cells: Iterable[int]) -> bool:
        shown = [c for c in cells if c < self.rows and self.shown[c]]
        if not shown:
            return False
        # Totals come last: they may be printed in another table, where hiding them here would not help.
        self.shown[min(shown, key=lambda c: (self.is_total[c], self.value[c], c))] = False
        return True

    def cover_exposed(self) -> bool:
        """Hide one cell beside each sensitive one that can be worked out; whether anything was hidden."""
        did = False
        for combination in self.exposed():
            near = set().union(*(self.beside.get(cell, set()) for cell, _ in combination))
            did |= self._hide_smallest(near)
        return did

    def exposed(self) -> list[Combination]:
        """Sensitive cells and differences that are the same in every table which agrees with all that is shown."""
        groups = self.tied()
        if not groups:
            return []
        unknown = np.sort(np.concatenate(groups))
        mine = set(unknown.tolist())
        doubtful = [w for w in self.sensitive if any(cell in mine for cell, _ in w)]
        system = Programme(self, unknown)
        # Opposite corners of the set of possible tables settle many at once; what stays in doubt is looked at singly.
        for turn in range(1, CORNERS + 1):
            if not doubtful:
                return []
            cost = np.zeros(unknown.size)
            for i, combination in enumerate(doubtful, start=1):
                sign = 1.0 if (i * turn * 0.6180339887498949) % 1 < 0.5 else -1.0  # an even spread of signs, no luck
                system.add(combination, sign, cost)
            ends = system.corner(cost), system.corner(-cost)
            doubtful = [w for w in doubtful if abs(system.read(w, ends[0]) - system.read(w, ends[1])) < 1]
        return [w for group in groups for w in self._exposed_within(group, doubtful)]

    def tied(self) -> list[NDArray[np.int64]]:
        """Hidden cells in groups that no relation ties to each other; groups that nothing shown touches are left out."""
        from scipy.sparse import coo_matrix
        from scipy.sparse.csgraph import connected_components

        relations = [np.append(line.parts, line.total) for line in self.lines]
        relations += [np.array(pair) for chain in self.chains for pair in itertools.pairwise(chain.tolist())]
        links: list[tuple[int, int]] = []
        touched: set[int] = set()
        for cells in relations:
            hidden = cells[~self.shown[cells]].tolist()
            links += itertools.pairwise(hidden)
            if hidden and len(hidden) < cells.size:
                touched.add(hidden[0])
        one, other = zip(*links, strict=True) if links else ((), ())
        size = self.value.size
        _, group = connected_components(
            coo_matrix((np.ones(len(one)), (one, other)), shape=(size, size)), directed=False
        )
        unknown = np.flatnonzero(~self.shown)
        return [unknown[group[unknown] == g] for g in sorted({int(group[cell]) for cell in touched})]

    def _exposed_within(self, unknown: NDArray[np.int64], doubtful: list[Combination]) -> list[Combination]:
        """Those of the doubtful combinations of one group whose least and greatest possible values are less than 1 apart."""
        mine = set(unknown.tolist())
        watched = [w for w in doubtful if any(cell in mine for cell, _ in w)]
        system = Programme(self, unknown) if watched else None
        found = []
        for combination in watched:
            assert system is not None
            cost = np.zeros(unknown.size)
            system.add(combination, 1.0, cost)
            if system.read(combination, system.corner(-cost)) - system.read(combination, system.corner(cost)) < 1:
                found.append(combination)
        return found


class Programme:
    """All tables that agree with what is shown: hidden cells as unknowns, lines as equations, chains as inequalities."""

    def __init__(self, cells: Cells, unknown: NDArray[np.int64]):
        from scipy.sparse import coo_matrix

        self.cells = cells
        self.position = {int(cell): i for i, cell in enumerate(unknown)}
        equations = [[(cell, 1.0) for cell in line.parts.tolist()] + [(line.total, -1.0)] for line in cells.lines]
        orders = [[(int(a), 1.0), (int(b), -1.0)] for chain in cells.chains for a, b in itertools.pairwise(chain)]

        def matrix(relations: list[list[tuple[int, float]]]) -> tuple[Any, Any]:
            at: list[int] = []
            which: list[int] = []
            weight: list[float] = []
            right: list[float] = []
            for relation in relations:
                free = [(cell, w) for cell, w in relation if cell in self.position]
                if not free:
                    continue
                for cell, w in free:
                    at.append(len(right))
                    which.append(self.position[cell])
                    weight.append(w)
                right.append(-sum(w * cells.value[cell] for cell, w in relation if cell not in self.position))
            if not right:
                return None, None
            return coo_matrix((weight, (at, which)), shape=(len(right), unknown.size)).tocsr(), np.array(right)

        self.equal, self.equal_right = matrix(equations)
        self.below, self.below_right = matrix(orders)
        ceiling = 2 * cells.value.sum() + 2 * cells.floor.max(initial=0)
        # A base below the floor is hidden itself, so that it bounds nothing for a reader.
        top = np.where(cells.base[unknown] >= cells.floor[unknown], cells.base[unknown], ceiling)
        self.bounds = np.column_stack([np.zeros(unknown.size), np.maximum(top, cells.value[unknown])])

    def corner(self, cost: NDArray[np.float64]) -> NDArray[np.float64]:
        """float64[unknowns]: the possible table with the least ``cost``."""
        from scipy.optimize import linprog

        found = linprog(
            cost,
            A_ub=self.below,
            b_ub=self.below_right,
            A_eq=self.equal,
            b_eq=self.equal_right,
            bounds=self.bounds,
            method="highs",
        )
        assert found.status == 0, found.message  # the true table is always possible, and every unknown is bounded
        return np.asarray(found.x)

    def add(self, combination: Combination, sign: float, cost: NDArray[np.float64]) -> None:
        """Add a combination of cells to a cost, in place."""
        for cell, weight in combination:
            if cell in self.position:
                cost[self.position[cell]] += sign * weight

    def read(self, combination: Combination, solution: NDArray[np.float64]) -> float:
        """Value of a combination of cells in a possible table."""
        cells = self.cells
        return sum(w * (solution[self.position[c]] if c in self.position else cells.value[c]) for c, w in combination)
