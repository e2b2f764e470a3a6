"""The sections on reach: by degree, over the years, by province, and under other definitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from yeonjwa.catalogue import figure
from yeonjwa.messages import text
from yeonjwa.outcome import ALL, Table
from yeonjwa.reach.claims import LARGE, SMALL, in_words
from yeonjwa.report import words
from yeonjwa.report.blocks import Figure, Grid, Section, Words
from yeonjwa.report.charts import Bar, Series, bars, curves
from yeonjwa.report.provinces_map import province_map
from yeonjwa.report.reading import Value, latest_year, reach_at, values_of
from yeonjwa.report.svg import BLUE, GOLD, PLUM, RUST, TEAL

LINES: tuple[tuple[str, str], ...] = (("cognatic", BLUE), ("agnatic", RUST))
CURVES: tuple[tuple[int, str], ...] = ((2, BLUE), (4, TEAL), (6, GOLD), (8, RUST))
MAP_CHON = 4  # first cousins: near enough that provinces differ, far enough that few cells are hidden


def reach_section(published: Mapping[str, Table], clustering: str, placings: int, warnings: Sequence[str]) -> Section:
    """How much of the country has a relative within D chon among those who arrived."""
    reach, by_province = published["reach"], published["reach_by_province"]
    year = latest_year(reach)
    return Section(
        "reach",
        text("report.reach.title"),
        [text("report.reach.words"), text("report.reach.chon_words")],
        [
            _by_degree(reach, clustering, year, placings, warnings),
            _over_years(reach, clustering, placings, warnings),
            _by_province(by_province, placings, warnings),
            _by_set(reach, clustering, warnings),
        ],
    )


def _value(reach: Table, clustering: str, lineality: str, year: int, chon: int, whose: str = "arrived") -> Value:
    return reach_at(reach, set=whose, clustering=clustering, lineality=lineality, year=year, chon=chon)


def _by_degree(reach: Table, clustering: str, year: int, placings: int, warnings: Sequence[str]) -> Figure:
    degrees = sorted(values_of(reach, "chon"))
    panels, rows = [], []
    most = max(
        (v for v in (_value(reach, clustering, "cognatic", year, d).high for d in degrees) if v == v), default=1.0
    )
    for lineality, colour in LINES:
        found = [_value(reach, clustering, lineality, year, d) for d in degrees]
        shown = [
            Bar(f"{d}: {text(f'report.reach.nearest_{d}')}", v.value, v.low, v.high, colour=colour)
            for d, v in zip(degrees, found, strict=True)
        ]
        known = [(d, v) for d, v in zip(degrees, found, strict=True) if v.value == v.value]
        description = text(
            f"report.reach.degree_description_{lineality}", year=year,
            parts="; ".join(f"{text('report.reach.within', chon=d)} {words.share(v.value)}" for d, v in known),
        )  # fmt: skip
        drawing = bars(
            text(f"report.reach.degree_panel_{lineality}", year=year), description, shown, words.share, text("report.hidden"), warnings,
            top_value=most,
        )  # fmt: skip
        panels.append(drawing.svg(f"degree-{lineality}"))
    for d in degrees:
        both = [_value(reach, clustering, lineality, year, d) for lineality, _ in LINES]
        rows.append(
            [
                str(d),
                text(f"report.reach.relatives_{d}"),
                *(cell for v in both for cell in (_share(v), words.people(v.people))),
            ]
        )
    heads = [text(f"report.head.{k}") for k in ("chon", "for_example", "cognatic", "people", "agnatic", "people")]
    grid = Grid(text("report.reach.degree_table", year=year), heads, rows, frozenset({2, 3, 4, 5}))
    return Figure("fig-degree", panels, text("report.reach.degree_caption", placings=placings), grid)


def _share(value: Value) -> str:
    return words.with_interval(words.share(value.value), words.share(value.low), words.share(value.high))


def _over_years(reach: Table, clustering: str, placings: int, warnings: Sequence[str]) -> Figure:
    years = sorted(values_of(reach.where(set="arrived"), "year"))
    panels, rows = [], []
    by_line: dict[str, dict[int, list[Value]]] = {}
    for lineality, _ in LINES:
        found = {d: [_value(reach, clustering, lineality, y, d) for y in years] for d, _ in CURVES}
        by_line[lineality] = found
        series = [
            Series(
                text("report.reach.within", chon=d), [v.value for v in found[d]], [v.low for v in found[d]], [v.high for v in found[d]], colour
            )
            for d, colour in CURVES
        ]  # fmt: skip
        description = text(
            f"report.reach.years_description_{lineality}", first=years[0], last=years[-1],
            parts="; ".join(f"{s.label}: {words.share(s.values[0])} – {words.share(s.values[-1])}" for s in series),
        )  # fmt: skip
        drawing = curves(
            text(f"report.reach.years_panel_{lineality}"), description, years, series, words.axis_share, warnings
        )
        panels.append(drawing.svg(f"years-{lineality}"))
    for k, y in enumerate(years):
        rows.append(
            [str(y), *(words.share(by_line[lineality][d][k].value) for lineality, _ in LINES for d, _ in CURVES)]
        )
    short = {lineality: text(f"report.head.{lineality}") for lineality, _ in LINES}
    heads = [text("report.head.year"), *(f"{short[lineality]}, {d}" for lineality, _ in LINES for d, _ in CURVES)]
    grid = Grid(text("report.reach.years_table"), heads, rows, frozenset(range(1, 1 + 2 * len(CURVES))))
    return Figure("fig-years", panels, text("report.reach.years_caption", placings=placings), grid)


def _by_province(table: Table, placings: int, warnings: Sequence[str]) -> Figure:
    year = latest_year(table)
    names = [name for name in values_of(table, "province") if name != ALL]
    here = table.where(lineality="cognatic", year=year)
    shares = {n: float(here.where(province=n, chon=MAP_CHON).column("share")[0]) for n in names}
    largest = max((n for n in names if shares[n] == shares[n]), key=lambda n: shares[n], default=names[0])
    drawn = province_map(
        text("report.reach.map_panel", chon=MAP_CHON, year=year),
        text("report.reach.map_description", chon=MAP_CHON, year=year, province=words.province(largest), share=words.share(shares[largest])),
        shares, {n: words.province(n, is_short=True) for n in names}, words.share, text("report.hidden"), warnings,
    )  # fmt: skip
    order = sorted(names, key=lambda n: -np.nan_to_num(shares[n], nan=-1.0))
    panels = [drawn.svg("reach-map")]
    known = [d for d in sorted(values_of(here, "chon")) if here.where(chon=d, province=ALL).column("share")[0] > 0]
    for chon in dict.fromkeys((2, MAP_CHON, max(known, default=8))):
        rows = []
        for n in (*order, ALL):
            row = here.where(province=n, chon=chon)
            value, low, high = (float(row.column(c)[0]) for c in ("share", "low", "high"))
            rows.append(Bar(words.province(n), value, low, high, colour=BLUE if n != ALL else PLUM))
        title = text("report.reach.province_panel", chon=chon, year=year)
        drawing = bars(
            title, text("report.reach.province_description", chon=chon, year=year, first=rows[0].label, share=words.share(rows[0].value)),
            rows, words.share, text("report.hidden"), warnings,
        )  # fmt: skip
        panels.append(drawing.svg(f"province-{chon}"))
    degrees = sorted(values_of(here, "chon"))
    grid_rows = [
        [words.province(n), *(words.share(float(here.where(province=n, chon=d).column("share")[0])) for d in degrees)]
        for n in (*order, ALL)
    ]
    heads = [text("report.head.province"), *(text("report.reach.within", chon=d) for d in degrees)]
    grid = Grid(text("report.reach.province_table", year=year), heads, grid_rows, frozenset(range(1, 1 + len(degrees))))
    return Figure("fig-provinces-reach", panels, text("report.reach.province_caption", placings=placings), grid)


def _by_set(reach: Table, clustering: str, warnings: Sequence[str]) -> Figure:
    """The same under other sets and other strengths of clustering, at one degree."""
    year = latest_year(reach)
    rows = []
    for whose in values_of(reach, "set"):
        of_set = reach.where(set=whose, lineality="cognatic", chon=MAP_CHON)
        at = year if len(of_set.where(year=year)) else latest_year(of_set)
        for strength in [c for c in values_of(of_set, "clustering") if len(of_set.where(year=at, clustering=c))]:
            if whose != "arrived" and strength != clustering:
                continue
            row = of_set.where(year=at, clustering=strength)
            value, low, high = (float(row.column(c)[0]) for c in ("share", "low", "high"))
            label = text(f"report.reach.set.{whose}") + (
                f", {text(f'report.reach.clustering.{strength}')}" if whose == "arrived" else ""
            )
            label += f" ({at})" if at != year else ""
            rows.append(Bar(label, value, low, high, colour=BLUE if whose == "arrived" else TEAL))
    drawing = bars(
        text("report.reach.set_panel", chon=MAP_CHON, year=year),
        text("report.reach.set_description", parts="; ".join(f"{r.label} {words.share(r.value)}" for r in rows)),
        rows, words.share, text("report.hidden"), warnings,
    )  # fmt: skip
    assumed = f"{100 * figure('known_share').value:.0f}"
    caption = text("report.reach.set_caption", chon=MAP_CHON, known=assumed, last=year, **words.known_share())
    return Figure("fig-sets", [drawing.svg("sets")], caption)


def claims_section(published: Mapping[str, Table]) -> Section:
    """What follows for the claim of a large share, and for the state's own small number."""
    table = published["large_or_small"]
    rows = []
    for i in range(len(table)):
        where, lineality = (str(table.column(c)[i]) for c in ("province", "lineality"))
        rows.append([
            words.province(where), text(f"report.head.{lineality}"), str(table.column("chon")[i]), _share_of(table, i),
            words.people(float(table.column("people")[i])), _judged(table, i),
        ])  # fmt: skip
    heads = [text(f"report.head.{k}") for k in ("place", "lines", "chon", "share", "people", "verdict")]
    full = Grid(text(table.title), heads, rows, frozenset({2, 3, 4}), is_folded=True)
    # The sentences on the numbers are left out: the table says the same more clearly.
    question, _, _, *places, state, reading = in_words(table)
    said = [Words(" ".join(places)), Words(f"{state} {reading}")]
    return Section("claims", text("report.claims.title"), [question], [_claims_at_a_glance(table), *said, full])


def _claims_at_a_glance(table: Table) -> Grid:
    """Places and lines down, degrees across; large shares stand out."""
    degrees = values_of(table, "chon")
    rows: list[list[str]] = []
    marked: set[tuple[int, int]] = set()
    for place in values_of(table, "province"):
        for lineality, _ in LINES:
            cells = []
            for k, chon in enumerate(degrees):
                row = table.where(province=place, lineality=lineality, chon=chon)
                judged = str(row.column("verdict")[0])
                if judged == LARGE:
                    marked.add((len(rows), k + 1))
                says = [] if judged in ("", SMALL) else [_judged(row, 0)]
                cells.append("\n".join([*_share_of(row, 0).replace(" (", "\n(").split("\n"), *says]))
            rows.append([f"{words.province(place)}, {text(f'report.head.{lineality}')}", *cells])
    heads = [text("report.head.place"), *(text("report.reach.within", chon=d) for d in degrees)]
    caption = text("report.claims.table", year=latest_year(table))
    return Grid(caption, heads, rows, frozenset(range(1, 1 + len(degrees))), frozenset(marked))


def _share_of(table: Table, row: int) -> str:
    """A share with its interval."""
    share, low, high = (words.share(float(table.column(c)[row])) for c in ("share", "low", "high"))
    return words.with_interval(share, low, high)


def _judged(table: Table, row: int) -> str:
    return text(f"report.claims.{table.column('verdict')[row] or 'hidden'}")
