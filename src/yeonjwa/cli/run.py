"""`yeonjwa run`: the country, the departures, the outcome folder with its report."""

from __future__ import annotations

from typing import Any

from yeonjwa import messages
from yeonjwa.cli import shared
from yeonjwa.cli.help import WIDTH, columns, wrap
from yeonjwa.cli.run_options import (
    POPULATION_OPTIONS,
    REPEATED_OPTIONS,
    SCENARIO_OPTIONS,
    command_of,
    option_of,
    scenario_of,
)
from yeonjwa.messages import text
from yeonjwa.version import __version__

OUT = "outcome"
LEAST_SCALE_OF_SENSITIVITY = 0.1


def register(app: Any) -> None:
    """Add the command to the tree."""
    import typer

    def option(name: str, metavar: str, default: str) -> Any:
        key = name.lstrip("-").replace("-", "_")
        area = "population" if key in (*POPULATION_OPTIONS, "seed") else "run"
        return typer.Option(None, name, metavar=metavar, help=text(f"{area}.option.{key}"), show_default=default)

    def naming(name: str, metavar: str) -> Any:
        words = text(f"scenario.run.{name.lstrip('-').replace('-', '_')}")
        return typer.Option(None, name, metavar=metavar, help=words, show_default=False)

    without_option = naming("--without", "PRACTICE")
    off_option = naming("--off", "PRACTICE=SINCE..UNTIL")
    set_option = naming("--set", "FIGURE=NUMBER")

    departures_option = typer.Option(
        None,
        "--departures",
        metavar="simulated|observed",
        help=text("scenario.run.departures"),
        show_default="simulated",
    )

    @app.command("run", help=text("run.about"), epilog=text("run.epilog"))
    def run(
        scale: float | None = option("--scale", "NUMBER", "0.1"),
        seed: int | None = option("--seed", "NUMBER", "1"),
        out: str | None = option("--out", "DIR", OUT),
        is_opened: bool = typer.Option(False, "--open", help=text("run.option.open")),
        has_csv: bool = typer.Option(False, "--csv", help=text("run.option.csv")),
        from_file: str | None = option("--from", "FILE", ""),
        departures: str | None = departures_option,
        scenario: str | None = naming("--scenario", "NAME|FILE"),
        history: str | None = naming("--history", "NAME"),
        schedule_draw: int | None = naming("--schedule-draw", "NUMBER"),
        without: list[str] | None = without_option,
        off: list[str] | None = off_option,
        figures: list[str] | None = set_option,
        claims: str | None = option("--claims", "DIR", ""),
        histories: str | None = option("--histories", "DIR", ""),
        is_sensitivity: bool = typer.Option(False, "--sensitivity", help=text("run.option.sensitivity")),
        is_quiet: bool = typer.Option(False, "--quiet", help=text("run.option.quiet")),
        clustering: str | None = option("--clustering", "low|central|high", "central"),
        family_unit_definition: str | None = option("--family-unit-definition", "units|alone", "units"),
        placement_seeds: int | None = option("--placement-seeds", "NUMBER", "5"),
        first_year: int | None = option("--first-year", "YEAR", "1998"),
        last_year: int | None = option("--last-year", "YEAR", "2024"),
        rates: str | None = option("--rates", "wpp2024|wpp2019", "wpp2024"),
        pre1950: str | None = option("--pre1950", "low_life_expectancy|as_1955", "low_life_expectancy"),
        famine: str | None = option("--famine", "wpp2024|wpp2019|statkorea", "wpp2024"),
        fertility_spread: float | None = option("--fertility-spread", "NUMBER", "0.15"),
        nuptiality: str | None = option("--nuptiality", "census|early|late", "census"),
        kin_dispersion: float | None = option("--kin-dispersion", "NUMBER", "0.15"),
        marriage_bar: int | None = option("--marriage-bar", "4|8", "4"),
    ) -> None:
        values = dict(locals())
        names = ("scenario", *SCENARIO_OPTIONS, *POPULATION_OPTIONS)
        given = {name: values[name] for name in names if values[name] is not None}
        given |= {name: values[name] for name in REPEATED_OPTIONS if values[name]}
        run_and_write(
            given, next_free(OUT) if out is None else out, from_file, has_csv, is_opened, is_sensitivity, is_quiet,
            {"claims": claims, "histories": histories},
        )  # fmt: skip


def next_free(name: str) -> str:
    """``name``, or ``name-2``, ``name-3``, ...: the first folder that holds nothing, so that no outcome is overwritten."""
    from itertools import count
    from pathlib import Path

    for number in count(1):
        folder = Path(name if number == 1 else f"{name}-{number}")
        if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
            return str(folder)
    raise AssertionError("unreachable")


def run_and_write(
    given: dict[str, Any],
    out: str,
    from_file: str | None,
    has_csv: bool,
    is_opened: bool,
    is_sensitivity: bool,
    is_quiet: bool,
    folders: dict[str, str | None] | None = None,
) -> None:
    """Check everything, run, publish, and write the outcome folder; then say what came out and where it lies."""
    earlier = None
    if from_file is not None:
        if given or is_sensitivity:
            option = "--sensitivity" if is_sensitivity else option_of(next(iter(given)))
            shared.fail(f"option --from repeats a run as it was; {option} cannot be given with it.")
        from yeonjwa.tables_io import read_run

        earlier, scenario = read_run(shared.path_given(from_file, "--from"))
        given_now = shared.given_for_all.get()
        messages.use(
            language=None if "--lang" in given_now else earlier.language,
            terms=None if "--terms" in given_now else earlier.terms,
        )
        has_csv = has_csv or earlier.csv
        _warn_about(earlier.version)
    else:
        scenario = scenario_of(given)
        if is_sensitivity and scenario.departures != "observed":
            shared.fail(
                "option --sensitivity belongs to observed departures: it repeats their placing under other assumptions; add "
                "--departures observed or leave it out."
            )
        if is_sensitivity and scenario.population.scale < LEAST_SCALE_OF_SENSITIVITY:
            shared.fail(
                f"option --sensitivity needs --scale {LEAST_SCALE_OF_SENSITIVITY} or more; distant kin are too few below."
            )
    from yeonjwa.cli.more_sections import more_sections

    more, files = more_sections(folders or {})
    folder = shared.output_directory(out)

    from yeonjwa import report
    from yeonjwa.disclosure import publish_all
    from yeonjwa.simulate import simulate
    from yeonjwa.tables_io import run_file, write_outcome

    with shared.progress(is_quiet) as tell:
        country = shared.open_country(scenario.population, tell)
        outcome = simulate(country, scenario, tell)
        sensitivity, sensitivity_file = None, None
        if scenario.departures == "observed":
            sensitivity, sensitivity_file = _sensitivity(scenario, is_sensitivity, has_csv, tell)
        tell(text("run.stage.write"))
        published = publish_all(outcome.tables, scenario.population.scale)
        run = run_file(outcome.run, published, command_of(scenario, has_csv), has_csv)
        html = report.render(published, run, sensitivity, more)
        files |= {"sensitivity.csv": sensitivity_file} if sensitivity_file else {}
        write_outcome(folder, published, run, html, files)
        tell(text("run.stage.write"), 1.0)
    for line in report.summary(published, scenario.clustering):
        # Sentences are broken to the width of a page; lines of a list, with their two spaces, keep their columns.
        print(line if columns(line) <= WIDTH or "  " in line else "\n".join(wrap(line, WIDTH)))
    print(text("run.where", path=folder / "report.html"))
    if earlier is not None:
        _compare(earlier, run)
    if is_opened:
        import webbrowser

        webbrowser.open((folder / "report.html").absolute().as_uri())


def _warn_about(version: str) -> None:
    """Say that another version made a run, and what was found wrong in results of it."""
    from yeonjwa.tables_io import errata

    if version != __version__:
        shared.note(text("run.other_version", theirs=version, ours=__version__))
    for erratum in errata(version):
        words = erratum.ko if messages.current_language() == "ko" else erratum.en
        tables = ", ".join(erratum.tables) or text("run.all_tables")
        shared.note(text("run.erratum", date=erratum.date, version=version, tables=tables, words=words))


def _compare(earlier: Any, run: Any) -> None:
    """Say whether a repeated run gave the same tables as the first."""
    differing = sorted(
        name for name in {*earlier.tables, *run.tables} if earlier.tables.get(name) != run.tables.get(name)
    )
    if differing:
        shared.note(text("run.repeat_differs", tables=", ".join(differing), version=earlier.version))
    else:
        print(text("run.repeat_same", count=len(run.tables)))


def _sensitivity(scenario: Any, is_recomputed: bool, has_csv: bool, tell: Any) -> tuple[Any, str | None]:
    """The table of sensitivity for the report (None where there is none), and the text of its file if made anew."""
    from yeonjwa.departures import sensitivity
    from yeonjwa.report.sensitivity import Sensitivity

    if is_recomputed:
        command = f"{command_of(scenario, has_csv)} --sensitivity"
        table: Any = sensitivity.recompute(scenario.population.scale, scenario.seed, say=tell, command=command)
    else:
        table = sensitivity.packaged()
    if table is None:
        return None, None
    return Sensitivity(table.rows, table.provenance()), sensitivity.written(table) if is_recomputed else None
