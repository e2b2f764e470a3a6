"""The sections on harm of a simulated run: relatives by practice and degree, children, dread, strata, and those who leave.

The charts show one period; ``simulated_tables`` gives all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yeonjwa.catalogue.practices import practices
from yeonjwa.messages import current_language, text
from yeonjwa.outcome import ALL, Table
from yeonjwa.report import words
from yeonjwa.report.bands import band
from yeonjwa.report.blocks import Figure, Grid, Section
from yeonjwa.report.charts import Bar, Series, bars, curves
from yeonjwa.report.reading import Value, values_of
from yeonjwa.report.svg import BLUE, GOLD, PLUM, RUST, TEAL, is_known

MAIN_PERIOD = "2012-2019"
"""Shown in the charts; the tables beside them hold all periods."""
ANY, DREAD = "any_practice", "dread"
OF_LEAVERS = (
    "border_control", "shooting_on_sight", "informer_bounty", "detention", "detention_in_china", "china_rewards",
    "agents_posing_as_helpers", "guard_bribes", "unit_leader_liability",
)  # fmt: skip
"""What befalls those who leave, and guards and leaders of people's units; all else falls on relatives."""
UNDER_18 = "under 18"


def main_period(table: Table) -> str:
    """The period that the charts show: the main one, or the last of a run that leaves it out."""
    known = [str(p) for p in values_of(table, "period")]
    return MAIN_PERIOD if MAIN_PERIOD in known else known[-1]


def practice_name(name: str) -> str:
    """A practice in the language in use, or what follows from one."""
    entry = practices().get(name)
    if entry is None:
        return text(f"system.harm.{name}")
    return entry.title_ko if current_language() == "ko" else entry.title


def number_at(table: Table, name: str = "people", **where: Any) -> Value:
    """One number with its interval."""
    row = table.where(**where)
    if not len(row):
        return Value()
    value, low, high = (float(row.column(c)[0]) for c in (name, "low", "high"))
    return Value(value, low, high)


def bar_of(label: str, value: Value, colour: str = BLUE) -> Bar:
    """A bar of a number with its interval."""
    return Bar(label, value.value, value.low, value.high, colour=colour, is_hidden=not is_known(value.value))


def by_size(rows: Sequence[Bar]) -> list[Bar]:
    """The bars that can be shown, largest first; hidden ones are left to the table."""
    return sorted((r for r in rows if not r.is_hidden), key=lambda r: -r.value)


def drawn(key: str, title: str, rows: Sequence[Bar], warnings: Sequence[str]) -> str:
    """A panel of bars of people, described by what it shows."""
    parts = "; ".join(f"{r.label} {words.people(r.value)}" for r in rows) or text("report.hidden_long")
    description = text("simulated.parts", title=title, parts=parts)
    return bars(title, description, rows, words.people, text("report.hidden"), warnings).svg(key)


def _relatives(table: Table) -> list[str]:
    return [n for n in values_of(table, "practice") if n not in (*OF_LEAVERS, ANY, DREAD)]


def harm_section(published: Mapping[str, Table], warnings: Sequence[str]) -> Section:
    """What befell relatives, by practice and degree."""
    table = published["harm_by_kin"]
    period = main_period(table)
    said = period.replace("-", "–")
    warned = [*warnings, text("system.warning.harm")]
    names = _relatives(table)
    rows = by_size([bar_of(practice_name(n), number_at(table, practice=n, period=period, kin=ALL)) for n in names])
    panels = [drawn("harm-practices", text("simulated.harm.practice_panel", period=said), rows, warned)]
    bands = [k for k in values_of(table, "kin") if k != ALL]
    of_band = [
        bar_of(text(f"simulated.kin.{k}"), number_at(table, practice=ANY, period=period, kin=k), TEAL) for k in bands
    ]
    panels.append(drawn("harm-kin", text("simulated.harm.kin_panel", period=said), of_band, warned))
    figure = Figure(
        "fig-harm",
        panels,
        text("simulated.harm.caption", period=said, band=band(table)),
        _by_period(table, [ANY, *names]),
    )
    heads = [text("simulated.head.practice"), *(text(f"simulated.kin.{k}") for k in (*bands, ALL))]
    cells = [
        [practice_name(n), *(cell(table, practice=n, period=period, kin=k) for k in (*bands, ALL))]
        for n in names
    ]  # fmt: skip
    grid = Grid(text("simulated.harm.kin_table", period=said), heads, shown(cells), frozenset(range(1, len(bands) + 2)))
    return Section("harm", text("simulated.harm.title"), [text("simulated.harm.words")], [figure, grid, _months(table)])


def cell(table: Table, **where: str) -> str:
    """A number of people, or a dash where the rule of a practice reaches nobody."""
    return words.people(number_at(table, **where).value) if len(table.where(**where)) else "–"


def shown(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Rows of which at least one number is shown; the others say nothing."""
    hidden = {text("report.hidden"), "–"}
    return [row for row in rows if not set(row[1:]) <= hidden]


def _by_period(table: Table, names: Sequence[str]) -> Grid:
    periods = values_of(table, "period")
    rows = [
        [practice_name(n), *(_said(number_at(table, practice=n, period=p, kin=ALL)) for p in periods)] for n in names
    ]
    heads = [text("simulated.head.practice"), *(str(p).replace("-", "–") for p in periods)]
    return Grid(
        text("simulated.harm.period_table", band=band(table)),
        heads,
        shown(rows),
        frozenset(range(1, len(periods) + 1)),
    )


def _said(value: Value) -> str:
    return words.with_interval(words.people(value.value), words.people(value.low), words.people(value.high))


def _months(table: Table) -> Grid:
    """Person-months of what lasts, by period."""
    periods = values_of(table, "period")
    rows = []
    for name in [n for n in values_of(table, "practice") if n != DREAD]:
        values = [float(table.where(practice=name, period=p, kin=ALL).column("person_months")[0]) / 12 for p in periods]
        if any(is_known(v) for v in values):
            rows.append([practice_name(name), *(words.people(v) for v in values)])
    heads = [text("simulated.head.practice"), *(str(p).replace("-", "–") for p in periods)]
    return Grid(text("simulated.harm.months_table"), heads, rows, frozenset(range(1, len(periods) + 1)))


def children_section(published: Mapping[str, Table], warnings: Sequence[str]) -> Section:
    """Children under 18, women and men."""
    table = published["harm_by_sex_and_age"]
    period = main_period(table)
    said = period.replace("-", "–")
    warned = [*warnings, text("system.warning.harm")]
    names = _relatives(table)
    rows = by_size([
        bar_of(practice_name(n), number_at(table, practice=n, period=period, sex=ALL, age=UNDER_18), PLUM) for n in (ANY, *names)
    ])  # fmt: skip
    panels = [drawn("harm-children", text("simulated.children.panel", period=said), rows, warned)]
    cells = []
    for n in (ANY, *names, *(o for o in OF_LEAVERS if o in values_of(table, "practice"))):
        of = [
            number_at(table, practice=n, period=period, sex=s, age=a)
            for a in (ALL, UNDER_18)
            for s in ("female", "male")
        ]
        cells.append([practice_name(n), *(words.people(v.value) for v in of)])
    heads = [
        text("simulated.head.practice"), text("report.sex.female"), text("report.sex.male"), text("simulated.head.girls"),
        text("simulated.head.boys"),
    ]  # fmt: skip
    grid = Grid(text("simulated.children.table", period=said), heads, shown(cells), frozenset(range(1, 5)))
    figure = Figure("fig-children", panels, text("simulated.children.caption", period=said, band=band(table)), grid)
    return Section("children", text("simulated.children.title"), [text("simulated.children.words")], [figure])


def dread_section(published: Mapping[str, Table], warnings: Sequence[str]) -> Section:
    """Dread, as people and person-years."""
    yearly, harm = published["dread_by_year"], published["harm_by_kin"]
    warned = [*warnings, text("system.warning.dread")]
    rows = yearly.where(quantity="dread_person_months")
    years = [int(y) for y in rows.column("year").tolist()]
    series = [Series("", [v / 12 for v in rows.column("total").tolist()], colour=PLUM)]
    title = text("simulated.dread.years_panel")
    known = [v for v in series[0].values if is_known(v)]
    ends = f"{words.people(known[0])} – {words.people(known[-1])}" if known else text("report.hidden_long")
    panels = [
        curves(title, text("simulated.parts", title=title, parts=ends), years, series, words.axis_people, warned).svg(
            "dread-years"
        )
    ]
    period = main_period(harm)
    of_band = [
        bar_of(text(f"simulated.kin.{k}"), number_at(harm, practice=DREAD, period=period, kin=k), PLUM)
        for k in values_of(harm, "kin")
        if k not in (ALL, "self")
    ]
    panels.append(
        drawn("dread-kin", text("simulated.dread.kin_panel", period=period.replace("-", "–")), of_band, warned)
    )
    figure = Figure("fig-dread", panels, text("simulated.dread.caption"))
    return Section("dread", text("simulated.dread.title"), [text("simulated.dread.words")], [figure])


def kin_name(band: str) -> str:
    """A degree to the one who left in the language in use."""
    return text(f"simulated.kin.{band}")


def stratum_name(name: str) -> str:
    """A stratum ("capital, cadre") in the language in use."""
    if name == ALL:
        return text("simulated.all")
    where, _, who = name.partition(", ")
    return text("simulated.stratum", where=text(f"simulated.where.{where}"), who=text(f"simulated.who.{who}"))


def strata_section(published: Mapping[str, Table], warnings: Sequence[str]) -> Section:
    """Who it falls on, by place and standing."""
    table = published["harm_by_stratum"]
    period = main_period(table)
    said = period.replace("-", "–")
    strata = [s for s in values_of(table, "stratum") if s != ALL]
    rows = [bar_of(stratum_name(s), number_at(table, practice=ANY, period=period, stratum=s), GOLD) for s in strata]
    panels = [
        drawn(
            "harm-strata",
            text("simulated.strata.panel", period=said),
            rows,
            [*warnings, text("system.warning.harm")],
        )
    ]
    names = [n for n in values_of(table, "practice") if n not in (ANY, DREAD)]
    cells = [
        [practice_name(n), *(words.people(number_at(table, practice=n, period=period, stratum=s).value) for s in strata)]
        for n in names
    ]  # fmt: skip
    heads = [text("simulated.head.practice"), *(stratum_name(s) for s in strata)]
    grid = Grid(text("simulated.strata.table", period=said), heads, shown(cells), frozenset(range(1, len(strata) + 1)))
    figure = Figure("fig-strata", panels, text("simulated.strata.caption", period=said, band=band(table)), grid)
    return Section("strata", text("simulated.strata.title"), [text("simulated.strata.words")], [figure])


def leavers_section(published: Mapping[str, Table], warnings: Sequence[str]) -> Section:
    """What befalls those who leave, and guards, leaders and people wrongly reported."""
    table = published["harm_by_kin"]
    period = main_period(table)
    said = period.replace("-", "–")
    rows = by_size([
        bar_of(practice_name(n), number_at(table, practice=n, period=period, kin=ALL), RUST) for n in OF_LEAVERS
    ])  # fmt: skip
    panels = [
        drawn(
            "harm-leavers",
            text("simulated.leavers.panel", period=said),
            rows,
            [*warnings, text("system.warning.border")],
        )
    ]
    figure = Figure(
        "fig-leavers",
        panels,
        text("simulated.leavers.caption", period=said, band=band(table)),
        _by_period(table, [n for n in OF_LEAVERS if n in values_of(table, "practice")]),
    )
    return Section("leavers", text("simulated.leavers.title"), [text("simulated.leavers.words")], [figure])


__all__ = [
    "bar_of", "cell", "children_section", "drawn", "dread_section", "harm_section", "kin_name", "leavers_section", "main_period", "number_at", "practice_name",
    "shown", "strata_section", "stratum_name",
]  # fmt: skip
