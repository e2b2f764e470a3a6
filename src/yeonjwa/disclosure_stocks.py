"""Stocks whose yearly change tells what came and went: which Decembers may be shown beside hidden flows.

People in the South this December less those of last December are the year's arrivals, but for a few deaths. Where arrivals are hidden,
stocks must be too. Rounding them would not help: the years between with known arrivals tie all rounded stocks to one level, and a few
of them together give it exactly. So some Decembers are hidden whole and the others shown whole: as many as can be, such that between two
shown ones no flow is hidden, or two or more that reach the floor together.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeonjwa.disclosure import FLOOR_EVENTS, FLOOR_PEOPLE
from yeonjwa.disclosure_across import Cell, rows_of
from yeonjwa.disclosure_counts import Count, Counts, Hidden
from yeonjwa.outcome import ALL, Table

NEAR_ZERO = 1e-9


@dataclass(frozen=True)
class Balance:
    """Stocks that together change by what comes in, less what goes out (and by deaths, which no table shows)."""

    stocks: tuple[str, ...]
    comes: tuple[str, ...]
    goes: tuple[str, ...] = ()


RETURNS = ("returned_by_force", "returned_from_china")
BALANCES: tuple[Balance, ...] = (
    # Returns from the South are too few beside deaths there to follow from the stock.
    Balance(("stock_in_the_south",), ("arrivals",)),
    Balance(("stock_onward", "stock_held_in_china", "stock_in_china"), ("crossed",), ("arrivals", *RETURNS, "deaths_in_china")),
    Balance(
        ("stock_onward", "stock_held_in_china", "stock_in_china", "stock_in_the_south"),
        ("crossed",), (*RETURNS, "returned_from_the_south", "deaths_in_china"),
    ),
    Balance(("stock_in_camps",), ("camp_places_found",), ("released_from_camp", "deaths_in_camps")),
)  # fmt: skip
"""The first stock named is hidden first."""


def cover_stocks(tables: Mapping[str, Table], counts: Counts, hidden: Hidden) -> set[Cell]:
    """Cells of stocks to hide, so that no hidden flow follows from those shown."""
    totals = _totals_of_arrivals(tables, hidden) if counts.cells else []
    more: set[Cell] = set()
    for balance in BALANCES:
        for year in _too_many(balance, counts, hidden, totals):
            more |= set(counts.cells[balance.stocks[0], year])
    return more


def _totals_of_arrivals(tables: Mapping[str, Table], hidden: Hidden) -> list[tuple[int, int]]:
    """First and last year of the periods whose arrivals are shown."""
    found = [
        at["period"]
        for name in ("arrivals_by_age", "arrivals_by_province")
        for (_, row), at in rows_of(tables, name)
        if ALL in at.values() and not hidden[name][row]
    ]
    return [(int(period[:4]), int(period[-4:])) for period in sorted(set(found))]


def _too_many(balance: Balance, counts: Counts, hidden: Hidden, totals: Sequence[tuple[int, int]]) -> list[int]:
    """Years in which a stock is shown that must not be."""
    years = [y for y in counts.years(balance.stocks[0]) if all((stock, y) in counts.cells for stock in balance.stocks)]
    away = {y: [(s, y) for s in balance.stocks if counts.is_hidden((s, y), hidden)] for y in years}
    whole = [y for y in years if not away[y]]
    flows = [(name, 1.0) for name in balance.comes] + [(name, -1.0) for name in balance.goes]
    unknown = [(name, y) for name, _ in flows for y in years if counts.is_hidden((name, y), hidden)]
    few = {y: of for y, of in away.items() if any(counts.value[stock] < FLOOR_PEOPLE for stock in of)}
    problem = _Problem(dict(flows), unknown, counts, totals, few)
    chosen: list[int] = []
    for year in sorted(whole, key=lambda y: (-problem.alike(y, whole), y)):
        if problem.is_safe(sorted([*chosen, year])):
            chosen.append(year)
    return sorted(set(whole) - set(chosen))


@dataclass(frozen=True)
class _Problem:
    """The hidden flows of one balance, with the sign that each has in it. few : hidden stocks by year, where one is below the floor."""

    sign: Mapping[str, float]
    unknown: Sequence[Count]
    counts: Counts
    totals: Sequence[tuple[int, int]]
    few: Mapping[int, list[Count]]

    def between(self, after: int, last: int) -> list[Count]:
        """Hidden flows of the years after one December up to another."""
        return [count for count in self.unknown if after < count[1] <= last]

    def alike(self, year: int, whole: Sequence[int]) -> int:
        """How many shown Decembers follow from that of a year by known flows."""
        return sum(not self.between(min(year, other), max(year, other)) for other in whole)

    def is_safe(self, shown: Sequence[int]) -> bool:
        """Whether no hidden flow, and no stock below the floor, follows from the stocks of these Decembers."""
        spans = [self.between(*pair) for pair in itertools.pairwise(shown)]
        for year, stocks in self.few.items():
            told = any(not self.between(min(year, other), max(year, other)) for other in shown)
            if told and (len(stocks) == 1 or sum(self.counts.value[stock] for stock in stocks) < FLOOR_PEOPLE):
                return False
        return all(self._is_vague(span) for span in spans) and not self._is_any_exposed(shown, spans)

    def _is_vague(self, span: Sequence[Count]) -> bool:
        """Whether the sum of some flows, known but for those of the other direction, gives none of them."""
        of = {sign: [self.counts.value[c] for c in span if self.sign[c[0]] == sign] for sign in (1.0, -1.0)}
        return all(
            not of[sign] or (len(of[sign]) > 1 and sum(of[sign]) >= FLOOR_PEOPLE) or sum(of[-sign]) >= FLOOR_EVENTS
            for sign in (1.0, -1.0)
        )

    def _is_any_exposed(self, shown: Sequence[int], spans: Sequence[Sequence[Count]]) -> bool:
        """Whether a hidden flow or small stock is a combination of what all spans and the totals of periods tell."""
        columns = [*self.unknown, *itertools.chain(*self.few.values())]
        at = {count: k for k, count in enumerate(columns)}
        rows = [{at[c]: self.sign[c[0]] for c in span} for span in spans]
        rows += [
            {at["arrivals", y]: 1.0 for y in range(first, last + 1) if ("arrivals", y) in at}
            for first, last in self.totals
        ]
        for year, stocks in self.few.items():  # what a shown December has beyond it came since, or went before
            side = 1.0 if year < shown[0] else -1.0
            span = self.between(min(year, shown[0]), max(year, shown[0]))
            rows.append({at[stock]: side for stock in stocks} | {at[c]: self.sign[c[0]] for c in span})
        if not columns or not rows:
            return False
        matrix = np.zeros((len(rows), len(columns)))
        for k, row in enumerate(rows):
            matrix[k, list(row)] = list(row.values())
        secret = np.array([c in self.unknown or self.counts.value[c] < FLOOR_PEOPLE for c in columns])
        return bool((_distance(matrix)[secret] < NEAR_ZERO).any())


def _distance(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """float64[columns]: how far each unknown is from what combinations of the rows tell (0: it is told)."""
    _, sizes, told = np.linalg.svd(matrix, full_matrices=False)
    told = told[sizes > NEAR_ZERO * max(sizes.max(initial=0.0), 1.0)]
    return np.asarray(1.0 - (told**2).sum(axis=0))


__all__ = ["BALANCES", "Balance", "cover_stocks"]
