"""`yeonjwa catalogue`: what the model rests on, and the ways from a number to its source and from a sentence to its mechanism."""

from __future__ import annotations

import csv
import json
import sys
from typing import Any

from yeonjwa.cli import shared
from yeonjwa.messages import text

FORMATS = ("table", "csv", "json")
PARTS = ("reports", "claims", "figures", "practices", "histories")


def register(app: Any) -> None:
    """Add the commands to the tree."""
    import typer

    catalogue = typer.Typer(help=text("catalogue.about"), rich_markup_mode=None)

    def add(part: str) -> None:
        @catalogue.command(part, help=text(f"catalogue.help.{part}"), epilog=text("catalogue.help.epilog"))
        def show(
            name: str | None = typer.Argument(None, metavar="[NAME]", help=text("catalogue.option.name")),
            words: str | None = typer.Option(
                None, "--search", metavar="WORDS", help=text("catalogue.option.search"), show_default=False
            ),
            form: str = typer.Option(
                "table", "--format", metavar="table|csv|json", help=text("catalogue.option.format")
            ),
        ) -> None:
            print_entries(part, name, words, shared.check_choice("--format", form, FORMATS))

    for part in PARTS:
        add(part)

    @catalogue.command("trace", help=text("catalogue.help.trace"))
    def trace(
        key: str = typer.Argument(metavar="FIGURE|CLAIM|PRACTICE", help=text("catalogue.option.traced")),
        form: str = typer.Option("table", "--format", metavar="table|json", help=text("catalogue.option.format")),
    ) -> None:
        from yeonjwa.cli.catalogue_trace import print_trace

        print_trace(key, shared.check_choice("--format", form, ("table", "json")))

    app.add_typer(catalogue, name="catalogue")


def print_entries(part: str, name: str | None, words: str | None, form: str) -> None:
    """One entry, those that a search finds, or all of a part, in the form asked for."""
    from yeonjwa.cli import catalogue_rows as rows

    if name is not None and words is not None:
        shared.fail("NAME and --search were both given; expected one of them.")
    everything = rows.entries(part)
    if name is not None:
        chosen = [rows.one(part, name)]
    else:
        chosen = list((everything if words is None else rows.search(part, words)).values())
    objects = [rows.plain(entry) for entry in chosen] if form != "table" else []
    if part == "histories" and name is not None and objects:
        # One history is asked for because of its numbers: a spreadsheet wants a row for each of them.
        windows = rows.windows_of(chosen[0])
        objects = windows if form == "csv" else [{**objects[0], "windows": windows}]
    if form == "json":
        print(json.dumps(objects, ensure_ascii=False, indent=1))
    elif form == "csv":
        _print_csv(objects, rows.cell)
    else:
        _print_words(part, chosen, is_one=name is not None, count=len(everything))


def _print_csv(objects: list[dict[str, Any]], cell: Any) -> None:
    fields = list(dict.fromkeys(field for row in objects for field in row))
    writer = csv.DictWriter(sys.stdout, fields, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({field: cell(value) for field, value in row.items()} for row in objects)


def _print_words(part: str, chosen: list[Any], is_one: bool, count: int) -> None:
    from yeonjwa.cli import catalogue_text as words

    if is_one:
        print(words.detail(words.lines_of(part, chosen[0])))
        if part == "practices":
            print("\n" + text("catalogue.said.bars"))
    else:
        print("\n".join(words.brief(part, entry) for entry in chosen))
        print("\n" + text("catalogue.said.count", shown=len(chosen), all=count))
    if part == "claims":
        print(text("catalogue.said.reported_only"))
    if part == "histories":
        print(text("catalogue.said.levels"))
