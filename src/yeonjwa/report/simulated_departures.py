"""The sections on departures of a simulated run, each beside what is published, and plain about where they disagree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yeonjwa.departures.masked_births import MOST_MASKED, share_masked
from yeonjwa.messages import text
from yeonjwa.outcome import ALL, Table
from yeonjwa.report import words
from yeonjwa.report.bands import band
from yeonjwa.report.blocks import Block, Figure, Grid, Section, Words
from yeonjwa.report.charts import Bar, Series, bars, curves
from yeonjwa.report.kin_sections import margin_of
from yeonjwa.report.reading import values_of
from yeonjwa.report.simulated_harm import number_at
from yeonjwa.report.simulated_patterns import in_words, patterns, patterns_grid, women_among
from yeonjwa.report.simulated_tables import arrivals_over, by_year, long_grids, years_of
from yeonjwa.report.svg import BLUE, GOLD, MUTED, PLUM, RUST, TEAL, is_known

CALIBRATED_TO = 2012
"""Last year whose arrivals the shipped figures were set on."""
FACTOR = 2.0
DASH = "3 3"


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
    found = patterns(published)
    blocks += [Words(f"{misfit(table)} {in_words(found, band(table))}", is_warning=True), patterns_grid(found)]
    blocks.append(Words(text("simulated.patterns.words"), is_small=True))
    blocks += _masked(published["births"])
    blocks.append(Figure("fig-arrivals-by", _margins(published, warned), text("simulated.arrivals.by_caption")))
    blocks.append(arrivals_over(published["arrivals_by_province"], "province", words.province))
    blocks.append(arrivals_over(published["arrivals_by_age"], "age", years_of))
    return Section("arrivals", text("simulated.arrivals.title"), [text("simulated.arrivals.words")], blocks)


def _masked(births: Table) -> list[Block]:
    """The share of births masked, as a warning where it is above its bound."""
    share = share_masked([births])
    if share is None:
        return []
    is_above = share > MOST_MASKED
    said = text(
        f"simulated.masked.{'above' if is_above else 'below'}", share=f"{share:.2%}", bound=f"{MOST_MASKED:.1%}"
    )
    return [Words(said, is_warning=is_above, is_small=not is_above)]


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


def _women(arrivals: Table) -> str:
    share = women_among(arrivals)
    known = is_known(share)
    return text("simulated.patterns.women_words", share=words.share(share)) if known else text("report.hidden_long")


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
    after = long_grids(published["departures_and_after"])
    return Section(
        "departures", text("simulated.departures.title"), [text("simulated.departures.words")], [figure, after]
    )


def _sum(values: Sequence[float]) -> float:
    known = [v for v in values if is_known(v)]
    return sum(known) if known else float("nan")


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
    blocks: list[Block] = [Figure("fig-china", panels, text("simulated.stock.caption", band=band(table)), grid)]
    if ranges:
        blocks.append(Words(_beside_published(table, ranges), is_warning=True))
    return Section("china", text("simulated.stock.title"), [text("simulated.stock.words")], blocks)


def _beside_published(table: Table, ranges: Sequence[tuple[int, float, float]]) -> str:
    """The people in China beside each published estimate, and how many of these the run lies below, within or above."""
    parts, states = [], []
    for year, low, high in ranges:
        value = number_at(table, where="in China", year=year).value
        state = "unknown" if not is_known(value) else "below" if value < low else "above" if value > high else "within"
        states.append(state)
        ends = words.people(low), words.people(high)
        said_range = ends[0] if low == high else f"{words.without_unit(*ends)}–{ends[1]}"
        parts.append(text("simulated.stock.part", year=year, here=words.people(value), published=said_range))
    counts = [
        text(f"simulated.stock.{state}", count=states.count(state))
        for state in ("below", "within", "above", "unknown")
        if state in states
    ]
    return text("simulated.stock.beside", parts="; ".join(parts), total=len(ranges), counts=", ".join(counts))


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


def returns_section(published: Mapping[str, Table], warnings: Sequence[str]) -> Section:
    """Returns by force and by choice."""
    table = published["returns"]
    kinds = values_of(table, "kind")
    years = [int(y) for y in values_of(table, "year") if str(y).isdigit()]
    title, parts, lines = text("simulated.returns.panel"), [], []
    for kind, colour in zip(kinds, (RUST, TEAL, PLUM), strict=False):
        values = [number_at(table, "returns", year=str(y), kind=kind).value for y in years]
        if any(is_known(v) for v in values):
            parts.append(f"{text(f'simulated.return.{kind}')} {words.people(_sum(values))}")
            lines.append((Series("", values, colour=colour), text(f"simulated.return.{kind}")))
    blocks: list[Block] = []
    warned = [*warnings, text("system.warning.behaviour")]
    if lines:
        description = text("simulated.parts", title=title, parts="; ".join(parts))
        names = [(name, series.colour) for series, name in lines]
        drawing = curves(title, description, years, [s for s, _ in lines], words.axis_people, warned, names=names)
        blocks.append(Figure("fig-returns", [drawing.svg("sim-returns")], text("simulated.returns.caption")))
    rows = [
        (
            text(f"simulated.return.{k}"),
            [words.people(number_at(table, "returns", year=str(y), kind=k).value) for y in years],
        )
        for k in kinds
    ]
    blocks.append(by_year(text(table.title), text("simulated.head.quantity"), rows, years))
    blocks += [Words(_confirmed(table, str(y))) for y in values_of(table, "year") if not str(y).isdigit()]
    return Section("returns", text("simulated.returns.title"), [text("simulated.returns.words")], blocks)


def _confirmed(table: Table, span: str) -> str:
    """Returns from the South over a span of years beside those confirmed."""
    row = table.where(year=span)
    ends = [f"{v:,.0f}" for c in ("published_low", "published_high") for v in row.column(c)[:1].tolist() if is_known(v)]
    here = number_at(row, "returns").value
    return text(
        "simulated.returns.confirmed", period=span.replace("-", "–"), here=words.people(here),
        published="–".join(dict.fromkeys(ends)) or "–",
    )  # fmt: skip


__all__ = [
    "arrivals_section", "company_section", "departures_section", "misfit", "returns_section", "stock_section",
]  # fmt: skip
