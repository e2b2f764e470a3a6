"""`yeonjwa histories`: the rival histories, what each implies, and which figures from outside reject it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from yeonjwa.cli import shared
from yeonjwa.cli.claims import in_words, seeds_of
from yeonjwa.cli.help import WIDTH, wrap
from yeonjwa.messages import text

FORMATS = ("table", "json")
SOME_FAILED = 1


def register(app: Any) -> None:
    """Add the command to the tree."""
    import typer

    def option(default: Any, name: str, metavar: str, shown: Any = True) -> Any:
        return typer.Option(
            default, name, metavar=metavar, help=text(f"histories.option.{name.lstrip('-')}"), show_default=shown
        )

    given = typer.Argument(None, metavar="[NAME]...", help=text("histories.option.names"), show_default=False)

    @app.command("histories", help=text("histories.about"), epilog=text("histories.epilog"))
    def histories(
        names: list[str] = given,
        scale: float = option(0.1, "--scale", "NUMBER"),
        seeds: str = option("3", "--seeds", "SEEDS"),
        out: str | None = option(None, "--out", "DIR", False),
        form: str = option("table", "--format", "table|json"),
        workers: int | None = option(None, "--workers", "NUMBER", False),
        is_quiet: bool = typer.Option(False, "--quiet", help=text("histories.option.quiet")),
    ) -> int:
        from yeonjwa.rivals.running import chosen

        asked = chosen(names or ())
        shared.check_choice("--format", form, FORMATS)
        if workers is not None:
            shared.check_number("--workers", workers, 1, 1000)
        command = ["yeonjwa", "histories", *(asked if names else ()), "--scale", f"{scale:g}", "--seeds", seeds]
        return run_and_print(asked, scale, seeds_of(seeds), out, form, workers, is_quiet, command)


def run_and_print(
    asked: tuple[str, ...], scale: float, seeds: tuple[int, ...], out: str | None, form: str, workers: int | None, is_quiet: bool,
    command: list[str],
) -> int:  # fmt: skip
    """Run what is missing, write and print the results, and give the exit code."""
    from yeonjwa.rivals import running, table

    folder = None if out is None else _folder(out)
    with shared.progress(is_quiet) as tell:
        try:
            found = running.run_histories(
                asked, scale=scale, seeds=seeds, out=folder, workers=workers, say=tell, note=shared.note,
                open_country=shared.country_folder(tell),
            )  # fmt: skip
        except KeyboardInterrupt:
            shared.note(text("histories.stopped"))
            raise
        tell(text("histories.stage.verdicts"))
        rows = {made.name: table.rows_of(made) for made in table.tables_of(found)}
        if folder is not None:
            paths = table.write(folder, found, in_words(command))
        tell(text("histories.stage.verdicts"), 1.0)
    if folder is not None:
        shared.note(text("histories.written", names=", ".join(str(path) for path in paths)))
    if form == "json":
        print(json.dumps(table.objects(rows), ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print("\n".join(lines(rows, scale, seeds)))
    for history, sentence in found.failed.items():
        shared.note(text("histories.failed", history=history, sentence=sentence))
    return SOME_FAILED if found.failed else 0


def _folder(out: str) -> Path:
    """The folder for the results: new, empty, or that of an earlier call."""
    folder = shared.path_given(out, "--out")
    return folder if (folder / ".bank").is_dir() else shared.output_directory(out)


def lines(rows: dict[str, Any], scale: float, seeds: tuple[int, ...]) -> list[str]:
    """The histories for a terminal, harm first; the page of the folder says all of it."""
    from yeonjwa.catalogue.histories import histories
    from yeonjwa.messages import current_language
    from yeonjwa.outcome import ALL
    from yeonjwa.report.histories_words import direction, figure_name, said_people
    from yeonjwa.rivals.table import rejecting

    width = min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns)
    found = [text("histories.title"), ""]

    def add(words: str, indent: str = "    ") -> None:
        found.extend(indent + line for line in wrap(words, width - len(indent)))

    arrivals = {row["history"]: row for row in rows["histories_arrivals"]}
    for key in dict.fromkeys(row["history"] for row in rows["histories"]):
        history = histories()[key]
        found.append(f"{key}: {history.title_ko if current_language() == 'ko' else history.title}")
        for row in rows["histories_harm"]:
            if (row["history"], row["practice"], row["kin"]) == (key, "any_practice", ALL):
                add(text("histories.said.harm", period=row["period"].replace("-", "–"), people=said_people(row)))
        if row := arrivals.get(key):
            said = direction(row["direction"])
            add(text("histories.said.arrivals", years=row["period"].replace("-", "–"), direction=said))
        names = "; ".join(figure_name(figure) for figure in rejecting(rows["histories"], key))
        add(text("histories.said.closed", figures=names) if names else text("histories.said.open"))
        found.append("")
    add(text("histories.said.made", scale=f"{scale:g}", seeds=", ".join(str(seed) for seed in seeds)), "")
    return found
