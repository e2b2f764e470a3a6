"""`yeonjwa reach`: how much of the country has somebody who left among its relatives."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from typing import Any

from yeonjwa.cli import shared
from yeonjwa.cli.help import WIDTH, wrap
from yeonjwa.messages import current_language, text

FORMATS = ("table", "csv", "json")
SETS = ("left", "arrived", "in-china", "known")
FIRST_YEAR, LAST_YEAR, USUAL_YEAR = 1998, 2024, 2016


def register(app: Any) -> None:
    """Add the command to the tree."""
    import typer

    def option(default: Any, name: str, metavar: str, key: str, shown: Any = True) -> Any:
        return typer.Option(default, name, metavar=metavar, help=text(f"reach.command.{key}"), show_default=shown)

    def assumption(name: str, metavar: str, shown: str) -> Any:
        key = name.lstrip("-").replace("-", "_")
        return typer.Option(None, name, metavar=metavar, help=text(f"population.option.{key}"), show_default=shown)

    @app.command("reach", help=text("reach.command.help"), epilog=text("reach.command.epilog"))
    def reach(
        chon: int = option(8, "--chon", "NUMBER", "chon"),
        lineality: str | None = option(None, "--lineality", "cognatic|agnatic", "lineality", False),
        of_set: str = option("arrived", "--set", "left|arrived|in-china|known", "set"),
        year: int = option(USUAL_YEAR, "--year", "YEAR", "year"),
        by: str = option("nation", "--by", "nation|province", "by"),
        clustering: str = option("central", "--clustering", "low|central|high", "clustering"),
        family_unit_definition: str = option("units", "--family-unit-definition", "units|alone", "family"),
        placement_seeds: int = option(5, "--placement-seeds", "NUMBER", "placings"),
        form: str = option("table", "--format", "table|csv|json", "format"),
        is_quiet: bool = typer.Option(False, "--quiet", help=text("reach.command.quiet")),
        scale: float | None = assumption("--scale", "NUMBER", "0.1"),
        seed: int | None = assumption("--seed", "NUMBER", "1"),
        rates: str | None = assumption("--rates", "wpp2024|wpp2019", "wpp2024"),
        pre1950: str | None = assumption("--pre1950", "low_life_expectancy|as_1955", "low_life_expectancy"),
        famine: str | None = assumption("--famine", "wpp2024|wpp2019|statkorea", "wpp2024"),
        fertility_spread: float | None = assumption("--fertility-spread", "NUMBER", "0.15"),
        nuptiality: str | None = assumption("--nuptiality", "census|early|late", "census"),
        kin_dispersion: float | None = assumption("--kin-dispersion", "NUMBER", "0.15"),
        marriage_bar: int | None = assumption("--marriage-bar", "4|8", "4"),
    ) -> None:
        values = dict(locals())
        from yeonjwa.cli.run import POPULATION_OPTIONS, scenario_of

        shared.check_number("--chon", chon, 1, 8)
        if lineality is not None:
            shared.check_choice("--lineality", lineality, ("cognatic", "agnatic"))
        shared.check_choice("--set", of_set, SETS)
        shared.check_number("--year", year, FIRST_YEAR, LAST_YEAR)
        shared.check_choice("--by", by, ("nation", "province"))
        shared.check_choice("--clustering", clustering, ("low", "central", "high"))
        shared.check_choice("--family-unit-definition", family_unit_definition, ("units", "alone"))
        shared.check_number("--placement-seeds", placement_seeds, 1, 50)
        shared.check_choice("--format", form, FORMATS)
        asked = ("seed", "clustering", "family_unit_definition", "placement_seeds", *POPULATION_OPTIONS)
        given = {name: values[name] for name in asked if values[name] is not None}
        scenario = scenario_of({"departures": "observed", **given})
        show(scenario, of_set, year, by == "province", lineality, chon, form, is_quiet)


def show(
    scenario: Any,
    of_set: str,
    year: int,
    has_provinces: bool,
    lineality: str | None,
    chon: int,
    form: str,
    is_quiet: bool,
) -> None:
    """Count, publish and print."""
    from yeonjwa.disclosure import publish
    from yeonjwa.outcome import ALL
    from yeonjwa.reach.asked import reach_at

    with shared.progress(is_quiet) as tell:
        country = shared.open_country(scenario.population, tell)
        # Always by province, so that the nation asked alone hides what it hides beside its provinces.
        table = reach_at(country, scenario, of_set, year, say=tell)
    published = publish(table, scenario.population.scale)
    if not has_provinces:
        published = published.where(province=ALL)
    rows = [
        row
        for row in _rows(published)
        if row["chon"] <= chon and lineality in (None, row["lineality"])
    ]  # fmt: skip
    said = notes(published, of_set, scenario)
    if form == "json":
        print(
            json.dumps(
                {"title": text("reach.command.title", year=year), "rows": rows, "notes": said},
                ensure_ascii=False,
                indent=1,
            )
        )
    elif form == "csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        sys.stdout.write(out.getvalue())
    else:
        print(text("reach.command.title", year=year))
        print()
        print("\n".join(_lines(rows)))
        print()
        for paragraph in said:
            print("\n".join(wrap(paragraph, min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns))))


def _rows(table: Any) -> list[dict[str, Any]]:
    """Rows of a published table in plain Python; what is hidden is None."""
    rows: list[dict[str, Any]] = table.rows()
    for row in rows:
        for name, value in row.items():
            if isinstance(value, float):
                row[name] = None if value != value else int(value) if value == int(value) else value
        # Hidden rows keep the warning too: a cell is hidden for its size, not for being sure.
        row["warning"] = text("reach.command.not_identified")
    return rows


def notes(published: Any, of_set: str, scenario: Any) -> list[str]:
    """Whose reach it is, what the interval holds, whether it is identified, and what follows for the two claims."""
    from yeonjwa.reach.claims import CLAIM_CHON, in_words

    said = [
        text(f"reach.command.set_{of_set.replace('-', '_')}", last_year=scenario.last_year),
        text("reach.command.interval", placings=scenario.placement_seeds),
        text("reach.command.not_identified"),
    ]
    if scenario.population.scale < 0.1:
        said.append(text("reach.command.small_scale"))
    if of_set == "arrived":
        said += ["", *in_words(_of_chon(published, CLAIM_CHON))]
    return said


def _of_chon(table: Any, chon: tuple[int, ...]) -> Any:
    import dataclasses

    import numpy as np

    keep = np.isin(table.column("chon"), chon)
    return dataclasses.replace(table, data={f.name: table.column(f.name)[keep] for f in table.fields}, nested=())


def _lines(rows: list[dict[str, Any]]) -> list[str]:
    """The table for a terminal; widths count a Korean letter as two columns."""
    from yeonjwa.cli.help import columns as width
    from yeonjwa.reach.claims import percent

    names = ("place", "line", "chon", "share", "interval", "people", "raw")
    body = [[text(f"reach.command.column_{name}") for name in names]]
    for row in rows:
        place = (
            text("reach.command.nation")
            if row["province"] == "all"
            else text(f"reach.place.{row['province'].lower().replace(' ', '_')}")
        )
        start = [place, text(f"reach.command.{row['lineality']}"), str(row["chon"])]
        if row["share"] is None:
            # The reason stands in both languages, so that a table can be read by everybody.
            english, korean = row["suppressed"].split(" / ")
            body.append([*start, korean if current_language() == "ko" else english, "", "", ""])
        else:
            body.append([
                *start, percent(row["share"]), f"{percent(row['low'])} - {percent(row['high'])}",
                f"{row['people']:,.0f}", f"{row['reached']:,.0f}",
            ])  # fmt: skip
    short = [line for line in body if line[4] or line is body[0]]
    widths = [max(width(line[k]) for line in (short if k > 2 else body)) for k in range(len(names))]

    def cell_of(line: list[str], k: int) -> str:
        space = " " * (widths[k] - width(line[k]))
        return space + line[k] if k >= 2 and (line[4] or k == 2) else line[k] + space

    return ["  ".join(cell_of(line, k) for k in range(len(names))).rstrip() for line in body]
