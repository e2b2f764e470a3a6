"""`yeonjwa ensemble`: many runs, kept as a bank that the same command goes on to fill."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from yeonjwa import messages
from yeonjwa.cli import shared
from yeonjwa.messages import text

SOME_FAILED = 1
USUAL_SEEDS = "1-64"


def register(app: Any) -> None:
    """Add the command to the tree."""
    import typer

    def option(default: Any, name: str, metavar: str, shown: Any = True) -> Any:
        key = name.lstrip("-").replace("-", "_")
        return typer.Option(default, name, metavar=metavar, help=text(f"ensemble.option.{key}"), show_default=shown)

    names = typer.Argument(None, metavar="[SCENARIO]...", help=text("ensemble.option.scenarios"), show_default=False)
    ranges = option(None, "--vary", "FIGURE=LOW..HIGH", False)

    @app.command("ensemble", help=text("ensemble.about"), epilog=text("ensemble.epilog"))
    def ensemble(
        scenarios: list[str] = names,
        seeds: str = option(USUAL_SEEDS, "--seeds", "SEEDS"),
        out: str = option("ensemble", "--out", "DIR"),
        vary: list[str] = ranges,
        design: str | None = option(None, "--design", "sobol|lhs", "sobol"),
        points: int | None = option(None, "--points", "NUMBER", False),
        backend: str = option("local", "--backend", "local|dask|dask://HOST:PORT|slurm"),
        workers: int | None = option(None, "--workers", "NUMBER", False),
        scale: float | None = option(None, "--scale", "NUMBER", False),
        vary_schedule: bool = typer.Option(False, "--vary-schedule", help=text("ensemble.option.vary_schedule")),
        vary_population: bool = typer.Option(False, "--vary-population", help=text("ensemble.option.vary_population")),
        has_csv: bool = typer.Option(False, "--csv", help=text("run.option.csv")),
        is_quiet: bool = typer.Option(False, "--quiet", help=text("run.option.quiet")),
    ) -> int:
        from yeonjwa.ensemble import design as designs
        from yeonjwa.ensemble.plan import seeds_from

        if points is not None:
            shared.check_number("--points", points, 1, designs.MOST_POINTS)
        if design is not None:
            shared.check_choice("--design", design, designs.DESIGNS)
            if not vary:
                shared.fail("option --design needs --vary: name the figures to vary.")
        given = {
            "seeds": seeds_from(seeds),
            "vary": designs.varied_from(vary or []),
            "design_name": design or "sobol",
            "points": points or 0,
            "backend": backend,
            "workers": workers,
            "vary_schedule": vary_schedule,
            "vary_population": vary_population,
            "has_csv": has_csv,
        }
        asked = ("ensemble", *(scenarios or []), "--seeds", seeds)
        asked += ("--scale", f"{scale:g}") if scale is not None else ()
        asked += tuple(word for one in vary or [] for word in ("--vary", one))
        asked += ("--vary-schedule",) if vary_schedule else ()
        asked += ("--design", design or "sobol") if vary else ()
        asked += ("--points", str(points)) if vary or vary_schedule else ()
        asked += ("--vary-population",) if vary_population else ()
        return run_all(_scenarios(scenarios or [], scale), out, given, _command(asked, has_csv), is_quiet)


def run_all(scenarios: dict[str, Any], out: str, given: dict[str, Any], command: str, is_quiet: bool) -> int:
    """Run, say what came out, and give the exit code."""
    from yeonjwa.ensemble.publishing import report_name
    from yeonjwa.ensemble.running import run

    folder = _folder(out)
    with shared.progress(is_quiet) as tell:
        try:
            bank = run(
                scenarios,
                out=folder,
                say=tell,
                note=shared.note,
                command=command,
                open_country=shared.country_folder(tell),
                **given,
            )
        except KeyboardInterrupt:
            shared.note(text("ensemble.stopped"))
            raise
    failed, finished = bank.failed, bank.finished()
    print(text("ensemble.said.done", done=len(finished), total=len(bank.runs)))
    if finished:
        print(text("ensemble.said.where", path=folder / "report.html"))
        for path in sorted(folder.glob(report_name("*"))):
            print(text("ensemble.said.main_report", path=path))
    if failed:
        shared.note(
            text(
                "ensemble.said.failed",
                count=len(failed),
                path=folder / "failed.json",
                first=next(iter(failed.values())),
            )
        )
        return SOME_FAILED
    return 0


def _scenarios(words: list[str], scale: float | None) -> dict[str, Any]:
    """The scenarios by name: those of histories or files, or the usual one; ``scale`` in place of their own."""
    from yeonjwa.scenario import Scenario

    found: dict[str, Any] = {}
    for word in words:
        from yeonjwa.scenario_files import named_or_read

        name = Path(word).stem if word.endswith(".toml") else Path(word).name
        if name in found:
            shared.fail(f"two scenarios are called '{name}'; give their files different names.")
        found[name] = named_or_read(word)
    if not words:
        usual = Scenario()
        found[usual.departures] = usual
    if scale is not None:
        for name, scenario in found.items():
            content = scenario.model_dump(mode="json")
            found[name] = Scenario(**{**content, "population": {**content["population"], "scale": scale}})
    return found


def _folder(out: str) -> Path:
    """The folder for the ensemble: new, empty, or that of an earlier call."""
    folder = shared.path_given(out, "--out")
    return folder if (folder / ".bank").is_dir() else shared.output_directory(out)


def _command(words: tuple[str, ...], has_csv: bool) -> str:
    """The words of the command without folders of this machine."""
    named = [Path(word).name if word.endswith(".toml") else word for word in words]
    named += ["--csv"] if has_csv else []
    if messages.current_language() != "en":
        named += ["--lang", messages.current_language()]
    if messages.current_terms() != "defector":
        named += ["--terms", messages.current_terms()]
    return shlex.join(["yeonjwa", *named])
