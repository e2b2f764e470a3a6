"""The folded tables of a simulated run: what its charts show of one period or a few strata, for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from yeonjwa.messages import text
from yeonjwa.outcome import ALL, Table
from yeonjwa.report import words
from yeonjwa.report.blocks import Grid, Grids
from yeonjwa.report.kin_sections import rule_name
from yeonjwa.report.reading import values_of
from yeonjwa.report.simulated_harm import ANY, cell, number_at, practice_name, shown, stratum_name
from yeonjwa.report.svg import is_known

MOST_YEARS = 9
"""Years beside each other in one table, so that it fits on a page in print."""
YEARS_SHOWN = 8
"""Years of a table that gives only some of them."""


def years_of(period: str) -> str:
    """A period as it is written."""
    return str(period).replace("-", "–")


def by_year(caption: str, head: str, rows: Sequence[tuple[str, Sequence[str]]], years: Sequence[Any]) -> Grids:
    """Rows with one cell a year, as tables of a few years each."""
    count = max(1, -(-len(years) // MOST_YEARS))
    size = -(-len(years) // count)
    tables = []
    for first in range(0, len(years), size):
        part = slice(first, first + size)
        here = [str(year) for year in years[part]]
        title = f"{caption}, {here[0]}–{here[-1]}" if count > 1 else caption
        cells = [[name, *values[part]] for name, values in rows]
        tables.append(Grid(title, [head, *here], cells, frozenset(range(1, len(here) + 1))))
    return Grids(caption, tables)


def long_grids(table: Table) -> Grids:
    """A table in long form as quantities down and years across; quantities of which nothing is shown are left out."""
    years, hidden = values_of(table, "year"), text("report.hidden")
    rows = [
        (text(f"system.quantity.{n}"), [words.people(number_at(table, "total", quantity=n, year=y).value) for y in years])
        for n in values_of(table, "quantity")
    ]  # fmt: skip
    kept = [(name, cells) for name, cells in rows if set(cells) != {hidden}]
    return by_year(text(table.title), text("simulated.head.quantity"), kept, years)


def harm_over(table: Table, dimension: str, title: str, name_of: Callable[[str], str], has_months: bool) -> Grids:
    """People struck, or the years they spent in what lasts, by practice and a dimension, for every period.

    ``title`` is the key of the title, which names the period.
    """
    across = [v for v in values_of(table, dimension) if v != ALL]
    across += [ALL] if ALL in values_of(table, dimension) else []
    # Who was struck by something is a number of people; the time in it is that of each practice.
    names = [n for n in values_of(table, "practice") if not (has_months and n == ANY)]
    heads = [text("simulated.head.practice"), *(name_of(v) for v in across)]
    tables = []
    for period in values_of(table, "period"):
        rows = []
        for name in names:
            where = [{"practice": name, "period": period, dimension: v} for v in across]
            rows.append([practice_name(name), *((_years if has_months else cell)(table, **w) for w in where)])
        if kept := shown(rows):
            tables.append(Grid(text(title, period=years_of(period)), heads, kept, frozenset(range(1, len(heads)))))
    return Grids(text(title, period=text("simulated.tables.all_periods")), tables)


def _years(table: Table, **where: str) -> str:
    """Person-years; a dash where there is no such row or the practice is an event."""
    row = table.where(**where)
    if not len(row):
        return "–"
    months = float(row.column("person_months")[0])
    if not is_known(months):
        return text("report.hidden") if not is_known(float(row.column("people")[0])) else "–"
    return words.people(months / 12)


def arrivals_over(table: Table, dimension: str, name_of: Callable[[str], str]) -> Grid:
    """Arrivals by a dimension in every period, each beside the published number."""
    periods = values_of(table, "period")
    heads = [text(f"report.head.{dimension}")]
    heads += [f"{years_of(p)}, {text(k)}" for p in periods for k in ("simulated.here", "report.head.published")]
    rows = []
    for value in [v for v in values_of(table, dimension) if v != ALL] + [ALL]:
        cells = [text("simulated.all") if value == ALL else name_of(value)]
        for period in periods:
            row = table.where(period=period, **{dimension: value})
            cells += [words.people(number_at(row).value), words.people(float(row.column("published")[0]))]
        rows.append(cells)
    return Grid(text(table.title), heads, rows, frozenset(range(1, len(heads))), is_folded=True)


def some_years(years: Sequence[Any]) -> list[Any]:
    """The first and the last year and some between them, evenly."""
    if len(years) <= YEARS_SHOWN:
        return list(years)
    return [years[round(k * (len(years) - 1) / (YEARS_SHOWN - 1))] for k in range(YEARS_SHOWN)]


def beliefs_over(table: Table, names: Iterable[str]) -> Grids:
    """Means by stratum in some years, one table for each belief."""
    years, strata = some_years(values_of(table, "year")), values_of(table, "stratum")
    tables = []
    for name in names:
        say = words.share if name != "grievance" else lambda v: f"{v:.2f}" if is_known(v) else text("report.hidden")
        rows = [
            [stratum_name(s), *(say(_mean(table.where(belief=name, stratum=s, year=y))) for y in years)] for s in strata
        ]
        heads = [text("simulated.head.stratum"), *(str(y) for y in years)]
        tables.append(Grid(text(f"simulated.belief.{name}"), heads, rows, frozenset(range(1, len(heads)))))
    return Grids(text(table.title), tables)


def _mean(row: Table) -> float:
    return float(row.column("mean")[0]) if len(row) else float("nan")


def reach_over(reach: Table, vetting: Table) -> Grids:
    """Shares reached by degree, and of adults who would fail vetting by rule, in some years."""
    years = some_years(values_of(reach, "year"))
    heads = [text("report.head.chon"), *(str(y) for y in years)]
    numeric = frozenset(range(1, len(heads)))
    tables = []
    for whose in values_of(reach, "set"):
        for line in values_of(reach, "lineality"):
            of = reach.where(set=whose, lineality=line)
            rows = [
                [text("report.reach.within", chon=d), *(_share(of.where(chon=d, year=y)) for y in years)]
                for d in values_of(of, "chon")
                if d
            ]
            title = f"{text(f'simulated.reach.{whose}')}, {text(f'report.head.{line}')}"
            tables.append(Grid(title, heads, rows, numeric))
    of = vetting.where(songbun=ALL)
    rows = [[rule_name(str(r)), *(_share(of.where(rule=r, year=y)) for y in years)] for r in values_of(of, "rule")]
    tables.append(Grid(text("simulated.reach.vetting"), [text("report.head.rule"), *heads[1:]], rows, numeric))
    return Grids(text("simulated.reach.tables"), tables)


def _share(row: Table) -> str:
    return words.share(float(row.column("share")[0])) if len(row) else "–"


__all__ = [
    "arrivals_over",
    "beliefs_over",
    "by_year",
    "harm_over",
    "long_grids",
    "reach_over",
    "some_years",
    "years_of",
]
