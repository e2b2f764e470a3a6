"""The sections on departures of a simulated run, each beside what is published, and plain about where they disagree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yeonjwa.messages import text
from yeonjwa.outcome import ALL, Table
from yeonjwa.report import words
from yeonjwa.report.bands import band
from yeonjwa.report.blocks import Block, Figure, Grid, Section, Words
from yeonjwa.report.charts import Bar, Series, bars, curves
from yeonjwa.report.kin_sections import margin_of
from yeonjwa.report.reading import values_of
from yeonjwa.report.simulated_harm import number_at
from yeonjwa.report.svg import BLUE, GOLD, MUTED, PLUM, RUST, TEAL, is_known

CALIBRATED_TO = 2012
"""Last year whose arrivals the shipped figures were set on."""
FACTOR = 2.0
DASH = "3 3"
NORTH_EAST = ("North Hamgyong", "Ryanggang")


def misfit(arrivals: Table) -> str:
    """In how many years the arrivals lie within a factor of two of the published, and which do not."""
    rows = arrivals.where(sex=ALL)
    off, near, hidden = [], 0, 0
    for year, people, published in zip(
        rows.column("year"), rows.column("people"), rows.column("published"), strict=True
    ):
        if not is_known(float(people)):
            hidden += 1
        elif 1 / FACTOR <= people / published <= FACTOR:
            near += 1
        else:
            off.append(f"{year} (×{people / published:.2g})")
    said = [text("simulated.misfit.near", near=near, shown=near + len(off), total=len(rows))]
    if off:
        said.append(text("simulated.misfit.off", years=", ".join(off)))
    if hidden:
        said.append(text("simulated.misfit.hidden", count=hidden))
    return " ".join(said)


def arrivals_section(published: Mapping[str, Table], warnings: Sequence[str]) -> Section:
    """Arrivals by year, sex, province and age beside the published ones."""
    table = published["arrivals"]
    warned = [*warnings, text("system.warning.calibrated"), text("system.warning.arrivals")]
    years = [int(y) for y in values_of(table, "year")]
    both = table.where(sex=ALL)
    title = text("simulated.arrivals.years_panel")
    series = [
        Series(
            text("simulated.here"),
            both.column("people").tolist(),
            both.column("low").tolist(),
            both.column("high").tolist(),
            colour=BLUE,
        ),
        Series(text("report.head.published"), both.column("published").tolist(), colour=RUST, dash=DASH),
    ]
    border = (CALIBRATED_TO, text("simulated.arrivals.set_on", year=CALIBRATED_TO))
    panels = [
        curves(
            title, text("simulated.parts", title=title, parts=misfit(table)), years, series, words.axis_people, warned, border=border,
        ).svg("sim-arrivals")
    ]  # fmt: skip
    title = text("simulated.arrivals.sex_panel")
    series = []
    for sex, colour in (("female", BLUE), ("male", GOLD)):
        rows = table.where(sex=sex)
        series.append(Series(text(f"report.sex.{sex}"), rows.column("published").tolist(), colour=colour, dash=DASH))
        series.append(Series("", rows.column("people").tolist(), colour=colour))
    key = ((text("simulated.here"), ""), (text("report.head.published"), DASH))
    panels.append(
        curves(title, text("simulated.parts", title=title, parts=_women(table)), years, series, words.axis_people, warned, key=key).svg("sim-sex")
    )  # fmt: skip
    lines = []
    for k, year in enumerate(years):
        value = number_at(table, year=str(year), sex=ALL)
        lines.append([
            str(year), words.with_interval(*(words.people(v) for v in (value.value, value.low, value.high))),
            f"{float(both.column('published')[k]):,.0f}",
        ])  # fmt: skip
    heads = [text("report.head.year"), text("simulated.here"), text("report.head.published")]
    grid = Grid(text(table.title), heads, lines, frozenset({1, 2}))
    blocks: list[Block] = [Figure("fig-arrivals", panels, text("simulated.arrivals.caption", band=band(table)), grid)]
    blocks += [Words(misfit(table), is_warning=True), _patterns(published)]
    blocks.append(Figure("fig-arrivals-by", _margins(published, warned), text("simulated.arrivals.by_caption")))
    return Section("arrivals", text("simulated.arrivals.title"), [text("simulated.arrivals.words")], blocks)


def _margins(published: Mapping[str, Table], warnings: Sequence[str]) -> list[str]:
    """Home provinces and ages in the period with most published arrivals, as shares of those shown."""
    panels = []
    for dimension in ("province", "age"):
        period, shown = margin_of(published[f"arrivals_by_{dimension}"], dimension)
        title = text(f"simulated.arrivals.{dimension}_panel", period=period.replace("-", "–"))
        parts = "; ".join(f"{b.label} {words.people(b.value)}" for b in shown)
        panels.append(
            bars(
                title, text("simulated.parts", title=title, parts=parts), shown, words.people, text("report.hidden"), warnings,
                text("report.head.published"), value_label=text("simulated.here"),
            ).svg(f"sim-{dimension}")
        )  # fmt: skip
    return panels


def _women(table: Table) -> str:
    female, both = (table.where(sex=s).column("people") for s in ("female", ALL))
    known = [(f, b) for f, b in zip(female.tolist(), both.tolist(), strict=True) if is_known(f) and is_known(b)]
    if not known:
        return text("report.hidden_long")
    return text(
        "simulated.patterns.women_words", share=words.share(sum(f for f, _ in known) / sum(b for _, b in known))
    )


def _patterns(published: Mapping[str, Table]) -> Grid:
    """What is known of the course of arrivals, beside the run: the peak, the falls, women, the first provinces."""
    table = published["arrivals"].where(sex=ALL)
    year = [str(y) for y in table.column("year").tolist()]
    rows = []
    for column in ("people", "published"):
        by_year = dict(zip(year, (float(v) for v in table.column(column)), strict=True))
        known = {y: v for y, v in by_year.items() if is_known(v)}
        cells = [max(known, key=lambda y: known[y]) if known else text("report.hidden")]
        cells += [_change(by_year, *pair) for pair in (("2011", "2012"), ("2019", "2020"))]
        female = published["arrivals"].where(sex="female").column(column)
        pairs = [(f, b) for f, b in zip(female.tolist(), by_year.values(), strict=True) if is_known(f) and is_known(b)]
        cells.append(
            words.share(sum(f for f, _ in pairs) / sum(b for _, b in pairs)) if pairs else text("report.hidden")
        )
        cells.append(_north_east(published["arrivals_by_province"], column))
        rows.append(cells)
    names = ("peak", "fall_2012", "fall_2020", "women", "north_east")
    lines = [[text(f"simulated.patterns.{name}"), here, there] for name, here, there in zip(names, *rows, strict=True)]
    heads = [text("simulated.patterns.head"), text("simulated.here"), text("report.head.published")]
    return Grid(text("simulated.patterns.table"), heads, lines, frozenset({1, 2}))


def _change(by_year: dict[str, float], first: str, second: str) -> str:
    before, after = (by_year.get(y, float("nan")) for y in (first, second))
    if not (is_known(before) and is_known(after)) or before == 0:
        return text("report.hidden")
    return f"{100 * (after / before - 1):+.0f} %"


def _north_east(table: Table, column: str) -> str:
    """Share of the two north-eastern provinces in all periods in which both are shown."""
    part = whole = 0.0
    for period in values_of(table, "period"):
        rows = table.where(period=period)
        of = [float(rows.where(province=p).column(column)[0]) for p in (*NORTH_EAST, ALL)]
        if all(is_known(v) for v in of):
            part, whole = part + of[0] + of[1], whole + of[2]
    return words.share(part / whole) if whole else text("report.hidden")


def departures_section(published: Mapping[str, Table], warnings: Sequence[str]) -> Section:
    """Attempts and how they ended, nation by year."""
    table = published["departures"]
    years = [int(y) for y in values_of(table, "year")]
    outcomes = [o for o in values_of(table, "outcome") if o != ALL]
    series = [
        Series(text(f"simulated.outcome.{o}"), table.where(outcome=o).column("attempts").tolist(), colour=colour)
        for o, colour in zip((*outcomes, ALL), (BLUE, GOLD, RUST, MUTED), strict=True)
    ]
    title = text("simulated.departures.panel")
    parts = "; ".join(f"{s.label} {words.people(_sum(s.values))}" for s in series)
    warned = [*warnings, text("system.warning.border")]
    drawing = curves(title, text("simulated.parts", title=title, parts=parts), years, series, words.axis_people, warned)
    heads = [text("report.head.year"), *(text(f"simulated.outcome.{o}") for o in (*outcomes, ALL))]
    rows = [
        [str(y), *(words.people(number_at(table, "attempts", year=y, outcome=o).value) for o in (*outcomes, ALL))]
        for y in years
    ]
    grid = Grid(text(table.title), heads, rows, frozenset(range(1, len(heads))))
    figure = Figure("fig-departures", [drawing.svg("sim-departures")], text("simulated.departures.caption"), grid)
    after = long_grid(published["departures_and_after"], text(published["departures_and_after"].title))
    return Section(
        "departures", text("simulated.departures.title"), [text("simulated.departures.words")], [figure, after]
    )


def _sum(values: Sequence[float]) -> float:
    known = [v for v in values if is_known(v)]
    return sum(known) if known else float("nan")


def long_grid(table: Table, caption: str, names: Sequence[str] | None = None) -> Grid:
    """A table in long form as years down and quantities across, folded."""
    names = [n for n in values_of(table, "quantity") if names is None or n in names]
    years = values_of(table, "year")
    rows = [
        [text(f"system.quantity.{n}"), *(words.people(number_at(table, "total", quantity=n, year=y).value) for y in years)]
        for n in names
    ]  # fmt: skip
    hidden = text("report.hidden")
    rows = [row for row in rows if set(row[1:]) != {hidden}]
    return Grid(
        caption,
        [text("simulated.head.quantity"), *(str(y) for y in years)],
        rows,
        frozenset(range(1, len(years) + 1)),
        is_folded=True,
    )


def stock_section(published: Mapping[str, Table], warnings: Sequence[str]) -> Section:
    """People from the North in China and in the South at each year's end."""
    table = published["left_and_where"]
    years = [int(y) for y in values_of(table, "year")]
    china = table.where(where="in China")
    ranges = [
        (int(y), float(a), float(b))
        for y, a, b in zip(china.column("year"), china.column("published_low"), china.column("published_high"), strict=True)
        if is_known(float(a))
    ]  # fmt: skip
    title = text("simulated.stock.panel")
    people, low, high = (china.column(c).tolist() for c in ("people", "low", "high"))
    series = [Series("", people, low, high, colour=TEAL)]
    beside = "; ".join(
        f"{y}: {words.people(v)} ({words.people(low)}–{words.people(high)})"
        for y, low, high in ranges
        for v in [number_at(table, where="in China", year=y).value]
    )
    warned = [*warnings, text("system.warning.behaviour")]
    panels = [
        curves(
            title, text("simulated.parts", title=title, parts=beside or text("report.hidden_long")), years, series, words.axis_people, warned,
            ranges=ranges,
        ).svg("sim-china")
    ]  # fmt: skip
    places = values_of(table, "where")
    heads = [text("report.head.year"), *(text(f"simulated.place.{_key(w)}") for w in places)]
    rows = [[str(y), *(words.people(number_at(table, year=y, where=w).value) for w in places)] for y in years]
    grid = Grid(text(table.title), heads, rows, frozenset(range(1, len(heads))))
    figure = Figure("fig-china", panels, text("simulated.stock.caption", band=band(table)), grid)
    return Section("china", text("simulated.stock.title"), [text("simulated.stock.words")], [figure])


def _key(where: str) -> str:
    return where.lower().replace(" ", "_")


def company_section(published: Mapping[str, Table], warnings: Sequence[str]) -> Section:
    """With how many others people arrived."""
    table = published["arrivals_in_company"]
    panels = []
    for period in values_of(table, "period"):
        rows = table.where(period=period)
        shown = [
            Bar(text(f"simulated.size.{_key(str(n))}"), float(v), float(a), float(b), float(o), PLUM, not is_known(float(v)))
            for n, v, a, b, o in zip(*(rows.column(c) for c in ("size", "share", "low", "high", "published")), strict=True)
        ]  # fmt: skip
        if all(b.is_hidden for b in shown):
            continue
        title = text("simulated.company.panel", period=period.replace("-", "–"))
        parts = "; ".join(f"{b.label} {words.share(b.value)}" for b in shown)
        panels.append(
            bars(
                title, text("simulated.parts", title=title, parts=parts), shown, words.share, text("report.hidden"),
                [*warnings, text("system.warning.behaviour")], text("report.head.published"), value_label=text("simulated.here"),
            ).svg(f"sim-company-{period}")
        )  # fmt: skip
    blocks: list[Block] = [Figure("fig-company", panels, text("simulated.company.caption"))] if panels else []
    if not panels:
        blocks.append(Words(text("report.hidden_long")))
    return Section("company", text("simulated.company.title"), [text("simulated.company.words")], blocks)


def returns_section(published: Mapping[str, Table]) -> Section:
    """Returns by force and by choice."""
    table = published["returns"]
    kinds = values_of(table, "kind")
    years = [str(y) for y in values_of(table, "year")]
    rows = []
    for y in years:
        cells = [
            words.people(number_at(table, "returns", year=y, kind=k).value) if len(table.where(year=y, kind=k)) else "–"
            for k in kinds
        ]
        beside = [v for v in table.where(year=y).column("published_low").tolist() if is_known(v)]
        rows.append([y.replace("-", "–"), *cells, f"{beside[0]:,.0f}" if beside else "–"])
    heads = [
        text("report.head.year"),
        *(text(f"simulated.return.{k}") for k in kinds),
        text("simulated.return.confirmed"),
    ]
    grid = Grid(text(table.title), heads, rows, frozenset(range(1, len(heads))))
    return Section(
        "returns",
        text("simulated.returns.title"),
        [text("simulated.returns.words")],
        [grid, Words(text("system.warning.behaviour"), is_warning=True)],
    )


__all__ = [
    "arrivals_section", "company_section", "departures_section", "long_grid", "misfit", "returns_section", "stock_section",
]  # fmt: skip
