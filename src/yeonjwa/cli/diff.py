"""`yeonjwa diff`: which inputs differ between two outcomes, and which tables moved."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from yeonjwa.cli import shared
from yeonjwa.cli.help import WIDTH, columns, wrap
from yeonjwa.messages import text

if TYPE_CHECKING:
    from yeonjwa.provenance.diff import Difference, InputChange, TableChange

FORMATS = ("table", "json")
LONGEST_VALUE = 24


def register(app: Any) -> None:
    """Add the command to the tree."""
    import typer

    @app.command("diff", help=text("provenance.diff.about"), epilog=text("provenance.diff.epilog"))
    def diff(
        first: str = typer.Argument(metavar="A", help=text("provenance.diff.first")),
        second: str = typer.Argument(metavar="B", help=text("provenance.diff.second")),
        form: str = typer.Option("table", "--format", metavar="table|json", help=text("provenance.diff.format")),
    ) -> None:
        print_difference(first, second, shared.check_choice("--format", form, FORMATS))


def print_difference(first: str, second: str, form: str) -> None:
    """Compare two outcome folders and print what differs, in the form asked for."""
    from yeonjwa.provenance.diff import compare
    from yeonjwa.provenance.folders import open_outcome

    for name, folder in (("A", first), ("B", second)):
        if not folder.strip():
            shared.fail(f"argument {name} is empty; expected an outcome folder.")
    a, b = (open_outcome(shared.path_given(f, n), f"argument {n}") for n, f in (("A", first), ("B", second)))
    found = compare(a, b)
    if form == "json":
        print(json.dumps(as_objects(found, first, second), ensure_ascii=False, indent=1))
    else:
        print("\n".join(lines(found, first, second)))


def as_objects(found: Difference, first: str, second: str) -> dict[str, Any]:
    """The difference for another program: the two folders, a list of inputs, a list of tables."""
    from dataclasses import asdict

    return {
        "a": first,
        "b": second,
        "same_country": found.is_same_country,
        "inputs": [asdict(change) for change in found.inputs],
        "tables": [asdict(change) for change in found.tables],
    }


def lines(found: Difference, first: str, second: str) -> list[str]:
    """The difference in words."""
    out = [f"A: {first}", f"B: {second}", ""]
    if found.inputs:
        out.append(text("provenance.diff.inputs", count=len(found.inputs)))
        out += _inputs(found.inputs)
    else:
        out.append(text("provenance.diff.no_inputs"))
    counts: dict[str, Any] = {
        state: sum(t.state == state for t in found.tables) for state in ("same", "changed", "only_a", "only_b")
    }
    out += ["", text("provenance.diff.tables", count=len(found.tables), **counts)]
    left = max((columns(t.table) for t in found.tables), default=0) + 4
    for change in found.tables:
        if change.state != "same":
            first_line, *rest = wrap(_words(change), WIDTH - left) or [""]
            out.append("  " + change.table + " " * (left - 2 - columns(change.table)) + first_line)
            out += [" " * left + line for line in rest]
    same = [t.table for t in found.tables if t.state == "same"]
    if same and counts["same"] < len(found.tables):
        out += ["  " + line for line in wrap(text("provenance.diff.same", tables=", ".join(same)), WIDTH - 2)]
    if counts["changed"] and not found.is_same_country:
        out += ["", *wrap(text("provenance.diff.other_country"), WIDTH)]
    return out


def _inputs(changes: tuple[InputChange, ...]) -> list[str]:
    """One line for each input: group, name, value in A, value in B. Checksums of columns are only counted."""
    rows = [
        (text(f"provenance.diff.group.{c.group}"), c.name, _value(c.a), _value(c.b))
        for c in changes
        if not c.name.startswith("checksums.")
    ]
    widths = [max((columns(row[k]) for row in rows), default=0) for k in range(3)]
    out = []
    for row in rows:
        cells = [cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=False)]
        out.append(f"  {cells[0]}  {cells[1]}  {cells[2]}  →  {row[3]}")
    if sums := sum(c.name.startswith("checksums.") for c in changes):
        out.append("  " + text("provenance.diff.checksums", count=sums))
    return out


def _value(value: Any) -> str:
    if value is None:
        return "–"
    words = str(value)
    return words if len(words) <= LONGEST_VALUE else words[: LONGEST_VALUE - 1] + "…"


def _words(change: TableChange) -> str:
    """What happened to one table, in a sentence or two."""
    if change.state in ("only_a", "only_b"):
        return text(f"provenance.diff.{change.state}")
    parts = [text("provenance.diff.rows", changed=change.rows_changed, rows=change.rows)]
    for count, key in (
        (change.rows_only_a, "rows_only_a"),
        (change.rows_only_b, "rows_only_b"),
        (change.rows_hidden_in_one, "rows_hidden"),
        (change.rows_from_zero, "rows_from_zero"),
    ):
        if count:
            parts.append(text(f"provenance.diff.{key}", count=count))
    if change.withheld:
        parts.append(text("provenance.diff.withheld"))
    elif change.relative_change is not None:
        where = ", ".join(f"{name} {value}" for name, value in change.where.items())
        parts.append(
            text(
                "provenance.diff.largest", change=f"{100 * change.relative_change:+.3g}", column=change.column,
                where=where, a=f"{change.a:,.4g}", b=f"{change.b:,.4g}",
            )
        )  # fmt: skip
    if change.rows_too_small:
        parts.append(text("provenance.diff.too_small", count=change.rows_too_small))
    return " ".join(parts)
