"""`yeonjwa compare`: two worlds that share country and luck, and what differs: harm first, then departures."""

from __future__ import annotations

import json
import shlex
import tempfile
from pathlib import Path
from typing import Any

from yeonjwa import messages
from yeonjwa.cli import shared
from yeonjwa.messages import text

FORMATS = ("table", "json", "csv")
ASSUMPTIONS = ("corners", "shipped")
PERIODS = ("all", "1998-2003", "2004-2011", "2012-2019", "2020-2024")
MOST_SEEDS = 1000
SOME_FAILED = 1


def register(app: Any) -> None:
    """Add the command to the tree."""
    import typer

    def option(default: Any, name: str, metavar: str, shown: Any = True) -> Any:
        return typer.Option(default, name, metavar=metavar, help=text(f"compare.option.{name[2:]}"), show_default=shown)

    names = {k: typer.Argument(metavar=k.upper(), help=text(f"compare.option.{k}")) for k in ("a", "b")}

    @app.command("compare", help=text("compare.about"), epilog=text("compare.epilog"))
    def compare(
        a: str = names["a"],
        b: str = names["b"],
        seeds: str = option("3", "--seeds", "NUMBER|SEEDS"),
        scale: float | None = option(None, "--scale", "NUMBER", False),
        assumptions: str = option("corners", "--assumptions", "corners|shipped"),
        period: str = option("all", "--period", "all|YEARS"),
        form: str = option("table", "--format", "table|json|csv"),
        out: str | None = option(None, "--out", "DIR", False),
        is_quiet: bool = typer.Option(False, "--quiet", help=text("run.option.quiet")),
    ) -> int:
        shared.check_choice("--format", form, FORMATS)
        shared.check_choice("--assumptions", assumptions, ASSUMPTIONS)
        shared.check_choice("--period", period, PERIODS)
        given = {"seeds": seeds_of(seeds), "scale": scale, "assumptions": assumptions}
        words = ["--seeds", seeds, "--assumptions", assumptions]
        words += ["--scale", f"{scale:g}"] if scale is not None else []
        words += ["--period", period] if period != "all" else []
        return run_and_say((a, b), given, words, period, form, out, is_quiet)


def seeds_of(words: str) -> tuple[int, ...]:
    """Seeds from "3" (the first three) or "1-5"."""
    from yeonjwa.ensemble.plan import seeds_from

    if words.strip().isdecimal():
        return tuple(range(1, int(shared.check_number("--seeds", int(words), 1, MOST_SEEDS)) + 1))
    return seeds_from(words)


def run_and_say(
    names: tuple[str, str],
    given: dict[str, Any],
    words: list[str],
    period: str,
    form: str,
    out: str | None,
    is_quiet: bool,
) -> int:
    """Run both worlds, print what differs in the form asked for, and give the exit code."""
    from yeonjwa.compare import writing
    from yeonjwa.compare.comparing import compare

    a, b = (scenario_of(name, given["scale"]) for name in names)
    shown = _shown(names)
    folder = None if out is None else _folder(out)
    with tempfile.TemporaryDirectory(prefix="yeonjwa-compare-") as passing, shared.progress(is_quiet) as tell:
        try:
            found = compare(
                *shown, a, b, given["seeds"], folder or passing, assumptions=given["assumptions"], say=tell, note=shared.note,
                open_country=shared.country_folder(tell),
            )  # fmt: skip
        except KeyboardInterrupt:
            if folder is not None:
                shared.note(text("ensemble.stopped"))
            raise
    rows = [row for row in found.rows if period in ("all", row.harm_period)]
    if not rows:
        shared.fail(
            f"option --period is '{period}', which the scenarios do not report whole; expected one within their years."
        )
    if folder is not None:
        writing.write(found, rows, folder, _command(names, words))
    if form == "json":
        print(json.dumps(writing.objects(rows), ensure_ascii=False, indent=1, allow_nan=False))
    elif form == "csv":
        print(writing.csv_text(rows), end="")
    else:
        from yeonjwa.cli.compare_text import print_comparison

        print_comparison(found, rows)
    if folder is not None:
        shared.note(text("compare.said.written", path=folder))
    if found.failed:
        shared.note(text("compare.said.failed", count=len(found.failed), first=next(iter(found.failed.values()))))
        return SOME_FAILED
    return 0


def scenario_of(name: str, scale: float | None) -> Any:
    """The scenario of a history's name or a file, at ``scale`` if one is given."""
    from yeonjwa.scenario import Scenario
    from yeonjwa.scenario_files import named_or_read

    found = named_or_read(name)
    if scale is None:
        return found
    content = found.model_dump(mode="json")
    return Scenario(**{**content, "population": {**content["population"], "scale": scale}})


def _shown(names: tuple[str, str]) -> tuple[str, str]:
    """Names without folders of this machine."""
    one, other = (Path(name).stem if name.endswith(".toml") else Path(name).name for name in names)
    return one, other


def _folder(out: str) -> Path:
    """The folder of the comparison: new, empty, or that of an earlier call."""
    folder = shared.path_given(out, "--out")
    return folder if (folder / ".bank").is_dir() else shared.output_directory(out)


def _command(names: tuple[str, str], words: list[str]) -> str:
    """The command without folders of this machine."""
    said = [Path(name).name if name.endswith(".toml") else name for name in names]
    if messages.current_language() != "en":
        words = [*words, "--lang", messages.current_language()]
    return shlex.join(["yeonjwa", "compare", *said, *words])
