"""The section that holds the country beside UN figures and the census."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from yeonjwa.messages import text
from yeonjwa.outcome import ALL, Table
from yeonjwa.report import words
from yeonjwa.report.blocks import Figure, Grid, Section
from yeonjwa.report.charts import Bar, bars, pyramid
from yeonjwa.report.provinces_map import province_map

AGES_COMPARED = 16  # 5-year groups below 80; above, counts are small and the UN's own figures uncertain


def country_section(published: Mapping[str, Table], rates: str, warnings: Sequence[str]) -> Section:
    """Pyramids, ages and provinces of the country beside what others publish."""
    return Section(
        "country",
        text("report.country.title"),
        [text("report.country.words")],
        [
            _pyramids(published["population_pyramid"], rates, warnings),
            _census_ages(published["census_ages"], warnings),
            _provinces(published["provinces"], warnings),
        ],
    )


def _pyramids(table: Table, rates: str, warnings: Sequence[str]) -> Figure:
    years = sorted(set(table.column("year").tolist()))
    parts = [_by_age(table, year, sex) for year in years for sex in ("female", "male")]
    most = 1.04 * max(np.nanmax(part.column(name), initial=1.0) for part in parts for name in ("people", "wpp"))
    panels = []
    for year in years:
        sides = [_by_age(table, year, sex) for sex in ("female", "male")]
        total = table.where(year=year, sex=ALL, age=ALL)
        ages = sides[0].column("age").tolist()
        here = np.array([s.column("people") for s in sides])
        un = np.array([s.column("wpp") for s in sides])
        with np.errstate(divide="ignore", invalid="ignore"):
            errors = np.abs(here[:, :AGES_COMPARED] / un[:, :AGES_COMPARED] - 1)
        description = text(
            "report.country.pyramid_description", year=year, number=words.people(float(total.column("people")[0])),
            wpp=words.people(float(total.column("wpp")[0])), difference=words.share(float(np.nanmax(errors, initial=0.0))),
        )  # fmt: skip
        men, women, here_words, un_words = (text(f"report.country.{key}") for key in ("men", "women", "here", "un"))
        drawing = pyramid(
            text("report.country.pyramid_panel", year=year), description, ages, here.tolist(), un.tolist(), words.axis_people,
            (men, women, here_words, un_words), float(most), warnings,
        )  # fmt: skip
        panels.append(drawing.svg(f"pyramid-{year}"))
    caption = text(
        "report.country.pyramid_caption",
        when=text(f"report.country.when_{'end' if rates == 'wpp2024' else 'mid'}"),
        revision=rates[3:],
    )
    return Figure(
        "fig-pyramids", panels, caption, _pyramid_grid(table, 2008 if 2008 in years else years[-1]), is_narrow=True
    )


def _by_age(table: Table, year: int, sex: str) -> Table:
    """The rows of one year and sex by age, without the total."""
    rows = table.where(year=year, sex=sex)
    keep = rows.column("age") != ALL
    return replace(rows, data={name: rows.column(name)[keep] for name in rows.data})


def _pyramid_grid(table: Table, year: int) -> Grid:
    women, men = (_by_age(table, year, sex) for sex in ("female", "male"))
    rows = [
        [age, *(words.people(float(v)) for v in (w, w_un, m, m_un))]
        for age, w, w_un, m, m_un in zip(
            women.column("age"),
            women.column("people"),
            women.column("wpp"),
            men.column("people"),
            men.column("wpp"),
            strict=True,
        )
    ]
    heads = [text(f"report.head.{key}") for key in ("age", "women_here", "women_un", "men_here", "men_un")]
    return Grid(text("report.country.pyramid_table", year=year), heads, rows, frozenset({1, 2, 3, 4}))


def _largest_gap(table: Table, name: str) -> tuple[str, str]:
    """Which row differs most from the census, and by how many percentage points."""
    gap = np.abs(table.column("share") - table.column("census_share"))
    if np.isnan(gap).all():
        return "–", text("report.hidden")
    worst = int(np.nanargmax(gap))
    return str(table.column(name)[worst]), f"{100 * gap[worst]:.2f}"


def _census_grid(table: Table, name: str, caption: str, label: Any) -> Grid:
    rows = [
        [
            label(str(key)),
            words.share(here),
            words.share(census),
            "–" if here != here else f"{100 * (here - census):+.2f}",
        ]
        for key, here, census in zip(
            table.column(name), table.column("share").tolist(), table.column("census_share").tolist(), strict=True
        )
    ]
    heads = [text(f"report.head.{key}") for key in (name, "share_here", "share_census", "difference")]
    return Grid(caption, heads, rows, frozenset({1, 2, 3}))


def _census_bars(table: Table, name: str, label: Any) -> list[Bar]:
    return [
        Bar(label(str(key)), share, mark=census, is_hidden=share != share)
        for key, share, census in zip(
            table.column(name), table.column("share").tolist(), table.column("census_share").tolist(), strict=True
        )
    ]


def _census_ages(table: Table, warnings: Sequence[str]) -> Figure:
    age, gap = _largest_gap(table, "age")
    drawing = bars(
        text("report.country.census_ages_panel"), text("report.country.census_ages_description", difference=gap, age=age),
        _census_bars(table, "age", str), words.share, text("report.hidden"), warnings, text("report.country.census"),
        value_label=text("report.country.here"),
    )  # fmt: skip
    caption = text("report.country.census_ages_caption")
    grid = _census_grid(table, "age", text(table.title), str)
    return Figure("fig-census-ages", [drawing.svg("census-ages")], caption, grid)


def _provinces(table: Table, warnings: Sequence[str]) -> Figure:
    province, gap = _largest_gap(table, "province")
    where = words.province(province) if province != "–" else province
    drawing = bars(
        text("report.country.provinces_panel"), text("report.country.provinces_description", difference=gap, province=where),
        _census_bars(table, "province", words.province), words.share, text("report.hidden"), warnings, text("report.country.census"),
        value_label=text("report.country.here"),
    )  # fmt: skip
    shares = dict(zip(table.column("province").tolist(), table.column("share").tolist(), strict=True))
    largest = max((n for n in shares if shares[n] == shares[n]), key=lambda n: shares[n], default="pyongyang")
    here = province_map(
        text("report.country.provinces_map_panel"),
        text("report.country.provinces_map_description", province=words.province(largest), share=words.share(shares.get(largest, float("nan")))),
        shares, {name: words.province(name, is_short=True) for name in shares}, words.share, text("report.hidden"), warnings,
    )  # fmt: skip
    grid = _census_grid(table, "province", text(table.title), words.province)
    return Figure(
        "fig-provinces",
        [drawing.svg("provinces"), here.svg("provinces-map")],
        text("report.country.provinces_caption"),
        grid,
    )
