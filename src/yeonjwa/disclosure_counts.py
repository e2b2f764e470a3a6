"""Counts of a nation's year that several tables hold, or that follow from others, and what must be hidden with them.

A yearly cell rests on a count of the ledger, and one count stands in many tables: who crossed, as ``departures`` through and beneath the
fees paid. Cells of one count are hidden together, with the floor of people if any of them counts people. Three relations are declared:

1. events of a practice, and the people whom it struck (``STRUCK``), differ by those struck twice in a year: one count;
2. some counts add up to another (``SUMS``): what stays hidden of a known sum are two counts or more that reach the floor together;
3. a stock changes by what comes and goes (``disclosure_stocks``).

A sum that holds but for a few (who dies a usual death in a camp, who is struck in two years) is taken to hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeonjwa.disclosure import FLOOR_EVENTS, FLOOR_PEOPLE
from yeonjwa.disclosure_across import Cell, rows_of
from yeonjwa.outcome import ALL, Table

Count = tuple[str, int]
"""Name of a count and year."""
Hidden = Mapping[str, NDArray[np.bool_]]
NO_PEOPLE = ("events", "points", "hours", "USD of 2010")
"""Units of counts of what happened; all others count people, or families and births, which are no fewer."""
TELLS = FLOOR_EVENTS // 2
"""A sum tells a hidden count if it is off by less: else too many are counted in two parts of it, or in none."""
YEARLY = "departures"
"""A run that has this table has the yearly counts."""
STRUCK: dict[str, str] = {
    "caught_leaving": "border_control",
    "shot_leaving": "shooting_on_sight",
    "arrested_in_china": "detention_in_china",
    "deaths_in_camps": "deaths_in_camps",
    "guards_punished": "guard_bribes",
    "contacts_found_out": "phone_interception",
    "recalled_from_abroad": "recall_abroad",
    "vetting_failures": "vetting",
}
"""Events by the practice whose people of the year they count."""


def people_of(practice: str, period: str = "") -> str:
    """Name of the count of people whom a practice struck, in a year or in a period."""
    return f"people, {practice}, {period}" if period else f"people, {practice}"


@dataclass(frozen=True)
class Sum:
    """A count and those that add up to it: names with the years since (0, or -1 for the December before). yields : hidden before others."""

    total: str
    parts: tuple[tuple[str, int], ...]
    yields: str = ""


SUMS: tuple[Sum, ...] = (
    Sum("lure_visits", tuple((f"officer_hours_on_{name}", 0) for name in ("core", "wavering", "hostile"))),
    Sum(people_of("unit_leader_liability"), (("minders_criticised", 0), ("minders_dismissed", 0))),
    Sum(people_of("three_generations"), (("stock_in_camps", 0), ("released_from_camp", 0), ("deaths_in_camps", 0)), "stock_in_camps"),
    Sum(people_of("three_generations"), (("stock_in_camps", -1), ("camp_places_found", 0)), "stock_in_camps"),
    Sum(people_of("exile"), (("stock_in_exile", 0), ("released_from_exile", 0)), "stock_in_exile"),
    Sum(people_of("detention"), (("stock_detained", 0), ("released_from_detained", 0)), "stock_detained"),
)  # fmt: skip
"""Who is in a camp, in exile or detained in a year: who still is in December, and who was let go or died there."""


@dataclass(frozen=True)
class Counts:
    """The yearly counts of a run: the cells that rest on each, and how many it counts."""

    cells: Mapping[Count, list[Cell]]
    value: Mapping[Count, float]

    def is_hidden(self, count: Count, hidden: Hidden) -> bool:
        """Whether no table shows a count."""
        return all(hidden[name][row] for name, row in self.cells.get(count, ()))

    def years(self, name: str) -> list[int]:
        """Years of a count, in order."""
        return sorted(year for other, year in self.cells if other == name)


def counts_of(tables: Mapping[str, Table]) -> Counts:
    """The yearly counts of a run, or of pooled runs; none if no departures are simulated in it."""
    cells: dict[Count, list[Cell]] = defaultdict(list)
    value: dict[Count, float] = {}
    for name, year, (table, row), column in _named(tables) if YEARLY in tables else ():
        cells[name, year].append((table, row))
        value[name, year] = float(tables[table].column(column)[row])
    return Counts(dict(cells), value)


def _named(tables: Mapping[str, Table]) -> Iterator[tuple[str, int, Cell, str]]:
    """Name, year, cell and raw column of every yearly count."""
    from yeonjwa.system.tables_yearly import OUTCOMES, QUANTITIES, STOCKS_AWAY

    by_word = {word: name for name, word in (OUTCOMES | STOCKS_AWAY).items()}
    for table in sorted({q.table for q in QUANTITIES.values()} & tables.keys()):
        for cell, at in rows_of(tables, table):
            if not str(at["year"]).isdigit():
                continue
            year = int(at["year"])
            if table == "births":
                yield "births", year, cell, "births"
                yield "births_masked", year, cell, "masked"
            elif table == "arrivals":
                if at["sex"] == ALL:
                    yield "arrivals", year, cell, "synthetic"
            elif "quantity" in at:
                yield QUANTITIES[at["quantity"]].rests_on or at["quantity"], year, cell, "synthetic"
            else:
                word = at.get("outcome") or at.get("where") or at["kind"]
                yield by_word.get(word, word), year, cell, "synthetic"
    for cell, at in rows_of(tables, "harm_by_year"):
        yield people_of(at["practice"]), int(at["year"]), cell, "synthetic"
    for cell, at in rows_of(tables, "harm_by_kin"):
        if at["kin"] == ALL:
            yield people_of(at["practice"], at["period"]), int(at["period"][:4]), cell, "synthetic"


def same_counts(counts: Counts) -> list[list[Cell]]:
    """Cells that rest on one count, in all tables."""
    struck = {name: people_of(practice) for name, practice in STRUCK.items()}
    groups: dict[Count, list[Cell]] = defaultdict(list)
    for (name, year), cells in counts.cells.items():
        groups[struck.get(name, name), year] += cells
    return [list(dict.fromkeys(cells)) for cells in groups.values() if len(cells) > 1]


def of_people(tables: Mapping[str, Table], counts: Counts) -> dict[str, NDArray[np.bool_]]:
    """bool[rows] by table: cells whose count is of people, in whatever table it stands, so that the floor of people holds for them."""
    found = {name: np.zeros(len(table), dtype=bool) for name, table in tables.items()}
    if not counts.cells:
        return found
    from yeonjwa.system.tables_yearly import QUANTITIES

    among_people = {
        *STRUCK,
        *(name for relation in SUMS if relation.total not in QUANTITIES for name, _ in relation.parts),
    }
    for (name, _), cells in counts.cells.items():
        is_event = name in QUANTITIES and QUANTITIES[name].unit in NO_PEOPLE and name not in among_people
        for table, row in () if is_event else cells:
            found[table][row] = True
    return found


def cover_sums(counts: Counts, hidden: Hidden) -> set[Cell]:
    """Cells to hide, so that of each known sum at least two counts are hidden that together reach the floor, or none."""
    more: set[Cell] = set()
    for total, parts, yields in _sums(counts):
        unseen = [part for part in parts if counts.is_hidden(part, hidden)]
        # Stocks first, then the smallest; the total last, since it is the harm.
        seen = sorted((p for p in parts if p not in unseen), key=lambda p: (p[0] != yields, counts.value[p]))
        is_total_shown = not counts.is_hidden(total, hidden)
        while not _is_covered(counts, unseen, is_total_shown):
            if not seen:
                more |= set(counts.cells[total])
                break
            unseen.append(seen.pop(0))
            more |= set(counts.cells[unseen[-1]])
    return more | _cover_ends_of_attempts(counts, hidden)


def _cover_ends_of_attempts(counts: Counts, hidden: Hidden) -> set[Cell]:
    """Cells to hide, so that attempts and crossings of all years, and those caught in the period, do not tell those shot in it."""
    more: set[Cell] = set()
    border, shooting = STRUCK["caught_leaving"], STRUCK["shot_leaving"]
    for practice, period, years in _periods(counts):
        caught, shot = ((people_of(name, period), years[0]) for name in (border, shooting))
        attempts, crossed = ([(end, year) for year in years] for end in ("attempts", "crossed"))
        if practice != shooting or any(counts.is_hidden(count, hidden) for count in (*attempts, *crossed, caught)):
            continue
        ends = sum(counts.value[count] for count in attempts) - sum(counts.value[count] for count in crossed)
        few = counts.value[shot]
        if few < FLOOR_PEOPLE and abs(ends - counts.value[caught] - few) < TELLS:
            more |= set(counts.cells[min(crossed, key=lambda count: counts.value[count])])
    return more


def _periods(counts: Counts) -> Iterator[tuple[str, str, range]]:
    """Practice, period and its years, for each count of people of a period."""
    for name, first in counts.cells:
        _, practice, period = (*name.split(", "), "", "")[:3]
        if period:
            yield practice, period, range(first, int(period[-4:]) + 1)


def _sums(counts: Counts) -> Iterator[tuple[Count, list[Count], str]]:
    """Totals with their parts, and the name of those hidden first: sums declared, and years of a period in which few are struck twice."""
    found = [
        ((relation.total, year), [(name, year + since) for name, since in relation.parts], relation.yields)
        for relation in SUMS
        for year in counts.years(relation.total)
    ]
    found += [
        ((people_of(practice, period), years[0]), [(people_of(practice), year) for year in years], "")
        for practice, period, years in _periods(counts)
    ]
    for total, parts, yields in found:
        if all(part in counts.cells for part in parts):
            beyond = sum(counts.value[part] for part in parts) - counts.value[total]
            if abs(beyond) < TELLS:
                yield total, parts, yields


def _is_covered(counts: Counts, unseen: list[Count], is_total_shown: bool) -> bool:
    if not is_total_shown:
        return bool(unseen)
    return not unseen or (len(unseen) > 1 and sum(counts.value[part] for part in unseen) >= FLOOR_PEOPLE)


__all__ = ["SUMS", "Count", "Counts", "Sum", "counts_of", "cover_sums", "of_people", "people_of", "same_counts"]
